"""What ``config.toml`` says is done by the command, and nothing else is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from sou.config import config_from_data

SOU = [sys.executable, "-c", "from sou.cli.main import main; raise SystemExit(main())"]
PAGE = Path(__file__).parents[2] / "docs" / "formats.md"
SCRIPT = "import sys; print('讀出', open(sys.argv[1], 'rb').read()[8:].decode('gb18030'))"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sou(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "SOU_CONFIG": str(home / "config"), "XDG_DATA_HOME": str(home)}
    environ.pop("SOU_INDEX", None)
    return subprocess.run(
        [*SOU, *words], env=environ, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    (tmp_path / "檔").mkdir()
    (tmp_path / "檔" / "舊.doc").write_bytes(OLE + "寒武纪芯片".encode("gb18030"))
    (tmp_path / "檔" / "a.json").write_text('[{"甲": "寒武紀", "乙": "半導體"}]', "utf-8")
    return tmp_path


def test_a_command_and_fields_are_as_configured(home: Path) -> None:
    command = json.dumps([sys.executable, "-c", SCRIPT, "{path}"])
    (home / "config" / "config.toml").write_text(
        f'[extract]\n".doc" = {command}\n[json]\ntext = ["乙"]\n', "utf-8"
    )
    indexed = sou(home, "index", str(home / "檔"))
    page = json.loads(sou(home, "search", "--json", '"寒武纪"').stdout)

    assert (indexed.returncode, "no reader" in indexed.stderr) == (0, False)
    assert [(Path(hit["path"]).name, hit["kind"]) for hit in page["hits"]] == [("舊.doc", "other")]
    assert page["hits"][0]["snippet"]["text"].startswith("讀出 寒武纪芯片")
    assert sou(home, "search", "-c", "半導體").stdout == "1\n"
    assert sou(home, "verify", "--recall").returncode == 0


def test_without_a_file_no_program_runs(home: Path) -> None:
    indexed = sou(home, "index", str(home / "檔"))

    assert "no reader for .doc files yet" in indexed.stderr
    assert sou(home, "search", "-c", "寒武紀").stdout == "1\n"


def test_files_are_read_anew_by_rules_that_have_changed(home: Path) -> None:
    rules = home / "config" / "config.toml"
    command = json.dumps([sys.executable, "-c", SCRIPT, "{path}"])
    (home / "檔" / "一.txt").write_text("與規則無關", "utf-8")
    rules.write_text(f'[extract]\n".doc" = {command}\n[json]\ntext = ["甲"]\n', "utf-8")
    assert sou(home, "index", str(home / "檔")).returncode == 0
    rules.write_text('[json]\ntext = ["乙"]\n', "utf-8")

    checked = json.loads(sou(home, "verify", "--recall", "--json").stdout)
    forecast = json.loads(sou(home, "index", "--dry-run", "--json").stdout)
    report = json.loads(sou(home, "index", "--json").stdout)

    assert (checked["missed"], checked["stored_documents"]) == ([], 2)
    assert (forecast["files"], forecast["unchanged"]) == (2, 1)
    assert (report["updated"], report["removed"], report["unchanged"]) == (1, 1, 1)
    assert sou(home, "search", "-c", "寒武紀").stdout == "0\n"
    assert sou(home, "search", "-c", "半導體").stdout == "1\n"
    assert json.loads(sou(home, "index", "--json").stdout)["unchanged"] == 2


def test_a_name_that_is_not_known_is_refused(home: Path) -> None:
    (home / "config" / "config.toml").write_text('[json]\ntitel = ["a"]\n', "utf-8")
    indexed = sou(home, "index", str(home / "檔"))

    assert indexed.returncode == 2
    assert indexed.stderr.endswith("titel is no option of [json]; did you mean title?\n")


def test_the_example_of_the_page_on_formats_is_understood() -> None:
    (_, example, *_) = PAGE.read_text("utf-8").split("```toml\n")
    config = config_from_data(tomllib.loads(example.partition("```")[0]))

    assert config.command(".doc") == ("antiword", "{path}")
    assert config.json.text == ("title", "article.body")

"""A package of somebody else's reads files, guarded, and searches never look for it."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

SOU = [sys.executable, "-c", "from sou.cli.main import main; raise SystemExit(main())"]
PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
(EXAMPLE,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
(POINT,) = re.findall(r'\[project.entry-points."sou.extractors"\]\n(\w+) = "(.*?)"', PAGE)
ABC = "目錄\n%第一章\n晶片產業。\n%第二章\n寒武紀。\n".encode("utf-16")


class Machine:
    """Packages, files and an index."""

    def __init__(self, base: Path) -> None:
        self.base, self.packages, self.files = base, base / "包", base / "檔"
        for folder in (self.packages, self.files, base / "設定"):
            folder.mkdir()

    def install(
        self,
        source: str,
        *,
        name: str = "abc-reader",
        version: str = "1.0",
        point: tuple[str, str] = POINT,
    ) -> None:
        """Lay a package out as pip does."""
        module = point[1].partition(":")[0]
        (self.packages / f"{module}.py").write_text(source, "utf-8")
        folder = self.packages / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8"
        )
        (folder / "entry_points.txt").write_text(
            f"[sou.extractors]\n{point[0]} = {point[1]}\n", "utf-8"
        )

    def uninstall(self) -> None:
        for folder in self.packages.glob("*.dist-info"):
            for file in folder.iterdir():
                file.unlink()
            folder.rmdir()

    def run(self, *words: str, command: list[str] = SOU) -> subprocess.CompletedProcess[str]:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("SOU_")}
        return subprocess.run(
            [*command, *words],
            env={
                **kept,
                "SOU_CONFIG": str(self.base / "設定"),
                "SOU_INDEX": str(self.base / "索引"),
                "PYTHONPATH": str(self.packages),
                "PYTHONDONTWRITEBYTECODE": "1",  # a module is changed within a second
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    def count(self, query: str) -> int:
        return int(self.run("search", "-c", query).stdout)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    (made.files / "書.ABC").write_bytes(ABC)
    return made


def test_the_example_of_the_page_reads_its_files(machine: Machine) -> None:
    machine.install(EXAMPLE)

    forecast = json.loads(machine.run("index", "-n", "--json", str(machine.files)).stdout)
    indexed = machine.run("index", str(machine.files))
    page = json.loads(machine.run("search", "--json", "寒武纪").stdout)

    assert forecast["formats"][0]["reader"] == "abc-reader"
    assert indexed.returncode == 0, indexed.stderr
    (hit,) = page["hits"]
    assert (hit["title"], hit["kind"]) == ("目錄", "other")
    assert (hit["anchor"]["kind"], hit["anchor"]["label"], hit["anchor"]["number"]) == (
        "chapter",
        "第二章",
        2,
    )
    assert machine.run("verify", "--recall", "--samples", "50").returncode == 0


def test_what_an_extractor_refuses_is_named_with_its_reason(machine: Machine) -> None:
    machine.install(EXAMPLE)
    (machine.files / "壞.abc").write_bytes(b"odd")

    indexed = machine.run("index", str(machine.files))

    assert indexed.returncode == 1
    assert "no .abc file, which is UTF-16" in indexed.stderr
    assert machine.count("寒武紀") == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("import os\n    os._exit(3)", "reading it crashed"),
        ("import time\n    time.sleep(600)", "took longer than 2 s"),
        ("return bytearray(3 << 30).hex()", "needed more than 256 MB"),
        ("return 1 / 0", "abc-reader failed: ZeroDivisionError: division by zero"),
        ("return []", "abc-reader gave nothing"),
        ("return [b'1']", "abc-reader gave a bytes, not text or sou.ExtractedDocument"),
        ("return ['a', 'b']", "abc-reader gave two documents with one part"),
        (
            "from sou import Anchor, ExtractedDocument as E\n"  # noqa: ISC004 -- one text
            "    return E('a', anchors=(Anchor(2, 'page', ''),))",
            "abc-reader gave anchors that are not in the text, or not in order",
        ),
        ("import sou\n    return sou.ExtractedDocument('a', date='soon')", "no date in the form"),
        ("import nowhere_to_be_found", "abc-reader failed: ModuleNotFoundError"),
    ],
)
def test_one_that_fails_costs_its_file_only(machine: Machine, body: str, reason: str) -> None:
    if "bytearray" in body and sys.platform != "linux":
        pytest.skip("memory is limited on Linux only")
    machine.install(f"def read(data, name):\n    {body}\n")
    (machine.files / "文.txt").write_text("晶片", "utf-8")

    indexed = machine.run("index", "--file-time", "2", "--file-memory", "256M", str(machine.files))

    assert indexed.returncode == 1
    assert reason in indexed.stderr
    assert machine.count("晶片") == 1


def test_what_it_prints_is_in_nobodys_way(machine: Machine) -> None:
    machine.install("def read(data, name):\n    print('嘈雜' * 9999)\n    return '晶片' + name\n")

    assert machine.run("index", str(machine.files)).returncode == 0
    assert machine.count('"晶片書"') == 1


def test_one_that_cannot_be_loaded_is_named(machine: Machine) -> None:
    machine.install("import nowhere_to_be_found\n")

    indexed = machine.run("index", str(machine.files))

    assert "abc-reader cannot be loaded: ModuleNotFoundError" in indexed.stderr


def test_a_package_that_comes_changes_or_goes_has_its_files_read_anew(machine: Machine) -> None:
    def updated() -> tuple[int, int]:
        report = json.loads(machine.run("index", "--json", str(machine.files)).stdout)
        return report["added"] + report["updated"], report["unchanged"]

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("裡.abc", ABC)
        archive.writestr("旁.txt", "旁邊")
    (machine.files / "包.zip").write_bytes(packed.getvalue())
    (machine.files / "文.txt").write_text("晶片", "utf-8")

    machine.run("index", str(machine.files))
    machine.install(EXAMPLE)
    assert updated() == (2, 1)
    assert machine.count("寒武紀") == 2
    assert updated() == (0, 3)
    machine.uninstall()
    machine.install("def read(data, name):\n    return '全新'\n", version="2.0")
    assert updated() == (2, 1)
    assert (machine.count("寒武紀"), machine.count("全新")) == (0, 2)
    machine.uninstall()
    assert updated() == (2, 1)
    assert machine.count("全新") == 0


def test_it_comes_before_our_own_reader_and_after_a_command(machine: Machine) -> None:
    (machine.files / "頁.rtf").write_text("{\\rtf1 x}", "utf-8")
    machine.install("def read(data, name):\n    return '由包讀出'\n", point=("rtf", "rtf_x:read"))
    machine.run("index", str(machine.files))
    assert machine.count("由包讀出") == 1

    command = json.dumps([sys.executable, "-c", "print('由令讀出')", "{path}"])
    (machine.base / "設定" / "config.toml").write_text(f'[extract]\n".rtf" = {command}\n', "utf-8")
    machine.run("index", str(machine.files))
    assert (machine.count("由包讀出"), machine.count("由令讀出")) == (0, 1)


def test_two_packages_for_one_suffix_are_refused(machine: Machine) -> None:
    machine.install(EXAMPLE)
    machine.install(EXAMPLE, name="other-reader", point=("ABC", "other_reader:read"))

    indexed = machine.run("index", str(machine.files))

    assert indexed.returncode == 2
    assert "both read .abc files; uninstall one of them" in indexed.stderr


def test_a_search_looks_for_no_packages(machine: Machine) -> None:
    machine.install(EXAMPLE)
    machine.run("index", str(machine.files))
    script = (
        "import sys\nfrom sou.cli.main import main\nstatus = main()\n"
        "unwanted = {'importlib.metadata', 'sou.documents.installed', 'abc_reader'}\n"
        "print(status, sorted(unwanted & set(sys.modules)), file=sys.stderr)"
    )

    for words in (
        ["search", "-c", "寒武紀"],
        ["search", "--json", "寒武紀 -無"],
        ["suggest", "寒無紀"],
        ["export", "--no-text"],
    ):
        said = machine.run(*words, command=[sys.executable, "-c", script]).stderr
        assert said.splitlines()[-1] == "0 []"

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from sou.cli.last_search import FILE_NAME, RememberedHit, recall, remember
from sou.cli.open import has_changed
from sou.model import Place
from unit.cli_fakes import FakeIndex, Outcome, document, hit, run_sou, use_index

TEXT = "第一行\n中國晶片\n"


class Setting(NamedTuple):
    fake: FakeIndex
    file: Path

    def sou(self, *words: str, editor: str = "kak") -> Outcome:
        environ = {"EDITOR": editor, "SOU_INDEX": str(self.fake.location)}
        return run_sou(*words, cwd=str(self.file.parent), environ=environ)


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Setting:
    file = tmp_path / "筆記.txt"
    file.write_text(TEXT, encoding="utf-8", newline="\n")
    state = file.stat()
    info = document(str(file), size_bytes=state.st_size, modified_s=state.st_mtime)
    folder = tmp_path / "索引"
    folder.mkdir()
    index = FakeIndex(folder, [hit(info=info, place=Place(2, 3))])
    return Setting(use_index(monkeypatch, index), file)


def test_a_number_is_a_hit_of_the_last_search(setting: Setting) -> None:
    setting.sou("search", "晶片")

    outcome = setting.sou("open", "--print", "1")

    assert (outcome.exit_status, outcome.stderr) == (0, "")
    assert outcome.stdout == f"筆記.txt:2:3\nkak +2:7 '{setting.file}'\n"


def test_json_hits_are_remembered_too(setting: Setting) -> None:
    setting.sou("search", "--json", "晶片")

    assert setting.sou("open", "--print", "1").exit_status == 0


def test_paths_and_counts_leave_the_last_search_alone(setting: Setting) -> None:
    setting.sou("search", "晶片")
    setting.fake.hits = []
    setting.sou("search", "-l", "別的")
    setting.sou("search", "-c", "別的")

    assert setting.sou("open", "--print", "1").exit_status == 0


@pytest.mark.parametrize(
    ("place", "expected"), [("", ":1:1"), (":2", ":2:1"), (":2:4", ":2:4"), (":2:4:9", None)]
)
def test_a_path_may_have_line_and_column(
    place: str, expected: str | None, setting: Setting
) -> None:
    outcome = setting.sou("open", "--print", f"筆記.txt{place}")

    if expected is None:
        assert outcome.exit_status == 2
    else:
        assert outcome.stdout.split("\n")[0] == f"筆記.txt{expected}"


def test_a_file_whose_name_looks_like_a_place_is_found(setting: Setting) -> None:
    odd = setting.file.with_name("odd:12")
    odd.write_text("晶片")

    outcome = setting.sou("open", "--print", str(odd))

    assert outcome.stdout.split("\n")[0] == "odd:12:1:1"


@pytest.mark.parametrize("name", ["備份.zip", "書.pdf", "圖.png", "信.docx"])
def test_no_editor_is_started_on_what_is_no_text(name: str, setting: Setting) -> None:
    setting.file.with_name(name).write_bytes(b"PK")
    environ = {
        "EDITOR": "vim",
        "SOU_VIEWER": "look {path}",
        "SOU_INDEX": str(setting.fake.location),
    }

    outcome = run_sou("open", "--print", name, cwd=str(setting.file.parent), environ=environ)

    assert outcome.stdout.split("\n")[1].startswith("look ")


def test_a_hit_that_was_not_shown_is_an_error(setting: Setting) -> None:
    outcome = setting.sou("open", "9")

    assert outcome.exit_status == 2
    assert outcome.stderr == ("sou: error: the last search showed no hit 9; run sou search first\n")


def test_a_file_that_is_gone_is_an_error(setting: Setting) -> None:
    setting.sou("search", "晶片")
    setting.file.unlink()

    outcome = setting.sou("open", "1")

    assert outcome.exit_status == 2
    assert "is gone; sou index brings the index up to date" in outcome.stderr


def test_a_changed_file_gets_a_warning_and_opens(setting: Setting) -> None:
    setting.sou("search", "晶片")
    setting.file.write_text(TEXT + "新的一行\n", encoding="utf-8", newline="\n")

    outcome = setting.sou("open", "--print", "1")

    assert outcome.exit_status == 0
    assert outcome.stderr.startswith("sou: warning: the file has changed since it was indexed")


def test_a_file_that_was_only_touched_has_not_changed(setting: Setting) -> None:
    import hashlib

    digest = hashlib.blake2b(setting.file.read_bytes(), digest_size=16).hexdigest()
    info = document(str(setting.file), size_bytes=setting.file.stat().st_size, digest=digest)
    os.utime(setting.file, (2_000_000_000, 2_000_000_000))

    assert not has_changed(info)
    setting.file.write_text(TEXT.replace("中國", "台灣"), encoding="utf-8", newline="\n")
    assert has_changed(info)


def test_the_editor_runs_without_a_shell(setting: Setting) -> None:
    proof = setting.file.with_name("proof")
    editor = setting.file.with_name("my editor.sh")
    editor.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > "{proof}"\n')
    editor.chmod(0o755)
    odd = setting.file.with_name("a; rm -rf $HOME")
    odd.write_text("晶片")

    outcome = setting.sou("open", f"{odd}:1", editor=f"'{editor}' --wait")

    assert outcome == Outcome(0, "", "")
    assert proof.read_text() == f"--wait|+1|{odd}|"


def test_an_editor_that_fails_or_is_missing_is_an_error(setting: Setting) -> None:
    failed = setting.sou("open", "筆記.txt", editor="false")
    missing = setting.sou("open", "筆記.txt", editor="no-such-editor")

    assert failed.stderr == "sou: error: 'false' ended with status 1\n"
    assert missing.stderr.startswith("sou: error: cannot run 'no-such-editor'")
    assert failed.exit_status == missing.exit_status == 2


def test_exactly_one_hit_is_opened(setting: Setting) -> None:
    assert "one hit is needed" in setting.sou("open").stderr
    assert "one hit is needed" in setting.sou("open", "1", "2").stderr


def test_the_last_search_survives_paths_that_are_not_utf8(tmp_path: Path) -> None:
    kept = RememberedHit(3, "/\udcff#1", "/\udcff", Place(4, 5))

    remember(tmp_path, "晶片", [kept])

    assert recall(tmp_path, 3) == kept
    assert recall(tmp_path, 1) is None
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version":2}', '{"version":1,"hits":[[1]]}'])
def test_a_damaged_last_search_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(text)

    assert recall(tmp_path, 1) is None


def test_where_nothing_can_be_written_nothing_is_remembered(tmp_path: Path) -> None:
    remember(tmp_path / "none", "晶片", [])

    assert recall(tmp_path / "none", 1) is None

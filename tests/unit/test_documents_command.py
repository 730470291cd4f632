"""Commands of the user's: only those, without a shell, within bounds."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from sou.config import Config, ExtractCommand
from sou.documents import WalkOptions, read_all
from sou.documents.command import read_by_command
from sou.errors import DocumentError
from sou.sources import Document, Source

SAYS_FILE = "import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read()[4:])"


def python(script: str) -> tuple[str, ...]:
    return (sys.executable, "-c", script, "{path}")


def read(path: Path, script: str) -> tuple[Document, ...]:
    config = Config((ExtractCommand(path.suffix.lower(), python(script)),))
    return read_all(Source(str(path), 0, 0), WalkOptions(config=config))


def refusal(script: str, **limits: float) -> str:
    with pytest.raises(DocumentError) as caught:
        read_by_command(python(script), "/甲.doc", "甲.doc", **limits)  # type: ignore[arg-type] # either limit
    return str(caught.value)


@pytest.mark.parametrize("name", ["甲.doc", "-rf $(x) ';&.DOC", "檔\udcff.doc"])
def test_what_a_command_says_is_the_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\xd0\xcf\0\0" + "第一行\n資料庫的查詢與索引結構".encode("big5"))
    (document,) = read(path, SAYS_FILE)

    assert document.text == "第一行\n資料庫的查詢與索引結構"
    assert (document.kind, document.encoding) == ("other", "cp950")
    assert document.digest


def test_a_command_comes_before_a_reader(tmp_path: Path) -> None:
    (tmp_path / "甲.md").write_text("1234# 標題", encoding="utf-8")

    assert read(tmp_path / "甲.md", SAYS_FILE)[0].kind == "other"


def test_without_a_command_the_format_is_named(tmp_path: Path) -> None:
    (tmp_path / "甲.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

    with pytest.raises(DocumentError, match=r"no reader for \.doc files yet"):
        read_all(Source(str(tmp_path / "甲.doc"), 0, 0))


def test_a_command_is_not_asked_about_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管.doc")

    with pytest.raises(DocumentError, match="named pipe"):
        read(tmp_path / "管.doc", SAYS_FILE)


def test_a_command_that_fails_is_quoted() -> None:
    assert refusal("import sys; sys.exit('不是 Word\\n檔')").endswith(
        " failed: 不是 Word 檔 (exit status 1)"
    )
    assert refusal("raise SystemExit(3)").endswith(" failed: it says nothing (exit status 3)")
    assert refusal("import os; os.kill(os.getpid(), 11)").endswith("(signal 11)")


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(DocumentError, match="無此程式 could not be run: no such file"):
        read_by_command(("無此程式", "{path}"), "/甲.doc", "甲.doc")


def test_a_command_that_takes_too_long_ends_with_its_children(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time; child = subprocess.Popen(['sleep', '600']);"
        f"open({str(tmp_path / 'child')!r}, 'w').write(str(child.pid)); time.sleep(600)"
    )
    reason = refusal(script, timeout_s=1.5)
    child = int((tmp_path / "child").read_text())

    assert reason.endswith(" took more than 2 s")
    deadline = time.monotonic() + 10
    while _runs(child):
        assert time.monotonic() < deadline, "a child of the command runs on"
        time.sleep(0.01)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_command_that_says_too_much_is_ended() -> None:
    endless = "import sys\nwhile True: sys.stdout.write('字' * 1000)"

    assert refusal(endless, output_bytes=1 << 20).endswith(" wrote more than 1 MiB")


def test_a_command_may_complain_at_length_and_still_say_its_text() -> None:
    script = "import sys; sys.stderr.write('!' * 1000000); print('字')"

    assert read_by_command(python(script), "/甲", "甲")[0].text == "字\n"

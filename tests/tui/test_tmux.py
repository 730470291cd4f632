"""The app in a real terminal. Over the fake engine: what counts here is the terminal."""

from __future__ import annotations

import re
import signal
import stat
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tmux import Terminal, needs_tmux

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

pytestmark = needs_tmux

TESTS = Path(__file__).parents[1]
SEEDS = sorted((TESTS.parent / "seeds").glob("*.txt"))


@contextmanager
def app(
    files: Sequence[Path] = SEEDS,
    *,
    cols: int = 80,
    rows: int = 24,
    environ: Mapping[str, str] | None = None,
    term: str = "tmux-256color",
) -> Iterator[Terminal]:
    command = [
        "env",
        f"TERM={term}",
        sys.executable,
        str(TESTS / "tui" / "fake_app.py"),
        *map(str, files),
    ]
    path = {"PYTHONPATH": str(TESTS), **(environ or {})}
    with Terminal(command, cols=cols, rows=rows, environ=path) as terminal:
        terminal.wait_for("小技巧")
        yield terminal


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (160, 50)])
def test_typing_chinese_finds_previews_and_keeps_the_cursor(cols: int, rows: int) -> None:
    with app(cols=cols, rows=rows) as terminal:
        terminal.wait_for_cursor(2, 0)
        terminal.type("晶片")
        terminal.wait_for("1 筆")
        terminal.wait_for("▸   1  近年來,隨著人工智慧的發展,AI晶片")
        terminal.wait_for_cursor(2 + 4, 0)
        terminal.press("Home")
        terminal.wait_for_cursor(2, 0)
        terminal.press("End")
        terminal.wait_for_cursor(2 + 4, 0)
        terminal.type("（")
        terminal.wait_for("沒有對應")
        terminal.wait_for_cursor(2 + 6, 0)


@pytest.mark.parametrize(
    "text", ["कि", "क्षि", "हिन्दी", "မြန်မာ", "e\u0301", "葛\U000e0100", "か\u3099"]
)
def test_marks_are_as_wide_as_the_terminal_draws_them(text: str) -> None:
    with Terminal(["sh", "-c", f"clear; printf '%s' '{text}'; sleep 1000"]) as terminal:
        terminal.wait(lambda _screen: terminal.cursor()[0] > 0, "the text drawn")
        cells = terminal.cursor()[0]
    with app() as terminal:
        terminal.type(f"{text}晶片")

        terminal.wait_for_cursor(2 + cells + 4, 0)
        terminal.wait_for(f"❯ {text}晶片")


def test_the_cursor_stays_right_after_resizing() -> None:
    with app() as terminal:
        terminal.type("晶片AI")
        terminal.wait_for_cursor(2 + 6, 0)
        terminal.resize(160, 50)
        terminal.wait(lambda screen: "離開" in screen.split("\n")[49], "the new size")
        terminal.wait_for_cursor(2 + 6, 0)
        terminal.resize(38, 9)
        terminal.wait_for("終端機太小")
        terminal.resize(80, 24)
        terminal.wait_for("晶片AI")

        terminal.wait_for_cursor(2 + 6, 0)


def test_reading_and_coming_back() -> None:
    with app() as terminal:
        terminal.type("晶片")
        terminal.wait_for("▸")
        terminal.press("Enter")
        terminal.wait_for("命中 1/30")
        terminal.type("ｎｎ")
        terminal.wait_for("命中 3/30")
        terminal.type("N")
        terminal.wait_for("命中 2/30")
        terminal.press("Escape")
        terminal.wait_for("預覽 ─ ")

        terminal.wait_for_cursor(2 + 4, 0)


@pytest.fixture
def vim(tmp_path: Path) -> Path:
    """An editor that writes down its arguments and whether the terminal is its own."""
    program = tmp_path / "vim"
    program.write_text(
        "#!/bin/sh\n"
        f'printf "%s\\n" "$@" > {tmp_path}/argv\n'
        f"stty -a > {tmp_path}/stty\n"
        "echo 編輯中；按 Enter 結束\n"
        "read -r _\n",
        encoding="utf-8",
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def test_editor_round_trip(vim: Path, tmp_path: Path) -> None:
    source = tmp_path / "年報.txt"
    source.write_text("第一行\n𠮷日創立圖書館\n", encoding="utf-8", newline="\n")
    with app([source], environ={"VISUAL": "", "EDITOR": f"{vim} -u NONE"}) as terminal:
        terminal.type("圖書館")
        terminal.wait_for("▸   2")
        terminal.press("C-o")
        terminal.wait_for("編輯中")
        assert terminal.flag("#{alternate_on}") == "0"
        terminal.resize(100, 30)
        terminal.press("Enter")
        terminal.wait_for("已交給編輯器")
        terminal.wait(lambda screen: "離開" in screen.split("\n")[29], "the new size")

        assert terminal.flag("#{alternate_on}") == "1"
        argv = (tmp_path / "argv").read_text(encoding="utf-8").splitlines()
        assert argv == ["-u", "NONE", "+call cursor(2, 14)", str(source)]
        assert " icanon" in (tmp_path / "stty").read_text(encoding="utf-8")
        terminal.wait_for_cursor(2 + 6, 0)


def test_bytes_that_are_not_utf8_do_not_end_the_app() -> None:
    with app() as terminal:
        terminal.send_bytes("臺北".encode("big5"))
        terminal.press("C-u")
        terminal.type("晶片")

        terminal.wait_for("1 筆")


def test_a_long_commit_and_a_paste_arrive_whole() -> None:
    with app() as terminal:
        terminal.type("臺北市立圖書館總館藏書一百萬冊")
        terminal.wait_for("❯ 臺北市立圖書館總館藏書一百萬冊")
        terminal.press("C-u")
        terminal.paste("中國\nAI晶片\n")

        terminal.wait_for("❯ 中國 AI晶片")


@pytest.mark.parametrize("keys", [["C-q"], ["C-c"]])
def test_leaving_gives_the_terminal_back(keys: list[str]) -> None:
    with app() as terminal:
        terminal.press(*keys)

        assert terminal.wait_for_exit() == 0
        assert terminal.flag("#{alternate_on}") == "0"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_being_ended_gives_the_terminal_back(number: signal.Signals) -> None:
    with app() as terminal:
        terminal.type("晶片")
        terminal.wait_for("1 筆")
        assert not terminal.echoes()
        terminal.end_command(number)
        assert terminal.wait_for_exit() == 128 + number
        assert terminal.flag("#{alternate_on} #{cursor_flag} #{mouse_any_flag}") == "0 1 0"
        assert terminal.echoes()


def test_without_colours_matches_are_bold_and_underlined() -> None:
    with app(environ={"NO_COLOR": "1"}) as terminal:
        terminal.type("晶片")
        terminal.wait_for("▸")
        screen = terminal.screen(with_colours=True)

        assert "\x1b[1;4m晶片" in screen
        assert "\x1b[3" not in screen.replace("\x1b[39m", "")


@pytest.mark.parametrize("term", ["vt100", "xterm-mono"])
def test_a_terminal_of_one_colour_gets_none(term: str) -> None:
    with app(term=term) as terminal:
        terminal.type("晶片")
        terminal.wait_for("▸")
        screen = terminal.screen(with_colours=True)

        assert "\x1b[1;4m晶片" in screen
        assert not re.search(r"\x1b\[(?:[\d;]*;)?[34][0-8](?:;|m)", screen)


def test_plain_has_no_colour_no_lines_and_the_terminals_cursor() -> None:
    script = (
        "from sou_tui.app import SouApp; from fake_engine import FakeIndex; import sys, pathlib;"
    )
    script += "f = {n: pathlib.Path(n).read_text('utf-8') for n in sys.argv[1:]};"
    script += "SouApp(lambda: FakeIndex(f), is_plain=True).run()"
    command = [sys.executable, "-c", script, *map(str, SEEDS)]
    with Terminal(command, environ={"PYTHONPATH": str(TESTS)}) as terminal:
        terminal.wait_for("小技巧")
        terminal.type("晶片")
        terminal.wait_for(">   1  近年來")
        terminal.wait_for_cursor(2 + 4, 0)

        screen = terminal.screen(with_colours=True)
        assert not re.search(r"\x1b\[(?:[\d;]*;)?[34][0-8](?:;|m)", screen)
        assert not re.search("[\u2500-\u259f❯▸]", screen)
        assert terminal.flag("#{cursor_flag}") == "1"

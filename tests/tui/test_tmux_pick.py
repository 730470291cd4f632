"""``sou pick`` in a real terminal, with its streams where shells put them."""

from __future__ import annotations

import shlex
import signal
import sys
from pathlib import Path

import pytest

import sou
from tmux import Terminal, needs_tmux

pytestmark = needs_tmux

SEED = Path(__file__).parents[2] / "seeds" / "000_b621eb4cda640083.txt"
SOU = f"{shlex.quote(sys.executable)} -c 'from sou.cli.main import main; raise SystemExit(main())'"


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pick") / "index"
    sou.index_paths([SEED], folder)
    return folder


def shell(script: str, location: Path, *, cols: int = 80, rows: int = 24) -> Terminal:
    environ = {"SOU_INDEX": str(location)}
    return Terminal(["sh", "-c", script], cols=cols, rows=rows, environ=environ)


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (160, 50)])
def test_a_hit_is_chosen_below_the_prompt_and_printed(location: Path, cols: int, rows: int) -> None:
    script = f'echo before; chosen=$({SOU} pick 晶片); echo "<$chosen> $?"'
    with shell(script, location, cols=cols, rows=rows) as terminal:
        terminal.wait_for("1 筆")
        terminal.wait_for("❯ 晶片")
        assert "before" in terminal.screen()
        assert terminal.flag("#{alternate_on}") == "0"
        terminal.wait_for_cursor(2 + 4, 1)
        terminal.press("Enter")
        terminal.wait_for("> 0")

        shown = "".join(terminal.lines())
        assert f"<{SEED}> 0" in shown
        assert "❯" not in shown


def test_typing_searches_and_the_form_is_filled(location: Path) -> None:
    form = "+{line} {column} {path}"
    with shell(f"{SOU} pick --format '{form}' | cat", location) as terminal:
        terminal.wait_for("輸入要找的字")
        terminal.type("林宗輝")
        terminal.wait_for("1 筆")
        terminal.press("Enter")
        terminal.wait_for_exit()

        assert f"+24 1 {SEED}"[:75] in terminal.screen()


def test_what_stood_above_the_prompt_stays_when_there_is_no_room_below(location: Path) -> None:
    script = f'seq 1 40; x=$({SOU} pick 晶片); echo "<${{x##*/}}>"; echo behind'
    with shell(script, location) as terminal:
        terminal.wait_for("1 筆")
        assert "40" in terminal.lines()
        terminal.press("Enter")
        terminal.wait_for_exit()
        lines = [line for line in terminal.lines() if line]

        at = lines.index("40")
        assert lines[at - 3 : at + 3] == ["37", "38", "39", "40", f"<{SEED.name}>", "behind"]


@pytest.mark.parametrize("key", ["Escape", "C-c"])
@pytest.mark.parametrize("source", ["", r"printf '台灣\n台北\n' | "])
def test_giving_up_prints_nothing_and_leaves_the_terminal_as_it_was(
    location: Path, source: str, key: str
) -> None:
    script = f'seq 1 3; {source}{SOU} pick 台 > "$OUT"; echo "status $?, $(wc -c < "$OUT") bytes"'
    out = location.parent / "out"
    with shell(f"OUT={shlex.quote(str(out))}; {script}", location) as terminal:
        terminal.wait_for(" 筆")
        terminal.wait_for("❯ 台")
        terminal.press(key)
        terminal.wait_for("status")
        shown = [line for line in terminal.lines() if line]

        assert shown[:4] == ["1", "2", "3", "status 130, 0 bytes"]
        assert terminal.flag("#{cursor_flag} #{mouse_any_flag} #{alternate_on}") == "1 0 0"
        assert terminal.echoes()


def test_an_editor_gets_the_choice_and_the_terminal(location: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "%s\\n" "$#" "${1##*/}"\nstty -a | grep -o " icanon"\n')
    editor.chmod(0o755)
    with shell(f"{shlex.quote(str(editor))} $({SOU} pick 晶片)", location) as terminal:
        terminal.wait_for("1 筆")
        terminal.press("Enter")
        terminal.wait_for_exit()

        assert [line for line in terminal.lines() if line][:3] == ["1", SEED.name, " icanon"]


def test_escape_gives_up_with_130(location: Path) -> None:
    with shell(f"{SOU} pick 晶片", location) as terminal:
        terminal.wait_for("1 筆")
        terminal.press("Escape")

        assert terminal.wait_for_exit() == 130


def test_being_ended_gives_the_terminal_back(location: Path) -> None:
    with shell(f"exec {SOU} pick 晶片", location) as terminal:
        terminal.wait_for("1 筆")
        assert not terminal.echoes()
        terminal.end_command()

        assert terminal.wait_for_exit() == 128 + signal.SIGTERM
        assert terminal.echoes()


def test_nothing_to_choose_is_1(location: Path) -> None:
    with shell(f"{SOU} pick 龘龖", location) as terminal:
        terminal.wait_for("0 筆")
        terminal.press("Enter")

        assert terminal.wait_for_exit() == 1


def test_lines_that_come_by_a_pipe_are_chosen_among(location: Path) -> None:
    lines = r"printf '台灣大學\n臺北圖書館\n北京图书馆\n'"
    script = f"{lines} | {SOU} pick | cat -A; stty -a | grep -c '[^-]icanon'"
    with shell(script, location) as terminal:
        terminal.wait_for("3 筆")
        terminal.type("圖書館")
        terminal.wait_for("2 筆")
        terminal.press("Down", "Enter")
        terminal.wait_for_exit()
        screen = terminal.screen()

        assert "M-eM-^LM-^WM-dM-:M-,M-eM-^[M->M-dM-9M-&M-iM-&M-^F$" in screen
        assert "\n1\n" in screen


def test_nulls_part_and_end(location: Path) -> None:
    script = f"printf 'a b\\0c\\nd\\0' | {SOU} pick --read0 -0 | od -An -c"
    with shell(script, location) as terminal:
        terminal.wait_for("2 筆")
        terminal.press("C-n", "Enter")
        terminal.wait_for_exit()

        assert "c  \\n   d  \\0" in terminal.screen()


def test_without_a_terminal_it_says_what_to_use(location: Path) -> None:
    import subprocess

    words = [sys.executable, "-c", "from sou.cli.main import main; raise SystemExit(main())"]
    done = subprocess.run(
        ["setsid", *words, "pick", "晶片"],
        input=b"",
        capture_output=True,
        check=False,
        env={"SOU_INDEX": str(location), "PATH": "/usr/bin:/bin"},
    )

    assert done.returncode == 2
    assert b"needs a terminal" in done.stderr


def test_a_terminal_that_only_adds_lines_is_told_so(location: Path) -> None:
    with shell(f"TERM=dumb {SOU} pick", location) as terminal:
        assert terminal.wait_for_exit() == 2

        assert "sou pick cannot draw on TERM=dumb" in terminal.screen()


def test_it_speaks_the_language_of_the_locale(location: Path) -> None:
    with shell(f"LC_ALL= LC_MESSAGES=en_US.UTF-8 {SOU} pick", location) as terminal:
        terminal.wait_for("Type what to look for")

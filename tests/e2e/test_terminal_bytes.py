"""What Chinese input methods and pastes send, byte by byte, to the app on a real terminal."""

from __future__ import annotations

import os
import re
import signal
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sou

if os.name == "nt":
    pytest.skip("there are no pseudo-terminals on Windows", allow_module_level=True)

import termios

from raw_pty import RawPty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SEEDS = Path(__file__).parents[2] / "seeds"
QUERY = "人工智慧晶片"
PROMPT_CELLS = 2
SOU = [sys.executable, "-c", "from sou.cli.main import main; raise SystemExit(main())"]
QUICK_S, SLOW_S = 0.01, 0.3
"""Pauses in the middle of what belongs together; one takes longer than a key may (50 ms, and
the driver looks every 100 ms)."""


class Box:
    """The app and its query box, with a cursor that has to be where the text is."""

    def __init__(self, terminal: RawPty) -> None:
        self.terminal = terminal
        self.send = terminal.send

    def expect(self, query: str, *, cells: int, cursor: int | None = None) -> None:
        """Wait for a query; ``cells`` are counted by hand, and so is where the cursor is.

        How the query may go on can stand behind it, dimly; the cursor says where it ends.
        """
        screen = self.terminal.screen
        at = PROMPT_CELLS + (cells if cursor is None else cursor)
        shown = f"❯ {query}".rstrip()

        def is_shown() -> bool:
            line = screen.line(0)
            is_there = line.startswith(shown) if cursor is None else line == shown
            return is_there and (screen.column, screen.row) == (at, 0)

        self.terminal.wait(is_shown, f"{query!r} with the cursor in column {at}")

    def expect_last(self, query: str, *, cells: int) -> None:
        """The same when nothing more is to come: what is typed next stands right behind."""
        self.send("終".encode())
        self.expect(f"{query}終", cells=cells + 2)

    def clear(self) -> None:
        self.send(b"\x1b[F\x15")
        self.terminal.wait(lambda: self.terminal.screen.line(0).startswith("❯ 輸入"), "empty box")


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bytes") / "index"
    sou.index_paths([SEEDS], folder)
    return folder


def start(
    location: Path, arguments: Sequence[str] = (), *, protocol: str = "", stdout: bool = True
) -> RawPty:
    places = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
    environ = {
        "SOU_INDEX": str(location),
        "SOU_APP_HISTORY": "false",
        "SOU_APP_LANGUAGE": "zh-Hant",
        **dict.fromkeys(places, str(location.parent)),
    }
    if protocol:
        environ["SOU_APP_KEYBOARD_PROTOCOL"] = protocol
    return RawPty([*SOU, *arguments], environ, takes_stdout=stdout)


@pytest.fixture(scope="module")
def running(location: Path) -> Iterator[Box]:
    with start(location) as terminal:
        terminal.wait_for("小技巧")
        yield Box(terminal)


@pytest.fixture
def box(running: Box) -> Box:
    """The same app for all that leave it as it was: it starts once."""
    running.clear()
    return running


def test_a_commit_of_an_input_method_is_one_query(box: Box) -> None:
    box.send(QUERY.encode())
    box.expect(QUERY, cells=12)
    box.terminal.wait_for(" 1 筆")
    box.terminal.wait_for("人工智慧")

    box.expect_last(QUERY, cells=12)


@pytest.mark.parametrize("pause_s", [QUICK_S, SLOW_S])
@pytest.mark.parametrize("cuts", [(1,), (2,), (1, 2), (4,), (1, 3)])
def test_a_character_may_come_in_pieces(box: Box, cuts: tuple[int, ...], pause_s: float) -> None:
    data = "晶𠮷片".encode()
    start_byte = 3 if cuts in {(4,), (1, 3)} else 0
    edges = [0, *(start_byte + cut for cut in cuts), len(data)]
    pieces = [data[first:last] for first, last in pairwise(edges)]
    box.send(*pieces, pause_s=pause_s)

    box.expect_last("晶𠮷片", cells=6)


@pytest.mark.parametrize(
    ("data", "shown", "cells"),
    [
        (b"\xff", "\ufffd", 1),
        (b"\x99", "\ufffd", 1),
        (b"\xc0\xaf", "\ufffd\ufffd", 2),
        (b"\xe0\x80\xaf", "\ufffd\ufffd\ufffd", 3),
        (b"\xed\xa0\xbd\xed\xb8\x80", "\ufffd" * 6, 6),
        (b"\xe6\x99", "\ufffd", 1),
        (b"\xf0\xa0\xae", "\ufffd", 1),
        (b"\xf5\x80\x80\x80", "\ufffd" * 4, 4),
    ],
    ids=["ff", "continuation", "overlong-2", "overlong-3", "cesu", "cut", "cut-4", "too-high"],
)
def test_bytes_that_are_not_utf8_leave_the_rest_alone(
    box: Box, data: bytes, shown: str, cells: int
) -> None:
    box.send("晶".encode() + data + "片".encode())

    box.expect_last(f"晶{shown}片", cells=4 + cells)


def test_what_is_cut_at_the_end_does_not_eat_what_comes_later(box: Box) -> None:
    box.send("晶片".encode() + b"\xe6\x99", b"\x1b[D", pause_s=SLOW_S)
    box.expect("晶片\ufffd", cells=5, cursor=4)


@pytest.mark.parametrize(
    "sequence",
    [
        b"\x1b[99999999999u",
        b"\x1b[55296;;55296u",
        b"\x1b[97:65;5:3u",
        b"\x1b[?62;22c",
        b"\x1b[27;5;106~",
    ],
    ids=["too-high", "surrogate", "released", "device", "other-keys"],
)
def test_sequences_without_sense_type_nothing(box: Box, sequence: bytes) -> None:
    box.send("晶".encode() + sequence + "片".encode())

    box.expect_last("晶片", cells=4)


def test_a_composition_that_is_typed_and_taken_back_leaves_the_text_alone(box: Box) -> None:
    """Some terminals get the letters of a composition, then backspaces, then the text."""
    for _ in range(3):
        box.send(b"ren" + b"\x7f" * 3 + "人".encode() + b"gong" + b"\x7f" * 4 + "工智慧".encode())
        box.send(b"jing'pian", b"\x7f" * 9 + "晶片".encode())
        box.expect(QUERY, cells=12)
        box.terminal.wait_for(" 1 筆")
        box.send(b"\x17" * 3)
    box.send(QUERY.encode())

    box.expect_last(QUERY, cells=12)


def test_editing_by_cells_and_clusters_keeps_the_cursor_on_the_text(box: Box) -> None:
    family = "👨\u200d👩\u200d👧"
    box.send(f"晶{family}片\u3000e\u0301".encode())
    text = f"晶{family}片\u3000e\u0301"
    box.expect(text, cells=9)
    for cursor in (8, 6, 4, 2, 0):
        box.send(b"\x1b[D")
        box.expect(text, cells=9, cursor=cursor)
    box.send(b"\x1b[C\x1b[C\x7f")

    box.expect("晶片\u3000e\u0301", cells=7, cursor=2)


def test_vowel_signs_have_the_cells_that_the_terminal_gives_them(box: Box) -> None:
    box.send("क्षि晶".encode())
    box.expect("क्षि晶", cells=5)
    box.send(b"\x1b[D\x1b[D")
    box.expect("क्षि晶", cells=5, cursor=1)


@pytest.mark.parametrize(
    ("pasted", "query", "cells"),
    [
        ("人工智慧", "人工智慧", 8),
        ("人工\r\n\n 智慧\n晶片\n", "人工 智慧 晶片", 14),
        ("人工\x1b智慧晶片", "人工␛智慧晶片", 13),
        ("人\x1b[31m工\x1b[0m智", "人␛[31m工␛[0m智", 15),
        ("人\x1b[200~工", "人␛[200~工", 10),
        ("人\x1b[201工[201~智\x1b[202~慧", "人␛[201工[201~智␛[202~慧", 24),
        ("人\x07工\x9b智\x00慧\x7f", "人␇工\ufffd智慧␡", 11),
        ("\x1b", "␛", 1),
    ],
    ids=["line", "lines", "esc", "colour", "start", "like-ends", "controls", "esc-alone"],
)
@pytest.mark.parametrize("pause_s", [None, QUICK_S])
def test_a_paste_comes_whole_and_in_order(
    box: Box, pasted: str, query: str, cells: int, pause_s: float | None
) -> None:
    data = b"\x1b[200~" + pasted.encode() + b"\x1b[201~"
    if pause_s is None:
        box.send(data)
    else:
        box.send(*(data[at : at + 1] for at in range(len(data))), pause_s=pause_s)

    box.expect_last(query, cells=cells)


@pytest.mark.parametrize("mark", [0, 1])
@pytest.mark.parametrize("cut", range(2, 6))
def test_the_marks_of_a_paste_may_be_cut_by_a_slow_line(box: Box, mark: int, cut: int) -> None:
    first, last = (b"\x1b[200~", b"\x1b[201~")
    data = first + "人工\n智慧".encode() + last
    at = cut if mark == 0 else len(data) - len(last) + cut
    box.send(data[:at], data[at:], pause_s=SLOW_S)

    box.expect_last("人工 智慧", cells=9)


def test_what_follows_an_end_that_was_pasted_is_no_key(box: Box) -> None:
    box.send(b"\x1b[200~" + "人\x1b[201~\r工".encode() + b"\x1b[201~")

    box.expect_last("人␛[201~ 工", cells=11)


def test_two_pastes_and_keys_between_them_stay_in_order(box: Box) -> None:
    paste = b"\x1b[200~%s\x1b[201~"
    box.send(paste % "人".encode() + "工".encode() + paste % "智".encode() + "慧".encode())

    box.expect_last("人工智慧", cells=8)


def test_a_megabyte_is_cut_at_a_limit_that_is_told(box: Box) -> None:
    text = "人工智慧晶片設計" * 43_691  # 1 MiB in UTF-8, characters cut by every other read
    box.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")
    box.terminal.wait_for(f"查詢最多 1,000 字，後面 {len(text) - 1000:,} 字沒有放進來")
    screen = box.terminal.screen
    shown = "人工智慧晶片設計" * 125
    box.terminal.wait(
        lambda: shown[-38:] in screen.line(0) and (screen.column, screen.row) == (79, 0),
        "the end of what is kept, and the cursor in the last column",
    )


@pytest.fixture(scope="module")
def kitty(location: Path) -> Iterator[Box]:
    with start(location, protocol="kitty") as terminal:
        terminal.wait_for("小技巧")
        yield Box(terminal)


def test_the_kitty_protocol_is_asked_for_by_those_only_who_want_it(
    running: Box, kitty: Box
) -> None:
    asked = re.compile(rb"\x1b\[[>=][0-9;]*u")

    assert not asked.search(running.terminal.written)
    assert asked.findall(kitty.terminal.written) == [b"\x1b[>25u"]


@pytest.mark.parametrize(
    ("keys", "query", "cells"),
    [
        ("\x1b[0;;20154:24037:26234:24935:26230:29255u", QUERY, 12),
        ("\x1b[0;;26230u\x1b[0;;29255u", "晶片", 4),
        ("\x1b[0;;" + ":".join(["22294"] * 40) + "u", "圖" * 40, 80),
        ("\x1b[0;;134071u", "𠮷", 2),
        ("\x1b[97;;97u\x1b[98;2;66u\x1b[97;65;65u", "aBA", 3),
        ("\x1b[97;;97u\x1b[127u\x1b[0;;26230u", "晶", 2),
        ("\x1b[97;;97u\x1b[117;5u\x1b[0;;26230u", "晶", 2),
        ("\x1b[0;;26230:29255u\x1b[D\x1b[0;;20154u\x1b[F", "晶人片", 6),
        ("晶片", "晶片", 4),
    ],
    ids=["commit", "two", "long", "plane-2", "letters", "backspace", "ctrl-u", "arrow", "plain"],
)
def test_keys_of_the_kitty_protocol(kitty: Box, keys: str, query: str, cells: int) -> None:
    kitty.clear()
    kitty.send(keys.encode())
    if cells < 78:
        kitty.expect_last(query, cells=cells)
    else:
        kitty.send(b"\x1b[F\x17\x17\x17")
        kitty.expect_last(query[:-6], cells=cells - 12)


def test_a_commit_may_be_cut_within_its_sequence(kitty: Box) -> None:
    kitty.clear()
    kitty.send(b"\x1b[0;;20154:24", b"037:26234u", pause_s=QUICK_S)

    kitty.expect_last("人工智", cells=6)


def test_a_terminal_left_in_the_kitty_protocol_is_understood(box: Box) -> None:
    box.send(b"\x1b[0;;26230:29255u\x1b[127u")

    box.expect_last("晶", cells=2)


def test_pick_asks_for_no_kitty_and_knows_escape_in_both_protocols(location: Path) -> None:
    for escape in (b"\x1b", b"\x1b[27u", b"\x03", b"\x1b[99;5u"):
        with start(location, ["pick"], stdout=False) as terminal:
            terminal.wait_for("❯ 輸入")
            terminal.wait_for(" 0 筆")
            Box(terminal).send("晶片".encode())
            Box(terminal).expect("晶片", cells=4)
            terminal.wait_for(" 1 筆")
            terminal.send(escape)

            assert terminal.wait_for_exit() == 130
            assert not re.search(rb"\x1b\[[<>=][0-9;]*u", terminal.written)
            assert terminal.process.stdout is not None
            assert terminal.process.stdout.read() == b""
            assert "".join(terminal.screen.line(row) for row in range(24)) == ""


def test_pick_asks_for_kitty_and_gives_it_up_where_it_is_wanted(location: Path) -> None:
    with start(location, ["pick"], protocol="kitty", stdout=False) as terminal:
        terminal.wait_for(" 0 筆")
        terminal.send("晶片\x1b[27u".encode())

        assert terminal.wait_for_exit() == 130
        asked = re.findall(rb"\x1b\[[<>=][0-9;]*u", terminal.written)
        assert asked == [b"\x1b[>1u", b"\x1b[<u"]


def test_a_pause_by_signals_leaves_one_reader_of_keys_and_gives_the_terminal_back(
    location: Path,
) -> None:
    """SIGCONT comes without SIGTSTP from who pauses a process by SIGSTOP."""
    with start(location) as terminal:
        terminal.wait_for("小技巧")
        box = Box(terminal)
        terminal.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, terminal.process.pid, os.WSTOPPED)
        terminal.process.send_signal(signal.SIGCONT)
        terminal.wait(lambda: terminal.written.count(b"\x1b[?1049h") == 2, "the app again")
        for length in range(1, 20):
            terminal.send("搜".encode())
            box.expect("搜" * length, cells=2 * length)
        terminal.process.terminate()

        assert terminal.wait_for_exit() == 128 + signal.SIGTERM
        assert terminal.written.count(b"\x1b[?1049l") == 2
        assert termios.tcgetattr(terminal._fd)[3] & termios.ECHO

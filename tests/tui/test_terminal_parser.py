"""Pastes and sequences, cut anywhere, as a terminal's line may cut them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import constants, events

from sou_tui.terminal_parser import TerminalParser

if TYPE_CHECKING:
    from collections.abc import Iterator

START, END = "\x1b[200~", "\x1b[201~"
PIECES = st.sampled_from(
    [*"人a9\x1b[;:?<~uMR\x00", START, END, "\x1b[2", "00~", "\x1b[0;;20154u", "\x1b[A", "9" * 20]
)


@pytest.fixture(scope="module", autouse=True)
def _legacy_keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "DISABLE_KITTY_KEY", True)
        yield


def told(*chunks: str) -> list[str]:
    """Return what comes of chunks: keys by name, pastes as ``=text``."""
    parser = TerminalParser()
    found: list[str] = []
    for chunk in chunks:
        for message in parser.feed(chunk):
            if isinstance(message, events.Key):
                found.append(message.key)
            else:
                found.append(
                    f"={message.text}" if isinstance(message, events.Paste) else repr(message)
                )
    return found


@given(st.lists(PIECES, max_size=12).map("".join), st.data())
def test_a_paste_is_itself_wherever_it_is_cut(pasted: str, data: st.DataObject) -> None:
    pasted = pasted.replace("\x1b[201~", "")
    text = f"甲{START}{pasted}{END}乙"
    cuts = data.draw(st.sets(st.integers(1, len(text) - 1), max_size=6))
    if END in f"{pasted}{END}"[:-1]:  # the end came about by joining two pieces
        return
    edges = [0, *sorted(cuts), len(text)]

    shown = told(*(text[first:last] for first, last in pairwise(edges)))
    assert shown == ["甲", f"={pasted}".replace("\x00", ""), "乙"]


@given(st.lists(PIECES, max_size=12))
def test_nothing_that_a_terminal_may_send_ends_the_app(chunks: list[str]) -> None:
    told(*(chunk for chunk in chunks if chunk))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("\x1b[A", ["up"]),
        ("\x1b[20~", ["f9"]),
        ("\x1b[1;2R", ["f15"]),
        ("\x1bb", ["ctrl+left"]),
        ("\x1b[27u\x1b[13u", ["escape", "enter"]),
        ("\x1b[99;5u", ["ctrl+c"]),
        ("\x1b[?62;22c圖", ["圖"]),
        ("\x1b[27;5;106~圖", ["圖"]),
        ("\x1b[99999999999u圖", ["圖"]),
        ("\x1b[1;5:3u圖", ["圖"]),
        ("\x1b[[A", ["f1"]),
    ],
)
def test_keys(text: str, keys: list[str]) -> None:
    assert told(text) == keys
    assert told(*text) == keys


def test_only_the_beginning_of_a_mark_waits_and_escape_never_does() -> None:
    parser = TerminalParser()

    assert list(parser.feed("\x1b")) == []
    assert parser._held == ""
    assert list(parser.feed("[")) == []
    assert [message.key for message in parser.feed("A") if isinstance(message, events.Key)] == [
        "up"
    ]


def test_an_end_among_what_is_pasted_starts_no_commands() -> None:
    assert told(f"{START}甲{END}\r乙{END}丙") == [f"=甲{END}\r乙", "丙"]
    assert told(f"{START}甲{END}乙{START}丙{END}") == ["=甲", "乙", "=丙"]

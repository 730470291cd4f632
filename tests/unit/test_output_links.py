from __future__ import annotations

import os

import pytest

from sou.output.links import file_uri, linked, wants_links


@pytest.mark.parametrize(
    ("choice", "is_terminal", "environ", "expected"),
    [
        ("always", False, {}, True),
        ("never", True, {"KITTY_WINDOW_ID": "1"}, False),
        ("auto", True, {}, False),
        ("auto", True, {"TERM": "xterm-256color"}, False),
        ("auto", True, {"TERM": "xterm-kitty"}, True),
        ("auto", False, {"TERM": "xterm-kitty"}, False),
        ("auto", True, {"TERM_PROGRAM": "iTerm.app"}, True),
        ("auto", True, {"TERM_PROGRAM": "Apple_Terminal"}, False),
        ("auto", True, {"VTE_VERSION": "7200"}, True),
        ("auto", True, {"VTE_VERSION": "4800"}, False),
        ("auto", True, {"WT_SESSION": "x"}, True),
        ("auto", True, {"TERM": "tmux-256color", "WT_SESSION": "x"}, False),
        ("auto", True, {"TMUX": "/x,1,0", "TERM_PROGRAM": "vscode"}, False),
        ("auto", True, {"TERM": "dumb", "WT_SESSION": "x"}, False),
    ],
)
def test_links_are_made_where_they_are_followed(
    choice: str, is_terminal: bool, environ: dict[str, str], expected: bool
) -> None:
    assert wants_links(choice, is_terminal, environ) is expected


@pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")
def test_every_byte_but_the_unreserved_is_escaped() -> None:
    host = os.uname().nodename

    assert file_uri("/a b/筆;%.txt") == f"file://{host}/a%20b/%E7%AD%86%3B%25.txt"
    assert file_uri("/\x1b]8;;x\udcff") == f"file://{host}/%1B%5D8%3B%3Bx%FF"


def test_a_link_begins_and_ends() -> None:
    text = linked("一.txt:3:1", "/一.txt")

    assert text.startswith("\x1b]8;;file://")
    assert text.endswith("/%E4%B8%80.txt\x1b\\一.txt:3:1\x1b]8;;\x1b\\")

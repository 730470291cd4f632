"""Mends for Textual 8.2.8, applied before anything else imports it.

Each entry says what breaks, where upstream tracks it and when it may go;
``tests/tui/test_canaries.py`` fails as soon as an upgrade makes one needless.
Settings that a user has already made in the environment are kept.
"""

from __future__ import annotations

import codecs
import os
import re
import selectors
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SETTINGS = {
    # The kitty keyboard protocol loses text committed by input methods in iTerm2,
    # WezTerm and xterm.js (wezterm #7915, xterm.js #6112). Textual asks for it since
    # 8.2.7. Exit: both closed, and commits of 1 to 10 characters tried by hand.
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    # The frame with the results waits for the screen's timer: at most 8 ms, not 17.
    "TEXTUAL_FPS": "120",
    # Esc alone is told from an escape sequence after this many ms.
    "ESCDELAY": "50",
}

_LONGEST_COMMIT_CODE_POINTS = 4096
_AWAKE_S = 0.055
"""A look at the keyboard after a key: just above ESCDELAY, so that Esc alone is told at once."""
_AWAKE_LOOKS = 20
_ASLEEP_S = 0.3
"""Between looks while nobody types: to leave takes as long, if it is not by a key."""


def mend_textual() -> None:
    """Set the environment Textual reads at import, then patch what must be patched."""
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    _accept_long_commits()
    _tell_shift_f3_from_a_report()
    if sys.platform != "win32":
        _survive_invalid_input()
        _look_less_often()


def _accept_long_commits() -> None:
    # With the kitty protocol on, a commit of five or more characters is one sequence
    # longer than the parser's limit of 32 and arrives as rubbish (textual #6592 mended
    # up to four). Exit: the limit is gone upstream.
    from textual import _xterm_parser

    limit = max(_xterm_parser._MAX_SEQUENCE_SEARCH_THRESHOLD, _LONGEST_COMMIT_CODE_POINTS)  # noqa: SLF001 - no public switch
    _xterm_parser._MAX_SEQUENCE_SEARCH_THRESHOLD = limit  # noqa: SLF001 - no public switch


def _tell_shift_f3_from_a_report() -> None:
    # Shift+F3, and F3 with other modifiers, is ESC [ 1 ; 2 R: the same as a report of the
    # cursor in row 1, which only an inline app asks for. Exit: the parser takes a report for
    # one only after it has asked.
    from textual import _xterm_parser

    pattern = r"(?!\x1b\[1;[2-8]R)\x1b\[(?P<row>\d+);(?P<col>\d+)R"
    vars(_xterm_parser)["_re_cursor_position"] = re.compile(pattern)


def _survive_invalid_input() -> None:
    # One byte on stdin that is not UTF-8 (a Big5 terminal, a binary paste) ends the
    # app (textual #6456). Exit: the drivers decode with errors="replace".
    from textual.drivers import linux_driver, linux_inline_driver

    for driver in (linux_driver, linux_inline_driver):
        vars(driver)["getincrementaldecoder"] = _lenient_decoder


def _lenient_decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    decoder = codecs.getincrementaldecoder(encoding)
    return lambda: decoder(errors="replace")


def _look_less_often() -> None:
    # The thread that reads keys wakes ten times a second for ever, which is all that the app
    # costs while nobody types, and tells Esc alone by what wakes it. Exit: it waits for its end
    # and for the time of Esc, and for nothing else.
    from textual.drivers import linux_driver

    vars(linux_driver)["selectors"] = SimpleNamespace(
        SelectSelector=_CalmSelector, EVENT_READ=selectors.EVENT_READ
    )


class _CalmSelector(selectors.SelectSelector):
    """Looks often after something came, seldom while nothing does."""

    _looks = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for something to read; what is asked for as ``timeout`` is not heeded."""
        found = super().select(_AWAKE_S if self._looks < _AWAKE_LOOKS else _ASLEEP_S)
        self._looks = 0 if found else self._looks + 1
        return found

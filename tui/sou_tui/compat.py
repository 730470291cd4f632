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

    from sou.config import KeyboardProtocol

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
_INLINE_KITTY = ("\x1b[>1u", "\x1b[<u")
"""What asks for the protocol, and what gives it up."""


def mend_textual() -> None:
    """Set the environment Textual reads at import, then patch what must be patched."""
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    _accept_long_commits()
    _tell_shift_f3_from_a_report()
    _read_pastes_in_order()
    _outlive_the_terminal()
    if sys.platform != "win32":
        _survive_invalid_input()
        _look_less_often()
        _go_on_once()
        _keep_kitty_off_below_the_prompt()


def set_keyboard_protocol(name: KeyboardProtocol) -> None:
    """Ask the terminal for the kitty protocol if that is wanted; before an app runs."""
    from textual import constants

    if name == "kitty":
        vars(constants)["DISABLE_KITTY_KEY"] = False


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


def _read_pastes_in_order() -> None:
    # What follows an ESC in a paste comes as keys, before the paste; a mark that is cut by a
    # slow line is lost; sequences that are not known are typed; a number too large in one ends
    # the app. No issue upstream yet. Exit: the tests of the parser pass with Textual's own.
    from textual import _xterm_parser

    from sou_tui.terminal_parser import TerminalParser

    vars(_xterm_parser)["XTermParser"] = TerminalParser  # drivers take it from there
    for name in ("linux_driver", "linux_inline_driver", "web_driver", "win32"):
        if driver := sys.modules.get(f"textual.drivers.{name}"):
            vars(driver)["XTermParser"] = TerminalParser


def _keep_kitty_off_below_the_prompt() -> None:
    # An inline app asks for the kitty protocol without regard to the switch, and then knows
    # neither Esc nor Ctrl+C. Exit: the inline driver looks at DISABLE_KITTY_KEY.
    from textual import constants
    from textual.drivers.linux_inline_driver import LinuxInlineDriver

    write = LinuxInlineDriver.write

    def write_but_for_kitty(driver: LinuxInlineDriver, data: str) -> None:
        if not (constants.DISABLE_KITTY_KEY and data in _INLINE_KITTY):
            write(driver, data)

    LinuxInlineDriver.write = write_but_for_kitty  # type: ignore[assignment] # the mend


def _survive_invalid_input() -> None:
    # One byte on stdin that is not UTF-8 (a Big5 terminal, a binary paste) ends the
    # app (textual #6456). Exit: the drivers decode with errors="replace".
    from textual.drivers import linux_driver, linux_inline_driver

    for driver in (linux_driver, linux_inline_driver):
        vars(driver)["getincrementaldecoder"] = _lenient_decoder


def _lenient_decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    decoder = codecs.getincrementaldecoder(encoding)
    return lambda: decoder(errors="replace")


def _outlive_the_terminal() -> None:
    # The thread that writes dies with the terminal it writes to; once its queue of 30 is full,
    # the app waits for it for ever, and heeds no signal. Exit: it goes on without writing.
    from textual.drivers._writer_thread import WriterThread

    write_all = WriterThread.run

    def write_or_drop(thread: WriterThread) -> None:
        try:
            write_all(thread)
        except OSError:
            while thread._queue.get() is not None:  # noqa: SLF001 - no public way to its end
                pass

    WriterThread.run = write_or_drop  # type: ignore[assignment] # the mend


def _look_less_often() -> None:
    # The thread that reads keys wakes ten times a second for ever, which is all that the app
    # costs while nobody types, and tells Esc alone by what wakes it; once the terminal is gone
    # it takes a processor for ever. Exit: it waits for its end and for the time of Esc, and for
    # nothing else, and ends with the terminal.
    from textual.drivers import linux_driver, linux_inline_driver

    from sou_tui.keyboard import CalmSelector

    for driver in (linux_driver, linux_inline_driver):
        vars(driver)["selectors"] = SimpleNamespace(
            SelectSelector=CalmSelector, EVENT_READ=selectors.EVENT_READ
        )


def _go_on_once() -> None:
    # SIGCONT that no SIGTSTP came before (a terminal that goes sends one, as does who pauses a
    # process by SIGSTOP) has a second thread read the same keys, and the raw terminal be
    # remembered as the one to give back. Exit: the driver stops before it starts again.
    from textual.drivers.linux_driver import LinuxDriver

    go_on = LinuxDriver._sigcont_application  # noqa: SLF001 - no public switch

    def stop_and_go_on(driver: LinuxDriver, *signal: object) -> None:
        thread = driver._key_thread  # noqa: SLF001 - no public switch
        if driver._auto_restart and thread is not None and thread.is_alive():  # noqa: SLF001
            driver.suspend_application_mode()
        go_on(driver, *signal)

    LinuxDriver._sigcont_application = stop_and_go_on  # type: ignore[assignment] # noqa: SLF001 # the mend

"""Defects of Textual that ``compat`` mends. When one of these fails, drop that mend."""

from __future__ import annotations

import subprocess
import sys

from textual.app import App, ComposeResult
from textual.widgets import Input


def in_fresh_python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PATH": ""}
    )
    return done.stdout.strip()


def test_textual_still_limits_key_sequences_to_32() -> None:
    code = "from textual import _xterm_parser as p; print(p._MAX_SEQUENCE_SEARCH_THRESHOLD)"

    assert in_fresh_python(code) == "32"


def test_textual_still_decodes_stdin_strictly() -> None:
    code = (
        "import inspect; from textual.drivers.linux_driver import LinuxDriver as D;"
        "print('getincrementaldecoder(\"utf-8\")()' in inspect.getsource(D.run_input_thread))"
    )

    assert in_fresh_python(code) == "True"


def test_textual_still_wakes_ten_times_a_second_to_look_for_keys() -> None:
    code = (
        "import inspect; from textual.drivers.linux_driver import LinuxDriver as D;"
        "source = inspect.getsource(D.run_input_thread);"
        "print('selector = selectors.SelectSelector()' in source, 'selector.select(0.1)' in source)"
    )

    assert in_fresh_python(code) == "True True"


def test_textual_still_starts_again_what_runs_when_it_is_told_to_go_on() -> None:
    code = (
        "import inspect; from textual.drivers.linux_driver import LinuxDriver as D;"
        "source = inspect.getsource(D._sigcont_application);"
        "print('resume_application_mode' in source, '_application_mode' in source.replace("
        "'resume_application_mode', ''))"
    )

    assert in_fresh_python(code) == "True False"


def test_textual_s_writer_still_dies_with_its_terminal() -> None:
    code = (
        "import os, sys, threading; from textual.drivers._writer_thread import WriterThread;"
        "threading.excepthook = lambda _: None;"
        "source, end = os.pipe(); os.close(source); thread = WriterThread(os.fdopen(end, 'w'));"
        "thread.start();"
        "ended = threading.Event();"
        "writing = threading.Thread(target=lambda: ([thread.write('x') for _ in range(99)],"
        " ended.set()), daemon=True); writing.start();"
        "print(ended.wait(1)); sys.stdout.flush(); os._exit(0)"
    )

    assert in_fresh_python(code) == "False"
    assert in_fresh_python("import sou_tui.app;" + code) == "True"


def test_textual_still_asks_for_the_kitty_protocol() -> None:
    code = "from textual import constants as c; print(c.DISABLE_KITTY_KEY, c.MAX_FPS)"

    assert in_fresh_python(code) == "False 60"


def test_textual_still_takes_shift_f3_for_a_report() -> None:
    code = (
        "from textual import _xterm_parser as p;"
        "print([type(e).__name__ for e in p.XTermParser().feed('\\x1b[1;2R')])"
    )

    assert in_fresh_python(code) == "['CursorPosition']"
    assert in_fresh_python("import sou_tui.app;" + code) == "['Key']"


def test_textual_still_sends_what_follows_an_escape_in_a_paste_as_keys() -> None:
    code = (
        "from textual import _xterm_parser as p;"
        "print([type(e).__name__ for e in p.XTermParser().feed('\\x1b[200~a\\x1bb\\x1b[201~')])"
    )

    assert in_fresh_python(code) == "['Key', 'Key', 'Paste']"
    assert in_fresh_python("import sou_tui.app;" + code) == "['Paste']"


def test_textual_still_ends_by_a_number_too_large_for_a_character() -> None:
    code = (
        "from textual import _xterm_parser as p\n"
        "try: print(list(p.XTermParser().feed('\\x1b[9999999u')))\n"
        "except ValueError: print('ended')"
    )

    assert in_fresh_python(code) == "ended"
    assert in_fresh_python("import sou_tui.app\n" + code) == "[]"


def test_textual_still_asks_for_the_kitty_protocol_below_the_prompt() -> None:
    code = (
        "import inspect; from textual.drivers.linux_inline_driver import LinuxInlineDriver as D;"
        "source = inspect.getsource(D);"
        "print('>1u' in source, '<u' in source, 'KITTY' in source)"
    )

    assert in_fresh_python(code) == "True True False"


def test_every_driver_has_the_parser_that_is_mended() -> None:
    code = (
        "import sou_tui.app; from sou_tui.terminal_parser import TerminalParser as T;"
        "from textual.drivers import linux_driver, linux_inline_driver, web_driver;"
        "print({d.XTermParser for d in (linux_driver, linux_inline_driver, web_driver)} == {T})"
    )

    assert in_fresh_python(code) == "True"


def test_importing_the_app_mends_all_three() -> None:
    code = (
        "import sou_tui.app;"
        "from textual import constants as c, _xterm_parser as p;"
        "from textual.drivers import linux_driver as d;"
        "print(c.DISABLE_KITTY_KEY, c.MAX_FPS, c.ESCAPE_DELAY, p._MAX_SEQUENCE_SEARCH_THRESHOLD,"
        " ascii(d.getincrementaldecoder('utf-8')().decode(b'\\xa4a')))"
    )

    assert in_fresh_python(code) == r"True 120 0.05 4096 '\ufffda'"


async def test_textual_still_parks_the_cursor_one_cell_past_the_end() -> None:
    class Plain(App[None]):
        def compose(self) -> ComposeResult:
            yield Input(value="臺北", compact=True, select_on_focus=False)

    app = Plain()
    async with app.run_test(size=(40, 10)):
        assert app.query_one(Input).cursor_screen_offset.x == 5

"""The viewer in a real terminal: keys as terminals send them, and what is copied."""

from __future__ import annotations

import pytest

from tmux import needs_tmux
from tui.test_tmux import app

pytestmark = needs_tmux


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (160, 50)])
def test_finding_going_and_copying(cols: int, rows: int) -> None:
    with app(cols=cols, rows=rows) as terminal:
        terminal.type("晶片")
        terminal.wait_for("▸")
        terminal.press("Enter")
        terminal.wait_for("命中 1/30")
        terminal.press("F3")
        terminal.wait_for("命中 2/30")
        terminal.press("S-F3")
        terminal.wait_for("命中 1/30")

        terminal.type("／寒武紀")
        terminal.wait_for_cursor(7 + 6, rows - 3)
        terminal.press("Enter")
        terminal.wait_for("「寒武紀」1/")
        terminal.type("：24")
        terminal.press("Enter")
        terminal.wait_for("▸  24  ")
        terminal.type("y")
        terminal.wait_for("已複製")

        assert terminal.clipboard().endswith(".txt:24:1")

import io

import pytest

from sou.cli.diagnostics import Narrator
from sou.cli.progress import ProgressLine, bar
from sou.reports import IndexProgress
from sou.text.sanitize import cell_width


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def shown(is_terminal: bool, steps: list[tuple[float, int]], total: int = 2000) -> str:
    stream, clock = io.StringIO(), Clock()
    narrator = Narrator(stream, is_terminal)
    line = ProgressLine(narrator, "/筆記", clock=clock, width_cells=lambda: 60)
    for now, done in steps:
        clock.now = now
        line(IndexProgress(done, total, f"/筆記/{done}.txt"))
    narrator.say("Done.")
    return stream.getvalue()


def test_a_terminal_sees_one_line_that_is_taken_back() -> None:
    assert shown(True, [(0.0, 1), (0.2, 1000), (0.25, 1001), (0.4, 2000)]) == (
        "[##########          ] 1,000 of 2,000 files  1000.txt"
        "\r\x1b[K[####################] 2,000 of 2,000 files  2000.txt"
        "\r\x1b[KDone.\n"
    )


def test_a_log_gets_a_line_now_and_then() -> None:
    steps = [(0.0, 1), (0.1, 499), (0.2, 500), (1.0, 600), (5.2, 700), (6.0, 2000)]

    assert shown(False, steps) == (
        "indexed 500 of 2,000 files\nindexed 700 of 2,000 files\nDone.\n"
    )


def test_a_small_run_says_nothing_on_the_way() -> None:
    assert shown(False, [(0.0, 1), (0.1, 2)], total=2) == "Done.\n"


@pytest.mark.parametrize("width", [10, 46, 47, 48, 60, 200])
def test_the_bar_stays_in_its_line(width: int) -> None:
    line = bar(IndexProgress(1, 2, "/筆記/\x1b[2J很長很長很長很長很長.txt\n"), "/筆記", width)

    assert cell_width(line) < width
    assert line.isprintable()


def test_a_run_of_nothing_is_no_division_by_zero() -> None:
    assert bar(IndexProgress(0, 0, "/a"), "/", 60).startswith("[                    ] 0 of 0")

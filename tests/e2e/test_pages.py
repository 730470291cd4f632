"""The tutorial and the page on ranking are true to the letter.

When one fails because what is printed has rightly changed: ``SOU_WRITE_PAGES=1``, and read
the difference.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from pages import DOCS, Shown, has_bash, run_page

pytestmark = pytest.mark.skipif(not has_bash(), reason="bash is not installed")


@pytest.mark.parametrize(("name", "blocks"), [("tutorial.md", 10), ("ranking.md", 5)])
def test_a_page_prints_what_it_says(name: str, blocks: int, tmp_path: Path) -> None:
    shown = run_page(name, tmp_path)

    assert len(shown) >= blocks
    for one in shown:
        assert one.printed == one.said, one.script


def test_every_command_of_the_pages_is_run() -> None:
    for name in ("tutorial.md", "ranking.md"):
        text = (DOCS / name).read_text("utf-8")
        fences = re.findall(r"^```(\w*)$", text, re.MULTILINE)
        assert set(fences) <= {"sh", "output", ""}


def block_with(shown: list[Shown], command: str) -> str:
    return next(one.said for one in shown if command in one.script)


def test_the_sum_on_the_page_on_ranking_is_what_the_formula_says(tmp_path: Path) -> None:
    """By hand, from the facts that are printed, after the formula on the page."""
    text = block_with(run_page("ranking.md", tmp_path), "sou explain 晶片 notes/甲.txt\n")
    row = next(line for line in text.splitlines() if "pair 晶片" in line)
    value = float(row.split()[0])
    facts = {name: float(number) for name, number in re.findall(r"(\w+) ([\d.]+)", row)}

    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    expected = idf * 2 * 2.2 / (2 + facts["norm"])
    assert facts["tf"] == 2
    assert facts["idf"] == pytest.approx(idf, abs=1e-4)
    assert value == pytest.approx(expected, abs=2e-3)

"""Why a document stands where it does, as lines for people.

In: an explanation. Out: plain text. Text of queries and documents is sanitised here,
paths by whoever writes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.output.shown import shown_count, shown_name
from sou.text.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sou.reports import ClauseReport, Explanation, ScoreNode


def explanation(report: Explanation, cwd: str) -> str:
    """Return the rank and the tree of a score, or that nothing matches; then the clauses."""
    lines = [
        sanitize(shown_name(report.path, report.part, cwd), single_line=True),
        f"query: {_clean(report.interpretation)}",
    ]
    if report.score is None:
        do = "does" if report.total == 1 else "do"
        lines.append(f"does not match ({shown_count(report.total, 'document')} {do})")
    else:
        place = f"rank {report.rank:,} of {report.total:,}"
        lines.append(f"{place}, by passage {report.passage} of {report.passages}")
        lines += ["", *_scores(report.score, 0)]
    lines += ["", *_clauses(report.clauses, 0)]
    return "".join(f"{line}\n" for line in lines)


def _scores(node: ScoreNode, depth: int) -> Iterator[str]:
    facts = ", ".join(f"{name} {_number(value)}" for name, value in node.facts)
    line = f"{'  ' * depth}{node.value:.4f}  {_clean(node.name)}"
    if facts:
        line += f" ({facts})"
    if node.text:
        line += f": {_clean(node.text)}"
    yield line
    for part in node.parts:
        yield from _scores(part, depth + 1)


def _clauses(report: ClauseReport, depth: int) -> Iterator[str]:
    line = f"{'  ' * depth}{'yes' if report.matches else 'no '}  {_clean(report.clause)}"
    if report.expansions:
        others = (f"{_clean(one.text)} ({one.kind})" for one in report.expansions)
        line += f" by {', '.join(others)}"
    if report.is_in_other_script:
        line += f" ({_clean(report.nearest)} stands there, in another script)"
    elif report.nearest:
        line += f" (only {_clean(report.nearest)} stands there)"
    yield line
    for part in report.parts:
        yield from _clauses(part, depth + 1)


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"


def _clean(text: str) -> str:
    return sanitize(text, single_line=True)

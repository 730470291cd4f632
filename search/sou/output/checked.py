"""What a check of an index found, as lines for people.

In: reports of checks. Out: plain text; whoever writes paths to a terminal sanitises
them, text of documents is sanitised here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.output.shown import shown_count, shown_duration, shown_name
from sou.output.state import state_rows, table
from sou.text.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sou.reports import RecallReport, VerifyReport


def verification(report: VerifyReport, other_indexes: Sequence[str]) -> str:
    """Return the state of an index and, in its last lines, every problem or that there is none."""
    rows = state_rows(report.status, other_indexes)
    if not report.problems:
        rows.append(("verified", f"every file and document ({shown_duration(report.elapsed_s)})"))
    rows += [("problem", f"{one.path}: {one.reason}") for one in report.problems]
    return table(rows)


def recall(report: RecallReport, cwd: str) -> str:
    """Return what was searched for and found, then a line for each piece that was missed."""
    rows = [
        ("index", report.location),
        ("samples", f"{report.samples:,} from {shown_count(report.documents, 'document')}"),
        ("not reread", _not_reread(report)),
        ("found", f"{report.found:,}"),
        ("missed", f"{len(report.missed):,}"),
        ("seed", str(report.seed)),
        ("time", shown_duration(report.elapsed_s)),
    ]
    return table(rows) + "".join(f"{line}\n" for line in _missed_lines(report, cwd))


def _not_reread(report: RecallReport) -> str:
    count = report.stored_documents
    return f"{shown_count(count, 'document')} whose file has changed or is gone" if count else ""


def _missed_lines(report: RecallReport, cwd: str) -> Iterator[str]:
    for one in report.missed:
        path = sanitize(shown_name(one.path, one.part, cwd), single_line=True)
        text = sanitize(one.text, single_line=True)
        yield f"{path}:{one.place.line}:{one.place.column}: {text} ({one.reason})"

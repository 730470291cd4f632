"""The state of an index, as lines for people.

In: a status. Out: plain text; whoever writes it to a terminal sanitises it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.output.shown import shown_count, shown_size, shown_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.reports import IndexStatus


def state(status: IndexStatus, other_indexes: Sequence[str]) -> str:
    """Return a block of ``name  value`` lines, each ended by a line feed."""
    return table(state_rows(status, other_indexes))


def state_rows(status: IndexStatus, other_indexes: Sequence[str]) -> list[tuple[str, str]]:
    """Return names and values; an empty value stands for nothing to say."""
    errors = sum(one.is_error for one in status.skipped)
    skipped = f"{len(status.skipped):,}"
    if errors:
        skipped += f", {errors:,} of them could not be read"
    if status.skipped:
        skipped += " (sou status --skipped names them)"
    return [
        ("index", status.location),
        ("documents", _documents(status)),
        ("text", shown_count(status.text_chars, "character")),
        ("size on disk", f"{shown_size(status.size_bytes)} in {_segments(status)}"),
        ("last commit", f"{shown_time(status.committed_s)} (number {status.generation})"),
        ("kinds", ", ".join(f"{kind} {count:,}" for kind, count in status.kinds)),
        ("skipped files", skipped),
        ("dictionary", _dictionary(status)),
        *[("root", root) for root in status.roots],
        *[
            ("unfinished", f"{path} (unless a run goes on: sou index)")
            for path in status.unfinished
        ],
        ("other indexes", ", ".join(other_indexes)),
    ]


def table(rows: Sequence[tuple[str, str]]) -> str:
    """Return a line for each name with a value, the values below one another."""
    width = max(len(name) for name, _ in rows)
    return "".join(f"{name:<{width}}  {value}\n" for name, value in rows if value)


def _documents(status: IndexStatus) -> str:
    files = status.files
    if files is None or files == status.documents:
        return f"{status.documents:,}"
    return f"{status.documents:,} of {shown_count(files, 'file')}"


def _dictionary(status: IndexStatus) -> str:
    if not status.cut_otherwise:
        return ""
    documents = shown_count(status.cut_otherwise, "document")
    return f"{documents} cut by another (sou index --reanalyse)"


def _segments(status: IndexStatus) -> str:
    return shown_count(status.segments, "segment")

"""What an index run did, as lines for people.

In: a report. Out: plain text that names every file that was not indexed and
why, errors always, the rest unless they are many and nobody asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.output.shown import shown_count, shown_documents, shown_duration, shown_path
from sou.sources import Skipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sou.reports import IndexReport

NAMED_AT_MOST = 40
"""Excluded files named without being asked; more are counted by reason."""


def summary(report: IndexReport, cwd: str, *, is_verbose: bool) -> str:
    """Return the whole summary, without a final line feed."""
    lines = [_counts(report), *report.notes]
    lines += problems(report, cwd)
    excluded = [one for one in report.skipped if not one.is_error]
    if is_verbose or len(excluded) <= NAMED_AT_MOST:
        lines += skipped_lines("Skipped", excluded, cwd)
    else:
        lines += counted_lines("Skipped", excluded)
        lines.append("  To name them all: sou status --skipped, or sou index -v")
    return "\n".join(lines)


def problems(report: IndexReport, cwd: str) -> list[str]:
    """Return the lines on files that could not be read, or read without doubt."""
    errors = [one for one in report.skipped if one.is_error]
    doubtful = [Skipped(path, reason, is_error=False) for path, reason in report.doubtful]
    return [
        *skipped_lines("Could not read", errors, cwd),
        *skipped_lines("Indexed with a doubt", doubtful, cwd),
    ]


def skipped_lines(title: str, skipped: Iterable[Skipped], cwd: str) -> Iterator[str]:
    """Yield the title, each reason and, below it, each file; nothing for no file."""
    groups = _by_reason(skipped)
    if groups:
        yield f"{title} {shown_count(sum(map(len, groups.values())), 'file')}:"
    for reason, paths in groups.items():
        yield f"  {reason} ({len(paths):,}):"
        yield from (f"    {_name(path, cwd)}" for path in sorted(paths))


def batch_line(report: IndexReport) -> str:
    """Return what a batch of changes made of the index, in a line."""
    return _counts(report) if not report.notes else " ".join([_counts(report), *report.notes])


def _counts(report: IndexReport) -> str:
    documents = shown_documents(report.documents, report.files)
    if not (report.added or report.updated or report.removed):
        return f"Nothing changed: {documents} in the index ({shown_duration(report.elapsed_s)})."
    changes = (
        (report.added, "new"),
        (report.updated, "changed"),
        (report.removed, "removed"),
        (report.unchanged, "unchanged"),
    )
    said = ", ".join(f"{count:,} {what}" for count, what in changes if count)
    text = shown_count(report.text_chars, "character")
    duration = shown_duration(report.elapsed_s)
    return f"Indexed {said}: {documents} in the index, {text} read ({duration})."


def counted_lines(title: str, skipped: Iterable[Skipped]) -> Iterator[str]:
    """Yield the title and, below it, each reason with the number of its files."""
    groups = _by_reason(skipped)
    yield f"{title} {shown_count(sum(map(len, groups.values())), 'file')}:"
    for reason, paths in groups.items():
        yield f"  {reason} ({len(paths):,})"


def _by_reason(skipped: Iterable[Skipped]) -> dict[str, list[str]]:
    """Group paths by reason, the most frequent first."""
    groups: dict[str, list[str]] = {}
    for one in skipped:
        groups.setdefault(one.reason, []).append(one.path)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


def _name(path: str, cwd: str) -> str:
    """Return a path in one line, whatever its characters."""
    return shown_path(path, cwd).replace("\n", "␊").replace("\t", "␉")

"""What an index run would do, as lines for people.

In: a forecast. Out: plain text; whoever writes it to a terminal sanitises it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.output.shown import shown_count, shown_duration, shown_size
from sou.output.summary import NAMED_AT_MOST, counted_lines, skipped_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sou.reports import Forecast


def forecast_text(forecast: Forecast, cwd: str, *, is_verbose: bool) -> str:
    """Return a block of lines, each ended by a line feed."""
    lines = [_counts(forecast), *forecast.notes, *_formats(forecast), *_encodings(forecast)]
    errors = [one for one in forecast.skipped if one.is_error]
    excluded = [one for one in forecast.skipped if not one.is_error]
    lines += skipped_lines("Could not read", errors, cwd)
    if is_verbose or len(excluded) <= NAMED_AT_MOST:
        lines += skipped_lines("Would skip", excluded, cwd)
    else:
        lines += counted_lines("Would skip", excluded)
        lines.append("  To name them all: sou index --dry-run -v")
    return "".join(f"{line}\n" for line in lines)


def _counts(forecast: Forecast) -> str:
    size = shown_size(sum(one.size_bytes for one in forecast.formats))
    said = [f"read {shown_count(forecast.files, 'file')} ({size})" if forecast.files else ""]
    said.append(f"remove {forecast.removed:,}" if forecast.removed else "")
    work = ", ".join(filter(None, said)) or "change nothing"
    line = f"Would {work}; {forecast.unchanged:,} unchanged. Nothing was written."
    if forecast.files:
        line += f" Estimated time: {shown_duration(forecast.seconds)}."
    return line


def _formats(forecast: Forecast) -> Iterator[str]:
    rows = [
        (
            one.suffix or "(no suffix)",
            f"{one.files:,}",
            shown_size(one.size_bytes),
            shown_duration(one.seconds),
            one.reader,
        )
        for one in forecast.formats
    ]
    if rows:
        yield from _table([("format", "files", "size", "work", "reader"), *rows])


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)]
        cells[0], cells[-1] = f"{row[0]:<{widths[0]}}", row[-1]
        yield f"  {'  '.join(cells)}"


def _encodings(forecast: Forecast) -> Iterator[str]:
    if forecast.encodings:
        of = "all files" if forecast.sampled >= forecast.files else f"{forecast.sampled:,} files"
        counts = ", ".join(f"{name} {count:,}" for name, count in forecast.encodings)
        yield f"Encodings by the beginning of {of}: {counts}"

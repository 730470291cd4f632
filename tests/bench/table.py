"""Figures as text: tables in columns, numbers with three digits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTHING: Final = "-"
MEGABYTE: Final = 1e6


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose first column is aligned left, all others right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    text = ["", title, *(_line(line, widths) for line in lines)]
    text.insert(3, "  ".join("-" * width for width in widths))
    return "\n".join(text)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = cells
    padded = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
    return "  ".join([first.ljust(widths[0]), *padded]).rstrip()


def number(value: float | None) -> str:
    """Return a number with three digits that count, never in powers of ten.

    >>> number(0.01234), number(1.5), number(123456.7), number(None)
    ('0.0123', '1.50', '123,457', '-')
    """
    if value is None:
        return NOTHING
    size = abs(value)
    if size >= 100 or value == 0:
        return f"{value:,.0f}"
    decimals = 1 if size >= 10 else 2 if size >= 1 else 3 if size >= 0.1 else 4
    return f"{value:.{decimals}f}"


def pair(values: tuple[float, float] | None) -> str:
    """Return two numbers, or a dash."""
    return NOTHING if values is None else f"{number(values[0])}/{number(values[1])}"


def ratio(of: float | None, to: float | None) -> str:
    """Return how many times as large ``of`` is."""
    return NOTHING if of is None or not to else f"{number(of / to)}x"

"""A hit as three rows of the list: rank, title and place, then its snippet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment

from sou_tui import texts
from sou_tui.cells import BAR, NARROW_BAR, fit, one_cell, width
from sou_tui.labels import title, where
from sou_tui.rendering import marked_segments, padded
from sou_tui.snippet_rows import snippet_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style
    from textual.strip import Strip

    from sou.model import Hit

SNIPPET_ROWS = 2
ROWS_PER_HIT = 1 + SNIPPET_ROWS
_INDENT = 4
_RANK_CELLS = 4


@dataclass(frozen=True, slots=True)
class HitStyles:
    """How the parts of a hit look."""

    base: Style
    bar: Style
    title: Style
    where: Style
    match: Style


def snippet_cols(cols: int) -> int:
    """Return the cells of a snippet's row in a list so wide, its bar included."""
    return cols - 1 - _INDENT - 1


def hit_rows(
    hit: Hit, cols: int, styles: HitStyles, roots: Sequence[str], *, folded: int, is_cursor: bool
) -> list[Strip]:
    """Return the rows of a hit that ``folded`` others of its file stand below."""
    bar = Segment(one_cell(BAR, NARROW_BAR) if is_cursor else " ", styles.bar)
    rank = f"{hit.rank:>{_RANK_CELLS - 1}} "
    room = cols - 1 - len(rank) - 2
    for_place = max(room - width(title(hit)), room * 2 // 5)
    place = where(hit, roots, for_place, folded=folded)
    name = fit(title(hit), room - width(place))
    head = [
        bar,
        Segment(rank, styles.where),
        Segment(name, styles.title),
        Segment(" " * (room - width(name) - width(place) + 1), styles.base),
        Segment(place, styles.where),
    ]
    rows = [padded(head, cols, styles.base)]
    snippet = snippet_rows(
        hit.snippet.text,
        hit.snippet.spans,
        snippet_cols(cols),
        SNIPPET_ROWS,
        starts_inside=hit.snippet.offset > 0,
        ends_inside=hit.snippet.offset + len(hit.snippet.text) < hit.document.length_chars,
    )
    indent = Segment(" " * _INDENT, styles.base)
    for text, spans in snippet:
        marks = [(start, end, styles.match) for start, end in spans]
        body = marked_segments(text, 0, len(text), marks, styles.base)
        rows.append(padded([bar, indent, *body], cols, styles.base))
    rows.extend(padded([bar], cols, styles.base) for _ in range(ROWS_PER_HIT - len(rows)))
    return rows


def gap_rows(count: int, cols: int, styles: HitStyles) -> list[Strip]:
    """Return what stands for hits that are not here yet."""
    text = " " * (1 + _RANK_CELLS) + texts.NOT_HERE_YET.format(count=count)
    empty = padded([], cols, styles.base)
    return [empty, padded([Segment(fit(text, cols), styles.where)], cols, styles.base), empty]

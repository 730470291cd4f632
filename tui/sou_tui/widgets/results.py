"""The list of hits: three rows each, the current one behind a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.message import Message

from sou_tui import texts
from sou_tui.cells import BAR, NARROW_BAR, fit, fit_end, one_cell, width
from sou_tui.keys import bindings
from sou_tui.labels import title, where
from sou_tui.rendering import marked_segments, padded
from sou_tui.snippet_rows import snippet_rows
from sou_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from sou.model import Hit

SNIPPET_ROWS = 2
ROWS_PER_HIT = 1 + SNIPPET_ROWS
SNIPPET_INDENT = 4
_RANK_CELLS = 4
_NEAR_END_HITS = 10
_KEPT_ROWS = 2000
_FEW_HITS = 20
_MOST_CHAINED = 5


def _file_of(hit: Hit) -> str:
    """Return what hits are folded by: the same file, or another with the same bytes."""
    return hit.document.digest or hit.document.path


class Results(LineView):
    """Hits in order of rank; the cursor is on one of them unless there is none."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("results")]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "results--bar",
        "results--title",
        "results--where",
        "results--match",
        "results--cursor",
        "results--stale",
    }

    class CursorMoved(Message):
        """The cursor is on another hit, or the hits are others."""

        def __init__(self, hit: Hit | None) -> None:
            super().__init__()
            self.hit = hit

    class OpenRequested(Message):
        """The hit under the cursor was clicked again."""

    class MoreWanted(Message):
        """The cursor has come near the last hit that is here."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._received: list[Hit] = []
        self._hits: list[Hit] = []
        self._last_rank = 0
        self._folded: dict[str, list[Hit]] = {}
        self._leaders: dict[str, Hit] = {}
        self._unfolded: set[str] = set()
        self._chained = 0
        self._ids: set[str] = set()
        self._roots: Sequence[str] = ()
        self._cursor = 0
        self._top = 0
        self._is_stale = False
        self._rows: dict[tuple[int, bool], list[Strip]] = {}

    @property
    def hit(self) -> Hit | None:
        """The hit under the cursor."""
        return self._hits[self._cursor] if self._hits else None

    @property
    def snippet_cols(self) -> int:
        """Cells of a snippet's row."""
        return self.cols - 1 - SNIPPET_INDENT - 1

    @property
    def hits(self) -> Sequence[Hit]:
        """The hits that are shown, from rank 1: of each file the best, until it is unfolded."""
        return self._hits

    @property
    def received(self) -> Sequence[Hit]:
        """All hits that are here, with those that are folded, by rank; grows with every page."""
        return self._received

    @property
    def last_rank(self) -> int:
        """The rank up to which hits are here: a page that came twice counts once."""
        return self._last_rank

    @property
    def is_at_top(self) -> bool:
        """Whether the cursor is where it is put for new hits."""
        return self._cursor == 0

    @property
    def is_stale(self) -> bool:
        """Whether the hits answer an older query than the one that is typed."""
        return self._is_stale

    def show(self, hits: Sequence[Hit], roots: Sequence[str], *, stay_on: str = "") -> None:
        """Replace all hits and put the cursor on the first, or on a document that is there."""
        self._hits, self._folded, self._received, self._last_rank = [], {}, [], 0
        self._take(hits)
        self._roots = roots
        self._cursor = self._top = 0
        self._is_stale = False
        if stay_on:
            ids = [hit.document.id for hit in self._hits]
            self._cursor = ids.index(stay_on) if stay_on in ids else 0
            self._show_cursor(self._cursor)
        self.forget_rows()
        self.refresh_changed()
        self.post_message(self.CursorMoved(self.hit))
        self._want_more_if_short()

    def folded(self, hit: Hit) -> int:
        """Return how many hits of the same file are folded below a hit."""
        key = _file_of(hit)
        return len(self._folded.get(key, ())) if self._leaders.get(key) is hit else 0

    def unfold(self) -> bool:
        """Show what is folded below the cursor's hit, or fold it; False if there is nothing."""
        hit = self.hit
        if hit is None:
            return False
        key = _file_of(hit)
        leader = self._leaders[key]
        place = self._hits.index(leader)
        if self._folded.get(key):
            self._hits[place + 1 : place + 1] = self._folded.pop(key)
            self._unfolded.add(key)
        elif key in self._unfolded:
            self._folded[key] = [one for one in self._hits if _file_of(one) == key][1:]
            self._hits = [one for one in self._hits if _file_of(one) != key or one is leader]
            self._unfolded.discard(key)
            self._cursor = place
        else:
            return False
        self.forget_rows()
        self._show_cursor(self._cursor)
        self.refresh()
        self.post_message(self.CursorMoved(self.hit))
        return True

    def _take(self, hits: Sequence[Hit]) -> None:
        if not self._received:
            self._leaders, self._unfolded, self._chained = {}, set(), 0
            self._ids = set()
        self._last_rank = max([self._last_rank, *(hit.rank for hit in hits)])
        # A page of a newer commit may bring what is here already.
        hits = [hit for hit in hits if hit.document.id not in self._ids]
        self._received += hits
        self._ids.update(hit.document.id for hit in hits)
        for hit in hits:
            key = _file_of(hit)
            if self._leaders.setdefault(key, hit) is hit:
                self._hits.append(hit)
            elif key in self._unfolded:
                last = max(place for place, one in enumerate(self._hits) if _file_of(one) == key)
                self._hits.insert(last + 1, hit)
            else:
                self._folded.setdefault(key, []).append(hit)

    def _want_more_if_short(self) -> None:
        """Ask for more where folding has left few, but not for ever."""
        if self._folded and len(self._hits) < _FEW_HITS and self._chained < _MOST_CHAINED:
            self._chained += 1
            self.post_message(self.MoreWanted())

    def append(self, hits: Sequence[Hit]) -> None:
        """Add further hits behind those that are here."""
        self._take(hits)
        self.forget_rows()
        self.refresh()
        self._want_more_if_short()

    def mark_stale(self, is_stale: bool) -> None:
        """Dim the hits while they answer an older query."""
        if is_stale != self._is_stale:
            self._is_stale = is_stale
            self.forget_rows()
            self.refresh()

    def move(self, step: int) -> None:
        """Move the cursor by hits, as far as possible."""
        if not self._hits:
            return
        before, self._cursor = (
            self._cursor,
            min(max(self._cursor + step, 0), len(self._hits) - 1),
        )
        if self._cursor == before:
            return
        self._show_cursor(before)
        self.post_message(self.CursorMoved(self.hit))
        if self._cursor >= len(self._hits) - _NEAR_END_HITS:
            self.post_message(self.MoreWanted())

    def move_to(self, rank: int) -> None:
        """Move the cursor to a hit, or to the one that it is folded below, if it is here."""
        wanted = next((hit for hit in self._received if hit.rank == rank), None)
        if wanted is None:
            return
        leader = self._leaders[_file_of(wanted)]
        shown = wanted if any(hit is wanted for hit in self._hits) else leader
        place = next(place for place, hit in enumerate(self._hits) if hit is shown)
        self.move(place - self._cursor)

    def page(self, step: int) -> None:
        """Move the cursor by screenfuls."""
        self.move(step * max(self.size.height // ROWS_PER_HIT, 1))

    def scroll_rows(self, delta: int) -> None:
        """Scroll without moving the cursor."""
        last = max(len(self._hits) * ROWS_PER_HIT - self.size.height, 0)
        top = min(max(self._top + delta, 0), last)
        if top != self._top:
            self._top = top
            self.refresh()

    def extent(self) -> tuple[float, float]:
        """Return what part of the list is shown."""
        rows = max(len(self._hits) * ROWS_PER_HIT, 1)
        return self._top / rows, (self._top + self.size.height) / rows

    def cursor_row(self) -> int:
        """Return the line of the cursor's hit."""
        return min(max(self._cursor * ROWS_PER_HIT - self._top, 0), max(self.size.height - 1, 0))

    def forget_rows(self) -> None:
        """Drop rows of other colours or widths."""
        self._rows.clear()

    def row(self, y: int, cols: int) -> Strip:
        """Return one of the rows of a hit."""
        index, part = divmod(y + self._top, ROWS_PER_HIT)
        if index >= len(self._hits):
            return padded([], cols, self.style_of())
        key = (index, index == self._cursor)
        rows = self._rows.get(key)
        if rows is None:
            if len(self._rows) > _KEPT_ROWS:
                self._rows.clear()
            rows = self._rows[key] = self._hit_rows(self._hits[index], cols, is_cursor=key[1])
        return rows[part]

    def resized(self) -> None:
        """Keep the cursor in view."""
        self._bring_into_view()
        self.scroll_rows(0)
        self.refresh_changed()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the hit that was clicked, open it if it is there."""
        index = (event.y + self._top) // ROWS_PER_HIT
        if index == self._cursor and self._hits:
            self.post_message(self.OpenRequested())
        elif index < len(self._hits):
            self.move(index - self._cursor)

    def _show_cursor(self, before: int) -> None:
        if self._bring_into_view():
            return
        for index in {before, self._cursor}:
            y = index * ROWS_PER_HIT - self._top
            self.refresh(Region(0, max(y, 0), self.size.width, ROWS_PER_HIT + min(y, 0)))

    def _bring_into_view(self) -> bool:
        """Scroll to the cursor's hit, if need be; return whether it was out of view."""
        height = self.size.height
        first = self._cursor * ROWS_PER_HIT
        top = self._top
        if first < top:
            top = first
        elif first + ROWS_PER_HIT > top + height:
            top = first + ROWS_PER_HIT - max(height, ROWS_PER_HIT)
        if top == self._top:
            return False
        self._top = top
        self.refresh()
        return True

    def _hit_rows(self, hit: Hit, cols: int, *, is_cursor: bool) -> list[Strip]:
        over = ("results--cursor",) if is_cursor else ()
        under = ("results--stale",) if self._is_stale else ()
        base = self.style_of(*over, *under)
        bar = Segment(
            one_cell(BAR, NARROW_BAR) if is_cursor else " ", self.style_of(*over, "results--bar")
        )
        match = base if self._is_stale else self.style_of(*over, "results--match")
        head = self.style_of(*over, "results--title", *under)
        dim = self.style_of(*over, "results--where", *under)
        room = cols - 1 - _RANK_CELLS - 2
        place = where(hit, self._roots)
        if folded := self.folded(hit):
            place = f"{place} · {texts.SAME_FILE.format(count=folded)}"
        place = fit_end(place, max(room - width(title(hit)), room * 2 // 5))
        name = fit(title(hit), room - width(place))
        gap = " " * (room - width(name) - width(place) + 1)
        segments = [
            Segment(f"{hit.rank:>{_RANK_CELLS - 1}} ", dim),
            Segment(name, head),
            Segment(gap, base),
            Segment(place, dim),
        ]
        rows = [padded([bar, *segments], cols, base)]
        snippet = snippet_rows(
            hit.snippet.text,
            hit.snippet.spans,
            self.snippet_cols,
            SNIPPET_ROWS,
            starts_inside=hit.snippet.offset > 0,
            ends_inside=hit.snippet.offset + len(hit.snippet.text) < hit.document.length_chars,
        )
        for text, spans in snippet:
            marks = [(start, end, match) for start, end in spans]
            body = marked_segments(text, 0, len(text), marks, base)
            rows.append(padded([bar, Segment(" " * SNIPPET_INDENT, base), *body], cols, base))
        rows.extend(padded([bar], cols, base) for _ in range(ROWS_PER_HIT - len(rows)))
        return rows

"""The list of hits: three rows each, the current one behind a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region
from textual.message import Message

from sou_tui.hit_list import HitList, Ranks
from sou_tui.hit_rows import ROWS_PER_HIT, HitStyles, gap_rows, hit_rows, snippet_cols
from sou_tui.keys import bindings
from sou_tui.rendering import padded
from sou_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from sou.model import Hit, SearchPage

_NEAR_END_SCREENS = 8
_FURTHER_HITS = 100
"""Hits of a further page: to find them takes as long for one as for all of them."""
_KEPT_ROWS = 2000
_FEW_HITS = 20
_AHEAD_HITS = 10
_MOST_CHAINED = 5


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

    class Resized(Message):
        """There are hits, at another size than they were made for."""

    class MoreWanted(Message):
        """Hits are looked at near those that are here, or the last is, that are not."""

        def __init__(self, ranks: Ranks) -> None:
            super().__init__()
            self.ranks = ranks

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._list = HitList()
        self._chained = 0
        self._goal = 0
        """The last rank, to go to as soon as it is here."""
        self._owed = 0
        """By how many hits the cursor is to be moved on when there are more."""
        self._roots: Sequence[str] = ()
        self._cursor = 0
        self._top = 0
        self._is_stale = False
        self._rows: dict[tuple[int, bool], list[Strip]] = {}

    @property
    def hit(self) -> Hit | None:
        """The hit under the cursor."""
        entry = self._list.entries[self._cursor] if self._list.entries else None
        return None if isinstance(entry, Ranks) else entry

    @property
    def snippet_cols(self) -> int:
        """Cells of a snippet's row."""
        return snippet_cols(self.cols)

    @property
    def hits(self) -> Sequence[Hit]:
        """The hits that are listed: of each file the best, until it is unfolded."""
        return [one for one in self._list.entries if not isinstance(one, Ranks)]

    @property
    def is_empty(self) -> bool:
        """Whether there is no hit."""
        return not self._list.entries

    @property
    def row_count(self) -> int:
        """Rows of all that is listed."""
        return len(self._list.entries) * ROWS_PER_HIT

    @property
    def last_rank(self) -> int:
        """The rank up to which all hits are here: a page that came twice counts once."""
        return self._list.last_rank

    @property
    def is_at_top(self) -> bool:
        """Whether the cursor is where it is put for new hits."""
        return self._cursor == 0

    @property
    def is_stale(self) -> bool:
        """Whether the hits answer an older query than the one that is typed."""
        return self._is_stale

    def show(
        self,
        page: SearchPage | None,
        roots: Sequence[str] = (),
        *,
        around: Sequence[Hit] = (),
        stay_on: Hit | None = None,
    ) -> None:
        """Replace all hits and put the cursor on the first.

        Or on the document of ``stay_on``, the cursor's hit of before, at its height on the
        screen: it is on the page or among further hits, ``around``. Where it is no more, on
        the hit that has its rank.
        """
        height = self.cursor_row()
        self._list = HitList(page.total if page is not None else 0)
        self._list.take(page.hits if page is not None else ())
        self._list.take(around)
        self._roots = roots
        self._cursor = self._top = self._goal = self._owed = self._chained = 0
        self._is_stale = False
        if stay_on is not None:
            self._stay_on(stay_on, height)
        self.forget_rows()
        self.refresh_changed()
        self.post_message(self.CursorMoved(self.hit))
        self._want_if_short()

    def _stay_on(self, before: Hit, height: int) -> None:
        listed = self._list.listed_document(before.document.id)
        if listed is None:
            listed = self._list.listed(min(before.rank, self._list.total))
        place = self._list.place_of(listed) if listed is not None else None
        if place is not None:
            self._cursor, self._top = place, max(place * ROWS_PER_HIT - height, 0)
            self._bring_into_view()

    def folded(self, hit: Hit) -> int:
        """Return how many hits of the same file are folded below a hit."""
        return self._list.folded(hit)

    def unfold(self) -> bool:
        """Show what is folded below the cursor's hit, or fold it; False if there is nothing."""
        hit = self.hit
        leader = self._list.unfold(hit) if hit is not None else None
        if hit is None or leader is None:
            return False
        shown = hit if self._list.place_of(hit) is not None else leader
        self._cursor = self._list.place_of(shown) or 0
        self.forget_rows()
        self._show_cursor(self._cursor)
        self.refresh()
        self.post_message(self.CursorMoved(self.hit))
        return True

    def _want_if_short(self) -> None:
        """Ask for more where folding has left few, but not for ever."""
        first, last = self._list.bounds(self._cursor)
        is_short = self._list.has_folded and last - first + 1 < _FEW_HITS
        if is_short and self._chained < _MOST_CHAINED:
            self._chained += 1
            self._want_near(self._cursor)

    def _want_if_gap_is_seen(self) -> None:
        seen = self._top // ROWS_PER_HIT
        behind = seen + self.size.height // ROWS_PER_HIT + 1
        for at, entry in enumerate(self._list.entries[seen:behind], seen):
            if isinstance(entry, Ranks):
                self._want_near(at - 1 if at > seen else at + 1)
                return

    def _want_near(self, place: int) -> None:
        """Ask for what is beside some hits, before it is seen."""
        first, last = self._list.bounds(place)
        near = max(self.size.height // ROWS_PER_HIT, 1) * _NEAR_END_SCREENS
        edges = ((last, 1), (first, -1)) if last - place < near else ((first, -1),)
        for edge, step in edges:
            entry = self._list.entries[edge] if first <= edge <= last else None
            if isinstance(entry, Ranks) or entry is None or abs(edge - place) >= near:
                continue
            missing = self._list.missing_beside(entry.rank, step, _FURTHER_HITS)
            if missing is not None:
                self.post_message(self.MoreWanted(missing))
                return

    def append(self, hits: Sequence[Hit], total: int | None = None) -> None:
        """Add further hits, in their place; those that are seen stay where they are.

        ``total`` is how many there are by now: more are not asked for.
        """
        entries, seen = self._list.entries, self._top // ROWS_PER_HIT
        is_gap = seen < len(entries) and isinstance(entries[seen], Ranks)
        top = seen + 1 if is_gap else seen
        self._list.take(hits)
        if total is not None:
            self._list.shrink(total)
        self._top += (self._place_now(entries, top) - top) * ROWS_PER_HIT
        self._cursor = self._place_now(entries, self._cursor)
        self.forget_rows()
        self.refresh()
        if self._goal:
            if self.go_last():
                self.post_message(self.CursorMoved(self.hit))  # also where it was there before
                self._want_near(self._cursor)
        elif owed := self._owed:
            self.move(owed)
        else:
            self._want_if_short()
            self._want_if_gap_is_seen()

    def _place_now(self, before: Sequence[Hit | Ranks], place: int) -> int:
        """Return where a hit is that was in a place before."""
        entry = before[place] if place < len(before) else None
        if entry is None or isinstance(entry, Ranks):
            return place
        now = self._list.place_of(entry)
        return place if now is None else now

    def mark_stale(self, is_stale: bool) -> None:
        """Dim the hits while they answer an older query."""
        if is_stale != self._is_stale:
            self._is_stale = is_stale
            self.forget_rows()
            self.refresh()

    def move(self, step: int) -> None:
        """Move the cursor by hits, as far as they are here, and further when they come."""
        if self.is_empty:
            return
        first, last = self._list.bounds(self._cursor)
        place = min(max(self._cursor + step, first), last)
        self._goal, self._owed = 0, self._cursor + step - place
        self._put_cursor(place)
        self._want_near(place)

    def go_first(self) -> None:
        """Move the cursor to the first of all hits."""
        if not self.is_empty:
            self._goal = self._owed = 0
            self._put_cursor(0)

    def go_last(self) -> bool:
        """Move the cursor to the last of all hits; False if it has to come first."""
        if self.is_empty:
            return True
        self._goal = self._owed = 0
        missing = self._list.missing_at(self._list.total, _FURTHER_HITS)
        if missing is None:
            hits = (at for at, one in enumerate(self._list.entries) if not isinstance(one, Ranks))
            self._put_cursor(max(hits))
            return True
        self._goal = self._list.total
        self.post_message(self.MoreWanted(missing))
        return False

    def _go_to(self, hit: Hit) -> None:
        place = self._list.place_of(hit)
        if place is not None:
            self._put_cursor(place)
            self._want_near(place)

    def _put_cursor(self, place: int) -> None:
        before, self._cursor = self._cursor, place
        if place != before:
            self._show_cursor(before)
            self.post_message(self.CursorMoved(self.hit))

    def move_to(self, rank: int) -> None:
        """Move the cursor to a hit, or to the one that it is folded below, if it is here."""
        hit = self._list.listed(rank)
        if hit is not None:
            self._goal = self._owed = 0
            self._go_to(hit)

    def beside(self, rank: int, step: int) -> Hit | None:
        """Return the next hit, folded or not, up or down from a rank, if it is here.

        Further ones are asked for before they are needed.
        """
        if self._list.beside(rank, step * _AHEAD_HITS) is None:
            missing = self._list.missing_beside(rank, step, _FURTHER_HITS)
            if missing is not None:
                self.post_message(self.MoreWanted(missing))
        return self._list.beside(rank, step)

    def page(self, step: int) -> None:
        """Move the cursor by screenfuls."""
        self.move(step * max(self.size.height // ROWS_PER_HIT, 1))

    def scroll_rows(self, delta: int) -> None:
        """Scroll without moving the cursor."""
        last = max(len(self._list.entries) * ROWS_PER_HIT - self.size.height, 0)
        top = min(max(self._top + delta, 0), last)
        if top != self._top:
            self._top = top
            self.refresh()
            middle = (top + self.size.height // 2) // ROWS_PER_HIT
            self._want_near(min(middle, len(self._list.entries) - 1))

    def extent(self) -> tuple[float, float]:
        """Return what part of the list is shown."""
        hits = self._list
        rows = max((len(hits.entries) + hits.unseen) * ROWS_PER_HIT, 1)
        top = self._top + hits.unseen_before(self._top // ROWS_PER_HIT + 1) * ROWS_PER_HIT
        return top / rows, (top + self.size.height) / rows

    def cursor_row(self) -> int:
        """Return the line of the cursor's hit."""
        return min(max(self._cursor * ROWS_PER_HIT - self._top, 0), max(self.size.height - 1, 0))

    def forget_rows(self) -> None:
        """Drop rows of other colours or widths."""
        self._rows.clear()

    def row(self, y: int, cols: int) -> Strip:
        """Return one of the rows of a hit."""
        index, part = divmod(y + self._top, ROWS_PER_HIT)
        if index >= len(self._list.entries):
            return padded([], cols, self.style_of())
        key = (index, index == self._cursor)
        rows = self._rows.get(key)
        if rows is None:
            if len(self._rows) > _KEPT_ROWS:
                self._rows.clear()
            rows = self._rows[key] = self._entry_rows(index, cols)
        return rows[part]

    def _entry_rows(self, index: int, cols: int) -> list[Strip]:
        entry, is_cursor = self._list.entries[index], index == self._cursor
        styles = self._styles(is_cursor=is_cursor)
        if isinstance(entry, Ranks):
            return gap_rows(len(entry), cols, styles)
        folded = self.folded(entry)
        return hit_rows(entry, cols, styles, self._roots, folded=folded, is_cursor=is_cursor)

    def resized(self) -> None:
        """Keep the cursor in view."""
        self._bring_into_view()
        self.scroll_rows(0)
        self.refresh_changed()
        if self._list.entries:
            self.post_message(self.Resized())

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the hit that was clicked, open it if it is there."""
        index = (event.y + self._top) // ROWS_PER_HIT
        entry = self._list.entries[index] if index < len(self._list.entries) else None
        if entry is not None and index == self._cursor:
            self.post_message(self.OpenRequested())
        elif entry is not None and not isinstance(entry, Ranks):
            self._go_to(entry)

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

    def _styles(self, *, is_cursor: bool) -> HitStyles:
        over = ("results--cursor",) if is_cursor else ()
        under = ("results--stale",) if self._is_stale else ()
        base = self.style_of(*over, *under)
        return HitStyles(
            base,
            bar=self.style_of(*over, "results--bar"),
            title=self.style_of(*over, "results--title", *under),
            where=self.style_of(*over, "results--where", *under),
            match=base if self._is_stale else self.style_of(*over, "results--match"),
        )

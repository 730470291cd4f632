"""The keys that change how a query is asked: script, regions, order, filters."""

from __future__ import annotations

from dataclasses import replace

from textual import events, on

from sou_tui import labels, texts
from sou_tui.screens.search_layout import SearchLayout
from sou_tui.wanted import Wanted
from sou_tui.widgets.facets import Facets


class NarrowingSearch(SearchLayout, inherit_bindings=False):
    """Keeps what is wanted besides the words, and has it asked for."""

    def __init__(self, initial_query: str) -> None:
        super().__init__(initial_query)
        self._wanted = Wanted()

    def _ask_again(self, notice: str) -> None:
        """Say what has changed, and ask for the same words."""
        raise NotImplementedError

    def action_toggle_script(self) -> None:
        """Find Han characters as typed only, or in every spelling again; ask again."""
        self._wanted = replace(self._wanted, exact_script=not self._wanted.exact_script)
        is_exact = self._wanted.exact_script
        self._ask_again(texts.SCRIPT_NOW_EXACT if is_exact else texts.SCRIPT_NOW_ANY)

    def action_toggle_regional(self) -> None:
        """Find what other regions call a word, too, or not; ask again."""
        self._wanted = replace(self._wanted, regional=not self._wanted.regional)
        is_on = self._wanted.regional
        self._ask_again(texts.REGIONAL_NOW_ON if is_on else texts.REGIONAL_NOW_OFF)

    def action_sort(self) -> None:
        """Take the next order; ask again."""
        self._wanted = self._wanted.resorted()
        self._ask_again(texts.SORTED.format(order=texts.SORTS[self._wanted.sort]))

    def action_unfilter(self) -> None:
        """Drop the filter that was chosen last; ask again."""
        if not self._wanted.filters:
            self.status.say(texts.NO_FILTERS, tone="quiet")
            return
        self._wanted = replace(self._wanted, filters=self._wanted.filters[:-1])
        self._ask_again(self._chips)

    @property
    def _chips(self) -> str:
        return labels.chips(self._wanted.filters, self.status.chip_cells)

    def _want_facets(self) -> None:
        """Ask for the facets of the hits that are shown."""
        raise NotImplementedError

    def action_filter(self) -> None:
        """Go to the facets: beside the hits where there is room, else in their place."""
        if self.results.is_empty or self.body.notice is not None:
            self.status.say(texts.NOTHING_TO_FILTER, tone="quiet")
        elif self.body.lists_filters:
            self._leave_filters()
        else:
            if not self.has_room_for_facets:
                self.body.list_filters(shows=True)
                self._want_facets()
            self.call_after_refresh(self.body.facets.focus)

    def _take_filter(self) -> None:
        """Filter by the value under the cursor alone; from the list, go back to the hits.

        There, Enter on a ticked value takes what is ticked.
        """
        is_ticked = self.body.facets.filter in self._wanted.filters
        if not (is_ticked and self.body.lists_filters):
            self.body.facets.toggle(is_alone=True)
        self._leave_filters()

    def _leave_filters(self) -> None:
        """Show hits and preview again, where the facets are in their place."""
        if self.body.lists_filters:
            self.body.list_filters(shows=False)
            self.box.focus()

    def action_toggle_filter(self) -> None:
        """Tick the value under the cursor, and stay."""
        self.body.facets.toggle()

    def action_group(self, step: int) -> None:
        """Go to another facet."""
        self.body.facets.move_group(step)

    @on(events.DescendantFocus)
    def show_keys(self) -> None:
        """Show the keys of the facets while they have the focus."""
        self.key_line.show("facets" if self.focused is self.body.facets else "search")

    @on(Facets.Toggled)
    def filter_by(self, message: Facets.Toggled) -> None:
        """Narrow the hits down, or no longer; ask again."""
        changed = self._wanted.narrowed if message.is_alone else self._wanted.toggled
        self._wanted = changed(message.chosen)
        self._ask_again(self._chips)

    def action_unfold(self) -> None:
        """Show or fold the further hits of a file."""
        if not self.results.unfold():
            self.status.say(texts.NOTHING_FOLDED, tone="quiet")

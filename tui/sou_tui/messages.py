"""What the session tells the screens. Nothing here holds an open index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from sou.model import Hit, SearchPage, SearchRequest
    from sou.reports import IndexStatus
    from sou_tui.offers import Offer
    from sou_tui.shown_text import ShownText
    from sou_tui.sources import SourceState
    from sou_tui.syntax import Part


class IndexOpened(Message):
    """An index, or a newer commit of it, answers from now on."""

    def __init__(self, status: IndexStatus) -> None:
        super().__init__()
        self.status = status


class IndexUnavailable(Message):
    """There is no index to ask; the error says why and what to do."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class SearchFinished(Message):
    """A page of hits for the search with this number."""

    def __init__(
        self,
        number: int,
        page: SearchPage,
        first: TextLoaded | TextFailed | None = None,
        around: tuple[Hit, ...] = (),
    ) -> None:
        super().__init__()
        self.number = number
        self.page = page
        self.first = first
        """The text around the first hit, if it was asked for and is not long."""
        self.around = around
        """Further hits around the one to stay on, if it is not on the page."""


class SuggestionsFound(Message):
    """What finds something, instead of the search with this number; not empty."""

    def __init__(self, number: int, offers: tuple[Offer, ...]) -> None:
        super().__init__()
        self.number = number
        self.offers = offers


class CompletionFound(Message):
    """How the query of the search with this number may go on."""

    def __init__(self, number: int, query: str) -> None:
        super().__init__()
        self.number = number
        self.query = query


class SearchFailed(Message):
    """The search with this number has no answer."""

    def __init__(self, number: int, error: Exception) -> None:
        super().__init__()
        self.number = number
        self.error = error


class TextColoured(Message):
    """The parts of a hit's whole document that have colours of their own; not empty."""

    def __init__(self, hit: Hit, parts: tuple[Part, ...]) -> None:
        super().__init__()
        self.hit = hit
        self.parts = parts


class TextLoaded(Message):
    """Text around a hit, or of its whole document, was read from the index."""

    def __init__(
        self,
        hit: Hit,
        shown: ShownText,
        request: SearchRequest | str = "",
        source: SourceState = "same",
    ) -> None:
        super().__init__()
        self.hit = hit
        self.shown = shown
        self.request = request
        """What the matches are of."""
        self.source = source


class TextFailed(Message):
    """The text of a hit's document could not be read."""

    def __init__(self, hit: Hit, error: Exception) -> None:
        super().__init__()
        self.hit = hit
        self.error = error

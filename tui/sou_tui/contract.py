"""What the app needs of the engine, so that tests can give it another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from sou.model import (
        Anchor,
        Completion,
        DocumentInfo,
        FacetName,
        SearchPage,
        SearchRequest,
        SourceMap,
        Span,
        Suggestion,
    )
    from sou.reports import IndexStatus


class StoredDocument(Protocol):
    """A document as the index keeps it."""

    @property
    def info(self) -> DocumentInfo:
        """What is known without its text."""

    @property
    def source_map(self) -> SourceMap:
        """Map from offsets of the text to places in the source."""

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """Headings and cues, ascending."""

    def text(self, start: int = 0, end: int | None = None) -> str:
        """Return a slice of the text, by code points."""


class Index(Protocol):
    """An open index; safe to call from several threads."""

    @property
    def location(self) -> Path:
        """Where it is on disk."""

    def prepare(self, facets: Sequence[FacetName] = ()) -> None:
        """Load what the first search would load, and count these facets by."""

    def search(
        self, request: SearchRequest | str, *, cancel: Callable[[], bool] | None = None
    ) -> SearchPage:
        """Return a page of hits; ``QuerySyntaxError`` or ``SearchCancelled`` otherwise."""

    def rank(
        self,
        request: SearchRequest | str,
        document_id: str,
        *,
        cancel: Callable[[], bool] | None = None,
    ) -> int | None:
        """Return the rank of a document, from 1; ``None`` if it does not match."""

    def suggest(
        self, request: SearchRequest | str, *, cancel: Callable[[], bool] | None = None
    ) -> tuple[Suggestion, ...]:
        """Return queries that find something, for one that does not."""

    def complete(self, query: str, *, limit: int = 8) -> tuple[Completion, ...]:
        """Return the query with its last word completed, most frequent first."""

    def document(self, document_id: str) -> StoredDocument:
        """Return a stored document; ``DocumentError`` if it is gone."""

    def matches(self, document_id: str, request: SearchRequest | str) -> tuple[Span, ...]:
        """Return all matches of a query in a document, ascending."""

    def status(self) -> IndexStatus:
        """Return size and state."""

    def refresh(self) -> bool:
        """Show the newest commit; True if it is another one."""

    def close(self) -> None:
        """Let go of all files."""


IndexOpener = Callable[[], Index]

"""What a page says of itself outside its text: author, date, language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sou.documents.dates import iso_date

if TYPE_CHECKING:
    from collections.abc import Mapping

FACT_TAGS: Final = frozenset(("html", "meta"))
"""Elements whose attributes are looked at."""
_AUTHORS: Final = ("author", "dc.creator", "dcterms.creator", "citation_author", "article:author")
_DATES: Final = (
    *("article:published_time", "datepublished", "date", "pubdate", "publishdate"),
    *("publish_date", "dc.date", "dcterms.created", "dcterms.date", "citation_publication_date"),
)
"""Names of ``<meta>``, those believed first before others."""
_MOST_METAS: Final = 500
_VALUE_CHARS: Final = 300


class HtmlFacts:
    """Takes elements as they come."""

    def __init__(self) -> None:
        self._metas: dict[str, str] = {}
        self._looked_at = 0
        self.language = ""

    def take(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        """Look at the attributes of ``<html>`` or ``<meta>``."""
        self._looked_at += 1
        if tag == "html":
            said = attributes.get("lang") or attributes.get("xml:lang") or ""
            self.language = self.language or said.strip()
        elif self._looked_at <= _MOST_METAS:
            name = next(filter(None, map(attributes.get, ("name", "property", "itemprop"))), "")
            content = " ".join((attributes.get("content") or "").split())
            if name and content:
                self._metas.setdefault(name.strip().lower(), content[:_VALUE_CHARS])

    @property
    def author(self) -> str:
        """Who wrote it; an address of a page is nobody."""
        said = (self._metas.get(name, "") for name in _AUTHORS)
        return next((one for one in said if one and "://" not in one), "")

    @property
    def date(self) -> str:
        """When it was published, ISO 8601; empty if it does not say."""
        said = (iso_date(self._metas.get(name, "")) for name in _DATES)
        return next(filter(None, said), "")

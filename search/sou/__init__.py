"""Search Chinese text: index a folder, ask it, land on the place.

>>> import sou
>>> with sou.open_index("notes") as index:  # doctest: +SKIP
...     page = index.search("人工智慧 晶片")
...     for hit in page.hits:
...         print(hit.document.path, hit.place.line, hit.snippet.text)

Everything returned is plain frozen data (:mod:`sou.model`, :mod:`sou.reports`); every
error raised on purpose is a :class:`SouError`. Importing this package imports nothing
heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sou.engine import Index, open_index
    from sou.errors import (
        ConfigError,
        DiskFullError,
        DocumentError,
        IndexCorruptError,
        IndexLockedError,
        IndexMissingError,
        IndexOutdatedError,
        QuerySyntaxError,
        SearchCancelled,
        SouError,
    )
    from sou.limits import Limits
    from sou.model import (
        Anchor,
        Completion,
        DocumentInfo,
        Expansion,
        Hit,
        PinyinMatch,
        PinyinText,
        Place,
        PlacedSnippet,
        SearchPage,
        SearchRequest,
        Snippet,
        Span,
        Suggestion,
    )
    from sou.reports import Forecast, IndexReport, IndexStatus, RootInfo
    from sou.sources import ExtractedDocument, NewDocument
    from sou.stored_document import StoredDocument
    from sou.upkeep import (
        add_documents,
        add_index_roots,
        forecast_index,
        index_paths,
        index_roots,
        reanalyse_index,
        remove_index_roots,
        watch_index,
    )

_HOMES = {
    "sou.engine": (
        "Index",
        "open_index",
    ),
    "sou.stored_document": ("StoredDocument",),
    "sou.errors": (
        "ConfigError",
        "DiskFullError",
        "DocumentError",
        "IndexCorruptError",
        "IndexLockedError",
        "IndexMissingError",
        "IndexOutdatedError",
        "QuerySyntaxError",
        "SearchCancelled",
        "SouError",
    ),
    "sou.model": (
        "Anchor",
        "Completion",
        "DocumentInfo",
        "Expansion",
        "Hit",
        "PinyinMatch",
        "PinyinText",
        "Place",
        "PlacedSnippet",
        "SearchPage",
        "SearchRequest",
        "Snippet",
        "Span",
        "Suggestion",
    ),
    "sou.limits": ("Limits",),
    "sou.reports": ("Forecast", "IndexReport", "IndexStatus", "RootInfo"),
    "sou.sources": ("ExtractedDocument", "NewDocument"),
    "sou.upkeep": (
        "add_documents",
        "index_paths",
        "reanalyse_index",
        "add_index_roots",
        "forecast_index",
        "index_roots",
        "remove_index_roots",
        "watch_index",
    ),
}

__all__ = [
    "Anchor",
    "Completion",
    "ConfigError",
    "DiskFullError",
    "DocumentError",
    "DocumentInfo",
    "Expansion",
    "ExtractedDocument",
    "Forecast",
    "Hit",
    "Index",
    "IndexCorruptError",
    "IndexLockedError",
    "IndexMissingError",
    "IndexOutdatedError",
    "IndexReport",
    "IndexStatus",
    "Limits",
    "NewDocument",
    "PinyinMatch",
    "PinyinText",
    "Place",
    "PlacedSnippet",
    "QuerySyntaxError",
    "RootInfo",
    "SearchCancelled",
    "SearchPage",
    "SearchRequest",
    "Snippet",
    "SouError",
    "Span",
    "StoredDocument",
    "Suggestion",
    "add_documents",
    "add_index_roots",
    "forecast_index",
    "index_paths",
    "index_roots",
    "open_index",
    "reanalyse_index",
    "remove_index_roots",
    "watch_index",
]


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    import importlib

    for module, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""Suggested queries, as lines for people and as an object for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.output.version import VERSION
from sou.text.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sou.model import Completion, Suggestion
    from sou.output.wire import JsonObject


def suggestion_lines(
    suggestions: Sequence[Suggestion], completions: Sequence[Completion]
) -> Iterator[str]:
    """Yield a line each: query, documents and kind, parted by tabs."""
    rows = [(one.query, one.documents, str(one.kind)) for one in suggestions]
    rows += [(one.query, one.documents, "complete") for one in completions]
    for query, documents, kind in rows:
        yield f"{sanitize(query, single_line=True)}\t{documents}\t{kind}\n"


def did_you_mean(suggestions: Sequence[Suggestion]) -> str:
    """Return the line below a search without hits: ``did you mean 寒武紀 (64), …?``."""
    shown = (f"{sanitize(one.query, single_line=True)} ({one.documents:,})" for one in suggestions)
    return f"did you mean {', '.join(shown)}?"


def suggestions_object(
    query: str,
    suggestions: Sequence[Suggestion],
    completions: Sequence[Completion],
    location: str,
) -> JsonObject:
    """Return what ``sou suggest --json`` writes."""
    return {
        "version": VERSION,
        "index": location,
        "query": query,
        "suggestions": [one._asdict() for one in suggestions],
        "completions": [one._asdict() for one in completions],
    }

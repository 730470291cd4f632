"""Checked values and an index -> the messages of docs/json-format.md.

Only composes: the engine answers, :mod:`sou.output` says it, as for the command line.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sou.errors import DocumentError, RequestError
from sou.model import SearchRequest
from sou.output.suggestions import suggestions_object
from sou.output.texts import TextPart, documents_object, text_object
from sou.output.wire import explanation_object, page_object, roots_object, status_object
from sou.paths import index_location, is_below, named_indexes
from sou.services.questions import search_request
from sou.text.sanitize import REPLACEMENT, sanitize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sou.engine import Index
    from sou.output.wire import JsonObject
    from sou.stored_document import StoredDocument

    Cancel = Callable[[], bool]
    Folders = tuple[str, ...] | None

_EVERY: Final = "*"
_BEFORE: Final = 3
"""A third of what is read around a place stands before it."""


def search(
    index: Index, given: Mapping[str, Any], cancel: Cancel, folders: Folders = None
) -> JsonObject:
    """Return a page; with ``folders``, nothing of what is elsewhere is in it."""
    page = index.search(search_request(given, folders), cancel=cancel)
    if folders is not None:
        page = replace(page, pinyin=())  # strings of the whole index
    return page_object(page, page.hits, str(index.location))


def suggest(index: Index, given: Mapping[str, Any], cancel: Cancel) -> JsonObject:
    """Return suggestions and completions."""
    request = SearchRequest(given["query"], match_all=given["match_all"])
    limit = given["limit"]
    suggestions = index.suggest(request, limit=limit, cancel=cancel)
    completions = index.complete(request, limit=limit, cancel=cancel)
    return suggestions_object(request.query, suggestions, completions, str(index.location))


def explain(
    index: Index, given: Mapping[str, Any], cancel: Cancel, folders: Folders = None
) -> JsonObject:
    """Return why a document stands where it does.

    Raises:
        DocumentError: there is no such document, or it is outside ``folders``.
    """
    stored = stored_document(index, given["id"], folders)
    report = index.explain(search_request(given), stored.info.id, cancel=cancel)
    return explanation_object(report)


def documents(
    index: Index, given: Mapping[str, Any], cancel: Cancel, folders: Folders = None
) -> JsonObject:
    """Return what is known of documents, a page of them."""
    request = replace(search_request({**given, "query": _EVERY}, folders), snippet_cells=0)
    page = index.search(request, cancel=cancel)
    found = [hit.document for hit in page.hits]
    return documents_object(found, page.total, request.offset, str(index.location))


def sources(index: Index, folders: Folders = None) -> JsonObject:
    """Return the folders that an index is made from; of those outside ``folders`` none."""
    from sou.upkeep import index_roots

    roots = index_roots(index.location)
    if folders is not None:
        roots = tuple(
            root
            for root in roots
            if any(is_below(root.path, one) or is_below(one, root.path) for one in folders)
        )
    return roots_object(roots, str(index.location))


def status(index: Index, environ: Mapping[str, str]) -> JsonObject:
    """Return the state of an index."""
    names = named_indexes(environ)
    others = [name for name in names if index_location(name, environ) != index.location]
    return status_object(index.status(), others)


def text(index: Index, document_id: str, given: Mapping[str, Any]) -> JsonObject:
    """Return the text of a document from an offset on.

    Raises:
        DocumentError: there is no such document.
    """
    stored = stored_document(index, document_id)
    start = min(given["offset"], stored.info.length_chars)
    return _text_of(index, stored, start, start + given["limit"])


def read(index: Index, given: Mapping[str, Any], folders: Folders = None) -> JsonObject:
    """Return the text of a document around or from a place.

    Raises:
        RequestError: two places are named.
        DocumentError: there is no such document or place, or it is outside ``folders``.
    """
    places = [name for name in ("line", "page", "offset") if given[name] is not None]
    if len(places) > 1:
        raise RequestError(f"{' and '.join(places)} exclude each other")
    stored = stored_document(index, given["id"], folders)
    whole, limit = stored.info.length_chars, given["limit"]
    if given["line"] is not None:
        focus = stored.source_map.offset(given["line"], given["column"])
        return _around(index, stored, min(focus, whole), limit)
    if given["page"] is not None:
        start, end = _page(stored, given["page"])
        return _text_of(index, stored, start, min(end, start + limit))
    start = min(given["offset"] or 0, whole)
    return _text_of(index, stored, start, start + limit)


def stored_document(index: Index, document_id: str, folders: Folders = None) -> StoredDocument:
    """Return a document by its id, or by how its id was shown.

    Nothing but the index is looked at, so no name leads to a file that is not in it.

    Raises:
        DocumentError: there is no such document, or it is not below ``folders``; of those
            it says the same whether they are there or not.
    """
    try:
        stored, reason = _named(index, document_id), ""
    except DocumentError as error:
        stored, reason = None, str(error)
    path = os.path.normpath(document_id) if stored is None else stored.info.path
    if folders is not None and not _is_below_any(path, folders):
        raise DocumentError(f"{document_id} is outside the folders that the client has opened")
    if stored is not None:
        return stored
    if os.path.isabs(path) and not _is_below_any(path, index.status().roots):  # noqa: PTH117 -- as in sou.model
        raise DocumentError(f"{document_id} is outside the folders of the index")
    raise DocumentError(reason)


def _named(index: Index, document_id: str) -> StoredDocument:
    try:
        return index.document(document_id)
    except DocumentError:
        if document_id.isprintable() and REPLACEMENT not in document_id:
            raise
        ids = (one.id for one in index.documents())
        meant = next((one for one in ids if sanitize(one) == document_id), None)
        if meant is None:
            raise
        return index.document(meant)


def _is_below_any(path: str, folders: Iterable[str]) -> bool:
    return any(is_below(path, folder) for folder in folders)


def _around(index: Index, stored: StoredDocument, focus: int, limit: int) -> JsonObject:
    """Return the text around an offset: whole lines, where they are short enough."""
    start = max(focus - limit // _BEFORE, 0)
    end = min(start + limit, stored.info.length_chars)
    around, at = stored.text(start, end), focus - start
    begin = around.find("\n", 0, at) + 1 if start else 0
    stop = around.rfind("\n", at) + 1 if end < stored.info.length_chars else 0
    return _text_of(index, stored, start + begin, start + (stop or len(around)))


def _page(stored: StoredDocument, number: int) -> tuple[int, int]:
    """Return the span of the page, slide, row or chapter of that number."""
    places = [one for one in stored.anchors if one.kind != "heading"]
    for at, anchor in enumerate(places):
        if anchor.number == number:
            after = (one.offset for one in places[at + 1 :] if one.number != number)
            return anchor.offset, next(after, stored.info.length_chars)
    numbers = [one.number for one in places if one.number]
    there = f"there are {min(numbers)} to {max(numbers)}" if numbers else "it has none"
    raise DocumentError(f"{stored.info.id} has no page {number}: {there}; read it by line")


def _text_of(index: Index, stored: StoredDocument, start: int, end: int) -> JsonObject:
    found = stored.text(start, min(end, stored.info.length_chars))
    part = TextPart(stored.info, start, found, stored.source_map, stored.anchors)
    return text_object(part, str(index.location))

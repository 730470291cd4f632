"""The JSON that sou writes for programs; docs/json-format.md is its specification.

In: values of the model. Out: one object, one line, valid UTF-8 always. Objects
only ever gain fields while ``VERSION`` stays.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Protocol

from sou.errors import QuerySyntaxError
from sou.output.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sou.model import (
        Anchor,
        DocumentInfo,
        Expansion,
        Hit,
        PinyinMatch,
        SearchPage,
        Snippet,
        SourceMap,
    )
    from sou.reports import (
        ClauseReport,
        Explanation,
        Forecast,
        IndexReport,
        IndexStatus,
        RecallReport,
        RootInfo,
        ScoreNode,
        VerifyReport,
    )
    from sou.sources import Skipped


class StoredText(Protocol):
    """A document as the index keeps it."""

    @property
    def info(self) -> DocumentInfo:
        """What is known without its text."""

    @property
    def source_map(self) -> SourceMap:
        """Map from offsets of the text to places in the source."""

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """Headings and places, ascending."""

    def text(self) -> str:
        """Return all of the text."""


JsonObject = dict[str, Any]
"""Ready for ``json.dumps``."""

_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def encode(value: Mapping[str, Any]) -> str:
    r"""Return a JSON text of one line, its line feed included.

    Characters stand for themselves, except those that a terminal obeys and
    lone surrogates (a path's bytes that are not UTF-8), which are escaped.

    >>> encode({"query": "晶片", "path": "\udcff.txt"})
    '{"query":"晶片","path":"\\udcff.txt"}\n'
    """
    return encode_value(value) + "\n"


def encode_value(value: object) -> str:
    """Return the JSON text of any value, without a line feed; of texts and lists it is TOML."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def page_object(page: SearchPage, hits: Iterable[Hit], location: str) -> JsonObject:
    """Return a page, with ``hits`` in place of its own; facets and pinyin only if asked for."""
    made: JsonObject = {
        "version": VERSION,
        "index": location,
        "generation": page.generation,
        "query": page.request.query,
        "interpretation": page.interpretation,
        "expansions": _expansion_objects(page.expansions),
        "offset": page.request.offset,
        "total": page.total,
        "elapsed_s": page.elapsed_s,
        "hits": [_hit_object(hit, more=page.request.snippets > 1) for hit in hits],
    }
    if page.request.facets:
        made["facets"] = {
            name: [{"value": value, "documents": count} for value, count in counts]
            for name, counts in page.facets.items()
        }
    if page.warnings:
        made["warnings"] = list(page.warnings)
    if page.unfinished:
        made["unfinished"] = list(page.unfinished)
    if page.pinyin:
        made["pinyin"] = [_pinyin_object(match) for match in page.pinyin]
    return made


def document_object(stored: StoredText, *, with_text: bool) -> JsonObject:
    """Return a document as the index keeps it, for a line of its own."""
    info = stored.info
    made: JsonObject = {"version": VERSION} | document_fields(info)
    made |= {
        "length": info.length_chars,
        "digest": info.digest,
        "anchors": [anchor_object(one) for one in stored.anchors],
    }
    if with_text:
        made |= {"text": stored.text(), "places": stored.source_map.pieces()}
    return made


def hit_line_object(hit: Hit, *, more: bool) -> JsonObject:
    """Return a hit that stands on a line of its own."""
    return {"version": VERSION} | _hit_object(hit, more=more)


def error_object(
    error: BaseException, kind: str, status: int, message: str | None = None
) -> JsonObject:
    """Return what went wrong; of a query, with the place that makes no sense."""
    made: JsonObject = {"kind": kind, "status": int(status), "message": message or str(error)}
    if isinstance(error, QuerySyntaxError):
        made |= {"query": error.query, "start": error.start, "end": error.end}
    return {"version": VERSION, "error": made}


def report_object(report: IndexReport, location: str) -> JsonObject:
    """Return what an index run did."""
    return {
        "version": VERSION,
        "index": location,
        "generation": report.generation,
        "added": report.added,
        "updated": report.updated,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "files": report.files,
        "documents": report.documents,
        "documents_written": report.documents_written,
        "text_chars": report.text_chars,
        "elapsed_s": report.elapsed_s,
        "skipped": _skipped_objects(report.skipped),
        "doubtful": [{"path": path, "reason": reason} for path, reason in report.doubtful],
        "notes": list(report.notes),
    }


def status_object(status: IndexStatus, other_indexes: Sequence[str]) -> JsonObject:
    """Return the state of an index."""
    return {
        "version": VERSION,
        "index": status.location,
        "generation": status.generation,
        "committed": status.committed_s,
        "documents": status.documents,
        "files": status.files,
        "cut_otherwise": status.cut_otherwise,
        "unfinished": list(status.unfinished),
        "segments": status.segments,
        "text_chars": status.text_chars,
        "size": status.size_bytes,
        "roots": list(status.roots),
        "kinds": [{"kind": kind, "documents": count} for kind, count in status.kinds],
        "skipped": _skipped_objects(status.skipped),
        "other_indexes": list(other_indexes),
    }


def forecast_object(forecast: Forecast, index: str) -> JsonObject:
    """Return what an index run would do."""
    return {
        "version": VERSION,
        "index": index,
        "files": forecast.files,
        "removed": forecast.removed,
        "unchanged": forecast.unchanged,
        "estimated_s": forecast.seconds,
        "formats": [
            {
                "suffix": one.suffix,
                "reader": one.reader,
                "files": one.files,
                "size": one.size_bytes,
                "estimated_s": one.seconds,
            }
            for one in forecast.formats
        ],
        "encodings": [{"encoding": name, "files": count} for name, count in forecast.encodings],
        "sampled": forecast.sampled,
        "skipped": _skipped_objects(forecast.skipped),
        "notes": list(forecast.notes),
        "elapsed_s": forecast.elapsed_s,
    }


def roots_object(roots: Iterable[RootInfo], index: str) -> JsonObject:
    """Return the roots of an index."""
    return {
        "version": VERSION,
        "index": index,
        "roots": [
            {
                "path": root.path,
                "exists": root.exists,
                "include": list(root.include),
                "exclude": list(root.exclude),
                "ignore_files": root.use_ignore_files,
                "hidden": root.include_hidden,
                "binary": root.include_binary,
                "follow": root.follow_links,
                "max_size": root.max_size_bytes,
            }
            for root in roots
        ],
    }


def verify_object(report: VerifyReport, other_indexes: Sequence[str]) -> JsonObject:
    """Return the state of an index and what is wrong with it."""
    return status_object(report.status, other_indexes) | {
        "verified": not report.problems,
        "problems": [{"path": one.path, "reason": one.reason} for one in report.problems],
        "elapsed_s": report.elapsed_s,
    }


def recall_object(report: RecallReport) -> JsonObject:
    """Return which pieces of its documents an index found."""
    return {
        "version": VERSION,
        "index": report.location,
        "generation": report.generation,
        "seed": report.seed,
        "samples": report.samples,
        "found": report.found,
        "missed": [
            {
                "path": one.path,
                "part": one.part,
                "line": one.place.line,
                "column": one.place.column,
                "text": one.text,
                "reason": one.reason,
            }
            for one in report.missed
        ],
        "documents": report.documents,
        "stored_documents": report.stored_documents,
        "elapsed_s": report.elapsed_s,
    }


def explanation_object(report: Explanation) -> JsonObject:
    """Return why a document stands where it does."""
    return {
        "version": VERSION,
        "path": report.path,
        "part": report.part,
        "query": report.query,
        "interpretation": report.interpretation,
        "total": report.total,
        "rank": report.rank,
        "passage": report.passage,
        "passages": report.passages,
        "score": _score_object(report.score) if report.score else None,
        "clauses": _clause_object(report.clauses),
    }


def _score_object(node: ScoreNode) -> JsonObject:
    return {
        "name": node.name,
        "value": node.value,
        "facts": dict(node.facts),
        "text": node.text,
        "is_best": node.is_best,
        "parts": [_score_object(part) for part in node.parts],
    }


def _clause_object(report: ClauseReport) -> JsonObject:
    return {
        "clause": report.clause,
        "matches": report.matches,
        "nearest": report.nearest,
        "is_in_other_script": report.is_in_other_script,
        "expansions": [one._asdict() for one in report.expansions],
        "parts": [_clause_object(part) for part in report.parts],
    }


def _hit_object(hit: Hit, *, more: bool) -> JsonObject:
    made: JsonObject = {
        "rank": hit.rank,
        **document_fields(hit.document),
        "line": hit.place.line,
        "column": hit.place.column,
        "offset": hit.offset,
        "length": hit.length,
        "score": hit.score,
        "occurrences": hit.occurrences,
        "anchor": anchor_object(hit.anchor),
        "heading": anchor_object(hit.heading),
        "snippet": _snippet_object(hit.snippet),
        "expansions": _expansion_objects(hit.expansions),
    }
    if more:
        made["more"] = [
            {
                "line": one.place.line,
                "column": one.place.column,
                "offset": one.offset,
                "length": one.length,
                "anchor": anchor_object(one.anchor),
                "snippet": _snippet_object(one.snippet),
            }
            for one in hit.more
        ]
    return made


def document_fields(document: DocumentInfo) -> JsonObject:
    """Return what every message says of a document."""
    return {
        "id": document.id,
        "path": document.path,
        "part": document.part,
        "title": document.title,
        "kind": document.kind,
        "encoding": document.encoding,
        "author": document.author,
        "date": document.date,
        "language": document.language,
        "size": document.size_bytes,
        "modified": document.modified_s,
    }


def anchor_object(anchor: Anchor | None) -> JsonObject | None:
    """Return a named place, or ``None`` for none."""
    if anchor is None:
        return None
    return {
        "offset": anchor.offset,
        "kind": anchor.kind,
        "label": anchor.label,
        "number": anchor.number,
    }


def _snippet_object(snippet: Snippet) -> JsonObject:
    return {
        "text": snippet.text,
        "offset": snippet.offset,
        "spans": [[start, end] for start, end in snippet.spans],
    }


def _expansion_objects(expansions: Iterable[Expansion]) -> list[JsonObject]:
    return [{"word": one.word, "text": one.text, "kind": one.kind} for one in expansions]


def _pinyin_object(match: PinyinMatch) -> JsonObject:
    return {
        "query": match.query,
        "total": match.total,
        "texts": [text._asdict() for text in match.texts],
    }


def _skipped_objects(skipped: Iterable[Skipped]) -> list[JsonObject]:
    return [{"path": one.path, "reason": one.reason, "is_error": one.is_error} for one in skipped]

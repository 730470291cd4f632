"""Extractors of other packages, by entry points of the group ``sou.extractors``.

An entry point is called like the suffix that it reads, without its dot, and refers to a
function that takes a file's bytes and name, and returns its text or documents. They are
looked for once a run, by its first process, and called by a reader with a guard, which may
crash, hang or want too much memory. Searches never look for them: it takes 10 ms and more.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from sou.config import Extractor
from sou.documents.dates import date_ns
from sou.documents.plain import line_starts
from sou.errors import ConfigError, DocumentError
from sou.model import Anchor, SourceMap
from sou.sources import Document, ExtractedDocument

if TYPE_CHECKING:
    from collections.abc import Callable

GROUP: Final = "sou.extractors"
_MOST_CHARS: Final = 200
"""Of what an extractor says when it fails."""


def installed_extractors() -> tuple[Extractor, ...]:
    """Return the extractors of all installed packages, by suffix; none is imported.

    Raises:
        ConfigError: two packages read files of one suffix.
    """
    from importlib.metadata import entry_points

    found: dict[str, Extractor] = {}
    for point in entry_points(group=GROUP):
        suffix = f".{point.name.removeprefix('.').lower()}"
        package, version = (point.dist.name, point.dist.version) if point.dist else ("?", "")
        one = Extractor(suffix, point.value, package, version)
        other = found.setdefault(suffix, one)
        if other.package != package:
            raise ConfigError(
                f"{other.package} and {package} both read {suffix} files; uninstall one of them"
            )
    return tuple(found[suffix] for suffix in sorted(found))


def read_by_extractor(extractor: Extractor, data: bytes, name: str) -> tuple[Document, ...]:
    """Return what an extractor makes of a file.

    Raises:
        DocumentError: it says so, fails, or returns what is no document.
    """
    read = _loaded(extractor)
    try:
        made = read(data, name)
        given = [made] if isinstance(made, str | ExtractedDocument) else list(made)
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # whatever foreign code does, the run goes on
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:_MOST_CHARS]
        raise DocumentError(f"{extractor.package} failed: {reason}") from error
    documents = tuple(_document(one, extractor, name) for one in given)
    parts = [one.part for one in documents]
    if not documents:
        raise _refusal(extractor, "nothing")
    if len(set(parts)) < len(parts):
        raise _refusal(extractor, "two documents with one part")
    return documents


def _loaded(extractor: Extractor) -> Callable[[bytes, str], Any]:
    module, _, names = extractor.reference.partition(":")
    try:
        found: Any = import_module(module)
        for name in names.split("."):
            found = getattr(found, name)
    except Exception as error:  # as above
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:_MOST_CHARS]
        raise DocumentError(f"{extractor.package} cannot be loaded: {reason}") from error
    read: Callable[[bytes, str], Any] = found
    return read


def _document(given: object, extractor: Extractor, name: str) -> Document:
    one = ExtractedDocument(given) if isinstance(given, str) else given
    if not isinstance(one, ExtractedDocument):
        raise _refusal(extractor, f"a {type(one).__name__}, not text or sou.ExtractedDocument")
    if not all(isinstance(text, str) for text in _texts(one)):
        raise _refusal(extractor, "a text that is none")
    if one.date and date_ns(one.date) is None:
        raise _refusal(extractor, f"{one.date!r}, which is no date in the form of ISO 8601")
    if not _fit(one.anchors, len(one.text)):
        raise _refusal(extractor, "anchors that are not in the text, or not in order")
    return Document(
        text=one.text,
        title=one.title or name,
        kind="other",
        encoding="utf-8",
        confidence=1.0,
        source_map=SourceMap(line_starts(one.text)),
        anchors=one.anchors,
        notes=one.notes,
        part=one.part,
        author=one.author,
        date=one.date,
        language=one.language,
    )


def _texts(one: ExtractedDocument) -> Iterable[object]:
    return (one.text, one.title, one.part, one.author, one.date, one.language, *one.notes)


def _fit(anchors: tuple[Anchor, ...], length: int) -> bool:
    if not isinstance(anchors, tuple) or not all(isinstance(one, Anchor) for one in anchors):
        return False
    offsets = [one.offset for one in anchors]
    return offsets == sorted(offsets) and all(0 <= offset <= length for offset in offsets)


def _refusal(extractor: Extractor, what: str) -> DocumentError:
    return DocumentError(f"{extractor.package} gave {what}")

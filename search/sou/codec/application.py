"""The application's own index, as Whoosh's matchers read it: rows are its documents.

One segment of ``sou.store`` is one reader. Its fields are ``chars``, ``words``, ``runs``
(letter and digit runs) and ``pairs`` (two characters, the first one a unit of its own);
terms are folded, and so are those asked for, but not the patterns of ``Wildcard`` and
``Regex``. Positions of ``runs`` and ``pairs`` are offsets in the row, so spans of both
meet (a pair covers its first character, a run all of its) and none crosses two rows.
Whoever opens a reader may add fields, such as one whose terms are literals.

Any query class of Whoosh, or of its users, is matched; the executor of
``sou.searching`` is faster at those that it knows.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from whoosh import formats
from whoosh.analysis import IDTokenizer
from whoosh.codec import base
from whoosh.fields import FieldType, Schema
from whoosh.query import QueryError
from whoosh.reading import MultiReader, SegmentReader
from whoosh.searching import Searcher

from sou.codec.formats import PackedPositions
from sou.codec.row_terms import row_fields
from sou.codec.terms_reader import NumpyTermsReader
from sou.errors import QueryTreeError
from sou.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from sou.codec.row_terms import RowField
    from sou.store.segment import Segment

LENGTH_FIELDS: Final = {"chars": "chars", "pairs": "pairs", "runs": "chars", "words": "words"}
"""The field whose row lengths a field is scored by."""
_OF_THE_TREE: Final = (NotImplementedError, QueryError, ValueError, TypeError)
"""What Whoosh's nodes raise when they make no sense: a ``SpanOr`` of nothing, bytes."""
_CHECKED_ROWS: Final = 1024
"""So many rows are drained between two looks at whether to go on."""


def reader_of(segment: Segment, added: Mapping[str, RowField] | None = None) -> Any:
    """Return Whoosh's reader of a segment; deleted documents are not left out.

    ``added`` are further fields with positions, scored by the lengths of ``chars``.
    """
    schema = rows_schema()
    for name in added or ():
        schema.add(name, FoldedField(PackedPositions()))
    codec = _RowCodec(segment, added or {})
    return SegmentReader(None, schema, _RowSegment(segment), codec=codec)


def searcher_of(readers: Sequence[Any]) -> Any:
    """Return Whoosh's searcher of several readers, for the statistics of all."""
    return Searcher(readers[0] if len(readers) == 1 else MultiReader(list(readers)))


def drain(
    query: Any,
    reader: Any,
    whole: Any = None,
    check_cancelled: Callable[[], object] | None = None,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Return the rows that a query matches, ascending, and what each scores.

    Scores are Whoosh's, BM25F of the segment; ``whole``, a Whoosh searcher of more
    segments, gives the statistics of all. ``check_cancelled`` is called now and then, and
    raises to stop.

    Raises:
        QueryTreeError: the query, or one inside it, cannot be matched here.
    """
    searcher = Searcher(reader, closereader=False, parent=whole)
    rows: list[int] = []
    scores: list[float] = []
    try:
        matcher = query.matcher(searcher, searcher.context(top_query=query))
        while matcher.is_active():
            if check_cancelled and len(rows) % _CHECKED_ROWS == 0:
                check_cancelled()
            rows.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
    except Exception as error:
        if type(error) is not Exception and not isinstance(error, _OF_THE_TREE):
            raise  # Whoosh raises plain Exception where a field has no positions
        message = f"{type(query).__name__} cannot be matched on rows: {error or repr(query)}"
        raise QueryTreeError(message) from error
    return np.array(rows, dtype=np.int64), np.array(scores, dtype=np.float32)


def rows_schema() -> Any:
    """Return the fields of rows."""
    return Schema(
        chars=FoldedField(formats.Frequency()),
        pairs=FoldedField(PackedPositions()),
        runs=FoldedField(PackedPositions()),
        words=FoldedField(formats.Frequency()),
    )


class FoldedField(FieldType):  # type: ignore[misc]  # Whoosh is untyped here
    """Terms that are folded text; lone surrogates may be in them."""

    def __init__(self, format_: Any) -> None:
        super().__init__(format_, IDTokenizer(), scorable=True)

    def to_bytes(self, value: Any) -> bytes:
        """Return a text as terms are written; bytes are left as they are."""
        one = value[0] if isinstance(value, list | tuple) else value
        return one if isinstance(one, bytes) else fold(one).encode("utf-8", "surrogatepass")

    def from_bytes(self, bs: Any) -> str:
        """Return a term as text."""
        return bytes(bs).decode("utf-8", "surrogatepass")


class _RowSegment(base.Segment):  # type: ignore[misc]  # as above
    """What Whoosh asks of a segment, beyond its rows and terms."""

    def __init__(self, segment: Segment) -> None:
        super().__init__(segment.name)

    def should_assemble(self) -> bool:
        return False


class _RowCodec(base.Codec):  # type: ignore[misc]  # as above
    """Readers of one segment; there is nothing to write."""

    def __init__(self, segment: Segment, added: Mapping[str, RowField]) -> None:
        self._segment = segment
        self._added = added

    def terms_reader(self, storage: Any, segment: Any) -> NumpyTermsReader:
        return NumpyTermsReader({**row_fields(self._segment, LENGTH_FIELDS), **self._added})

    def per_document_reader(self, storage: Any, segment: Any) -> _Rows:
        return _Rows(self._segment, {**LENGTH_FIELDS, **dict.fromkeys(self._added, "chars")})


class _Rows(base.PerDocumentReader):  # type: ignore[misc]  # as above
    """The rows of a segment: they have lengths, and nothing is stored of them."""

    def __init__(self, segment: Segment, length_fields: Mapping[str, str]) -> None:
        self._segment = segment
        self._length_fields = length_fields

    @cached_property
    def _lengths(self) -> dict[str, Any]:
        kinds = set(self._length_fields.values())
        lengths = {kind: self._segment.row_lengths(kind).tolist() for kind in kinds}
        return {name: lengths[kind] for name, kind in self._length_fields.items()}

    def doc_count(self) -> int:
        return self._segment.row_count

    doc_count_all = doc_count

    def has_deletions(self) -> bool:
        return False

    def is_deleted(self, docnum: int) -> bool:
        return False

    def deleted_docs(self) -> Iterator[int]:
        return iter(())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._lengths.get(fieldname)
        return (lengths[docnum] if lengths else 0) or default

    def field_length(self, fieldname: str) -> int:
        return self._segment.field_lengths.get(self._length_fields.get(fieldname, ""), 0)

    def min_field_length(self, fieldname: str) -> int:
        return min(self._lengths.get(fieldname, ()), default=0)

    def max_field_length(self, fieldname: str) -> int:
        return max(self._lengths.get(fieldname, ()), default=0)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return {}

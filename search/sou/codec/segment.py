"""A segment as the TOC knows it: its name, how many documents, which are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from whoosh.codec import base

from sou.store.manifest import pack_numbers, unpack_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTS_SUFFIX: Final = ".docs"
"""The file of lengths, stored fields, columns and vectors."""
TERMS_SUFFIX: Final = ".terms"
"""The file of terms and postings."""


class NumpySegment(base.Segment):  # type: ignore[misc]  # Whoosh is untyped here
    """One immutable part of the index, and the deletions that the TOC keeps for it.

    ``documents`` counts deleted ones; documents are numbered from 0.
    """

    def __init__(self, codec: Any, indexname: str) -> None:
        super().__init__(indexname)
        self._codec = codec
        self._documents = 0
        self._deleted: set[int] = set()

    @classmethod
    def from_plain(cls, codec: Any, indexname: str, plain: list[Any]) -> NumpySegment:
        """Return the segment that became ``plain``."""
        segment = cls(codec, indexname)
        segment.segid, segment._documents, deleted = plain
        segment._deleted = set(unpack_numbers(deleted))
        return segment

    def to_plain(self) -> list[Any]:
        """Return what JSON can hold of the segment."""
        return [self.segid, self._documents, pack_numbers(self._deleted)]

    def codec(self) -> Any:
        """Return the codec that reads the segment's files."""
        return self._codec

    def file_names(self) -> tuple[str, str]:
        """Return the names of the segment's files."""
        return self.make_filename(DOCUMENTS_SUFFIX), self.make_filename(TERMS_SUFFIX)

    def should_assemble(self) -> bool:
        """Return false: the files stay as they are."""
        return False

    def set_doc_count(self, doccount: int) -> None:
        """Set how many documents there are."""
        self._documents = doccount

    def doc_count_all(self) -> int:
        """Return how many documents there are, deleted ones too."""
        return self._documents

    def deleted_count(self) -> int:
        """Return how many documents are deleted."""
        return len(self._deleted)

    def deleted_docs(self) -> Iterator[int]:
        """Yield the deleted documents, ascending."""
        return iter(sorted(self._deleted))

    def delete_document(self, docnum: int, delete: bool = True) -> None:  # Whoosh's signature
        """Delete a document, or take that back."""
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Return whether a document is deleted."""
        return docnum in self._deleted

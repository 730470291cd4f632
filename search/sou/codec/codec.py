"""The codec: which classes write and read the files of a segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from whoosh.codec import base

from sou.codec.documents_reader import NumpyPerDocReader
from sou.codec.documents_writer import NumpyPerDocWriter
from sou.codec.segment import DOCUMENTS_SUFFIX, TERMS_SUFFIX, NumpySegment
from sou.codec.storage import folder_of
from sou.codec.terms_field import fields_of
from sou.codec.terms_reader import NumpyTermsReader
from sou.codec.terms_writer import NumpyFieldWriter
from sou.store.container import Container

if TYPE_CHECKING:
    from pathlib import Path


class NumpyCodec(base.Codec):  # type: ignore[misc]  # Whoosh is untyped here
    """Whoosh's codec over container files.

    Files are mapped, checked against their checksums when they are opened, and shared by
    the readers that use them at the same time.
    """

    def __init__(self) -> None:
        self._open: WeakValueDictionary[Path, Container] = WeakValueDictionary()

    def _container(self, storage: Any, segment: NumpySegment, suffix: str) -> Container:
        path = folder_of(storage) / segment.make_filename(suffix)
        container = self._open.get(path)
        if container is None:
            container = Container(path)
            container.verify()
            self._open[path] = container
        return container

    def new_segment(self, storage: Any, indexname: str) -> NumpySegment:
        """Return a segment without documents and files."""
        return NumpySegment(self, indexname)

    def per_document_writer(self, storage: Any, segment: NumpySegment) -> NumpyPerDocWriter:
        """Return the writer of a segment's documents."""
        return NumpyPerDocWriter(folder_of(storage) / segment.make_filename(DOCUMENTS_SUFFIX))

    def field_writer(self, storage: Any, segment: NumpySegment) -> NumpyFieldWriter:
        """Return the writer of a segment's terms."""
        return NumpyFieldWriter(folder_of(storage) / segment.make_filename(TERMS_SUFFIX))

    def per_document_reader(self, storage: Any, segment: NumpySegment) -> NumpyPerDocReader:
        """Return a reader of a segment's documents.

        Raises:
            IndexCorruptError: the file was altered or cut off.
        """
        return NumpyPerDocReader(self._container(storage, segment, DOCUMENTS_SUFFIX), segment)

    def terms_reader(self, storage: Any, segment: NumpySegment) -> NumpyTermsReader:
        """Return a reader of a segment's terms.

        Raises:
            IndexCorruptError: the file was altered or cut off.
        """
        return NumpyTermsReader(fields_of(self._container(storage, segment, TERMS_SUFFIX)))

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:  # Whoosh's signature
        """Refuse: postings are written by field, not one by one into a file."""
        raise NotImplementedError("the codec has no writer of single posting lists")

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        """Refuse, as above."""
        raise NotImplementedError("the codec has no reader of single posting lists")

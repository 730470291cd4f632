"""A file is read, by the encoding the user told, or with a look at its neighbours.

Most files are sure by themselves and are read once. A short one that is not is read again
with its neighbours as a prior, and keeps their stamp, by which a later run can tell
whether they still say the same.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sou.documents.beforehand import Beforehand, expecting
from sou.documents.decode import LEANING
from sou.documents.extract import read_once
from sou.documents.neighbours import is_unicode, neighbours

if TYPE_CHECKING:
    from sou.documents.walk import WalkOptions
    from sou.sources import Document, Source

MOST_LEANING_BYTES: Final = 64 * 1024
"""A longer file has evidence enough of its own, if only that it is not Chinese."""


def read_all(source: Source, options: WalkOptions | None = None) -> tuple[Document, ...]:
    """Read a file and return its documents, at least one, each with the file's digest.

    Raises:
        DocumentError: The file is gone, not to be opened, no regular file, too
            large, of a format without a reader, or binary.
    """
    if source.told:
        with expecting(Beforehand(told=source.told)):
            return read_once(source, options)
    documents = read_once(source, options)
    is_weak = any(document.confidence < LEANING for document in documents)
    is_short = source.size_bytes <= MOST_LEANING_BYTES
    name = os.path.basename(source.path)  # noqa: PTH119 - Path would normalise the name
    if not (is_weak and is_short) and is_unicode(name):
        return documents
    beside = neighbours(source.path)
    shares = beside.shares() if is_weak and is_short else {}
    if shares:
        with expecting(Beforehand(shares=shares)):
            documents = read_once(source, options)
    return tuple(replace(document, neighbours=beside.stamp) for document in documents)

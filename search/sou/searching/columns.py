"""Restrictions by what is known of a document besides its text.

Types, languages, dates, sizes and lengths are columns; titles, authors and paths are
looked through.
Restrictions add nothing to a score.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sou.paths import is_below
from sou.searching.document_set import DocumentSet
from sou.store.segment import folded_name
from sou.text.fold import fold
from sou.text.languages import speaks
from sou.text.script_words import other_spellings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from sou.query import tree as nodes
    from sou.store.segment import Segment

NAME_FIELDS: Final = ("title", "author", "path")
NUMBER_FIELDS: Final = ("size", "length")
DOCUMENT_FIELDS: Final = (*NAME_FIELDS, *NUMBER_FIELDS, "type", "lang", "date")
"""Fields that every document has."""
_FIRST_YEAR, _LAST_YEAR = 1700, 2261
"""Nanoseconds of other years do not fit 64 bits."""


def named(segment: Segment, field: str, text: str) -> DocumentSet:
    """Return the documents whose folded title, author or path contains a text."""
    size = segment.document_count
    spellings = (text, *other_spellings(fold(text)))
    found = (segment.find_documents(field, folded_name(spelling)) for spelling in spellings)
    return DocumentSet.any_of(size, (DocumentSet.of_sorted(size, one) for one in found))


def in_folders(segment: Segment, folders: Sequence[str]) -> DocumentSet:
    """Return the documents whose files are in or below one of some folders."""
    names = segment.folders
    inside = [any(is_below(name, folder) for folder in folders) for name in names.values]
    return DocumentSet.of_flags(np.array(inside, dtype=np.bool_)[names.codes])


def typed(segment: Segment, name: str) -> DocumentSet:
    """Return the documents of a kind, or with a suffix."""
    codes = [number for number, names in enumerate(segment.types) if name in names]
    return DocumentSet.of_flags(np.isin(segment.type_codes, codes))


def spoken(segment: Segment, wanted: str) -> DocumentSet:
    """Return the documents in a language: ``zh`` is all Chinese, ``zh-hant`` zh-TW, too."""
    codes = [number for number, tag in enumerate(segment.languages) if speaks(tag, wanted)]
    return DocumentSet.of_flags(np.isin(segment.language_codes, codes))


def dated(segment: Segment, node: nodes.DateRange) -> DocumentSet:
    """Return the documents written in a range, else, if they do not say, changed in it."""
    start, end = (
        None if moment is None else _nanoseconds(moment)
        for moment in (node.startdate, node.enddate)
    )
    return _between(segment.dated_ns, start, end, node)


def numbered(segment: Segment, node: nodes.NumericRange) -> DocumentSet:
    """Return the documents whose source's size or text's length is in a range."""
    values = segment.sizes_bytes if node.fieldname == "size" else segment.text_lengths
    return _between(values, node.start, node.end, node)


def _between(values: npt.NDArray[Any], start: Any, end: Any, node: Any) -> DocumentSet:
    flags = np.ones(values.size, dtype=np.bool_)
    if start is not None:
        flags &= values > start if node.startexcl else values >= start
    if end is not None:
        flags &= values < end if node.endexcl else values <= end
    return DocumentSet.of_flags(flags)


def _nanoseconds(moment: datetime) -> int:
    """Return the time of a moment, local if it has no zone; far ones are as far as can be."""
    if moment.year < _FIRST_YEAR:
        return int(np.iinfo(np.int64).min)
    if moment.year > _LAST_YEAR:
        return int(np.iinfo(np.int64).max)
    whole = moment.replace(microsecond=0).timestamp()
    return int(whole) * 1_000_000_000 + moment.microsecond * 1000

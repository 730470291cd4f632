"""Count the matches by what is known of documents: type, folder, year, author and others.

All live matches are counted, whatever part of them is shown.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from sou.paths import is_below
from sou.store.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sou.model import FacetName
    from sou.searching.order import Candidates
    from sou.store.segment import Segment

    Facets = dict[str, tuple[tuple[str, int], ...]]


def facet_counts(
    found: Iterable[Candidates], names: Sequence[FacetName], roots: Sequence[str]
) -> Facets:
    """Return for each facet its values and how many matches have each, most first."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    for one in found if names else ():
        numbers = one.documents.numbers()
        for name, counter in counts.items():
            values, codes = _column(one.segment, name, roots)
            held = np.bincount(codes[numbers], minlength=len(values)).tolist()
            for value, count in zip(values, held, strict=True):
                counter[value] += count
    return {
        name: tuple(sorted(((+counter).items()), key=lambda item: (-item[1], item[0])))
        for name, counter in counts.items()
    }


def _column(segment: Segment, name: str, roots: Sequence[str]) -> Names:
    match name:
        case "type":
            return Names(tuple(kind for kind, _ in segment.types), segment.type_codes)
        case "year":
            return _years(segment)
        case "encoding":
            return segment.encodings
        case "author":
            return segment.authors
        case "lang":
            return Names(tuple(segment.languages), segment.language_codes)
        case _:
            folders = segment.folders
            return Names(tuple(_top(folder, roots) for folder in folders.values), folders.codes)


def _years(segment: Segment) -> Names:
    """Return the local year in which each document was written, or its source changed."""
    dated = segment.dated_ns
    if not dated.size:
        return Names((), dated)
    span = np.array([dated.min(), dated.max()]).astype("datetime64[ns]")
    first, last = (span.astype("datetime64[Y]").astype(np.int64) + 1970).tolist()
    years = range(first - 1, last + 2)  # the local year may be the one before or after
    starts = [int(datetime(year, 1, 1).timestamp()) * 1_000_000_000 for year in years[1:]]
    return Names(tuple(map(str, years)), np.searchsorted(starts, dated, side="right"))


def _top(folder: str, roots: Sequence[str]) -> str:
    """Return the folder right below the root that holds it, or that root itself."""
    holders = [root for root in roots if is_below(folder, root)]
    if not holders:
        return folder
    root = max(holders, key=len)
    name = folder[len(root) :].lstrip(os.sep).split(os.sep, 1)[0]
    return os.path.join(root, name) if name else root  # noqa: PTH118  # not a path to open

"""Names that documents share, read from their records for facets and sorting.

A segment's records are read once for it, about 1 µs a document.
"""

from __future__ import annotations

import json
import os
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from sou.paths import is_below

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

_STRING: Final = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
PATH: Final = re.compile(rb'\{"path":(%b),' % _STRING)
ENCODING: Final = re.compile(
    rb'\{"path":%b,"part":%b,"title":%b,"kind":%b,"encoding":(%b),' % ((_STRING,) * 5)
)
AUTHOR: Final = re.compile(
    rb'\{"path":%b,"part":%b,"title":%b,"kind":%b,"encoding":%b,"author":(%b),' % ((_STRING,) * 6)
)


class Names(NamedTuple):
    """One of some names for each document."""

    values: tuple[str, ...]
    codes: npt.NDArray[Any]
    """Places in ``values``."""


def read_names(blocks: Iterable[Sequence[bytes]], name: re.Pattern[bytes]) -> Iterator[str]:
    """Read the paths, encodings or authors in the records of a segment, block by block.

    Raises:
        ValueError: a record is not written as all are.
    """
    for records in blocks:
        found = [name.match(record) for record in records]
        written = [one[1] for one in found if one is not None]
        if len(written) != len(records):
            raise ValueError("a record of the segment is not understood")
        yield from json.loads(b"[%b]" % b",".join(written))


def named(values: Iterable[str]) -> Names:
    """Return the distinct values in the order they first come in, and the place of each."""
    places: dict[str, int] = {}
    codes = np.fromiter((places.setdefault(value, len(places)) for value in values), np.int32)
    return Names(tuple(places), codes)


def folders(paths: Iterable[str]) -> Names:
    """Return the folder of each path."""
    return named(path.rpartition(os.sep)[0] or os.sep for path in paths)


def top_folders(folders: Names, roots: Sequence[str]) -> Names:
    """Return for each document the folder right below the root that holds it, or the root."""
    tops = named(_top(folder, roots) for folder in folders.values)
    return Names(tops.values, tops.codes[folders.codes])


def _top(folder: str, roots: Sequence[str]) -> str:
    holders = [root for root in roots if is_below(folder, root)]
    if not holders:
        return folder
    root = max(holders, key=len)
    name = folder[len(root) :].lstrip(os.sep).split(os.sep, 1)[0]
    return os.path.join(root, name) if name else root  # noqa: PTH118  # not a path to open


def years(dated_ns: npt.NDArray[np.int64]) -> Names:
    """Return the local year of each of some moments."""
    if not dated_ns.size:
        return Names((), dated_ns)
    span = np.array([dated_ns.min(), dated_ns.max()]).astype("datetime64[ns]")
    first, last = (span.astype("datetime64[Y]").astype(np.int64) + 1970).tolist()
    around = range(first - 1, last + 2)  # the local year may be the one before or after
    starts = [int(datetime(year, 1, 1).timestamp()) * 1_000_000_000 for year in around[1:]]
    codes = np.searchsorted(starts, dated_ns, side="right").astype(np.int32)
    return Names(tuple(map(str, around)), codes)


def ranks(values: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return the place of each value among all of them, by code points; equal ones in order."""
    order = sorted(range(len(values)), key=values.__getitem__)
    places = np.empty(len(values), dtype=np.int64)
    places[order] = np.arange(len(values))
    return places

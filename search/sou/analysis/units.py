"""Split folded text into units, the atoms of every literal.

Each code point belongs to exactly one unit: a *run* of letters and digits (up to
64 code points), or a *single*: one wide character, one mark, one space. Singles
are indexed as the pair (itself, next code point), so a chain of pairs spells any
text; runs are indexed whole. Runs longer than the limit fall apart into singles,
so that a base64 block cannot fill the dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sou.analysis.limits import RUN_LIMIT_CHARS
from sou.text.classes import RUN, WIDE
from sou.text.searchable import END, character_classes, runs_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from sou.text.characters import Codes


@dataclass(frozen=True, slots=True)
class Units:
    """Units of a text, by offset."""

    singles: npt.NDArray[np.int64]
    """Offsets of the singles, ascending."""
    run_starts: npt.NDArray[np.int64]
    """Offsets of the runs, ascending."""
    run_ends: npt.NDArray[np.int64]
    is_wide: npt.NDArray[np.bool_]
    """For each code point of the text: is it a wide character?"""
    has_long_runs: bool
    """True when a run fell apart into singles."""


def split_units(codes: Codes) -> Units:
    """Split text; :data:`END` codes belong to no unit."""
    classes = character_classes().of(codes)
    in_run = classes == RUN
    starts, ends = runs_of(in_run)
    long = ends - starts > RUN_LIMIT_CHARS
    if long.any():
        for start, end in zip(starts[long].tolist(), ends[long].tolist(), strict=True):
            in_run[start:end] = False
        starts, ends = starts[~long], ends[~long]
    return Units(
        singles=np.flatnonzero(~in_run & (codes != END)),
        run_starts=starts,
        run_ends=ends,
        is_wide=classes == WIDE,
        has_long_runs=bool(long.any()),
    )

"""Keep of a literal's places those that are written in its script.

The index is folded. How a character is written is kept only where it is not what is usual
in the script of its row, so each place costs a binary search among those: see
decisions/0020.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sou.text.scripts import SIMPLIFIED, TRADITIONAL
from sou.text.spellings import has_spellings, usual_spelling

if TYPE_CHECKING:
    import numpy.typing as npt

    from sou.searching.literal_plan import LiteralPlan
    from sou.store.segment import Segment

    Positions = npt.NDArray[np.int64]


def written_so(segment: Segment, plan: LiteralPlan, positions: Positions) -> Positions:
    """Return those of some ascending positions of a literal where it is in its script."""
    for distance, written in enumerate(plan.script or ""):
        if not positions.size:
            break
        if has_spellings(plan.text[distance]):
            found = (positions + distance).astype(np.uint32)
            positions = positions[_is_written(segment, plan.text[distance], written, found)]
    return positions


def _is_written(
    segment: Segment, folded: str, written: str, positions: npt.NDArray[np.uint32]
) -> npt.NDArray[np.bool_]:
    """Tell where a folded character is written in a certain way."""
    rows = segment.row_positions.searchsorted(positions, side="right") - 1
    is_traditional = segment.row_scripts[rows] == TRADITIONAL
    is_usual = np.where(
        is_traditional,
        usual_spelling(folded, TRADITIONAL) == written,
        usual_spelling(folded, SIMPLIFIED) == written,
    )
    unusual, codes = segment.unusual_spellings
    if not unusual.size:
        return is_usual
    number = segment.spelt.index(ord(written)) if ord(written) in segment.spelt else -1
    at = np.minimum(unusual.searchsorted(positions), unusual.size - 1)
    is_so = codes[at] == number if number >= 0 else np.zeros(at.size, dtype=np.bool_)
    return np.where(unusual[at] == positions, is_so, is_usual)

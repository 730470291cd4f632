"""Keep of a literal's places those that are written in its script.

The index is folded, so the stored text is looked at: of each document that holds the
literal in any spelling, the blocks from its first place to its last are read. The cost is
linear in those documents: about 0.15 ms for a short one, 0.1 ms for 8,192 characters of a
long one. What was found is remembered like any other list of postings.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sou.store.equal_runs import starts_of_runs
from sou.store.texts import BLOCK_CHARS
from sou.text.joined import joined_text
from sou.text.spellings import script_fold

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from sou.searching.literal_plan import LiteralPlan
    from sou.store.segment import Segment

    Positions = npt.NDArray[np.int64]


def written_so(
    segment: Segment, plan: LiteralPlan, positions: Positions, check: Callable[[], None]
) -> Positions:
    """Return those of some ascending positions of a literal where it is in its script.

    ``check`` is called for every document, and may raise.
    """
    if plan.script is None or not positions.size:
        return positions
    documents = segment.document_of(positions)
    bounds = np.append(starts_of_runs(documents), positions.size).tolist()
    kept = np.zeros(positions.size, dtype=np.bool_)
    for first, end in pairwise(bounds):
        check()
        kept[first:end] = _flags(segment, plan, int(documents[first]), positions[first:end])
    return positions[kept]


def _flags(segment: Segment, plan: LiteralPlan, document: int, positions: Positions) -> list[bool]:
    """Tell of each position in a document whether the literal is in its script there."""
    base, _ = segment.positions_of_document(document)
    if segment.text_length(document) <= BLOCK_CHARS:
        written = script_fold(joined_text(segment.text(document)).unfolded)
        return [written.startswith(plan.script or "", at) for at in (positions - base).tolist()]
    offsets = segment.offset_map(document)
    starts = offsets.to_source(positions - base).tolist()
    ends = (offsets.to_source(positions - base + plan.length - 1) + 1).tolist()
    text = segment.text(document, starts[0], ends[-1])
    pieces = (text[a - starts[0] : b - starts[0]] for a, b in zip(starts, ends, strict=True))
    return [script_fold(joined_text(piece).unfolded) == plan.script for piece in pieces]

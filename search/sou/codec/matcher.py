"""Whoosh's matcher over the postings of one term."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import inf
from typing import TYPE_CHECKING, Any

from whoosh.matching import LeafMatcher, NullMatcher, ReadTooFar
from whoosh.query.spans import Span
from whoosh.system import pack_uint

from sou.codec.formats import item_size

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Postings:
    """Postings of a term, decoded; shared by the copies of a matcher."""

    documents: list[int]
    """Ascending."""
    frequencies: list[int]
    weights: list[float]
    values: memoryview
    """Packed items of all postings."""
    kind: str
    """What the values are, as ``formats.KINDS`` names it."""
    info: Any
    """Whoosh's ``TermInfo``."""
    width: int = 1
    """Positions that the term covers."""

    @cached_property
    def _ends(self) -> list[int]:
        size = item_size(self.kind)
        return list(accumulate(frequency * size for frequency in self.frequencies))

    def value(self, place: int) -> bytes:
        """Return the value of a posting as its format encodes it."""
        if self.kind == "existence":
            return b""
        head: bytes = pack_uint(self.frequencies[place])
        start = self._ends[place - 1] if place else 0
        return head + self.values[start : self._ends[place]]


class NumpyMatcher(LeafMatcher):  # type: ignore[misc]  # Whoosh is untyped here
    """A place in the postings of a term.

    All postings are one block, whose quality is said to be without bound: collectors that
    skip by quality leave out documents that belong among the best, see ``searcher``. For
    collectors that are made without our searcher quality is offered all the same, where
    the weighting has it: one that is told there is none trusts its own count.
    """

    def __init__(
        self, postings: Postings, format_: Any, term: tuple[str, bytes], scorer: Any = None
    ) -> None:
        self.format = format_
        self.scorer = scorer
        self._postings = postings
        self._documents = postings.documents
        self._term = term
        self._at = 0

    def copy(self) -> NumpyMatcher:
        """Return a matcher at the same place that moves by itself."""
        other = NumpyMatcher(self._postings, self.format, self._term, self.scorer)
        other._at = self._at
        return other

    def replace(self, minquality: float = 0) -> Any:
        """Return a matcher that finds the same from here on."""
        return self if self.is_active() else NullMatcher()

    def is_active(self) -> bool:
        """Return whether the matcher is on a posting."""
        return self._at < len(self._documents)

    def reset(self) -> None:
        """Go back to the first posting."""
        self._at = 0

    def id(self) -> int:
        """Return the document; behind the last posting its document, as Whoosh's codec does.

        ``AndNotMatcher`` asks there.
        """
        return self._documents[min(self._at, len(self._documents) - 1)]

    def all_ids(self) -> Iterator[int]:
        """Yield the documents from here on."""
        return iter(self._documents[self._at :])

    def next(self) -> bool:
        """Go to the next posting; return false: there is only one block."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return False

    def skip_to(self, id: int) -> None:  # noqa: A002  # Whoosh's signature
        """Go to the first posting whose document is not less than ``id``."""
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._documents, id, self._at)

    def weight(self) -> float:
        """Return the weight of the posting."""
        return self._postings.weights[self._at]

    def value(self) -> bytes:
        """Return the value of the posting, as its format encodes it."""
        return self._postings.value(self._at)

    def spans(self) -> list[Any]:
        """Return where the term stands in the document."""
        width = self._postings.width
        if width == 1:
            spans: list[Any] = super().spans()
            return spans
        return [Span(start, start + width - 1) for start in self.value_as("positions")]

    def max_quality(self) -> float:
        """Return infinity, see the class."""
        return inf

    block_quality = max_quality

    def skip_to_quality(self, minquality: float) -> int:
        """Stay; return that no block was skipped."""
        return 0

    def block_min_length(self) -> int:
        """Return the length of the shortest document."""
        length: int = self._postings.info.min_length()
        return length

    def block_max_length(self) -> int:
        """Return the length of the longest document."""
        length: int = self._postings.info.max_length()
        return length

    def block_max_weight(self) -> float:
        """Return the highest weight."""
        weight: float = self._postings.info.max_weight()
        return weight

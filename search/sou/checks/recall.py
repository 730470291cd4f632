"""Search an index for pieces of its own documents: each must be found where it stands.

In: an open snapshot, how many pieces, a seed. Out: the pieces that were missed. A
piece is 1 to 12 code points from anywhere in a document, so it crosses punctuation,
blanks, line breaks and runs as it happens. The document is read from its source
again where that is unchanged, so that what reading loses is missed, too.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sou.documents import WalkOptions, read_all, rules_stamp
from sou.errors import DocumentError
from sou.highlight.lookup import looked_up_starts, matched_spans
from sou.highlight.spans import Marks
from sou.indexing.job import with_own_parts
from sou.query.tree import Literal
from sou.reports import MissedText, RecallReport
from sou.searching.collect import Options, search_snapshot
from sou.searching.literal import LiteralFinder
from sou.searching.plan import plan_query
from sou.sources import Source
from sou.text.searchable import searchable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sou.config import Config
    from sou.model import DocumentInfo, SourceMap
    from sou.searching.snapshot import SegmentView, Snapshot
    from sou.sources import Document

LONGEST_SAMPLE: Final = 12
"""Code points of the longest piece."""
SAMPLES_A_DOCUMENT: Final = 8
"""Pieces taken from a document once it is read, when there are documents enough."""
WHOLE_INDEX_EVERY: Final = 10
"""One in so many pieces is searched for in the whole index, as a user would."""
_MOST_DRAWS: Final = 50
_MOST_ALIKE: Final = 1000
"""Documents looked at whose paths contain that of another."""
"""Blank pieces drawn in a row before a document counts as blank."""


class _Sample(NamedTuple):
    """A piece of a document."""

    text: str
    start: int
    """Where its first character that is compared stands in the document's text."""


@dataclass(frozen=True, slots=True)
class _Sampled:
    """A document to take pieces from."""

    view: SegmentView
    number: int
    info: DocumentInfo
    text: str
    source_map: SourceMap
    is_stored: bool
    """True when the text is the index's own."""


def check_recall(
    snapshot: Snapshot, location: str, *, samples: int, seed: int, config: Config
) -> RecallReport:
    """Search for ``samples`` pieces of random documents; name those that are missed.

    ``config`` is what sources are read again by, as they were for the index.
    """
    started = time.monotonic()
    dice = random.Random(seed)  # noqa: S311  # a sample, not a secret
    tried = 0
    missed: list[MissedText] = []
    stored: dict[str, bool] = {}
    for document, sample in _draw(snapshot, samples, dice, config):
        is_whole = tried % WHOLE_INDEX_EVERY == 0
        tried += 1
        stored[document.info.id] = document.is_stored
        if reason := _miss(snapshot, document, sample, is_whole=is_whole):
            place = document.source_map.place(sample.start)
            path, part = document.info.path, document.info.part
            missed.append(MissedText(path, place, sample.text, reason, part))
    return RecallReport(
        location=location,
        generation=snapshot.manifest.generation,
        seed=seed,
        samples=tried,
        missed=tuple(missed),
        documents=len(stored),
        stored_documents=sum(stored.values()),
        elapsed_s=time.monotonic() - started,
    )


def _draw(
    snapshot: Snapshot, samples: int, dice: random.Random, config: Config
) -> Iterator[tuple[_Sampled, _Sample]]:
    """Yield documents and pieces of them until there are enough, or no text at all."""
    live = [(view, number) for view in snapshot.views for number in view.live.numbers().tolist()]
    dice.shuffle(live)
    share = max(SAMPLES_A_DOCUMENT, -(-samples // max(len(live), 1)))
    _put_neighbours_together(live, -(-samples // share))
    sources = _Sources(config)
    left, is_drawing = samples, True
    while left and is_drawing:
        is_drawing = False
        for view, number in live:
            document = _read(view, number, sources)
            for sample in _pieces(document.text, min(share, left), dice):
                yield document, sample
                left -= 1
                is_drawing = True
            if not left:
                return


def _put_neighbours_together(live: list[tuple[SegmentView, int]], count: int) -> None:
    """Sort each ``count`` documents, so that a file with several of them is read once."""
    for start in range(0, len(live), count):
        some = live[start : start + count]
        live[start : start + count] = sorted(some, key=lambda one: (one[0].segment.name, one[1]))


def _read(view: SegmentView, number: int, sources: _Sources) -> _Sampled:
    segment = view.segment
    info = segment.info(number)
    record = segment.record(number)
    source = Source(info.path, info.size_bytes, 0, record.get("told", ""), record.get("rules", ""))
    if (document := sources.unchanged(info, source)) is not None:
        text, places = document.text, document.source_map
    else:
        text, places = segment.text(number), segment.source_map(number)
    return _Sampled(view, number, info, text, places, is_stored=document is None)


class _Sources:
    """Reads sources again; keeps what the last one gave."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._path = ""
        self._documents: dict[str, Document] = {}

    def unchanged(self, info: DocumentInfo, source: Source) -> Document | None:
        """Read a document from its source again; ``None`` when that has changed or is gone.

        So it is when the user's rules for it have changed.
        """
        if info.path != self._path:
            self._path, self._documents = info.path, {}  # not both files at once
            is_alike = source.rules == rules_stamp(source.path, self._config)
            again = _read_again(source, self._config) if is_alike else ()
            self._documents = {one.part: one for one in again}
        document = self._documents.get(info.part)
        is_same = (
            document is not None
            and document.digest == info.digest
            and document.encoding == info.encoding  # its neighbours may have changed
        )
        return document if is_same else None


def _read_again(source: Source, config: Config) -> Sequence[Document]:
    options = WalkOptions(include_binary=True, max_size_bytes=source.size_bytes, config=config)
    try:
        return with_own_parts(read_all(source, options))
    except DocumentError:
        return ()


def _pieces(text: str, count: int, dice: random.Random) -> Iterator[_Sample]:
    """Yield up to ``count`` random pieces; fewer when hardly any is more than blanks."""
    draws = _MOST_DRAWS
    while text and count and draws:
        start = dice.randrange(len(text))
        piece = text[start : start + dice.randint(1, LONGEST_SAMPLE)]
        joined = searchable(piece)
        if joined.codes.any():
            yield _Sample(piece, start + int(joined.map.to_source(0)))
            count, draws = count - 1, _MOST_DRAWS
        else:
            draws -= 1


def _miss(snapshot: Snapshot, document: _Sampled, sample: _Sample, *, is_whole: bool) -> str | None:
    """Return how the index misses a piece; ``None`` when it is found."""
    tree = Literal("body", sample.text)
    plan = plan_query(tree)
    literal = plan.literal(sample.text)
    finder = LiteralFinder(document.view)
    if not finder.documents(literal).has(np.array([document.number]))[0]:
        return "not found in the document"
    if sample.start not in looked_up_starts(finder, document.number, literal):
        return "found in the document, but not at this place"
    spans = matched_spans(finder, document.number, Marks(plan.highlighted))
    if not any(span.start <= sample.start < span.end for span in spans):
        return "found at this place, but not marked"
    if is_whole and not _is_hit(snapshot, document, tree):
        return "not among the hits of a search"
    return None


def _is_hit(snapshot: Snapshot, document: _Sampled, tree: Literal) -> bool:
    """Tell whether a search below the document's path has it among its hits."""
    options = Options(filters=[Literal("path", document.info.id)])
    found = search_snapshot(snapshot, tree, limit=_MOST_ALIKE, options=options).documents
    return any(
        hit.document == document.number and hit.evaluator.view is document.view for hit in found
    )

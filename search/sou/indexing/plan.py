"""Decide what an index run has to do: compare the index with the walk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sou.documents import Below
from sou.documents.neighbours import neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sou.sources import Skipped, Source
    from sou.store.segment import Segment


@dataclass(frozen=True, slots=True)
class Known:
    """A file of the index, and what it was when it was read."""

    homes: list[tuple[str, range]]
    """Where its documents are: segments, and which documents of each."""
    size_bytes: int
    mtime_ns: int
    digest: str
    told: str = ""
    """Encoding that the user named for it then."""
    rules: str = ""
    """Stamp of the user's rules that it was read by."""
    neighbours: str = ""
    """Stamp of the files that its encoding was judged with."""

    def is_as_read(self, source: Source) -> bool:
        """Tell whether reading the file again would say the same."""
        return (
            (self.size_bytes, self.mtime_ns, self.told, self.rules)
            == (source.size_bytes, source.mtime_ns, source.told, source.rules)
            and (not self.neighbours or self.neighbours == neighbours(source.path).stamp)
        )  # fmt: skip

    def takes_in(self, segment: str, document: int) -> bool:
        """Take in the document after the last one; false for any other."""
        name, numbers = self.homes[-1]
        is_next = name == segment and numbers.stop == document
        if is_next:
            self.homes[-1] = (name, range(numbers.start, document + 1))
        return is_next


@dataclass(slots=True)
class Plan:
    """Work of one run."""

    to_read: list[Source] = field(default_factory=list)
    """New files, and files whose size, time, rules or neighbours changed."""
    to_remove: list[str] = field(default_factory=list)
    """Indexed files below the roots that the walk no longer found."""
    unchanged: int = 0
    """Files."""


def known_documents(segments: Iterable[tuple[Segment, frozenset[int]]]) -> dict[str, Known]:
    """Return what some segments (with their deleted documents) hold of each file, by path.

    Of a file that an index says two things about, all documents are known, so that
    they go together.
    """
    known: dict[str, Known] = {}
    for segment, deleted in segments:
        for document in range(segment.document_count):
            if document in deleted:
                continue
            record = segment.record(document)
            path = record["path"]
            old = known.get(path)
            if old is not None and old.takes_in(segment.name, document):
                continue
            known[path] = Known(
                [*(old.homes if old else ()), (segment.name, range(document, document + 1))],
                segment.size_bytes(document),
                int(segment.modified_ns[document]),
                segment.digest(document),
                record.get("told", ""),
                record.get("rules", ""),
                record.get("neighbours", ""),
            )
    return known


def make_plan(
    found: Sequence[Source],
    skipped: Sequence[Skipped],
    known: dict[str, Known],
    roots: Sequence[str],
) -> Plan:
    """Compare what was found below ``roots`` with what is known.

    Documents below a folder that could not be listed, or below a root that is
    missing (a disk that is not there), are left alone: what cannot be seen is not
    known to be gone.
    """
    plan = Plan()
    for source in found:
        old = known.get(source.path)
        if old and old.is_as_read(source):
            plan.unchanged += 1
        else:
            plan.to_read.append(source)
    seen = {source.path for source in found}
    looked_at = Below(roots)
    unseen = Below(s.path for s in skipped if s.is_error and s.path not in known)
    for path in known:
        if path not in seen and path in looked_at and path not in unseen:
            plan.to_remove.append(path)
    return plan

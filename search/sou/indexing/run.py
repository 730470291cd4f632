"""One index run: walk, plan, read, invert, commit.

Each full batch is committed by itself, so a long run is searchable while it goes
on and resumes where it stopped: files already committed are found unchanged.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sou.analysis.fingerprint import fingerprint
from sou.documents import WalkOptions, read_all, walk
from sou.errors import ConfigError, DocumentError, IndexCorruptError
from sou.indexing.batch import Batch, segment_arrays
from sou.indexing.plan import Known, Plan, known_documents, make_plan
from sou.model import IndexProgress, IndexReport, Skipped, Source
from sou.store.merge import merge_small_segments
from sou.store.segment import Segment
from sou.store.writer import IndexWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sou.model import Document

    Progress = Callable[[IndexProgress], None]

DOUBTFUL_BELOW: Final = 0.5
"""Confidence of the decoder under which a file is named as doubtful."""


@dataclass(slots=True)
class _Tally:
    """Counts of a run, kept as it goes."""

    added: int = 0
    updated: int = 0
    touched: int = 0
    removed: int = 0
    text_chars: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    doubtful: list[tuple[str, str]] = field(default_factory=list)


def run_index(
    folder: Path, paths: Sequence[str], options: WalkOptions, progress: Progress | None = None
) -> IndexReport:
    """Bring the index in ``folder`` up to date with ``paths``.

    No paths means the roots that the index already has.

    Raises:
        ConfigError: no paths were given and the index has no roots.
        IndexLockedError: another process writes to the index.
    """
    started = time.monotonic()
    with IndexWriter(folder, fingerprint()) as writer:
        known = _known(writer)
        roots = [os.path.abspath(path) for path in paths] or list(writer.manifest.roots)  # noqa: PTH100  # keeps surrogates and does not follow links
        if not roots:
            raise ConfigError("nothing to index: name a file or folder, as in: sou index PATH")
        kept_roots = _merged_roots(writer.manifest.roots, roots)
        found, tally = _walk(roots, options)
        plan = make_plan(found, tally.skipped, known, roots)
        _apply(writer, plan, known, tally, progress)
        merged = merge_small_segments(writer)
        if (
            tally.added + tally.updated + tally.touched + tally.removed
            or merged
            or _differs(writer, kept_roots, tally.skipped)
        ):
            writer.commit(roots=kept_roots, skipped=tally.skipped)
        return _report(writer, plan, tally, started)


def _known(writer: IndexWriter) -> dict[str, Known]:
    """Read what the index knows; one that cannot be read is built anew."""
    try:
        return known_documents(
            (Segment(writer.folder / entry.name), entry.deleted)
            for entry in writer.manifest.segments
        )
    except (IndexCorruptError, FileNotFoundError):
        writer.drop_all()
        return {}


def _walk(roots: Sequence[str], options: WalkOptions) -> tuple[list[Source], _Tally]:
    tally = _Tally()
    found: list[Source] = []
    for item in walk(roots, options):
        if isinstance(item, Source):
            found.append(item)
        else:
            tally.skipped.append(item)
    return found, tally


def _apply(
    writer: IndexWriter,
    plan: Plan,
    known: dict[str, Known],
    tally: _Tally,
    progress: Progress | None,
) -> None:
    for path in plan.to_remove:
        _forget(writer, known, path)
        tally.removed += 1
    batch = Batch()
    total = plan.unchanged + len(plan.to_read)
    for number, source in enumerate(plan.to_read, start=plan.unchanged + 1):
        documents = _read(source, tally)
        old = known.get(source.path)
        _count(old, documents, tally)
        if old:
            _forget(writer, known, source.path)
        for document in documents:
            batch.add(source, document)
        if batch.is_full:
            _flush(writer, batch)
            writer.commit()
            batch = Batch()
        if progress:
            progress(IndexProgress(number, total, source.path))
    _flush(writer, batch)


def _read(source: Source, tally: _Tally) -> tuple[Document, ...]:
    try:
        documents = read_all(source)
    except DocumentError as error:
        tally.skipped.append(Skipped(source.path, str(error), error.is_error))
        return ()
    for document in documents:
        tally.text_chars += len(document.text)
        reasons = list(document.notes)
        if document.confidence < DOUBTFUL_BELOW:
            reasons.insert(0, f"read as {document.encoding}, which is a guess")
        if reasons:
            tally.doubtful.append((source.path, "; ".join(reasons)))
    return documents


def _count(old: Known | None, documents: Sequence[Document], tally: _Tally) -> None:
    if not documents:
        tally.removed += bool(old)
    elif old is None:
        tally.added += 1
    elif old.digest == documents[0].digest:
        tally.touched += 1
    else:
        tally.updated += 1


def _forget(writer: IndexWriter, known: dict[str, Known], path: str) -> None:
    old = known[path]
    writer.delete(old.segment, old.document)


def _flush(writer: IndexWriter, batch: Batch) -> None:
    if len(batch):
        writer.add_segment(*segment_arrays(batch))


def _merged_roots(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return the roots without those that lie below another, or are gone."""
    roots = sorted({*old, *new})
    return [
        root
        for root in roots
        if Path(root).exists()
        and not any(root != other and Path(other) in Path(root).parents for other in roots)
    ]


def _differs(writer: IndexWriter, roots: Sequence[str], skipped: Sequence[Skipped]) -> bool:
    """Tell whether a commit would change what the manifest says besides documents."""
    old = writer.manifest
    now = tuple((s.path, s.reason, s.is_error) for s in skipped)
    return (
        not old.generation or writer.was_rebuilt or old.roots != tuple(roots) or old.skipped != now
    )


def _report(writer: IndexWriter, plan: Plan, tally: _Tally, started: float) -> IndexReport:
    notes = ("the index was of another version or damaged, and has been built anew",)
    return IndexReport(
        added=tally.added,
        updated=tally.updated,
        removed=tally.removed,
        unchanged=plan.unchanged + tally.touched,
        skipped=tuple(tally.skipped),
        doubtful=tuple(tally.doubtful),
        text_chars=tally.text_chars,
        elapsed_s=time.monotonic() - started,
        generation=writer.manifest.generation,
        documents=writer.manifest.documents,
        notes=notes if writer.was_rebuilt else (),
    )

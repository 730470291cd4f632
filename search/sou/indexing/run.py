"""One index run: walk, plan, read, invert, commit.

Each full batch is committed by itself, so a long run is searchable while it goes
on and resumes where it stopped: files already committed are found unchanged.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sou.analysis.fingerprint import fingerprint
from sou.documents import WalkOptions, walk
from sou.errors import ConfigError, IndexCorruptError
from sou.indexing.budget import DEFAULT_MEMORY_BYTES, budget_for, portions
from sou.indexing.encodings import encoding_rules, remember_encodings
from sou.indexing.job import Job, JobResult, Outcome
from sou.indexing.merging import MANY_SEGMENTS, merge_segments
from sou.indexing.plan import Known, Plan, is_below, known_documents, make_plan
from sou.indexing.pool import run_jobs
from sou.reports import IndexProgress, IndexReport
from sou.sources import Skipped, Source
from sou.store.segment import Segment
from sou.store.skipped import write_skipped
from sou.store.writer import IndexWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Progress = Callable[[IndexProgress], None]


@dataclass(frozen=True, slots=True)
class Effort:
    """What a run may take of the machine."""

    workers: int = 1
    memory_bytes: int = DEFAULT_MEMORY_BYTES


@dataclass(slots=True)
class _Run:
    """What a run knows and counts as it goes."""

    writer: IndexWriter
    known: dict[str, Known]
    options: WalkOptions
    progress: Progress | None
    effort: Effort
    added: int = 0
    updated: int = 0
    touched: int = 0
    removed: int = 0
    documents: int = 0
    text_chars: int = 0
    told: dict[str, str] = field(default_factory=dict)
    """Encodings that the user named for files found, by path."""
    written: set[str] = field(default_factory=set)
    """Segments of this run: nothing in them will be forgotten, so they may be merged."""
    skipped: list[Skipped] = field(default_factory=list)
    doubtful: list[tuple[str, str]] = field(default_factory=list)

    @property
    def has_changes(self) -> bool:
        """True when a file was added, replaced or removed."""
        return bool(self.added + self.updated + self.touched + self.removed)


def run_index(
    folder: Path,
    paths: Sequence[str],
    options: WalkOptions,
    progress: Progress | None = None,
    effort: Effort | None = None,
    *,
    encodings: Sequence[str] = (),
) -> IndexReport:
    """Bring the index in ``folder`` up to date with ``paths``.

    No paths means the roots that the index already has. A root that is missing keeps
    its documents and is named as an error, unless it was given as a path: then it is
    forgotten.

    ``encodings`` are words as :func:`~sou.documents.encoding_rules.parse_rules` takes them;
    the index remembers them, and files they make a difference to are read again.

    Raises:
        ConfigError: no paths were given and the index has no roots, or an encoding is none.
        IndexLockedError: another process writes to the index.
    """
    started = time.monotonic()
    with IndexWriter(folder, fingerprint()) as writer:
        known = _known(writer)
        named = [os.path.abspath(path) for path in paths]  # noqa: PTH100  # keeps surrogates and does not follow links
        roots = named or list(writer.manifest.roots)
        if not roots:
            raise ConfigError(_nothing_to_index(writer))
        gone = _gone(named, roots, known)
        remember_encodings(writer, encodings, roots)
        kept = _merged_roots(writer.manifest.roots, named, gone)
        run = _Run(writer, known, options, progress, effort or Effort())
        found = _walk(run, [root for root in roots if root not in gone])
        plan = make_plan(found, run.skipped, known, roots)
        if writer.manifest.roots != tuple(kept):
            writer.commit(roots=kept)  # an interrupted run knows what to go on with
        _apply(run, plan)
        if run.has_changes or writer.was_rebuilt:
            writer.commit()
        while merge_segments(writer):
            writer.commit()
        write_skipped(folder, run.skipped)
        return _report(run, plan, time.monotonic() - started)


def _gone(named: Sequence[str], roots: Sequence[str], known: dict[str, Known]) -> set[str]:
    """Return the missing paths that may be forgotten: named ones, and files.

    Raises:
        ConfigError: a named path is missing and the index knows nothing below it.
    """
    gone = {path for path in named if not os.path.lexists(path)}
    for path in sorted(gone):
        if not any(is_below(document, [path]) for document in known):
            raise ConfigError(f"{path!r} does not exist; nothing was indexed")
    return gone | {path for path in roots if path in known and not os.path.lexists(path)}


def _known(writer: IndexWriter) -> dict[str, Known]:
    """Read what the index knows; one that cannot be read is built anew."""
    try:
        return known_documents(
            (_verified(Segment(writer.folder / entry.name)), entry.deleted)
            for entry in writer.manifest.segments
        )
    except (IndexCorruptError, FileNotFoundError):
        writer.drop_all()
        return {}


def _verified(segment: Segment) -> Segment:
    """Check a segment's checksums, about 1 GB/s: damage must not be carried on."""
    segment.container.verify()
    return segment


def _nothing_to_index(writer: IndexWriter) -> str:
    if writer.was_rebuilt:
        return (
            f"the index in {writer.folder} is damaged and no longer knows its folders: "
            "name them, as in: sou index PATH"
        )
    return "nothing to index: name a file or folder, as in: sou index PATH"


def _walk(run: _Run, roots: Sequence[str]) -> list[Source]:
    """Return what to read below the roots; the index's own files are none of it."""
    found: list[Source] = []
    rules = encoding_rules(run.writer.manifest)
    own = run.writer.folder.resolve()
    for item in walk(roots, run.options):
        inside = Path(item.path).parent
        if inside.name == own.name and inside.resolve() == own:
            continue
        if isinstance(item, Source):
            if told := rules.told(item.path):
                run.told[item.path] = told
            found.append(replace(item, told=told) if told else item)
        else:
            run.skipped.append(item)
    return found


def _apply(run: _Run, plan: Plan) -> None:
    """Carry out a plan; every segment is committed with what it replaces."""
    for path in plan.to_remove:
        _forget(run, path)
        run.removed += 1
    to_read_bytes = sum(source.size_bytes for source in plan.to_read)
    budget = budget_for(run.effort.memory_bytes, run.effort.workers, to_read_bytes)
    jobs = (
        Job(
            sources,
            run.options,
            str(run.writer.new_path()),
            budget.batch_chars,
            budget.most_chars,
        )
        for sources in portions(plan.to_read, budget)
    )
    progress = _Progress(run.progress, plan)
    with closing(run_jobs(jobs, budget.workers, progress.tell)) as results:
        for result in results:
            _take_in(run, result)
            if result.segments:
                run.writer.commit()
            if merge_segments(run.writer, fewest=MANY_SEGMENTS, only=run.written):
                run.writer.commit()


class _Progress:
    """Counts files as they are read, in whatever thread."""

    def __init__(self, progress: Progress | None, plan: Plan) -> None:
        self._progress = progress
        self._done = plan.unchanged
        self._total = plan.unchanged + len(plan.to_read)
        self._lock = threading.Lock()

    def tell(self, path: str, files: int) -> None:
        """Report files read, ``path`` the last of them."""
        with self._lock:
            self._done += files
            if self._progress:
                self._progress(IndexProgress(self._done, self._total, path))


def _take_in(run: _Run, result: JobResult) -> None:
    """Put the documents of a job in the place of those that their files had before."""
    for outcome in result.outcomes:
        if outcome.reason is not None:
            run.skipped.append(Skipped(outcome.path, outcome.reason, outcome.is_error))
        if outcome.is_kept:
            continue
        _count(run, run.known.get(outcome.path), outcome)
        _forget(run, outcome.path)
        run.text_chars += outcome.text_chars
        run.documents += outcome.documents
        if outcome.doubt is not None:
            run.doubtful.append((outcome.path, outcome.doubt))
    for path, documents in result.segments:
        run.writer.add_segment(Path(path), documents)
        run.written.add(Path(path).name)


def _count(run: _Run, old: Known | None, outcome: Outcome) -> None:
    if outcome.digest is None:
        run.removed += old is not None
    elif old is None:
        run.added += 1
    elif old.digest == outcome.digest and old.told == run.told.get(outcome.path, ""):
        run.touched += 1
    else:
        run.updated += 1


def _forget(run: _Run, path: str) -> None:
    old = run.known.get(path)
    for segment, numbers in old.homes if old is not None else ():
        for document in numbers:
            run.writer.delete(segment, document)


def _merged_roots(old: Sequence[str], new: Sequence[str], gone: set[str]) -> list[str]:
    """Return the roots without those that lie below another, or are gone."""
    roots = sorted({*old, *new} - gone)
    return [
        root
        for root in roots
        if not any(root != other and Path(other) in Path(root).parents for other in roots)
    ]


def _report(run: _Run, plan: Plan, elapsed_s: float) -> IndexReport:
    manifest = run.writer.manifest
    notes = ("the index was of another version or damaged, and has been built anew",)
    return IndexReport(
        added=run.added,
        updated=run.updated,
        removed=run.removed,
        unchanged=plan.unchanged + run.touched,
        skipped=tuple(run.skipped),
        doubtful=tuple(run.doubtful),
        text_chars=run.text_chars,
        elapsed_s=elapsed_s,
        generation=manifest.generation,
        documents=manifest.documents,
        files=len(run.known) + run.added - run.removed,
        documents_written=run.documents,
        notes=notes if run.writer.was_rebuilt else (),
    )

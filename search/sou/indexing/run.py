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
from sou.analysis.user_dictionary import NO_DICTIONARY, UserDictionary
from sou.documents import Below, WalkOptions, walk
from sou.errors import ConfigError, IndexCorruptError
from sou.indexing.budget import DEFAULT_MEMORY_BYTES, budget_for, portions
from sou.indexing.encodings import encoding_rules, remember_encodings
from sou.indexing.job import Job, JobResult, Outcome
from sou.indexing.merging import MANY_SEGMENTS, merge_segments
from sou.indexing.plan import Known, Plan, known_documents, make_plan
from sou.indexing.pool import run_jobs
from sou.indexing.roots import (
    Roots,
    absolute_paths,
    choose_roots,
    known_roots,
    remembered,
    with_all_roots,
    with_config,
)
from sou.indexing.unfinished import (
    mark_begun,
    mark_emptied,
    mark_finished,
    mark_forgotten,
)
from sou.limits import DEFAULT_LIMITS, Limits
from sou.reports import IndexProgress, IndexReport
from sou.sources import Skipped, Source
from sou.store.segment import Segment
from sou.store.skipped import read_skipped, write_skipped
from sou.store.writer import IndexWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from sou.config import Config

    Progress = Callable[[IndexProgress], None]


@dataclass(frozen=True, slots=True)
class Effort:
    """What a run may take of the machine, and by whose words it cuts."""

    workers: int = 1
    memory_bytes: int = DEFAULT_MEMORY_BYTES
    limits: Limits = DEFAULT_LIMITS
    """Of each file that is read with a guard."""
    dictionary: UserDictionary = NO_DICTIONARY


@dataclass(slots=True)
class _Run:
    """What a run knows and counts as it goes."""

    writer: IndexWriter
    known: dict[str, Known]
    roots: Roots
    progress: Progress | None
    effort: Effort
    stopped: Callable[[], bool]
    knows_all: bool = True
    """False when what is known is only of the files looked at."""
    read: int = 0
    """Files of the plan that were looked into, whatever came of it."""
    added: int = 0
    updated: int = 0
    touched: int = 0
    removed: int = 0
    documents: int = 0
    text_chars: int = 0
    told: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What the user said of files found, by path: encoding and stamp of rules."""
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
    stopped: Callable[[], bool] = bool,
    *,
    encodings: Sequence[str] = (),
) -> IndexReport:
    """Bring the index in ``folder`` up to date with ``paths``.

    No paths means the roots that the index already has. A root that is missing keeps
    its documents and is named as an error, unless it was given as a path: then it is
    forgotten. ``options`` are added to those that the roots remember. When ``stopped``
    returns true, what was read is committed and the rest left for another run.

    ``encodings`` are words as :func:`~sou.documents.encoding_rules.parse_rules` takes them;
    the index remembers them, and files they make a difference to are read again.

    Raises:
        ConfigError: no paths were given and the index has no roots, or an encoding is none.
        IndexLockedError: another process writes to the index.
    """
    started = time.monotonic()
    with IndexWriter(folder, fingerprint()) as writer:
        known = known_to(writer)
        named = absolute_paths(paths)
        looked_at = named or list(writer.manifest.roots)
        if not looked_at:
            raise ConfigError(_nothing_to_index(writer))
        gone = missing_paths(named, looked_at, known)
        remember_encodings(writer, encodings, looked_at)
        roots = choose_roots(writer.manifest, named, gone, options)
        if writer.was_rebuilt:  # all that it held is gone, not only what is named
            roots = with_all_roots(roots, options.config)
        run = _Run(writer, known, roots, progress, effort or Effort(), stopped)
        found = _walk(run, None)
        mark_begun(writer, roots.to_walk)
        keep_roots(writer, roots)  # an interrupted run knows what to go on with
        if found is None:
            return _report(run, Plan(), time.monotonic() - started)
        plan = make_plan(found, run.skipped, known, looked_at)
        _carry_out(run, plan, gone)
        write_skipped(folder, run.skipped)
        return _report(run, plan, time.monotonic() - started)


def run_changed(
    writer: IndexWriter,
    known: dict[str, Known],
    changed: Sequence[str],
    effort: Effort,
    config: Config | None,
    stopped: Callable[[], bool] = bool,
) -> IndexReport:
    """Bring an index up to date with paths below its roots that may have changed.

    Nothing else is looked at. ``known`` is what :func:`known_to` says.
    """
    started = time.monotonic()
    kept = known_roots(writer.manifest)
    roots = Roots(with_config(kept, config), kept)
    run = _Run(writer, known, roots, None, effort, stopped, knows_all=False)
    below = Below(changed)
    found = _walk(run, below)
    if found is None:
        return _report(run, Plan(), time.monotonic() - started)
    plan = make_plan(found, run.skipped, known, changed)
    _carry_out(run, plan, None)
    others = [one for one in read_skipped(writer.folder) if one.path not in below]
    write_skipped(writer.folder, [*others, *run.skipped])
    return _report(run, plan, time.monotonic() - started)


def remove_below(writer: IndexWriter, paths: Sequence[str]) -> int:
    """Take all files below some paths out, with the next commit; return how many."""
    run = _Run(writer, known_to(writer), Roots({}, {}), None, Effort(), bool)
    below = Below(paths)
    gone = [path for path in run.known if path in below]
    for path in gone:
        _forget(run, path)
    return len(gone)


def keep_roots(writer: IndexWriter, roots: Roots) -> None:
    """Commit the roots of an index, if they are others than before."""
    options = remembered(roots.kept)
    manifest = writer.manifest
    mark_forgotten(writer, roots.kept)
    if writer.was_rebuilt:
        mark_emptied(writer, roots.kept)
    if manifest.roots != tuple(roots.kept) or manifest.root_options != options:
        writer.commit(roots=roots.kept, root_options=options)


def _carry_out(run: _Run, plan: Plan, gone: Collection[str] | None) -> None:
    """Carry out a plan, commit it, and leave few segments.

    ``gone`` are paths to forget, ``None`` for a plan of less than all below the roots.
    """
    _apply(run, plan)
    if gone is not None and run.read == len(plan.to_read):
        mark_finished(run.writer, run.roots.to_walk, gone)
    if run.has_changes or run.writer.was_rebuilt or run.writer.has_new_marks:
        run.writer.commit()
    while not run.stopped() and merge_segments(run.writer):
        run.writer.commit()


def missing_paths(named: Sequence[str], roots: Sequence[str], known: dict[str, Known]) -> set[str]:
    """Return the missing paths that may be forgotten: named ones, and files.

    Raises:
        ConfigError: a named path is missing and the index knows nothing below it.
    """
    gone = {path for path in named if not os.path.lexists(path)}
    for path in sorted(gone):
        below = Below([path])
        if not any(document in below for document in known):
            raise ConfigError(f"{path!r} does not exist; nothing was indexed")
    return gone | {path for path in roots if path in known and not os.path.lexists(path)}


def known_to(writer: IndexWriter) -> dict[str, Known]:
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
            f"the index in {writer.folder} is damaged or of another version, and does not say "
            "which folders it was made of: "
            "name them, as in: sou index PATH"
        )
    return "nothing to index: name a file or folder, as in: sou index PATH"


def _walk(run: _Run, only: Below | None) -> list[Source] | None:
    """Return what to read below the roots, not the index's own files; ``None`` if stopped."""
    found: list[Source] = []
    rules = encoding_rules(run.writer.manifest)
    options = run.roots.to_walk
    for item in without_index(run.writer.folder, walk(list(options), options, only)):
        if run.stopped():
            return None
        if isinstance(item, Source):
            told = rules.told(item.path)
            if told or item.rules:
                run.told[item.path] = told, item.rules
            found.append(replace(item, told=told) if told else item)
        else:
            run.skipped.append(item)
    return found


def without_index(folder: Path, found: Iterable[Source | Skipped]) -> Iterator[Source | Skipped]:
    """Yield what was found, but for an index's own files."""
    own = folder.resolve()
    for item in found:
        inside = os.path.dirname(item.path)  # noqa: PTH120 - a Path costs as much as a stat
        if not inside.endswith(own.name) or Path(inside).resolve() != own:
            yield item


def _apply(run: _Run, plan: Plan) -> None:
    """Carry out a plan; every segment is committed with what it replaces."""
    for path in plan.to_remove:
        _forget(run, path)
        run.removed += 1
    to_read_bytes = sum(source.size_bytes for source in plan.to_read)
    effort = run.effort
    files = len(plan.to_read)
    budget = budget_for(effort.memory_bytes, effort.workers, to_read_bytes, files)
    jobs = (
        Job(
            sources,
            options,
            str(run.writer.new_path()),
            budget.batch_chars,
            budget.most_chars,
            run.effort.limits,
            run.effort.dictionary,
        )
        for options, chosen in by_options(plan.to_read, run.roots)
        for sources in portions(chosen, budget)
    )
    progress = _Progress(run.progress, plan)
    with closing(run_jobs(jobs, budget.workers, progress.tell, run.stopped)) as results:
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
    run.read += len(result.outcomes)
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
    elif old.digest == outcome.digest and (old.told, old.rules) == run.told.get(
        outcome.path, ("", "")
    ):
        run.touched += 1
    else:
        run.updated += 1


def _forget(run: _Run, path: str) -> None:
    old = run.known.get(path)
    for segment, numbers in old.homes if old is not None else ():
        for document in numbers:
            run.writer.delete(segment, document)


def by_options(
    sources: Sequence[Source], roots: Roots
) -> Iterator[tuple[WalkOptions, Sequence[Source]]]:
    """Yield files that are read alike together, in order."""
    groups: dict[WalkOptions, list[Source]] = {}
    for source in sources:
        groups.setdefault(roots.options_of(source.path), []).append(source)
    yield from groups.items()


def _report(run: _Run, plan: Plan, elapsed_s: float) -> IndexReport:
    manifest = run.writer.manifest
    notes = run.roots.notes
    if run.writer.was_rebuilt:
        notes = ("the index was of another version or damaged, and has been built anew", *notes)
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
        files=len(run.known) + run.added - run.removed if run.knows_all else None,
        documents_written=run.documents,
        notes=notes,
    )

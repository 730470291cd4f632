"""Read some files and write their documents as segments: the work of one process.

Everything in and out is plain data, so that a job may run in another process.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sou.analysis.user_dictionary import NO_DICTIONARY, UserDictionary
from sou.documents import WalkOptions, is_light, read_all
from sou.documents.extract import NeedsGuard
from sou.errors import DocumentError
from sou.indexing.batch import Batch, write_batch
from sou.indexing.budget import memory_for
from sou.indexing.guard import GuardedReader, TooManyCharacters, failure
from sou.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sou.sources import Document, Source

DOUBTFUL_BELOW: Final = 0.5
"""Confidence of the decoder under which a file is named as doubtful."""
_AHEAD_FILES: Final = 64
"""Among so many files those that want a guard are read together."""


@dataclass(frozen=True, slots=True)
class Job:
    """Files to read, and where to write what they say."""

    sources: tuple[Source, ...]
    options: WalkOptions
    path: str
    """Of the first segment; further ones have a number before the suffix."""
    batch_chars: int
    """A segment is written before it would have more characters, unless it is one file."""
    most_chars: int = 1 << 62
    """A file with more would take more memory than there is."""
    limits: Limits = DEFAULT_LIMITS
    """Of each file that is read with a guard."""
    dictionary: UserDictionary = NO_DICTIONARY
    """By which words are cut, beside the segmenter's own."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    path: str
    digest: str | None = None
    """Of the file when it was read; ``None`` when it was not."""
    text_chars: int = 0
    documents: int = 0
    reason: str | None = None
    """Why it was not read."""
    is_error: bool = False
    is_kept: bool = False
    """True when the file is there but cannot be read: what is known of it stays."""
    doubt: str | None = None


@dataclass(slots=True)
class JobResult:
    """Segments written, with how many documents each has, and the files' outcomes."""

    segments: list[tuple[str, int]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


def run_job(
    job: Job,
    progress: Callable[[str, int], None],
    guard: GuardedReader,
    stopped: Callable[[], bool] = bool,
) -> JobResult:
    """Carry out a job; ``progress`` is told of files read: the last, and how many.

    ``guard`` reads what could harm this process. When ``stopped`` returns true, the files
    not read yet are left out, without an outcome.
    """
    result = JobResult()
    batch = Batch()
    for number, source in enumerate(job.sources):
        if stopped():
            break
        if number % _AHEAD_FILES == 0:
            following = job.sources[number : number + _AHEAD_FILES]
            guarded = [one for one in following if not is_light(one)]
            guard.read_ahead(guarded, job.options, job.limits)
        outcome, documents = _read(source, job, guard)
        result.outcomes.append(outcome)
        if batch.chars + outcome.text_chars > job.batch_chars:
            _write(batch, job, result)
            batch = Batch()
        for document in documents:
            batch.add(source, document)
        progress(source.path, 1)
    _write(batch, job, result)
    return result


def _write(batch: Batch, job: Job, result: JobResult) -> None:
    if len(batch):
        path = Path(job.path)
        if result.segments:
            path = path.with_stem(f"{path.stem}-{len(result.segments)}")
        result.segments.append((str(path), write_batch(batch, path, job.dictionary)))


def _read(source: Source, job: Job, guard: GuardedReader) -> tuple[Outcome, Sequence[Document]]:
    documents: Sequence[Document]
    try:
        documents = with_own_parts(_documents(source, job, guard))
    except DocumentError as error:
        is_kept = error.is_error and os.path.lexists(source.path)
        outcome = Outcome(source.path, reason=str(error), is_error=error.is_error, is_kept=is_kept)
        return outcome, ()
    if not documents:
        return Outcome(source.path, reason="nothing to read in it"), ()
    notes = list(dict.fromkeys(note for document in documents for note in document.notes))
    guessed = [d.encoding for d in documents if d.confidence < DOUBTFUL_BELOW]
    if guessed and not notes:
        notes.append(f"read as {guessed[0]}, which is a guess")
    outcome = Outcome(
        source.path,
        digest=documents[0].digest,
        text_chars=sum(len(document.text) for document in documents),
        documents=len(documents),
        doubt="; ".join(notes) or None,
    )
    return outcome, documents


def with_own_parts(documents: Sequence[Document]) -> Sequence[Document]:
    """Return a file's documents, each with a part of its own if they are several.

    Members of an archive may have one name, and what is told apart by nothing is numbered.
    """
    if len(documents) == 1 or len({one.part for one in documents} - {""}) == len(documents):
        return documents
    taken = {one.part for one in documents}
    seen: set[str] = set()
    named = []
    for number, document in enumerate(documents, 1):
        part = document.part or str(number)
        while part in seen or (part != document.part and part in taken):
            part = f"{part}#{number}"
        seen.add(part)
        named.append(document if part == document.part else replace(document, part=part))
    return named


def _documents(source: Source, job: Job, guard: GuardedReader) -> Sequence[Document]:
    """Read a file here if that is harmless, else with a guard.

    Raises:
        DocumentError: it cannot be read, or has more text than there is memory for.
    """
    try:
        here = _read_here(source, job.options)
        documents = (
            guard.read(source, job.options, job.limits, job.most_chars) if here is None else here
        )
        chars = sum(len(document.text) for document in documents)
    except TooManyCharacters as error:
        chars = error.chars
    except DocumentError:
        raise
    except MemoryError as error:
        raise DocumentError("there is not enough memory to read it") from error
    except Exception as error:  # whatever a damaged file makes a reader do, the run goes on
        raise DocumentError(failure(f"{type(error).__name__}: {error}")) from error
    if chars > job.most_chars:
        raise DocumentError(_too_long(chars))
    return documents


def _read_here(source: Source, options: WalkOptions) -> Sequence[Document] | None:
    """Read a file if that is harmless; ``None`` for one that wants a guard."""
    if not is_light(source):
        return None
    with suppress(NeedsGuard):
        return read_all(source, _light(options))
    return None


@lru_cache(maxsize=4)
def _light(options: WalkOptions) -> WalkOptions:
    return replace(options, light_only=True)


def _too_long(chars: int) -> str:
    """Return the reason for a file that would take more memory than there is."""
    needed = -(-memory_for(chars) // (1 << 30))  # --memory takes a G for as many
    return f"{chars:,} characters take more memory than allowed (--memory {needed}G)"

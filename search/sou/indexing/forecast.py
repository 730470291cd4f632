"""Say what an index run would do, without writing anything.

Files are found and compared with the index as a run does it; of a sample the beginning is
read, to tell the encoding and what only looks like text. Times are estimates: bytes and
files of each format times what they took when measured.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sou.analysis.fingerprint import fingerprint
from sou.documents import decode, looks_binary, walk
from sou.documents.extract import is_told_by_content, read_bytes, reader_name, suffix_of
from sou.documents.formats import format_of_content, unread_suffix
from sou.errors import (
    ConfigError,
    DocumentError,
    IndexCorruptError,
    IndexMissingError,
    IndexOutdatedError,
    SearchCancelled,
)
from sou.indexing.budget import budget_for
from sou.indexing.encodings import rules_with
from sou.indexing.plan import known_documents, make_plan
from sou.indexing.roots import absolute_paths, choose_roots, with_all_roots
from sou.indexing.run import missing_paths, without_index
from sou.reports import Forecast, FormatForecast
from sou.sources import Skipped, Source
from sou.store.manifest import Manifest, read_manifest
from sou.store.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from sou.documents import WalkOptions
    from sou.documents.encoding_rules import EncodingRules
    from sou.indexing.plan import Known
    from sou.indexing.roots import Roots
    from sou.indexing.run import Effort

SAMPLE_FILES: Final = 500
_HEAD_BYTES: Final = 64 << 10
_MEGABYTE: Final = 1_000_000
_START_S: Final = 0.5
"""Of a run that has something to read: imports and dictionary."""
_HEADS: Final = frozenset({"plain", "markdown", "html", "subtitles"})
"""Readers of text, whose encoding the beginning tells."""
_COMMAND: Final = "command"
"""What stands for the reader of files that a command of the user's reads."""


@dataclass(frozen=True, slots=True)
class _Cost:
    """Seconds of one core: reading, analysing, inverting and writing."""

    a_file: float
    a_megabyte: float


_COSTS: Final = {
    "plain": _Cost(0.0001, 0.34),
    "markdown": _Cost(0.0003, 0.34),
    "html": _Cost(0.0005, 0.38),
    "subtitles": _Cost(0.0003, 0.4),
}
"""Measured on a server of two cores with 300 to 20,000 files of each, 5 to 20 MB."""
_OTHER_COST: Final = _Cost(0.02, 0.6)
"""A guess, for formats not measured."""


def forecast(
    folder: Path,
    paths: Sequence[str],
    options: WalkOptions,
    effort: Effort,
    encodings: Sequence[str] = (),
    stopped: Callable[[], bool] = bool,
) -> Forecast:
    """Return what :func:`sou.indexing.run.run_index` would do now.

    Raises:
        ConfigError: no paths were given and the index has no roots, or an encoding is none.
        SearchCancelled: ``stopped``, asked at every file, returned true.
    """
    started = time.monotonic()
    manifest, known, notes = _index(folder)
    named = absolute_paths(paths)
    looked_at = named or list(manifest.roots)
    if not looked_at:
        raise ConfigError("nothing to index: name a file or folder, as in: sou index PATH")
    roots = choose_roots(manifest, named, missing_paths(named, looked_at, known), options)
    if notes:  # it would be built anew
        roots = with_all_roots(roots, options.config)
    rules = rules_with(manifest, encodings, looked_at)
    found, skipped = _found(folder, roots, rules, stopped)
    plan = make_plan(found, skipped, known, looked_at)
    to_read = _readable(plan.to_read, roots, skipped)
    sample = to_read[:: max(len(to_read) // SAMPLE_FILES, 1)][:SAMPLE_FILES]
    read_as, unread = _looked_into(sample, roots, stopped)
    skipped += unread
    without = {one.path for one in unread}
    formats = _formats((one for one in to_read if one.path not in without), roots)
    return Forecast(
        formats=formats,
        encodings=tuple(read_as.most_common()),
        sampled=len(sample),
        removed=len(plan.to_remove),
        unchanged=plan.unchanged,
        skipped=tuple(skipped),
        seconds=_seconds(formats, effort),
        elapsed_s=time.monotonic() - started,
        notes=(*roots.notes, *notes),
    )


def _index(folder: Path) -> tuple[Manifest, dict[str, Known], tuple[str, ...]]:
    """Return what an index is and knows; one that would be built anew knows nothing."""
    try:
        manifest = read_manifest(folder)
    except IndexMissingError:
        return Manifest(""), {}, ()
    except (IndexCorruptError, IndexOutdatedError) as error:
        return Manifest(""), {}, (str(error),)
    if manifest.fingerprint != fingerprint():
        return manifest, {}, ("the index is of another version: it would be built anew",)
    try:
        known = known_documents(
            (Segment(folder / entry.name), entry.deleted) for entry in manifest.segments
        )
    except (IndexCorruptError, FileNotFoundError):
        return manifest, {}, ("the index is damaged: it would be built anew",)
    return manifest, known, ()


def _found(
    folder: Path, roots: Roots, rules: EncodingRules, stopped: Callable[[], bool]
) -> tuple[list[Source], list[Skipped]]:
    found: list[Source] = []
    skipped: list[Skipped] = []
    for item in without_index(folder, walk(list(roots.to_walk), roots.to_walk)):
        _check(stopped)
        if isinstance(item, Source):
            found.append(replace(item, told=rules.told(item.path)))
        else:
            skipped.append(item)
    return found, skipped


def _readable(sources: Iterable[Source], roots: Roots, skipped: list[Skipped]) -> list[Source]:
    """Return the files that a reader takes by their names; note the others as skipped."""
    readable: list[Source] = []
    for source in sources:
        takes_binary = roots.options_of(source.path).include_binary
        reason = unread_suffix(suffix_of(source.path), include_binary=takes_binary)
        if reason is None or _has_command(source, roots) or _package(source, roots):
            readable.append(source)
        else:
            skipped.append(Skipped(source.path, reason, is_error=False))
    return readable


def _check(stopped: Callable[[], bool]) -> None:
    if stopped():
        raise SearchCancelled("nobody waits for the forecast any more")


def _looked_into(
    sources: Iterable[Source], roots: Roots, stopped: Callable[[], bool]
) -> tuple[Counter[str], list[Skipped]]:
    """Read the beginnings of files; return their encodings, and which are no text."""
    encodings: Counter[str] = Counter()
    skipped: list[Skipped] = []
    for source in sources:
        _check(stopped)
        if _reader(source, roots) not in _HEADS:
            continue
        try:
            head = _head(source)
        except DocumentError as error:
            skipped.append(Skipped(source.path, str(error), is_error=error.is_error))
            continue
        if is_told_by_content(head):
            continue  # a page or archive by another name is read as what it is
        reason = format_of_content(head) if head else None
        if not reason and not roots.options_of(source.path).include_binary and looks_binary(head):
            reason = "binary file"
        if reason:
            skipped.append(Skipped(source.path, reason, is_error=False))
        else:
            encodings[source.told or decode(head).encoding] += 1
    return encodings, skipped


def _head(source: Source) -> bytes:
    """Return the beginning of a file, up to the end of a line where there is one."""
    data = read_bytes(source.path, max(source.size_bytes, 1), _HEAD_BYTES)
    if len(data) == _HEAD_BYTES and (end := data.rfind(b"\n")) > 0:
        data = data[: end + 1]
    return data


def _has_command(source: Source, roots: Roots) -> bool:
    """Tell whether a command of the user's reads a file."""
    config = roots.options_of(source.path).config
    return config is not None and config.command(suffix_of(source.path)) is not None


def _package(source: Source, roots: Roots) -> str:
    """Return the installed package that reads a file; empty for none."""
    config = roots.options_of(source.path).config
    found = config.extractor(suffix_of(source.path)) if config else None
    return found.package if found else ""


def _reader(source: Source, roots: Roots) -> str:
    if _has_command(source, roots):
        return _COMMAND
    return _package(source, roots) or reader_name(suffix_of(source.path))


def _formats(sources: Iterable[Source], roots: Roots) -> tuple[FormatForecast, ...]:
    files: Counter[tuple[str, str]] = Counter()
    sizes: Counter[tuple[str, str]] = Counter()
    for source in sources:
        suffix = suffix_of(os.fsencode(source.path).decode("utf-8", "replace"))
        read_by = (suffix, _reader(source, roots))
        files[read_by] += 1
        sizes[read_by] += source.size_bytes
    return tuple(_format(*read_by, files[read_by], size) for read_by, size in sizes.most_common())


def _format(suffix: str, reader: str, files: int, size_bytes: int) -> FormatForecast:
    cost = _COSTS.get(reader, _OTHER_COST)
    seconds = files * cost.a_file + size_bytes / _MEGABYTE * cost.a_megabyte
    return FormatForecast(suffix, reader, files, size_bytes, seconds)


def _seconds(formats: Sequence[FormatForecast], effort: Effort) -> float:
    if not formats:
        return 0.0
    size_bytes = sum(one.size_bytes for one in formats)
    files = sum(one.files for one in formats)
    workers = budget_for(effort.memory_bytes, effort.workers, size_bytes, files).workers
    return _START_S + sum(one.seconds for one in formats) / workers

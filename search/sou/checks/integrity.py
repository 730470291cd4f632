"""Check an index against itself: every file, every count, every document.

In: the folder of an index. Out: what is wrong, all of it. A check goes on after a
problem, into the next file and the next document; nothing is changed.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sou.errors import DAMAGE, IndexCorruptError
from sou.reports import IndexStatus, Problem
from sou.searching.snapshot import open_snapshot
from sou.store.container import REMEDY
from sou.store.manifest import MANIFEST_NAME, Manifest, read_manifest
from sou.store.segment import Segment
from sou.store.skipped import SKIPPED_NAME, read_skipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

    from sou.model import DocumentInfo
    from sou.store.manifest import SegmentEntry

    Integers = npt.NDArray[Any]

_ATTEMPTS: Final = 10
_EMPTY_LIST: Final = b"[]"


@dataclass(frozen=True, slots=True)
class _Opened:
    """A segment of the index, or the reason why it cannot be opened."""

    entry: SegmentEntry
    segment: Segment | None
    reason: str = ""


@dataclass(slots=True)
class _Findings:
    """What a check has found so far."""

    problems: list[Problem] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    homes: dict[tuple[str, str], str] = field(default_factory=dict)
    """The segment file of each live document, by its source and part."""
    text_chars: int = 0
    size_bytes: int = 0


def check_folder(folder: Path, fingerprint: str) -> tuple[IndexStatus, tuple[Problem, ...]]:
    """Read everything the index in a folder holds; return its state and its problems.

    Costs reading and decompressing all of it, some 100 MB of text a second. Where the
    manifest itself is damaged, nothing else is known to belong to the index.

    Raises:
        IndexMissingError: there is no index in the folder.
        IndexOutdatedError: another format or analysis wrote it.
    """
    with suppress(IndexCorruptError, OSError, *DAMAGE):
        open_snapshot(folder, fingerprint)  # raises what is no damage
    findings = _Findings()
    manifest, opened = _open_all(folder, fingerprint, findings)
    for one in opened:
        path = str(folder / one.entry.name)
        reasons = [one.reason] if one.segment is None else _segment_reasons(one, path, findings)
        findings.problems += [Problem(path, reason) for reason in reasons]
    if _is_damaged_list(folder):
        reason = "the list of skipped files cannot be read; delete it, then run: sou index"
        findings.problems.append(Problem(str(folder / SKIPPED_NAME), reason))
    return _status(folder, manifest, findings), tuple(findings.problems)


def _open_all(
    folder: Path, fingerprint: str, findings: _Findings
) -> tuple[Manifest, list[_Opened]]:
    """Open every segment of one commit; a writer may replace files meanwhile."""
    path = folder / MANIFEST_NAME
    try:
        for _ in range(_ATTEMPTS):
            manifest = read_manifest(folder)
            opened = [_open(folder / entry.name, entry) for entry in manifest.segments]
            if read_manifest(folder).generation == manifest.generation:
                break
    except IndexCorruptError as error:
        findings.problems.append(Problem(str(path), _reason(error, str(path))))
        return Manifest(fingerprint), []
    return manifest, opened


def _open(path: Path, entry: SegmentEntry) -> _Opened:
    try:
        return _Opened(entry, Segment(path))
    except FileNotFoundError:
        return _Opened(entry, None, "missing")
    except OSError as error:
        return _Opened(entry, None, (error.strerror or "cannot be read").lower())
    except (IndexCorruptError, *DAMAGE) as error:
        return _Opened(entry, None, _reason(error, str(path)))


def _reason(error: Exception, path: str) -> str:
    """Return what an error says, without the file's name and the command to run."""
    if not isinstance(error, IndexCorruptError):
        return f"makes no sense ({type(error).__name__}: {error})"
    said = str(error).removesuffix(f"; {REMEDY}").removesuffix(f"; {REMEDY} PATH")
    return said.removeprefix(path).lstrip(": ").removeprefix("is ") or "damaged"


def _segment_reasons(opened: _Opened, path: str, findings: _Findings) -> Iterator[str]:
    """Yield what is wrong with a segment that could be opened, and count what is right."""
    segment, entry = opened.segment, opened.entry
    assert segment is not None  # noqa: S101  # the caller looked
    findings.size_bytes += segment.container.size_bytes
    try:
        segment.container.verify()
    except IndexCorruptError as error:
        yield _reason(error, path)
    yield from _count_reasons(segment, entry)
    chars = 0
    for number in range(segment.document_count):
        try:
            info = segment.info(number)
            chars += info.length_chars
            if number not in entry.deleted:
                yield from _document_reasons(segment, number, info)
                yield from _name_reasons(info, entry.name, findings)
                findings.kinds[info.kind] += 1
                findings.text_chars += info.length_chars
        except (IndexCorruptError, *DAMAGE) as error:
            yield f"document {number}: {_reason(error, path)}"
    if chars != segment.text_chars:
        yield f"{chars} characters of text, where its footer says {segment.text_chars}"


def _count_reasons(segment: Segment, entry: SegmentEntry) -> Iterator[str]:
    documents, rows = segment.document_count, segment.row_count
    if documents != entry.documents:
        yield f"{documents} documents, where {MANIFEST_NAME} says {entry.documents}"
    if entry.deleted and max(entry.deleted) >= documents:
        yield f"{MANIFEST_NAME} deletes document {max(entry.deleted)} of {documents}"
    starts = segment.document_rows
    if starts.size != documents + 1 or starts[0] != 0 or starts[-1] != rows or not _ascends(starts):
        yield f"its {documents} documents do not share its {rows} rows"
    if segment.row_positions.size != rows + 1 or not _ascends(segment.row_positions):
        yield f"its {rows} rows do not share its positions"
    positions, spelt = segment.unusual_spellings
    known = (spelt < len(segment.spelt)).all()
    if positions.size != spelt.size or not known or not _ascends(positions):
        yield "its unusual spellings are not where they should be"
    codes = segment.type_codes
    if codes.size != documents or (codes >= len(segment.types)).any():
        yield f"its {documents} documents do not have types"
    if segment.modified_ns.size != documents:
        yield f"its {documents} documents do not have times"
    dated, dates = segment.own_dates
    if dated.size != dates.size or not _ascends(dated) or (dated >= documents).any():
        yield f"its {documents} documents do not have dates"
    languages = segment.language_codes
    if languages.size != documents or (languages >= len(segment.languages)).any():
        yield f"its {documents} documents do not have languages"
    if segment.file_starts.size != documents:
        yield f"its {documents} documents do not say whose parts they are"


def _document_reasons(segment: Segment, number: int, info: DocumentInfo) -> Iterator[str]:
    """Yield what is wrong with a document, as a reader of it would find."""
    name = f"document {number} ({info.id})"
    length = len(segment.text(number))
    if length != info.length_chars:
        yield f"{name} has {length} of {info.length_chars} characters"
    places = segment.source_map(number)
    offsets = np.asarray(places.offsets)
    lines, columns = np.asarray(places.lines), np.asarray(places.columns)
    if not offsets.size == lines.size == columns.size or not _leads_inside(offsets, length):
        yield f"{name} has a source map that leads out of it"
    elif lines.min() < 1 or columns.min() < 1:
        yield f"{name} has a source map that leads nowhere"
    anchors = [anchor.offset for anchor in segment.anchors(number)]
    if anchors != sorted(anchors) or not all(0 <= offset <= length for offset in anchors):
        yield f"{name} has anchors outside its text"
    joins = segment.offset_map(number).whole
    kept = joins.to_source(joins.starts)
    if not _leads_inside(joins.starts, length) or not _ascends(kept) or kept[-1] > length:
        yield f"{name} has a map of joined text that leads out of it"


def _leads_inside(offsets: Integers, length: int) -> bool:
    """Tell whether offsets begin with 0, ascend strictly and stay in a text."""
    is_strict = bool((offsets[1:] > offsets[:-1]).all())
    return offsets.size > 0 and offsets[0] == 0 and is_strict and int(offsets[-1]) <= length


def _ascends(numbers: Integers) -> bool:
    return bool((numbers[1:] >= numbers[:-1]).all())


def _name_reasons(info: DocumentInfo, home: str, findings: _Findings) -> Iterator[str]:
    if not (isinstance(info.path, str) and info.path and isinstance(info.title, str)):
        yield "a document has no path or no title"
    elif (other := findings.homes.get((info.path, info.part))) is None:
        findings.homes[info.path, info.part] = home
    else:
        yield f"{info.id} is in {'it twice' if other == home else f'{other}, too'}"


def _is_damaged_list(folder: Path) -> bool:
    """Tell whether the list of skipped files is there and makes no sense."""
    try:
        raw = (folder / SKIPPED_NAME).read_bytes()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return raw != _EMPTY_LIST and not read_skipped(folder)


def _status(folder: Path, manifest: Manifest, findings: _Findings) -> IndexStatus:
    return IndexStatus(
        location=str(folder),
        generation=manifest.generation,
        documents=sum(findings.kinds.values()),
        segments=len(manifest.segments),
        text_chars=findings.text_chars,
        size_bytes=findings.size_bytes,
        roots=manifest.roots,
        committed_s=manifest.committed_s,
        kinds=tuple(sorted(findings.kinds.items(), key=lambda item: (-item[1], item[0]))),
        skipped=read_skipped(folder),
        files=len({path for path, _ in findings.homes}),
        unfinished=manifest.unfinished,
    )

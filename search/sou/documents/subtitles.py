"""Subtitles: what is said, cue after cue, without times and styling.

Read by line and forgiving: a cue with a broken number or time keeps its text. Cues
are parted by a blank line; each is an anchor labelled with the time it begins.
SubRip and WebVTT share a reader, because files of either kind hold the other's
habits; ASS and SSA have their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Final, NamedTuple

from sou.documents.decode import decode
from sou.documents.text_builder import TextBuilder
from sou.model import Anchor
from sou.sources import Document

_TIMING = re.compile(r"\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,]\d{0,3})?\s*-{1,2}>")
_COUNTER = re.compile(r"\s*\d+\s*$")
_SPOKEN_TAG = re.compile(
    r"</?(?:[ibus]|font|c|v|lang|ruby|rt)(?:[\s.][^<>]*)?>|<\d[\d:.]*>|\{\\[^{}]*\}"
    r"|&(?:amp|lt|gt|nbsp|lrm|rlm|quot|#\d{1,7}|#x[0-9a-f]{1,6});",
    re.IGNORECASE,
)
_VTT_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)|WEBVTT")
_ASS_TIME = re.compile(r"\s*(\d+):(\d{1,2}):(\d{1,2})")
_ASS_MARK = re.compile(r"\{[^{}]*\}|\\[Nnh]")
_ASS_DRAWING = re.compile(r"\\p(\d+)")
_ASS_TITLE = re.compile(r"^Title:[ \t]*([^\r\n]*)", re.MULTILINE)
UNSET_TITLES: Final = ("", "Default Aegisub file", "<untitled>", "untitled")
"""What programs write where nobody gave a title."""
ASS_FIELDS: Final = 10
"""Fields of a Dialogue line when no Format line says otherwise; text is the last."""


class _Piece(NamedTuple):
    """A bit of a cue's text."""

    text: str
    source_offset: int | None
    """Of its first character, or of the mark it stands for; ``None`` for a separator."""


class _Cue(NamedTuple):
    label: str
    pieces: list[_Piece]


def read_subtitles(data: bytes, name: str) -> tuple[Document, ...]:
    """Read a subtitle file; its anchors are the cues that say something."""
    decoded = decode(data)
    source = decoded.text
    title = name
    read_cues: Callable[[str], Iterator[_Cue]] = _spoken_cues
    if name.lower().endswith((".ass", ".ssa")):
        read_cues = _ass_cues
        script_title = _ASS_TITLE.search(source)
        given = script_title[1].strip() if script_title else ""
        title = name if given in UNSET_TITLES else given
    builder = TextBuilder(source)
    anchors: list[Anchor] = []
    for cue in read_cues(source):
        if not any(piece.text.strip() for piece in cue.pieces):
            continue
        if builder.length:
            builder.insert("\n\n")
        anchors.append(Anchor(builder.length, "cue", cue.label))
        for text, source_offset in cue.pieces:
            if source_offset is None:
                builder.insert(text)
            else:
                builder.append(text, source_offset)
    document = Document(
        text=builder.text(),
        title=title,
        kind="subtitles",
        encoding=decoded.encoding,
        confidence=decoded.confidence,
        source_map=builder.source_map(),
        anchors=tuple(anchors),
        notes=decoded.notes,
    )
    return (document,)


def _spoken_cues(source: str) -> Iterator[_Cue]:
    """Yield the cues of SubRip or WebVTT.

    A number, or in WebVTT any name, alone on the line before a time is not text.
    A blank line ends a cue only if such a line or a time follows: text after it
    belongs to the cue still.
    """
    is_vtt = source.startswith("WEBVTT")
    cue = _Cue("00:00:00", [])
    lines = list(_lines(source))
    is_in_block = False
    for index, (offset, line) in enumerate(lines):
        if timing := _TIMING.match(line):
            yield cue
            cue, is_in_block = _Cue(_time_code(timing), []), False
        elif not line:
            is_in_block = False
        elif is_in_block or (is_vtt and _starts_block(lines, index)):
            is_in_block = True
        elif not _is_cue_name(lines, index, is_vtt=is_vtt):
            if cue.pieces:
                cue.pieces.append(_Piece("\n", None))
            cue.pieces.extend(_without_marks(line, offset, _SPOKEN_TAG, _spoken_meaning))
    yield cue


def _starts_block(lines: list[tuple[int, str]], index: int) -> bool:
    """Return whether a line begins a comment, a style or the header of a WebVTT file."""
    return (index == 0 or not lines[index - 1][1]) and bool(_VTT_BLOCK.match(lines[index][1]))


def _is_cue_name(lines: list[tuple[int, str]], index: int, *, is_vtt: bool) -> bool:
    is_last = index + 1 == len(lines)
    if is_last or not _TIMING.match(lines[index + 1][1]):
        return False
    starts_cue = index == 0 or not lines[index - 1][1]
    return bool(_COUNTER.match(lines[index][1])) or (is_vtt and starts_cue)


def _ass_cues(source: str) -> Iterator[_Cue]:
    """Yield the Dialogue lines of the Events section, in the order of the file."""
    fields = ASS_FIELDS
    start_field = 1
    for offset, line in _lines(source):
        kind, _, rest = line.partition(":")
        if kind == "Format" and "Text" in rest:
            names = [name.strip() for name in rest.split(",")]
            fields = len(names)
            start_field = names.index("Start") if "Start" in names else 1
        elif kind == "Dialogue":
            values = rest.split(",", fields - 1)
            said = values[-1]
            time = _ASS_TIME.match(values[start_field]) if len(values) > start_field else None
            label = _time_code(time) if time else "00:00:00"
            said_offset = offset + len(line) - len(said)
            yield _Cue(label, _without_drawings(said, said_offset))


def _without_drawings(said: str, offset: int) -> list[_Piece]:
    r"""Return the text of a Dialogue line outside ``{\p1}`` … ``{\p0}``."""
    kept: list[_Piece] = []
    start, is_drawing = 0, False
    for mark in _ASS_MARK.finditer(said):
        drawing = _ASS_DRAWING.findall(mark[0])
        if drawing and is_drawing != (drawing[-1] != "0"):
            if not is_drawing:
                kept += _without_marks(said[start : mark.start()], offset + start, *_ASS)
            start, is_drawing = mark.end(), not is_drawing
    if not is_drawing:
        kept += _without_marks(said[start:], offset + start, *_ASS)
    return kept


def _without_marks(
    line: str, offset: int, mark: re.Pattern[str], meaning: Callable[[str], str]
) -> list[_Piece]:
    pieces: list[_Piece] = []
    start = 0
    for found in mark.finditer(line):
        pieces.append(_Piece(line[start : found.start()], offset + start))
        pieces.append(_Piece(meaning(found[0]), offset + found.start()))
        start = found.end()
    pieces.append(_Piece(line[start:], offset + start))
    return [piece for piece in pieces if piece.text]


def _spoken_meaning(mark: str) -> str:
    return unescape(mark) if mark[0] == "&" else ""


def _ass_meaning(mark: str) -> str:
    return {"\\N": "\n", "\\n": "\n", "\\h": "\u00a0"}.get(mark, "")


_ASS: Final = (_ASS_MARK, _ass_meaning)


def _time_code(time: re.Match[str]) -> str:
    hours, minutes, seconds = (int(part or 0) for part in time.groups())
    return f"{hours:02}:{minutes:02}:{seconds:02}"


def _lines(source: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and content of each line, without trailing blanks."""
    start = 0
    for line in source.split("\n"):
        yield start, line.rstrip()
        start += len(line) + 1

r"""JSON: a record is a document, with each character's place in the file.

The members of a list of objects are records, so are values that follow one another, and
the lines of JSONL; any other value is one document. A text stands as its string says,
``\u4e2d`` as 中, and its place is that of the escape. What is no JSON is read as the text
that it is, and named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.documents.decode import Decoded, decode
from sou.documents.json_fields import facts, text_strings
from sou.documents.json_scan import JsonError, JsonValue, scan_values, unescaped
from sou.documents.plain import line_starts, verbatim
from sou.documents.text_builder import TextBuilder
from sou.sources import Document

if TYPE_CHECKING:
    from sou.config import JsonFields
    from sou.documents.reading import Reading

NAMED_LINES: Final = 5
"""Lines that are no JSON are named up to so many, and the others counted."""
_BLANKS: Final = " \t\r\n"


def read_json(data: bytes, name: str, reading: Reading) -> tuple[Document, ...]:
    """Read a file of values, usually one."""
    file = _File.of(decode(data), name, reading)
    source = file.decoded.text
    is_list = source.lstrip(_BLANKS).startswith("[")
    in_list = is_list and source.lstrip("[" + _BLANKS).startswith("{")
    values: list[JsonValue] = []
    note = ""
    try:
        values.extend(scan_values(source, 0, len(source), in_list=in_list))
    except JsonError as error:
        if error.offset < len(source):
            return (_as_written(file, f"not JSON from line {file.place(error.offset)} on"),)
        values.append(error.unfinished)
        note = f"cut off in line {file.place(error.offset)}"
    is_record = in_list or len(values) > 1
    documents = [
        _document(file, value, str(number) if is_record else "")
        for number, value in enumerate(values, 1)
    ]
    return _checked(file, documents, [note] if note else [])


def read_json_lines(data: bytes, name: str, reading: Reading) -> tuple[Document, ...]:
    """Read a file with a value on each line; blank lines count, and are nothing."""
    file = _File.of(decode(data), name, reading)
    source = file.decoded.text
    documents: list[Document | None] = []
    bad_lines: list[int] = []
    for number, (start, end) in enumerate(file.lines(), 1):
        try:
            values = list(scan_values(source, start, end, in_list=False))
            documents += (_document(file, value, str(number)) for value in values)
        except JsonError:
            bad_lines.append(number)
            documents.append(_line_as_written(file, start, end, number))
    if bad_lines and bad_lines[0] == 1 and len(bad_lines) > len(documents) / 2:
        whole = read_json(data, name, reading)  # values of several lines each
        if len(whole) > 1:
            return whole
    return _checked(file, documents, [_bad_lines(bad_lines)] if bad_lines else [])


class _File(NamedTuple):
    """What the records of a file share."""

    decoded: Decoded
    name: str
    fields: JsonFields
    starts: Sequence[int]

    @classmethod
    def of(cls, decoded: Decoded, name: str, reading: Reading) -> _File:
        return cls(decoded, name, reading.config.json, line_starts(decoded.text))

    def lines(self) -> Iterator[tuple[int, int]]:
        """Yield the bounds of each line, its end included."""
        yield from zip(self.starts, [*self.starts[1:], len(self.decoded.text)], strict=True)

    def place(self, offset: int) -> int:
        """Return the line of an offset, from 1."""
        return self.decoded.text.count("\n", 0, offset) + 1


def _document(file: _File, value: JsonValue, part: str) -> Document | None:
    """Return the document of a value, ``None`` when it has no text."""
    source = file.decoded.text
    strings = text_strings(source, value, file.fields, is_record=bool(part))
    builder = TextBuilder(source, file.starts)
    for string in strings:
        if string.start == string.end:
            continue
        if builder.length:
            builder.insert("\n\n")
        for text, offset, width in unescaped(source, string.start, string.end):
            if width == 1:
                builder.append(text, offset)
            else:
                builder.append_spread(text, offset, width)
    if not builder.length:
        return None
    said = facts(source, value, file.fields)
    return Document(
        text=builder.text(),
        title=said.title or (f"{file.name}#{part}" if part else file.name),
        kind="json",
        encoding=file.decoded.encoding,
        confidence=file.decoded.confidence,
        source_map=builder.source_map(),
        part=part,
        author=said.author,
        date=said.date,
    )


def _checked(
    file: _File, documents: Sequence[Document | None], notes: Sequence[str]
) -> tuple[Document, ...]:
    """Return the documents that there are; the first has the notes of the file."""
    found = [document for document in documents if document is not None]
    if not found:
        return (_as_written(file, *notes),)
    found[0] = replace(found[0], notes=(*file.decoded.notes, *notes))
    return tuple(found)


def _as_written(file: _File, *notes: str) -> Document:
    document = verbatim(file.decoded, title=file.name)
    return replace(document, kind="json", notes=(*file.decoded.notes, *notes))


def _line_as_written(file: _File, start: int, end: int, number: int) -> Document | None:
    line = file.decoded.text[start:end].rstrip(_BLANKS)
    if not line:
        return None
    builder = TextBuilder(file.decoded.text, file.starts)
    builder.append(line, start)
    return replace(
        _as_written(file),
        text=line,
        title=f"{file.name}#{number}",
        source_map=builder.source_map(),
        notes=(),
        part=str(number),
    )


def _bad_lines(numbers: Sequence[int]) -> str:
    named = ", ".join(str(number) for number in numbers[:NAMED_LINES])
    if len(numbers) > NAMED_LINES:
        named = f"{named} and {len(numbers) - NAMED_LINES:,} more"
    lines, are = ("line", "is") if len(numbers) == 1 else ("lines", "are")
    return f"{lines} {named} {are} not JSON, read as written"

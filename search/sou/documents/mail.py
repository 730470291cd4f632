"""Mail: who wrote what to whom, the text, and what is attached.

The text begins with the headers a reader is shown, decoded, then the body (of several
versions the plain one), then the names of what is attached. Attachments that have a
reader are documents of their own, whose part is their name; the mail's is ``1`` then, as
in a mailbox, else none. Headers and body are taken as they are written, because what
:mod:`email` makes of them fails on charsets it does not know, and loses what is not in
the charset that is declared.
"""

from __future__ import annotations

import codecs
import email
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from email import errors
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.documents.dates import iso_date
from sou.documents.decode import Decoded, decode
from sou.documents.html import read_html
from sou.documents.mail_headers import (
    RawHeaders,
    charset_of,
    decoded_header,
    filename_of,
    raw_bytes,
)
from sou.documents.mail_places import PlacedText, content_of, placed_text
from sou.documents.plain import line_starts, verbatim
from sou.documents.text_builder import TextBuilder
from sou.errors import DocumentError
from sou.model import Anchor
from sou.sources import Document

if TYPE_CHECKING:
    from sou.documents.mail_headers import RawMessage
    from sou.documents.reading import Reading

SHOWN: Final = ("subject", "from", "to", "cc", "date")
NAMED_PROBLEMS: Final = 5
_POLICY: Final = RawHeaders()
_DEFECTS: Final = (
    (errors.InvalidBase64PaddingDefect, "its base64 is damaged"),
    (errors.InvalidBase64CharactersDefect, "its base64 is damaged"),
    (errors.InvalidBase64LengthDefect, "its base64 is damaged"),
    (errors.NoBoundaryInMultipartDefect, "parts without a boundary, read as one"),
    (errors.StartBoundaryNotFoundDefect, "parts without their boundary, read as one"),
    (errors.CloseBoundaryNotFoundDefect, "its last part has no end"),
)


class MailFile(NamedTuple):
    """A file of mail, one character for each byte."""

    text: str
    starts: Sequence[int]
    """Of its lines."""

    @classmethod
    def of(cls, data: bytes) -> MailFile:
        """Take a file's bytes."""
        text = data.decode("latin-1")
        return cls(text, line_starts(text))


class Extent(NamedTuple):
    """The part of a file that is one mail, half-open, and what that part is called."""

    start: int
    end: int
    part: str = ""


def read_mail(data: bytes, name: str, reading: Reading) -> tuple[Document, ...]:
    """Read one mail; the first document is the mail itself."""
    return read_message(MailFile.of(data), Extent(0, len(data)), name, reading)


def read_message(
    file: MailFile, extent: Extent, name: str, reading: Reading
) -> tuple[Document, ...]:
    """Read one mail of a file; ``name`` is its title when it has none."""
    written = file.text[extent.start : extent.end]
    mail = _Mail(file, extent, reading)
    try:
        mail.take(email.message_from_string(written, policy=_POLICY))
    except RecursionError:
        document = verbatim(decode(raw_bytes(written)), title=name)
        note = "parts nested too deeply, read as written"
        notes = (*document.notes, note)
        return (replace(document, kind="mail", part=extent.part, notes=notes),)
    return mail.documents(name)


@dataclass(slots=True)
class _Mail:
    """What is found as a mail is gone through, part by part, in the order of the file."""

    file: MailFile
    extent: Extent
    reading: Reading
    builder: TextBuilder = field(init=False)
    position: int = field(init=False)
    """What comes next stands there or behind it."""
    said: dict[str, str] = field(default_factory=dict)
    """The headers shown, of the outermost mail, by their name in lower case."""
    decoded: Decoded | None = None
    """Of the first text that is not ASCII."""
    anchors: list[Anchor] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    attached: list[Document] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.builder = TextBuilder(self.file.text, self.file.starts)
        self.position = self.extent.start

    def take(self, message: RawMessage) -> None:
        """Go through a whole mail."""
        steps = list(_steps(message))
        charsets = (charset_of(step.part) for step in steps if not step.is_mail)
        charset = next(filter(None, charsets), None)
        for step in steps:
            if step.is_mail:
                self._take_headers(step.part, charset)
            else:
                self._take_leaf(step, charset)
            self._take_defects(step.part)

    def documents(self, name: str) -> tuple[Document, ...]:
        """Return the mail, and what is attached to it."""
        decoded = self.decoded or Decoded("", "utf-8", 1.0)
        mail = Document(
            text=self.builder.text(),
            title=self.said.get("subject") or name,
            kind="mail",
            encoding=decoded.encoding,
            confidence=decoded.confidence,
            source_map=self.builder.source_map(),
            anchors=tuple(self.anchors),
            notes=(*decoded.notes, *list(self.notes)[:NAMED_PROBLEMS]),
            part=self.extent.part or ("1" if self.attached else ""),
            author=self.said.get("from", ""),
            date=iso_date(self.said.get("date", "")),
        )
        return (mail, *self.attached)

    def _take_headers(self, message: RawMessage, charset: str | None) -> None:
        is_first = not self.builder.length
        separator = "" if is_first else "\n\n"
        for name, value in message.items():
            if name.lower() not in SHOWN:
                continue
            line = re.compile(rf"^{re.escape(name)}[ \t]*:\s*", re.MULTILINE | re.IGNORECASE)
            found = line.search(self.file.text, self.position, self.extent.end)
            if found is None:
                continue
            self.position = found.end()
            shown = decoded_header(value, charset)
            self.builder.insert(separator)
            self.builder.append(f"{name}: ", found.start())
            self.builder.append(shown, found.end())
            separator = "\n"
            if is_first:
                self.said.setdefault(name.lower(), shown)

    def _take_leaf(self, step: _Step, charset: str | None) -> None:
        part = step.part
        payload = part.get_payload()
        payload = payload if isinstance(payload, str) else ""
        offset = self._locate(payload)
        self.position = offset + len(payload)
        name = filename_of(part, charset)
        is_text = part.get_content_maintype() in {"text", "multipart"}
        disposition = (part.get("Content-Disposition") or "").strip().lower()
        if not is_text or (step.is_inside and (name or disposition.startswith("attachment"))):
            self._take_attachment(part, name, offset)
            return
        text = placed_text(part, payload, offset)
        if self.decoded is None and not text.decoded.text.isascii():
            self.decoded = text.decoded
        if part.get_content_type() == "text/html":
            self._append_html(text)
        elif text.decoded.text.strip():
            end = len(text.decoded.text.rstrip())
            self._part_from_what_is_before()
            text.append_to(self.builder, 0, end, text.decoded.text[:end])

    def _append_html(self, text: PlacedText) -> None:
        """Append a page as it is shown; its places are those of the mail."""
        source = text.decoded.text
        (page,) = read_html(codecs.BOM_UTF8 + source.encode("utf-8", "replace"), "")
        if not page.text:
            return
        self._part_from_what_is_before()
        shift = self.builder.length
        starts = line_starts(source)
        offsets = [*page.source_map.offsets, len(page.text)]
        for start, end in pairwise(offsets):
            place = page.source_map.place(start)
            begin = starts[place.line - 1] + place.column - 1
            text.append_to(self.builder, begin, begin + end - start, page.text[start:end])
        self.anchors += (
            Anchor(shift + anchor.offset, anchor.kind, anchor.label) for anchor in page.anchors
        )

    def _take_attachment(self, part: RawMessage, name: str, offset: int) -> None:
        if not name and part.get_content_maintype() != "text":
            return  # a picture in a page, a signature
        content = content_of(part)
        name = name or f"attachment {len(self.attached) + 1}"
        self._part_from_what_is_before()
        self.builder.append(f"Attachment: {name}", offset)
        prefix = f"{self.extent.part}/{name}" if self.extent.part else name
        try:
            self.reading.allowance.take(len(content))
            documents = self.reading.read(content, name)
        except DocumentError as error:
            if error.is_error:
                self.notes[f"{name}: {error}"] = None
            return
        for document in documents:
            inner = f"{prefix}/{document.part}" if document.part else prefix
            self.attached.append(replace(document, part=inner))

    def _take_defects(self, part: RawMessage) -> None:
        for defect in part.defects:
            for kind, note in _DEFECTS:
                if isinstance(defect, kind):
                    self.notes[note] = None

    def _part_from_what_is_before(self) -> None:
        if self.builder.length:
            self.builder.insert("\n\n")

    def _locate(self, payload: str) -> int:
        """Return where a payload stands, behind the blank line that ends its headers."""
        text, end = self.file.text, self.extent.end
        if not payload:
            return self.position
        ends = [
            (found, found + len(blank))
            for blank in ("\n\n", "\r\n\r\n")
            if (found := text.find(blank + payload, self.position, end)) >= 0
        ]
        found = min(ends)[1] if ends else text.find(payload, self.position, end)
        return found if found >= 0 else self.position


class _Step(NamedTuple):
    """A mail, whose headers come next, or a part without parts."""

    part: RawMessage
    is_mail: bool
    is_inside: bool
    """Whether it is one of several parts."""


def _steps(message: RawMessage) -> Iterator[_Step]:
    """Yield mails and leaves in the order of the file, without recursion."""
    waiting = [_Step(message, is_mail=True, is_inside=False)]
    while waiting:
        step = waiting.pop()
        if step.is_mail:
            yield step
        part = step.part
        if not part.is_multipart():
            yield step._replace(is_mail=False)
            continue
        inner = part.get_payload()
        children = [one for one in inner if not isinstance(one, str)]
        if part.get_content_type() == "multipart/alternative":
            children = _best_versions(children)
        is_mail = part.get_content_type() == "message/rfc822"
        waiting += (_Step(child, is_mail, is_inside=not is_mail) for child in reversed(children))


def _best_versions(versions: list[RawMessage]) -> list[RawMessage]:
    """Return the versions without pages, if there is one in plain text."""
    has_plain = any(
        one.get_content_type() == "text/plain"
        and not one.is_multipart()
        and content_of(one).strip()
        for one in versions
    )
    pages = {"text/html", "multipart/related"}
    return [one for one in versions if not (has_plain and one.get_content_type() in pages)]

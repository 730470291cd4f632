"""Mailboxes: a file of mails, each begun by a line ``From …`` behind a blank line.

A mail is a document, whose part is its number in the file. What is attached is a
document, too, ``12/報告.docx``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sou.documents.mail import Extent, MailFile, read_message

if TYPE_CHECKING:
    from sou.documents.reading import Reading
    from sou.sources import Document

_FROM = re.compile(r"From [^\r\n]*\r?\n(?=[!-9;-~]+:|\r?\n|[ \t]|>From )")


def read_mailbox(data: bytes, name: str, reading: Reading) -> tuple[Document, ...]:
    """Read the mails of a file, in its order; without a ``From`` line it is one mail."""
    file = MailFile.of(data)
    found = list(_from_lines(file.text))
    if not found:
        return read_message(file, Extent(0, len(data)), name, reading)
    ends = [line.start() for line in found[1:]]
    documents: list[Document] = []
    for number, (line, end) in enumerate(zip(found, [*ends, len(data)], strict=True), 1):
        extent = Extent(line.end(), end, str(number))
        documents += read_message(file, extent, f"{name}#{number}", reading)
    return tuple(documents)


def _from_lines(text: str) -> Iterator[re.Match[str]]:
    """Yield the lines that begin a mail, the first of the file or behind a blank one."""
    start = 0
    while start >= 0:
        is_behind_blank = start == 0 or text.endswith(("\n\n", "\n\r\n"), 0, start)
        if is_behind_blank and (line := _FROM.match(text, start)):
            yield line
        feed = text.find("\nFrom ", start)
        start = feed + 1 if feed >= 0 else -1

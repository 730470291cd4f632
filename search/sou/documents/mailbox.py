"""Mailboxes: a file of mails, each begun by a line ``From …`` behind a blank line.

A mail is a document, whose part is its number in the file. What is attached is a
document, too, ``12/報告.docx``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sou.documents.mail import Extent, MailFile, read_message

if TYPE_CHECKING:
    from sou.documents.reading import Reading
    from sou.sources import Document

_FROM = re.compile(
    r"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]*\r?\n(?=[!-9;-~]+:|\r?\n|[ \t]|>From )"
)


def read_mailbox(data: bytes, name: str, reading: Reading) -> tuple[Document, ...]:
    """Read the mails of a file, in its order; without a ``From`` line it is one mail."""
    file = MailFile.of(data)
    begins = [found.end() for found in _FROM.finditer(file.text)]
    ends = [found.start() for found in _FROM.finditer(file.text)][1:]
    documents: list[Document] = []
    if not begins:
        return read_message(file, Extent(0, len(data)), name, reading)
    for number, (start, end) in enumerate(zip(begins, [*ends, len(data)], strict=True), 1):
        extent = Extent(start, end, str(number))
        documents += read_message(file, extent, f"{name}#{number}", reading)
    return tuple(documents)

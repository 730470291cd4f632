"""Source code as it is written: comments and strings are in Chinese, in any encoding."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sou.documents.decode import decode
from sou.documents.plain import verbatim

if TYPE_CHECKING:
    from sou.sources import Document

_DECLARED = re.compile(rb"(?:[^\n]*\n)??[^\n]*?coding[:=][ \t]*([-\w.]+)")
"""What Python, Ruby, Emacs and Vim look for in one of the first two lines."""
HEAD_BYTES: Final = 400


def read_source_code(data: bytes, name: str) -> tuple[Document, ...]:
    """Read a program's source; its title is the file's name."""
    declared = _DECLARED.match(data[:HEAD_BYTES])
    decoded = decode(data, declared[1].decode("ascii") if declared else None)
    return (replace(verbatim(decoded, title=name), kind="code"),)

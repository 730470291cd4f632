"""What stands before a place in its line of a source, as the file has it now.

Editors and lists of places count columns in units of their own, so they want the characters
of the file: the text of a page, a subtitle or a record is not the line that it is written in.
Nothing past the place is kept, and no more than a piece of the file at a time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from sou.model import Place

PIECE_CHARS: Final = 1 << 16
MOST_CHARS: Final = 256 << 20
"""A file that has grown beyond this is not read to its end for a column."""


def line_before(path: str, encoding: str, place: Place) -> str:
    """Return the characters before a place in its line: all there are, if the line is shorter.

    Empty when the file cannot be read, or has no such line. Lines end with a line feed, as
    those of places do: a lone carriage return ends none. Costs reading the file up to there.
    """
    try:
        if not Path(path).is_file():  # a pipe of that name would be waited for
            return ""
        codec = known_codec(encoding)
        with Path(path).open(encoding=codec, errors="replace", newline="\n") as file:
            return _before(_pieces(file), place)
    except (OSError, LookupError, ValueError):
        return ""


def known_codec(encoding: str) -> str:
    """Return the name of an encoding of a document, which Python knows from now on."""
    if encoding == "euc_tw":  # Python has no such codec
        from sou.documents.euc_tw import register_euc_tw

        register_euc_tw()
    return encoding


def _pieces(file: TextIO) -> Iterator[str]:
    """Yield the text, without a byte order mark."""
    left_chars = MOST_CHARS
    mark = "\ufeff"
    while left_chars > 0 and (piece := file.read(PIECE_CHARS)):
        yield piece.removeprefix(mark)
        left_chars -= len(piece)
        mark = ""


def _before(pieces: Iterator[str], place: Place) -> str:
    feeds, wanted = place.line - 1, place.column - 1
    found: list[str] = []
    for piece in pieces:
        start = 0
        if feeds:
            count = piece.count("\n")
            if count < feeds:
                feeds -= count
                continue
            start = _after_feeds(piece, feeds)
            feeds = 0
        end = piece.find("\n", start)
        found.append(piece[start : end if 0 <= end < start + wanted else start + wanted])
        wanted -= len(found[-1])
        if end >= 0 or not wanted:
            break
    before = "".join(found)
    return before.removesuffix("\r") if wanted else before  # of a line end, not one in a line


def _after_feeds(piece: str, count: int) -> int:
    """Return where the text goes on after so many line feeds."""
    start = 0
    for _ in range(count):
        start = piece.index("\n", start) + 1
    return start

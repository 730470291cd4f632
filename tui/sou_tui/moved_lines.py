"""Where a line that was indexed stands in its source now, if the source has changed since."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sou.documents.source_lines import known_codec

_MOST_BYTES: Final = 16 << 20
"""A longer source is not looked through: the user waits for the editor meanwhile."""


def line_now(path: str, encoding: str, line: int, text: str) -> int | None:
    """Return the number, from 1, of the line with a text that is nearest to where it was.

    The text is that of a line of the source, not what was made of it. ``None`` where there is
    no such line any more, or nobody can tell. Lines end with a line feed, as those of places do.
    """
    wanted = text.rstrip("\r\n")
    if not wanted.strip():
        return None
    try:
        with Path(path).open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            return None
        lines = data.decode(known_codec(encoding), "replace").removeprefix("\ufeff").split("\n")
    except (OSError, LookupError):
        return None
    found = (n for n, one in enumerate(lines, 1) if one.rstrip("\r") == wanted)
    return min(found, key=lambda number: abs(number - line), default=None)

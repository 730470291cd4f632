"""Colours of a terminal, or none.

In: what the user and the terminal say. Out: the escape sequences to put
around parts of the output; they are the only ones that ever leave sou's
command line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Style:
    """Sequences that begin a kind of text; all empty means plain."""

    path: str = ""
    rank: str = ""
    match: str = ""
    reset: str = ""
    has_links: bool = False
    """Whether paths are links."""

    def paint(self, begin: str, text: str) -> str:
        """Return ``text`` in the colour that ``begin`` starts."""
        return f"{begin}{text}{self.reset}" if begin else text


PLAIN = Style()
COLOURED = Style(path="\x1b[35m", rank="\x1b[2m", match="\x1b[1;31m", reset="\x1b[0m")


def choose_style(choice: str, is_terminal: bool, environ: Mapping[str, str]) -> Style:
    """Return the style for ``auto``, ``always`` or ``never``.

    ``auto`` colours a terminal unless ``NO_COLOR`` is not empty or ``TERM`` is
    ``dumb``; ``always`` colours a pipe too.
    """
    if choice == "auto":
        wants_none = bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"
        return COLOURED if is_terminal and not wants_none else PLAIN
    return COLOURED if choice == "always" else PLAIN

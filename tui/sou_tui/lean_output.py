"""Fewer bytes for the same screen: from one style to the next only what differs is written.

Rich ends each piece of text with a reset and begins the next with all of its style: 40 bytes
of colours, mostly those that were set already. A terminal, or a line to one far away, takes
half as long for what this leaves.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.driver import Driver

_STYLE: Final = re.compile(r"\x1b\[([0-9;]*)m")
_MOVES: Final = re.compile(r"(?:\x1b\[[0-9;]*H|[\r\n])*")
"""What shows nothing: it may come while a style is still set."""
_RESETS: Final = frozenset(("", "0"))
_ENDS: Final = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "5": "25",
    "7": "27",
    "8": "28",
    "9": "29",
    **{str(code): "39" for code in (*range(30, 39), *range(90, 98))},
    **{str(code): "49" for code in (*range(40, 49), *range(100, 108))},
}
"""What ends each setting. Two of them end bold and dim together."""
_COLOURS: Final = frozenset(("39", "49"))
_LONG: Final = {"2": 5, "5": 3}
"""How many numbers tell a colour that begins with 38 or 48, by the second of them."""


def lean(data: str) -> str:
    """Return what shows the same on a terminal whose style is reset, and leaves it reset."""
    first, *rest = _STYLE.split(data)
    written, held, is_over = [first], "", False
    for style, text in zip(rest[::2], rest[1::2], strict=True):
        if style in _RESETS:
            is_over = True
        elif is_over or not held:
            written.append(_step(held, style))
            held, is_over = style, False
        else:
            written.append(f"\x1b[{style}m")
            held = f"{held};{style}"
        if is_over and held and not _MOVES.fullmatch(text):
            written.append("\x1b[0m")
            held = ""
        written.append(text)
    if held and is_over:
        written.append("\x1b[0m")
    return "".join(written)


@lru_cache(maxsize=4096)
def _step(held: str, wanted: str) -> str:
    """Return what makes one style of another."""
    before, after = _settings(held), _settings(wanted)
    if before is None or after is None:
        return f"\x1b[0;{wanted}m"
    kept = {end for end in after.values() if end in _COLOURS}  # a colour replaces another
    ends = {end for code, end in before.items() if code not in after and end not in kept}
    begins = [code for code, end in after.items() if code not in before or end in ends]
    codes = [*sorted(ends), *begins]
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def _settings(style: str) -> dict[str, str] | None:
    """Return the settings of a style and what ends each, or nothing if one is not known."""
    numbers = style.split(";") if style else []
    settings: dict[str, str] = {}
    while numbers:
        is_long = numbers[0] in ("38", "48") and len(numbers) > 1
        size = _LONG.get(numbers[1], 0) if is_long else 1
        end = numbers[0] if numbers[0] in _COLOURS else _ENDS.get(numbers[0])
        if not size or len(numbers) < size or end is None:
            return None
        if end in _COLOURS:
            settings = {code: other for code, other in settings.items() if other != end}
        if numbers[0] != end:
            settings[";".join(numbers[:size])] = end
        del numbers[:size]
    return settings


def lean_driver(driver: type[Driver]) -> type[Driver]:
    """Return a driver that writes less; on Windows the same one.

    There Textual cuts its output in pieces of 8,192 characters, in styles and in sequences.
    """
    if sys.platform == "win32":
        return driver

    class LeanDriver(driver):  # type: ignore[valid-type,misc]
        """Leaves out what the terminal knows."""

        def write(self, data: str) -> None:
            """Write what is needed of some output."""
            super().write(lean(data) if "\x1b[0m" in data else data)

    return LeanDriver

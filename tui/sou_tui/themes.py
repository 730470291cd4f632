"""Which colours the app has: Textual's own, or those that the terminal's palette gives.

Terminals that follow rxvt say by ``COLORFGBG`` whether they are light: ``0;15`` is black on
white. Where that is not said, they are taken for dark.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from textual.theme import BUILTIN_THEMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.theme import Theme

    from sou.config import ThemeName

LIGHT: Final = "sou-light"
_AMBER: Final = "#A03C00"
_GREEN: Final = "#0F7030"
_LIGHT_BACKGROUNDS: Final = frozenset(("7", "15"))


def theme_for(chosen: ThemeName, environ: Mapping[str, str], *, no_colour: bool) -> str:
    """Return the name of Textual's theme.

    Without colours, or where a terminal does not say that it has all of them, the theme is
    made of the terminal's palette.

    >>> theme_for("auto", {"COLORTERM": "truecolor", "COLORFGBG": "0;15"}, no_colour=False)
    'sou-light'
    """
    shade = chosen if chosen in {"dark", "light"} else _shade(environ)
    is_own = chosen in {"dark", "light"} or (chosen == "auto" and environ.get("COLORTERM"))
    if not is_own or no_colour:
        return f"ansi-{shade}"
    return LIGHT if shade == "light" else "textual-dark"


def light_theme() -> Theme:
    """Return Textual's light theme with matches, and strings of programs, that can be read on it.

    Its orange has a contrast of 1.5 with the background, its green of 1.8; these have 5.
    """
    plain = BUILTIN_THEMES["textual-light"]
    return replace(plain, name=LIGHT, warning=_AMBER, accent=_AMBER, success=_GREEN)


def _shade(environ: Mapping[str, str]) -> str:
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    return "light" if background in _LIGHT_BACKGROUNDS else "dark"

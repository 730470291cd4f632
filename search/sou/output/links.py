"""Paths as links that a terminal follows (OSC 8), or not.

In: what the user and the terminal say. Out: the text of a path, with the escape sequences
around it. A link is made of the file's path alone: terminals do not agree on lines.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNRESERVED: Final = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"
)
_PROGRAMS: Final = frozenset(("iterm.app", "wezterm", "vscode", "ghostty", "hyper", "rio", "tabby"))
_TERMS: Final = ("xterm-kitty", "xterm-ghostty", "foot", "alacritty", "contour", "wezterm")
_VARIABLES: Final = ("KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION", "DOMTERM")
_FIRST_VTE: Final = 5000


def wants_links(choice: str, is_terminal: bool, environ: Mapping[str, str]) -> bool:
    """Tell whether to make links, for ``auto``, ``always`` or ``never``.

    ``auto`` makes them on terminals known to follow them. Inside tmux and screen nobody
    knows which terminal is outside.
    """
    if choice != "auto":
        return choice == "always"
    term = environ.get("TERM", "")
    if not is_terminal or "TMUX" in environ or term.startswith(("screen", "tmux", "dumb")):
        return False
    vte = environ.get("VTE_VERSION", "")
    return (
        environ.get("TERM_PROGRAM", "").lower() in _PROGRAMS
        or term.startswith(_TERMS)
        or any(environ.get(name) for name in _VARIABLES)
        or (vte.isdecimal() and int(vte) >= _FIRST_VTE)
    )


def linked(text: str, path: str) -> str:
    """Return a text that leads to a file; ``path`` is absolute."""
    return f"\x1b]8;;{file_uri(path)}\x1b\\{text}\x1b]8;;\x1b\\"


def file_uri(path: str) -> str:
    """Return a path as a URI; the machine's name is in it, as terminals over ssh want.

    >>> file_uri("/筆記/a b.txt").partition("/%E7")[2]
    '%AD%86%E8%A8%98/a%20b.txt'
    """
    is_windows = os.name == "nt"
    encoded = os.fsencode(path.replace("\\", "/") if is_windows else path)
    quoted = "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in encoded)
    host = "/" if is_windows else os.uname().nodename
    return f"file://{host}{quoted}"

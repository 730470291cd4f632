"""Place in a source file -> the command that opens an editor there.

Every editor counts columns in its own unit: code points, graphemes, terminal cells, UTF-8
bytes or UTF-16 units. Commands are argument lists and never pass a shell.
"""

from __future__ import annotations

import os
import shlex
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from sou.errors import ConfigError
from sou.text.sanitize import cell_width

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sou.model import Place

_JOINER: Final = "\u200d"
_FLAG_LETTERS: Final = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_EXTENDING: Final = frozenset(
    (
        *(_JOINER, "\u200c", "\uff9e", "\uff9f"),  # half-width voicing of kana is no mark
        *map(chr, range(0x1F3FB, 0x1F400)),  # colours of skin
        *map(chr, range(0xE0020, 0xE0080)),  # tags, of the flags of regions
    )
)
EDITOR_TAB_CELLS = 8
"""Columns between tab stops in nano and emacs, which count cells."""


@dataclass(frozen=True, slots=True)
class EditorCommand:
    """What to run to open a file at a place."""

    argv: list[str]
    is_terminal: bool
    """True when the editor takes over the terminal until it is left."""


@dataclass(frozen=True, slots=True)
class _Editor:
    column: Callable[[str], int]
    """0-based column in the editor's unit, given the line before the place."""
    arguments: Callable[[str, int, int], list[str]]
    """Arguments for a path, a 1-based line and a 1-based column."""
    is_terminal: bool = True


def editor_command(
    path: str, place: Place, text_line: str, environ: Mapping[str, str]
) -> EditorCommand:
    """Return how to open ``path`` at ``place`` with ``$VISUAL`` or ``$EDITOR``.

    ``text_line`` is the line of the file the place is in, or what of it stands before the
    place; without it (empty) columns count characters. Unknown editors get the line only.

    Raises:
        ConfigError: The variable cannot be split into arguments, or neither is
            set and no usual editor is installed.
    """
    program, *options = _chosen_editor(environ)
    name = PurePath(program).name.lower().removesuffix(".exe").removesuffix(".cmd")
    editor = _EDITORS.get(name) or _EDITORS.get(name.removesuffix("64"), _UNKNOWN)
    before = text_line[: place.column - 1].ljust(place.column - 1)
    column = editor.column(before) + 1
    target = f".{os.sep}{path}" if path.startswith("-") else path
    return EditorCommand(
        [program, *options, *editor.arguments(target, place.line, column)],
        editor.is_terminal and not _opens_window(name, options, environ),
    )


def _chosen_editor(environ: Mapping[str, str]) -> list[str]:
    for variable in ("VISUAL", "EDITOR"):
        value = environ.get(variable, "").strip()
        if not value:
            continue
        try:
            return [word.strip('"') for word in shlex.split(value, posix=os.name != "nt")]
        except ValueError as error:
            raise ConfigError(f"${variable} is not a command: {error}; it is {value!r}") from error
    for program in ("vi", "nano", "notepad"):
        if shutil.which(program, path=environ.get("PATH")):
            return [program]
    raise ConfigError("no editor found: set $EDITOR, for example EDITOR=nano")


def _opens_window(name: str, options: list[str], environ: Mapping[str, str]) -> bool:
    """Tell whether emacs will open its own window."""
    if name not in {"emacs", "emacsclient"}:
        return False
    in_terminal = {"-nw", "-t", "--tty", "--no-window-system"}.intersection(options)
    return not in_terminal and bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def _cells(before: str) -> int:
    column = 0
    for character in before:
        if character == "\t":
            column += EDITOR_TAB_CELLS - column % EDITOR_TAB_CELLS
        else:
            column += cell_width(character)
    return column


def _utf8_bytes(before: str) -> int:
    return len(before.encode("utf-8", "surrogatepass"))


def _graphemes(before: str) -> int:
    """Count clusters (UAX #29): what extends a character adds none, a flag is two letters.

    Joining Hangul letters, which nobody types, are taken one by one.
    """
    count = letters_of_flags = 0
    is_joined = False
    for character in before:
        is_letter = character in _FLAG_LETTERS
        letters_of_flags = letters_of_flags + 1 if is_letter else 0
        continues = (
            (is_joined and _is_pictograph(character))
            or (is_letter and letters_of_flags % 2 == 0)
            or character in _EXTENDING
            or unicodedata.category(character).startswith("M")
        )
        count += not continues
        is_joined = character == _JOINER
    return count


def _is_pictograph(character: str) -> bool:
    code = ord(character)
    return code >= 0x1F000 or 0x2190 <= code <= 0x2BFF or character in "©®‼⁉™ℹ〰〽㊗㊙"


def _without_marks(before: str) -> int:
    """Count code points that are no marks: micro keeps a mark with what it stands on."""
    return sum(not unicodedata.category(character).startswith("M") for character in before)


def _utf16_units(before: str) -> int:
    return len(before.encode("utf-16-le", "surrogatepass")) // 2


def _plus_line(path: str, line: int, _column: int) -> list[str]:
    return [f"+{line}", path]


def _plus_colon(path: str, line: int, column: int) -> list[str]:
    return [f"+{line}:{column}", path]


def _suffix(path: str, line: int, column: int) -> list[str]:
    return [f"{path}:{line}:{column}"]


def _vim(path: str, line: int, column: int) -> list[str]:
    # Bytes of UTF-8, whatever the file's encoding is: characters are counted in one way by
    # Vim (marks and variation selectors are none), in another by Neovim (clusters).
    return [f"+call cursor({line}, {column})", path]


_UNKNOWN = _Editor(len, _plus_line)
_VIM = _Editor(_utf8_bytes, _vim)
_VIM_WINDOW = _Editor(_utf8_bytes, _vim, is_terminal=False)
_EMACS = _Editor(_cells, _plus_colon)
_VSCODE = _Editor(
    _utf16_units, lambda path, line, column: ["-g", *_suffix(path, line, column)], is_terminal=False
)
_JETBRAINS = _Editor(
    # JetBrains counts from 0 in --column, in UTF-16 units; -1 because sou counts from 1.
    _utf16_units,
    lambda path, line, column: ["--line", str(line), "--column", str(column - 1), path],
    is_terminal=False,
)
_SUFFIX_WINDOW = _Editor(len, _suffix, is_terminal=False)
# Characters since zed #51238 (March 2026); releases before it took bytes of UTF-8 (#43329).
_ZED = _Editor(len, _suffix, is_terminal=False)

_EDITORS: Mapping[str, _Editor] = {
    "vim": _VIM,
    "nvim": _VIM,
    "gvim": _VIM_WINDOW,
    "mvim": _VIM_WINDOW,
    "nano": _Editor(_cells, lambda path, line, column: [f"+{line},{column}", path]),
    "emacs": _EMACS,
    "emacsclient": _EMACS,
    "micro": _Editor(_without_marks, _plus_colon),
    "kak": _Editor(_utf8_bytes, _plus_colon),
    "hx": _Editor(_graphemes, _suffix),
    "helix": _Editor(_graphemes, _suffix),
    "less": _Editor(len, lambda path, line, _column: [f"+{line}g", path]),
    "code": _VSCODE,
    "code-insiders": _VSCODE,
    "codium": _VSCODE,
    "cursor": _VSCODE,
    "subl": _SUFFIX_WINDOW,
    "zed": _ZED,
    "zeditor": _ZED,
    **dict.fromkeys(
        (
            *("idea", "pycharm", "webstorm", "clion", "goland", "rider", "phpstorm"),
            *("rubymine", "rustrover", "datagrip", "studio"),
        ),
        _JETBRAINS,
    ),
    "kate": _Editor(
        len,
        lambda path, line, column: ["-l", str(line), "-c", str(column), path],
        is_terminal=False,
    ),
    "gedit": _Editor(len, _plus_colon, is_terminal=False),
    "notepad": _Editor(len, lambda path, _line, _column: [path], is_terminal=False),
    "notepad++": _Editor(
        len, lambda path, line, column: [f"-n{line}", f"-c{column}", path], is_terminal=False
    ),
}

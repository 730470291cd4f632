"""The query box: Textual's ``Input``, made to measure for Chinese.

The terminal's cursor is where input methods open their windows, so it is put where
the text is. Words end where the script or kind of character changes, not only at
blanks; deleting takes whole clusters; a paste of several lines becomes one.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from textual.geometry import Offset, Region
from textual.message import Message
from textual.widgets import Input

from sou.text.sanitize import sanitize
from sou_tui.cells import widths

if TYPE_CHECKING:
    from textual import events

_INVISIBLE = {ord(character): None for character in "\u200b\ufeff\u2060"}
_JOINER = "\u200d"
_HAN_WORD = 2
PINYIN = "py:"
LONGEST_QUERY: Final = 1000
"""Code points. A paste by mistake may be a whole book, and each key would search for it."""


EDITING_KEYS: Final = {
    "left": "cursor_left",
    "right": "cursor_right",
    "shift+left": "cursor_left(True)",
    "shift+right": "cursor_right(True)",
    "ctrl+left": "cursor_left_word",
    "ctrl+right": "cursor_right_word",
    "alt+b": "cursor_left_word",
    "alt+f": "cursor_right_word",
    "home": "home",
    "end": "end",
    "ctrl+a": "home",
    "ctrl+e": "end",
    "shift+home": "home(True)",
    "shift+end": "end(True)",
    "backspace": "delete_left",
    "delete": "delete_right",
    "ctrl+d": "delete_right",
    "ctrl+w": "delete_left_word",
    "alt+backspace": "delete_left_word",
    "alt+d": "delete_right_word",
    "ctrl+u": "delete_left_all",
    "ctrl+v": "paste",
}


class QueryInput(Input, inherit_bindings=False):
    """One line of query. Keys that are not for editing are left to the screen."""

    class LeftOut(Message):
        """So many code points found no room in the box."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self, *, value: str, placeholder: str, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(
            value=value, placeholder=placeholder, id=id, compact=True, select_on_focus=False
        )
        self.cursor_blink = False  # 490 bytes a second and 0.8 % CPU for a blink

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs.

        Textual adds one cell at the end of the text, just where one types.
        """
        x, y, _width, _height = self.content_region
        return Offset(x + self.cell_of(self.cursor_position), y)

    def _on_resize(self) -> None:
        """Keep the cursor in the box, from the first layout on.

        Textual does not scroll to the end of the first text that the box ever has: of a query
        from the command line, or a first paste.
        """
        self._initial_value = False
        cell = self.cell_of(self.cursor_position) + round(self.scroll_offset.x)
        self.scroll_to_region(Region(cell, 0, 1, 1), force=True, animate=False)

    @property
    def completion(self) -> str:
        """How the text may go on, as shown behind it; empty if nothing is shown."""
        if not self.cursor_at_end or not self._suggestion.startswith(self.value):
            return ""
        return self._suggestion[len(self.value) :]

    def offer(self, query: str) -> None:
        """Show dimly how the text may go on, until it changes, where that can be told from it."""
        is_shown = getattr(self.app, "shows_completion", True)
        if is_shown and self.cursor_at_end and query.startswith(self.value):
            self._suggestion = query

    def take_completion(self) -> None:
        """Go on as is shown."""
        query = self.value + self.completion
        self.value, self.cursor_position = query, len(query)

    def cell_of(self, index: int) -> int:
        """Return the cell of the box where a code point of the query begins."""
        return sum(widths(self.value[:index])) - round(self.scroll_offset.x)

    async def _on_key(self, event: events.Key) -> None:
        """Edit at once, in the order of typing.

        Bindings run only after a key has bubbled up to the app. Letters that arrive in
        the same read as a backspace, as they do over a slow line, would overtake it.
        """
        if action := EDITING_KEYS.get(event.key):
            event.stop()
            event.prevent_default()
            await self.run_action(action)
        elif event.character is not None and is_text(event.character):
            event.stop()
            event.prevent_default()
            self.insert_text_at_cursor(event.character)

    def insert_text_at_cursor(self, text: str) -> None:
        """Insert text, in place of the selection, without what no query can contain."""
        text = _one_line(text)
        start, end = sorted(self.selection)
        room = max(LONGEST_QUERY - len(self.value) + end - start, 0)
        self.replace(text[:room], start, end)
        if len(text) > room:
            self.post_message(self.LeftOut(len(text) - room))

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.insert_text_at_cursor(event.text)

    def action_paste(self) -> None:
        """Paste what the app has copied."""
        self.insert_text_at_cursor(self.app.clipboard)

    def action_cursor_left(self, select: bool = False) -> None:
        """Move left by a cluster."""
        self._move_to(_cluster_before(self.value, self.cursor_position), select)

    def action_cursor_right(self, select: bool = False) -> None:
        """Move right by a cluster; at the end, go on as is shown."""
        if self.completion and not select:
            self.take_completion()
            return
        self._move_to(_cluster_after(self.value, self.cursor_position), select)

    def action_cursor_left_word(self, select: bool = False) -> None:
        """Move left by a word."""
        self._move_to(word_before(self.value, self.cursor_position), select)

    def action_cursor_right_word(self, select: bool = False) -> None:
        """Move right by a word."""
        self._move_to(word_after(self.value, self.cursor_position), select)

    def action_delete_left(self) -> None:
        """Delete the selection, or the cluster to the left."""
        self._delete_to(_cluster_before(self.value, self.cursor_position))

    def action_delete_right(self) -> None:
        """Delete the selection, or the cluster to the right."""
        self._delete_to(_cluster_after(self.value, self.cursor_position))

    def action_delete_left_word(self) -> None:
        """Delete the selection, or the word to the left."""
        self._delete_to(word_before(self.value, self.cursor_position))

    def action_delete_right_word(self) -> None:
        """Delete the selection, or the word to the right."""
        self._delete_to(word_after(self.value, self.cursor_position))

    def _cell_offset_to_index(self, offset: int) -> int:
        """Return the cluster that a click hits; Textual measures code points one by one."""
        cell = round(self.scroll_offset.x) + offset
        for index, cells in enumerate(widths(self.value)):
            if cell < cells:
                return index
            cell -= cells
        return len(self.value)

    def _move_to(self, index: int, select: bool) -> None:
        anchor = self.selection.start if select else index
        self.selection = type(self.selection)(anchor, index)

    def _delete_to(self, index: int) -> None:
        if self.selection.is_empty:
            self.delete(*sorted((index, self.cursor_position)))
        else:
            self.delete_selection()


def toggled_pinyin(text: str) -> str:
    """Return a query whose last word is asked for as pinyin, or no longer.

    >>> toggled_pinyin("產業 hwj"), toggled_pinyin("產業 py:hwj")
    ('產業 py:hwj', '產業 hwj')
    """
    head, blank, word = text.rpartition(" ")
    word = word.removeprefix(PINYIN) if word.startswith(PINYIN) else f"{PINYIN}{word}"
    return head + blank + word


def word_before(text: str, index: int) -> int:
    """Return where the word before an index begins, with the blanks between.

    A word is a run of one kind of character; of Chinese, two characters at most, as
    most words have two and a query without blanks should not go all at once.

    >>> word_before("人工智慧 AI晶片", 9)
    7
    >>> word_before("人工智慧", 4)
    2
    """
    while index and text[index - 1].isspace():
        index -= 1
    kind = _kind(text[index - 1]) if index else ""
    left = _HAN_WORD if kind == "CJK" else len(text)
    while index and left and _kind(text[index - 1]) in {kind, "mark"}:
        index -= 1
        left -= _kind(text[index]) != "mark"
    return index


def word_after(text: str, index: int) -> int:
    """Return where the word after an index ends, with the blanks behind it.

    >>> word_after("AI晶片 設計", 2)
    5
    """
    kind = _kind(text[index]) if index < len(text) else ""
    left = _HAN_WORD if kind == "CJK" else len(text)
    while index < len(text) and (
        _kind(text[index]) == "mark" or (left and _kind(text[index]) == kind)
    ):
        left -= _kind(text[index]) != "mark"
        index += 1
    while index < len(text) and text[index].isspace():
        index += 1
    return index


def _kind(character: str) -> str:
    """Return the kind of character that a word is made of."""
    if character.isspace():
        return "blank"
    category = unicodedata.category(character)
    if category.startswith("M") or character == _JOINER:
        return "mark"
    if not category.startswith(("L", "N")):
        return "sign"
    name = unicodedata.name(character, "").split()
    return name[0] if name and name[0] in {"CJK", "HIRAGANA", "KATAKANA", "HANGUL"} else "latin"


def _cluster_before(text: str, index: int) -> int:
    cells = widths(text)
    index -= 1
    while index > 0 and _is_joined(text[index], cells[index]):
        index -= 1
    return max(index, 0)


def _cluster_after(text: str, index: int) -> int:
    cells = widths(text)
    index += 1
    while index < len(text) and _is_joined(text[index], cells[index]):
        index += 1
    return min(index, len(text))


def _is_joined(character: str, cells: int) -> bool:
    """Tell whether it belongs to what is before; a mark may have a cell of its own."""
    return not cells or unicodedata.category(character) == "Mc"


def is_text(character: str) -> bool:
    """Tell whether a key types something.

    Not ``str.isprintable``, by which Textual goes: that is false for the ideographic space,
    the joiner of emoji, private use and characters younger than Python's tables.
    """
    return unicodedata.category(character) not in {"Cc", "Cs"}


def _one_line(text: str) -> str:
    text = text.translate(_INVISIBLE)
    lines = (line.strip() for line in text.splitlines())
    joined = " ".join(line for line in lines if line)
    if not joined.strip() and text.strip("\r\n"):
        joined = text.strip("\r\n")
    return sanitize(joined, single_line=True)

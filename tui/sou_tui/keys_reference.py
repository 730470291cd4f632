"""docs/keys.md, made from what the commands declare.

``python -m sou_tui.keys_reference > docs/keys.md``
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sou_tui import texts_en
from sou_tui.keymap import NEVER
from sou_tui.keys import COMMANDS, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

_TITLE = """\
# Keys of the app

Made from the app's own declarations by `python -m sou_tui.keys_reference`. F1 shows the
keys where you are, F2 (or `>` in an empty query) finds a command by its name: in Chinese,
by the initials of its pinyin, or in English.

`^O` is Ctrl+O. A letter or sign that is a command works only where nothing is typed, and
its full-width form does the same, for when a Chinese input method is on.

Other keys are given in `config.toml`, by the names of the commands below:

```toml
[keys]
"search.edit" = ["f12", "ctrl+x"]
"viewer.back" = ["x", "escape"]
```
"""
_NEVER = "Not to be had: {names}. Terminals and input methods keep them for themselves."
_PLACES: tuple[tuple[Where, str], ...] = (
    ("search", "Searching"),
    ("results", "While the list of hits has the cursor"),
    ("facets", "While the list of filters has the cursor"),
    ("viewer", "Reading a document"),
    ("past", "Past queries and saved searches"),
    ("palette", "List of commands"),
    ("help", "Help"),
)


def keys_reference() -> str:
    """Return the whole page, in Markdown."""
    return _TITLE + "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    yield from ("", _NEVER.format(names=", ".join(f"`{name}`" for name in NEVER)))
    for where, heading in _PLACES:
        yield from ("", f"## {heading}", "", "| keys | | | command |", "|---|---|---|---|")
        for command in COMMANDS:
            if command.where == where and command.display:
                english = texts_en.COMMAND_TITLES.get(command.id, "")
                name = f"`{command.id}`" if command.keys else ""
                yield f"| {command.display} | {english} | {command.label} | {name} |"


if __name__ == "__main__":
    sys.stdout.write(keys_reference())

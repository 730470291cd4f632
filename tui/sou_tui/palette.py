"""Which commands a few typed letters may mean.

A command is found by its title in any language of the app, in either script, by the
initials of its title's pinyin, and by its id.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Final

from sou.text.fold import fold
from sou.text.pinyin import readings
from sou.text.sanitize import sanitize
from sou_tui import texts_en
from sou_tui.keys import Command, Where, title
from sou_tui.labels import saved_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou_tui.saved import SavedSearch

_MOST_INITIALS: Final = 16
_NOT_MEANT: Final = 3
_NOT_LISTED: Final = (".choose", ".palette", ".escape", ".close")


def offered(commands: Sequence[Command], places: Sequence[Where]) -> list[Command]:
    """Return the commands of some places that can be run from a list, each action once."""
    by_action: dict[str, Command] = {}
    for command in commands:
        if command.where in places and command.keys and not command.id.endswith(_NOT_LISTED):
            by_action.setdefault(command.action.removeprefix("screen."), command)
    return list(by_action.values())


def saved_command(search: SavedSearch) -> Command:
    """Return what asks for a saved search."""
    name = search.name
    label, query = saved_name(search), sanitize(search.query, single_line=True)
    return Command(f"saved.{name}", "search", (), f"run_saved({name!r})", label, query)


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """Return the commands that may be meant, likeliest first; all for nothing typed."""
    wanted = fold(typed).strip()
    if not wanted:
        return list(commands)
    ranked = [(_rank(command, wanted), number) for number, command in enumerate(commands)]
    return [commands[number] for rank, number in sorted(ranked) if rank < _NOT_MEANT]


def _rank(command: Command, wanted: str) -> int:
    own = fold(title(command))
    english = texts_en.COMMAND_TITLES.get(command.id, "")
    others = [english, *english.split(), fold(command.label), command.id.rpartition(".")[2]]
    if own.startswith(wanted):
        return 0
    if any(name.startswith(wanted) for name in (*others, *initials(command.label))):
        return 1
    return 2 if any(wanted in name for name in (own, *others)) else _NOT_MEANT


@cache
def initials(name: str) -> tuple[str, ...]:
    """Return the first letters of a title's pinyin; several where characters have several.

    >>> initials("編輯器")
    ('bjq',)
    """
    letters = [
        sorted({syllable[0] for syllable in readings(character)}) or [character]
        for character in fold(name)
        if character.isalnum()
    ]
    spellings = product(*letters)
    return tuple("".join(one) for one, _ in zip(spellings, range(_MOST_INITIALS), strict=False))

"""Other keys for the commands: ``[keys]`` of the configuration.

In comes command ids with lists of keys, out come all commands with the keys they have
now. What cannot work is refused with the reason: a name that is not known, a key that
means two things in one place, one that terminals or input methods keep for themselves,
or one that would be typed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sou.config import refuse_unknown
from sou.errors import ConfigError
from sou_tui.keys import COMMANDS, Command, Where, with_twins
from sou_tui.widgets.query_input import EDITING_KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NEVER: Final = {
    "ctrl+space": "toggles input methods",
    "ctrl+@": "toggles input methods",
    "shift+space": "toggles input methods",
    "ctrl+z": "leaves the terminal raw for some",
    "ctrl+h": "is backspace",
    "ctrl+i": "is tab",
    "ctrl+m": "is enter",
    "shift+f3": "is swallowed as a cursor report",
    "f10": "opens menus of terminals",
    "f11": "makes terminals full screen",
}
"""Keys that no command may have, and why."""

_KEY: Final = re.compile(r"(?:(?:ctrl|alt|shift)\+)*(?:[a-z0-9_]+|\S)", re.IGNORECASE)
_TYPED: Final = frozenset(("search", "palette", "past"))
"""Places where what is printable is typed."""
_ONE_SCREEN: Final[dict[Where, tuple[Where, ...]]] = {
    "results": ("search",),
    "facets": ("search",),
    "search": ("results", "facets"),
}
"""Places whose keys are read together."""
_SHOWN: Final = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "escape": "Esc",
    "slash": "/",
    "question_mark": "?",
}


def remapped(changes: Mapping[str, Sequence[str]]) -> tuple[Command, ...]:
    """Return all commands, those named in ``changes`` with the keys given there.

    Raises:
        ConfigError: a name is not known, or a key cannot be used.
    """
    if not changes:
        return COMMANDS
    refuse_unknown(
        changes, [one.id for one in COMMANDS if one.keys], "{} is no command, in [keys]", most=6
    )
    commands = tuple(
        _with_keys(one, changes[one.id]) if one.id in changes else one for one in COMMANDS
    )
    _refuse_clashes(commands, changes)
    return commands


def textual_keymap(commands: Sequence[Command]) -> dict[str, str]:
    """Return the keymap for Textual: those that differ from the declared ones."""
    declared = {one.id: one.keys for one in COMMANDS}
    changed = (one for one in commands if one.keys != declared[one.id])
    return {one.id: ",".join(with_twins(one.keys)) for one in changed}


def shown_key(key: str) -> str:
    """Return how a key is named on the screen.

    >>> shown_key("ctrl+o"), shown_key("shift+down"), shown_key("f5"), shown_key("slash")
    ('^O', 'Shift+↓', 'F5', '/')
    """
    *modifiers, name = key.split("+")
    name = _SHOWN.get(name, name if len(name) == 1 else name.capitalize())
    if modifiers == ["ctrl"] and len(name) == 1:
        return f"^{name.upper()}"
    return "+".join([*(one.capitalize() for one in modifiers), name])


def _with_keys(command: Command, keys: Sequence[str]) -> Command:
    for key in keys:
        _check_key(command, key)
    names = [shown_key(key) for key in keys]
    return replace(
        command,
        keys=tuple(keys),
        display=" ".join(names),
        short=names[0] if command.short else "",
    )


def _check_key(command: Command, key: str) -> None:
    place = f"{command.id} of [keys]"
    if _KEY.fullmatch(key) is None or "," in key:
        raise ConfigError(f'{place}: {key!r} is no key; write it like "ctrl+o", "f5" or "n"')
    if key in NEVER:
        raise ConfigError(f"{place}: {key} cannot be used, it {NEVER[key]}")
    if command.where in _TYPED and (len(key) == 1 or key in EDITING_KEYS or key == "space"):
        raise ConfigError(f"{place}: {key} is needed to type; take an F-key, or another with ctrl")


def _refuse_clashes(commands: Sequence[Command], changes: Mapping[str, Sequence[str]]) -> None:
    owners: dict[tuple[str, str], str] = {}
    for command in sorted(commands, key=lambda one: one.id in changes):
        for key in command.keys:
            for where in (command.where, *_ONE_SCREEN.get(command.where, ())):
                owner = owners.get((where, key))
                if command.id in changes and owner not in (None, command.id):
                    raise ConfigError(
                        f"{command.id} of [keys]: {key} is the key of {owner}; "
                        "give that one another key, too"
                    )
            owners[command.where, key] = command.id

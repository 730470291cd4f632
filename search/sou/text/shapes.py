"""Characters that are taken for each other by their shape: 己 已 巳.

The table is a text file made by hand: groups of folded characters, parted by blanks.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def lookalikes(character: str) -> str:
    """Return the folded characters that a folded character is taken for; mostly none.

    >>> lookalikes("己")
    '已巳'
    """
    return _table().get(character, "")


@cache
def _table() -> Mapping[str, str]:
    lines = Path(__file__).with_name("shape_table.txt").read_text("utf-8").splitlines()
    table: dict[str, str] = {}
    for group in " ".join(lines[1:]).split():
        for character in group:
            others = table.get(character, "") + group.replace(character, "")
            table[character] = "".join(dict.fromkeys(others))
    return MappingProxyType(table)

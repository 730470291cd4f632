"""Formats of postings: Whoosh's, with values packed as numbers instead of pickled.

A value is all that one posting says beyond its weight. Whoosh asks the format of a field
to make values from text and to read them, so a field whose format is exchanged for one of
these is written, searched and merged without a pickle.

The value of a posting is its frequency, as Whoosh writes it, and as many items. Items are
little-endian: position (u4); with characters their start and end (u4 each); with boosts
the boost of the position (f8). In files the items stand without the frequency.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Final

from whoosh import formats
from whoosh.fields import FieldConfigurationError
from whoosh.system import pack_uint

if TYPE_CHECKING:
    from collections.abc import Iterable


HEAD_BYTES: Final = 4
"""Bytes of the frequency at the head of a packed value."""


class _Packed:
    """What packed formats share; ``item`` is the structure of an item."""

    item: struct.Struct
    plain: type
    """The format of Whoosh that this one stands for."""

    def pack(self, items: Iterable[tuple[Any, ...]]) -> bytes:
        """Return the value of some items."""
        packed_items = [self.item.pack(*one) for one in items]
        value: bytes = pack_uint(len(packed_items)) + b"".join(packed_items)
        return value

    def unpack(self, value: bytes) -> list[tuple[Any, ...]]:
        """Return the items of a value."""
        return list(self.item.iter_unpack(value[HEAD_BYTES:]))

    def decode_positions(self, value: bytes) -> list[int]:
        """Return the ordinals of the tokens."""
        return [one[0] for one in self.unpack(value)]

    def __eq__(self, other: object) -> bool:
        """Equal to the format it stands for, so that schemas compare as their writers mean."""
        mine = (type(self), self.plain)
        return type(other) in mine and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # formats can be changed


class PackedPositions(_Packed, formats.Positions):  # type: ignore[misc]  # Whoosh is untyped here
    """Positions."""

    item = struct.Struct("<I")
    plain = formats.Positions

    def encode(self, positions: Iterable[int]) -> bytes:
        """Return the value of some positions."""
        return self.pack((position,) for position in positions)


class PackedCharacters(_Packed, formats.Characters):  # type: ignore[misc]  # as above
    """Positions with half-open ranges of characters."""

    item = struct.Struct("<3I")
    plain = formats.Characters

    def encode(self, places: Iterable[tuple[int, int, int]]) -> bytes:
        """Return the value of some triples of position, start and end."""
        return self.pack(places)

    def decode_characters(self, value: bytes) -> list[tuple[Any, ...]]:
        """Return triples of position, start and end."""
        return self.unpack(value)


class PackedPositionBoosts(_Packed, formats.PositionBoosts):  # type: ignore[misc]  # as above
    """Positions with a boost each."""

    item = struct.Struct("<Id")
    plain = formats.PositionBoosts

    def encode(self, places: Iterable[tuple[int, float]]) -> bytes:
        """Return the value of some pairs of position and boost."""
        return self.pack(places)

    def decode_position_boosts(self, value: bytes) -> list[tuple[Any, ...]]:
        """Return pairs of position and boost."""
        return self.unpack(value)

    def decode_weight(self, value: bytes) -> float:
        """Return the sum of the boosts, times that of the field."""
        total: float = sum(boost for _, boost in self.unpack(value)) * self.field_boost
        return total


class PackedCharacterBoosts(_Packed, formats.CharacterBoosts):  # type: ignore[misc]  # as above
    """Positions with half-open ranges of characters and a boost each."""

    item = struct.Struct("<3Id")
    plain = formats.CharacterBoosts

    def encode(self, places: Iterable[tuple[int, int, int, float]]) -> tuple[bytes, float]:
        """Return the value of some quadruples, and the sum of their boosts."""
        items = list(places)
        return self.pack(items), sum(one[3] for one in items)

    def decode_character_boosts(self, value: bytes) -> list[tuple[Any, ...]]:
        """Return quadruples of position, start, end and boost."""
        return self.unpack(value)


KINDS: Final[dict[str, type]] = {
    "existence": formats.Existence,
    "frequency": formats.Frequency,
    "positions": PackedPositions,
    "characters": PackedCharacters,
    "position_boosts": PackedPositionBoosts,
    "character_boosts": PackedCharacterBoosts,
}
"""Formats by what their values can be decoded as; the name is in the files."""


def packed(format_: Any) -> Any:
    """Return the format that writes what ``format_`` does, without pickling.

    Raises:
        FieldConfigurationError: it is none of Whoosh's.
    """
    for kind in KINDS.values():
        if type(format_) is kind:
            return format_
        if type(format_) is getattr(kind, "plain", None):
            mine: Any = object.__new__(kind)
            vars(mine).update(vars(format_))
            return mine
    raise FieldConfigurationError(
        f"{type(format_).__name__} is no format of Whoosh: its postings cannot be stored "
        f"without pickling; use one of {', '.join(KINDS)}"
    )


def kind_of(format_: Any) -> str:
    """Return the name of a packed format."""
    return next(name for name, kind in KINDS.items() if type(format_) is kind)


def item_size(kind: str) -> int:
    """Return the bytes that a value takes for each occurrence; 0: it says nothing more."""
    item: struct.Struct | None = getattr(KINDS[kind], "item", None)
    return item.size if item else 0


def value_of(kind: str, format_: Any, matcher: Any) -> bytes | None:
    """Return the value of a matcher's posting in a format of a kind.

    The matcher may be of another index; ``None`` when it does not know that much.
    """
    if kind == "existence":
        return b""
    if not matcher.supports(kind):
        return None
    decoded = matcher.value_as(kind)
    if kind == "frequency":
        value: bytes = pack_uint(decoded)
        return value
    encoded: bytes | tuple[bytes, float] = format_.encode(decoded)
    return encoded[0] if isinstance(encoded, tuple) else encoded

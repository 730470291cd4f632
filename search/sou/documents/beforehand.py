"""What is known of a file's encoding before it is read: told by the user, or likely.

Readers of formats need not hand it on: :func:`expecting` puts it in force for all that is
decoded inside of it, members of an archive and parts of a mail as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What is known; nothing by default."""

    told: str | None = None
    """Python codec name that the user named; obeyed, not weighed."""
    shares: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """How likely each family of encodings is, as the neighbours have it."""


NOTHING: Final = Beforehand()
_IN_FORCE: ContextVar[Beforehand] = ContextVar("sou_beforehand", default=NOTHING)


@contextmanager
def expecting(beforehand: Beforehand) -> Iterator[None]:
    """Let all that is decoded inside of the block know something beforehand."""
    token = _IN_FORCE.set(beforehand)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


def beforehand() -> Beforehand:
    """Return what is known where we are."""
    return _IN_FORCE.get()

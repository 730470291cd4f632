"""What reading one file may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a file that is read by a process of its own."""

    seconds: float = 60.0
    memory_bytes: int = 1 << 30
    """Address space of the process that reads; kept on Linux only."""


DEFAULT_LIMITS: Final = Limits()

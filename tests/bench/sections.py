"""What every section of the report returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.kept import Facts


@dataclass(slots=True)
class Section:
    """A part of the report, for reading and for programs."""

    tables: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What could not be measured, and why."""
    raw: Facts = field(default_factory=dict)

    def text(self) -> str:
        """Return the tables and notes."""
        return "\n".join([*self.tables, *(f"  ! {note}" for note in self.notes)])

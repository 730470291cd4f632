"""Where the time of a short process goes, from what ``python -X importtime`` says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LINE: Final = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|\s+([\w.]+)$")
_MICROSECONDS: Final = 1e6
PACKAGES: Final = ("numpy", "whoosh", "sou", "rjieba", "jieba")
"""Packages that are named; what else is imported counts as ``other imports``."""
OTHERS: Final = "other imports"


@dataclass(frozen=True, slots=True)
class Run:
    """A traced process: its whole time, and what each import took by itself."""

    wall_s: float
    imports_s: Mapping[str, float]
    """Seconds of each module without those it imported."""

    @classmethod
    def of(cls, wall_s: float, trace: Iterable[str]) -> Run:
        """Read the lines that Python wrote; others are passed over."""
        found: dict[str, float] = {}
        for line in trace:
            if match := _LINE.match(line):
                name = match[3]
                found[name] = found.get(name, 0.0) + int(match[1]) / _MICROSECONDS
        return cls(wall_s, found)


def breakdown(empty: Run, run: Run) -> dict[str, float]:
    """Return the seconds of each group; they add up to the time of ``run``.

    ``empty`` is a process that does nothing: its time is the interpreter's, and its
    imports are not counted again.
    """
    groups = {"interpreter": empty.wall_s, **dict.fromkeys((*PACKAGES, OTHERS), 0.0)}
    for name, seconds in run.imports_s.items():
        if name not in empty.imports_s:
            package = name.partition(".")[0].removeprefix("_")
            groups[package if package in PACKAGES else OTHERS] += seconds
    groups["query and the rest"] = run.wall_s - sum(groups.values())
    return groups

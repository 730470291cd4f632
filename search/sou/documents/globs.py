"""Patterns of a root: which of its files are taken, which are left out.

They are written as in ``.gitignore`` and speak from the root. The last that matches
decides, so ``!keep.log`` after ``*.log`` takes that file.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from sou.documents.ignore import pattern_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

EXCLUDED_REASON: Final = "left out by a pattern (--exclude)"
NOT_INCLUDED_REASON: Final = "not among the patterns taken (--include)"


class Globs:
    """What the patterns of one root say of what is below it."""

    def __init__(
        self, folder: str, include: Sequence[str] = (), exclude: Sequence[str] = ()
    ) -> None:
        self._start = len(folder.rstrip(os.sep)) + 1
        self._has_include = bool(include)
        self._include = _patterns(include)
        self._exclude = _patterns(exclude)

    def exclusion(self, path: str, *, is_folder: bool) -> str | None:
        """Return why a file or folder is left out, ``None`` when it is not."""
        if not self._exclude and not self._has_include:
            return None
        relative = path[self._start :].replace(os.sep, "/") + ("/" if is_folder else "")
        if _matches(self._exclude, relative):
            return EXCLUDED_REASON
        if is_folder or not self._has_include or _matches(self._include, relative):
            return None
        return NOT_INCLUDED_REASON


def _matches(patterns: Sequence[GitIgnoreSpecPattern], relative: str) -> bool:
    for pattern in patterns:
        if pattern.match_file(relative):
            return bool(pattern.include)
    return False


def _patterns(lines: Sequence[str]) -> list[GitIgnoreSpecPattern]:
    """Return patterns, last first; what is none is passed over, as git does."""
    return [pattern for line in reversed(lines) if (pattern := pattern_of(line))]

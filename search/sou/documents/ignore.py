"""The rules of ``.gitignore`` and ``.ignore`` that are in force in a folder.

As ripgrep reads them: the file nearest to a path decides, within a file the last
pattern that matches; ``.ignore`` is asked before ``.gitignore``, and that before
``.git/info/exclude``; rules of git end at the border of a repository. Unlike git,
``.gitignore`` counts without a repository too: people index plain copies.
A pattern speaks of the paths it matches, not of what is inside them: the walk does
not enter an ignored folder unless it was told to.
"""

# Paths stay strings, as in the walk that asks here for every entry.
# ruff: noqa: PTH118, PTH120
from __future__ import annotations

import os
import stat
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

IGNORE_NAME: Final = ".ignore"
GITIGNORE_NAME: Final = ".gitignore"
GIT_NAME: Final = ".git"
MOST_BYTES: Final = 1 << 20
"""An ignore file longer than this is cut; nobody writes such a one."""
FOLDER_MARK: Final = "ps_d"
"""Group by which pathspec says that a pattern matched a folder on the way."""


@dataclass(frozen=True, slots=True)
class IgnoreFile:
    """Patterns of one file, for paths below its folder."""

    folder: str
    """Ends with a separator."""
    patterns: Sequence[GitIgnoreSpecPattern]
    """Last line first."""

    def decision(self, path: str, *, is_folder: bool) -> bool | None:
        """Return whether a path is ignored; ``None`` when no pattern speaks of it."""
        relative = path[len(self.folder) :].replace(os.sep, "/") + ("/" if is_folder else "")
        for pattern in self.patterns:
            if pattern.include is None or not (found := pattern.match_file(relative)):
                continue
            groups = found.match.groupdict()
            inherited = groups.get(FOLDER_MARK) and found.match.end(FOLDER_MARK) < len(relative)
            if not inherited:
                return pattern.include
        return None


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """All ignore files in force in a folder, outermost first."""

    own: tuple[IgnoreFile, ...] = ()
    """From ``.ignore``."""
    git: tuple[IgnoreFile, ...] = ()
    """From ``.git/info/exclude`` and ``.gitignore`` of the repository at hand."""

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Return whether an entry of the folder is to be passed over."""
        for files in (self.own, self.git):
            for file in reversed(files):
                decision = file.decision(path, is_folder=is_folder)
                if decision is not None:
                    return decision
        return False

    def inside(self, folder: str, names: Collection[str]) -> IgnoreRules:
        """Return the rules for the entries of a folder, given the names it holds."""
        rules = self
        if GIT_NAME in names:
            exclude = _read(folder, os.path.join(GIT_NAME, "info", "exclude"))
            rules = replace(rules, git=exclude)
        if GITIGNORE_NAME in names:
            rules = replace(rules, git=rules.git + _read(folder, GITIGNORE_NAME))
        if IGNORE_NAME in names:
            rules = replace(rules, own=rules.own + _read(folder, IGNORE_NAME))
        return rules


def rules_above(folder: str) -> IgnoreRules:
    """Return the rules that the folders above bring, up to the repository's top.

    Without a repository around it a folder has none: what lies above a folder
    the user named is not ours to read.
    """
    above: list[str] = []
    current = folder
    while not os.path.lexists(os.path.join(current, GIT_NAME)):
        parent = os.path.dirname(current)
        if parent == current:
            return IgnoreRules()
        above.append(parent)
        current = parent
    rules = IgnoreRules()
    for parent in reversed(above):
        names = [
            name
            for name in (GIT_NAME, GITIGNORE_NAME, IGNORE_NAME)
            if os.path.lexists(os.path.join(parent, name))
        ]
        rules = rules.inside(parent, names)
    return rules


def ignore_file(folder: str, lines: Sequence[str]) -> IgnoreFile:
    """Return patterns for paths below a folder, given as lines of an ignore file."""
    patterns = [pattern for line in reversed(lines) if (pattern := pattern_of(line))]
    return IgnoreFile(os.path.join(folder, ""), patterns)


def _read(folder: str, name: str) -> tuple[IgnoreFile, ...]:
    """Read an ignore file; one that cannot be read has no rules."""
    path = Path(folder, name)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return ()
        with path.open("rb") as file:
            content = file.read(MOST_BYTES).removeprefix(b"\xef\xbb\xbf")
    except OSError:
        return ()
    lines = content.decode("utf-8", "surrogateescape").splitlines()
    patterns = [pattern for line in reversed(lines) if (pattern := pattern_of(line))]
    return (IgnoreFile(os.path.join(folder, ""), patterns),) if patterns else ()


def pattern_of(line: str) -> GitIgnoreSpecPattern | None:
    """Return the pattern that a line is, ``None`` for none: a comment, or one git cannot read."""
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    try:
        pattern = GitIgnoreSpecPattern(line)
    except ValueError:  # git passes over a pattern it cannot read
        return None
    return None if pattern.include is None else pattern

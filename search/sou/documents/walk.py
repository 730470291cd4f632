"""Folders become files to read: every source once, in an order that never changes.

Entries come sorted by name, a folder's content in its place. Nothing is opened but
folders and ignore files, so a named pipe cannot hang the walk, and nothing recurses,
so depth is bounded by the operating system alone. What is left out is said, with the
reason; a folder left out is one entry, and only ``.git`` is passed over in silence.
"""

# Paths stay strings: a Path per entry doubles the time of a walk and adds nothing.
# ruff: noqa: PTH100, PTH114, PTH116, PTH118, PTH119, PTH120, PTH122
from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sou.config import JsonFields
from sou.documents.failures import failure_reason, size_reason, special_reason
from sou.documents.formats import MAILDIR_NAME, WITH_RECORDS
from sou.documents.globs import Globs
from sou.documents.ignore import GIT_NAME, IgnoreRules, rules_above
from sou.sources import Skipped, Source

if TYPE_CHECKING:
    from sou.config import Config

MEBIBYTE: Final = 1 << 20
HIDDEN_REASON: Final = "hidden (taken with --hidden)"
IGNORED_REASON: Final = "in an ignore file (taken with --no-ignore)"
OUTSIDE_REASON: Final = "link out of the folders indexed (followed with --follow)"
FOLDER_LINK_REASON: Final = "link to a folder, not followed (followed with --follow)"

Found = Source | Skipped


@dataclass(frozen=True, slots=True)
class WalkOptions:
    """Which files are taken."""

    use_ignore_files: bool = True
    """Honour ``.gitignore``, ``.ignore`` and ``.git/info/exclude``."""
    include_hidden: bool = False
    """Take files and enter folders whose name begins with a dot (never ``.git``)."""
    include_binary: bool = False
    """Read a file although it looks binary; formats without a reader stay out."""
    max_size_bytes: int = 100 * MEBIBYTE
    """Files above are skipped, and named."""
    config: Config | None = None
    """By which rules the files are read; ``None`` for those of the user's file."""
    follow_links: bool = False
    """Follow links to files and folders outside the roots."""
    include: tuple[str, ...] = ()
    """Patterns as in ``.gitignore``; when there are any, only files they match are taken."""
    exclude: tuple[str, ...] = ()
    """Patterns as in ``.gitignore`` of files and folders that are left out."""
    patterns_from: str = ""
    """Folder that the patterns speak from; empty for the root."""
    light_only: bool = False
    """Refuse with ``NeedsGuard`` what turns out to want a reader that is not light."""
    is_guarded: bool = False
    """The files are read by a process that is ended, with all it started, when one takes
    too long."""


class Below:
    """Tells whether paths are one of some paths, or inside one."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = {path.rstrip(os.sep) or os.sep for path in paths}
        self._above = {parent for path in self._paths for parent in _parents(path)}

    def __contains__(self, path: str) -> bool:
        return path in self._paths or any(one in self._paths for one in _parents(path))

    def leads_to(self, folder: str) -> bool:
        """Tell whether one of the paths is a folder, inside it or around it."""
        return folder in self._above or folder in self


def walk(
    roots: Sequence[str],
    options: WalkOptions | Mapping[str, WalkOptions] | None = None,
    only: Below | None = None,
) -> Iterator[Found]:
    """Yield the files below the roots, with absolute paths, each real file once.

    A root that is a file is taken whatever its name and the ignore files say. Links
    that lead out of the roots are not followed, unless the options say so; a link to
    a file inside gives that file, under the link's name, only when the walk does not meet
    the file itself. Each root may have options of its own. With ``only``, no more is
    looked at than leads to those paths, and links inside the roots give nothing.
    """
    absolute = [os.path.abspath(root) for root in roots]
    if not isinstance(options, Mapping):
        options = dict.fromkeys(absolute, options or WalkOptions())
    yield from _Walk(absolute, options, only).run()


@dataclass(frozen=True, slots=True)
class _Folder:
    path: str
    real_path: str
    entries: Iterator[os.DirEntry[str]]
    rules: IgnoreRules


class _Walk:
    """State of one walk: what has been seen, which links wait for the end."""

    def __init__(
        self, roots: Sequence[str], options: Mapping[str, WalkOptions], only: Below | None
    ) -> None:
        self._roots = roots
        self._real_roots = [os.path.realpath(root) for root in roots]
        self._options_of = options
        self._options = WalkOptions()
        self._globs = Globs("")
        self._only = only
        self._seen: set[str] = set()
        self._waiting_links: list[tuple[str, str, os.stat_result, WalkOptions]] = []

    def run(self) -> Iterator[Found]:
        for root, real_root in zip(self._roots, self._real_roots, strict=True):
            if self._only and not self._only.leads_to(root):
                continue
            options = self._options = self._options_of[root]
            self._globs = Globs(options.patterns_from or root, options.include, options.exclude)
            try:
                status = os.stat(root)
            except OSError as error:
                yield _failed(root, error)
                continue
            if stat.S_ISDIR(status.st_mode):
                above = rules_above(real_root) if self._options.use_ignore_files else IgnoreRules()
                yield from self._tree(root, real_root, above)
            else:
                yield from self._file(root, real_root, status)
        for path, real_path, status, options in self._waiting_links:
            self._options = options
            yield from self._file(path, real_path, status)

    def _tree(self, root: str, real_root: str, above: IgnoreRules) -> Iterator[Found]:
        """Yield what is below a folder; a stack of listings stands for recursion."""
        stack: list[_Folder] = []
        opened = self._open(root, real_root, above)
        while opened or stack:
            if isinstance(opened, Skipped):
                yield opened
            elif opened:
                stack.append(opened)
            opened = None
            if not stack:
                return
            folder = stack[-1]
            entry = next(folder.entries, None)
            if entry is None:
                stack.pop()
                continue
            real_path = os.path.join(folder.real_path, entry.name)
            if entry.name == GIT_NAME or (self._only and not self._only.leads_to(entry.path)):
                continue
            if reason := self._exclusion(entry, real_path, folder.rules):
                yield Skipped(entry.path, reason, is_error=False)
                continue
            if _is_folder(entry):
                opened = self._open(entry.path, real_path, folder.rules)
            elif self._options.follow_links and (real := self._folder_outside(entry)):
                opened = self._open(entry.path, real, IgnoreRules())
            else:
                yield from self._entry(entry, real_path)

    def _open(self, path: str, real_path: str, outer: IgnoreRules) -> _Folder | Skipped | None:
        """List a folder; ``None`` when it was walked before, by another root."""
        if real_path in self._seen:
            return None
        self._seen.add(real_path)
        try:
            with os.scandir(path) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            return _failed(path, error)
        rules = outer
        if self._options.use_ignore_files:
            names = {entry.name for entry in entries if entry.name.startswith(".")}
            rules = outer.inside(real_path, names)
        return _Folder(path, real_path, iter(entries), rules)

    def _exclusion(self, entry: os.DirEntry[str], real_path: str, rules: IgnoreRules) -> str | None:
        """Return why an entry is left out unread, ``None`` when it is not."""
        if entry.name.startswith(".") and not self._options.include_hidden:
            return HIDDEN_REASON
        is_folder = _is_folder(entry)
        if rules.ignores(real_path, is_folder=is_folder):
            return IGNORED_REASON
        return self._globs.exclusion(entry.path, is_folder=is_folder)

    def _entry(self, entry: os.DirEntry[str], real_path: str) -> Iterator[Found]:
        try:
            if entry.is_symlink():
                yield from self._link(entry.path, os.stat(entry.path))
            else:
                yield from self._file(entry.path, real_path, entry.stat(follow_symlinks=False))
        except FileNotFoundError:
            if os.path.islink(entry.path):  # else it went away under the walk
                yield Skipped(entry.path, "link to nothing", is_error=True)
        except OSError as error:
            yield _failed(entry.path, error)

    def _link(self, path: str, target: os.stat_result) -> Iterator[Found]:
        real_path = os.path.realpath(path)
        if self._is_inside(real_path):
            if not stat.S_ISDIR(target.st_mode) and not self._only:
                self._waiting_links.append((path, real_path, target, self._options))
        elif stat.S_ISDIR(target.st_mode):
            yield Skipped(path, FOLDER_LINK_REASON, is_error=False)
        elif self._options.follow_links:
            yield from self._file(path, real_path, target)
        else:
            yield Skipped(path, OUTSIDE_REASON, is_error=False)

    def _folder_outside(self, entry: os.DirEntry[str]) -> str | None:
        """Return the real path of a folder that a link outside the roots leads to."""
        with suppress(OSError):
            if entry.is_symlink() and entry.is_dir():
                real_path = os.path.realpath(entry.path)
                return None if self._is_inside(real_path) else real_path
        return None

    def _is_inside(self, real_path: str) -> bool:
        return any(_is_inside(real_path, root) for root in self._real_roots)

    def _file(self, path: str, real_path: str, status: os.stat_result) -> Iterator[Found]:
        if real_path in self._seen:
            return
        self._seen.add(real_path)
        if not stat.S_ISREG(status.st_mode):
            yield Skipped(path, special_reason(status.st_mode), is_error=False)
        elif status.st_size > self._options.max_size_bytes:
            yield Skipped(path, size_reason(self._options.max_size_bytes), is_error=False)
        else:
            rules = rules_stamp(path, self._options.config)
            yield Source(path, status.st_size, status.st_mtime_ns, rules=rules)


def rules_stamp(path: str, config: Config | None) -> str:
    """Return what tells by which rules of the user's a file is read; empty for by none."""
    if config is None or not (config.extract or config.extractors or config.json != JsonFields()):
        return ""
    name = os.path.basename(path)
    suffix = os.path.splitext(name)[1].lower()
    has_records = suffix in WITH_RECORDS or bool(MAILDIR_NAME.search(name))
    return config.stamp(suffix, has_records=has_records)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:  # the file system gives no type and the entry is gone
        return False


def _is_inside(path: str, root: str) -> bool:
    return path == root or path.startswith(os.path.join(root, ""))


def _parents(path: str) -> Iterator[str]:
    """Yield the folders that a path lies in, nearest first."""
    parent = os.path.dirname(path)
    while parent != path:
        yield parent
        path, parent = parent, os.path.dirname(parent)


def _failed(path: str, error: OSError) -> Skipped:
    return Skipped(path, failure_reason(error), is_error=True)

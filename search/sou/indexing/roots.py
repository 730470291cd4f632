"""The roots of an index, and what each remembers of how it is to be read."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

from sou.config import config_of_process, config_to_data
from sou.documents import WalkOptions
from sou.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sou.config import Config
    from sou.store.manifest import Manifest

_DEFAULT: Final = WalkOptions()
_NAMES: Final = tuple(one.name for one in fields(WalkOptions))
_OF_A_RUN: Final = frozenset({"patterns_from", "light_only", "is_guarded", "config"})
_KEPT: Final = tuple(name for name in _NAMES if name not in _OF_A_RUN)


@dataclass(frozen=True, slots=True)
class Roots:
    """What one run reads, and what the index remembers after it."""

    to_walk: dict[str, WalkOptions]
    """Each folder or file to look at, and how."""
    kept: dict[str, WalkOptions]
    """The roots of the index from now on, sorted."""
    notes: tuple[str, ...] = ()

    def options_of(self, path: str) -> WalkOptions:
        """Return how a file found below one of the folders is read."""
        if len(self.to_walk) == 1:
            return next(iter(self.to_walk.values()))
        around = [root for root in self.to_walk if _is_inside(path, root)]
        return self.to_walk[max(around, key=len)]


def known_roots(manifest: Manifest) -> dict[str, WalkOptions]:
    """Return the roots of an index with what each remembers."""
    return {root: options_from(manifest.root_options.get(root, {})) for root in manifest.roots}


def remembered(roots: Mapping[str, WalkOptions]) -> dict[str, dict[str, Any]]:
    """Return what a manifest keeps of some roots: options that are not the default."""
    rows = {
        root: {
            name: getattr(options, name)
            for name in _KEPT
            if getattr(options, name) != getattr(_DEFAULT, name)
        }
        for root, options in roots.items()
    }
    return {root: row for root, row in rows.items() if row}


def options_from(row: Mapping[str, Any]) -> WalkOptions:
    """Return the options that JSON kept; what is not known (any more) is passed over."""
    values: dict[str, Any] = {name: row[name] for name in _NAMES if name in row}
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(value)
    if values.get("config") is not None:
        values["config"] = config_of_process(values["config"])
    return WalkOptions(**values)


def options_to_data(options: WalkOptions) -> dict[str, Any]:
    """Return plain data that :func:`options_from` makes the same options of."""
    data = {name: getattr(options, name) for name in _NAMES}
    if options.config is not None:
        data["config"] = config_to_data(options.config)
    return data


def choose_roots(
    manifest: Manifest, named: Sequence[str], gone: Collection[str], given: WalkOptions
) -> Roots:
    """Return what a run of some named paths, or of all roots, reads and remembers.

    What ``given`` says beside the defaults is added to what a root remembers. For a
    path inside a root it holds once: the root stays as it is.
    """
    config, given = given.config, replace(given, config=None)
    old = known_roots(manifest)
    kept = without_nested({**{path: _DEFAULT for path in named if path not in gone}, **old})
    kept = {root: options for root, options in kept.items() if root not in gone}
    to_walk: dict[str, WalkOptions] = {}
    notes = [
        f"what {root} remembered counts no more: it is inside another root now"
        for root, options in old.items()
        if root not in kept and root not in gone and options != _DEFAULT
    ]
    for path in named or [root for root in manifest.roots if root not in gone]:
        if path in gone:
            continue
        if path in kept:
            to_walk[path] = kept[path] = widened(kept[path], given)
            continue
        root = next(root for root in kept if _is_inside(path, root))
        options = widened(kept[root], given)
        to_walk[path] = replace(options, patterns_from=options.patterns_from or root)
        if options != kept[root]:
            notes.append(
                f"the options hold this once, as {path} is inside {root}; "
                "to keep them, write: sou sources add, the options and that folder"
            )
    return Roots(with_config(to_walk, config), kept, tuple(notes))


def with_all_roots(roots: Roots, config: Config | None) -> Roots:
    """Return what a run reads that builds an index anew: every root, named or not."""
    others = {root: one for root, one in roots.kept.items() if root not in roots.to_walk}
    return replace(roots, to_walk={**roots.to_walk, **with_config(others, config)})


def with_config(roots: Mapping[str, WalkOptions], config: Config | None) -> dict[str, WalkOptions]:
    """Return roots whose files are read by the rules of a configuration."""
    return {root: replace(options, config=config) for root, options in roots.items()}


def widened(options: WalkOptions, given: WalkOptions) -> WalkOptions:
    """Return options with those given that are not the default.

    >>> widened(WalkOptions(include_hidden=True), WalkOptions(exclude=("*.log",))).include_hidden
    True
    """
    changes: dict[str, Any] = {
        one.name: getattr(given, one.name)
        for one in fields(WalkOptions)
        if getattr(given, one.name) != getattr(_DEFAULT, one.name)
    }
    return replace(options, **changes)


def without_nested(roots: Mapping[str, WalkOptions]) -> dict[str, WalkOptions]:
    """Return the roots that lie in no other, sorted."""
    return {
        root: roots[root]
        for root in sorted(roots)
        if not any(root != other and _is_inside(root, other) for other in roots)
    }


def absolute_paths(paths: Sequence[str | os.PathLike[str]]) -> list[str]:
    """Return absolute paths; bytes that are not UTF-8 stay, links are not followed."""
    return [os.path.abspath(path) for path in paths]  # noqa: PTH100  # as said


def add_roots(manifest: Manifest, paths: Sequence[str], options: WalkOptions) -> Roots:
    """Return the roots of an index with some more, or with others' options replaced.

    Raises:
        ConfigError: a path is missing, or lies in a root that there is.
    """
    old = known_roots(manifest)
    for path in paths:
        if not os.path.lexists(path):
            raise ConfigError(f"{path!r} does not exist; no root was added")
        around = [root for root in old if root != path and _is_inside(path, root)]
        if around:
            raise ConfigError(f"{path} is inside the root {around[0]} already")
    return Roots({}, without_nested({**old, **dict.fromkeys(paths, options)}))


def remove_roots(manifest: Manifest, paths: Sequence[str]) -> Roots:
    """Return the roots of an index without some.

    Raises:
        ConfigError: a path is no root.
    """
    old = known_roots(manifest)
    for path in paths:
        if path not in old:
            raise ConfigError(f"{path} is no root of the index; sou sources lists them")
    return Roots({}, {root: options for root, options in old.items() if root not in paths})


def _is_inside(path: str, root: str) -> bool:
    return path == root or path.startswith(os.path.join(root, ""))  # noqa: PTH118  # for each file

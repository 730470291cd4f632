"""What is read and remembered of the roots of an index."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sou.documents import WalkOptions
from sou.errors import ConfigError
from sou.indexing.roots import (
    add_roots,
    choose_roots,
    known_roots,
    options_from,
    remembered,
    remove_roots,
)
from sou.store.manifest import Manifest, read_manifest, write_manifest

USUAL = WalkOptions()
HIDDEN = WalkOptions(include_hidden=True)
LOGS = WalkOptions(exclude=("*.log",))
BOTH = WalkOptions(include_hidden=True, exclude=("*.log",))


def _manifest(**roots: WalkOptions) -> Manifest:
    named = {f"/{name}": options for name, options in roots.items()}
    return Manifest("", roots=tuple(named), root_options=remembered(named))


def test_a_manifest_keeps_what_is_not_usual(tmp_path: Path) -> None:
    manifest = _manifest(甲=BOTH, 乙=USUAL)
    write_manifest(tmp_path, manifest)
    found = read_manifest(tmp_path)

    assert known_roots(found) == {"/甲": BOTH, "/乙": USUAL}
    assert list(found.root_options) == ["/甲"]


def test_a_manifest_of_before_and_one_of_later_are_read(tmp_path: Path) -> None:
    write_manifest(tmp_path, Manifest("", roots=("/甲",)))
    checksum, _, body = (tmp_path / "manifest.json").read_bytes().partition(b"\n")
    before = json.loads(body)
    del before["root_options"]

    assert checksum
    assert known_roots(Manifest("", roots=("/甲",))) == {"/甲": USUAL}
    assert options_from({"include_hidden": True, "not yet": 1}) == HIDDEN


def test_options_given_are_added_to_those_remembered() -> None:
    chosen = choose_roots(_manifest(甲=LOGS, 乙=USUAL), ["/甲", "/丙"], (), HIDDEN)

    assert chosen.to_walk == {"/甲": BOTH, "/丙": HIDDEN}
    assert chosen.kept == {"/丙": HIDDEN, "/乙": USUAL, "/甲": BOTH}
    assert chosen.notes == ()


def test_without_paths_options_are_for_all_roots() -> None:
    chosen = choose_roots(_manifest(甲=LOGS, 乙=USUAL), [], (), HIDDEN)

    assert chosen.kept == chosen.to_walk == {"/甲": BOTH, "/乙": HIDDEN}


def test_options_for_a_path_inside_a_root_hold_once() -> None:
    chosen = choose_roots(_manifest(甲=LOGS), ["/甲/下"], (), HIDDEN)

    (options,) = chosen.to_walk.values()
    assert (options.include_hidden, options.exclude) == (True, ("*.log",))
    assert options.patterns_from == "/甲"
    assert chosen.kept == {"/甲": LOGS}
    assert "hold this once" in chosen.notes[0]
    assert choose_roots(_manifest(甲=LOGS), ["/甲/下"], (), USUAL).notes == ()


def test_a_root_around_another_takes_its_place_and_says_what_is_forgotten() -> None:
    manifest = Manifest("", roots=("/甲/下",), root_options=remembered({"/甲/下": HIDDEN}))
    chosen = choose_roots(manifest, ["/甲"], (), USUAL)

    assert chosen.kept == {"/甲": USUAL}
    assert "/甲/下" in chosen.notes[0]


def test_a_root_that_is_gone_is_neither_read_nor_kept() -> None:
    chosen = choose_roots(_manifest(甲=LOGS, 乙=USUAL), ["/甲"], {"/甲"}, USUAL)

    assert (chosen.to_walk, chosen.kept) == ({}, {"/乙": USUAL})


def test_files_are_read_as_the_nearest_root_says() -> None:
    chosen = choose_roots(_manifest(甲=LOGS, 甲乙=HIDDEN), [], (), USUAL)

    assert chosen.options_of("/甲/乙.txt") == LOGS
    assert chosen.options_of("/甲乙/乙.txt") == HIDDEN


def test_roots_are_added_and_replaced_and_removed(tmp_path: Path) -> None:
    here = str(tmp_path)
    manifest = Manifest("", roots=(here,), root_options=remembered({here: LOGS}))

    assert add_roots(manifest, [here], HIDDEN).kept == {here: HIDDEN}
    assert add_roots(manifest, [str(tmp_path.parent)], USUAL).kept == {str(tmp_path.parent): USUAL}
    assert remove_roots(manifest, [here]).kept == {}
    (tmp_path / "下").mkdir()
    for add, said in (
        (str(tmp_path / "下"), "inside the root"),
        (str(tmp_path / "無"), "does not exist"),
    ):
        with pytest.raises(ConfigError, match=said):
            add_roots(manifest, [add], USUAL)
    with pytest.raises(ConfigError, match="no root"):
        remove_roots(manifest, [str(tmp_path / "下")])

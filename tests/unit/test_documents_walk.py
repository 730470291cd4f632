"""Which files the walk finds, in which order, and what it says of the others."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from sou.documents import Below, WalkOptions, walk
from sou.documents.globs import EXCLUDED_REASON, NOT_INCLUDED_REASON
from sou.documents.walk import FOLDER_LINK_REASON, OUTSIDE_REASON, Found
from sou.sources import Skipped, Source


def write(folder: Path, *names: str, content: str = "中文") -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def taken(folder: Path, found: list[Found]) -> list[str]:
    return [os.path.relpath(one.path, folder) for one in found if isinstance(one, Source)]


def skipped(folder: Path, found: list[Found]) -> list[tuple[str, str, bool]]:
    return [
        (os.path.relpath(one.path, folder), one.reason, one.is_error)
        for one in found
        if isinstance(one, Skipped)
    ]


def walked(folder: Path, options: WalkOptions | None = None) -> list[str]:
    return taken(folder, list(walk([str(folder)], options)))


def test_walk_sorts_by_name_and_puts_a_folder_in_its_place(tmp_path: Path) -> None:
    write(tmp_path, "丙.txt", "乙/二.txt", "乙/一.txt", "甲.txt", "a.txt")

    assert walked(tmp_path) == ["a.txt", "丙.txt", "乙/一.txt", "乙/二.txt", "甲.txt"]


def test_walk_gives_absolute_paths_sizes_and_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "甲.txt")
    os.utime(tmp_path / "甲.txt", ns=(0, 1_700_000_000_000_000_001))
    monkeypatch.chdir(tmp_path)

    assert list(walk(["."])) == [Source(str(tmp_path / "甲.txt"), 6, 1_700_000_000_000_000_001)]


def test_hidden_files_are_taken_only_when_asked_and_git_never(tmp_path: Path) -> None:
    write(tmp_path, ".藏/甲.txt", ".乙", ".git/config", "丙")

    assert walked(tmp_path) == ["丙"]
    assert walked(tmp_path, WalkOptions(include_hidden=True)) == [".乙", ".藏/甲.txt", "丙"]


def test_what_is_left_out_is_named_a_folder_once_and_git_never(tmp_path: Path) -> None:
    write(tmp_path, ".藏/甲.txt", ".git/config", "建/乙.o", "丙.log", "丁.txt")
    write(tmp_path, ".ignore", content="*.log\n建/\n")

    assert skipped(tmp_path, list(walk([str(tmp_path)]))) == [
        (".ignore", "hidden (taken with --hidden)", False),
        (".藏", "hidden (taken with --hidden)", False),
        ("丙.log", "in an ignore file (taken with --no-ignore)", False),
        ("建", "in an ignore file (taken with --no-ignore)", False),
    ]


def test_a_file_named_as_root_is_taken_though_hidden_and_ignored(tmp_path: Path) -> None:
    write(tmp_path, ".ignore", content="*.txt")
    write(tmp_path, ".藏.txt")

    assert len(list(walk([str(tmp_path / ".藏.txt")]))) == 1


def test_a_missing_root_is_an_error(tmp_path: Path) -> None:
    found = list(walk([str(tmp_path / "無")]))

    assert skipped(tmp_path, found) == [("無", "no such file or folder", True)]


def test_overlapping_roots_give_each_file_once(tmp_path: Path) -> None:
    write(tmp_path, "甲/乙/丙.txt", "甲/丁.txt")
    roots = [tmp_path / "甲" / "乙" / "丙.txt", tmp_path / "甲", tmp_path, tmp_path / "甲" / "乙"]

    assert taken(tmp_path, list(walk(list(map(str, roots))))) == ["甲/乙/丙.txt", "甲/丁.txt"]


def test_a_file_above_the_limit_is_named_but_is_no_error(tmp_path: Path) -> None:
    write(tmp_path, "大.txt", content="大" * 400_000)
    found = list(walk([str(tmp_path)], WalkOptions(max_size_bytes=1 << 20)))

    assert skipped(tmp_path, found) == [("大.txt", "larger than 1 MiB", False)]


def test_gitignore_patterns_negation_anchors_and_folders(tmp_path: Path) -> None:
    write(tmp_path, ".gitignore", content="*.log\n!重要.log\n/頂.txt\n建/\n# 註\n")
    write(
        tmp_path, "甲.log", "重要.log", "頂.txt", "下/頂.txt", "建/乙.txt", "下/建/丙.txt", "丁.txt"
    )

    assert walked(tmp_path) == ["丁.txt", "下/頂.txt", "重要.log"]
    assert len(walked(tmp_path, WalkOptions(use_ignore_files=False))) == 7


def test_the_nearer_ignore_file_decides(tmp_path: Path) -> None:
    write(tmp_path, ".gitignore", content="*.txt\n")
    write(tmp_path, "下/.gitignore", content="!甲.txt\n")
    write(tmp_path, "甲.txt", "下/甲.txt", "下/乙.txt")

    assert walked(tmp_path) == ["下/甲.txt"]


def test_a_list_of_exceptions_to_everything_works(tmp_path: Path) -> None:
    write(tmp_path, ".gitignore", content="*\n!*/\n!*.md\n")
    write(tmp_path, "甲.md", "乙.txt", "下/甲.md", "下/乙.txt")

    assert walked(tmp_path) == ["下/甲.md", "甲.md"]


def test_dot_ignore_wins_over_gitignore_even_for_a_folder(tmp_path: Path) -> None:
    write(tmp_path, ".gitignore", content="書/\n*.log\n")
    write(tmp_path, ".ignore", content="!書/\n乙.txt\n")
    write(tmp_path, "書/甲.txt", "書/乙.txt", "書/丙.log", "乙.txt")

    assert walked(tmp_path) == ["書/甲.txt"]


def test_rules_above_a_root_count_up_to_its_repository(tmp_path: Path) -> None:
    write(tmp_path, ".gitignore", content="庫外.txt\n")
    write(tmp_path, "庫/.git/info/exclude", content="排除.txt\n")
    write(tmp_path, "庫/.gitignore", content="*.tmp\n/深/直.txt\n")
    names = ("甲.txt", "庫外.txt", "排除.txt", "乙.tmp", "直.txt")
    write(tmp_path, *(f"庫/深/{name}" for name in names))

    assert walked(tmp_path / "庫" / "深") == ["庫外.txt", "甲.txt"]


def test_a_root_inside_an_ignored_folder_is_walked(tmp_path: Path) -> None:
    write(tmp_path, ".git/HEAD", ".gitignore", content="建/\n")
    write(tmp_path, "建/甲.txt", "建/下/乙.txt")

    assert walked(tmp_path / "建") == ["下/乙.txt", "甲.txt"]
    assert walked(tmp_path) == []


def test_gitignore_ends_at_the_border_of_an_inner_repository(tmp_path: Path) -> None:
    write(tmp_path, ".gitignore", content="*.txt\n")
    write(tmp_path, "內/.git/HEAD", "內/甲.txt", "外/甲.txt")

    assert walked(tmp_path) == ["內/甲.txt"]


def test_an_unreadable_pattern_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, ".ignore", content="!\n/\n[\n***\\\n乙.txt\n")
    write(tmp_path, "甲.txt", "乙.txt")

    assert walked(tmp_path) == ["甲.txt"]


def test_an_ignore_file_that_is_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".gitignore")
    write(tmp_path, "甲.txt")

    assert walked(tmp_path) == ["甲.txt"]


def test_ignore_rules_hold_below_a_root_that_is_a_link(tmp_path: Path) -> None:
    write(tmp_path, "真正的資料夾/.ignore", content="/乙.txt\n")
    write(tmp_path, "真正的資料夾/甲.txt", "真正的資料夾/乙.txt")
    (tmp_path / "鏈").symlink_to(tmp_path / "真正的資料夾")

    assert walked(tmp_path / "鏈") == ["甲.txt"]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "根/甲.txt", "外/乙.txt")
    (tmp_path / "根" / "上").symlink_to(tmp_path / "根")
    (tmp_path / "根" / "外").symlink_to(tmp_path / "外")
    found = list(walk([str(tmp_path / "根")]))

    assert taken(tmp_path, found) == ["根/甲.txt"]
    assert skipped(tmp_path, found) == [("根/外", FOLDER_LINK_REASON, False)]


def test_a_link_gives_its_file_only_when_nothing_else_does(tmp_path: Path) -> None:
    write(tmp_path, "根/甲.txt", "根/.藏/乙.txt", "外/丙.txt")
    (tmp_path / "根" / "0甲").symlink_to("甲.txt")
    (tmp_path / "根" / "1乙").symlink_to(".藏/乙.txt")
    (tmp_path / "根" / "2丙").symlink_to("../外/丙.txt")
    (tmp_path / "根" / "3丙").symlink_to("../外/丙.txt")

    found = list(walk([str(tmp_path / "根")]))
    followed = walked(tmp_path / "根", WalkOptions(follow_links=True))

    assert taken(tmp_path, found) == ["根/甲.txt", "根/1乙"]
    assert [one for one in skipped(tmp_path, found) if "hidden" not in one[1]] == [
        ("根/2丙", OUTSIDE_REASON, False),
        ("根/3丙", OUTSIDE_REASON, False),
    ]
    assert followed == ["2丙", "甲.txt", "1乙"]


def test_links_out_of_the_roots_are_followed_on_request_each_folder_once(tmp_path: Path) -> None:
    write(tmp_path, "根/甲.txt", "外/乙.txt", "外/.gitignore", "外/深/丙.txt")
    (tmp_path / "根" / "一").symlink_to(tmp_path / "外")
    (tmp_path / "根" / "二").symlink_to(tmp_path / "外" / "深")
    (tmp_path / "外" / "回").symlink_to(tmp_path / "根")
    (tmp_path / "外" / "環").symlink_to(tmp_path / "外")

    assert walked(tmp_path / "根", WalkOptions(follow_links=True)) == [
        "一/乙.txt",
        "一/深/丙.txt",
        "甲.txt",
    ]


def test_patterns_of_a_root_take_and_leave_out(tmp_path: Path) -> None:
    write(tmp_path, "甲.md", "甲.txt", "建/甲.md", "書/乙.md", "書/建/丙.md", "書/丁.log")

    assert walked(tmp_path, WalkOptions(include=("*.md",))) == [
        "建/甲.md",
        "書/乙.md",
        "書/建/丙.md",
        "甲.md",
    ]
    assert walked(tmp_path, WalkOptions(include=("書/",), exclude=("*.log", "/書/建"))) == [
        "書/乙.md"
    ]
    assert walked(tmp_path, WalkOptions(exclude=("*.md", "!乙.md", "甲.*"))) == [
        "書/丁.log",
        "書/乙.md",
    ]
    found = list(walk([str(tmp_path)], WalkOptions(include=("*.txt",), exclude=("書",))))
    assert skipped(tmp_path, found) == [
        ("建/甲.md", NOT_INCLUDED_REASON, False),
        ("書", EXCLUDED_REASON, False),
        ("甲.md", NOT_INCLUDED_REASON, False),
    ]


def test_only_what_leads_to_some_paths_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the rules of the folders above, and no other folder listed."""
    write(tmp_path, ".ignore", content="*.log\n")
    write(tmp_path, "一/甲.txt", "一/乙.txt", "一/丙.log", "二/深/甲.txt", "二/丁.txt", "三/甲.txt")
    listed: list[str] = []
    scandir = os.scandir

    def listing(path: str) -> object:
        listed.append(path)
        return scandir(path)

    monkeypatch.setattr("os.scandir", listing)
    only = Below(str(tmp_path / name) for name in ("一/甲.txt", "一/丙.log", "二/深", "二/無"))

    found = list(walk([str(tmp_path)], only=only))

    assert taken(tmp_path, found) == ["一/甲.txt", "二/深/甲.txt"]
    assert [path for path, _, _ in skipped(tmp_path, found)] == ["一/丙.log"]
    assert [str(Path(one).relative_to(tmp_path)) for one in listed] == [".", "一", "二", "二/深"]


def test_dangling_and_looping_links_are_errors(tmp_path: Path) -> None:
    (tmp_path / "斷").symlink_to("無此檔")
    (tmp_path / "環").symlink_to("環")
    found = list(walk([str(tmp_path)]))

    assert skipped(tmp_path, found) == [
        ("斷", "link to nothing", True),
        ("環", "link that leads back to itself", True),
    ]


def test_pipes_and_sockets_are_named_and_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path has 108 bytes at most
    os.mkfifo("管.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("座.txt")
        found = list(walk([str(tmp_path), str(tmp_path / "管.txt")]))

    assert skipped(tmp_path, found) == [
        ("座.txt", "socket", False),
        ("管.txt", "named pipe", False),
    ]


def test_a_folder_that_cannot_be_listed_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Simulated, because the superuser lists everything."""
    write(tmp_path, "甲.txt", "閉/乙.txt")
    scandir = os.scandir

    def guarded(path: str) -> object:
        if path.endswith("閉"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr("os.scandir", guarded)
    found = list(walk([str(tmp_path)]))

    assert taken(tmp_path, found) == ["甲.txt"]
    assert skipped(tmp_path, found) == [("閉", "permission denied", True)]


def test_names_that_are_not_utf8_are_kept(tmp_path: Path) -> None:
    name = "國標.txt".encode("gb18030", "replace")
    path = os.path.join(os.fsencode(tmp_path), name)  # noqa: PTH118 - bytes
    try:
        with open(path, "wb") as file:  # noqa: PTH123 - bytes
            file.write(b"")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")

    assert [os.fsencode(one.path) for one in walk([str(tmp_path)])] == [path]


def test_a_tree_deeper_than_a_path_may_be_long_is_reported(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    try:
        for _ in range(60):
            os.mkdir("深" * 80, dir_fd=here)
            deeper = os.open("深" * 80, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = deeper
    finally:
        os.close(here)

    assert [reason for _, reason, _ in skipped(tmp_path, list(walk([str(tmp_path)])))] == [
        "path too long"
    ]

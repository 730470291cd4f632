import pytest

from sou.output.shown import (
    cut_to_cells,
    shown_count,
    shown_duration,
    shown_path,
    shown_size,
)


@pytest.mark.parametrize(
    ("path", "cwd", "expected"),
    [
        ("/家/筆記/一.txt", "/家", "筆記/一.txt"),
        ("/家/筆記/一.txt", "/", "家/筆記/一.txt"),
        ("/家庭/一.txt", "/家", "/家庭/一.txt"),
        ("/家", "/家", "/家"),
        ("/家/-rf", "/家", "./-rf"),
        ("/家/一.txt", "", "/家/一.txt"),
    ],
)
def test_paths_below_the_current_folder_are_relative(path: str, cwd: str, expected: str) -> None:
    assert shown_path(path, cwd) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_960, "1.0 MB"), (1_234_567_890, "1.2 GB")],
)
def test_sizes_are_decimal(size: int, expected: str) -> None:
    assert shown_size(size) == expected


def test_counts_agree_with_their_noun() -> None:
    assert shown_count(1, "file") == "1 file"
    assert shown_count(1204, "file") == "1,204 files"
    assert shown_count(0, "match", "matches") == "0 matches"


def test_durations_grow_into_minutes() -> None:
    assert shown_duration(0.26) == "0.3 s"
    assert shown_duration(125.2) == "2 min 5 s"


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("晶片", 4, "晶片"),
        ("晶片組", 5, "晶片…"),
        ("晶片組", 4, "晶…"),
        ("ab", 1, "…"),
        ("", 0, ""),
    ],
)
def test_cutting_counts_cells(text: str, width: int, expected: str) -> None:
    assert cut_to_cells(text, width) == expected

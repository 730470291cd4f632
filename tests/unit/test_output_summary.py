from sou.output.summary import skipped_lines, summary
from sou.sources import Skipped
from unit.cli_fakes import report


def excluded(count: int) -> list[Skipped]:
    return [Skipped(f"/筆記/{n:02}.bin", "binary file", is_error=False) for n in range(count)]


def test_the_summary_counts_what_was_done() -> None:
    made = report(added=1200, updated=3, removed=1, unchanged=0, text_chars=1)

    assert summary(made, "/筆記", is_verbose=False) == (
        "Indexed 1,200 new, 3 changed, 1 removed: 3 documents in the index, "
        "1 character read (0.2 s)."
    )


def test_nothing_changed_is_said() -> None:
    made = report(added=0, unchanged=3)

    assert summary(made, "/筆記", is_verbose=False) == (
        "Nothing changed: 3 documents in the index (0.2 s)."
    )


def test_every_skipped_file_is_named_under_its_reason() -> None:
    made = report(
        Skipped("/筆記/b.bin", "binary file", is_error=False),
        Skipped("/別處/鎖.txt", "permission denied", is_error=True),
        Skipped("/筆記/a.bin", "binary file", is_error=False),
        Skipped("/筆記/大.txt", "larger than 64 MB", is_error=False),
        doubtful=(("/筆記/舊.txt", "Big5 or GB18030"),),
        notes=("a note",),
    )

    assert summary(made, "/筆記", is_verbose=False).split("\n")[1:] == [
        "a note",
        "Could not read 1 file:",
        "  permission denied (1):",
        "    /別處/鎖.txt",
        "Indexed with a doubt 1 file:",
        "  Big5 or GB18030 (1):",
        "    舊.txt",
        "Skipped 3 files:",
        "  binary file (2):",
        "    a.bin",
        "    b.bin",
        "  larger than 64 MB (1):",
        "    大.txt",
    ]


def test_forty_excluded_files_are_all_named() -> None:
    assert summary(report(*excluded(40)), "/", is_verbose=False).count("筆記/") == 40


def test_more_than_forty_are_counted_and_the_summary_says_how_to_name_them() -> None:
    made = report(*excluded(41), Skipped("/筆記/x", "larger than 64 MB", is_error=False))

    assert summary(made, "/", is_verbose=False).split("\n")[1:] == [
        "Skipped 42 files:",
        "  binary file (41)",
        "  larger than 64 MB (1)",
        "  To name them all: sou status --skipped, or sou index -v",
    ]


def test_when_asked_all_are_named_however_many() -> None:
    assert summary(report(*excluded(41)), "/", is_verbose=True).count("筆記/") == 41


def test_errors_are_named_however_many() -> None:
    errors = [Skipped(f"/筆記/{n}", "permission denied", is_error=True) for n in range(100)]

    assert summary(report(*errors), "/", is_verbose=False).count("筆記/") == 100


def test_a_path_stays_in_its_line() -> None:
    lines = skipped_lines("Skipped", [Skipped("/a\nb\tc", "odd", is_error=False)], "/")

    assert list(lines) == ["Skipped 1 file:", "  odd (1):", "    a␊b␉c"]

import pytest

from sou.model import Place
from sou.output.checked import recall as recall_text
from sou.output.checked import verification as verification_text
from sou.reports import MissedText, Problem
from unit.cli_fakes import recall, verification


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr("sou.output.shown.time.localtime", time.gmtime)


def test_a_whole_index_says_so_below_its_state() -> None:
    assert verification_text(verification(), ["工作"]) == (
        "index          /索引\n"
        "documents      3\n"
        "text           1,234 characters\n"
        "size on disk   56.8 kB in 1 segment\n"
        "last commit    1970-01-01 00:00:00 (number 7)\n"
        "kinds          text 2, markdown 1\n"
        "skipped files  0\n"
        "root           /筆記\n"
        "other indexes  工作\n"
        "verified       every file and document (0.2 s)\n"
    )


def test_every_problem_has_a_line_that_names_its_file() -> None:
    made = verification(
        Problem("/索引/1.seg", "words.rows is damaged"), Problem("/索引/2.seg", "missing")
    )

    lines = verification_text(made, []).splitlines()

    assert lines[-2:] == [
        "problem        /索引/1.seg: words.rows is damaged",
        "problem        /索引/2.seg: missing",
    ]
    assert not any(line.startswith("verified") for line in lines)


def test_a_recall_without_misses_is_a_table() -> None:
    assert recall_text(recall(), "/") == (
        "index       /索引\n"
        "samples     1,000 from 125 documents\n"
        "found       1,000\n"
        "missed      0\n"
        "seed        42\n"
        "time        0.2 s\n"
    )


def test_documents_taken_from_the_index_are_counted() -> None:
    assert "not reread  1 document whose file has changed or is gone\n" in recall_text(
        recall(stored_documents=1), "/"
    )


def test_a_missed_piece_has_a_line_a_terminal_only_draws() -> None:
    missed = MissedText("/筆記/\x1b晶.txt", Place(3, 5), "晶\n片\x1b[31m", "not found")

    text = recall_text(recall(missed), "/筆記")

    assert text.endswith("time        0.2 s\n␛晶.txt:3:5: 晶 片␛[31m (not found)\n")
    assert "found       999\nmissed      1\n" in text

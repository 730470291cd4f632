import json
from pathlib import Path

import pytest

from sou.model import Place
from sou.reports import MissedText, Problem
from unit.cli_fakes import FakeIndex, recall, run_sou, status, use_index, verification

PROBLEMS = (Problem("/索引/1.seg", "words.rows is damaged"), Problem("/索引/2.seg", "missing"))
MISSED = MissedText("/筆記/晶片.txt", Place(3, 5), "晶片", "not found in the document")


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeIndex:
    return use_index(monkeypatch, FakeIndex(tmp_path))


@pytest.mark.parametrize("words", [("status", "--verify"), ("verify",)])
def test_a_whole_index_is_status_zero(words: tuple[str, ...], index: FakeIndex) -> None:
    outcome = run_sou(*words, "--index", "./索引")

    assert (outcome.exit_status, outcome.stderr) == (0, "")
    assert outcome.stdout.endswith("verified       every file and document (0.2 s)\n")
    assert index.location == Path("索引").absolute()


@pytest.mark.parametrize("words", [("status", "--verify"), ("verify",)])
def test_problems_are_printed_and_the_error_names_the_command(
    words: tuple[str, ...], index: FakeIndex
) -> None:
    index.verified = verification(*PROBLEMS)

    outcome = run_sou(*words, "--index", "/索引")

    assert outcome.exit_status == 6
    assert outcome.stdout.endswith(
        "problem        /索引/1.seg: words.rows is damaged\nproblem        /索引/2.seg: missing\n"
    )
    assert outcome.stderr == (
        "sou: error: /索引 has 2 problems; build the index again with: sou index --index '/索引'\n"
    )


def test_an_index_that_lost_its_roots_must_be_told_them(index: FakeIndex) -> None:
    index.verified = verification(PROBLEMS[0], roots=())

    outcome = run_sou("verify", environ={"SOU_INDEX": "/索引"})

    assert outcome.stderr == (
        "sou: error: /索引 has 1 problem; build the index again with: sou index PATH\n"
    )


def test_json_says_what_is_wrong_though_it_is_an_error(index: FakeIndex) -> None:
    index.verified = verification(*PROBLEMS)

    outcome = run_sou("status", "--verify", "--json")

    written = json.loads(outcome.stdout)
    assert outcome.exit_status == 6
    assert written["verified"] is False
    assert [one["path"] for one in written["problems"]] == ["/索引/1.seg", "/索引/2.seg"]


def test_a_status_without_verify_reads_nothing_more(index: FakeIndex) -> None:
    index.verified = verification(*PROBLEMS)
    index.state = status(documents=5)

    outcome = run_sou("status", "--json")

    assert outcome.exit_status == 0
    assert "verified" not in json.loads(outcome.stdout)


def test_a_recall_that_finds_all_is_status_zero(index: FakeIndex) -> None:
    outcome = run_sou("verify", "--recall")

    assert (outcome.exit_status, outcome.stderr) == (0, "")
    assert "missed      0\n" in outcome.stdout
    assert index.recall_requests == [(1000, None)]


def test_samples_and_seed_are_handed_on(index: FakeIndex) -> None:
    run_sou("verify", "--recall", "--samples", "20", "--seed", "-3")

    assert index.recall_requests == [(20, -3)]


def test_a_missed_piece_is_status_one(index: FakeIndex) -> None:
    index.recalled = recall(MISSED)

    outcome = run_sou("verify", "--recall")
    as_json = run_sou("verify", "--recall", "--json")

    assert (outcome.exit_status, as_json.exit_status) == (1, 1)
    assert outcome.stdout.endswith("晶片.txt:3:5: 晶片 (not found in the document)\n")
    assert json.loads(as_json.stdout)["missed"][0]["text"] == "晶片"


def test_an_index_without_text_says_that_nothing_was_proved(index: FakeIndex) -> None:
    index.recalled = recall(samples=0, documents=0)

    outcome = run_sou("verify", "--recall")

    assert (outcome.exit_status, outcome.stderr) == (0, "The index holds no text to search for.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify", "--samples", "5"), "--samples and --seed need --recall"),
        (("verify", "--seed", "5"), "--samples and --seed need --recall"),
        (("verify", "--recall", "--samples", "0"), "--samples is 1 or more"),
        (("status", "--verify", "--skipped"), "--verify and --skipped do not go together"),
    ],
)
def test_what_makes_no_sense_is_refused(
    words: tuple[str, ...], said: str, index: FakeIndex
) -> None:
    outcome = run_sou(*words)

    assert (outcome.exit_status, outcome.stdout) == (2, "")
    assert said in outcome.stderr
    assert index.recall_requests == []

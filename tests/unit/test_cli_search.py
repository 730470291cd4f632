import json
from dataclasses import replace
from pathlib import Path

import pytest

from sou.model import PinyinMatch, PinyinText, Suggestion
from unit.cli_fakes import FakeIndex, document, hit, page, run_sou, use_index


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeIndex:
    monkeypatch.setenv("SOU_INDEX", "unused")
    hits = [hit(rank, document(f"/筆記/{rank:04}.txt")) for rank in range(1, 1203)]
    return use_index(monkeypatch, FakeIndex(tmp_path, hits))


def search(index: FakeIndex, *words: str, **how: bool) -> tuple[int, str, str]:
    outcome = run_sou("search", "--index", str(index.location), *words, **how)  # type: ignore[arg-type]  # terminal=
    return outcome.exit_status, outcome.stdout, outcome.stderr


def test_ten_hits_for_people_and_a_word_on_the_rest(index: FakeIndex) -> None:
    exit_status, stdout, stderr = search(index, "晶片", "中國")

    assert exit_status == 0
    assert stdout.startswith("[1] 0001.txt:1:3 (2 matches)\n    中國晶片的發展,晶片。。\n\n[2]")
    assert stdout.count("[") == 10
    assert stderr == "10 of 1,202 documents; -n 1202 shows all\n"
    assert [(one.query, one.limit, one.offset) for one in index.requests] == [("晶片 中國", 10, 0)]


def test_no_hit_is_status_one_and_an_empty_stdout(index: FakeIndex) -> None:
    index.hits = []

    assert search(index, "晶片") == (1, "", "no document matches\n")
    assert search(index, "-c", "晶片") == (1, "0\n", "")
    assert search(index, "-l", "晶片") == (1, "", "")


def test_a_search_without_hits_says_what_may_be_meant(index: FakeIndex) -> None:
    index.hits = []
    index.suggestions = (Suggestion("晶片", "shape", 1203), Suggestion("晶體", "edit", 2))

    assert search(index, "--all", "晶爿") == (
        1,
        "",
        "no document matches\ndid you mean 晶片 (1,203), 晶體 (2)?\n",
    )
    assert index.suggest_requests == [("晶爿", True)]


@pytest.mark.parametrize("form", ["--json", "-l", "-c"])
def test_only_people_are_told_what_may_be_meant(index: FakeIndex, form: str) -> None:
    index.hits = []

    assert search(index, form, "晶爿")[2] == ""
    assert index.suggest_requests == []


def test_of_one_character_nothing_else_can_be_meant(index: FakeIndex) -> None:
    index.hits = []

    assert search(index, "爿")[2] == "no document matches\n"
    assert index.suggest_requests == []


def test_what_pinyin_found_is_said_before_the_hits(
    index: FakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = (PinyinText("寒武紀", 1, 18, is_word=True),)
    heard = replace(page(hit()), pinyin=(PinyinMatch("py:hwj", texts, 1),))
    monkeypatch.setattr(FakeIndex, "search", lambda *_: heard)

    _, stdout, stderr = search(index, "py:hwj")

    assert stderr == "py:hwj: 寒武紀 (18)\n"
    assert stdout.startswith("[1] ")


def test_several_snippets_are_asked_for_and_written(index: FakeIndex) -> None:
    _, stdout, _ = search(index, "--json", "--snippets", "3", "-n", "1", "晶片")

    assert [one.snippets for one in index.requests] == [3]
    assert json.loads(stdout)["hits"][0]["more"] == []
    assert search(index, "--snippets", "0", "晶片")[0] == 2
    assert "more" not in json.loads(search(index, "--json", "-n", "1", "晶片")[1])["hits"][0]


def test_minus_one_shows_all_in_batches(index: FakeIndex) -> None:
    exit_status, stdout, stderr = search(index, "-n", "-1", "晶片")

    assert (exit_status, stderr) == (0, "")
    assert stdout.count("[") == 1202
    assert [(one.offset, one.limit) for one in index.requests] == [
        (0, 500),
        (500, 500),
        (1000, 202),
    ]


def test_an_offset_leaves_out_the_best(index: FakeIndex) -> None:
    _, stdout, stderr = search(index, "--offset", "1200", "晶片")

    assert stdout.startswith("[1201] ")
    assert stderr == "1,201 to 1,202 of 1,202 documents\n"


def test_limit_zero_only_counts(index: FakeIndex) -> None:
    assert search(index, "-n", "0", "晶片") == (
        0,
        "",
        "0 of 1,202 documents; -n 1202 shows all\n",
    )


def test_all_requires_every_word(index: FakeIndex) -> None:
    search(index, "--all", "晶片 中國")

    assert index.requests[0].match_all


def test_switches_of_script_and_region_are_handed_on(index: FakeIndex) -> None:
    run_sou("search", "晶片")
    run_sou("search", "--exact-script", "--no-regional", "晶片")

    plain, switched = index.requests
    assert (plain.exact_script, plain.regional) == (False, True)
    assert (switched.exact_script, switched.regional) == (True, False)


def test_count_prints_the_number_of_documents(index: FakeIndex) -> None:
    assert search(index, "-c", "晶片") == (0, "1202\n", "")


def test_files_with_matches_are_all_of_them(index: FakeIndex) -> None:
    _, stdout, stderr = search(index, "-l", "晶片")

    assert stdout.startswith("0001.txt\n0002.txt\n")
    assert stdout.count("\n") == 1202
    assert stderr == ""


def test_files_with_matches_say_when_a_limit_cut_them(index: FakeIndex) -> None:
    _, stdout, stderr = search(index, "-l", "-n", "2", "晶片")

    assert stdout == "0001.txt\n0002.txt\n"
    assert stderr == "2 of 1,202 documents; -n 1202 shows all\n"


def test_null_ends_paths_that_hold_line_feeds(index: FakeIndex) -> None:
    index.hits = [hit(info=document("/筆記/a\nb\x1b.txt")), hit(2, document("/筆記/二.txt"))]

    assert search(index, "-l0", "晶片")[1] == "a\nb\x1b.txt\0二.txt\0"


def test_records_of_one_file_are_one_path(index: FakeIndex) -> None:
    index.hits = [hit(n, document("/筆記/表.csv", id=f"/筆記/表.csv#{n}")) for n in (1, 2)]

    assert search(index, "-l", "晶片")[1] == "表.csv\n"


def test_paths_are_exact_for_programs_and_drawable_on_a_terminal(index: FakeIndex) -> None:
    index.hits = [hit(info=document("/筆記/\x1b[31m\udcff.txt"))]

    assert search(index, "-l", "晶片")[1] == "\x1b[31m\udcff.txt\n"
    assert search(index, "-l", "晶片", terminal=True)[1] == "␛[31m\ufffd.txt\n"


def test_json_is_one_object_with_the_hits_asked_for(index: FakeIndex) -> None:
    exit_status, stdout, stderr = search(index, "--json", "-n", "600", "晶片")

    page = json.loads(stdout)
    assert (exit_status, stderr) == (0, "")
    assert page["total"] == 1202
    assert [one["rank"] for one in page["hits"]] == list(range(1, 601))


def test_json_without_a_hit_is_an_empty_list(index: FakeIndex) -> None:
    index.hits = []

    exit_status, stdout, stderr = search(index, "--json", "晶片")

    assert (exit_status, stderr) == (1, "")
    assert json.loads(stdout)["hits"] == []


def test_colour_is_for_the_terminal(index: FakeIndex) -> None:
    index.hits = [hit()]

    assert "\x1b[1;31m晶片\x1b[0m" in search(index, "晶片", terminal=True)[1]
    assert "\x1b" not in search(index, "晶片")[1]
    assert "\x1b" not in search(index, "晶片", "--color", "never", terminal=True)[1]
    assert "\x1b[35m" in search(index, "晶片", "--color", "always")[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "what to search for is missing\nusage: sou search [OPTIONS] [QUERY…]"),
        (["  "], "what to search for is missing"),
        (["-l", "-c", "x"], "--files-with-matches and --count exclude each other"),
        (["-0", "x"], "--null needs --files-with-matches"),
        (["-n", "-2", "x"], "--limit is -1 or more, --offset 0 or more"),
        (["--offset", "-1", "x"], "--limit is -1 or more, --offset 0 or more"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(
    words: list[str], message: str, index: FakeIndex
) -> None:
    exit_status, stdout, stderr = search(index, *words)

    assert (exit_status, stdout) == (2, "")
    assert message in stderr
    assert index.requests == []

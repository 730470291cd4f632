"""The pure parts of the benchmark: what it measures must not change from run to run."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from bench.import_costs import Run, breakdown
from bench.invented import Vocabulary, invent, read_vocabulary
from bench.kept import digest, keep
from bench.measure import percentile
from bench.queryset import PER_CLASS, WARM_UP, BenchQuery, draw_queries
from bench.terms import pairs, substrings
from bench.tokens import TokenFiles, Tokenizer

TESTS = Path(__file__).parents[1]
WORDS = ("晶片", "中國", "研究", "大學", "我們", "演算法", "國際化", "的", "是", "server")
DRAWING = """
from unit.test_bench_corpus import drawn
print([(query.kind, query.typed) for query in drawn()])
"""


def vocabulary() -> Vocabulary:
    return read_vocabulary(
        f"{word} {frequency} x\n" for frequency, word in enumerate(reversed(WORDS), 1)
    )


@cache
def texts() -> list[str]:
    return [invent(number, "1", 60, vocabulary()) for number in range(80)]


def cut(text: str) -> list[str]:
    """Cut a text as a reader of the vocabulary would, longest word first."""
    words = []
    while text:
        word = next((word for word in WORDS if text.startswith(word)), text[0])
        words.append(word)
        text = text[len(word) :]
    return words


@cache
def drawn() -> list[BenchQuery]:
    return draw_queries(texts(), cut)


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(value) for value in range(30, 0, -1)]

    assert percentile(values, 0.5) == 15
    assert percentile(values, 0.95) == 29
    assert percentile([3.0], 0.95) == 3
    assert percentile([2.0, 1.0], 0.5) == 1
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_document_depends_on_the_seed_and_its_number_only() -> None:
    words = vocabulary()

    assert invent(7, "1", 400, words) == invent(7, "1", 400, words)
    assert invent(7, "1", 400, words) != invent(8, "1", 400, words)
    assert invent(7, "1", 400, words) != invent(7, "2", 400, words)


def test_words_are_drawn_as_often_as_the_dictionary_says() -> None:
    words = read_vocabulary(["甲 1 n\n", "乙 9 n\n"])

    text = "".join(invent(number, "1", 400, words) for number in range(50))

    assert 8 < text.count("乙") / text.count("甲") < 10


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_same_sample_gives_the_same_queries_in_any_process(hash_seed: str) -> None:
    environ = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"}
    paths = [str(TESTS), *filter(None, (os.environ.get("PYTHONPATH"),))]
    environ["PYTHONPATH"] = os.pathsep.join(paths)

    printed = subprocess.run(
        [sys.executable, "-c", DRAWING], env=environ, check=True, capture_output=True
    ).stdout.decode()

    assert printed.strip() == str([(query.kind, query.typed) for query in drawn()])


def test_every_query_that_needs_one_document_matches_one() -> None:
    for query in drawn():
        if query.form == "quoted":
            assert any("".join(query.terms) in text for text in texts()), query
        elif query.kind.startswith("AND") and "frequent" not in query.kind:
            assert any(all(term in text for term in query.terms) for text in texts()), query
        else:
            assert all(any(term in text for text in texts()) for term in query.terms), query


def test_no_class_has_more_queries_than_it_should() -> None:
    kinds = [query.kind for query in drawn()]

    assert kinds.count(WARM_UP) == 1
    assert kinds.count("literal 3") == PER_CLASS
    assert all(kinds.count(kind) <= PER_CLASS for kind in kinds)


def test_queries_are_written_as_sou_reads_them() -> None:
    def typed(query: BenchQuery) -> str:
        return query.typed

    assert typed(BenchQuery("", "plain", ("晶片", "中國"))) == "晶片 中國"
    assert typed(BenchQuery("", "or", ("晶片", "中國"))) == "晶片 OR 中國"
    assert typed(BenchQuery("", "and", ("晶片", "中國"))) == "晶片 AND 中國"
    assert typed(BenchQuery("", "quoted", ("晶片", "的"))) == '"晶片的"'
    assert typed(BenchQuery("", "prefix", ("晶",))) == "晶*"


def test_the_terms_of_a_word_are_its_slices() -> None:
    assert pairs("晶") == []
    assert pairs("演算法") == ["演算", "算法"]
    assert substrings("晶") == ["晶"]
    assert substrings("演算法") == ["演算", "演算法", "算法"]


def test_tokens_are_units_characters_and_words_of_the_folded_text() -> None:
    found = Tokenizer.new().tokens(["AI 晶片\n\n很貴", "", "v2 ok"])

    assert [tuple(tokens) for tokens in found] == [
        ("ai 晶片 片␤ ␤很 很贵 贵␃", "晶 片 很 贵", "ai 晶片 很 贵"),
        ("", "", ""),
        ("v2 ␠o ok", "", "v2 ok"),
    ]


def test_tokens_are_counted_as_they_are_fed(tmp_path: Path) -> None:
    (tmp_path / "chars.txt").write_text("晶 片\n\n很\n", "utf-8")
    (tmp_path / "text.txt").write_text("晶片很貴\n很\n", "utf-8")

    assert TokenFiles(tmp_path).count(["chars"]) == 3
    assert TokenFiles(tmp_path).count(["chars"], most=1) == 2
    assert TokenFiles(tmp_path).count(["text"]) == 2


def test_the_time_of_a_process_is_divided_among_its_imports() -> None:
    lines = ["import time: self [us] | cumulative | imported package"]
    empty = Run.of(0.010, [*lines, "import time:      1000 |       1000 | site"])
    trace = [
        "import time:      1000 |       1000 |     site",
        "import time:      2000 |       2000 |     numpy.core",
        "import time:      3000 |       5000 |   numpy",
        "import time:      4000 |      9000 | sou.engine",
        "import time:      1000 |      1000 | json",
    ]

    groups = breakdown(empty, Run.of(0.030, [*lines, *trace]))

    rounded = {name: round(seconds * 1000) for name, seconds in groups.items() if seconds}
    assert rounded == {
        "interpreter": 10,
        "numpy": 5,
        "sou": 4,
        "other imports": 1,
        "query and the rest": 10,
    }


def test_what_is_kept_is_made_once_and_only_whole(tmp_path: Path) -> None:
    made = []

    def make(folder: Path) -> dict[str, int]:
        made.append(folder)
        (folder / "x").write_text("x")
        if len(made) == 1:
            raise OSError("the disk is full")
        return {"number": len(made)}

    with pytest.raises(OSError, match="full"):
        keep(tmp_path / "kept", make)
    first = keep(tmp_path / "kept", make)
    again = keep(tmp_path / "kept", make)
    anew = keep(tmp_path / "kept", make, rebuild=True)

    assert (first.facts, again.facts, anew.facts) == ({"number": 2}, {"number": 2}, {"number": 3})
    assert (anew.content / "x").exists()


def test_a_digest_tells_where_one_part_ends() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("ab", "c") == digest("ab", b"c")

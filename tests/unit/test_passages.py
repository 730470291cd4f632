from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sou.analysis.limits import PASSAGE_CHARS
from sou.analysis.passages import passage_starts
from sou.text.searchable import join_texts


def test_a_short_text_is_one_passage() -> None:
    assert passage_starts(join_texts(["晶片產業", "", "晶"])) == [[0], [5], [6]]


def test_a_paragraph_end_is_preferred_to_a_sentence_end() -> None:
    text = "甲" * 250 + "\n\n" + "乙" * 150 + "。" + "丙" * 300

    assert passage_starts(join_texts([text])) == [[0, 251]]


def test_a_sentence_end_is_preferred_to_a_comma() -> None:
    text = "甲" * 300 + "。" + "乙" * 100 + "，" + "丙" * 200

    assert passage_starts(join_texts([text])) == [[0, 301]]


def test_a_cut_belongs_to_its_own_text() -> None:
    long = "甲" * 300 + "。" + "乙" * 300

    assert passage_starts(join_texts(["晶。", long, long])) == [[0], [3, 304], [605, 906]]


@given(st.lists(st.text(alphabet="晶片。，\n ax", max_size=3000), min_size=1, max_size=4))
def test_passages_cover_the_texts_in_order(texts: list[str]) -> None:
    joined = join_texts(texts)
    found = passage_starts(joined)

    bounds = joined.bounds.tolist()
    assert [starts[0] for starts in found] == bounds[:-1]
    for starts, end in zip(found, bounds[1:], strict=True):
        sizes = [b - a for a, b in pairwise([*starts, end - 1])]
        assert all(0 < size <= PASSAGE_CHARS for size in sizes[:-1])
        assert sizes[-1] <= PASSAGE_CHARS

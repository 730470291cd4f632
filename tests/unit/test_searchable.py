from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sou.text.characters import to_text
from sou.text.joined import joined_text
from sou.text.searchable import END, join_texts, searchable


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("人工 智慧", "人工智慧"),
        ("人工\n智慧", "人工智慧"),
        ("人工\r\n  智慧", "人工智慧"),
        ("AI 晶片", "ai晶片"),
        ("晶片\nAI", "晶片ai"),
        ("光，\n疑是", "光,疑是"),
        ("deep  learning", "deep learning"),
        ("deep\nlearning", "deep learning"),
        ("第一段\n\n第二段", "第一段\n第二段"),
        ("第一段\n \n\n第二段", "第一段\n第二段"),
        ("  晶片  ", "晶片"),
        ("晶\u200b片", "晶片"),
        ("dee\u00adp", "deep"),
        ("晶　片", "晶片"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_blanks_are_joined_as_a_reader_would(text: str, joined: str) -> None:
    found = to_text(searchable(text).codes)

    assert found == joined


def test_offsets_lead_back_to_the_source() -> None:
    text = "  AI\n晶  片，deep\n learning"
    result = searchable(text)

    shown = to_text(result.unfolded)
    sources = result.map.to_source(range(len(shown))).tolist()

    assert shown == "AI晶片，deep learning"
    assert [text[at] for at in sources] == list("AI晶片，deep\nlearning")


def test_line_breaks_are_known_where_they_vanished() -> None:
    result = join_texts(["標題\n內文一\n\n內文二"])

    assert to_text(result.unfolded) == "標題內文一\n內文二\0"
    assert result.line_breaks.tolist() == [2, 6]


def test_lone_surrogates_survive() -> None:
    assert to_text(searchable("晶\ud800片").unfolded) == "晶\ud800片"


@given(st.lists(st.text(alphabet="晶片 a\n\u200b，。é\u3000", max_size=12), min_size=1, max_size=6))
def test_texts_are_joined_each_by_itself(texts: list[str]) -> None:
    joined = join_texts(texts)

    for number, text in enumerate(texts):
        alone = searchable(text)
        start, end = joined.bounds[number : number + 2].tolist()
        assert to_text(joined.codes[start : end - 1]) == to_text(alone.codes)
        assert joined.codes[end - 1] == END
        assert joined.offset_map(number).starts.tolist() == alone.map.starts.tolist()
        assert joined.offset_map(number).removed.tolist() == alone.map.removed.tolist()


@given(st.lists(st.text(alphabet="晶片 a\n\u200b，。é\u3000\0", max_size=12), min_size=1))
def test_many_texts_are_joined_alike_without_arrays(texts: list[str]) -> None:
    for made, text in zip(join_texts(texts).apart(), texts, strict=True):
        alone = joined_text(text)
        assert (made.text, made.unfolded) == (alone.text, alone.unfolded)
        offsets = range(len(alone.text))
        assert list(map(made.to_source, offsets)) == list(map(alone.to_source, offsets))


@given(st.text(alphabet="晶片 a\n\r\t\u200b\u00ad，。é\u3000\x1c\0", max_size=30))
def test_one_text_is_joined_alike_without_arrays(text: str) -> None:
    arrays, plain = searchable(text), joined_text(text)

    assert plain.text == to_text(arrays.codes)
    assert plain.unfolded == to_text(arrays.unfolded)
    offsets = range(len(plain.text))
    assert [plain.to_source(at) for at in offsets] == arrays.map.to_source(offsets).tolist()

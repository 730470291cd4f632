from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sou.highlight.snippet import landing, make_snippet
from sou.model import Snippet, Span
from sou.text.sanitize import cell_width

TEXT = "第一句很長很長。第二句講晶片，後面還有。第三句。"


def test_a_snippet_begins_with_its_sentence() -> None:
    at = TEXT.index("晶片")

    snippet = make_snippet(TEXT, 0, [Span(at, at + 2)], at, 30)

    assert snippet == Snippet("第二句講晶片，後面還有。", 8, (Span(4, 6),))


def test_a_match_wider_than_the_window_is_not_cut() -> None:
    snippet = make_snippet("前晶片晶片晶片晶片後", 0, [Span(1, 9)], 1, 4)

    assert "晶片晶片晶片晶片" in snippet.text


def test_another_match_is_whole_or_left_out() -> None:
    text = "晶片，前後左右上下晶片"

    snippet = make_snippet(text, 0, [Span(0, 2), Span(9, 11)], 0, 20)

    assert snippet == Snippet("晶片，前後左右上下", 0, (Span(0, 2),))


def test_line_breaks_and_controls_take_the_cells_that_are_shown_for_them() -> None:
    text = "晶片。\n\n\t\t" + "\x1b\x1b甲" * 30

    snippet = make_snippet(text, 0, [Span(0, 2)], 0, 40)

    shown = snippet.text.translate(dict.fromkeys((9, 10, 27), "x"))
    assert 36 <= cell_width(shown) <= 40


def test_offsets_are_those_of_the_document() -> None:
    snippet = make_snippet("晶片", 1000, [Span(1000, 1002)], 1000, 80)

    assert snippet == Snippet("晶片", 1000, (Span(0, 2),))


def test_landing_takes_the_first_match_of_the_window_with_most_different_matches() -> None:
    spans = [Span(0, 2), Span(3, 5), Span(6, 8), Span(100, 102), Span(104, 106)]
    texts = ["晶片", "晶片", "晶片", "晶片", "产业"]

    assert landing(spans, texts, 40) == Span(100, 102)


def test_landing_takes_the_window_with_most_matches_of_equal_ones() -> None:
    spans = [Span(0, 2), Span(60, 62), Span(64, 66)]

    assert landing(spans, ["晶片"] * 3, 40) == Span(60, 62)
    assert landing(spans, ["晶片"] * 3, 1) == Span(0, 2)
    assert landing([], [], 40) is None


@given(
    text=st.text(alphabet="晶片。，\n ax😀é", min_size=1, max_size=300),
    start=st.integers(0, 299),
    length=st.integers(1, 12),
    width=st.integers(4, 120),
)
def test_a_snippet_is_a_slice_that_shows_the_match(
    text: str, start: int, length: int, width: int
) -> None:
    start = min(start, len(text) - 1)
    span = Span(start, min(start + length, len(text)))

    snippet = make_snippet(text, 0, [span], start, width)

    end = snippet.offset + len(snippet.text)
    assert snippet.text == text[snippet.offset : end]
    assert snippet.offset <= span.start
    assert end >= span.end
    assert snippet.spans == (Span(span.start - snippet.offset, span.end - snippet.offset),)
    first, last = whole_runs(text, span)
    assert cell_width(snippet.text) <= max(width, cell_width(text[first:last]))
    for edge in (snippet.offset, end):
        assert not is_letter(text, edge - 1) or not is_letter(text, edge), "a run is cut"


def is_letter(text: str, at: int) -> bool:
    """Whether a character of the alphabet above belongs to a run."""
    return 0 <= at < len(text) and text[at] in "axé"


def whole_runs(text: str, span: Span) -> Span:
    """Return a span with the runs it cuts taken in whole."""
    first, last = span
    while is_letter(text, first - 1) and is_letter(text, first):
        first -= 1
    while is_letter(text, last - 1) and is_letter(text, last):
        last += 1
    return Span(first, last)


def test_a_run_is_never_cut() -> None:
    text = "前面說過internationalization與晶片localization後面"
    at = text.index("晶片")

    for width in range(4, 60):
        shown = make_snippet(text, 0, [Span(at, at + 2)], at, width).text
        assert not shown.startswith(tuple("nternatiolz"))
        assert shown.rstrip("後面").endswith(("片", "localization"))


def test_a_match_inside_a_run_shows_the_run() -> None:
    at = 6

    snippet = make_snippet("晶片NVIDIAGPU產業", 0, [Span(at, at + 3)], at, 6)

    assert snippet == Snippet("NVIDIAGPU", 2, (Span(4, 7),))


def test_an_endless_run_is_cut_after_all() -> None:
    snippet = make_snippet("a" * 300 + "晶片" + "b" * 300, 0, [Span(300, 302)], 300, 40)

    assert "晶片" in snippet.text
    assert cell_width(snippet.text) <= 40


def test_room_goes_to_other_matches_before_it_goes_to_what_came_first() -> None:
    text = "甲乙丙丁戊己庚辛壬癸晶片子丑寅卯辰巳產業午未"

    snippet = make_snippet(text, 0, [Span(10, 12), Span(18, 20)], 10, 24)

    assert snippet == Snippet("壬癸晶片子丑寅卯辰巳產業", 8, (Span(2, 4), Span(10, 12)))


def test_the_same_word_once_more_gives_way_to_the_beginning_of_a_sentence() -> None:
    text = "完。甲乙丙丁晶片子丑寅卯辰巳晶片，午未"

    snippet = make_snippet(text, 0, [Span(6, 8), Span(14, 16)], 6, 24)

    assert snippet == Snippet("甲乙丙丁晶片子丑寅卯辰巳", 2, (Span(4, 6),))


def test_a_window_ends_with_a_clause_rather_than_anywhere() -> None:
    text = "晶片產業需要人才，也需要資金，還有時間和別的東西，等等等等"

    assert make_snippet(text, 0, [Span(0, 2)], 0, 40).text == "晶片產業需要人才，也需要資金，"


def test_a_window_begins_after_the_closing_quote_and_ends_before_an_opening_one() -> None:
    text = "他說：「好。」晶片產業很好「也許吧，但是我看不見得如此"
    at = text.index("晶片")

    assert make_snippet(text, 0, [Span(at, at + 2)], at, 14).text == "晶片產業很好"


def test_without_signs_a_window_begins_after_a_particle() -> None:
    text = "甲乙丙丁戊己庚辛的壬癸子丑晶片寅卯"

    assert make_snippet(text, 0, [Span(13, 15)], 13, 24).text.startswith("壬癸")

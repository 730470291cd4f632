from hypothesis import given
from hypothesis import strategies as st

from sou.output.caret import pointer
from sou.text.sanitize import cell_width


def test_the_caret_stands_below_full_width_text_by_cells() -> None:
    assert pointer("晶片 AND (中國", 7, 8) == (
        "  晶片 AND (中國\n"  #
        "           ^"
    )


def test_the_marks_are_as_wide_as_what_they_mark() -> None:
    assert pointer('"晶片" 發展:x', 5, 7) == (
        '  "晶片" 發展:x\n'  #
        "         ^~~~"
    )


def test_an_empty_span_at_the_end_gets_a_caret_after_the_query() -> None:
    assert pointer("「晶片", 3, 3) == (
        "  「晶片\n"  #
        "        ^"
    )


def test_combining_marks_take_no_cell() -> None:
    assert pointer("cafe\u0301 (", 6, 7) == (
        "  cafe\u0301 (\n"  #
        "       ^"
    )


def test_control_characters_are_drawn_not_obeyed() -> None:
    assert pointer("a\x1b[31m\n(", 7, 8) == (
        "  a␛[31m (\n"  #
        "         ^"
    )


def test_a_long_query_is_cut_around_the_place() -> None:
    query = "中" * 100 + "(" + "國" * 100

    lines = pointer(query, 100, 101).split("\n")

    assert lines[0] == "  …" + "中" * 20 + "(" + "國" * 14 + "…"
    assert lines[1] == " " * 43 + "^"


@given(st.text(), st.data())
def test_the_marks_never_pass_the_query(query: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(query)))
    end = data.draw(st.integers(start, len(query)))

    shown, marks = pointer(query, start, end).split("\n")

    assert set(marks) <= {" ", "^", "~"}
    assert cell_width(shown) <= 75
    assert marks.count("^") == 1
    assert len(marks) <= max(cell_width(shown), 2) + 1

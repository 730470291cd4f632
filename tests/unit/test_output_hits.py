import pytest
from hypothesis import given
from hypothesis import strategies as st

from sou.model import (
    Anchor,
    Expansion,
    PinyinMatch,
    PinyinText,
    Place,
    PlacedSnippet,
    Snippet,
    Span,
)
from sou.output.hits import hit_blocks, one_line, pinyin_line, truncation
from sou.output.style import COLOURED, PLAIN, choose_style
from unit.cli_fakes import document, hit, page


def test_a_hit_is_its_place_and_its_snippet() -> None:
    assert list(hit_blocks([hit()], PLAIN, "/筆記")) == [
        "[1] 晶片.txt:1:3 (2 matches)\n    中國晶片的發展,晶片。。\n"
    ]


def test_blank_lines_stand_between_hits_whatever_their_ranks() -> None:
    blocks = list(hit_blocks([hit(11, occurrences=1), hit(12, place=Place(4, 5))], PLAIN, "/"))

    assert blocks == [
        "[11] 筆記/晶片.txt:1:3 (1 match)\n    中國晶片的發展,晶片。。\n",
        "\n[12] 筆記/晶片.txt:4:5 (2 matches)\n    中國晶片的發展,晶片。。\n",
    ]


def test_colours_mark_place_and_matches() -> None:
    assert list(hit_blocks([hit()], COLOURED, "/筆記")) == [
        (
            "\x1b[2m[1]\x1b[0m \x1b[35m晶片.txt:1:3\x1b[0m (2 matches)\n"
            "    中國\x1b[1;31m晶片\x1b[0m的發展,\x1b[1;31m晶片\x1b[0m。。\n"
        )
    ]


def test_a_title_is_shown_unless_it_is_the_name_of_the_file() -> None:
    titles = ["AI 晶片概論", "晶片.txt", "晶片", "  "]

    headings = [
        block.split("\n")[0]
        for title in titles
        for block in hit_blocks([hit(info=document(title=title))], PLAIN, "/筆記")
    ]

    assert headings == [
        "[1] 晶片.txt:1:3 AI 晶片概論 (2 matches)",
        *["[1] 晶片.txt:1:3 (2 matches)"] * 3,
    ]


def test_a_hit_of_restrictions_only_counts_no_matches() -> None:
    (block,) = hit_blocks([hit(occurrences=0)], PLAIN, "/筆記")

    assert block.startswith("[1] 晶片.txt:1:3\n")


def test_other_words_that_match_are_named() -> None:
    others = (
        Expansion("内存", "記憶體", "regional"),
        Expansion("记忆体", "記憶體", "regional"),
        Expansion("芯片", "晶\x1b片", "synonym"),
    )

    (block,) = hit_blocks([hit(expansions=others)], PLAIN, "/筆記")

    heading = "[1] 晶片.txt:1:3 (2 matches) also: 記憶體 (regional), 晶␛片 (synonym)"
    assert block.split("\n")[0] == heading


def test_a_long_title_is_cut_by_cells() -> None:
    (block,) = hit_blocks([hit(info=document(title="長" * 40))], PLAIN, "/筆記")

    assert block.startswith(f"[1] 晶片.txt:1:3 {'長' * 29}… (2 matches)\n")


def test_ellipses_say_that_the_text_goes_on() -> None:
    snippet = Snippet("的晶片發", 4, (Span(1, 3),))

    (block,) = hit_blocks([hit(snippet=snippet)], PLAIN, "/筆記")

    assert block.endswith("\n    …的晶片發…\n")


def test_nothing_from_a_document_reaches_the_terminal_raw() -> None:
    evil = "\x1b]0;owned\x07\u202e\x9b31m\r\n"
    one = hit(
        info=document(f"/筆記/{evil}.txt", title=f"{evil}題"),
        snippet=Snippet(f"{evil}晶片{evil}", 0, (Span(len(evil), len(evil) + 2),)),
    )

    (block,) = hit_blocks([one], PLAIN, "/筆記")

    assert block == (
        "[1] ␛]0;owned␇\ufffd\ufffd31m  .txt:1:3 ␛]0;owned␇\ufffd\ufffd31m  題 (2 matches)\n"
        "    ␛]0;owned␇\ufffd\ufffd31m 晶片␛]0;owned␇\ufffd\ufffd31m\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一\n二", "一 二"),
        ("一\r\n\r\n  二", "一 二"),
        ("\n一\n", "一"),
        ("一 \u3000\n二", "一 二"),
        ("一\t二", "一\t二"),
        ("\n\n", ""),
        ("", ""),
    ],
)
def test_line_breaks_become_single_blanks(text: str, expected: str) -> None:
    assert one_line(Snippet(text, 0, ()))[0] == expected


def test_spans_follow_their_characters_through_line_breaks() -> None:
    snippet = Snippet("\n晶\r\n片與\n\n晶片\n", 0, (Span(1, 5), Span(8, 10)))

    assert one_line(snippet) == ("晶 片與 晶片", (Span(0, 3), Span(5, 7)))


@given(st.text("晶片 \n\r\ta"), st.data())
def test_spans_mark_the_same_characters_before_and_after(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    line, spans = one_line(Snippet(text, 0, (Span(start, end),)))

    marked = "".join(line[span.start : span.end] for span in spans)
    assert "".join(marked.split()) == "".join(text[start:end].split())
    assert "\n" not in line
    assert "\r" not in line


@pytest.mark.parametrize(
    ("offset", "shown", "total", "expected"),
    [
        (0, 10, 128, "10 of 128 documents; -n 128 shows all"),
        (10, 10, 128, "11 to 20 of 128 documents; -n 118 shows all"),
        (120, 8, 128, "121 to 128 of 128 documents"),
        (200, 0, 128, "0 of 128 documents"),
        (0, 0, 1, "0 of 1 document; -n 1 shows all"),
        (0, 128, 128, None),
        (0, 0, 0, None),
    ],
)
def test_truncation_is_said(offset: int, shown: int, total: int, expected: str | None) -> None:
    assert truncation(page(total=total, offset=offset), shown) == expected


@pytest.mark.parametrize(
    ("choice", "is_terminal", "environ", "is_coloured"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", True, {"TERM": "dumb"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    choice: str, is_terminal: bool, environ: dict[str, str], is_coloured: bool
) -> None:
    assert (choose_style(choice, is_terminal, environ) is COLOURED) == is_coloured


def test_pinyin_names_its_strings_and_counts_the_rest() -> None:
    texts = tuple(PinyinText(text, 1, 1200, is_word=True) for text in "甲乙丙丁戊己庚辛壬癸")

    line = pinyin_line(PinyinMatch("py:jia", texts, total=21))

    assert line.startswith("py:jia: 甲 (1,200), 乙 (1,200), ")
    assert line.endswith("辛 (1,200) and 13 others")
    assert pinyin_line(PinyinMatch("py:hwj", texts[:1], 1)) == "py:hwj: 甲 (1,200)"


def test_further_snippets_stand_below_with_their_places() -> None:
    further = PlacedSnippet(40, 2, Place(3, 5), Snippet("另一處晶片。", 37, (Span(3, 5),)))
    found = hit(1, document("/筆記/a.txt", length_chars=90), more=(further,))

    block, other = hit_blocks([found, hit(2)], PLAIN, "/筆記")

    assert block.splitlines()[2:] == ["    3:5 …另一處晶片。…"]
    assert other.startswith("\n[2]")


@pytest.mark.parametrize(
    ("kind", "anchor", "shown"),
    [
        ("pdf", Anchor(0, "page", "12", 12), "報告 p.12"),
        ("pdf", Anchor(0, "page", "iv", 4), "報告 p.iv"),
        ("pdf", None, "報告"),
        ("pptx", Anchor(0, "slide", "", 3), "報告 slide 3"),
        ("pptx", Anchor(0, "slide", "結論", 3), "報告 slide 3 結論"),
        ("xlsx", Anchor(0, "row", "表一!12", 12), "報告 表一!12"),
        ("epub", Anchor(0, "chapter", "第一章", 2), "報告 § 第一章"),
        ("docx", Anchor(0, "heading", "前言\x1b[31m"), "報告 § 前言␛[31m"),
        ("markdown", Anchor(0, "heading", "前言"), "報告:1:3"),
        ("subtitles", Anchor(0, "cue", "00:01:02"), "報告:1:3 00:01:02"),
        ("csv", Anchor(0, "row", "row 9", 9), "報告:1:3 row 9"),
    ],
)
def test_a_place_is_said_as_its_kind_of_document_has_it(
    kind: str, anchor: Anchor | None, shown: str
) -> None:
    info = document("/筆記/報告", kind=kind)

    (block,) = hit_blocks([hit(info=info, anchor=anchor)], PLAIN, "/筆記")

    assert block.startswith(f"[1] {shown} (2 matches)\n")


def test_a_page_is_shown_with_the_heading_it_is_under() -> None:
    further = PlacedSnippet(
        9, 2, Place(1, 9), Snippet("晶片", 9, (Span(0, 2),)), Anchor(8, "page", "13", 13)
    )
    found = hit(
        info=document("/筆記/報告.pdf", kind="pdf", title="年報", part="附件/a.pdf"),
        anchor=Anchor(0, "page", "12", 12),
        heading=Anchor(0, "heading", "第三章 晶片"),
        more=(further,),
    )

    (block,) = hit_blocks([found], PLAIN, "/筆記")

    assert block.startswith("[1] 報告.pdf#附件/a.pdf p.12 § 第三章 晶片 年報 (2 matches)\n")
    assert block.splitlines()[2].startswith("    p.13 ")


def test_a_part_of_a_file_with_lines_says_both() -> None:
    info = document("/筆記/信.mbox", kind="mail", part="3")

    (block,) = hit_blocks([hit(info=info)], PLAIN, "/筆記")

    assert block.startswith("[1] 信.mbox#3:1:3 (2 matches)\n")


def test_a_title_that_is_the_heading_is_said_once() -> None:
    info = document("/筆記/書.pdf", kind="pdf", title="第一章")
    page_two, chapter = Anchor(0, "page", "2", 2), Anchor(0, "heading", "第一章")

    (block,) = hit_blocks([hit(info=info, anchor=page_two, heading=chapter)], PLAIN, "/筆記")
    text = document("/筆記/書.md", kind="markdown", title="第一章")
    (other,) = hit_blocks([hit(info=text, anchor=chapter, heading=chapter)], PLAIN, "/筆記")

    assert block.startswith("[1] 書.pdf p.2 § 第一章 (2 matches)\n")
    assert other.startswith("[1] 書.md:1:3 第一章 (2 matches)\n")

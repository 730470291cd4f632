"""Workbooks: rows as lines, values as shown, every row at its number."""

from __future__ import annotations

import pytest

from archives import office_file, relations, xml
from sou.documents.number_format import shown_by
from sou.documents.zip_documents import read_zip_document
from sou.errors import DocumentError
from sou.model import Anchor, row_anchor
from sou.sources import Document

MAIN = "xl/workbook.xml"


def cell(value: object, kind: str = "n", style: int = 0) -> str:
    if kind == "inlineStr":
        return f'<x:c t="inlineStr"><x:is><x:t>{value}</x:t></x:is></x:c>'
    return f'<x:c t="{kind}" s="{style}"><x:v>{value}</x:v></x:c>'


def row(number: int, *cells: str) -> str:
    return f'<x:row r="{number}">{"".join(cells)}</x:row>'


def text_row(number: int, *texts: str) -> str:
    return row(number, *(cell(text, "inlineStr") for text in texts))


def read(*sheets: tuple[str, str], **parts: str) -> Document:
    listed = "".join(
        f'<x:sheet name="{name}" r:id="rId{number}"/>' for number, (name, _) in enumerate(sheets, 1)
    )
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    contents = {
        f"xl/worksheets/sheet{number}.xml": xml("x:worksheet", f"<x:sheetData>{rows}</x:sheetData>")
        for number, (_, rows) in enumerate(sheets, 1)
    }
    workbook = xml("x:workbook", f"<x:workbookPr/><x:sheets>{listed}</x:sheets>")
    fixed = {MAIN: workbook, "xl/_rels/workbook.xml.rels": relations(*targets), **contents}
    (document,) = read_zip_document(office_file(MAIN, {**fixed, **parts}), "表.xlsx")
    return document


def place(document: Document, text: str) -> tuple[str, int]:
    """Return label and number of the row a text stands in, as a hit would say it."""
    offset = document.text.index(text)
    before = [anchor for anchor in document.anchors if anchor.offset <= offset]
    anchor = before[-1]
    line = document.source_map.place(offset).line
    shown = row_anchor(anchor, line - document.source_map.place(anchor.offset).line)
    return shown.label, shown.number


def test_strings_numbers_and_truths_come_as_they_are_shown() -> None:
    strings = xml(
        "x:sst",
        "<x:si><x:t>共用</x:t></x:si>"
        "<x:si><x:r><x:t>漢</x:t></x:r><x:r><x:t>字</x:t></x:r><x:rPh><x:t>かんじ</x:t></x:rPh></x:si>",
    )
    styles = xml(
        "x:styleSheet",
        '<x:numFmts><x:numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
        '</x:numFmts><x:cellXfs><x:xf/><x:xf numFmtId="10"/><x:xf numFmtId="164"/></x:cellXfs>',
    )
    rows = row(
        1,
        cell(0, "s"),
        cell(1, "s"),
        cell("行內", "inlineStr"),
        cell(3.0),
        cell("0.1234", style=1),
        cell(45047, style=2),
        cell(1, "b"),
        cell("算出", "str"),
        cell("#N/A", "e"),
        cell(99, "s"),
    )
    document = read(("Sheet1", rows), **{"xl/sharedStrings.xml": strings, "xl/styles.xml": styles})

    assert document.text == "共用\t漢字\t行內\t3\t12.34%\t2023年5月\tTRUE\t算出\t#N/A"


def test_every_row_is_at_its_number_with_few_anchors() -> None:
    first = "".join(text_row(number, f"第{number}列") for number in (2, 3, 6, 5_000))
    document = read(("Sheet1", first), ("總表", text_row(1, "甲", "乙\n丙") + text_row(2, "丁")))

    assert document.text == "第2列\n第3列\n\n\n第6列\n\n第5000列\n\n總表\n\n甲\t乙 丙\n丁"
    assert place(document, "第2列") == ("Sheet1!2", 2)
    assert place(document, "第3列") == ("Sheet1!3", 3)
    assert place(document, "第6列") == ("Sheet1!6", 6)
    assert place(document, "第5000列") == ("Sheet1!5000", 5000)
    assert place(document, "丙") == ("總表!1", 1)
    assert place(document, "丁") == ("總表!2", 2)
    assert [anchor.kind for anchor in document.anchors] == ["row", "row", "heading", "row"]


def test_cells_far_apart_cost_nothing() -> None:
    rows = text_row(1, "左上") + text_row(1_048_576, "右下角")
    document = read(("Sheet1", rows))

    assert document.text == "左上\n\n右下角"
    assert place(document, "右下角") == ("Sheet1!1048576", 1_048_576)


def test_comments_stand_behind_their_sheet_at_their_row() -> None:
    comments = xml(
        "x:comments",
        '<x:commentList><x:comment ref="B7"><x:text><x:r><x:t>批註</x:t></x:r></x:text></x:comment>'
        "</x:commentList>",
    )
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("comments", "../comments1.xml")),
        "xl/comments1.xml": comments,
    }
    document = read(("Sheet1", text_row(7, "值")), **parts)

    assert document.text == "值\n\n批註"
    assert place(document, "批註") == ("Sheet1!7", 7)


def test_a_lost_sheet_is_noted_and_no_sheet_at_all_is_refused() -> None:
    document = read(("甲", text_row(1, "在")), ("乙", "<broken"))

    assert document.text.startswith("甲\n\n在")
    assert document.notes[0].startswith("xl/worksheets/sheet2.xml: XML broken")
    with pytest.raises(DocumentError, match=r"sheet1\.xml: XML broken"):
        read(("Sheet1", "<broken"))


def test_anchors_that_are_no_rows_stay_as_they_are() -> None:
    heading = Anchor(0, "heading", "甲!1")

    assert row_anchor(heading, 5) is heading
    assert row_anchor(Anchor(0, "row", "甲!乙!3", 3), 2) == Anchor(0, "row", "甲!乙!5", 5)


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ('yyyy"年"m"月"d"日"', "45047", "2023年5月1日"),
        ("yyyy/m/d;@", "45047.75", "2023/5/1"),
        ("yyyy-mm-dd hh:mm:ss", "45047.5", "2023-05-01 12:00:00"),
        ("h:mm AM/PM", "0.75", "6:00 PM"),
        ("mm:ss", "0.01", "14:24"),
        ("[h]:mm", "1.5", "36:00"),
        ("aaaa", "45047", "星期一"),
        ("[$-404]e/m/d", "45047", "112/5/1"),
        ("yyyy/m/d", "1", "1900/1/1"),
        ("yyyy/m/d", "9999999", "9999999"),
        ("0", "2.5", "3"),
        ("000", "7", "007"),
        ("#,##0.00", "1234.5", "1,234.50"),
        ("0.0#", "1.50", "1.5"),
        ("0.00%", "0.12345", "12.35%"),
        ("0.00E+00", "12345", "1.23E+04"),
        ('#,##0,"千"', "1234567", "1,235千"),
        ('"¥"#,##0.00;[Red]-"¥"#,##0.00', "-5", "-¥5.00"),
        (r"0_);[Red]\(0\)", "-3", "(3)"),
        (r'_ * #,##0_ ;_ * \-#,##0_ ;_ * "-"_ ;_ @_ ', "0", "-"),
        ("General", "0.30000000000000004", "0.3"),
        ("General", "1E+2", "100"),
        ("@", "012", "12"),
        ("# ?/?", "0.5", "0.5"),
        (";;;", "5", "5"),
        ("0", "不是數", "不是數"),
        ("0.00", "1e999999", "1e999999"),
        ("0.00", "1e39", "1e+39"),
        ("0." + "0" * 50, "1", "1"),
    ],
)
def test_numbers_are_shown_by_their_format(code: str, value: str, shown: str) -> None:
    assert shown_by(code)(value) == shown


def test_dates_count_from_1904_where_a_workbook_says_so() -> None:
    assert shown_by("yyyy/m/d", is_1904=True)("0") == "1904/1/1"

"""Tables as text: what a row is, and when it needs a name besides its line."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sou.documents import tables
from sou.documents.tables import read_table
from sou.model import Place
from sou.sources import Document


def read(source: str, name: str = "表.csv") -> Document:
    (document,) = read_table(source.encode(), name)
    return document


def rows(document: Document) -> list[tuple[str, str]]:
    """Return label and first character of each anchor."""
    return [(one.label, document.text[one.offset : one.offset + 1]) for one in document.anchors]


def test_a_table_is_its_text_and_its_rows_are_its_lines() -> None:
    document = read('編號,名稱\r\n1,"東城區"\r\n2,西城區\r\n')

    assert document.text == '編號,名稱\r\n1,"東城區"\r\n2,西城區\r\n'
    assert (document.kind, document.title, document.anchors) == ("csv", "表.csv", ())
    assert document.source_map.place(document.text.index("西")) == Place(3, 3)


def test_rows_are_named_from_the_first_cell_with_a_line_break_on() -> None:
    document = read('題,文\n甲,一\n乙,"第一行\n第二行"\n丙,"三"\n\n丁,四\n')

    assert rows(document) == [("row 3", "乙"), ("row 4", "丙"), ("row 5", "\n"), ("row 6", "丁")]
    assert [anchor.number for anchor in document.anchors] == [3, 4, 5, 6]
    assert document.source_map.place(document.text.index("丙")) == Place(5, 1)


def test_rows_that_end_with_carriage_returns_are_named() -> None:
    assert rows(read("甲\r乙\r丙")) == [("row 2", "乙"), ("row 3", "丙")]


def test_many_rows_share_anchors_that_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ANCHORS", 3)
    document = read('題\n"甲\n乙"\n' + "丙\n" * 7)

    assert [anchor.label for anchor in document.anchors] == ["rows 2–4", "rows 5–7", "rows 8–9"]


def test_a_quote_that_is_never_closed_is_named_and_rows_go_on_by_line() -> None:
    document = read('題,文\n"甲\n乙",一\n丙,"二\n丁,三\n戊,四\n')

    assert document.notes == ("a quote in line 4 is never closed",)
    assert rows(document) == [("row 2", '"'), ("row 3", "丙"), ("row 4", "丁"), ("row 5", "戊")]


def test_quotes_that_hold_no_cells_together_are_only_marks() -> None:
    assert read('甲\t乙\n"丙\t1\n丁\t2\n戊\t3"\n己\t4\n', "表.tsv").anchors == ()


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_the_delimiter_is_found(delimiter: str) -> None:
    row = delimiter.join(['"甲, 乙; 丙 | 丁"', '"第一\n第二"', "丁"])
    header = delimiter.join("一二三")

    assert rows(read(f"{header}\n{row}\n{row}\n")) == [("row 2", '"'), ("row 3", '"')]


def test_a_cell_without_end_is_no_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "CELL_CHARS", 20)
    limit = csv.field_size_limit()
    document = read("甲,乙\n丙," + '"' + "字\n" * 20 + '"\n丁,戊\n')

    assert document.notes == ("a quote in line 2 is never closed",)
    assert csv.field_size_limit() == limit


def test_big5_and_empty_tables_are_read() -> None:
    source = "編號,名稱\n1,資料庫的查詢與索引結構\n"
    (document,) = read_table(source.encode("big5"), "表.csv")

    assert document.text == source
    assert [read(source).anchors for source in ("", '"', "\n", "甲")] == [(), (), (), ()]


cells = st.text(alphabet='中文,;"\n\r\t a')


@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=9))
def test_rows_are_those_that_a_writer_wrote(written: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    starts = [file.tell() for row in written if writer.writerow(row)]
    starts = [0, *starts[:-1]]
    document = read(file.getvalue())
    named = {anchor.offset: anchor.number for anchor in document.anchors}

    for number, start in enumerate(starts, 1):
        line = document.source_map.place(start).line
        assert (
            named.get(start, line if not document.anchors or start < min(named) else None) == number
        )

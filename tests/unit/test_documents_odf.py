"""OpenDocument texts, sheets and slides."""

from __future__ import annotations

import pytest

from archives import archive, xml
from sou.documents.zip_documents import read_zip_document
from sou.errors import DocumentError
from sou.model import Anchor, row_anchor
from sou.sources import Document


def read(body: str, **parts: str) -> Document:
    parts = {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()}
    content = xml("office:document-content", f"<office:body>{body}</office:body>")
    mimetype = "application/vnd.oasis.opendocument.text"
    data = archive({"mimetype": mimetype, "content.xml": content, **parts})
    (document,) = read_zip_document(data, "甲.odt")
    return document


def text(content: str) -> str:
    return f"<office:text>{content}</office:text>"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<text:p>跨<text:span>格</text:span>式</text:p>", "跨格式"),
        (
            "<text:p>上<text:line-break/>下<text:tab/>右<text:s text:c='3'/>末</text:p>",
            "上\n下\t右   末",
        ),
        ("<text:p>前\n   後</text:p>", "前 後"),
        (
            "<text:tracked-changes><text:p>刪</text:p></text:tracked-changes><text:p>留</text:p>",
            "留",
        ),
        (
            (
                "<text:p><text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>ㄏ</text:ruby-text>"
                "</text:ruby>字</text:p>"
            ),
            "漢字",
        ),
        (
            (
                "<text:p>句子<text:note><text:note-citation>1</text:note-citation><text:note-body>"
                "<text:p>腳注</text:p></text:note-body></text:note>完整</text:p>"
            ),
            "句子完整\n\n腳注",
        ),
        (
            (
                "<text:p>句子<office:annotation><dc:creator>王</dc:creator><text:p>批註</text:p>"
                "</office:annotation>完整</text:p>"
            ),
            "句子完整\n\n批註",
        ),
        (
            (
                "<text:p>句子<draw:frame><svg:title>替代</svg:title><draw:text-box><text:p>框</text:p>"
                "</draw:text-box></draw:frame>完整</text:p>"
            ),
            "句子完整\n\n框",
        ),
        (
            (
                "<table:table><table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell>"
                "<table:covered-table-cell><text:p>遮</text:p></table:covered-table-cell>"
                "<table:table-cell><text:p>乙</text:p></table:table-cell></table:table-row></table:table>"
            ),
            "甲\t乙",
        ),
    ],
)
def test_text_is_read_as_it_is_printed(content: str, expected: str) -> None:
    assert read(text(content)).text == expected


def test_headings_and_pages_are_places() -> None:
    document = read(
        text(
            "<text:h>第一章</text:h><text:p>甲</text:p><text:p>乙<text:soft-page-break/>丙</text:p>"
        )
    )

    assert document.text == "第一章\n\n甲\n\n乙丙"
    assert document.anchors == (
        Anchor(0, "page", "1", 1),
        Anchor(0, "heading", "第一章"),
        Anchor(9, "page", "2", 2),
    )
    assert document.title == "第一章"


def test_headers_and_footers_follow_and_properties_are_taken() -> None:
    styles = xml(
        "office:document-styles",
        "<style:header><text:p>頁首</text:p></style:header><text:p>樣式</text:p>"
        "<style:footer><text:p>頁尾</text:p></style:footer>",
    )
    meta = xml(
        "office:document-meta",
        "<office:meta><dc:title>題</dc:title><meta:initial-creator>王</meta:initial-creator>"
        "<meta:creation-date>2023-01-02T03:04:05</meta:creation-date><dc:language>zh-TW</dc:language>"
        "</office:meta>",
    )
    document = read(text("<text:p>正文</text:p>"), styles_xml=styles, meta_xml=meta)

    assert document.text == "正文\n\n頁首\n\n頁尾"
    assert (document.title, document.author) == ("題", "王")
    assert (document.date, document.language) == ("2023-01-02T03:04:05", "zh-TW")


def test_slides_have_number_title_and_notes() -> None:
    def slide(title: str, content: str) -> str:
        return (
            f'<draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>{title}'
            f"</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>{content}"
            "</text:p><text:p>又一行</text:p></draw:text-box></draw:frame><presentation:notes>"
            "<draw:frame><text:p>備忘</text:p></draw:frame></presentation:notes></draw:page>"
        )

    slides = slide("開場", "甲") + "<draw:page/>" + slide("結尾", "乙")
    document = read(f"<office:presentation>{slides}</office:presentation>")

    assert document.text == "開場\n\n甲\n又一行\n\n備忘\n\n結尾\n\n乙\n又一行\n\n備忘"
    assert document.anchors == (
        Anchor(0, "slide", "開場", 1),
        Anchor(document.text.index("結尾"), "slide", "結尾", 3),
    )
    assert document.title == "開場"


def test_sheets_are_rows_at_their_numbers() -> None:
    def row(*cells: str, repeats: int = 1) -> str:
        inner = "".join(
            f'<table:table-cell table:number-columns-repeated="9">{cell}</table:table-cell>'
            for cell in cells
        )
        return f'<table:table-row table:number-rows-repeated="{repeats}">{inner}</table:table-row>'

    note = "<office:annotation><text:p>批註</text:p></office:annotation>"
    rows = [
        row("<text:p>甲</text:p>", "<text:p>乙</text:p><text:p>丙</text:p>"),
        row(repeats=1_000_000),
        row(f"{note}<text:p>右下角</text:p>"),
        row("<text:p>末</text:p>"),
    ]
    document = read(
        f'<office:spreadsheet><table:table table:name="總表">{"".join(rows)}</table:table>'
        "</office:spreadsheet>"
    )

    assert document.text == "總表\n\n甲\t乙 丙\n\n右下角\n\n批註\n\n末"
    labels = [anchor.label for anchor in document.anchors]
    assert labels == ["總表", "總表!1", "總表!1000002", "總表!1000002", "總表!1000003"]
    assert row_anchor(document.anchors[1], 1).label == "總表!2"


def test_encrypted_files_say_so() -> None:
    manifest = "<manifest><encryption-data/></manifest>"
    data = archive({"content.xml": b"\x00\x01garbage", "META-INF/manifest.xml": manifest})

    with pytest.raises(DocumentError, match="encrypted: needs a password"):
        read_zip_document(data, "甲.ods")

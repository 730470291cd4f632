"""What a zip archive is, is judged by what is in it, whatever its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from archives import archive, office_file, relations, xml
from sou.documents import read_all
from sou.documents.flow import Flow
from sou.documents.text_parts import TextParts
from sou.errors import DocumentError
from sou.sources import Document, Source

WORD = "word/document.xml"
LETTER = office_file(
    WORD, {WORD: xml("w:document", "<w:body><w:p><w:r><w:t>信</w:t></w:r></w:p></w:body>")}
)
DECK = archive({"ppt/presentation.xml": xml("p:presentation", "")})
BINARY_BOOK = archive({"xl/workbook.bin": b"\x00"})


def read(path: Path, content: bytes) -> Document:
    path.write_bytes(content)
    (document,) = read_all(Source(str(path), len(content), 0))
    return document


@pytest.mark.parametrize(
    "name", ["信.docx", "信.DOCX", "信.xlsx", "信.zip", "信", "信.txt", "信.docm"]
)
def test_a_letter_is_a_letter_under_any_name(tmp_path: Path, name: str) -> None:
    document = read(tmp_path / name, LETTER)

    assert (document.text, document.kind, document.title) == ("信", "docx", name)
    assert document.digest


@pytest.mark.parametrize(
    ("name", "content", "reason", "is_error"),
    [
        ("甲.docx", b"", "empty file", True),
        ("甲.docx", "<html>網頁</html>".encode(), "not what its name says: HTML", True),
        ("~$甲.docx", b"\x05wangx" + bytes(156), "lock of a document that is open", False),
        ("甲.docx", "文字".encode(), "not what its name says: text", True),
        ("甲.docx", b"%PDF-1.7", "not what its name says: .pdf", True),
        ("甲.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "no reader for .xls files yet", False),
        ("甲.DOC", b"", "no reader for .doc files yet", False),
        ("甲.docx", LETTER[:200], "zip archive cut off or damaged", True),
        ("甲.docx", archive({"a.txt": "甲"}), "not what its name says", True),
        ("甲", archive({"a.class": ""}), "archive without anything", False),
        ("甲.xlsx", BINARY_BOOK, "no reader for binary workbooks", False),
        (
            "甲.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "not what its name says: OLE",
            True,
        ),
        (
            "甲.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(600)
            + "EncryptedPackage".encode("utf-16-le"),
            "encrypted: needs a password",
            True,
        ),
    ],
)
def test_what_cannot_be_read_says_why(
    tmp_path: Path, name: str, content: bytes, reason: str, is_error: bool
) -> None:
    with pytest.raises(DocumentError) as caught:
        read(tmp_path / name, content)

    assert str(caught.value).startswith(reason) or reason in str(caught.value)
    assert caught.value.is_error == is_error


def test_old_names_are_given_to_newer_and_simpler_files(tmp_path: Path) -> None:
    table = "<html><table><tr><td>報表</td><td>金額</td></tr></table></html>".encode("gb18030")

    assert read(tmp_path / "甲.doc", LETTER).kind == "docx"
    assert read(tmp_path / "乙.xls", table).text == "報表\t金額"
    assert read(tmp_path / "丙.xls", "欄\t值\n".encode("gb18030")).text == "欄\t值\n"


def test_relationships_are_followed_before_usual_names(tmp_path: Path) -> None:
    parts = {
        "_rels/.rels": relations(("officeDocument", "/odd/main.xml")),
        "odd/main.xml": xml("w:document", "<w:p><w:r><w:t>真</w:t></w:r></w:p>"),
        WORD: xml("w:document", "<w:p><w:r><w:t>假</w:t></w:r></w:p>"),
    }

    assert read(tmp_path / "甲.docx", archive(parts)).text == "真"


def test_a_presentation_without_slides_is_an_empty_document(tmp_path: Path) -> None:
    document = read(tmp_path / "空.pptx", DECK)

    assert (document.text, document.title, document.anchors) == ("", "空.pptx", ())


def test_an_anchor_before_any_text_marks_the_next() -> None:
    flow = Flow()
    flow.mark("slide", "空", 1)
    flow.mark("slide", "滿", 2)
    flow.add_paragraph(" \n")
    flow.add_paragraph("\n甲", is_heading=True)
    flow.close()

    assert flow.text() == "甲"
    assert [(a.offset, a.kind, a.label) for a in flow.anchors] == [
        (0, "slide", "滿"),
        (0, "heading", "甲"),
    ]


def test_many_small_parts_are_one_text_that_has_an_end() -> None:
    parts = TextParts()
    for number in range(20_000):
        parts.append(f"{number},")

    assert parts.text() == "".join(f"{number}," for number in range(20_000))
    assert parts.length == len(parts.text())
    with pytest.raises(DocumentError, match="more than 100,000,000 characters"):
        parts.append("字" * 100_000_000)

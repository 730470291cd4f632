"""PDF pages become text and places, or the reason why not."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from made_pdf import (
    MadePdf,
    coded_lines,
    columns_of_single_characters,
    font_with_table,
    font_without_ink,
    foreign_font,
    foreign_simple_font,
    lines,
    stream,
    utf16,
)
from sou.documents import read_all
from sou.documents.pdf import MOST_PAGES, read_pdf
from sou.errors import DocumentError
from sou.model import Anchor
from sou.sources import Document, Source
from sou.text.joined import joined_text

PICTURE = "/XObject<</I {} 0 R>>"


def read(made: MadePdf | bytes, name: str = "書.pdf") -> Document:
    (document,) = read_pdf(made if isinstance(made, bytes) else made.data(), name)
    return document


def refusal(data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read_pdf(data, "書.pdf")
    assert caught.value.is_error
    return str(caught.value)


def scanned_page(made: MadePdf, *, width: int = 612) -> None:
    picture = made.add(
        stream(
            b"\x80" * 100,
            "/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray"
            "/BitsPerComponent 8",
        )
    )
    made.page(b"q %d 0 0 792 0 0 cm /I Do Q" % width, resources=PICTURE.format(picture))


def test_pages_are_anchors_with_their_own_labels() -> None:
    made = MadePdf(catalogue="/PageLabels<</Nums[0<</S/r>>2<</S/D>>]>>")
    made.page(lines("序言", "第二行"))
    made.page(lines("目錄"))
    made.page(lines("正文"))

    document = read(made)

    assert document.text == "序言\n第二行\n目錄\n正文\n"
    assert (document.kind, document.title, document.notes) == ("pdf", "書.pdf", ())
    assert document.anchors == (
        Anchor(0, "page", "i", 1),
        Anchor(7, "page", "ii", 2),
        Anchor(10, "page", "1", 3),
    )


def test_a_page_without_a_label_is_called_by_its_number() -> None:
    made = MadePdf()
    made.page(lines("甲"))
    made.page(b"")
    made.page(lines("丙"))

    document = read(made)

    assert document.text == "甲\n丙\n"
    assert [(anchor.label, anchor.offset) for anchor in document.anchors] == [
        ("1", 0),
        ("2", 2),
        ("3", 2),
    ]
    assert document.notes == ()


@pytest.mark.parametrize(
    ("cmap", "ordering", "codec", "text"),
    [
        ("UniGB-UCS2-H", "GB1", "utf-16-be", "芯片，設計"),
        ("GBK-EUC-H", "GB1", "gbk", "芯片，设计"),
        ("GBKp-EUC-H", "GB1", "gbk", "芯片，设计"),
        ("GB-EUC-H", "GB1", "gb2312", "芯片，设计"),
        ("ETen-B5-H", "CNS1", "big5", "晶片，設計"),
        ("UniCNS-UTF16-H", "CNS1", "utf-16-be", "晶片，設計"),
    ],
)
@pytest.mark.parametrize("kind", ["CIDFontType0", "CIDFontType2"])
def test_fonts_that_are_not_in_the_file_are_read_character_by_character(
    cmap: str, ordering: str, codec: str, text: str, kind: str
) -> None:
    """Objects of one character were dropped where no Han font is installed."""
    made = MadePdf(font=foreign_font(cmap, ordering=ordering, kind=kind))
    made.page(lines(text, codec=codec))
    made.page(columns_of_single_characters(text, codec))

    assert read(made).text.replace(" ", "") == f"{text}\n{text}\n"


def test_single_characters_below_a_scanned_picture_are_read() -> None:
    made = MadePdf()
    codes = font_without_ink(made, ["山", "高", "月", "小"])
    made.page(coded_lines(codes, "山高", "月", "小"))

    assert joined_text(read(made).text).text == "山高月小"


def test_vertical_text_of_a_font_that_is_not_in_the_file_is_read() -> None:
    made = MadePdf(font=foreign_font("UniGB-UTF16-V"))
    made.page(
        b"BT /F1 20 Tf 500 700 Td <"
        + "山高月小水落石出".encode("utf-16-be").hex().encode()
        + b"> Tj ET"
    )

    assert joined_text(read(made).text).text == joined_text("山高月小水落石出").text


def test_a_page_of_which_the_first_reader_makes_nothing_is_read_by_the_second() -> None:
    made = MadePdf(font=foreign_simple_font("GBK-EUC-H"))
    made.page(lines("芯片设计与中文测试", codec="gbk"))

    assert read(made).text == "芯片设计与中文测试\n"


def test_radicals_and_rare_characters_stay_as_written_and_are_found() -> None:
    made = MadePdf()
    codes = font_with_table(made, ["⽅", "⻅", "法", "𠮷", "野"])
    made.page(coded_lines(codes, ["⽅", "法", "⻅", "𠮷", "野"], ["野"]))

    text = read(made).text

    assert text == "⽅法⻅𠮷野\n野\n"
    assert joined_text("方法见𠮷野").text in joined_text(text).text


def test_a_word_that_a_hyphen_broke_is_whole() -> None:
    made = MadePdf()
    codes = font_with_table(made, [*"abcdefxyz-中文", " "])
    made.page(coded_lines(codes, "abc-", "def xyz", "中文"))

    document = read(made)

    assert document.text == "abc\u00addef\nxyz\n中文\n"
    assert "abcdef xyz" in joined_text(document.text).text


def test_a_hyphen_stays_where_the_file_has_the_word_with_it() -> None:
    made = MadePdf()
    codes = font_with_table(made, [*"abcdefxyz-", " "])
    made.page(coded_lines(codes, "abc-", "def xyz"))
    made.page(coded_lines(codes, "a abc-def"))

    assert read(made).text == "abc-def\nxyz\na abc-def\n"


def test_controls_become_blanks_and_unknown_glyphs_are_told() -> None:
    made = MadePdf()
    codes = font_with_table(made, ["中", "文", "\x01", "\x83", "\ue000", "ﬁ"])
    made.page(coded_lines(codes, ["中", "\x01", "文", "\x83", "\ue000", "ﬁ", "中"]))

    assert read(made).text == "中 文 \ue000fi中\n"


def test_characters_without_a_name_are_counted_when_there_are_many() -> None:
    made = MadePdf()
    codes = font_with_table(made, ["中", "\0"])
    made.page(coded_lines(codes, ["中", "\0", "\0", "中"]))

    document = read(made)

    assert document.text == "中\ufffd\ufffd中\n"
    assert document.notes == ("2 of 4 characters are not named by its fonts",)


def test_filled_in_fields_and_written_notes_are_text_of_the_page() -> None:
    made = MadePdf()
    shown = [
        made.add(
            stream(
                f"BT /F1 12 Tf 2 5 Td <{text.encode('utf-16-be').hex()}> Tj ET".encode(),
                "/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F1 3 0 R>>>>",
            )
        )
        for text in ("表單內容", "批註內容")
    ]
    notes = [
        made.add(
            f"<</Type/Annot/Subtype/{kind}/Rect[72 {y} 272 {y + 20}]/F 4"
            f"/AP<</N {number} 0 R>>>>".encode()
        )
        for kind, y, number in (("Widget/FT/Tx/T(a)", 600, shown[0]), ("FreeText", 500, shown[1]))
    ]
    made.page(lines("頁面文字"), entries=f"/Annots[{notes[0]} 0 R {notes[1]} 0 R]")

    text = read(made).text

    assert "頁面文字" in text
    assert "表單內容" in text
    assert "批註內容" in text


def test_bookmarks_are_headings_where_their_lines_stand() -> None:
    made = MadePdf()
    first = made.page(lines("量子計算導論", "第 一 章 起源", "內容"))
    second = made.page(lines("第二節", "晶片"))
    made.bookmarks(
        [
            (utf16("量子計算導論"), first),
            (utf16("第一章　起源"), first),
            (utf16("別處叫法"), second),
            (utf16("晶片"), second),
        ],
        loop=True,
    )

    document = read(made)

    assert document.title == "量子計算導論"
    assert document.anchors == (
        Anchor(0, "page", "1", 1),
        Anchor(0, "heading", "量子計算導論", 1),
        Anchor(document.text.index("第 一"), "heading", "第一章 起源", 1),
        Anchor(document.text.index("第二節"), "page", "2", 2),
        Anchor(document.text.index("第二節"), "heading", "別處叫法", 2),
        Anchor(document.text.index("晶片"), "heading", "晶片", 2),
    )


def test_properties_are_title_author_date_and_language() -> None:
    made = MadePdf(catalogue="/Lang(zh-TW)")
    made.page(lines("內文"))
    made.information(
        Title=utf16("半導體簡史"), Author=utf16("王小明"), CreationDate="(D:20240131160855+08'00')"
    )

    document = read(made)

    assert (document.title, document.author) == ("半導體簡史", "王小明")
    assert (document.date, document.language) == ("2024-01-31T16:08:55+08:00", "zh-TW")


@pytest.mark.parametrize(
    ("codec", "title"), [("gbk", "中文标题与摘要"), ("big5", "中文標題與摘要")]
)
def test_a_title_in_bytes_of_a_chinese_encoding_is_read_so(codec: str, title: str) -> None:
    made = MadePdf()
    made.page(lines("內文"))
    made.information(Title=f"<{title.encode(codec).hex()}>")

    assert read(made).title == title


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - 報告.doc",
        "untitled",
        "Untitled-1",
        "未命名",
        "無標題 1",
        "幻灯片 1",
        "報告 終稿.docx",
        "C:\\temp\\a.dvi",
        "...",
        " ",
    ],
)
def test_a_title_that_a_program_made_up_is_not_one(title: str) -> None:
    made = MadePdf()
    made.page(lines("內文"))
    made.information(Title=utf16(title))

    assert read(made).title == "書.pdf"


def test_a_name_with_letters_of_the_west_is_left_alone() -> None:
    made = MadePdf()
    made.page(lines("內文"))
    made.information(Author="(Ren\xe9 Gr\xfcnwald)")

    assert read(made).author == "René Grünwald"


def test_a_scan_is_named_and_some_scanned_pages_are_noted() -> None:
    scan, mixed = MadePdf(), MadePdf()
    scanned_page(scan)
    scanned_page(mixed)
    mixed.page(lines("有字的一頁"))

    assert refusal(scan.data()) == "no text layer (a scan)"
    assert read(mixed).notes == ("no text layer on 1 of 2 pages (scans)",)


def test_a_page_with_a_small_picture_alone_is_no_scan() -> None:
    made, only = MadePdf(), MadePdf()
    scanned_page(made, width=200)
    scanned_page(only, width=200)
    made.page(lines("有字的一頁"))

    assert read(made).notes == ()
    assert refusal(only.data()) == "no text layer (a scan)"


def test_a_file_without_any_text_is_named() -> None:
    made = MadePdf()
    made.page(b"0 0 10 10 re f")

    assert refusal(made.data()) == "no text layer"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        ("其實是文字".encode(), "not a PDF, whatever its name"),
        (b"%PDF-1.7\nnothing else", "damaged PDF"),
    ],
)
def test_what_is_no_pdf_is_named(data: bytes, reason: str) -> None:
    assert refusal(data) == reason


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128"])
def test_a_password_is_asked_for_only_where_one_is_needed(algorithm: str) -> None:
    made = MadePdf()
    made.page(lines("機密文字"))

    def encrypted(user_password: str) -> bytes:
        writer = PdfWriter(PdfReader(BytesIO(made.data())))
        writer.encrypt(user_password, "owner", algorithm=algorithm)
        written = BytesIO()
        writer.write(written)
        return written.getvalue()

    assert refusal(encrypted("secret")) == "needs a password"
    assert read(encrypted("")).text == "機密文字\n"


def test_a_file_that_lost_its_end_is_read_and_said_to_be_damaged() -> None:
    made = MadePdf()
    made.page(lines("仍可讀的文字"))

    document = read(made.data(ends=False))

    assert document.text == "仍可讀的文字\n"
    assert document.notes == ("damaged: its end is missing",)


def test_a_page_that_is_damaged_is_noted_and_the_others_are_read() -> None:
    made = MadePdf()
    made.page(lines("好的一頁"))
    made.pages.append(made.add(b"<</Type/Bogus>>"))

    document = read(made.data(kids=f"{made.pages[0]} 0 R 2 0 R", count=2))

    assert document.text == "好的一頁\n"
    assert document.notes == ("1 of 2 pages damaged",)


def test_an_endless_list_of_pages_stops() -> None:
    made = MadePdf()
    made.page(lines("許多頁"))

    document = read(made.data(kids=f"{made.pages[0]} 0 R " * 60_000, count=60_000))

    assert len(document.anchors) == MOST_PAGES
    assert document.notes == (f"only the first {MOST_PAGES:,} of 60,000 pages were read",)


def test_content_without_measure_is_left_out_and_the_other_pages_are_read() -> None:
    made = MadePdf()
    bomb = zlib.compress(b"BT /F1 9 Tf 0 0 Td (a) Tj ET\n" * 1_000_000, 9)
    made.page(lines("好的一頁"))
    number = made.add(stream(bomb, "/Filter/FlateDecode"))
    only_bomb = MadePdf(objects=[*made.objects])
    for file in (made, only_bomb):
        file.pages.append(
            file.add(
                f"<</Type/Page/Parent 2 0 R/Contents {number} 0 R/MediaBox[0 0 9 9]>>".encode()
            )
        )

    assert read(made).notes == ("content that unpacks to more than 24 MiB was left out",)
    assert read(made).text == "好的一頁\n"
    assert refusal(only_bomb.data()) == "content that unpacks to more than 24 MiB"


def test_content_of_a_large_measure_is_read() -> None:
    made = MadePdf()
    content = lines("好的一頁") + b"\n% " + b"0" * (20 << 20)
    number = made.add(stream(zlib.compress(content, 1), "/Filter/FlateDecode"))
    made.pages.append(
        made.add(
            f"<</Type/Page/Parent 2 0 R/Contents {number} 0 R/MediaBox[0 0 612 792]"
            "/Resources<</Font<</F1 3 0 R>>>>>>".encode()
        )
    )

    assert read(made).text == "好的一頁\n"
    assert read(made).notes == ()


def test_forms_inside_themselves_end() -> None:
    made = MadePdf()
    number = len(made.objects) + 1
    made.add(
        stream(
            b"/X Do",
            f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {number} 0 R>>>>",
        )
    )
    made.page(b"/X Do", resources=f"/XObject<</X {number} 0 R>>")

    assert refusal(made.data()) == "no text layer"


def test_a_pdf_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    made = MadePdf()
    made.page(lines("內文"))
    for name in ("書.txt", "書", "書.html", "書.PDF"):
        (tmp_path / name).write_bytes(made.data())

        (document,) = read_all(Source(str(tmp_path / name), 0, 0))

        assert (document.kind, document.text, document.title) == ("pdf", "內文\n", name)
        assert document.digest

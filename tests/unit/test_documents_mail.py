"""Mail as it is read: headers, bodies, what is attached, and where all of it stands."""

from __future__ import annotations

import base64
import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from sou.documents import read_all
from sou.documents.mail import read_mail
from sou.documents.mail_headers import decoded_header
from sou.documents.mailbox import read_mailbox
from sou.documents.reading import Reading
from sou.model import Place
from sou.sources import Document, Source


def read(data: bytes) -> tuple[Document, ...]:
    return read_mail(data, "信.eml", Reading())


def place(document: Document, text: str) -> Place:
    return document.source_map.place(document.text.index(text))


HEADERS = (
    b"Received: from x\n"
    b"From: =?gb2312?B?1cXPyMn6?= <zhang@example.com>\n"
    b"To: li@example.com\n"
    b"Subject: =?utf-8?b?5pyq?= =?utf-8?b?5L6G?=\n"
    b"Date: Sun, 13 May 2018 12:32:22 +0800\n"
)


def test_the_headers_that_are_shown_and_the_body_are_the_text() -> None:
    (document,) = read(HEADERS + "\n第一行\r\n第二行\n".encode())

    assert document.text == (
        "From: 张先生 <zhang@example.com>\nTo: li@example.com\nSubject: 未來\n"
        "Date: Sun, 13 May 2018 12:32:22 +0800\n\n第一行\r\n第二行"
    )
    assert (document.kind, document.title, document.part) == ("mail", "未來", "")
    assert document.author == "张先生 <zhang@example.com>"
    assert document.date == "2018-05-13T12:32:22+08:00"
    assert place(document, "li@") == Place(3, 5)
    assert place(document, "未來").line == 4
    assert place(document, "二行") == Place(8, 2)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("=?big5?Q?=A4=A4=A4=E5_mail?= tail", "中文 mail tail"),
        ("=?gb2312?B?1tA=?=\r\n =?gb2312?B?zsQ=?=", "中文"),
        ("=?utf-8?b?5Lg=?= =?utf-8?b?rQ==?=", "中"),
        ("a =?utf-8?b?5Lit?= b", "a 中 b"),
        ("=?x-unknown?b?5Lit5paH?=", "中文"),
        ("=?gb2312*zh?B?1tA=?=", "中"),
        ("=?utf-8?b?5?=", "=?utf-8?b?5?="),
        ("plain\r\n folded", "plain folded"),
        ("", ""),
    ],
)
def test_headers_are_decoded(raw: str, shown: str) -> None:
    assert decoded_header(raw) == shown


@pytest.mark.parametrize("codec", ["big5", "gb18030", "utf-8"])
def test_raw_bytes_in_headers_are_read_as_the_body_is(codec: str) -> None:
    body = "資料庫的查詢與索引結構。\n" * 3
    (document,) = read(f"Subject: 晶片設計\nContent-Type: text/plain\n\n{body}".encode(codec))

    assert document.title == "晶片設計"
    assert document.text.endswith(body.rstrip())


def test_a_body_says_gb2312_and_has_characters_of_gbk() -> None:
    head = b"Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n"
    (document,) = read(head + "朱镕基".encode("gbk"))

    assert document.text == "朱镕基"


def test_a_body_says_gb2312_and_is_utf8() -> None:
    head = b"Content-Type: text/plain; charset=gb2312\n\n"

    assert read(head + "發票".encode())[0].text == "發票"


def encoded(body: str, transfer: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = "x"
    message.set_content(body, cte=transfer)
    return message.as_bytes()


def test_places_in_base64_are_those_of_the_first_byte() -> None:
    body = "".join(f"第{number}行，資料庫的查詢與索引結構。\n" for number in range(40))
    data = encoded(body, "base64")
    (document,) = read(data)
    lines = data.decode().split("\n")
    first = lines.index("") + 1
    found = place(document, "第33行")
    before = base64.b64decode("".join(lines[first : found.line - 1])).decode("utf-8", "ignore")

    assert document.text.endswith(body.rstrip())
    assert before == body[: len(before)]
    assert len(before) <= body.index("第33行") < len(before) + 57


def test_places_in_quoted_printable_are_on_their_line() -> None:
    data = encoded("短 = 行\n" + "長行" * 30 + "終\nplain 末", "quoted-printable")
    (document,) = read(data)
    lines = data.decode().split("\n")
    first = lines.index("") + 2

    assert [place(document, text).line for text in ("短", "行", "終", "末")] == [
        first,
        first,
        next(number for number, line in enumerate(lines, 1) if "=E7=B5=82" in line),
        len(lines) - 1,
    ]
    assert place(document, "plain") == Place(len(lines) - 1, 1)
    assert place(document, "末") == Place(len(lines) - 1, 7)


def test_a_character_over_two_lines_stands_on_the_first() -> None:
    (document,) = read(
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        b"=E4=B8=AD=E6=\n=96=87=E5=AD=97\n"
    )

    assert [place(document, text).line for text in "中文字"] == [4, 4, 5]


def test_of_several_versions_the_plain_one_is_read() -> None:
    message = EmailMessage()
    message["Subject"] = "x"
    message.set_content("純文字")
    message.add_alternative("<p>網頁</p>", subtype="html")
    (document,) = read(message.as_bytes())

    assert document.text == "Subject: x\n\n純文字"


def test_a_page_is_read_as_pages_are_with_its_places_in_the_mail() -> None:
    head = "Subject: x\nContent-Type: text/html; charset=utf-8\n\n"
    page = "<html><style>p {}</style>\n<h1>標題</h1><p>第&nbsp;一<b>段</b></p>"
    (document,) = read((head + page).encode())

    assert document.text == "Subject: x\n\n標題\n\n第\xa0一段"
    assert place(document, "標") == Place(5, 5)
    assert place(document, "段") == Place(5, page.split("\n")[1].index("段") + 1)
    assert [anchor.label for anchor in document.anchors] == ["標題"]
    assert document.text[document.anchors[0].offset] == "標"


def test_a_page_in_base64_has_its_places_in_the_mail() -> None:
    message = EmailMessage()
    message["Subject"] = "x"
    message.set_content("<p>甲</p>\n" * 20 + "<p>末段</p>", subtype="html", cte="base64")
    data = message.as_bytes()
    (document,) = read(data)
    lines = data.decode().split("\n")
    found = place(document, "末段")

    assert "末" in base64.b64decode(
        lines[found.line - 1][(found.column - 1) // 4 * 4 :] + lines[found.line]
    ).decode("utf-8", "ignore")


def with_attachments() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "附件"
    message.set_content("內文\n")
    message.add_attachment("# 報告\n\n內容", filename="報告.md")
    message.add_attachment(b"\x89PNG\r\n\x1a\n", "image", "png", filename="圖.png")
    records = json.dumps([{"文": "甲"}, {"文": "乙"}]).encode()
    message.add_attachment(records, "application", "json", filename="a/記錄.json")
    message.add_attachment(b"\x1f\x8b\x08bad", "application", "gzip", filename="壞.txt.gz")
    return message


def test_attachments_are_named_and_read() -> None:
    mail, *attached = read(with_attachments().as_bytes())

    assert mail.text == "Subject: 附件\n\n內文\n\n" + "\n\n".join(
        f"Attachment: {name}" for name in ("報告.md", "圖.png", "記錄.json", "壞.txt.gz")
    )
    assert [(one.part, one.kind, one.title) for one in attached] == [
        ("報告.md", "markdown", "報告"),
        ("記錄.json/1", "json", "記錄.json#1"),
        ("記錄.json/2", "json", "記錄.json#2"),
    ]
    assert mail.part == "1"
    assert mail.notes == ("壞.txt.gz: not a .gz file, or damaged",)


def test_a_forwarded_mail_is_part_of_the_text() -> None:
    inner = EmailMessage()
    inner["Subject"] = "裡面"
    inner.set_content("裡面的內文\n")
    outer = EmailMessage()
    outer["Subject"] = "外面"
    outer.set_content("外面的內文\n")
    outer.add_attachment(inner)
    (document,) = read(outer.as_bytes())

    assert document.title == "外面"
    assert document.text == ("Subject: 外面\n\n外面的內文\n\nSubject: 裡面\n\n裡面的內文")


def test_what_is_no_mail_is_read_as_a_body() -> None:
    assert [one.text for one in read("只有文字\n".encode())] == ["只有文字"]
    assert [(one.text, one.title) for one in read(b"")] == [("", "信.eml")]


def test_thousands_of_parts_in_each_other_are_read_as_written() -> None:
    parts = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000)
    )
    (document,) = read(f"Subject: 深\n{parts}\n最深處".encode())

    assert document.text.endswith("最深處")


BOX = (
    "From a@b Sun May 13 12:32:22 2018\nSubject: 甲\n\n第一封\nFrom here on it is text\n\n"
    "From c@d Mon May 14 12:32:22 2018\nSubject: 乙\n\n第二封\n\n>From 引號\n"
)


def test_each_mail_of_a_mailbox_is_a_document() -> None:
    documents = read_mailbox(BOX.encode(), "箱.mbox", Reading())

    assert [(one.part, one.title) for one in documents] == [("1", "甲"), ("2", "乙")]
    assert "From here on" in documents[0].text
    assert place(documents[1], "第二封") == Place(10, 1)


def test_what_is_attached_in_a_mailbox_is_named_by_its_mail() -> None:
    data = b"From a@b x\n" + with_attachments().as_bytes()
    parts = [one.part for one in read_mailbox(data + b"\n" + data, "箱.mbox", Reading())]

    assert parts[:2] == ["1", "1/報告.md"]
    assert parts[4:6] == ["2", "2/報告.md"]


@pytest.mark.parametrize("name", ["1204680122.27c448_0.host:2,S", "Inbox"])
def test_mail_without_a_suffix_is_known_by_how_it_begins(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HEADERS + b"\nbody\n")
    (document,) = read_all(Source(str(tmp_path / name), 0, 0))

    assert (document.kind, document.title) == ("mail", "未來")
    (tmp_path / name).write_text("From: 一\nNote: 二\n\n三", encoding="utf-8")
    assert read_all(Source(str(tmp_path / name), 0, 0))[0].kind == "text"

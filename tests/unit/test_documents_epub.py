"""Books, as they should be and as they are."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from archives import XML, archive
from sou.documents.xhtml import as_html
from sou.documents.zip_documents import read_zip_document
from sou.errors import DocumentError
from sou.model import Anchor
from sou.sources import Document

CONTAINER = (
    f'{XML}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)
XHTML = "application/xhtml+xml"


def page(body: str, head: str = "<title>頁</title>") -> str:
    return f'{XML}<html xmlns="http://www.w3.org/1999/xhtml"><head>{head}</head><body>{body}</body></html>'


def package(
    spine: Sequence[str], items: Sequence[tuple[str, str, str]] = (), metadata: str = ""
) -> str:
    """Return a package document; ``items`` are path, media type and properties."""
    listed = [(path, XHTML, "") for path in spine] + list(items)
    manifest = "".join(
        f'<item id="{path}" href="{path}" media-type="{kind}" properties="{properties}"/>'
        for path, kind, properties in listed
    )
    refs = "".join(f'<itemref idref="{path}"/>' for path in spine)
    return (
        f'{XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f'<manifest>{manifest}</manifest><spine toc="ncx">{refs}</spine></package>'
    )


def read(parts: dict[str, str | bytes]) -> Document:
    (document,) = read_zip_document(
        archive({"mimetype": "application/epub+zip", **parts}), "書.epub"
    )
    return document


def book(chapters: dict[str, str | bytes], **more: str) -> dict[str, str | bytes]:
    return {
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": package(list(chapters)),
        **{f"OPS/{path}": content for path, content in chapters.items()},
        **more,
    }


def test_chapters_come_in_the_order_of_reading_and_are_places() -> None:
    parts = book({"b.xhtml": page("<h1>後寫先讀</h1><p>一</p>"), "a.xhtml": page("<p>二</p>")})
    document = read(parts)

    assert document.text == "後寫先讀\n\n一\n\n二"
    assert document.anchors == (
        Anchor(0, "chapter", "頁", 1),
        Anchor(0, "heading", "後寫先讀"),
        Anchor(9, "chapter", "頁", 2),
    )
    assert (document.title, document.kind, document.encoding) == ("後寫先讀", "epub", "utf-8")


def test_chapters_are_named_as_the_contents_name_them() -> None:
    chapters = {"a.xhtml": page("甲"), "b%20c.xhtml": page("乙"), "d.xhtml": page("丙")}
    nav = page(
        '<nav><ol><li><a href="a.xhtml">第一<b>章</b></a></li><li><a href="a.xhtml#s">節</a></li>'
        '<li><a href="b%20c.xhtml#top">第二章</a></li></ol></nav>'
    )
    ncx = (
        f"{XML}<!DOCTYPE ncx PUBLIC '-//NISO//DTD ncx 2005-1//EN' 'ncx.dtd'><ncx><navMap><navPoint>"
        '<navLabel><text>第三章</text></navLabel><content src="d.xhtml"/></navPoint></navMap></ncx>'
    )
    contents = [("nav.xhtml", XHTML, "nav"), ("ncx", "application/x-dtbncx+xml", "")]
    parts: dict[str, str | bytes] = {
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": package(list(chapters), contents),
        "OPS/nav.xhtml": nav,
        "OPS/ncx": ncx,
        **{f"OPS/{path.replace('%20', ' ')}": content for path, content in chapters.items()},
    }

    labels = [(anchor.label, anchor.number) for anchor in read(parts).anchors]

    assert labels == [("第一章", 1), ("第二章", 2), ("第三章", 3)]


def test_what_a_book_says_of_itself_is_taken() -> None:
    metadata = (
        "<dc:title>紅樓夢</dc:title><dc:title>別題</dc:title><dc:creator>曹雪芹</dc:creator>"
        "<dc:creator>高鶚</dc:creator><dc:date>1791</dc:date><dc:language>zh-Hant</dc:language>"
    )
    parts = book({"a.xhtml": page("甲")})
    parts["OPS/book.opf"] = package(["a.xhtml"], metadata=metadata)
    document = read(parts)

    assert (document.title, document.author) == ("紅樓夢", "曹雪芹, 高鶚")
    assert (document.date, document.language) == ("1791-01-01", "zh-Hant")


def test_elements_that_close_themselves_swallow_nothing() -> None:
    head = '<title/><script src="a.js"/><style/>'
    document = read(book({"a.xhtml": page("<a id='x'/>甲<p/>乙<br/>丙<textarea/>丁", head)}))

    assert document.text == "甲\n\n乙\n丙\n丁"


def test_of_ruby_the_base_is_read() -> None:
    body = "<ruby>漢<rp>(</rp><rt>ㄏㄢˋ</rt><rp>)</rp></ruby>字"

    assert read(book({"a.xhtml": page(body)})).text == "漢字"


def test_entities_of_a_page_are_characters_and_bombs_are_refused() -> None:
    good = '<!DOCTYPE html [<!ENTITY nbsp "&#160;"><!ENTITY mine "我的">]><p>甲&mine;乙</p>'
    outside = '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>甲&x;乙</p>'
    laughs = '<!DOCTYPE l [<!ENTITY a "哈"><!ENTITY b "&a;&a;">]><p>&b;</p>'
    note = "OPS/a.xhtml: text that lies outside of the file was left out"

    assert read(book({"a.xhtml": good})).text == "甲我的乙"
    assert (read(book({"a.xhtml": outside})).text, read(book({"a.xhtml": outside})).notes) == (
        "甲乙",
        (note,),
    )
    with pytest.raises(DocumentError, match="declarations that grow"):
        read(book({"a.xhtml": laughs}))


def test_pages_with_open_quotes_are_read_in_linear_time() -> None:
    source = "<a '" * 200_000

    assert as_html(source) == (source, ())


def test_lost_damaged_and_large_chapters_are_noted_and_the_rest_is_read() -> None:
    chapters: dict[str, str | bytes] = {
        "a.xhtml": page("第一章"),
        "big.xhtml": b"x" * (33 << 20),
        "c.xhtml": page("第三章"),
    }
    parts = book(chapters)
    parts["OPS/book.opf"] = package(["a.xhtml", "gone.xhtml", "big.xhtml", "c.xhtml"])
    document = read(parts)

    assert document.text == "第一章\n\n第三章"
    assert [anchor.number for anchor in document.anchors] == [1, 4]
    assert document.notes == (
        "OPS/gone.xhtml is missing",
        "OPS/big.xhtml unpacks to more than 32 MiB",
    )


def test_locked_chapters_are_drm_and_hidden_fonts_are_not() -> None:
    def lock(path: str, algorithm: str) -> str:
        return (
            '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
            f'<e:EncryptionMethod Algorithm="{algorithm}"/><e:CipherData>'
            f'<e:CipherReference URI="{path}"/></e:CipherData></e:EncryptedData></encryption>'
        )

    parts = book({"a.xhtml": page("甲")})
    font = lock("OPS/font.otf", "http://www.idpf.org/2008/embedding")
    chapter = lock("OPS/a.xhtml", "http://www.w3.org/2001/04/xmlenc#aes128-cbc")

    assert read({**parts, "META-INF/encryption.xml": font}).text == "甲"
    with pytest.raises(DocumentError, match="protected by DRM"):
        read({**parts, "META-INF/encryption.xml": chapter})


def test_a_book_below_a_folder_or_without_a_container_is_found() -> None:
    parts = book({"a.xhtml": page("甲")})
    below = {f"epub/{name}": content for name, content in parts.items()}
    bare = {name: content for name, content in parts.items() if not name.startswith("META")}

    (in_folder,) = read_zip_document(archive(below), "書.epub")
    (without,) = read_zip_document(archive(bare), "書.epub")

    assert (in_folder.text, without.text) == ("甲", "甲")


def test_pictures_in_the_spine_give_way_to_what_stands_in_for_them() -> None:
    parts = book({"a.xhtml": page("圖的文字")})
    parts["OPS/book.opf"] = (
        f"{XML}<package><manifest><item id='p' href='p.png' media-type='image/png' fallback='a'/>"
        f"<item id='a' href='a.xhtml' media-type='{XHTML}'/></manifest>"
        "<spine><itemref idref='p'/></spine></package>"
    )

    assert read(parts).text == "圖的文字"


def test_a_book_without_a_package_document_is_refused() -> None:
    with pytest.raises(DocumentError, match="without a package document"):
        read({"META-INF/container.xml": CONTAINER, "a.xhtml": page("甲")})

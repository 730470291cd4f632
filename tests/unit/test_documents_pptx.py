"""Presentations: slides in their order, with all that belongs to each."""

from __future__ import annotations

from archives import office_file, relations, xml
from sou.documents.zip_documents import read_zip_document
from sou.model import Anchor
from sou.sources import Document

MAIN = "ppt/presentation.xml"


def shape(*paragraphs: str, kind: str = "") -> str:
    lines = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in paragraphs)
    return f'<p:sp><p:nvPr><p:ph type="{kind}"/></p:nvPr><p:txBody>{lines}</p:txBody></p:sp>'


def read(*order: int, **parts: str) -> Document:
    listed = "".join(f'<p:sldId r:id="rId{number}"/>' for number in order)
    slides = [("slide", f"slides/slide{number}.xml") for number in (1, 2, 3)]
    return read_parts(
        {
            MAIN: xml("p:presentation", f"<p:sldIdLst>{listed}</p:sldIdLst>"),
            "ppt/_rels/presentation.xml.rels": relations(*slides),
            **{f"ppt/slides/{name}": part for name, part in parts.items()},
        }
    )


def read_parts(parts: dict[str, str]) -> Document:
    (document,) = read_zip_document(office_file(MAIN, parts), "簡報.pptx")
    return document


def test_slides_come_in_the_order_of_the_presentation_with_number_and_title() -> None:
    document = read(
        3,
        1,
        **{
            "slide1.xml": xml("p:sld", shape("第二張", kind="title") + shape("內容甲", "內容乙")),
            "slide3.xml": xml("p:sld", shape("7", kind="sldNum") + shape("開場", kind="ctrTitle")),
        },
    )

    assert document.text == "開場\n\n第二張\n\n內容甲\n內容乙"
    assert document.anchors == (Anchor(0, "slide", "開場", 1), Anchor(4, "slide", "第二張", 2))
    assert document.title == "開場"
    assert document.notes == ()


def test_tables_notes_comments_diagrams_and_charts_belong_to_their_slide() -> None:
    table = "".join(
        "<a:tr>"
        + "".join(f"<a:tc><a:p><a:r><a:t>{t}</a:t></a:r></a:p></a:tc>" for t in row)
        + "</a:tr>"
        for row in ("甲乙", "丙丁")
    )
    content = (
        f"<p:graphicFrame><a:tbl>{table}</a:tbl></p:graphicFrame>"
        '<p:graphicFrame><dgm:relIds r:dm="rId1"/></p:graphicFrame>'
        '<p:graphicFrame><c:chart r:id="rId2"/></p:graphicFrame>'
    )
    document = read(
        1,
        **{
            "slide1.xml": xml("p:sld", content),
            "_rels/slide1.xml.rels": relations(
                ("diagramData", "data1.xml"),
                ("chart", "chart1.xml"),
                ("notesSlide", "notes1.xml"),
                ("comments", "comment1.xml"),
            ),
            "data1.xml": xml("dgm:dataModel", "<a:p><a:r><a:t>流程</a:t></a:r></a:p>"),
            "chart1.xml": xml("c:chartSpace", "<a:p><a:r><a:t>圖表</a:t></a:r></a:p>"),
            "notes1.xml": xml("p:notes", shape("備忘稿", kind="body") + shape("1", kind="sldNum")),
            "comment1.xml": xml("p:cmLst", "<p:cm><p:text>批註</p:text></p:cm>"),
        },
    )

    assert document.text == "甲\t乙\n丙\t丁\n\n流程\n\n圖表\n\n備忘稿\n\n批註"


def test_a_lost_slide_is_noted_and_keeps_its_number() -> None:
    document = read(2, 1, **{"slide1.xml": xml("p:sld", shape("在"))})

    assert document.text == "在"
    assert document.anchors == (Anchor(0, "slide", "", 2),)
    assert document.notes == ("ppt/slides/slide2.xml is missing",)

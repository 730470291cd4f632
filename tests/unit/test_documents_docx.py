"""Word documents: everything a reader could read is there, once, at its place."""

from __future__ import annotations

import pytest

from archives import office_file, relations, xml
from sou.documents.zip_documents import read_zip_document
from sou.errors import DocumentError
from sou.model import Anchor, Place
from sou.sources import Document

MAIN = "word/document.xml"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def read(body: str, **parts: str) -> Document:
    parts = {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()}
    document = xml("w:document", f"<w:body>{body}</w:body>")
    (found,) = read_zip_document(office_file(MAIN, {MAIN: document, **parts}), "甲.docx")
    return found


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            paragraph(run("跨") + "<w:r><w:rPr><w:b/></w:rPr><w:t>格</w:t></w:r>" + run("式")),
            "跨格式",
        ),
        (paragraph(f'<w:hyperlink r:id="rId9">{run("連結")}</w:hyperlink>' + run("後")), "連結後"),
        (
            paragraph("<w:r><w:t>上</w:t><w:br/><w:t>下</w:t><w:tab/><w:t>右</w:t></w:r>"),
            "上\n下\t右",
        ),
        (paragraph(run("前") + f"<w:ins>{run('插入')}</w:ins>" + run("後")), "前插入後"),
        (paragraph("<w:del><w:r><w:delText>刪</w:delText></w:r></w:del>" + run("留")), "留"),
        (
            paragraph(f"<w:moveFrom>{run('搬')}</w:moveFrom>")
            + paragraph(f"<w:moveTo>{run('搬')}</w:moveTo>"),
            "搬",
        ),
        (
            f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('控制項'))}</w:sdtContent></w:sdt>",
            "控制項",
        ),
        (
            paragraph(
                "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>ㄏㄢˋ</w:t></w:r></w:rt><w:rubyBase>"
                f"{run('漢')}</w:rubyBase></w:ruby></w:r>" + run("字")
            ),
            "漢字",
        ),
        (paragraph(run("甲"), '<w:tabs><w:tab w:val="left"/></w:tabs>'), "甲"),
        (paragraph(run("公式") + "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"), "公式x=1"),
        (
            paragraph(run("甲"), "<w:rPr><w:del/></w:rPr>")
            + paragraph(run("乙"))
            + paragraph(run("丙")),
            "甲乙\n\n丙",
        ),
        (paragraph("") + paragraph(run(" ")) + paragraph(run("甲")), "甲"),
    ],
)
def test_text_is_read_as_it_is_printed(body: str, text: str) -> None:
    assert read(body).text == text


def test_of_a_field_the_result_is_read_and_a_lost_end_loses_nothing() -> None:
    def field(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("代碼")
    whole = field("begin") + code + field("separate") + run("結果") + field("end")
    text = read(
        paragraph(run("前") + whole + run("後"))
        + paragraph(field("begin") + code)
        + paragraph(run("尾"))
        + paragraph(f'<w:fldSimple w:instr="DATE">{run("今天")}</w:fldSimple>')
    ).text

    assert text == "前結果後\n\n尾\n\n今天"


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph(run('框一'))}{paragraph(run('框二'))}</w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )

    assert read(paragraph(run("句子") + drawing + run("完整"))).text == "句子完整\n\n框一\n\n框二"


def test_tables_are_lines_of_cells_also_inside_of_each_other() -> None:
    def table(*rows: tuple[str, ...]) -> str:
        lines = (
            "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in rows
        )
        return f"<w:tbl>{''.join(lines)}</w:tbl>"

    def cell(text: str) -> str:
        return paragraph(run(text))

    inner = table((cell("內一"), cell("內二")))
    outer = table((cell("甲"), cell("乙") + cell("丙")), (cell("丁") + inner, cell("戊")))

    text = read(paragraph(run("前")) + outer + paragraph(run("後"))).text

    assert text == "前\n\n甲\t乙\n丙\n丁\n內一\t內二\t戊\n\n後"


def test_headings_are_known_by_level_base_and_chinese_name() -> None:
    styles = xml(
        "w:styles",
        '<w:style w:styleId="a1"><w:name w:val="標題 1"/></w:style>'
        '<w:style w:styleId="a2"><w:name w:val="我的"/><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="b"><w:name w:val="某"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>'
        "</w:style>"
        '<w:style w:styleId="t"><w:name w:val="Title"/></w:style>'
        '<w:style w:styleId="c"><w:name w:val="循環"/><w:basedOn w:val="c"/></w:style>',
    )

    def styled(style: str, text: str) -> str:
        return paragraph(run(text), f'<w:pStyle w:val="{style}"/>')

    body = "".join(
        [
            styled("c", "正文"),
            styled("t", "書名"),
            styled("a1", "第一章"),
            styled("a2", "第一節"),
            paragraph(run("自設"), '<w:outlineLvl w:val="0"/>'),
            paragraph(run("不是"), '<w:pStyle w:val="a1"/><w:outlineLvl w:val="9"/>'),
        ]
    )
    document = read(body, word__styles_xml=styles)

    assert [anchor.label for anchor in document.anchors] == ["書名", "第一章", "第一節", "自設"]
    assert all(document.text.startswith(a.label, a.offset) for a in document.anchors)
    assert document.title == "書名"


def test_the_style_before_a_tracked_change_is_not_the_style() -> None:
    change = '<w:pPrChange><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:pPrChange>'

    assert read(paragraph(run("正文"), f'<w:pStyle w:val="Normal"/>{change}')).anchors == ()


def test_emoji_are_read_from_their_codes_once() -> None:
    emoji = (
        '<mc:AlternateContent><mc:Choice><s:symEx xmlns:s="urn:s" s:char="1F600"/></mc:Choice>'
        "<mc:Fallback><w:t>😀</w:t></mc:Fallback></mc:AlternateContent>"
    )

    assert read(paragraph(f"<w:r>{emoji}</w:r>" + run("笑"))).text == "😀笑"


def test_pages_are_where_word_last_put_them_and_a_row_counts_them_once() -> None:
    turn = "<w:lastRenderedPageBreak/>"
    row = "".join(
        f"<w:tc>{paragraph(f'<w:r><w:t>{text}</w:t>{turn}<w:t>續{text}</w:t></w:r>')}</w:tc>"
        for text in ("甲", "乙")
    )
    body = (
        paragraph(run("一"))
        + f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"
        + paragraph(f"<w:r>{turn}<w:t>三</w:t></w:r>")
    )
    document = read(body)

    assert [(a.kind, a.number) for a in document.anchors] == [("page", 1), ("page", 2), ("page", 3)]
    offsets = [document.text.index(part) for part in ("一", "續甲", "三")]
    assert [a.offset for a in document.anchors] == offsets


def test_a_document_without_traces_of_pages_has_none() -> None:
    assert read(paragraph(run("甲") + '<w:r><w:br w:type="page"/></w:r>' + run("乙"))).anchors == ()


def test_notes_headers_and_comments_follow_with_a_place_of_their_own() -> None:
    part = {
        kind: xml(f"w:{kind}", f"<w:{kind[:-1]}>{paragraph(run(text))}</w:{kind[:-1]}>")
        for kind, text in (("footnotes", "腳注"), ("endnotes", "尾注"), ("comments", "批注"))
    }
    header = xml("w:hdr", paragraph(run("頁首")))
    targets = [(kind, f"{kind}.xml") for kind in part]
    rels = relations(*targets, ("header", "h1.xml"), ("header", "h2.xml"))
    document = read(
        paragraph(run("正文")),
        **{f"word__{kind}_xml": content for kind, content in part.items()},
        word__h1_xml=header,
        word__h2_xml=header,
        **{"word/_rels/document.xml.rels": rels},
    )

    assert document.text == "正文\n\n腳注\n\n尾注\n\n頁首\n\n批注"
    labels = ["Footnotes", "Endnotes", "Header", "Comments"]
    offsets = [document.text.index(part) for part in ("腳注", "尾注", "頁首", "批注")]
    expected = zip(offsets, labels, strict=True)
    assert document.anchors == tuple(Anchor(offset, "heading", label) for offset, label in expected)


def test_charts_and_diagrams_are_read_by_their_labels() -> None:
    chart = xml(
        "c:chartSpace",
        "<c:title><a:p><a:r><a:t>銷售</a:t></a:r><a:r><a:t>圖</a:t></a:r></a:p></c:title>"
        "<c:strCache><c:pt><c:v>一月</c:v></c:pt><c:pt><c:v>一月</c:v></c:pt></c:strCache>"
        "<c:numCache><c:pt><c:v>12.5</c:v></c:pt></c:numCache>",
    )
    rels = relations(("chart", "charts/chart1.xml"))
    parts = {"word/charts/chart1.xml": chart, "word/_rels/document.xml.rels": rels}

    assert read(paragraph(run("正文")), **parts).text == "正文\n\n銷售圖\n一月"


def test_what_a_document_says_of_itself_is_taken() -> None:
    core = xml(
        "cp:coreProperties",
        "<dc:title>年度報告</dc:title><dc:creator>王小明</dc:creator>"
        "<dcterms:created>2024-03-05T08:00:00Z</dcterms:created>",
    )
    styles = xml(
        "w:styles",
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:lang w:val="en-US" w:eastAsia="zh-TW"/></w:rPr></w:rPrDefault></w:docDefaults>',
    )
    body = paragraph(run("甲"))
    document = read(body, docProps__core_xml=core, word__styles_xml=styles)
    plain = read(body)

    assert (document.title, document.author) == ("年度報告", "王小明")
    assert (document.date, document.language) == ("2024-03-05T08:00:00Z", "zh-TW")
    assert (plain.title, plain.author, plain.date, plain.language) == ("甲.docx", "", "", "")


def test_lines_are_counted_in_the_text() -> None:
    document = read(paragraph(run("甲")) + paragraph(run("乙丙")))

    assert document.source_map.place(document.text.index("丙")) == Place(3, 2)


def test_the_strict_standard_and_other_prefixes_are_read_too() -> None:
    strict = (
        '<d:document xmlns:d="http://purl.oclc.org/ooxml/wordprocessingml/main"><d:body>'
        "<d:p><d:r><d:t>嚴格</d:t></d:r></d:p></d:body></d:document>"
    )
    (document,) = read_zip_document(office_file(MAIN, {MAIN: strict}), "甲.docx")

    assert document.text == "嚴格"


@pytest.mark.parametrize(
    ("declared", "codec"),
    [("GBK", "gbk"), ("Big5", "cp950"), ("utf-16", "utf-8"), ("UTF8", "utf-8"), ("x-no", "utf-8")],
)
def test_parts_in_other_encodings_are_read(declared: str, codec: str) -> None:
    body = xml("w:document", paragraph(run("編碼與量子糾纏的文字")))
    content = body.replace("UTF-8", declared, 1).encode(codec)
    (document,) = read_zip_document(office_file(MAIN, {MAIN: content}), "甲.docx")

    assert document.text == "編碼與量子糾纏的文字"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_parts_in_utf_16_are_read(codec: str) -> None:
    content = xml("w:document", paragraph(run("寬"))).replace("UTF-8", "no", 1).encode(codec)
    (document,) = read_zip_document(office_file(MAIN, {MAIN: content}), "甲.docx")

    assert document.text == "寬"


def test_what_breaks_off_is_read_so_far_and_a_lost_part_is_noted() -> None:
    broken = xml("w:document", paragraph(run("前面")) + "<w:p><w:r><w:t>中斷")[:-20]
    rels = relations(("footnotes", "gone.xml"))
    parts = {MAIN: broken, "word/_rels/document.xml.rels": rels}
    (document,) = read_zip_document(office_file(MAIN, parts), "甲.docx")

    assert document.text.startswith("前面")
    assert document.notes[0].startswith("word/document.xml: XML broken at line 1")
    assert document.notes[1] == "word/gone.xml is missing"


def test_declarations_and_depth_are_refused() -> None:
    laughs = '<!DOCTYPE l [<!ENTITY a "哈"><!ENTITY b "&a;&a;">]>'
    body = xml("w:document", paragraph(run("甲")))
    deep = xml("w:document", "<w:sdt>" * 1500 + "</w:sdt>" * 1500)

    for content, reason in (
        (body.replace("?>", f"?>{laughs}", 1), "XML with declarations of its own"),
        (body.replace("?>", "?><!DOCTYPE w>", 1), "XML with declarations of its own"),
        (deep, "XML nested more than 1,000 deep"),
    ):
        with pytest.raises(DocumentError, match=reason):
            read_zip_document(office_file(MAIN, {MAIN: content}), "甲.docx")

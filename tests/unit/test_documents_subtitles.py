"""What is said in a subtitle file, and when."""

from __future__ import annotations

from sou.documents.subtitles import read_subtitles
from sou.model import Place
from sou.sources import Document


def read(source: str, name: str) -> Document:
    (document,) = read_subtitles(source.encode(), name)
    return document


def cues(document: Document) -> list[tuple[str, str]]:
    ends = [anchor.offset - 2 for anchor in document.anchors[1:]] + [len(document.text)]
    return [
        (anchor.label, document.text[anchor.offset : end])
        for anchor, end in zip(document.anchors, ends, strict=True)
    ]


SRT = """1
00:00:01,500 --> 00:00:03,000
<i>你好</i>，{\\an8}世界
第二行

2
01:02:03,000 --> 01:02:04,000
<font color="#fff">再見</font> 3 < 5 <3
"""


def test_srt_cues_without_times_and_marks() -> None:
    document = read(SRT, "甲.srt")

    assert cues(document) == [("00:00:01", "你好，世界\n第二行"), ("01:02:03", "再見 3 < 5 <3")]
    assert (document.kind, document.title) == ("subtitles", "甲.srt")
    assert {anchor.kind for anchor in document.anchors} == {"cue"}


def test_srt_places_are_those_of_the_source() -> None:
    document = read(SRT.replace("\n", "\r\n"), "甲.srt")
    places = [document.source_map.place(document.text.index(char)) for char in "你，世第再"]

    assert places == [Place(3, 4), Place(3, 10), Place(3, 17), Place(4, 1), Place(8, 20)]


def test_broken_srt_cues_survive() -> None:
    source = (
        "開頭沒有時間\n\n"
        "1\n00:00:01 -> 00:00:02\n甲\n\n乙，空行之後\n\n"
        "x\n00:99:99,0 --> \n丙\n"
        "3\n00:00:05,000 --> 00:00:06,000\n丁\n\n2024\n"
    )

    assert cues(read(source, "甲.srt")) == [
        ("00:00:00", "開頭沒有時間"),
        ("00:00:01", "甲\n乙，空行之後\nx"),
        ("00:99:99", "丙"),
        ("00:00:05", "丁\n2024"),
    ]


def test_vtt_header_notes_styles_and_names_are_no_text() -> None:
    source = (
        "WEBVTT - 題\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE 註\n多行\n\n"
        "開場\n00:01.000 --> 00:02.000 align:start\n"
        "<v 小明>你好<00:01.500> &amp; <c.red>再見</c></v>\n\n"
        "01:00:05.000 --> 01:00:06.000\n二\n"
    )

    assert cues(read(source, "甲.vtt")) == [("00:00:01", "你好 & 再見"), ("01:00:05", "二")]


ASS = """[Script Info]
Title: 片名

[V4+ Styles]
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,註解
Dialogue: 0,0:00:01.50,0:00:02.00,Default,甲,0,0,0,,{\\pos(1,2)}你好, 世界\\N第二行\\h末
Dialogue: 0,1:02:03.00,1:02:04.00,Default,,0,0,0,,{\\p1}m 0 0 l 1 1{\\p0}圖後
Dialogue: 0,1:02:05.00,1:02:06.00,Default,,0,0,0,,{\\p1}m 0 0
"""


def test_ass_dialogue_without_override_tags_and_drawings() -> None:
    document = read(ASS, "甲.ass")

    assert cues(document) == [
        ("00:00:01", "你好, 世界\n第二行\xa0末"),
        ("01:02:03", "圖後"),
    ]
    assert document.title == "片名"
    line = ASS.split("\n")[9]
    assert document.source_map.place(document.text.index("第")) == Place(10, line.index("第") + 1)


def test_ass_follows_its_format_line() -> None:
    source = "Format: Start, Text\nDialogue: 0:00:07.00,甲,乙\n"

    assert cues(read(source, "甲.ssa")) == [("00:00:07", "甲,乙")]


def test_ass_title_of_a_program_is_none() -> None:
    assert read("[Script Info]\nTitle: Default Aegisub file\n", "甲.ass").title == "甲.ass"


def test_subtitles_in_utf16_without_a_mark() -> None:
    (document,) = read_subtitles(ASS.encode("utf-16-le"), "甲.ass")

    assert "第二行" in document.text

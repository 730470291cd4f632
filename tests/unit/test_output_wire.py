"""The JSON is a contract: these tables say by hand which fields there are."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sou.model import Anchor, Expansion, Place, SearchRequest
from sou.output.wire import (
    encode,
    page_object,
    recall_object,
    report_object,
    status_object,
    verify_object,
)
from sou.reports import MissedText, Problem
from sou.sources import Skipped
from unit.cli_fakes import document, hit, page, recall, report, status, verification


def test_a_page_in_full() -> None:
    info = document(
        id="/筆記/晶片.txt#3", part="3", title="AI 晶片", digest="00ff", author="王小明"
    )
    info = replace(info, date="2024-05-01", language="zh-Hant")
    page_four, chapter = Anchor(0, "page", "iv", 4), Anchor(1, "heading", "第一章")
    one = hit(info=info, anchor=page_four, heading=chapter)

    assert json.loads(encode(page_object(page(one, total=12), [one], "/索引"))) == {
        "version": 1,
        "index": "/索引",
        "generation": 7,
        "query": "晶片",
        "interpretation": "晶片",
        "expansions": [],
        "offset": 0,
        "total": 12,
        "elapsed_s": 0.25,
        "hits": [
            {
                "rank": 1,
                "id": "/筆記/晶片.txt#3",
                "path": "/筆記/晶片.txt",
                "part": "3",
                "title": "AI 晶片",
                "kind": "text",
                "encoding": "utf-8",
                "author": "王小明",
                "date": "2024-05-01",
                "language": "zh-Hant",
                "size": 36,
                "modified": 1700000000.5,
                "line": 1,
                "column": 3,
                "offset": 2,
                "length": 2,
                "score": 2.5,
                "occurrences": 2,
                "anchor": {"offset": 0, "kind": "page", "label": "iv", "number": 4},
                "heading": {"offset": 1, "kind": "heading", "label": "第一章", "number": 0},
                "snippet": {
                    "text": "中國晶片的發展,晶片。。",
                    "offset": 0,
                    "spans": [[2, 4], [8, 10]],
                },
                "expansions": [],
            }
        ],
    }


def test_other_words_that_were_looked_for_are_named() -> None:
    asked, written = (
        Expansion("内存", "记忆体", "regional"),
        Expansion("内存", "記憶體", "regional"),
    )
    one = hit(expansions=(written,))

    made = page_object(replace(page(one), expansions=(asked,)), [one], "")

    assert made["expansions"] == [{"word": "内存", "text": "记忆体", "kind": "regional"}]
    assert made["hits"][0]["expansions"] == [{"word": "内存", "text": "記憶體", "kind": "regional"}]


def test_facets_are_there_when_they_were_asked_for() -> None:
    asked = SearchRequest("晶片", facets=("type", "year"))
    counted = {"type": (("text", 3), ("html", 1)), "year": ()}

    assert page_object(replace(page(), request=asked, facets=counted), [], "")["facets"] == {
        "type": [{"value": "text", "documents": 3}, {"value": "html", "documents": 1}],
        "year": [],
    }
    assert "facets" not in page_object(page(), [], "")


def test_no_anchor_is_null() -> None:
    assert page_object(page(hit()), [hit()], "")["hits"][0]["anchor"] is None


def test_a_report_in_full() -> None:
    made = report(
        Skipped("/筆記/x.bin", "binary file", is_error=False),
        doubtful=(("/筆記/舊.txt", "Big5 or GB18030"),),
        notes=("a note",),
        files=2,
        documents_written=4,
    )

    assert json.loads(encode(report_object(made, "/索引"))) == {
        "version": 1,
        "index": "/索引",
        "generation": 7,
        "added": 2,
        "updated": 0,
        "removed": 0,
        "unchanged": 1,
        "files": 2,
        "documents": 3,
        "documents_written": 4,
        "text_chars": 1234,
        "elapsed_s": 0.25,
        "skipped": [{"path": "/筆記/x.bin", "reason": "binary file", "is_error": False}],
        "doubtful": [{"path": "/筆記/舊.txt", "reason": "Big5 or GB18030"}],
        "notes": ["a note"],
    }


def test_a_status_in_full() -> None:
    made = status(skipped=(Skipped("/筆記/x", "permission denied", is_error=True),), files=2)

    assert json.loads(encode(status_object(made, ["工作"]))) == {
        "version": 1,
        "index": "/索引",
        "generation": 7,
        "committed": 0.0,
        "documents": 3,
        "files": 2,
        "cut_otherwise": 0,
        "unfinished": [],
        "segments": 1,
        "text_chars": 1234,
        "size": 56789,
        "roots": ["/筆記"],
        "kinds": [{"kind": "text", "documents": 2}, {"kind": "markdown", "documents": 1}],
        "skipped": [{"path": "/筆記/x", "reason": "permission denied", "is_error": True}],
        "other_indexes": ["工作"],
    }


def test_a_verification_is_a_status_and_its_problems() -> None:
    made = verification(Problem("/索引/1.seg", "words.rows is damaged"), files=2)

    assert json.loads(encode(verify_object(made, ["工作"]))) == {
        "version": 1,
        "index": "/索引",
        "generation": 7,
        "committed": 0.0,
        "documents": 3,
        "files": 2,
        "cut_otherwise": 0,
        "unfinished": [],
        "segments": 1,
        "text_chars": 1234,
        "size": 56789,
        "roots": ["/筆記"],
        "kinds": [{"kind": "text", "documents": 2}, {"kind": "markdown", "documents": 1}],
        "skipped": [],
        "other_indexes": ["工作"],
        "verified": False,
        "problems": [{"path": "/索引/1.seg", "reason": "words.rows is damaged"}],
        "elapsed_s": 0.25,
    }
    assert verify_object(verification(), [])["verified"] is True


def test_a_recall_in_full() -> None:
    made = recall(
        MissedText("/筆記/晶片.txt", Place(3, 5), "晶\n片", "not found", "乙"), samples=20
    )

    assert json.loads(encode(recall_object(made))) == {
        "version": 1,
        "index": "/索引",
        "generation": 7,
        "seed": 42,
        "samples": 20,
        "found": 19,
        "missed": [
            {
                "path": "/筆記/晶片.txt",
                "part": "乙",
                "line": 3,
                "column": 5,
                "text": "晶\n片",
                "reason": "not found",
            }
        ],
        "documents": 125,
        "stored_documents": 0,
        "elapsed_s": 0.25,
    }


def test_characters_stand_for_themselves() -> None:
    assert encode({"q": "晶片 😀 𠮷"}) == '{"q":"晶片 😀 𠮷"}\n'


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        ("\udcff", "\\udcff"),
        ("\x1b[31m", "\\u001b[31m"),
        ("\x9b31m", "\\u009b31m"),
        ("\x7f", "\\u007f"),
        ("\u202e", "\\u202e"),
        ("\u2028", "\\u2028"),
        ("\n", "\\n"),
        ('"\\', '\\"\\\\'),
    ],
)
def test_what_a_terminal_obeys_is_escaped(raw: str, written: str) -> None:
    assert encode({"q": raw}) == f'{{"q":"{written}"}}\n'


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_survives_as_utf8(text: str) -> None:
    written = encode({"q": text}).encode("utf-8")

    assert written.count(b"\n") == 1
    # A pair of lone surrogates reads back as the character they make together.
    assert json.loads(written)["q"].encode("utf-16", "surrogatepass") == text.encode(
        "utf-16", "surrogatepass"
    )


def test_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        encode({"score": float("nan")})

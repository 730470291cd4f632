"""Encodings named by the user: which file each is for, and which one counts."""

from __future__ import annotations

import pytest

from sou.documents.encoding_rules import (
    EncodingRule,
    EncodingRules,
    codec_name,
    merged_rules,
    parse_rules,
)
from sou.errors import ConfigError


def told(words: list[str], path: str) -> str:
    return EncodingRules(parse_rules(words, "/home/甲", ["/home/甲/舊", "/b.txt"])).told(path)


@pytest.mark.parametrize(
    ("word", "path", "encoding"),
    [
        ("big5", "/home/甲/舊/x.txt", "cp950"),
        ("big5", "/home/甲/舊", "cp950"),
        ("big5", "/b.txt", "cp950"),
        ("big5", "/home/甲/新/x.txt", ""),
        ("big5", "/home/甲/舊的/x.txt", ""),
        ("*.txt=gbk", "/home/甲/深/深/x.txt", "gb18030"),
        ("*.txt=gbk", "/home/x.txt", ""),
        ("舊/*.txt=euc-tw", "/home/甲/舊/x.txt", "euc_tw"),
        ("舊/*.txt=euc-tw", "/home/甲/舊/深/x.txt", ""),
        ("./舊/**/*.txt=hz", "/home/甲/舊/深/x.txt", "hz"),
        ("/home/甲/舊/*=utf-16", "/home/甲/舊/x.srt", "utf-16"),
        ("a=b.txt=latin-1", "/home/甲/a=b.txt", "iso8859-1"),
    ],
)
def test_a_rule_is_for_the_files_it_names(word: str, path: str, encoding: str) -> None:
    assert told([word], path) == encoding


def test_the_last_rule_that_fits_counts() -> None:
    words = ["big5", "舊/*.srt=gbk", "舊/x.srt=auto"]

    assert told(words, "/home/甲/舊/x.txt") == "cp950"
    assert told(words, "/home/甲/舊/y.srt") == "gb18030"
    assert told(words, "/home/甲/舊/x.srt") == ""


def test_a_rule_replaces_the_one_for_the_same_files() -> None:
    old = [EncodingRule("/a", "*.txt", "cp950"), EncodingRule("/a", "*.srt", "hz")]

    assert merged_rules(old, [EncodingRule("/a", "*.txt", "gb18030")]) == [
        EncodingRule("/a", "*.srt", "hz"),
        EncodingRule("/a", "*.txt", "gb18030"),
    ]


def test_a_rule_for_a_folder_ends_those_inside() -> None:
    old = [EncodingRule("/a/b", "*.txt", "cp950"), EncodingRule("/c", "", "hz")]
    new = EncodingRule("/a", "", "gb18030")

    assert merged_rules(old, [new]) == [EncodingRule("/c", "", "hz"), new]
    assert merged_rules([new], [EncodingRule("/a", "", "auto")]) == []


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        *(("GBK", "gb18030"), ("gb-2312", "gb18030"), ("Big5", "cp950"), ("x-big5", "cp950")),
        *(("big-5", "cp950"), ("Big5-HKSCS", "big5hkscs"), ("EUC-TW", "euc_tw")),
        *(("utf8", "utf-8"), ("auto", "auto"), ("Shift_JIS", "shift_jis")),
    ],
)
def test_names_are_forgiven_and_read_wider(name: str, codec: str) -> None:
    assert codec_name(name) == codec


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        *(("bgi5", "did you mean big5?"), ("gb18003", "did you mean gb18030?")),
        *(("klingon", "known are gb18030"), ("hex", "known are"), ("unicode_escape", "known are")),
        *(("", "known are"), ("rot13", "known are"), ("a\0b", "known are")),
    ],
)
def test_what_is_no_encoding_is_refused_with_a_hint(name: str, hint: str) -> None:
    with pytest.raises(ConfigError, match="there is no encoding") as caught:
        codec_name(name)

    assert hint in str(caught.value)


def test_a_rule_without_a_pattern_before_the_sign_is_refused() -> None:
    with pytest.raises(ConfigError, match="has no pattern"):
        parse_rules(["=big5"], "/", [])

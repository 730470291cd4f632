"""The user's own word lists: how they are read, and when again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import sou
from sou.analysis import segmenter
from sou.analysis.user_dictionary import NO_DICTIONARY, UserWord, parse_dictionary
from sou.errors import ConfigError
from sou.model import SearchRequest
from sou.paths import config_folder
from sou.query.parser import parse
from sou.query.vocabulary import VocabularyReader, read_vocabulary
from sou.query.widen import widened
from unit.cli_fakes import run_sou


def test_missing_files_say_nothing(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        found = read_vocabulary(folder)

        assert (found.synonyms, found.stop_words) == ({}, frozenset())
        assert found.dictionary == NO_DICTIONARY


def test_a_line_is_a_set_of_synonyms(tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_text(
        "\ufeff# 註解\n電腦，计算机, machine learning\n貓 猫 喵\n孤\n\n喵、咪\n", encoding="utf-8"
    )

    assert read_vocabulary(tmp_path).synonyms == {
        "电脑": ("计算机", "machine learning"),
        "计算机": ("电脑", "machine learning"),
        "machine learning": ("电脑", "计算机"),
        "猫": ("喵",),  # 貓 is the same word
        "喵": ("猫", "咪"),
        "咪": ("喵",),
    }


def test_stop_words_are_folded(tmp_path: Path) -> None:
    (tmp_path / "stopwords.txt").write_text("關於\n ＡＩ \n# 什麼\n\n", encoding="utf-8")

    assert read_vocabulary(tmp_path).stop_words == {"关于", "ai"}


def test_a_dictionary_is_that_of_jieba() -> None:
    found = parse_dictionary(
        "雲計算 5\n李小福 2 nr\n創新辦 3 i\neasy_install 3 eng\n好用 n\n韓玉賞鑑\n"
    )

    assert found.words[:3] == (
        UserWord("云计算", 5),
        UserWord("李小福", 2),
        UserWord("创新办", 3),
    )
    assert found.words[4:] == (UserWord("好用"), UserWord("韩玉赏鉴"))
    assert found.digest == parse_dictionary("\n".join(reversed(_lines(found)))).digest
    assert found == parse_dictionary("\n".join(reversed(_lines(found))))
    assert found != NO_DICTIONARY
    assert len({found, parse_dictionary("\n".join(_lines(found)))}) == 1
    assert found.digest != parse_dictionary("雲計算 6").digest


def test_a_word_of_a_dictionary_may_have_blanks_in_it() -> None:
    found = parse_dictionary("Edu Trust認證 2000\niPhone 15 3 eng\n")

    assert found.words == (UserWord("edu trust认证", 2000), UserWord("iphone 15", 3))


def _lines(dictionary: object) -> list[str]:
    words = dictionary.words  # type: ignore[attr-defined]  # a UserDictionary
    return [f"{word.text} {word.frequency or ''}" for word in words]


@pytest.mark.parametrize("line", ["a b c", "a 1 n x"])
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "userdict.txt").write_text(f"好\n{line}\n", encoding="utf-8")

    found = read_vocabulary(tmp_path)

    assert found.dictionary == parse_dictionary("好")
    (warning,) = found.warnings
    assert warning == (
        f"{tmp_path / 'userdict.txt'}, line 2 is left out: "
        "write a word, its frequency, its part of speech"
    )
    (tmp_path / "a.md").write_text("好", encoding="utf-8")
    report = sou.index_paths([tmp_path / "a.md"], tmp_path / "index", config=tmp_path)
    assert report.notes[-1] == warning
    with pytest.raises(ConfigError, match=r"userdict\.txt, line 2 is left out"):
        sou.reanalyse_index(tmp_path / "index", config=tmp_path)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "stopwords.txt").write_bytes("的".encode("gb18030"))

    (tmp_path / "userdict.txt").mkdir()
    lines = ["關於", "的", "什麼", "與"]
    encodings = ["utf-8", "gb18030", "utf-8", "big5"]
    content = b"\r\n".join(map(str.encode, lines, encodings))
    (tmp_path / "synonyms.txt").write_bytes(content)

    found = read_vocabulary(tmp_path)

    assert found.stop_words == set()
    assert found.warnings[0].endswith(
        "synonyms.txt, line 2 is left out: it is not UTF-8 text (and 1 more line)"
    )
    assert found.warnings[1].endswith("stopwords.txt, line 1 is left out: it is not UTF-8 text")
    assert found.warnings[2].startswith(f"{tmp_path / 'userdict.txt'} cannot be read: ")


def test_a_search_goes_on_without_the_bad_lines_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tw.txt").write_text("喵星人", encoding="utf-8")
    sou.index_paths([tmp_path / "tw.txt"], tmp_path / "index")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "synonyms.txt").write_bytes("貓 喵星人\n".encode() + b"\xff\n")
    monkeypatch.setenv("SOU_CONFIG", str(tmp_path / "config"))

    for query in ("貓", "貓 OR 狗"):  # briefly, and in full
        outcome = run_sou("search", "--index", str(tmp_path / "index"), "--json", query)

        assert outcome.exit_status == 0
        (warning,) = json.loads(outcome.stdout)["warnings"]
        assert outcome.stderr == f"sou: warning: {warning}\n"
        assert warning.endswith("synonyms.txt, line 2 is left out: it is not UTF-8 text")
    explained = run_sou(
        "explain", "--index", str(tmp_path / "index"), "貓", str(tmp_path / "tw.txt")
    )
    assert (explained.exit_status, explained.stderr) == (0, f"sou: warning: {warning}\n")


def test_files_are_read_again_when_they_have_changed(tmp_path: Path) -> None:
    reader = VocabularyReader(tmp_path)
    assert reader.current().stop_words == set()
    first = reader.current()
    assert reader.current() is first

    (tmp_path / "stopwords.txt").write_text("的", encoding="utf-8")
    assert reader.current().stop_words == {"的"}
    (tmp_path / "stopwords.txt").unlink()
    assert reader.current().stop_words == set()


@pytest.mark.parametrize("cutter", [segmenter._Jieba, segmenter._Rjieba])
def test_the_segmenter_learns_words_and_forgets_them(cutter: type[segmenter._Rjieba]) -> None:
    pytest.importorskip("rjieba")
    own = parse_dictionary("壁仞科技有限\n商业化落 100000 n")

    assert cutter(own).words("请看壁仞科技有限公司") == ["请", "看", "壁仞科技有限", "公司"]
    assert "商业化落" in cutter(own).words("在商业化落地")
    assert "壁仞科技有限" not in cutter().words("请看壁仞科技有限公司")
    assert segmenter.words("壁仞科技有限", own) == ["壁仞科技有限"]
    assert segmenter.words("壁仞科技有限") != ["壁仞科技有限"]


def test_synonyms_come_before_regional_words_and_are_switched_apart(tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_text("芯片 晶片 IC", encoding="utf-8")
    found = read_vocabulary(tmp_path)

    def kinds(**options: bool) -> list[str]:
        return [one.kind for one in found.sources(SearchRequest("", **options))]  # type: ignore[arg-type]  # bools only

    assert kinds() == ["synonym", "regional"]
    assert kinds(regional=False) == ["synonym"]
    assert kinds(exact_script=True) == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("關於 晶片", ("晶片",)),
        ("關於", ("關於",)),
        ("关于 關於", ("关于", "關於")),
    ],
)
def test_stop_words_are_set_apart_unless_nothing_else_is_left(
    query: str, words: tuple[str, ...]
) -> None:
    stopped = tuple(word for word in query.split() if word not in words)
    found = widened(parse(query).tree, [], {"关于"})
    assert (found.words, found.stopped) == (words, stopped)
    every = widened(parse(query, match_all=True).tree, [], {"关于"})
    assert every.words == parse(query).tree.words


def test_the_folder_is_the_users_configuration(tmp_path: Path) -> None:
    platformdirs = pytest.importorskip("platformdirs")
    unset = {name: value for name, value in os.environ.items() if "SOU_" not in name}
    unset.pop("XDG_CONFIG_HOME", None)

    assert config_folder({"SOU_CONFIG": str(tmp_path)}) == tmp_path
    assert config_folder({"XDG_CONFIG_HOME": str(tmp_path)}) == tmp_path / "sou"
    if "XDG_CONFIG_HOME" not in os.environ:
        assert config_folder(unset) == platformdirs.user_config_path("sou", appauthor=False)

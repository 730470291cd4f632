from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from sou.analysis import segmenter
from sou.analysis.segmenter import search_tokens, segmenter_fingerprint, words
from sou.analysis.user_dictionary import NO_DICTIONARY, UserDictionary
from sou.text.fold import segmentation_fold


@pytest.fixture(scope="module")
def python_cutter() -> segmenter._Cutter:
    return segmenter._Jieba()


@pytest.fixture(scope="module")
def rust_cutter() -> segmenter._Cutter:
    pytest.importorskip("rjieba")
    return segmenter._Rjieba()


def test_search_tokens_come_with_the_shorter_words_inside() -> None:
    assert search_tokens("我来到清华大学") == ["我", "来到", "清华", "华大", "大学", "清华大学"]


def test_words_come_side_by_side() -> None:
    assert words("我来到清华大学") == ["我", "来到", "清华大学"]


def test_names_the_dictionary_does_not_know_are_not_guessed() -> None:
    """The HMM would make 珍珠港事件爆发 of some texts and not of others."""
    assert words("壁仞科技") == ["壁", "仞", "科技"]


def test_folded_traditional_text_is_cut_by_the_dictionary() -> None:
    assert words(segmentation_fold("著名的軟體開發者")) == ["著名", "的", "软体", "开发者"]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", []),
        (" ", [" "]),
        ("a b\r\n\tc", ["a", " ", "b", "\r\n", "\t", "c"]),
        ("c++17和k8s", ["c++", "17", "和", "k8s"]),
        ("foo_bar-7.5%", ["foo", "_", "bar", "-", "7", ".", "5", "%"]),
        ("在𠮷野家", ["在", "𠮷", "野", "家"]),
        ("好👨‍👩‍👧好", ["好", "👨", "\u200d", "👩", "\u200d", "👧", "好"]),
        ("\u3000。…", ["\u3000", "。", "…"]),
        ("中\ud83d文\udc00", ["中", "\ufffd", "文", "\ufffd"]),
    ],
)
def test_symbols_blanks_and_rare_characters(
    text: str,
    cut: list[str],
    python_cutter: segmenter._Cutter,
    rust_cutter: segmenter._Cutter,
) -> None:
    encodable = segmenter._encodable(text)

    assert words(text) == cut
    assert python_cutter.words(encodable) == cut
    assert rust_cutter.words(encodable) == cut


def test_equally_probable_cuts_are_where_the_segmenters_may_differ(
    python_cutter: segmenter._Cutter, rust_cutter: segmenter._Cutter
) -> None:
    """The one kind of difference that 100,000 random strings showed."""
    text = "-人人人_鿖"
    cuts = [python_cutter.words(text), rust_cutter.words(text)]

    assert sorted(cuts[0]) == sorted(cuts[1])
    assert {"人", "人人"} <= set(cuts[0])


def test_without_rjieba_jieba_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)  # import raises ImportError

    assert isinstance(segmenter._load.__wrapped__(NO_DICTIONARY), segmenter._Jieba)


def test_jieba_leaves_no_cache_file_and_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    assert segmenter._Jieba().words("中国人民") == ["中国", "人民"]
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_importing_and_naming_load_no_dictionary() -> None:
    program = (
        "import sys, sou.analysis.segmenter as s; s.segmenter_fingerprint();"
        "print(sorted({'jieba', 'rjieba', 'importlib.metadata'} & set(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert printed.stdout.strip() == b"[]"


def test_fingerprint_names_distribution_version_and_mode() -> None:
    from importlib.metadata import version

    assert segmenter_fingerprint() == f"rjieba-{version('rjieba')} hmm=off"
    assert segmenter._installed_version("jieba") == version("jieba")
    assert segmenter._installed_version("no_such_distribution") == "unknown"


def test_threads_that_come_together_load_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[str] = []

    class Slow:
        def __init__(self, _dictionary: UserDictionary) -> None:
            loads.append("begun")
            threading.Event().wait(0.02)  # long enough for the others to arrive

        def words(self, text: str) -> list[str]:
            return [text]

    monkeypatch.setattr(segmenter, "_Rjieba", Slow)
    segmenter._load.cache_clear()
    try:
        threads = [threading.Thread(target=words, args=("中文",)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        segmenter._load.cache_clear()

    assert loads == ["begun"]

"""What is suggested and completed: from the index, and never without hits."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

import sou
from sou.text.fold import fold
from sou.text.shapes import lookalikes

TEXTS = {
    "一": "寒武紀是中國的晶片公司，研究人工智慧與演算法。NVIDIA 的 GPU 更早。",
    "二": "你好，世界。中文的標題。他自己已經來了，土地很大。",
    "三": "晶片產業和半導體產業。電腦與電視。操作系統、電腦。",
    "四": "Kubernetes 與 Python；python 很慢。半導体产业。",
    "刪": "這裡有獨角獸和飛馬。",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sou.Index]:
    base = tmp_path_factory.mktemp("suggest")
    for name, text in TEXTS.items():
        (base / f"{name}.txt").write_text(text, encoding="utf-8")
    sou.index_paths([base], base / "index")
    (base / "刪.txt").unlink()
    sou.index_paths([base], base / "index")
    with sou.open_index(base / "index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "suggestion", "kind"),
    [
        ("su3cl3", "你好", "zhuyin"),
        ("5j/ jp6", "中文", "zhuyin"),
        ("晶爿", "晶片", "shape"),
        ("士地", "土地", "shape"),
        ("自已", "自己", "shape"),
        ("寒無紀", "寒武紀", "sound"),
        ("寒五纪", "寒武纪", "sound"),
        ("演算發", "演算法", "sound"),
        ("操做係統", "操作係統", "sound"),
        ("人工智力", "人工智慧", "edit"),
        ("演法算", "演算法", "edit"),
        ("人工的智慧", "人工智慧", "edit"),
        ("半導產業", "半導體產業", "edit"),
        ("NVIDA", "NVIDIA", "edit"),
        ("pyhton", "Python", "edit"),
        ("hanwuji", "py:hanwuji", "pinyin"),
        ("晶爿 寒無紀", "晶片 寒武紀", "shape"),
        ("「晶爿」", '"晶片"', "shape"),
        ("晶爿 -電腦", "晶片 -電腦", "shape"),
    ],
)
def test_what_was_meant_comes_first(
    index: sou.Index, query: str, suggestion: str, kind: str
) -> None:
    first, *_ = index.suggest(query)

    assert (first.query, first.kind) == (suggestion, kind)
    assert first.documents == index.search(first.query).total > 0


@pytest.mark.parametrize(
    "query",
    ["晶片", "晶片 電腦", "獨角默", "鰐", "xq", "-晶爿", "title:晶爿", '"晶爿', "。", "晶片 *"],
)
def test_nothing_is_suggested_without_need_or_from_what_was_deleted(
    index: sou.Index, query: str
) -> None:
    assert index.suggest(query) == ()


def test_all_words_are_required_when_they_were(index: sou.Index) -> None:
    assert index.suggest("晶爿 你好")
    assert index.suggest(sou.SearchRequest("晶爿 你好", match_all=True)) == ()


def test_counts_are_those_of_the_search_with_all_that_widens_it(tmp_path: Path) -> None:
    """數據庫 is 資料庫 in another region, 反复 is 反覆, 喵星人 the user's own word for 貓."""
    texts = ["資料庫", "数据库", "數據庫。反覆想像", "反复想象", "喵星人和資料夾", "貓咪"]
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "synonyms.txt").write_text("貓咪 喵星人", encoding="utf-8")
    (tmp_path / "files").mkdir()
    for number, text in enumerate(texts):
        (tmp_path / "files" / f"{number}.txt").write_text(text, encoding="utf-8")
    sou.index_paths([tmp_path / "files"], tmp_path / "index")

    with sou.open_index(tmp_path / "index", config=tmp_path / "config") as index:
        for query, whole, documents in (
            ("資料", "資料庫", 3),
            ("貓", "貓咪", 2),
            ("反", "反覆", 2),
        ):
            found = {one.query: one.documents for one in index.complete(query)}
            assert found[whole] == documents
        plain = index.complete(sou.SearchRequest("資料", regional=False))
        assert ("資料庫", 1) in plain
        for query in ("資枓庫", "茅咪"):
            for one in index.suggest(query):
                assert one.documents == index.search(one.query).total > 1


def test_whatever_is_suggested_has_hits(index: sou.Index) -> None:
    dice = random.Random(3)  # noqa: S311  # a test's dice
    letters = "".join(TEXTS.values()) + "巳末su3cl3"
    counted = 0
    for _ in range(150):
        text = dice.choice(list(TEXTS.values()))
        start = dice.randrange(len(text) - 5)
        piece = list(text[start : start + dice.randint(2, 6)])
        piece[dice.randrange(len(piece))] = dice.choice(letters)
        query = "".join(piece)
        for one in index.suggest(query):
            counted += 1
            assert index.search(one.query).total == one.documents > 0, (query, one)
        for completion in index.complete(query):
            counted += 1
            assert index.search(completion.query).total == completion.documents > 0, query
    assert counted > 60


@pytest.mark.parametrize(
    ("query", "completions"),
    [
        ("電", {"電腦", "電視"}),
        ("电", {"電腦", "電視"}),  # no document writes them so
        ("人工", {"人工智慧"}),
        ("你好 人工", {"你好 人工智慧"}),
        ("NV", {"NVIDIA"}),
        ("py", {"python"}),
        ("的晶", {"的晶片"}),
        ("獨", set()),
        ("電 ", set()),
        ("", set()),
        ('"電', set()),
        ("title:電", set()),
        ("電*", set()),
    ],
)
def test_the_last_word_is_completed_from_the_index(
    index: sou.Index, query: str, completions: set[str]
) -> None:
    found = index.complete(query)

    assert {one.query for one in found} == completions
    assert all(one.documents == index.search(one.query).total > 0 for one in found)


def test_other_words_of_rare_readings_are_not_told_beside_a_nearer_one(tmp_path: Path) -> None:
    """審 is also read pan: 片片 sounds like 審叛, and is no slip of it."""
    (tmp_path / "a.txt").write_text("審判。片片雪花，片片。", encoding="utf-8")
    sou.index_paths([tmp_path / "a.txt"], tmp_path / "index")

    with sou.open_index(tmp_path / "index") as index:
        assert [one.query for one in index.suggest("審叛")] == ["審判"]
        assert "片片" in [one.query for one in index.suggest("潘叛")]


@pytest.fixture(scope="module")
def both_scripts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sou.Index]:
    base = tmp_path_factory.mktemp("scripts")
    texts = ["这是计算机网络。" * 9] * 12 + ["這是計算機，電腦網絡。" * 2] + ["反复强调。電视"]
    for number, text in enumerate(texts):
        (base / f"{number:02}.txt").write_text(text, encoding="utf-8")
    sou.index_paths([base], base / "index")
    with sou.open_index(base / "index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("計算", "計算機"),
        ("计算", "计算机"),
        ("計算機 網", "計算機 網絡"),
        ("计算机 网", "计算机 网络"),
        ("反復強", "反复强调"),  # in one script only
    ],
)
def test_a_completion_is_in_the_script_typed_or_wholly_in_the_other(
    both_scripts: sou.Index, query: str, expected: str
) -> None:
    found = [one.query for one in both_scripts.complete(query)]

    assert expected in found
    assert not any(is_mixed(word) for one in found for word in one.split())


@pytest.mark.parametrize("query", ["反複強條", "计算鸡网", "計算鷄網", "算機電脳"])
def test_a_suggestion_is_in_one_script(both_scripts: sou.Index, query: str) -> None:
    for one in both_scripts.suggest(query):
        assert not is_mixed(one.query), one


def is_mixed(text: str) -> bool:
    """By OpenCC: a text of one script stays the same when converted to it."""
    opencc = pytest.importorskip("opencc", reason="the judge of scripts")
    simplified = opencc.OpenCC("t2s").convert(text)
    traditional = opencc.OpenCC("s2t").convert(text)
    return text not in (simplified, traditional)


def test_the_most_frequent_completion_comes_first(index: sou.Index) -> None:
    assert [one.query for one in index.complete("電")] == ["電腦", "電視"]
    assert len(index.complete("電", limit=1)) == 1


def test_lookalikes_are_folded_mutual_and_not_themselves() -> None:
    table = {one for group in ("己已巳", "末未", "士土", "晴睛", "候侯", "戊戌戍") for one in group}
    for character in table:
        assert lookalikes(character)
        for other in lookalikes(character):
            assert fold(other) == other != character
            assert character in lookalikes(other)

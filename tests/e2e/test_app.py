"""The whole main job in a terminal: index the seed, start `sou`, type, land on the line."""

from __future__ import annotations

import re
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

import sou
from index_files import write_much
from tmux import Terminal, needs_tmux

pytestmark = [*needs_tmux, pytest.mark.slow]

SEED = Path(__file__).parents[2] / "seeds" / "000_b621eb4cda640083.txt"
SIZES = [(80, 24), (160, 50)]
COMMAND = [sys.executable, "-c", "from sou.cli.main import main; raise SystemExit(main())"]


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("app") / "index"
    sou.index_paths([SEED], folder)
    return folder


@contextmanager
def app(
    location: Path, size: tuple[int, int], environ: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    settings = {"SOU_INDEX": str(location), **(environ or {})}
    with Terminal(COMMAND, cols=size[0], rows=size[1], environ=settings) as terminal:
        terminal.wait_for("❯")
        terminal.wait_for("小技巧")
        yield terminal


def _marked(screen: str) -> set[str]:
    """Return the texts in bold and underline: how the app marks matches."""
    found: set[str] = set()
    attributes: set[str] = set()
    text = ""
    for code, plain in re.findall(r"\x1b\[([\d;:]*)m|([^\x1b\n]+)", screen):
        if plain:
            text += plain if {"1", "4"} <= attributes else ""
            continue
        if text and not {"1", "4"} <= (attributes | set(code.split(";"))):
            found.add(text)
        numbers = code.split(";")
        attributes = set() if numbers[0] in {"", "0"} else attributes
        attributes |= set(numbers) & {"1", "4"}
        if not {"1", "4"} <= attributes and text:
            found.add(text)
            text = ""
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("query", "line", "marked"),
    [
        ("晶片", 1, "晶片"),
        ("算法", 18, "算法"),
        ("慧計", 14, "慧計"),
        ("寒武纪", 9, "寒武紀"),
        ('"打腫臉充胖子"', 4, "打腫臉充胖子"),
        ("NVIDIA", 14, "NVIDIA"),
        ("7奈米", 21, "7奈米"),
        ("林宗輝", 24, "林宗輝"),
    ],
)
def test_a_query_typed_in_the_app_lands_on_its_line(
    location: Path, size: tuple[int, int], query: str, line: int, marked: str
) -> None:
    with app(location, size) as terminal:
        terminal.type(query)
        terminal.wait_for("1 筆")
        terminal.wait_for(f":{line} · ")
        terminal.wait(lambda screen: bool(re.search(rf"▸ +{line} ", screen)), "the preview's line")
        assert marked in _marked(terminal.screen(with_colours=True))

        terminal.press("Enter")
        terminal.wait_for("命中 1/" if line == 1 else "命中 ")
        screen = terminal.wait(
            lambda screen: bool(re.search(rf"^▸ +{line} ", screen, re.MULTILINE)), "the line"
        )

        assert SEED.read_text(encoding="utf-8").split("\n")[line - 1][:10] in screen
        assert marked in _marked(terminal.screen(with_colours=True))


@pytest.mark.parametrize("size", SIZES)
def test_the_editor_opens_at_the_place_and_comes_back(
    location: Path, size: tuple[int, int], tmp_path: Path
) -> None:
    editor = tmp_path / "hx"
    record = tmp_path / "arguments"
    editor.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {record}\n', encoding="utf-8")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    with app(location, size, {"VISUAL": str(editor), "EDITOR": ""}) as terminal:
        terminal.type("林宗輝")
        terminal.wait_for(":24 · ")
        terminal.press("C-o")
        terminal.wait(lambda _screen: record.exists(), "the editor to be started")
        terminal.wait_for("林宗輝")

        assert record.read_text(encoding="utf-8").split("\n")[0] == f"{SEED}:24:1"
        terminal.press("C-q")
        assert terminal.wait_for_exit() == 0


@pytest.mark.parametrize("size", SIZES)
def test_from_no_index_at_all_to_the_editor_and_back(size: tuple[int, int], tmp_path: Path) -> None:
    """First run, folder completed by Tab, dry run, indexing, typing, preview, viewer, editor."""
    documents = tmp_path / "文件" / "新聞"
    documents.mkdir(parents=True)
    source = documents / SEED.name
    source.write_bytes(SEED.read_bytes())
    editor, record = tmp_path / "nvim", tmp_path / "arguments"
    editor.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {record}\n', encoding="utf-8")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    environ = {
        "HOME": str(tmp_path),
        "SOU_INDEX": str(tmp_path / "索引"),
        "VISUAL": f"{editor} -u NONE",
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }
    with Terminal(COMMAND, cols=size[0], rows=size[1], environ=environ) as terminal:
        terminal.wait_for("還沒有索引")
        terminal.type("~/文")
        terminal.wait_for("❯ ~/文件/")
        terminal.press("Tab")
        terminal.wait_for("~/文件/新聞")
        terminal.press("Enter")
        terminal.wait_for("會收錄 1 個檔案")
        assert not (tmp_path / "索引").exists()
        terminal.press("Enter")
        terminal.wait_for("小技巧")
        terminal.type("林宗輝")
        terminal.wait_for("1 筆")
        terminal.wait(lambda screen: bool(re.search(r"▸ +24 ", screen)), "the preview's line")
        terminal.wait_for_cursor(2 + 6, 0)
        terminal.press("Enter")
        terminal.wait_for("命中 1/")
        terminal.press("C-o")
        terminal.wait_for("已交給編輯器")
        terminal.press("Escape")
        terminal.wait_for("❯ 林宗輝")

        arguments = record.read_text(encoding="utf-8").split("\n")
        assert arguments[:2] == ["-u", "NONE"]
        assert str(source) in arguments
        assert any("24" in one for one in arguments)
        terminal.wait_for_cursor(2 + 6, 0)
        terminal.press("C-q")
        assert terminal.wait_for_exit() == 0


def test_leaving_while_a_folder_is_indexed_is_quick_and_the_next_start_goes_on(
    tmp_path: Path,
) -> None:
    """Enough files for workers: they are at files of seconds when the app is left."""
    (tmp_path / "文件").mkdir()
    write_much(tmp_path / "文件", files=48)
    environ = {"SOU_INDEX": str(tmp_path / "index"), "HOME": str(tmp_path)}
    with Terminal(COMMAND, cols=100, environ=environ) as terminal:
        terminal.wait_for("還沒有索引")
        terminal.type(str(tmp_path / "文件"))
        terminal.wait_for("/文件")
        terminal.press("Enter")
        terminal.wait_for("會收錄 48 個檔案")
        terminal.press("Enter")
        terminal.wait_for("索引中")
        terminal.press("C-q")
        assert terminal.wait_for_exit() == 0
    with Terminal(COMMAND, cols=100, environ=environ) as terminal:
        terminal.wait_for("索引還沒做完")
        terminal.press("F5")
        terminal.wait_for("48 檔 · 索引於")
        terminal.wait(lambda screen: "索引還沒做完" not in screen, "a finished index")
    with sou.open_index(tmp_path / "index") as index:
        assert index.status().documents == 48
        assert index.status().unfinished == ()

from __future__ import annotations

import stat
import time
from typing import TYPE_CHECKING

import pytest

from fake_engine import FakeIndex
from sou.errors import DocumentError
from sou_tui.screens.search import SearchScreen
from sou_tui.screens.viewer import ViewerScreen
from tui.driver import Driver, start_app

if TYPE_CHECKING:
    from pathlib import Path

LONG = "\n".join(
    f"第{number}行：{'這裡有圖書館' if number % 100 == 0 else '別的文字'}。"
    for number in range(1, 1001)
)


async def open_viewer(driver: Driver, query: str) -> None:
    await driver.search_for(query)
    await driver.press("enter")
    await driver.until(lambda: isinstance(driver.app.screen, ViewerScreen))
    await driver.until(lambda: driver.viewer.pane.shown is not None)
    await driver.until_shown("命中")


async def test_enter_opens_the_document_at_the_line_of_the_hit() -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await open_viewer(driver, "圖書館")

        row = driver.row_of("▸")
        assert driver.lines()[row].startswith("▸  100  第100行：這裡有圖書館。")
        assert driver.marked(row) == ["圖書館"]
        assert "命中 1/10" in driver.lines()[-2]


async def test_next_and_previous_match_by_letters_and_their_twins() -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await open_viewer(driver, "圖書館")
        for key, line in (
            ("n", 200),
            ("ｎ", 300),
            ("」", 400),
            ("]", 500),
            ("N", 400),
            ("Ｎ", 300),
            ("「", 200),
        ):
            await driver.type(key)
            await driver.until_shown(f"▸  {line}  ")

        assert "命中 2/10" in driver.lines()[-2]


async def test_the_last_match_says_that_it_is() -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await open_viewer(driver, "圖書館")
        await driver.type("nnnnnnnnn")
        await driver.until_shown("命中 10/10")
        await driver.press("n")

        await driver.until_shown("已經是最後一個命中")


async def test_current_match_differs_from_the_others() -> None:
    async with start_app(texts={"/甲.txt": "圖書館與圖書館"}) as driver:
        await open_viewer(driver, "圖書館")
        strip = driver.strips()[driver.row_of("▸")]
        first, second = (segment.style for segment in strip if segment.text == "圖書館")

        assert first is not None
        assert second is not None
        assert first.reverse
        assert not second.reverse


async def test_top_bottom_and_pages() -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await open_viewer(driver, "圖書館")
        await driver.press("g")
        await driver.until(lambda: driver.lines()[1].startswith("     1  第1行"))
        await driver.press("space")
        await driver.until(lambda: driver.lines()[1].startswith("    20  第20行"))
        await driver.press("b")
        await driver.until(lambda: driver.lines()[1].startswith("     1  第1行"))
        await driver.press("G")
        await driver.until(lambda: driver.lines()[-3].startswith("  1000  第1000行"))

        assert driver.lines()[-2].rstrip().endswith("100%")


@pytest.mark.parametrize("key", ["escape", "q", "ｑ", "ctrl+c"])
async def test_back_leads_to_the_same_query_and_cursor(key: str) -> None:
    async with start_app() as driver:
        await driver.search_for("圖書館")
        await driver.press("down")
        await open_viewer(driver, "")
        await driver.press(key)
        await driver.until(lambda: isinstance(driver.app.screen, SearchScreen))

        assert driver.search.box.value == "圖書館"
        assert driver.app.focused is driver.search.box
        hit = driver.search.results.hit
        assert hit is not None
        assert hit.rank == 2


async def test_chinese_letters_are_answered_with_a_hint() -> None:
    async with start_app() as driver:
        await open_viewer(driver, "圖書館")
        await driver.type("館")

        await driver.until_shown("輸入法在中文模式")


async def test_a_document_that_is_gone_says_so() -> None:
    index = FakeIndex({"/甲.txt": "圖書館"})
    async with start_app(index) as driver:
        await driver.search_for("圖書館")
        index.document_error = DocumentError("no longer in the index")
        await driver.press("enter")

        await driver.until_shown("讀不到這份文件：no longer in the index")


async def test_a_document_that_is_gone_is_not_taken_for_the_one_read_before() -> None:
    index = FakeIndex({"/甲.txt": "甲的圖書館", "/乙.txt": "乙的圖書館"})
    async with start_app(index) as driver:
        await open_viewer(driver, "圖書館")
        before = driver.viewer._hit.document.title
        index.document_error = DocumentError("no longer in the index")
        await driver.type("J")
        await driver.until_shown("讀不到這份文件")

        assert driver.viewer._hit.document.title != before
        assert "的圖書館" not in "\n".join(driver.lines())
        assert "命中" not in driver.lines()[-2]
        for key in "cyY":
            await driver.type(key)
            await driver.until_shown("沒有可以複製的文字")
        assert driver.app.clipboard == ""


async def test_wide_rows_after_resizing_show_the_same_match() -> None:
    async with start_app(texts={"/文件/長.txt": LONG}) as driver:
        await open_viewer(driver, "圖書館")
        await driver.press("n")
        await driver.pilot.resize_terminal(160, 50)
        await driver.until(lambda: len(driver.lines()) == 50)

        await driver.until_shown("▸  200  第200行")


async def test_crlf_leaves_no_trace() -> None:
    async with start_app(texts={"/甲.txt": "圖書館\r\n第二行\r\n"}) as driver:
        await open_viewer(driver, "圖書館")

        assert driver.lines()[2].startswith("    2  第二行 ")
        assert "␍" not in "\n".join(driver.lines())


async def test_a_text_of_five_megabytes_opens_without_wrapping_all() -> None:
    line = "臺北市立圖書館總館藏書一百二十萬冊，民國四十一年創立。" * 2
    text = "\n".join([line] * 30_000) + "\n目標在這裡"
    async with start_app(texts={"/大.txt": text}) as driver:
        await driver.search_for("目標")
        started = time.thread_time()
        await driver.press("enter")
        await driver.until_shown("▸ 30001  目標在這裡")

        wrapped = driver.viewer.pane._wrapped
        assert wrapped is not None
        assert len(wrapped._blocks) < 200
        assert time.thread_time() - started < 1.0


async def test_one_endless_line_is_read_in_blocks() -> None:
    async with start_app(texts={"/長行.txt": "圖書" * 500_000 + "目標" + "館" * 1000}) as driver:
        await open_viewer(driver, "目標")

        row = next(row for row in range(24) if driver.marked(row))
        assert driver.marked(row) == ["目標"]


class Editor:
    """A program that stands for ``code`` and writes down its arguments."""

    def __init__(self, folder: Path) -> None:
        self.record = folder / "argv"
        program = folder / "code"
        program.write_text(
            f'#!/bin/sh\nprintf "%s\\n" "$@" > {self.record}.part\n'
            f"mv {self.record}.part {self.record}\n"
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        self.command = str(program)

    def arguments(self) -> list[str]:
        return self.record.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    editor = Editor(tmp_path)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor.command)
    return editor


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "年報.txt"
    path.write_text("第一行\n𠮷日創立圖書館，又一圖書館\n", encoding="utf-8", newline="\n")
    return path


async def test_editor_opens_at_line_and_column(editor: Editor, source: Path) -> None:
    async with start_app(texts={str(source): source.read_text("utf-8")}) as driver:
        await driver.search_for("圖書館")
        await driver.until_shown("▸   2")
        await driver.press("ctrl+o")
        await driver.until(editor.record.exists)

        assert editor.arguments() == ["-g", f"{source}:2:6"]
        assert "已交給編輯器" in driver.lines()[1]


async def test_editor_opens_at_the_current_match_of_the_viewer(
    editor: Editor, source: Path
) -> None:
    async with start_app(texts={str(source): source.read_text("utf-8")}) as driver:
        await open_viewer(driver, "圖書館")
        await driver.press("n", "v")
        await driver.until(editor.record.exists)

        assert editor.arguments() == ["-g", f"{source}:2:12"]


async def test_editor_opens_at_the_match_that_the_preview_is_at(
    editor: Editor, source: Path
) -> None:
    source.write_text("圖書館\n別的\n又一圖書館\n", encoding="utf-8", newline="\n")
    async with start_app(texts={str(source): source.read_text("utf-8")}) as driver:
        await driver.search_for("圖書館")
        await driver.until_shown("▸   1")
        await driver.press("f3")
        await driver.until_shown("年報.txt:3 ")
        await driver.press("ctrl+o")
        await driver.until(editor.record.exists)

        assert editor.arguments() == ["-g", f"{source}:3:3"]


async def test_a_missing_source_is_named_and_no_editor_runs(editor: Editor, source: Path) -> None:
    async with start_app(texts={str(source): source.read_text("utf-8")}) as driver:
        await driver.search_for("圖書館")
        source.unlink()
        await driver.press("ctrl+o")

        await driver.until_shown("找不到來源檔案")
        assert not editor.record.exists()


async def test_a_changed_source_opens_with_a_warning(editor: Editor, source: Path) -> None:
    async with start_app(texts={str(source): source.read_text("utf-8")}) as driver:
        await driver.search_for("圖書館")
        source.write_text("新增一行\n" + source.read_text("utf-8"), encoding="utf-8")
        await driver.press("ctrl+o")

        await driver.until_shown("檔案在索引之後改過")
        await driver.until(editor.record.exists)


async def test_an_editor_that_is_not_there_is_named(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "/沒有/code")
    async with start_app(texts={str(source): source.read_text("utf-8")}) as driver:
        await driver.search_for("圖書館")
        await driver.press("ctrl+o")

        await driver.until_shown("編輯器無法執行")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "年報.pdf"
    path.write_text("第一頁\n沒有\n\f第二頁\n圖書館在此\n\f第三頁\n圖書館也在", "utf-8")
    return path


async def test_pages_are_said_and_a_viewer_opens_at_the_current_one(
    editor: Editor, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = report.with_name("zathura")  # has a window of its own
    viewer.symlink_to(editor.command)
    monkeypatch.setenv("SOU_VIEWER", f"{viewer} -P {{page}} {{path}}")
    async with start_app(texts={str(report): report.read_text("utf-8")}) as driver:
        await driver.search_for("圖書館")
        await driver.until_shown("第 2 頁")
        assert "預覽 ─ 年報.pdf 第 2 頁" in "\n".join(driver.lines())
        await driver.press("ctrl+o")
        await driver.until(editor.record.exists)
        assert editor.arguments() == ["-P", "2", str(report)]
        await driver.until_shown("已交給檢視程式")
        editor.record.unlink()

        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, ViewerScreen))
        await driver.until_shown("第 2 頁 · 命中 1/2")
        await driver.press("n")
        await driver.until_shown("第 3 頁 · 命中 2/2")
        await driver.press("v")
        await driver.until(editor.record.exists)
        assert editor.arguments() == ["-P", "3", str(report)]


async def test_a_part_of_a_file_is_read_here_only(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "檔.zip"
    path.write_bytes(b"PK")
    async with start_app(texts={f"{path}#信/一.txt": "圖書館在此"}) as driver:
        await driver.search_for("圖書館")
        await driver.until_shown("檔.zip#信/一.txt")
        await driver.press("ctrl+o")

        await driver.until_shown("它在檔案裡面，無法直接開啟")
        assert not editor.record.exists()


async def test_without_a_viewer_the_app_says_so(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("SOU_VIEWER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("sou.viewers._has_screen", lambda _environ: False)
    async with start_app(texts={str(report): report.read_text("utf-8")}) as driver:
        await driver.search_for("圖書館")
        await driver.press("ctrl+o")

        await driver.until_shown("請設定 SOU_VIEWER")

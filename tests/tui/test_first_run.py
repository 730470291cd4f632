from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fake_engine import FakeIndex
from sou import engine
from sou.config import Config
from sou.errors import (
    ConfigError,
    IndexCorruptError,
    IndexLockedError,
    IndexMissingError,
    IndexOutdatedError,
    SearchCancelled,
)
from sou.reports import Forecast, FormatForecast, IndexProgress, IndexReport
from sou.sources import Skipped
from sou_tui.building import Builder, engine_builder, likely_folders
from sou_tui.folders import is_path, matching_folders
from sou_tui.labels import progress
from sou_tui.session import engine_opener
from tui.driver import DEADLINE_S, TEXTS, start_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from sou_tui.building import Progress, Stopped


class Maker:
    """An index that is not there until it is made, half of it when the gate is opened."""

    def __init__(self) -> None:
        self.folders: list[str] = []
        self.gate = threading.Event()
        self.is_committed = False
        self.was_stopped = False

    def open(self) -> FakeIndex:
        if not self.is_committed:
            raise IndexMissingError("there is no index")
        return FakeIndex(TEXTS)

    def make(self, folder: str, progress: Progress, stopped: Stopped) -> IndexReport:
        self.folders.append(folder)
        self.is_committed = True
        progress(IndexProgress(5, 10, "a.txt"))
        while not self.gate.wait(0.01) and not stopped():
            pass
        self.was_stopped = stopped()
        return IndexReport(9, 0, 0, 0, (), (), 100, 1.0, 1, 9)


def wait_for(condition: Callable[[], bool]) -> bool:
    ends = time.monotonic() + DEADLINE_S
    while not condition() and time.monotonic() < ends:
        time.sleep(0.01)
    return condition()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "文件").mkdir()
    (tmp_path / "工作").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path / "工作")
    return tmp_path


def test_the_folder_one_is_in_comes_first_and_home_last(home: Path) -> None:
    assert likely_folders({"HOME": str(home)}, home / "工作") == (
        str(home / "工作"),
        str(home / "文件"),
        str(home),
    )
    assert likely_folders({"HOME": str(home)}, home)[0] == str(home / "文件")


async def test_a_folder_is_chosen_indexed_and_searched_meanwhile(home: Path) -> None:
    maker = Maker()
    async with start_app(maker.open, builder=Builder(maker.make)) as driver:
        await driver.until_shown("還沒有索引：選一個資料夾")
        assert "▸" in driver.lines()[driver.row_of("工作")]
        await driver.press("down", "enter")
        await driver.until_shown("索引中 50% · 5/10 檔")
        assert maker.folders == [str(home / "文件")]
        await driver.search_for("圖書館")
        await driver.until_shown("年報.md")
        maker.gate.set()

        await driver.until_shown("索引於")
        assert "年報.md" in "\n".join(driver.lines())


async def test_leaving_the_app_ends_the_run(home: Path) -> None:
    maker = Maker()
    async with start_app(maker.open, builder=Builder(maker.make)) as driver:
        await driver.until_shown("還沒有索引")
        await driver.press("enter")
        await driver.until_shown("索引中 50%")
        await driver.press("ctrl+q")

    assert wait_for(lambda: maker.was_stopped)


async def test_a_path_may_be_typed_instead(home: Path) -> None:
    maker = Maker()
    maker.gate.set()
    async with start_app(maker.open, builder=Builder(maker.make)) as driver:
        await driver.until_shown("還沒有索引")
        await driver.type("~/無")
        await driver.press("enter")
        await driver.until_shown("沒有這個資料夾")
        await driver.press("backspace")
        await driver.type("文件")
        await driver.press("enter")

        await driver.until_shown("索引於")
        assert maker.folders == [str(home / "文件")]
        assert driver.search.box.value == ""


async def test_what_was_typed_before_is_searched_once_there_is_an_index(home: Path) -> None:
    maker = Maker()
    maker.gate.set()
    async with start_app(maker.open, builder=Builder(maker.make), query="圖書館") as driver:
        await driver.until_shown("還沒有索引")
        await driver.press("enter")

        await driver.until_shown("年報.md")


async def test_an_index_that_cannot_be_made_says_why(home: Path) -> None:
    def fail(_folder: str, _progress: Progress, _stopped: Stopped) -> IndexReport:
        raise IndexLockedError("another process writes to it")

    def missing() -> FakeIndex:
        raise IndexMissingError("there is no index")

    async with start_app(missing, builder=Builder(fail)) as driver:
        await driver.until_shown("還沒有索引")
        await driver.press("enter")

        await driver.until_shown("還沒有索引")
        await driver.until_shown("另一個程式正在寫入索引；等它做完 · another process writes")


async def test_a_real_folder_becomes_a_real_index(home: Path) -> None:
    (home / "工作" / "甲.txt").write_text("臺北市立圖書館\n", "utf-8")
    location = home / "索引"
    async with start_app(engine_opener(location), builder=engine_builder(location)) as driver:
        await driver.until_shown("還沒有索引")
        await driver.press("enter")
        await driver.until_shown("會收錄 1 個檔案，22 B，大約要 ")
        assert not location.exists()
        await driver.press("enter")
        await driver.until_shown("索引於")
        await driver.search_for("圖書館")

        await driver.until_shown("甲.txt")
    assert engine.open_index(location).status().documents == 1


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (IndexOutdatedError("x"), "索引無法使用 · 索引是另一個版本寫的"),
        (IndexCorruptError("x"), "索引無法使用 · 索引有檔案損壞：sou verify 檢查"),
        (IndexLockedError("x"), "索引無法使用 · 另一個程式正在寫入索引"),
        (ConfigError("x"), "索引無法使用 · 設定有誤"),
        (OSError("x"), "索引無法使用"),
    ],
)
async def test_an_index_that_cannot_be_used_says_why_and_is_not_made_anew(
    error: Exception, text: str
) -> None:
    def refuse() -> FakeIndex:
        raise error

    async with start_app(refuse, builder=Builder(Maker().make)) as driver:
        await driver.until_shown(text)
        await driver.press("enter")

        await driver.until_shown("沒有選取任何結果")


class Watcher(Maker):
    """Looks into folders, too; what it finds there is held back until the gate is opened.

    It looks at ``stopped`` meanwhile, as the engine does at every file.
    """

    def __init__(self) -> None:
        super().__init__()
        self.examined: list[str] = []
        self.given_up: list[str] = []
        self.error: Exception | None = None
        self.files = 12_408

    def builder(self) -> Builder:
        return Builder(self.make, self.look)

    def look(self, folder: str, stopped: Stopped) -> Forecast:
        self.examined.append(folder)
        while not self.gate.wait(0.01):
            if stopped():
                self.given_up.append(folder)
                raise SearchCancelled("nobody waits for it")
        if self.error is not None:
            raise self.error
        formats = (
            FormatForecast(".pdf", "pdf", self.files // 3, 2_000_000_000, 60.0),
            FormatForecast("", "plain", self.files * 2 // 3, 1_100_000, 30.0),
        )
        skipped = (
            Skipped("/a", "hidden (taken with --hidden)", is_error=False),
            Skipped("/b", "permission denied", is_error=True),
        )
        shown = formats if self.files else ()
        return Forecast(shown, (), 0, 0, 0, skipped, 90.0, 0.1)


async def test_what_a_folder_has_is_shown_before_it_is_indexed(home: Path) -> None:
    maker = Watcher()
    maker.gate.set()
    async with start_app(maker.open, builder=maker.builder()) as driver:
        await driver.until_shown("還沒有索引")
        await driver.press("enter")
        await driver.until_shown("會收錄 12,408 個檔案，2.0 GB，大約要 2 分鐘；略過 2 個")
        assert maker.examined == [str(home / "工作")]
        rows = [driver.lines()[driver.row_of(name)].split() for name in (".pdf", "沒有副檔名")]
        assert rows == [[".pdf", "4,136", "2.0", "GB"], ["（沒有副檔名）", "8,272", "1.1", "MB"]]
        why = [driver.lines()[driver.row_of(name)].split() for name in ("權限", "隱藏檔")]
        assert why == [["沒有讀取權限", "1"], ["隱藏檔（--hidden", "可收錄）", "1"]]
        assert driver.row_of("權限") < driver.row_of("隱藏檔"), "what went wrong comes first"
        assert maker.folders == []
        await driver.press("escape")
        await driver.until_shown("選一個資料夾")
        await driver.press("down", "enter")
        await driver.until(lambda: maker.examined[1:] == [str(home / "文件")])
        await driver.until_shown("會收錄")
        await driver.press("enter")

        await driver.until_shown("索引於")
        assert maker.folders == [str(home / "文件")]


async def test_one_need_not_wait_for_what_a_folder_has(home: Path) -> None:
    maker = Watcher()
    async with start_app(maker.open, builder=maker.builder()) as driver:
        await driver.until_shown("還沒有索引")
        await driver.press("enter")
        await driver.until_shown("正在看")
        await driver.press("enter")
        await driver.until(lambda: maker.folders == [str(home / "工作")])
        maker.gate.set()

        await driver.until_shown("索引於")
        assert "會收錄" not in "\n".join(driver.lines())


async def test_a_folder_that_cannot_be_looked_into_says_why(home: Path) -> None:
    maker = Watcher()
    maker.error = ConfigError("the rules make no sense")
    maker.gate.set()
    async with start_app(maker.open, builder=maker.builder()) as driver:
        await driver.until_shown("還沒有索引")
        await driver.press("enter")

        await driver.until_shown("the rules make no sense")
        await driver.until_shown("選一個資料夾")


async def test_a_folder_with_nothing_to_read_says_so(home: Path) -> None:
    maker = Watcher()
    maker.files = 0
    maker.gate.set()
    async with start_app(maker.open, builder=maker.builder()) as driver:
        await driver.until_shown("還沒有索引")
        await driver.press("enter")

        await driver.until_shown("裡面沒有可以收錄的檔案")


@pytest.mark.parametrize("path", ["~/文", "～／文", "{home}/文"])
async def test_tab_completes_a_path_and_lists_what_is_below(home: Path, path: str) -> None:
    (home / "文件" / "報告").mkdir()
    (home / "文件" / ".git").mkdir()
    (home / "文件" / "甲.txt").write_text("", "utf-8")
    maker = Maker()
    maker.gate.set()
    async with start_app(maker.open, builder=Builder(maker.make)) as driver:
        await driver.until_shown("還沒有索引")
        await driver.type(path.format(home=home))
        await driver.until(lambda: driver.search._listed == driver.search.box.value)
        await driver.press("tab")
        await driver.until(lambda: driver.search.box.value.endswith("/文件/"))
        await driver.until_shown("文件/報告")
        assert ".git" not in "\n".join(driver.lines())
        assert "甲.txt" not in "\n".join(driver.lines())
        await driver.press("down", "enter")

        await driver.until(lambda: maker.folders == [str(home / "文件" / "報告")])


async def test_how_a_path_goes_on_is_shown_dimly_and_taken_by_right(home: Path) -> None:
    async with start_app(Maker().open, builder=Builder(Maker().make)) as driver:
        await driver.until_shown("還沒有索引")
        await driver.type("~/文")
        await driver.until(lambda: driver.search.box.completion == "件/")
        await driver.press("right")

        assert driver.search.box.value == "~/文件/"


def test_folders_are_found_in_either_script_hidden_ones_by_their_dot(home: Path) -> None:
    for name in ("文檔", ".設定", "文字"):
        (home / name).mkdir()

    assert matching_folders("~/文档") == ("~/文檔",)
    assert matching_folders("~/.設") == ("~/.設定",)
    assert matching_folders("~/文件") == ("~/文件",)
    assert set(matching_folders("~")) == {"~", "~/工作", "~/文件", "~/文字", "~/文檔"}
    assert matching_folders("~/無/此") == ()
    assert matching_folders("/")[0] == "/"


@pytest.mark.parametrize("typed", ["/", "~", "~/文件", "./甲", "../", "C:\\甲", "／文件", "～"])
def test_what_begins_like_a_path_is_one(typed: str) -> None:
    assert is_path(typed)


@pytest.mark.parametrize("typed", ["圖書館", "", "a/b", "..", ".txt", "title:/x"])
def test_what_does_not_is_a_query(typed: str) -> None:
    assert not is_path(typed)


@pytest.mark.parametrize(
    ("elapsed_s", "text"),
    [
        (1.0, "索引中 25% · 1,000/4,000 檔"),
        (10.0, "索引中 25% · 1,000/4,000 檔 · 約剩 30 秒"),
        (600.0, "索引中 25% · 1,000/4,000 檔 · 約剩 30 分鐘"),
    ],
)
def test_a_run_says_how_long_it_may_still_take(elapsed_s: float, text: str) -> None:
    assert progress(IndexProgress(1000, 4000, "a.txt"), elapsed_s) == text


def test_a_run_that_has_done_nothing_yet_does_not_say() -> None:
    assert progress(IndexProgress(0, 4000, "a.txt"), 60.0) == "索引中 0% · 0/4,000 檔"


async def test_esc_ends_the_look_into_a_folder(home: Path) -> None:
    maker = Watcher()
    async with start_app(maker.open, builder=maker.builder()) as driver:
        await driver.until_shown("還沒有索引")
        await driver.press("enter")
        await driver.until_shown("正在看")
        await driver.press("escape")
        await driver.until_shown("選一個資料夾")
        await driver.until(lambda: maker.given_up == [str(home / "工作")])
        await driver.press("down", "enter")
        await driver.until_shown("正在看")
        maker.gate.set()

        await driver.until_shown("會收錄")
        assert str(home / "文件") in driver.search._examined
        assert maker.given_up == [str(home / "工作")]


async def test_the_real_look_into_a_folder_ends_when_nobody_waits(home: Path) -> None:
    for number in range(50):
        (home / "工作" / f"{number}.txt").write_text("字", "utf-8")
    forecast = engine_builder(home / "索引").forecast
    asked = 0

    def stopped() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    assert forecast is not None
    with pytest.raises(SearchCancelled):
        forecast(str(home / "工作"), stopped)
    assert asked == 4


async def test_an_index_that_is_not_finished_says_so_and_goes_on(home: Path) -> None:
    index = FakeIndex(TEXTS, unfinished=("/文件",))
    gate, runs = threading.Event(), []

    def resume(progress: Progress, _stopped: Stopped) -> IndexReport:
        runs.append("all")
        progress(IndexProgress(7, 10, "a.txt"))
        gate.wait(10)
        index.unfinished, index.has_newer_commit = (), True
        return IndexReport(3, 0, 0, 6, (), (), 100, 1.0, 2, 9)

    builder = Builder(Maker().make, None, resume)
    async with start_app(lambda: index, builder=builder) as driver:
        await driver.until_shown("索引還沒做完（上次中途停止，或別的程式正在做）：按 F5 接著做")
        await driver.search_for("圖書館")
        assert "索引還沒做完" in "\n".join(driver.lines()), "hits may be missing"
        await driver.press("f5")
        await driver.until_shown("索引中 70% · 7/10 檔")
        assert "索引還沒做完" not in "\n".join(driver.lines())
        await driver.press("f5")
        gate.set()

        await driver.until_shown("索引於")
        assert "索引還沒做完" not in "\n".join(driver.lines())
        assert runs == ["all"]


async def test_the_key_that_goes_on_is_named_as_it_is_mapped(home: Path) -> None:
    index = FakeIndex(TEXTS, unfinished=("/文件",))
    report = IndexReport(0, 0, 0, 0, (), (), 0, 1.0, 2, 9)
    builder = Builder(Maker().make, None, lambda _progress, _stopped: report)
    config = Config(keys=(("search.refresh", ("ctrl+t",)),))
    async with start_app(lambda: index, builder=builder, config=config) as driver:
        await driver.until_shown("按 ^T 接著做")


async def test_a_run_that_cannot_go_on_says_why_and_the_index_is_still_not_finished() -> None:
    index = FakeIndex(TEXTS, unfinished=("/文件",))

    def refuse(_progress: Progress, _stopped: Stopped) -> IndexReport:
        raise IndexLockedError("another process is writing")

    async with start_app(lambda: index, builder=Builder(Maker().make, None, refuse)) as driver:
        await driver.until_shown("索引還沒做完")
        await driver.press("f5")

        await driver.until_shown("無法建立索引：另一個程式正在寫入索引；等它做完")
        await driver.until_shown("索引還沒做完")


async def test_files_that_could_not_be_read_are_named_with_the_reason() -> None:
    skipped = (
        Skipped("/文/掃描.pdf", "no text layer (a scan)", is_error=True),
        Skipped("/文/掃描二.pdf", "no text layer (a scan)", is_error=True),
        Skipped("/文/密.docx", "encrypted: needs a password", is_error=True),
        Skipped("/文/圖.png", "binary file", is_error=False),
    )
    async with start_app(FakeIndex(TEXTS, skipped=skipped)) as driver:
        await driver.until_shown("讀不了的檔案 3 個")
        await driver.until_shown("2  沒有文字層（掃描檔），例如 掃描.pdf")
        await driver.until_shown("1  已加密，需要密碼，例如 密.docx")


async def test_the_index_is_made_as_the_configuration_says(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("甲.txt", "乙.log", ".丙.txt"):
        (home / "工作" / name).write_text("臺北市立圖書館\n", "utf-8")
    (home / "設定").mkdir()
    settings = '[index]\nexclude = ["*.log"]\nhidden = true\nmemory = "700M"\njobs = 1\n'
    (home / "設定" / "config.toml").write_text(settings, "utf-8")
    monkeypatch.setenv("SOU_CONFIG", str(home / "設定"))
    builder = engine_builder(home / "索引")
    assert builder.forecast is not None

    forecast = builder.forecast(str(home / "工作"), bool)
    report = builder.index(str(home / "工作"), lambda _: None, bool)

    assert (forecast.files, report.added) == (2, 2)
    with engine.open_index(home / "索引") as index:
        assert {Path(one.path).name for one in index.documents()} == {"甲.txt", ".丙.txt"}

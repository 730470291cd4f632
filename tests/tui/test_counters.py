"""What a key costs, in things that can be counted: frames and layouts, not time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from textual.app import App
from textual.screen import Screen

from sou_tui.widgets.line_view import LineView
from tui.driver import start_app

if TYPE_CHECKING:
    from collections.abc import Callable

MANY = {f"/文件/{number:03}.txt": f"第 {number} 份：圖書館藏書\n" * 9 for number in range(200)}


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Count what the app does; everything is still done."""
    counted = {"frames": 0, "layouts": 0}

    def counting(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            counted[name] += 1
            return original(*args, **kwargs)

        return call

    monkeypatch.setattr(App, "_display", counting("frames", App._display))
    monkeypatch.setattr(Screen, "_refresh_layout", counting("layouts", Screen._refresh_layout))
    return counted


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_a_key_costs_an_echo_a_frame_with_results_and_preview_and_one_layout(
    counts: dict[str, int], size: tuple[int, int]
) -> None:
    async with start_app(texts=MANY, size=size) as driver:
        await driver.search_for("圖書")
        costs = []
        for _attempt in range(4):  # on a busy machine a frame more shows that it is slow
            await driver.until(lambda: driver.search.body.preview.hit is not None)
            await driver.pilot.pause(0.3)
            counts.update(frames=0, layouts=0)
            await driver.type("館")
            await driver.until(lambda: driver.marked(driver.row_of("  1 0") + 1)[:1] == ["圖書館"])
            await driver.until(lambda: driver.search.body.preview.hit is driver.search.results.hit)
            costs.append((counts["frames"], counts["layouts"]))
            await driver.press("backspace")

        assert any(frames <= 2 and layouts <= 1 for frames, layouts in costs), costs


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_only_changed_rows_are_painted_yet_all_rows_are_right(size: tuple[int, int]) -> None:
    async with start_app(texts=MANY, size=size) as driver:
        compared = 0
        for query in ("圖書", "館", "\x7f\x7f第 7", "0 份", " type:text"):
            for key in query:
                await (driver.press("backspace") if key == "\x7f" else driver.type(key))
            await driver.pilot.pause(0.3)
            for view in driver.search.body.query(LineView).results(LineView):
                if not view.is_on_screen or not view.size.height:
                    continue
                compared += 1
                painted = [view._painted.get(y) for y in range(view.size.height)]
                assert painted == [view._line(y) for y in range(view.size.height)], query

    assert compared >= 4

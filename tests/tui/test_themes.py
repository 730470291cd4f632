"""The app's colours: its own, light or dark, or those of the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.color import Color

from sou.config import AppOptions, Config
from sou_tui.themes import theme_for
from tui.driver import start_app

if TYPE_CHECKING:
    from sou.config import ThemeName

COLOURED = ("match", "heading", "string", "keyword")


@pytest.mark.parametrize(
    ("chosen", "environ", "no_colour", "theme"),
    [
        ("auto", {"COLORTERM": "truecolor"}, False, "textual-dark"),
        ("auto", {"COLORTERM": "truecolor", "COLORFGBG": "0;15"}, False, "sou-light"),
        ("auto", {"COLORTERM": "truecolor", "COLORFGBG": "0;default;15"}, False, "sou-light"),
        ("auto", {"COLORTERM": "truecolor", "COLORFGBG": "15;0"}, False, "textual-dark"),
        ("auto", {}, False, "ansi-dark"),
        ("auto", {"COLORFGBG": "0;7"}, False, "ansi-light"),
        ("auto", {"COLORTERM": "truecolor"}, True, "ansi-dark"),
        ("light", {}, False, "sou-light"),
        ("dark", {"COLORFGBG": "0;15"}, False, "textual-dark"),
        ("light", {"COLORTERM": "truecolor"}, True, "ansi-light"),
        ("ansi", {"COLORTERM": "truecolor", "COLORFGBG": "0;15"}, False, "ansi-light"),
    ],
)
def test_the_theme_follows_the_configuration_and_the_terminal(
    chosen: str, environ: dict[str, str], *, no_colour: bool, theme: str
) -> None:
    assert theme_for(chosen, environ, no_colour=no_colour) == theme  # type: ignore[arg-type] # one of them


def luminance(colour: Color) -> float:
    """Return the relative luminance of WCAG 2.1."""
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_matches_and_parts_of_programs_can_be_read_on_either_theme(theme: ThemeName) -> None:
    async with start_app(config=Config(app=AppOptions(theme=theme))) as driver:
        await driver.search_for("圖書館")
        results = driver.search.results
        preview = driver.search.body.preview.pane
        seen = [results.style_of("results--match")]
        seen += [preview.style_of(f"text-pane--{name}") for name in COLOURED]
        background = driver.app.screen.styles.background

        for style in seen:
            shades = luminance(Color.from_rich_color(style.color)), luminance(background)
            dark, light = sorted(shades)
            assert (light + 0.05) / (dark + 0.05) > 4.5, style
        assert (luminance(background) > 0.5) == (theme == "light")

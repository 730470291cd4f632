"""What is left of the app's output shows the same, told by Rich's own reader of styles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.ansi import AnsiDecoder
from rich.color import Color, ColorSystem
from rich.console import Console
from rich.style import Style

from sou_tui.lean_output import lean

COLOURS = st.sampled_from(
    [None, *map(Color.parse, ("#102030", "#ffffff", "red", "bright_blue", "color(42)", "default"))]
)
FLAGS = st.sampled_from([None, True])
STYLES = st.builds(
    lambda colour, ground, bold, dim, line, italic, reverse, strike: (
        Style.from_color(colour, ground)
        + Style(bold=bold, dim=dim, underline=line, italic=italic, reverse=reverse, strike=strike)
    ),
    *(COLOURS, COLOURS, *(FLAGS,) * 6),
)
PIECES = st.lists(st.tuples(st.text("搜尋 ab", max_size=4), STYLES), max_size=12)
SHOWN = ("bold", "dim", "italic", "underline", "reverse", "strike", "color", "bgcolor")


def cells(output: str) -> list[tuple[str, tuple[object, ...]]]:
    """Return each character with what is seen of its style."""
    text = AnsiDecoder().decode_line(output)
    console = Console()
    found = []
    for place, character in enumerate(text.plain):
        style = text.get_style_at_offset(console, place)
        found.append((character, tuple(getattr(style, name) or None for name in SHOWN)))
    return [(character, tuple(map(undefault, seen))) for character, seen in found]


def undefault(value: object) -> object:
    return None if value == Color.default() else value


@given(PIECES)
def test_every_character_keeps_its_style(pieces: list[tuple[str, Style]]) -> None:
    output = "".join(
        style.render(text, color_system=ColorSystem.TRUECOLOR) for text, style in pieces
    )

    left = lean(output)

    assert cells(left) == cells(output)
    assert len(left) <= len(output) + 3 * len(pieces)


@given(PIECES)
def test_what_is_moved_between_is_kept_and_the_style_is_reset_at_the_end(
    pieces: list[tuple[str, Style]],
) -> None:
    output = "".join(
        f"\x1b[{row};1H{style.render(text, color_system=ColorSystem.TRUECOLOR)}\x1b[K"
        for row, (text, style) in enumerate(pieces)
    )

    left = lean(output)

    assert cells(f"{left}x")[-1:] == [("x", (None,) * len(SHOWN))]
    for row in range(len(pieces)):
        assert f"\x1b[{row};1H" in left
    assert left.count("\x1b[K") == len(pieces)


def test_colours_that_are_set_are_not_set_again() -> None:
    output = "\x1b[1;38;2;1;2;3;48;2;4;5;6m搜\x1b[0m\x1b[2;1H\x1b[38;2;1;2;3;48;2;4;5;6m尋\x1b[0m"

    assert lean(output) == "\x1b[1;38;2;1;2;3;48;2;4;5;6m搜\x1b[2;1H\x1b[22m尋\x1b[0m"

"""docs/troubleshooting.md names every status, and quotes what the program really says."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import sou
from sou.cli.diagnostics import Exit

PAGE = (Path(__file__).parents[2] / "docs" / "troubleshooting.md").read_text("utf-8")
PACKAGE = Path(sou.__file__).parent
QUOTES = [
    quote
    for row in re.findall(r"^\| (`.*?`) \| ", PAGE, re.MULTILINE)
    for quote in re.findall(r"`([^`]+)`", row)
]
FROM_THE_SYSTEM = {": Permission denied"}


def literals() -> str:
    """Return every text of the package's sources, each on its own, as Python reads them."""
    found: list[str] = []
    for path in PACKAGE.rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        constants = (node.value for node in nodes if isinstance(node, ast.Constant))
        found += [value for value in constants if isinstance(value, str)]
    return "\0".join(found)


LITERALS = literals()


def test_every_status_has_a_heading() -> None:
    headings = re.findall(r"^## Status (\d+)(?: and (\d+))?", PAGE, re.MULTILINE)
    numbers = {int(one) for pair in headings for one in pair if one}

    assert numbers == {int(one) for one in Exit}


@pytest.mark.parametrize("quote", QUOTES)
def test_what_is_quoted_is_what_the_program_says(quote: str) -> None:
    pieces = [piece for piece in re.split("…", quote) if len(piece.strip()) > 2]

    assert pieces or quote == "…"
    for piece in pieces:
        assert piece in LITERALS or piece in FROM_THE_SYSTEM, piece


def test_there_is_something_for_every_kind_of_error() -> None:
    sections = PAGE.split("\n## Status ")[1:]

    for section in sections:
        number = int(section.split(":")[0].split()[0])
        if number not in (Exit.OK, Exit.SKIPPED, Exit.BUG, Exit.INTERRUPTED):
            assert "| it says | do |" in section, number


def test_options_that_are_named_exist() -> None:
    from sou.cli.main import root, subcommands

    known = {
        name for one in (root(), *subcommands()) for arg in one.arguments for name in arg.names
    }
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE))

    assert named <= known | {"--"}

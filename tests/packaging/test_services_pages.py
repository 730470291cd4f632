"""docs/mcp.md and docs/http.md say what there is."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sou.cli.arguments import parse
from sou.cli.main import subcommands
from sou.services import faults
from sou.services.mcp_tools import TOOLS
from sou.services.openapi import OPERATIONS

DOCS = Path(__file__).parents[2] / "docs"
MCP = (DOCS / "mcp.md").read_text("utf-8")
HTTP = (DOCS / "http.md").read_text("utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def rows(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading."""
    section = page.split(f"## {heading}\n")[1].split("\n## ", maxsplit=1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def entries(value: Any) -> list[dict[str, Any]]:
    """Return the objects that say how to start a program."""
    if not isinstance(value, dict):
        return []
    if "command" in value:
        return [value]
    return [found for one in value.values() for found in entries(one)]


CONFIGURATIONS = [
    *map(json.loads, blocks(MCP, "json")),
    *map(tomllib.loads, blocks(MCP, "toml")),
]


@pytest.mark.parametrize("configuration", CONFIGURATIONS, ids=lambda one: next(iter(one)))
def test_a_configuration_starts_what_there_is(configuration: dict[str, Any]) -> None:
    (entry,) = entries(configuration)
    (command,) = [one for one in subcommands() if one.name == "mcp"]

    assert entry["command"] == "sou"
    name, *words = entry["args"]
    assert name == "mcp"
    assert not parse(command, words).help


def test_there_is_a_configuration_for_each_kind_of_client() -> None:
    tops = {next(iter(one)) for one in CONFIGURATIONS}

    assert tops == {"mcpServers", "servers", "context_servers", "mcp_servers"}


def test_the_page_names_every_tool_and_what_it_takes() -> None:
    told = {
        row[0].strip("`"): set(re.findall(r"`([a-z_]+)`", row[1])) for row in rows(MCP, "Tools")
    }

    assert told == {tool.name: {one.name for one in tool.parameters} for tool in TOOLS}


def test_the_page_names_every_address() -> None:
    told = {row[0].strip("`"): row[1] for row in rows(HTTP, "Addresses")}
    made = {one.path: "GET, POST" if one.takes_body else "GET" for one in OPERATIONS}

    assert told == made | dict.fromkeys(("/health", "/docs", "/openapi.json"), "GET")


def test_the_page_names_every_error_and_its_status() -> None:
    told = {
        (int(status), kind)
        for row in rows(HTTP, "Errors")
        for status in row[0].split(", ")
        for kind in re.findall(r"`([a-z-]+)`", row[1])
    }
    made = {(status, kind) for kind, status in faults.HTTP_STATUSES.items()}
    made |= {(status, kind) for status, (kind, _, _) in faults.KINDS.items()}
    made -= {(503, "index-locked")}  # of writers only
    made |= {(500, "system"), (500, "bug"), (500, "other")}
    made |= {(405, "media-type"), (415, "method")}  # share a row

    assert told == made

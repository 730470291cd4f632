"""``sou suggest``: what a query may have been meant as, and how its last word goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.cli.arguments import (
    FORMAT_VERSION,
    HELP,
    INDEX,
    NO_CONFIG,
    SET,
    Argument,
    Command,
    UsageError,
    readable,
    usage,
)
from sou.cli.diagnostics import Exit, warn

if TYPE_CHECKING:
    from argparse import Namespace

    from sou.cli.console import Console

_DEFAULT_LIMIT = 8


def run(namespace: Namespace, console: Console) -> int:
    """Ask the index, and print."""
    query = readable(namespace.words).strip()
    if not query:
        raise UsageError("what to suggest something for is missing", usage(COMMAND))
    if namespace.limit < 1:
        raise UsageError("--limit is 1 or more")
    from sou.engine import open_index
    from sou.model import SearchRequest
    from sou.output.suggestions import suggestion_lines, suggestions_object
    from sou.output.wire import encode
    from sou.paths import index_location

    request = SearchRequest(query, match_all=namespace.all)
    location = index_location(namespace.index, console.environ)
    with open_index(location) as index:
        warn(index.warnings(), console.narrator)
        suggestions = index.suggest(request, limit=namespace.limit)
        completions = index.complete(request, limit=namespace.limit)
    if namespace.json:
        made = suggestions_object(query, suggestions, completions, str(location))
        console.write(encode(made))
    else:
        for line in suggestion_lines(suggestions, completions):
            console.write(line)
    return Exit.OK if suggestions or completions else Exit.NOTHING


COMMAND = Command(
    "suggest",
    "Suggest queries that find something",
    (
        Argument(
            ("words",),
            "a query that finds nothing, or whose last word is not complete",
            kind="words",
            metavar="QUERY",
        ),
        Argument(
            ("-n", "--limit"),
            "most suggestions, and most completions (default: 8)",
            kind="integer",
            metavar="N",
            default=_DEFAULT_LIMIT,
        ),
        Argument(
            ("--all",),
            "count documents with every word, as sou search --all does",
            option="search.all",
        ),
        Argument(("--json",), "print one JSON object, see docs/json-format.md"),
        FORMAT_VERSION,
        SET,
        NO_CONFIG,
        INDEX,
        HELP,
    ),
    run,
    """\
A line for each: query, number of documents, and what it is, parted by tabs:
  zhuyin    the keys of the query are Zhuyin (standard layout), su3cl3 is 你好
  shape     a character that looks alike: 晶爿, 晶片
  sound     characters that sound alike: 寒無紀, 寒武紀
  edit      one character or letter is wrong, missing or too much
  pinyin    the query reads as pinyin
  complete  the last word goes on
All are counted in the index: none finds nothing.

Exit status: 0 there are some, 1 there are none, more for errors:
docs/exit-codes.md.""",
)

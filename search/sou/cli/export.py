"""``sou export``: documents as the index keeps them, one JSON object a line."""

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
    readable,
)
from sou.cli.diagnostics import Exit, warn
from sou.cli.filters import FILTERS, filters_of
from sou.cli.wording import WORDING, request_of

if TYPE_CHECKING:
    from argparse import Namespace

    from sou.cli.console import Console


def run(namespace: Namespace, console: Console) -> int:
    """Write a line for each document, as it is read."""
    from sou.engine import open_index
    from sou.output.wire import document_object, encode
    from sou.paths import index_location

    query = readable(namespace.words).strip()
    request = request_of(namespace, query, filters_of(namespace))
    exit_status = Exit.NOTHING
    with open_index(index_location(namespace.index, console.environ)) as index:
        warn(index.warnings(), console.narrator)
        for stored in index.matching(request):
            console.write(encode(document_object(stored, with_text=not namespace.no_text)))
            exit_status = Exit.OK
    return exit_status


COMMAND = Command(
    "export",
    "Write documents and their text as JSON, one a line",
    (
        Argument(
            ("words",),
            "only documents that sou search finds by this (default: all)",
            kind="words",
            metavar="QUERY",
        ),
        *FILTERS,
        *WORDING,
        Argument(("--no-text",), "leave out the text, and the places of its lines"),
        FORMAT_VERSION,
        SET,
        NO_CONFIG,
        INDEX,
        HELP,
    ),
    run,
    """\
The text is what was read when the document was indexed; its file is not
needed. Documents come in the order of indexing, unranked, and none is kept
in memory. Lines are described in docs/json-format.md.

  sou export --no-text | jq -r .path         every document there is
  sou export type:pdf --since 2024 > 2024.jsonl

Exit status: 0 there are some, 1 there are none, more for errors:
docs/exit-codes.md.""",
)

"""``sou explain``: why does a document stand where it does, or nowhere?"""

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
from sou.cli.wording import WORDING, request_of
from sou.errors import DocumentError

if TYPE_CHECKING:
    from argparse import Namespace

    from sou.cli.console import Console

_WORDS = 2


def run(namespace: Namespace, console: Console) -> int:
    """Explain the place of one document for one query."""
    if len(namespace.words) < _WORDS:
        raise UsageError("a query and the path of a document are needed", usage(COMMAND))
    query = readable(namespace.words[:-1]).strip()
    from sou.cli.names import document_name
    from sou.engine import open_index
    from sou.paths import index_location

    request = request_of(namespace, query)
    with open_index(index_location(namespace.index, console.environ)) as index:
        typed = namespace.words[-1]
        path = document_name(typed, console.cwd)
        warn(index.warnings(), console.narrator)
        try:
            report = index.explain(request, path)
        except DocumentError as error:
            try:  # the id of a document that is no file
                report = index.explain(request, typed)
            except DocumentError:
                raise error from None
    if namespace.json:
        from sou.output.wire import encode, explanation_object

        console.write(encode(explanation_object(report)))
    else:
        from sou.output.explained import explanation

        console.write_path(explanation(report, console.cwd))
    return Exit.OK if report.rank else Exit.NOTHING


COMMAND = Command(
    "explain",
    "Show what the score of a document is made of, or why it does not match",
    (
        Argument(
            ("words",), "the query, and PATH or PATH#PART of a document", "words", "QUERY PATH"
        ),
        *WORDING,
        Argument(("--json",), "print one JSON object, see docs/json-format.md"),
        FORMAT_VERSION,
        SET,
        NO_CONFIG,
        INDEX,
        HELP,
    ),
    run,
    """\
The parts of a score add up to that of the hit. The clauses of the query
follow, each with yes or no; other words that it matches by are named, and of
words that do not stand in the document the longest part that does.

Exit status: 0 the document matches, 1 it does not, 8 it is not in the
index, more for other errors: docs/exit-codes.md.""",
)

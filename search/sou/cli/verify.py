"""``sou verify``: is the index whole, and does it find what it holds?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.cli.arguments import FORMAT_VERSION, HELP, INDEX, Argument, Command, UsageError, usage
from sou.cli.diagnostics import Exit
from sou.cli.status import verify

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from sou.cli.console import Console

_DEFAULT_SAMPLES = 1000


def run(namespace: Namespace, console: Console) -> int:
    """Check the index and print what was found."""
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    if namespace.recall:
        return _recall(location, namespace, console)
    if namespace.samples is not None or namespace.seed is not None:
        raise UsageError("--samples and --seed need --recall", usage(COMMAND))
    return verify(location, console, as_json=namespace.json)


def _recall(location: Path, namespace: Namespace, console: Console) -> int:
    samples = _DEFAULT_SAMPLES if namespace.samples is None else namespace.samples
    if samples < 1:
        raise UsageError("--samples is 1 or more")
    from sou.engine import open_index

    with open_index(location) as index:
        report = index.check_recall(samples=samples, seed=namespace.seed)
    if namespace.json:
        from sou.output.wire import encode, recall_object

        console.write(encode(recall_object(report)))
    else:
        from sou.output.checked import recall

        console.write_path(recall(report, console.cwd))
    if not report.samples:
        console.narrator.say("The index holds no text to search for.")
    return Exit.NOTHING if report.missed else Exit.OK


COMMAND = Command(
    "verify",
    "Check that an index is whole, or that it finds what it holds",
    (
        Argument(("--recall",), "search for random pieces of the indexed documents"),
        Argument(
            ("--samples",),
            f"with --recall: how many pieces (default: {_DEFAULT_SAMPLES})",
            kind="integer",
            metavar="N",
        ),
        Argument(
            ("--seed",),
            "with --recall: a number that gives the same pieces again",
            kind="integer",
            metavar="N",
        ),
        Argument(("--json",), "print one JSON object, see docs/json-format.md"),
        FORMAT_VERSION,
        INDEX,
        HELP,
    ),
    run,
    """\
Without --recall this is sou status --verify. With it, pieces of 1 to 12
characters are taken from anywhere in the documents, read again from their
files unless these have changed, and each must be found where it stands.

Exit status: 0 all is well, 1 a piece was not found, 4 there is no index, 6 it
is damaged, more for other errors: docs/exit-codes.md.""",
)

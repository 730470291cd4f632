"""``sou index``: read folders into an index, or bring it up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sou.cli.arguments import HELP, INDEX, Argument, Command, UsageError, usage
from sou.cli.diagnostics import Exit
from sou.cli.encodings import ENCODING, checked_encodings

if TYPE_CHECKING:
    from argparse import Namespace

    from sou.cli.console import Console
    from sou.cli.progress import ProgressLine
    from sou.reports import IndexReport


_UNITS = {"M": 1 << 20, "G": 1 << 30}
_LEAST_MEMORY_BYTES = 600 << 20


def run(namespace: Namespace, console: Console) -> int:
    """Index and say what was done."""
    if namespace.jobs < 0:
        raise UsageError("--jobs is 1 or more, or 0 for one of each processor core")
    from sou.cli.progress import ProgressLine
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    progress = None if namespace.quiet else ProgressLine(console.narrator, console.cwd)
    work = _reanalysed if namespace.reanalyse else _indexed
    report = work(namespace, console, location, progress)
    console.narrator.erase()
    _tell(report, location, namespace, console)
    has_errors = any(one.is_error for one in report.skipped)
    return Exit.NOTHING if has_errors else Exit.OK


def _indexed(
    namespace: Namespace, _console: Console, location: Path, progress: ProgressLine | None
) -> IndexReport:
    from sou.documents import WalkOptions
    from sou.engine import index_paths

    return index_paths(
        namespace.paths,
        location,
        options=WalkOptions(
            use_ignore_files=not namespace.no_ignore,
            include_hidden=namespace.hidden,
            include_binary=namespace.binary,
        ),
        progress=progress,
        workers=namespace.jobs,
        memory_bytes=size_bytes(namespace.memory),
        encodings=checked_encodings(namespace.encoding, usage(COMMAND)),
    )


def _reanalysed(
    namespace: Namespace, console: Console, location: Path, progress: ProgressLine | None
) -> IndexReport:
    from sou.engine import reanalyse_index
    from sou.paths import config_folder

    if namespace.paths:
        raise UsageError("--reanalyse reads no files: leave out PATH", usage(COMMAND))
    return reanalyse_index(
        location,
        config=config_folder(console.environ),
        progress=progress,
        memory_bytes=size_bytes(namespace.memory),
    )


def size_bytes(text: str) -> int:
    """Return the number of bytes that ``500M`` or ``2G`` says.

    Raises:
        UsageError: it says none.
    """
    number, unit = text[:-1], text[-1:].upper()
    if unit not in _UNITS or not (number.isascii() and number.isdigit()):
        raise UsageError(f"--memory {text!r} is no size; write 900M or 2G")
    size = int(number) * _UNITS[unit]
    if size < _LEAST_MEMORY_BYTES:
        raise UsageError(f"--memory {text} is too little: one worker takes 600M")
    return size


def _tell(report: IndexReport, location: Path, namespace: Namespace, console: Console) -> None:
    if namespace.json:
        from sou.output.wire import encode, report_object

        console.write(encode(report_object(report, str(location))))
        return
    from sou.output.summary import problems, summary

    if namespace.quiet:
        lines = "\n".join(problems(report, console.cwd))
    else:
        lines = summary(report, console.cwd, is_verbose=namespace.verbose)
    if lines:
        console.narrator.say(lines)


COMMAND = Command(
    "index",
    "Index files and folders, or bring the index up to date",
    (
        Argument(
            ("paths",),
            "files and folders to add (default: those the index already has)",
            kind="words",
            metavar="PATH",
        ),
        Argument(("--no-ignore",), "read files that .gitignore and .ignore leave out, too"),
        Argument(("--hidden",), "read hidden files and folders, too"),
        Argument(("--binary",), "read files that look binary, too"),
        ENCODING,
        Argument(
            ("-j", "--jobs"),
            "processes that read and analyse (default: 0, as many as suit the machine)",
            kind="integer",
            metavar="N",
            default=0,
        ),
        Argument(
            ("--memory",),
            "most memory for all of them together, as in 2G",
            kind="text",
            metavar="SIZE",
            default="900M",
        ),
        Argument(
            ("--reanalyse",),
            "cut words anew by your userdict.txt, from the stored text; no file is read",
        ),
        Argument(("-v", "--verbose"), "name every file left out, however many"),
        Argument(("-q", "--quiet"), "say nothing but errors"),
        Argument(("--json",), "print the outcome as one JSON object, see docs/json-format.md"),
        INDEX,
        HELP,
    ),
    run,
    """\
Only new and changed files are read. The summary names every file that was
left out and why; sou status --skipped names them again.

Exit status: 0 all that should be readable is indexed, 1 done, but some files
could not be read, 2 nothing was indexed.""",
)

"""``sou index``: read folders into an index, or bring it up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sou.cli.arguments import (
    FORMAT_VERSION,
    HELP,
    INDEX,
    NO_CONFIG,
    SET,
    Argument,
    Command,
    UsageError,
    usage,
)
from sou.cli.diagnostics import Exit
from sou.cli.encodings import ENCODING, checked_encodings
from sou.cli.selection import SELECTION, size_bytes, walk_options

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from sou.cli.console import Console
    from sou.cli.progress import ProgressLine
    from sou.reports import IndexReport
    from sou.sources import Skipped


_LEAST_MEMORY_BYTES = 600 << 20
_LEAST_FILE_BYTES = 128 << 20


def run(namespace: Namespace, console: Console) -> int:
    """Index and say what was done."""
    if namespace.jobs < 0:
        raise UsageError("--jobs is 1 or more, or 0 for one of each processor core")
    _check_together(namespace)
    encodings = checked_encodings(namespace.encoding, usage(COMMAND))
    from sou.cli.progress import ProgressLine
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    if namespace.dry_run:
        return _forecast(namespace, console, location, encodings)
    progress = None if namespace.quiet else ProgressLine(console.narrator, console.cwd)
    if namespace.watch:
        from sou.cli.watch import watch

        return watch(namespace, console, location, effort(namespace), progress, encodings)
    work = _reanalysed if namespace.reanalyse else _indexed
    report = work(namespace, console, location, progress)
    console.narrator.erase()
    _tell(report, location, namespace, console)
    return _status(report.skipped, namespace)


def _status(skipped: Sequence[Skipped], namespace: Namespace) -> Exit:
    if not any(one.is_error for one in skipped):
        return Exit.OK
    return Exit.SKIPPED if namespace.exit_error_on_skip else Exit.NOTHING


def _check_together(namespace: Namespace) -> None:
    chosen = [
        f"--{name.replace('_', '-')}"
        for name in ("dry_run", "watch", "reanalyse")
        if getattr(namespace, name)
    ]
    if namespace.reanalyse and namespace.encoding:
        raise UsageError("--reanalyse reads no files: leave out --encoding", usage(COMMAND))
    if len(chosen) > 1:
        raise UsageError(f"{chosen[0]} and {chosen[1]} do not go together", usage(COMMAND))


def effort(namespace: Namespace) -> dict[str, Any]:
    """Return how much an index run may take, as the engine wants it.

    Raises:
        UsageError: an option says no size or time.
    """
    from sou.limits import Limits

    if namespace.file_time < 1:
        raise UsageError("--file-time is 1 second or more")
    file_bytes = size_bytes("--file-memory", namespace.file_memory)
    if file_bytes < _LEAST_FILE_BYTES:
        raise UsageError(f"--file-memory {namespace.file_memory} is too little: no less than 128M")
    return {
        "workers": namespace.jobs,
        "memory_bytes": _memory_bytes(namespace),
        "limits": Limits(namespace.file_time, file_bytes),
    }


def _memory_bytes(namespace: Namespace) -> int:
    size = size_bytes("--memory", namespace.memory)
    if size < _LEAST_MEMORY_BYTES:
        raise UsageError(f"--memory {namespace.memory} is too little: one worker takes 600M")
    return size


def _indexed(
    namespace: Namespace, _console: Console, location: Path, progress: ProgressLine | None
) -> IndexReport:
    from sou.upkeep import index_paths

    return index_paths(
        namespace.paths,
        location,
        options=walk_options(namespace),
        progress=progress,
        encodings=checked_encodings(namespace.encoding, usage(COMMAND)),
        **effort(namespace),
    )


def _forecast(
    namespace: Namespace, console: Console, location: Path, encodings: Sequence[str]
) -> int:
    """Say what would be done."""
    from sou.upkeep import forecast_index

    forecast = forecast_index(
        namespace.paths,
        location,
        options=walk_options(namespace),
        workers=namespace.jobs,
        memory_bytes=_memory_bytes(namespace),
        encodings=encodings,
    )
    if namespace.json:
        from sou.output.wire import encode, forecast_object

        console.write(encode(forecast_object(forecast, str(location))))
    else:
        from sou.output.forecast import forecast_text

        console.write_path(forecast_text(forecast, console.cwd, is_verbose=namespace.verbose))
    return _status(forecast.skipped, namespace)


def _reanalysed(
    namespace: Namespace, console: Console, location: Path, progress: ProgressLine | None
) -> IndexReport:
    from sou.paths import config_folder
    from sou.upkeep import reanalyse_index

    if namespace.paths:
        raise UsageError("--reanalyse reads no files: leave out PATH", usage(COMMAND))
    return reanalyse_index(
        location,
        config=config_folder(console.environ),
        progress=progress,
        memory_bytes=_memory_bytes(namespace),
    )


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
        *SELECTION,
        ENCODING,
        Argument(
            ("-j", "--jobs"),
            "processes that read and analyse (default: 0, as many as suit the machine)",
            kind="integer",
            metavar="N",
            default=0,
            option="index.jobs",
        ),
        Argument(
            ("--memory",),
            "most memory for all of them together, as in 2G",
            kind="text",
            metavar="SIZE",
            default="900M",
            option="index.memory",
        ),
        Argument(
            ("--file-time",),
            "seconds that reading one file may take (default: 60)",
            kind="integer",
            metavar="N",
            default=60,
            option="index.file_time",
        ),
        Argument(
            ("--file-memory",),
            "memory that reading one file may take, beside --memory (default: 1G; Linux only)",
            kind="text",
            metavar="SIZE",
            default="1G",
            option="index.file_memory",
        ),
        Argument(
            ("--watch",),
            "go on until stopped, and index what changes as it changes",
        ),
        Argument(
            ("-n", "--dry-run"),
            "say what would be read and left out, and how long it might take; write nothing",
        ),
        Argument(
            ("--reanalyse",),
            "cut words anew by your userdict.txt, from the stored text; no file is read",
        ),
        Argument(
            ("--exit-error-on-skip",),
            "end with status 9, not 1, when files could not be read",
        ),
        Argument(("-v", "--verbose"), "name every file left out, however many"),
        Argument(("-q", "--quiet"), "say nothing but errors"),
        Argument(("--json",), "print the outcome as one JSON object, see docs/json-format.md"),
        FORMAT_VERSION,
        SET,
        NO_CONFIG,
        INDEX,
        HELP,
    ),
    run,
    """\
Only new and changed files are read. The summary names every file that was
left out and why; sou status --skipped names them again.

What --include, --exclude, --no-ignore, --hidden, --binary, --follow and
--max-size say is remembered with PATH, or with every folder indexed when there
is none, and holds for later runs; sou sources shows it, sou sources add says
it anew. For a path inside a folder indexed before, it holds once.

Files other than plain text, Markdown and subtitles, and those over 1 MB, are
read by a process of their own: one that crashes, or takes too long or too
much memory, costs that file only, which is named.

--watch prints a line for each batch of changes, with --json one JSON object,
and ends on Ctrl-C or SIGTERM, with status 0 and all it has said committed.

Exit status: 0 all that should be readable is indexed, 1 done, but some files
could not be read, 9 the same with --exit-error-on-skip, more for errors:
docs/exit-codes.md.""",
)

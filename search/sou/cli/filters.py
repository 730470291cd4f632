"""Options that restrict which documents are taken: of ``sou search`` and ``sou export``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sou.cli.arguments import Argument, UsageError, readable

if TYPE_CHECKING:
    from argparse import Namespace

FILTERS: Final = (
    Argument(
        ("--since",),
        "only documents of that date or later: 2024, 2024-05, 2024-05-31, or 7d, 2w, 6m, 1y",
        kind="text",
        metavar="DATE",
    ),
    Argument(
        ("-t", "--type"),
        "only this kind or suffix, as type: in a query; may be repeated",
        kind="texts",
        metavar="TYPE",
    ),
    Argument(
        ("--path",),
        "only paths that contain this; may be repeated for either",
        kind="texts",
        metavar="TEXT",
    ),
    Argument(
        ("--lang",),
        "only documents in this language, as lang: in a query; may be repeated",
        kind="texts",
        metavar="TAG",
    ),
)


def filters_of(namespace: Namespace) -> tuple[str, ...]:
    """Return the restricting options in query syntax."""
    found: list[str] = []
    for field, values in (("type", namespace.type), ("lang", namespace.lang)):
        if values:
            found.append(f'{field}:"{_quoted(",".join(values))}"')
    if namespace.path:
        found.append(" OR ".join(f'path:"{_quoted(path)}"' for path in namespace.path))
    if namespace.since is not None:
        found.append(_since(namespace.since))
    return tuple(found)


def _since(text: str) -> str:
    """Return ``date:7d`` for a stretch of time, ``date:>=2024-05`` for a day, month or year."""
    if any(one.isspace() or one in "()\"'<>=.,:" for one in text) or not text:
        raise UsageError(f"--since {text!r} is no date; write 2024, 2024-05, 2024-05-31 or 7d")
    return f"date:{'' if text[-1].isalpha() else '>='}{text}"


def _quoted(text: str) -> str:
    return readable([text]).replace('"', '\\"')

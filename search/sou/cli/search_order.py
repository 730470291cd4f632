"""What ``sou search`` was asked for, checked before anything is opened.

In: the namespace of a command line. Out: an ``Order``, or a ``UsageError``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sou.cli.arguments import UsageError, readable
from sou.cli.filters import filters_of
from sou.model import SearchRequest

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from sou.model import SortOrder
    from sou.output.places import FoundPlace

Form = Literal["people", "json", "jsonl", "paths", "count", "quiet", "vimgrep", "format"]

ALL = -1
BATCH_HITS = 500
"""Hits asked for at a time when all are wanted: bounds the snippets held at once."""
_DEFAULT_LIMIT = 10
_FORMS: tuple[tuple[str, str, Form], ...] = (
    ("quiet", "--quiet", "quiet"),
    ("json", "--json", "json"),
    ("jsonl", "--jsonl", "jsonl"),
    ("files_with_matches", "--files-with-matches", "paths"),
    ("count", "--count", "count"),
    ("vimgrep", "--vimgrep", "vimgrep"),
    ("format", "--format", "format"),
)


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for, checked."""

    request: SearchRequest
    """The first batch."""
    limit: int
    """Most hits to print; ``ALL`` for all."""
    form: Form
    end: str
    """What ends a path or a formatted line."""
    color: str
    hyperlinks: str
    before: int = 0
    """Lines to show before that of a match."""
    after: int = 0
    has_context: bool = False
    fill: Callable[[FoundPlace], str] | None = None
    """Makes a line of a place, for ``format``."""

    @property
    def is_one_batch(self) -> bool:
        """True when the first batch is all that was asked for."""
        return self.form in ("count", "quiet") or self.limit == self.request.limit


def order_of(namespace: Namespace, usage: str) -> Order:
    """Check a command line.

    Raises:
        UsageError: it makes no sense.
    """
    query = readable(namespace.words).strip()
    if not query and namespace.batch is None:
        raise UsageError("what to search for is missing", usage)
    if query and namespace.batch is not None:
        raise UsageError("--batch reads the queries: leave out QUERY", usage)
    form = _form(namespace)
    _check_numbers(namespace)
    _check_combinations(namespace, form)
    limit = namespace.limit
    if limit is None:
        limit = ALL if form in ("paths", "vimgrep") else _DEFAULT_LIMIT
    nothing = form in ("count", "quiet")
    batch = 0 if nothing else BATCH_HITS if limit == ALL else min(limit, BATCH_HITS)
    if namespace.batch is not None:
        batch = sys.maxsize if limit == ALL else limit
    request = SearchRequest(
        query,
        limit=batch,
        offset=namespace.offset,
        match_all=namespace.all,
        regional=not namespace.no_regional,
        exact_script=namespace.exact_script,
        snippets=namespace.snippets,
        sort=_sort(namespace),
        facets=tuple(dict.fromkeys(namespace.facet)),
        filters=filters_of(namespace),
    )
    before, after = _context(namespace)
    return Order(
        request,
        limit,
        form,
        "\0" if namespace.null else "\n",
        namespace.color,
        namespace.hyperlinks,
        before=before or 0,
        after=after or 0,
        has_context=(before, after) != (None, None),
        fill=_fill(namespace.format),
    )


def _form(namespace: Namespace) -> Form:
    chosen = [
        (option, form) for name, option, form in _FORMS if getattr(namespace, name) not in (None, 0)
    ]
    if len(chosen) > 1:
        options = " and ".join(option for option, _ in chosen)
        raise UsageError(f"{options} exclude each other")
    return chosen[0][1] if chosen else "people"


def _check_numbers(namespace: Namespace) -> None:
    if namespace.offset < 0 or (namespace.limit is not None and namespace.limit < ALL):
        raise UsageError("--limit is -1 or more, --offset 0 or more")
    if namespace.snippets < 1:
        raise UsageError("--max-per-file is 1 or more")
    if any(one is not None and one < 0 for one in _all_context(namespace)):
        raise UsageError("-A, -B and -C are 0 or more")


def _check_combinations(namespace: Namespace, form: Form) -> None:
    if namespace.null and form not in ("paths", "format"):
        raise UsageError("--null needs --files-with-matches or --format")
    if namespace.facet and form not in ("people", "json") and namespace.batch is None:
        raise UsageError("--facet goes with --json, --batch or what is printed for people")
    if form != "people" and any(one is not None for one in _all_context(namespace)):
        raise UsageError("-A, -B and -C are for what is printed for people")
    if namespace.batch is not None and form not in ("people", "jsonl"):
        raise UsageError("--batch always writes JSON, one line for each query")
    if namespace.batch is not None and any(one is not None for one in _all_context(namespace)):
        raise UsageError("-A, -B and -C do not go with --batch")


def _all_context(namespace: Namespace) -> tuple[int | None, int | None, int | None]:
    return namespace.before_context, namespace.after_context, namespace.context


def _context(namespace: Namespace) -> tuple[int | None, int | None]:
    """Return the lines before and after; ``-A`` and ``-B`` come before ``-C``, as in grep."""
    before, after, both = _all_context(namespace)
    return (both if before is None else before), (both if after is None else after)


def _sort(namespace: Namespace) -> SortOrder:
    order: SortOrder = f"-{namespace.sort}" if namespace.reverse else namespace.sort  # type: ignore[assignment]  # argparse has checked it
    return order


def _fill(template: str | None) -> Callable[[FoundPlace], str] | None:
    if template is None:
        return None
    from sou.output.places import TemplateError, compiled_template

    try:
        return compiled_template(template)
    except TemplateError as error:
        raise UsageError(f"--format: {error}") from error

"""``sou search``: ask the index."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from sou.cli.arguments import HELP, INDEX, Argument, Command, UsageError, readable, usage
from sou.cli.diagnostics import Exit, warn
from sou.model import SearchRequest

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sou.cli.console import Console
    from sou.engine import Index
    from sou.model import Hit, SearchPage, Suggestion

_Form = Literal["people", "json", "paths", "count"]

_ALL = -1
_DEFAULT_LIMIT = 10
_SHORTEST_SUGGESTED = 2
_BATCH_HITS = 500
"""Hits asked for at a time when all are wanted: bounds the snippets held at once."""


def run(namespace: Namespace, console: Console) -> int:
    """Search, print, remember."""
    order = _order(namespace)
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    with _Pages(location) as pages:
        first = pages.first(order.request, is_whole=order.is_one_batch)
        hits = _hits(pages, order, first)
        warn(first.warnings, console.narrator)
        if order.form == "count":
            console.write(f"{first.total}\n")
        elif order.form == "paths":
            _print_paths(hits, first, order, console)
        else:
            with _remembered(hits, location, order.request.query) as noted:
                if order.form == "json":
                    _print_json(noted, first, location, console)
                else:
                    _print_blocks(noted, first, order, console)
                    if not first.total:
                        console.narrator.say("no document matches")
                        _say_what_may_be_meant(pages.suggestions(order.request), console)
    return Exit.OK if first.total else Exit.NOTHING


class _Pages:
    """Gives pages: the first one briefly if it can be, others by the engine."""

    def __init__(self, location: Path) -> None:
        self._location = location
        self._index: Index | None = None

    def __enter__(self) -> _Pages:
        return self

    def __exit__(self, *_: object) -> None:
        if self._index is not None:
            self._index.close()

    def first(self, request: SearchRequest, *, is_whole: bool) -> SearchPage:
        """Return the first page; ``is_whole`` if no other is wanted.

        All pages come from one index opened once: another may show a later commit, and
        the brief search adds scores up otherwise, so nearly equal documents could change
        places, and one be on two pages while another is on none.
        """
        from sou.brief.search import brief_page

        page = brief_page(self._location, request)
        if page is None or not (is_whole or request.offset + len(page.hits) >= page.total):
            return self.next(request)
        return page

    def next(self, request: SearchRequest) -> SearchPage:
        """Return a further page."""
        return self._opened().search(request)

    def suggestions(self, request: SearchRequest) -> tuple[Suggestion, ...]:
        """Return what may have been meant by a query that finds nothing."""
        if len(request.query) < _SHORTEST_SUGGESTED:  # the engine is not worth loading
            return ()
        return self._opened().suggest(request)

    def _opened(self) -> Index:
        if self._index is None:
            from sou.engine import open_index

            self._index = open_index(self._location)
        return self._index


@dataclass(frozen=True, slots=True)
class _Order:
    """What was asked for, checked."""

    request: SearchRequest
    """The first batch."""
    limit: int
    """Most hits to print; ``_ALL`` for all."""
    form: _Form
    ends_with_null: bool
    color: str

    @property
    def is_one_batch(self) -> bool:
        """True when the first batch is all that was asked for."""
        return self.form == "count" or self.limit == self.request.limit


def _order(namespace: Namespace) -> _Order:
    query = readable(namespace.words).strip()
    if not query:
        raise UsageError("what to search for is missing", usage(COMMAND))
    form = _form(namespace)
    limit = namespace.limit
    if limit is None:
        limit = _ALL if form == "paths" else _DEFAULT_LIMIT
    if namespace.offset < 0 or limit < _ALL:
        raise UsageError("--limit is -1 or more, --offset 0 or more")
    if namespace.snippets < 1:
        raise UsageError("--snippets is 1 or more")
    if namespace.null and form != "paths":
        raise UsageError("--null needs --files-with-matches")
    batch = 0 if form == "count" else _BATCH_HITS if limit == _ALL else min(limit, _BATCH_HITS)
    request = SearchRequest(
        query,
        limit=batch,
        offset=namespace.offset,
        match_all=namespace.all,
        regional=not namespace.no_regional,
        exact_script=namespace.exact_script,
        snippets=namespace.snippets,
    )
    return _Order(request, limit, form, namespace.null, namespace.color)


def _form(namespace: Namespace) -> _Form:
    chosen: list[_Form] = []
    if namespace.json:
        chosen.append("json")
    if namespace.files_with_matches:
        chosen.append("paths")
    if namespace.count:
        chosen.append("count")
    if len(chosen) > 1:
        raise UsageError("--json, --files-with-matches and --count exclude each other")
    return chosen[0] if chosen else "people"


def _hits(pages: _Pages, order: _Order, first: SearchPage) -> Iterator[Hit]:
    """Yield the hits asked for, searching on batch by batch."""
    left = first.total if order.limit == _ALL else order.limit
    page = first
    while page.hits and left > 0:
        yield from page.hits[:left]
        left -= len(page.hits)
        if left > 0 and page.request.offset + len(page.hits) < page.total:
            offset = page.request.offset + len(page.hits)
            page = pages.next(replace(order.request, offset=offset, limit=min(left, _BATCH_HITS)))
        else:
            return


def _print_paths(hits: Iterator[Hit], first: SearchPage, order: _Order, console: Console) -> None:
    from sou.output.shown import shown_path

    end = "\0" if order.ends_with_null else "\n"
    printed: set[str] = set()
    count = 0
    for count, hit in enumerate(hits, 1):  # noqa: B007 -- the last count is used below
        path = hit.document.path
        if path not in printed:  # records of one file share it
            printed.add(path)
            console.write_path(shown_path(path, console.cwd))
            console.write(end)
    _narrate_the_rest(first, count, console)


def _print_json(hits: Iterator[Hit], first: SearchPage, location: Path, console: Console) -> None:
    from sou.output.wire import encode, page_object

    console.write(encode(page_object(first, hits, str(location))))


def _print_blocks(hits: Iterator[Hit], first: SearchPage, order: _Order, console: Console) -> None:
    from sou.output.hits import hit_blocks, pinyin_line
    from sou.output.style import choose_style

    for match in first.pinyin:
        if match.texts:
            console.narrator.say(pinyin_line(match))
    style = choose_style(order.color, console.stdout_is_terminal, console.environ)
    count = 0
    for count, block in enumerate(hit_blocks(hits, style, console.cwd), 1):  # noqa: B007 -- same
        console.write(block)
    if first.total:
        _narrate_the_rest(first, count, console)


def _say_what_may_be_meant(suggestions: Sequence[Suggestion], console: Console) -> None:
    if suggestions:
        from sou.output.suggestions import did_you_mean

        console.narrator.say(did_you_mean(suggestions))


def _narrate_the_rest(first: SearchPage, shown: int, console: Console) -> None:
    from sou.output.hits import truncation

    console.flush()  # before stderr, where both are one terminal
    line = truncation(first, shown)
    if line is not None:
        console.narrator.say(line)


@contextmanager
def _remembered(hits: Iterator[Hit], location: Path, query: str) -> Iterator[Iterator[Hit]]:
    """Give the hits on, and remember those taken, even when a pipe breaks."""
    from sou.cli.last_search import RememberedHit, remember

    taken: list[RememberedHit] = []

    def noting() -> Iterator[Hit]:
        for hit in hits:
            taken.append(RememberedHit.of(hit))
            yield hit

    try:
        yield noting()
    finally:
        remember(location, query, taken)


COMMAND = Command(
    "search",
    "Search an index, best document first",
    (
        Argument(
            ("words",),
            "what to search for; several words are joined by blanks",
            kind="words",
            metavar="QUERY",
        ),
        Argument(
            ("-n", "--limit"),
            "most documents to show (default: 10; with -l all); -1 for all",
            kind="integer",
            metavar="N",
        ),
        Argument(
            ("--offset",),
            "best documents to leave out (default: 0)",
            kind="integer",
            metavar="N",
            default=0,
        ),
        Argument(
            ("--snippets",),
            "most snippets of a document (default: 1)",
            kind="integer",
            metavar="N",
            default=1,
        ),
        Argument(("--all",), "require every word, as if joined with AND"),
        Argument(("--exact-script",), "find Han characters only as typed: 發 is not 髮 or 发"),
        Argument(("--no-regional",), "leave out what other regions call a word, as 芯片 for 晶片"),
        Argument(("-l", "--files-with-matches"), "print only the paths of the files"),
        Argument(("-0", "--null"), "with -l: end each path with a NUL, for xargs -0"),
        Argument(("-c", "--count"), "print only how many documents match"),
        Argument(("--json",), "print one JSON object, see docs/json-format.md"),
        Argument(
            ("--color",),
            "when to colour: auto, always or never (default: auto)",
            kind="text",
            metavar="WHEN",
            choices=("auto", "always", "never"),
            default="auto",
        ),
        INDEX,
        HELP,
    ),
    run,
    """\
Words rank; "quotes" or 「」 are exact; AND OR NOT -word ( ) combine;
title: author: path: type: lang: date: restrict. In full: docs/query-syntax.md.

Exit status: 0 documents match, 1 none does, 2 error.""",
)

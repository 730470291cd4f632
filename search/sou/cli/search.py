"""``sou search``: ask the index."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from sou.cli.arguments import FORMAT_VERSION, HELP, INDEX, NO_CONFIG, SET, Argument, Command, usage
from sou.cli.diagnostics import Exit, warn
from sou.cli.filters import FILTERS
from sou.cli.search_order import ALL, BATCH_HITS, Order, order_of
from sou.model import FacetName

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sou.cli.console import Console
    from sou.engine import Index
    from sou.model import DocumentInfo, Hit, Place, SearchPage, SearchRequest, Suggestion

_SHORTEST_SUGGESTED = 2


def run(namespace: Namespace, console: Console) -> int:
    """Search, print, remember."""
    order = order_of(namespace, usage(COMMAND))
    from sou.paths import index_location

    location = index_location(namespace.index, console.environ)
    if namespace.batch is not None:
        from sou.cli.batch import run_batch

        return run_batch(order.request, namespace.batch, location, console)
    with _Pages(location) as pages:
        first = pages.first(order.request, is_whole=order.is_one_batch)
        hits = _hits(pages, order, first)
        warn((*first.warnings, *map(not_finished, first.unfinished)), console.narrator)
        if order.form == "count":
            console.write(f"{first.total}\n")
        elif order.form == "paths":
            _print_paths(hits, first, order, console)
        elif order.form != "quiet":
            with _remembered(hits, location, order.request.query) as noted:
                _print_hits(noted, first, order, pages, console)
    return Exit.OK if first.total else Exit.NOTHING


class _Pages:
    """Gives pages: the first one briefly if it can be, others by the engine."""

    def __init__(self, location: Path) -> None:
        self.location = location
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

        page = brief_page(self.location, request)
        if page is None or not (is_whole or request.offset + len(page.hits) >= page.total):
            return self.next(request)
        return page

    def next(self, request: SearchRequest) -> SearchPage:
        """Return a further page."""
        return self.opened().search(request)

    def suggestions(self, request: SearchRequest) -> tuple[Suggestion, ...]:
        """Return what may have been meant by a query that finds nothing."""
        if len(request.query) < _SHORTEST_SUGGESTED:  # the engine is not worth loading
            return ()
        return self.opened().suggest(request)

    def opened(self) -> Index:
        """Return the open index."""
        if self._index is None:
            from sou.engine import open_index

            self._index = open_index(self.location)
        return self._index


def not_finished(path: str) -> str:
    """Return the warning that hits below a path may be missing."""
    return f"not all of {path} is in the index yet; unless a run goes on: sou index"


def _hits(pages: _Pages, order: Order, first: SearchPage) -> Iterator[Hit]:
    """Yield the hits asked for, searching on batch by batch."""
    left = first.total if order.limit == ALL else order.limit
    page = first
    while page.hits and left > 0:
        yield from page.hits[:left]
        left -= len(page.hits)
        if left > 0 and page.request.offset + len(page.hits) < page.total:
            offset = page.request.offset + len(page.hits)
            page = pages.next(replace(order.request, offset=offset, limit=min(left, BATCH_HITS)))
        else:
            return


def _print_paths(hits: Iterator[Hit], first: SearchPage, order: Order, console: Console) -> None:
    from sou.output.shown import shown_path

    printed: set[str] = set()
    count = 0
    for count, hit in enumerate(hits, 1):  # noqa: B007 -- the last count is used below
        path = hit.document.path
        if path not in printed:  # records of one file share it
            printed.add(path)
            console.write_path(shown_path(path, console.cwd))
            console.write(order.end)
    _narrate_the_rest(first, count, console)


def _print_hits(
    hits: Iterator[Hit], first: SearchPage, order: Order, pages: _Pages, console: Console
) -> None:
    match order.form:
        case "json":
            from sou.output.wire import encode, page_object

            console.write(encode(page_object(first, hits, str(pages.location))))
        case "jsonl":
            _print_json_lines(hits, first, order, console)
        case "vimgrep" | "format":
            _print_places(hits, first, order, console)
        case _:
            _print_blocks(hits, first, order, pages, console)


def _print_json_lines(
    hits: Iterator[Hit], first: SearchPage, order: Order, console: Console
) -> None:
    from sou.output.wire import encode, hit_line_object

    count = 0
    for count, hit in enumerate(hits, 1):  # noqa: B007 -- the last count is used below
        console.write(encode(hit_line_object(hit, more=order.request.snippets > 1)))
        console.flush()
    _narrate_the_rest(first, count, console)


def _print_places(hits: Iterator[Hit], first: SearchPage, order: Order, console: Console) -> None:
    from sou.documents.source_lines import line_before
    from sou.output.places import places_of, vimgrep_line

    def read_before(document: DocumentInfo, place: Place) -> str:
        return line_before(document.path, document.encoding, place)

    fill = order.fill or vimgrep_line
    count = 0
    for count, hit in enumerate(hits, 1):  # noqa: B007 -- the last count is used below
        for found in places_of(hit, console.cwd, read_before):
            console.write_path(fill(found))
            console.write(order.end)
    _narrate_the_rest(first, count, console)


def _print_blocks(
    hits: Iterator[Hit], first: SearchPage, order: Order, pages: _Pages, console: Console
) -> None:
    from sou.output.hits import hit_blocks, pinyin_line
    from sou.output.style import choose_style

    for match in first.pinyin:
        if match.texts:
            console.narrator.say(pinyin_line(match))
    is_terminal, environ = console.stdout_is_terminal, console.environ
    style = choose_style(order.color, is_terminal, environ)
    if order.hyperlinks == "always" or (is_terminal and order.hyperlinks == "auto"):
        from sou.output.links import wants_links

        style = replace(style, has_links=wants_links(order.hyperlinks, is_terminal, environ))
    lines = None
    if order.has_context:
        from sou.cli.context import lines_around

        lines = lines_around(pages.opened(), order, style)
    count = 0
    for count, block in enumerate(hit_blocks(hits, style, console.cwd, lines), 1):  # noqa: B007 -- same
        console.write(block)
    if first.facets:
        from sou.output.facets import facet_lines

        console.write(("\n" if count else "") + facet_lines(first.facets))
    if first.total:
        _narrate_the_rest(first, count, console)
    else:
        console.narrator.say("no document matches")
        _say_what_may_be_meant(pages.suggestions(order.request), console)


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
            "most documents to show (default: 10; with -l and --vimgrep all); -1 for all",
            kind="integer",
            metavar="N",
            option="search.limit",
        ),
        Argument(
            ("--offset",),
            "best documents to leave out (default: 0)",
            kind="integer",
            metavar="N",
            default=0,
        ),
        Argument(
            ("-m", "--snippets", "--max-per-file"),
            "most snippets, or lines, of a document (default: 1)",
            kind="integer",
            metavar="N",
            default=1,
            option="search.snippets",
        ),
        Argument(
            ("--sort",),
            "score (best first), date, path or size (least first) (default: score)",
            kind="text",
            metavar="ORDER",
            choices=("score", "date", "path", "size"),
            default="score",
            option="search.sort",
        ),
        Argument(("-r", "--reverse"), "turn the order round"),
        Argument(("--all",), "require every word, as if joined with AND", option="search.all"),
        Argument(
            ("--exact-script",),
            "find Han characters only as typed: 發 is not 髮 or 发",
            option="search.exact_script",
        ),
        Argument(
            ("--no-regional",),
            "leave out what other regions call a word, as 芯片 for 晶片",
            option="search.regional",
            says=False,
        ),
        Argument(("-i", "--ignore-case"), "changes nothing: case is always ignored"),
        *FILTERS,
        Argument(
            ("--facet",),
            "count all matches by type, folder, year, encoding, author or lang; may be repeated",
            kind="texts",
            metavar="NAME",
            choices=get_args(FacetName),
        ),
        Argument(("-C", "--context"), "show N lines around the match", "integer", "N"),
        Argument(("-B", "--before-context"), "show N lines before its line", "integer", "N"),
        Argument(("-A", "--after-context"), "show N lines after its line", "integer", "N"),
        Argument(("-l", "--files-with-matches"), "print only the paths of the files"),
        Argument(
            ("-0", "--null", "--print0"),
            "with -l and --format: end each with a NUL, for xargs -0",
        ),
        Argument(("-c", "--count"), "print only how many documents match"),
        Argument(("-q", "--quiet"), "print nothing; the exit status tells"),
        Argument(("--json",), "print one JSON object, see docs/json-format.md"),
        Argument(("--jsonl",), "print each hit as a JSON object on its line, as it comes"),
        Argument(("--vimgrep",), "print PATH:LINE:COLUMN:TEXT, columns in bytes, for editors"),
        Argument(
            ("--format",),
            "print a line made from a template: '{path}:{line}:{col} {snippet}'",
            kind="text",
            metavar="TEMPLATE",
        ),
        FORMAT_VERSION,
        Argument(
            ("--batch",),
            "read queries from a file, or - for stdin, one a line, and print a JSON object "
            "for each, in order",
            kind="text",
            metavar="FILE",
        ),
        Argument(
            ("--color",),
            "when to colour: auto, always or never (default: auto)",
            kind="text",
            metavar="WHEN",
            choices=("auto", "always", "never"),
            default="auto",
            option="search.color",
        ),
        Argument(
            ("--hyperlinks",),
            "when to make paths links: auto (terminals known to follow them), always or never "
            "(default: auto)",
            kind="text",
            metavar="WHEN",
            choices=("auto", "always", "never"),
            default="auto",
            option="search.hyperlinks",
        ),
        SET,
        NO_CONFIG,
        INDEX,
        HELP,
    ),
    run,
    """\
Words rank; "quotes" or 「」 are exact; AND OR NOT -word ( ) combine;
title: author: path: type: lang: date: restrict. In full: docs/query-syntax.md.

Fields of --format, in {}: path id part title kind encoding author date
language size modified rank score occurrences line col bytecol offset length
anchor heading number snippet. {{ and }} are brackets, \\n \\t \\0 \\\\ escapes.

A line of --batch is a query, or {"query": …, "id": …} with any id.

Exit status: 0 documents match, 1 none does, more for errors: docs/exit-codes.md.""",
)

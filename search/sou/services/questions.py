"""What may be asked of an index over a connection, and the requests made of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, get_args

from sou.model import FacetName, SearchRequest, SortOrder
from sou.services.parameters import Parameter

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_QUERY_CHARS: Final = 2000
LONGEST_ID_CHARS: Final = 8000
_MOST_HITS: Final = 100
_FAR: Final = 1_000_000_000

_QUERY = Parameter(
    "query",
    'What to search for. Words rank; "quotes" are exact; AND OR NOT -word ( ) combine; '
    "title: author: path: type: lang: date: restrict; py: is pinyin.",
    is_required=True,
    least=1,
    most=LONGEST_QUERY_CHARS,
)
_LIMIT = Parameter("limit", "Most hits to return.", "integer", default=10, most=_MOST_HITS)
_OFFSET = Parameter(
    "offset",
    "Best hits to leave out before the first one returned.",
    "integer",
    default=0,
    most=_FAR,
)
_SORT = Parameter(
    "sort",
    "score: best first; date, path, size: least first; a minus turns the order round.",
    choices=get_args(SortOrder),
    default="score",
)
_FILTERS = Parameter(
    "filters",
    "Queries that documents must match, too, without a part in the score, such as type:pdf, "
    "lang:zh-TW, date:>=2024 or path:notes.",
    "texts",
    least=1,
)
_SNIPPETS = Parameter(
    "snippets", "Most snippets of a document.", "integer", default=1, least=1, most=20
)
_FACETS = Parameter(
    "facets", "What to count all matches by.", "texts", choices=get_args(FacetName), most_texts=6
)
_ALL = Parameter(
    "match_all", "Require every word, as if joined with AND.", "boolean", default=False
)
_EXACT = Parameter(
    "exact_script",
    "Find Han characters only as typed: 發 is not 髮 or 发.",
    "boolean",
    default=False,
)
_REGIONAL = Parameter(
    "regional",
    "Look for what other regions call a word, too, in a lower tier, as 芯片 for 晶片.",
    "boolean",
    default=True,
)
DOCUMENT = Parameter(
    "id",
    "The id of a document, as hits have it: PATH, or PATH#PART of a part of a file.",
    is_required=True,
    least=1,
    most=LONGEST_ID_CHARS,
)

SEARCH: Final = (
    _QUERY,
    _LIMIT,
    _OFFSET,
    _SORT,
    _FILTERS,
    _SNIPPETS,
    _FACETS,
    _ALL,
    _EXACT,
    _REGIONAL,
)
EXPLAIN: Final = (_QUERY, DOCUMENT, _ALL, _EXACT, _REGIONAL)
SUGGEST: Final = (
    _QUERY,
    Parameter(
        "limit", "Most suggestions, and most completions.", "integer", default=8, least=1, most=50
    ),
    _ALL,
)
DOCUMENTS: Final = (
    _FILTERS,
    Parameter(
        "sort",
        "By path, date or size, least first; a minus turns the order round.",
        choices=tuple(one for one in get_args(SortOrder) if "score" not in one),
        default="path",
    ),
    replace(_LIMIT, help="Most documents to return.", default=50),
    replace(_OFFSET, help="Documents to leave out before the first one returned."),
)
TEXT: Final = (
    Parameter("offset", "Where to begin, in code points.", "integer", default=0, most=_FAR),
    Parameter("limit", "Most code points to return.", "integer", default=100_000, most=1_000_000),
)
READ: Final = (
    DOCUMENT,
    Parameter("line", "Read around this line, as of a hit.", "integer", least=1, most=_FAR),
    Parameter(
        "column", "With line: the column to read around.", "integer", default=1, least=1, most=_FAR
    ),
    Parameter(
        "page",
        "Read this page, slide, row or chapter: the number of the anchor of a hit.",
        "integer",
        least=1,
        most=_FAR,
    ),
    Parameter(
        "offset",
        "Read from here on, in code points: next of the last answer goes on where that ended.",
        "integer",
        most=_FAR,
    ),
    Parameter("limit", "Most characters to return.", "integer", default=4000, least=1, most=20_000),
)


def search_request(
    given: Mapping[str, Any], folders: tuple[str, ...] | None = None
) -> SearchRequest:
    """Return the request of checked values; what they leave out is as declared above."""
    known = SearchRequest.__dataclass_fields__
    return SearchRequest(
        folders=folders, **{name: value for name, value in given.items() if name in known}
    )

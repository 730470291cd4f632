"""Choose what to show of a document: the window around its best matches.

In comes the text of the best passage and the spans in it, out comes a verbatim
slice with the spans that lie inside. Windows begin after a sentence end or line
end where one is near, and are measured in terminal cells.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from sou.model import Snippet, Span
from sou.text.sanitize import cell_width

if TYPE_CHECKING:
    from collections.abc import Sequence

_SENTENCE_ENDS: Final = frozenset("。！？；!?;\n")
_CLAUSE_ENDS: Final = frozenset("，、：,:」』）)")
_LEAD_SHARE: Final = 0.35
"""Most of the window that may stand before the first match."""


def landing(spans: Sequence[Span], texts: Sequence[str], window_chars: int) -> Span | None:
    """Return the match to land on: the first of the richest window, ``None`` for none.

    A window is richer the more different ``texts`` (one for each span, folded) it
    has, then the more matches. Spans ascend; cost is linear in their number.
    """
    best, richest = None, (0, 0)
    counts: Counter[str] = Counter()
    end = 0
    for number, first in enumerate(spans):
        while end < len(spans) and (end <= number or spans[end].end <= first.start + window_chars):
            counts[texts[end]] += 1
            end += 1
        richness = (len(counts), end - number)
        if richness > richest:
            best, richest = first, richness
        counts[texts[number]] -= 1
        if not counts[texts[number]]:
            del counts[texts[number]]
    return best


def make_snippet(
    text: str, text_offset: int, spans: Sequence[Span], focus: int, width_cells: int
) -> Snippet:
    """Cut a snippet out of ``text`` around the offset ``focus``.

    ``text`` begins at ``text_offset`` of the document; ``focus`` and ``spans`` are
    offsets of the document. The result is at most ``width_cells`` wide, save that
    the match at the focus is never cut; other matches are whole or left out.
    """
    at = min(max(focus - text_offset, 0), len(text))
    local = [Span(s.start - text_offset, s.end - text_offset) for s in spans]
    start = _window_start(text, at, width_cells)
    start = next((s.end for s in local if s.start < start < s.end <= at), start)
    must_end = max((s.end for s in local if s.start <= at < s.end), default=at)
    end = _window_end(text, start, width_cells, must_end)
    end = next((s.start for s in local if max(s.start, must_end) < end < s.end), end)
    inside = (s for s in local if start <= s.start and s.end <= end)
    return Snippet(
        text=text[start:end],
        offset=text_offset + start,
        spans=tuple(Span(s.start - start, s.end - start) for s in inside),
    )


def _window_start(text: str, at: int, width_cells: int) -> int:
    """Walk left from the match: to a sentence end if near, else a clause end."""
    lead = int(width_cells * _LEAD_SHARE)
    start, used = at, 0
    while start > 0 and used + cell_width(text[start - 1]) <= lead:
        if text[start - 1] in _SENTENCE_ENDS:
            return _skip_blanks(text, start, at)
        start -= 1
        used += cell_width(text[start])
    if start == 0:
        return _skip_blanks(text, 0, at)
    for here in range(start, at):
        if text[here] in _CLAUSE_ENDS:
            return _skip_blanks(text, here + 1, at)
    return start


def _skip_blanks(text: str, start: int, limit: int) -> int:
    while start < limit and text[start].isspace():
        start += 1
    return start


def _window_end(text: str, start: int, width_cells: int, must_end: int) -> int:
    end, used, sentence = start, 0, 0
    while end < len(text) and (used + cell_width(text[end]) <= width_cells or end < must_end):
        used += cell_width(text[end])
        end += 1
        if text[end - 1] in _SENTENCE_ENDS and end >= must_end:
            sentence = end
    if end < len(text) and sentence > start + (end - start) // 2:
        end = sentence
    while end > max(start, must_end) and text[end - 1].isspace():
        end -= 1
    return end

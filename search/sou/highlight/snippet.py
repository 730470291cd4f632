"""Choose what to show of a document: the window around its best matches.

In comes text around a match and the spans in it, out comes a verbatim slice with the
spans that lie inside. A window begins after a sentence or line, else after a clause,
and ends with one where that costs little; it never cuts a run of letters and digits.
Widths are terminal cells.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sou.model import Snippet, Span
from sou.text.classes import RUN, WIDE, class_of
from sou.text.fold import fold
from sou.text.sanitize import cell_width, sanitize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SENTENCE_ENDS: Final = frozenset("。｡．！？；!?;…\n\r\u2029")
_CLAUSE_ENDS: Final = frozenset("，、：,:」』》）)”’—｜|\t")
_CLOSING: Final = frozenset("」』》〉）)】〕”’\"'…")
_OPENING: Final = frozenset("「『《〈（(【〔“‘")
_CLAUSE_OR_CLOSING: Final = (_CLAUSE_ENDS | _CLOSING) - _SENTENCE_ENDS
_PARTICLES: Final = frozenset("的了")
"""A word hardly ever goes on after these."""
_LEAD_SHARE: Final = 0.35
"""Most of the window that may stand before the first match."""
_SENTENCE_SHARE: Final = 0.5
_CLAUSE_SHARE: Final = 0.7
"""A window ends with a sentence, or a clause, if so much of it is used by then."""
LONGEST_RUN_CHARS: Final = 64
"""A longer run is cut: it is no word."""


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
    text: str,
    text_offset: int,
    spans: Sequence[Span],
    focus: int,
    width_cells: int,
    is_word: Callable[[str], bool] | None = None,
) -> Snippet:
    """Cut a snippet out of ``text`` around the offset ``focus``.

    ``text`` begins at ``text_offset`` of the document; ``focus`` and ``spans`` are
    offsets of the document. The result is at most ``width_cells`` wide, save that
    the match at the focus and the runs it touches are never cut; other matches are
    whole or left out. Where no sign is near, two characters that ``is_word`` knows
    stay together.
    """
    known = is_word or _no_word
    at = min(max(focus - text_offset, 0), len(text))
    seen = spans[
        bisect_right(spans, text_offset, key=_end_of) : bisect_left(
            spans, (text_offset + len(text),)
        )
    ]
    local = [Span(s.start - text_offset, s.end - text_offset) for s in seen]
    first = _run_start(text, at)
    last = _run_end(text, max((s.end for s in local if s.start <= at < s.end), default=at))
    lead_cells = _lead_cells(text, local, first, last, width_cells)
    start = _window_start(text, first, lead_cells, known)
    start = next((s.end for s in local if s.start < start < s.end <= first), start)
    start = min(_run_end(text, start), first)
    end = _window_end(text, start, width_cells, last, known)
    end = next((s.start for s in local if max(s.start, last) < end < s.end), end)
    end = max(_run_start(text, end), last)
    inside = (s for s in local if start <= s.start and s.end <= end)
    return Snippet(
        text=text[start:end],
        offset=text_offset + start,
        spans=tuple(Span(s.start - start, s.end - start) for s in inside),
    )


def _end_of(span: Span) -> int:
    return span.end


def _cells(text: str) -> int:
    """Return the cells of a text on one line, as a terminal gets it: a line feed is a blank."""
    return sum(map(_character_cells, text))


@lru_cache(maxsize=8192)
def _character_cells(character: str) -> int:
    return cell_width(sanitize(character, single_line=True))


@lru_cache(maxsize=8192)  # the words of a query come again and again
def folded(written: str) -> str:
    """Return a matched text folded, to tell different matches from repeated ones."""
    return fold(written)


def _no_word(pair: str) -> bool:
    del pair
    return False


def _lead_cells(text: str, spans: Sequence[Span], first: int, last: int, width_cells: int) -> int:
    """Return how much may stand before a match, so that other words keep their room.

    What is matched once more gives way to the beginning of a sentence; another word
    that the window can hold does not.
    """
    reached = last
    seen = {folded(text[span.start : span.end]) for span in spans if span.end <= last}
    for span in spans:
        word = folded(text[span.start : span.end])
        if span.end > last and word not in seen:
            if _cells(text[first : span.end]) > width_cells:
                break
            seen.add(word)
            reached = span.end
    free_cells = width_cells - _cells(text[first:reached])
    return max(min(int(width_cells * _LEAD_SHARE), free_cells), 0)


def _run_start(text: str, at: int) -> int:
    """Return where the run of letters that an offset cuts begins, or the offset."""
    start = at
    while _is_inside_run(text, start):
        start -= 1
        if at - start > LONGEST_RUN_CHARS:
            return at
    return start


def _run_end(text: str, at: int) -> int:
    """Return where the run of letters that an offset cuts ends, or the offset."""
    end = at
    while _is_inside_run(text, end):
        end += 1
        if end - at > LONGEST_RUN_CHARS:
            return at
    return end


def _is_inside_run(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    return class_of(ord(text[at - 1])) == RUN == class_of(ord(text[at]))


def _window_start(text: str, at: int, lead_cells: int, is_word: Callable[[str], bool]) -> int:
    """Walk left from the match: to a sentence end if near, else a clause end."""
    start, used = at, 0
    while start > 0 and used + _character_cells(text[start - 1]) <= lead_cells:
        if text[start - 1] in _SENTENCE_ENDS:
            return _skipped(text, start, at)
        start -= 1
        used += _character_cells(text[start])
    if start == 0:
        return _skipped(text, 0, at)
    for marks in (_CLAUSE_ENDS, _PARTICLES):
        for here in range(start, at):
            if text[here] in marks:
                return _skipped(text, here + 1, at)
    start = _run_end(text, start)
    while start < at and _cuts_word(text, start, is_word):
        start += 1
    return _skipped(text, min(start, at), at)


def _cuts_word(text: str, at: int, is_word: Callable[[str], bool]) -> bool:
    pair = text[at - 1 : at + 1] if at else ""
    return len(pair) == 2 and all(class_of(ord(one)) == WIDE for one in pair) and is_word(pair)


def _skipped(text: str, start: int, limit: int) -> int:
    """Move past blanks and what closes the sentence before."""
    while start < limit and (text[start].isspace() or (start and text[start] in _CLOSING)):
        start += 1
    return start


def _window_end(
    text: str, start: int, width_cells: int, must_end: int, is_word: Callable[[str], bool]
) -> int:
    """Walk right as far as there is room: back to a sentence or clause end if near."""
    end = max(_fitting(text, start, width_cells), must_end)
    if end < len(text):
        size, least = end - start, max(start, must_end - 1)
        sentence = _last_after(text, least, end, _SENTENCE_ENDS)
        while 0 < sentence < end and text[sentence] in _CLOSING:
            sentence += 1
        clause = _last_after(text, least, end, _CLAUSE_OR_CLOSING)
        if sentence > start + size * _SENTENCE_SHARE:
            end = sentence
        elif clause > start + size * _CLAUSE_SHARE:
            end = clause
        else:
            end = max(_run_start(text, end), must_end)
            while end > must_end and _cuts_word(text, end, is_word):
                end -= 1
    while end > max(start, must_end) and (text[end - 1].isspace() or text[end - 1] in _OPENING):
        end -= 1
    return end


def _fitting(text: str, start: int, width_cells: int) -> int:
    """Return where what fits into so many cells from ``start`` on ends."""
    used = 0
    for at in range(start, len(text)):
        used += _character_cells(text[at])
        if used > width_cells:
            return at
    return len(text)


def _last_after(text: str, first: int, end: int, marks: frozenset[str]) -> int:
    """Return where the last of some marks in ``[first, end)`` ends, or 0."""
    for at in range(end - 1, first - 1, -1):
        if text[at] in marks:
            return at + 1
    return 0

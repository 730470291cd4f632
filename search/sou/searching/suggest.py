"""Suggest queries that find something for one that does not.

Words of the query that stand nowhere are replaced by what the index holds instead;
Zhuyin typed in Latin and pinyin are read as Han. Every suggestion is counted: none
finds nothing.
"""

from __future__ import annotations

from itertools import groupby, product
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.errors import QuerySyntaxError
from sou.model import Suggestion
from sou.query.pinyin import read_pinyin
from sou.query.syntax import Token, quoted, tokenize
from sou.query.zhuyin import typed_zhuyin
from sou.searching.chain_plan import ChainPlan
from sou.searching.heard import heard_texts
from sou.searching.near_texts import NearText, near_han, near_runs, written_form
from sou.text.classes import RUN, WIDE, class_of
from sou.text.pinyin import characters_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sou.model import SuggestionKind
    from sou.searching.snapshot import Snapshot

_MOST_COUNTED: Final = 40
"""So many candidates are searched for."""
_MOST_REPLACEMENTS: Final = 8
_SHORTEST_PINYIN: Final = 4


_MOST_MISSING: Final = 4
"""A query with more words that stand nowhere is not one slip."""
_FAR: Final = 3
"""What is so far off is told only when nothing nearer finds anything."""
_EXCLUDING: Final = ("minus", "not")


class _Candidate(NamedTuple):
    query: str
    kind: SuggestionKind
    distance: int


def suggest_queries(
    snapshot: Snapshot,
    query: str,
    count: Callable[[str], int],
    *,
    limit: int,
    check: Callable[[], None],
) -> tuple[Suggestion, ...]:
    """Return queries that find documents, likeliest first; see :meth:`sou.engine.Index.suggest`.

    ``count`` tells how many documents a query finds, ``check`` is called now and then and may
    raise to stop.
    """
    counted: dict[str, tuple[int, int, Suggestion]] = {}
    candidates = sorted(_candidates(snapshot, query, check), key=lambda one: one.distance)
    for candidate in candidates[:_MOST_COUNTED]:
        if candidate.query not in counted and candidate.query != query:
            check()
            total = count(candidate.query)
            if total:
                made = Suggestion(candidate.query, candidate.kind, total)
                counted[candidate.query] = (candidate.distance, -total, made)
    ordered = sorted(counted.values(), key=lambda one: one[:2])
    near = [one for one in ordered if one[0] < _FAR or one[0] <= ordered[0][0]]
    return tuple(suggestion for _, _, suggestion in near[:limit])


def _candidates(snapshot: Snapshot, query: str, check: Callable[[], None]) -> Iterator[_Candidate]:
    is_zhuyin = False
    for candidate in _read_as_zhuyin(snapshot, query):
        is_zhuyin = True
        yield candidate
    if is_zhuyin:
        return
    try:
        tokens = tokenize(query)
    except QuerySyntaxError:
        return
    missing = [token for token in _wanted(tokens) if written_form(snapshot, token.text) is None]
    if not 0 < len(missing) <= _MOST_MISSING:
        return
    most = max(_MOST_REPLACEMENTS // len(missing), 2)
    choices = [_alternatives(snapshot, token, check)[:most] for token in missing]
    tokens = [token for token, found in zip(missing, choices, strict=True) if found]
    for chosen in product(*filter(None, choices)):
        if chosen:
            distance = sum(near.distance for near in chosen)
            yield _Candidate(_with(query, tokens, chosen), chosen[0].kind, distance)


def _wanted(tokens: Sequence[Token]) -> list[Token]:
    """Return the words and phrases that are not excluded."""
    before = (None, *tokens)
    return [
        token
        for token, previous in zip(tokens, before, strict=False)
        if token.kind in ("word", "phrase") and not (previous and previous.kind in _EXCLUDING)
    ]


def _read_as_zhuyin(snapshot: Snapshot, query: str) -> Iterator[_Candidate]:
    sounds = typed_zhuyin(query)
    if sounds is not None:
        plan = ChainPlan(tuple(map(characters_read, sounds)))
        for one in heard_texts(snapshot, [plan], limit=_MOST_REPLACEMENTS)[0]:
            yield _Candidate(one.text, "zhuyin", 0 if one.is_word else 1)


def _alternatives(snapshot: Snapshot, token: Token, check: Callable[[], None]) -> list[NearText]:
    """Return what may stand instead of a word or phrase, nearest first."""
    found: list[NearText] = []
    for start, end, is_wide in _runs(token.text):
        near = near_han if is_wide else near_runs
        for one in near(snapshot, token.text[start:end], check):
            text = token.text[:start] + one.text + token.text[end:]
            if text == one.text or written_form(snapshot, text) is not None:
                found.append(one._replace(text=text))
    if token.kind == "word" and _is_pinyin(token.text):
        found.append(NearText(f"py:{token.text}", "pinyin", 1))
    return sorted(found, key=lambda one: one.distance)


def _runs(text: str) -> list[tuple[int, int, bool]]:
    """Return the runs of wide characters and of letters, with whether they are wide."""
    runs = []
    start = 0
    for kind, characters in groupby(text, key=lambda character: class_of(ord(character))):
        end = start + len(list(characters))
        if kind in (WIDE, RUN):
            runs.append((start, end, kind == WIDE))
        start = end
    return runs


def _is_pinyin(text: str) -> bool:
    """Tell whether a word reads as whole syllables."""
    if len(text) < _SHORTEST_PINYIN or not text.isascii():
        return False
    try:
        ways = read_pinyin(text)
    except ValueError:
        return False
    return not any(sound.endswith("*") for sounds in ways for sound in sounds)


def _with(query: str, tokens: Sequence[Token], chosen: Sequence[NearText]) -> str:
    """Return a query with some words replaced."""
    for token, near in reversed(list(zip(tokens, chosen, strict=True))):
        text = near.text if token.kind == "word" else quoted(near.text)
        query = query[: token.start] + text + query[token.end :]
    return query

"""Complete the last word of a query from the index's own terms.

What is added is written as one of the documents writes it, in the script typed if one does.
What is typed stays as typed, unless the word would be in two scripts then. Every completion
is counted: none finds nothing.
"""

from __future__ import annotations

from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING, Final

import numpy as np

from sou.errors import QuerySyntaxError
from sou.model import Completion
from sou.query.syntax import tokenize
from sou.searching.near_texts import written_form
from sou.text.classes import RUN, WIDE, class_of
from sou.text.fold import fold
from sou.text.scripts import mixes_scripts, script_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sou.searching.snapshot import Snapshot

LONGEST_STEM_CHARS: Final = 8
_SPARE: Final = 3
"""So many times as many terms are looked at as completions are wanted."""


def complete_query(
    snapshot: Snapshot, query: str, count: Callable[[str], int], *, limit: int
) -> tuple[Completion, ...]:
    """Return queries whose last word goes on, most frequent first.

    ``count`` tells how many documents a query finds.
    """
    stem = _stem(query)
    if not stem:
        return ()
    field = "words" if class_of(ord(fold(stem[-1]))) == WIDE else "runs"
    script = script_of(stem) or script_of(query)
    found: dict[str, Completion] = {}
    for start in range(len(stem) if field == "words" else 1):
        terms = _terms(snapshot, field, fold(stem[start:]), limit * _SPARE)
        for term in _whole(terms) if field == "runs" else terms:
            goes_on = term[len(stem) - start :]
            written = written_form(snapshot, stem + goes_on, beginning=stem, script=script)
            if written is None or len(written) != len(stem) + len(goes_on):
                continue
            whole = query + written[len(stem) :]
            if mixes_scripts(stem + written[len(stem) :]):
                whole = query[: -len(stem)] + written
            if documents := count(whole):
                found[whole] = Completion(whole, documents)
            if len(found) == limit:
                break
        if found:
            break
    return tuple(found.values())


def _whole(terms: Sequence[str]) -> list[str]:
    """Return terms, most frequent first, without the beginnings of more frequent ones."""
    return [
        term
        for number, term in enumerate(terms)
        if not any(other.startswith(term) for other in terms[:number])
    ]


def _stem(query: str) -> str:
    """Return the letters or wide characters that a query ends with, if they are of a word."""
    try:
        tokens = tokenize(query)
    except QuerySyntaxError:
        return ""
    if not tokens or tokens[-1].kind != "word" or tokens[-1].end != len(query):
        return ""
    text = tokens[-1].text
    kind = class_of(ord(fold(text[-1])))
    if kind not in (WIDE, RUN):
        return ""
    run = list(takewhile(lambda one: class_of(ord(fold(one))) == kind, reversed(text)))
    stem = "".join(reversed(run))
    return stem[-LONGEST_STEM_CHARS:] if kind == WIDE else stem


def _terms(snapshot: Snapshot, field: str, stem: str, limit: int) -> list[str]:
    """Return the most frequent longer terms that begin with a stem."""
    counts: Counter[str] = Counter()
    for view in snapshot.views:
        of_field = getattr(view.segment, field)
        first, end = of_field.dictionary.ordinals_with_prefix(stem.encode("utf-8", "surrogatepass"))
        if first == end:
            continue
        sizes = of_field.lists.entry_counts(first, end)
        best = np.argsort(-sizes.astype(np.int64), kind="stable")[: limit + 1]
        best.sort()
        texts = of_field.dictionary.texts(first + best)
        for text, size in zip(texts, sizes[best].tolist(), strict=True):
            if text != stem:
                counts[text] += int(size)
    return [text for text, _ in counts.most_common(limit)]

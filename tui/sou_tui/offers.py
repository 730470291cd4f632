"""What may be searched for instead of a query that finds nothing.

What may have been meant comes from the engine. What asks for less is made here: the same
words without quotation marks, with OR for AND, without what is excluded or restricted,
in either script, without filters. Each is counted before it is offered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from sou_tui.wanted import Wanted

OfferKind = Literal["meant", "filters", "script", "unquoted", "any", "excluded", "restricted"]

_QUOTES: Final = re.compile('["“”「」『』＂]')
_QUOTED: Final = re.compile('"[^"]*"|“[^”]*”|「[^」]*」|『[^』]*』|＂[^＂]*＂')
_AND: Final = re.compile(r"(?<!\S)(?:AND|ＡＮＤ)(?!\S)")
_EXCLUDED: Final = re.compile(r"(?<!\S)(?:[-－]|NOT\s+)(?=[^\s(（])(?:\"[^\"]*\"|「[^」]*」|\S+)")
_RESTRICTED: Final = re.compile(r"(?<!\S)\w+[:：](?:\"[^\"]*\"|「[^」]*」|\S+)")


@dataclass(frozen=True, slots=True)
class Offer:
    """Another search."""

    kind: OfferKind
    query: str
    wanted: Wanted
    documents: int = 0
    """How many match it; 0 before they are counted."""


def relaxed(typed: str, wanted: Wanted) -> list[Offer]:
    """Return searches that ask for less than one does, mildest first."""
    offers = []
    if wanted.filters:
        offers.append(Offer("filters", typed, replace(wanted, filters=())))
    if wanted.exact_script:
        offers.append(Offer("script", typed, replace(wanted, exact_script=False)))
    unquoted = _QUOTES.sub(" ", typed) if _QUOTED.search(typed) else typed
    changes: tuple[tuple[OfferKind, str], ...] = (
        ("excluded", _EXCLUDED.sub(" ", typed)),
        ("restricted", _RESTRICTED.sub(" ", typed)),
        ("any", _AND.sub("OR", typed)),
        ("unquoted", unquoted),
    )
    for kind, changed in changes:
        query = " ".join(changed.split())
        if query and query != " ".join(typed.split()):
            offers.append(Offer(kind, query, wanted))
    return offers

"""Find what the index holds that is nearly a given text: sounds, shapes, slips.

In comes a text of one script that stands nowhere, out come texts that do, each with
how it differs. Whether a whole query finds something with them is asked elsewhere.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sou.searching.chain_plan import ChainPlan
from sou.searching.heard import as_written, heard_texts
from sou.searching.literal import LiteralFinder
from sou.searching.literal_plan import plan_literal
from sou.searching.patterns import FuzzyPattern, edit_distances
from sou.text.fold import fold
from sou.text.pinyin import characters_read, readings
from sou.text.scripts import NEITHER, mixes_scripts, script_of
from sou.text.shapes import lookalikes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sou.model import PinyinText, SuggestionKind
    from sou.searching.snapshot import Snapshot

LONGEST_HAN: Final = 12
"""A longer run is no word that was mistyped."""
SHORTEST_RUN: Final = 3
_SHORT: Final = 3
"""So short a run with a character more is only worth telling if it is a word."""
_MOST_OF_A_KIND: Final = 6
_TWO_EDITS: Final = 5
"""From so many letters on two of them may be wrong."""
_MOST_RUNS: Final = 20
_MOST_FORMS: Final = 8
"""So many places in a segment are looked at for the way a text is written."""
_RARE: Final = 20
"""A run that is so many times as rare as another is a slip itself."""


class NearText(NamedTuple):
    """A text that the index holds."""

    text: str
    """What the user typed with the characters that differ as some document writes them."""
    kind: SuggestionKind
    distance: int
    """How far off it is; suggestions come nearest first."""


def near_han(snapshot: Snapshot, typed: str, check: Callable[[], None]) -> list[NearText]:
    """Return texts that a run of two or more wide characters may have been meant as.

    Slips are looked for when no character that looks or sounds alike explains it.
    """
    folded = fold(typed)
    if not 2 <= len(folded) <= LONGEST_HAN:
        return []
    alike = [*_of_shapes(snapshot, typed), *_of_sounds(snapshot, typed, folded)]
    slips: Iterable[NearText] = ()
    if any(near.distance <= 1 and fold(near.text) != folded for near in alike):
        alike = [near for near in alike if _keeps_some(near.text, folded)]
    else:
        slips = chain(
            _exchanged(snapshot, typed),
            _replaced(snapshot, typed, folded, check),
            _put_in_or_left_out(snapshot, typed, folded, check),
        )
    found: dict[str, NearText] = {}
    for near in chain(alike, slips):
        if fold(near.text) != folded:
            found.setdefault(fold(near.text), near)
    return list(found.values())


def _keeps_some(text: str, folded: str) -> bool:
    """Whether a character stands where it was typed: else 審叛 is 片片, by rare readings."""
    return any(a == b for a, b in zip(fold(text), folded, strict=True))


def _of_shapes(snapshot: Snapshot, typed: str) -> Iterator[NearText]:
    for at, character in enumerate(typed):
        for other in lookalikes(fold(character)):
            text = typed[:at] + other + typed[at + 1 :]
            if (written := written_form(snapshot, text)) is not None:
                yield NearText(_merged(snapshot, typed, written), "shape", 1)


def _of_sounds(snapshot: Snapshot, typed: str, folded: str) -> Iterator[NearText]:
    """Yield what is read the same."""
    places = tuple(_same_sound(character) for character in folded)
    texts, _ = heard_texts(snapshot, [ChainPlan(places)], limit=_MOST_OF_A_KIND)
    for one in texts:
        differing = sum(a != b for a, b in zip(fold(one.text), folded, strict=True))
        distance = min(differing, 2) if one.is_word else differing + 1
        yield NearText(_merged(snapshot, typed, one.text), "sound", distance)


def _same_sound(character: str) -> str:
    held = {character}.union(*map(characters_read, readings(character)))
    return "".join(sorted(held))


def _exchanged(snapshot: Snapshot, typed: str) -> Iterator[NearText]:
    """Yield what has two neighbours in the other order."""
    for at in range(len(typed) - 1):
        text = f"{typed[:at]}{typed[at + 1]}{typed[at]}{typed[at + 2 :]}"
        if written_form(snapshot, text) is not None:
            yield NearText(text, "edit", 2)


def _replaced(
    snapshot: Snapshot, typed: str, folded: str, check: Callable[[], None]
) -> Iterator[NearText]:
    """Yield what has one character different; of two characters words only."""
    for at in range(len(folded)):
        check()
        for one in _open_at(snapshot, folded, at, at + 1):
            if one.is_word or len(folded) > 2:
                text = _merged(snapshot, typed, one.text)
                yield NearText(text, "edit", 2 if one.is_word else 3)


def _put_in_or_left_out(
    snapshot: Snapshot, typed: str, folded: str, check: Callable[[], None]
) -> Iterator[NearText]:
    for at in range(1, len(folded)):
        check()
        for one in _open_at(snapshot, folded, at, at):
            if one.is_word or len(folded) > _SHORT:
                form = written_form(snapshot, one.text, beginning=typed[:at]) or one.text
                whole = typed[:at] + form[at : at + 1] + typed[at:]
                text = _in_one_script(snapshot, typed, whole, form)
                yield NearText(text, "edit", 2 if one.is_word else 3)
    for at in range(len(typed)) if len(typed) > 2 else ():
        text = typed[:at] + typed[at + 1 :]
        if written_form(snapshot, text) is not None:
            yield NearText(text, "edit", 3)


def _open_at(snapshot: Snapshot, folded: str, start: int, end: int) -> tuple[PinyinText, ...]:
    """Return strings with any wide character instead of ``[start, end)``."""
    places = (*folded[:start], "", *folded[end:])
    return heard_texts(snapshot, [ChainPlan(places)], limit=_MOST_OF_A_KIND)[0]


def _merged(snapshot: Snapshot, typed: str, written: str) -> str:
    """Return a text with the characters that are equal to those typed as they were typed."""
    merged = "".join(
        one if fold(one) == fold(other) else other
        for one, other in zip(typed, written, strict=True)
    )
    return _in_one_script(snapshot, typed, merged, written)


def _in_one_script(snapshot: Snapshot, typed: str, merged: str, written: str) -> str:
    """Return a text that mixes scripts as a document writes it, in the script typed if one does."""
    if not mixes_scripts(merged):
        return merged
    return written_form(snapshot, written, script=script_of(typed)) or written


def near_runs(snapshot: Snapshot, typed: str, check: Callable[[], None]) -> list[NearText]:
    """Return runs of letters and digits one edit from a run, or two if it is long."""
    if len(typed) < SHORTEST_RUN:
        return []
    distance = 2 if len(typed) >= _TWO_EDITS else 1
    counts: Counter[str] = Counter()
    for prefix in (1, 0):
        pattern = FuzzyPattern(typed, distance, prefix)
        for view in snapshot.views:
            runs = view.segment.runs
            ordinals = pattern.ordinals(runs.dictionary, check)
            for text, ordinal in zip(runs.dictionary.texts(ordinals), ordinals, strict=True):
                counts[text] += runs.lists.entry_count(int(ordinal))
        if counts:
            break
    most = max(counts.values(), default=0)
    frequent = [text for text, count in counts.items() if count * _RARE >= most]
    frequent.sort(key=lambda text: (_distance(text, fold(typed)), -counts[text]))
    return [
        NearText(written, "edit", _distance(text, fold(typed)))
        for text in frequent[:_MOST_RUNS]
        if (written := written_form(snapshot, text)) is not None
    ]


def _distance(text: str, wanted: str) -> int:
    codes = np.array([[ord(character) for character in text]], dtype=np.uint32)
    return int(edit_distances(codes, wanted)[0])


def written_form(
    snapshot: Snapshot, text: str, *, beginning: str = "", script: int = NEITHER
) -> str | None:
    """Return a text as a live document writes it, ``None`` if none holds it.

    If one of the first places is written with a certain ``beginning``, and in a ``script``,
    that one; else one in the script, before all others. None mixes scripts if another does not.
    """
    plan = plan_literal(text)
    best: tuple[bool, bool, str] | None = None
    for view in snapshot.views:
        finder = LiteralFinder(view)
        if not len(finder.documents(plan) & view.live):
            continue
        positions = finder.positions(plan)
        positions = positions[view.live.has(view.segment.document_of(positions))]
        if script != NEITHER:
            rows = view.segment.row_positions.searchsorted(positions, side="right") - 1
            is_so = view.segment.row_scripts[rows] == script
            positions = np.concatenate([positions[is_so], positions[~is_so][:1]])
        for position in positions[: _MOST_FORMS if beginning or script else 1].tolist():
            form = as_written(view, position, plan.length)
            told = script_of(form) if script != NEITHER else NEITHER
            is_other = mixes_scripts(form) or told not in (NEITHER, script)
            rank = (is_other, not form.startswith(beginning), form)
            if not any(rank[:2]):
                return form
            if best is None or rank[:2] < best[:2]:
                best = rank
    return best[2] if best else None

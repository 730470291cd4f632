"""Which files were not read, by reason: what went wrong before what was left out by choice."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from sou.text.sanitize import sanitize
from sou_tui import texts
from sou_tui.cells import fit
from sou_tui.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sou.sources import Skipped

_REASON_CELLS: Final = 46
_MOST_FORECAST: Final = 3
_MOST_UNREAD: Final = 4


def reasons_with_counts(skipped: Iterable[Skipped]) -> list[tuple[str, str]]:
    """Return the reasons that most files were left out for, each with how many."""
    counts = Counter((not one.is_error, one.reason) for one in skipped)
    ordered = sorted(counts.items(), key=lambda item: (item[0][0], -item[1]))
    return [(_shown(why), f"{count:>9,}") for (_, why), count in ordered[:_MOST_FORECAST]]


def unread_rows(skipped: Sequence[Skipped]) -> list[str]:
    """Return lines that say which files of an index could not be read, and why; or none."""
    errors = [one for one in skipped if one.is_error]
    if not errors:
        return []
    counts = Counter(one.reason for one in errors)
    rows = ["", texts.UNREAD.format(count=len(errors)), ""]
    for why, count in counts.most_common(_MOST_UNREAD):
        path = next(one.path for one in errors if one.reason == why)
        name = fit(sanitize(PurePath(path).name, single_line=True), _REASON_CELLS)
        rows.append(f"  {count:,}  {_shown(why)}{texts.UNREAD_SUCH_AS.format(path=name)}")
    return rows


def _shown(why: str) -> str:
    return fit(sanitize(reason(why), single_line=True), _REASON_CELLS)

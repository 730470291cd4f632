"""What values of facets are called."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from sou.text.sanitize import sanitize
from sou_tui import texts

if TYPE_CHECKING:
    from sou_tui.wanted import Filter


def facet_value(chosen: Filter) -> str:
    """Return what a value is called: a folder by its name, a language by its own."""
    if chosen.facet == "folder":
        return sanitize(PurePath(chosen.value).name or chosen.value, single_line=True)
    if chosen.facet == "lang":
        return texts.LANGUAGES.get(chosen.value, chosen.value)
    return sanitize(chosen.value, single_line=True)

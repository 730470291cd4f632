"""Whether a source is still the file that was indexed, by size and time; nothing is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import os

    from sou.model import DocumentInfo

SourceState = Literal["same", "changed", "gone"]


def source_state(document: DocumentInfo) -> SourceState:
    """Return the state of a document's file."""
    try:
        stat = Path(document.path).stat()
    except OSError:
        return "gone"
    return "changed" if has_changed(document, stat) else "same"


def has_changed(document: DocumentInfo, stat: os.stat_result) -> bool:
    """Tell whether a source is not the one that was indexed."""
    return stat.st_size != document.size_bytes or abs(stat.st_mtime - document.modified_s) > 1

"""Whether a source is still the file that was indexed, by size and time; nothing is read."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sou.model import DocumentInfo

SourceState = Literal["same", "changed", "gone", "unreadable"]


def source_state(document: DocumentInfo) -> SourceState:
    """Return the state of a document's file."""
    try:
        stat = stat_of_readable(document.path)
    except (FileNotFoundError, NotADirectoryError):
        return "gone"
    except OSError:
        return "unreadable"
    return "changed" if has_changed(document, stat) else "same"


def stat_of_readable(path: str) -> os.stat_result:
    """Return the state of a file that may be read.

    Raises:
        OSError: it is not there, or may not be read.
    """
    stat = Path(path).stat()
    if not os.access(path, os.R_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    return stat


def has_changed(document: DocumentInfo, stat: os.stat_result) -> bool:
    """Tell whether a source is not the one that was indexed."""
    return stat.st_size != document.size_bytes or abs(stat.st_mtime - document.modified_s) > 1

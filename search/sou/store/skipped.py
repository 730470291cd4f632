"""Files that the last run did not index: kept beside the manifest, read on request.

They may be many, and no search needs them, so they are not in the manifest.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from sou.sources import Skipped
from sou.store.manifest import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SKIPPED_NAME: Final = "skipped.json"


def read_skipped(folder: Path) -> tuple[Skipped, ...]:
    """Return the files the last run left out; none when the list is missing or damaged."""
    try:
        rows = json.loads((folder / SKIPPED_NAME).read_bytes())
        return tuple(Skipped(path, reason, is_error) for path, reason, is_error in rows)
    except (OSError, ValueError, TypeError):
        return ()


def write_skipped(folder: Path, skipped: Sequence[Skipped]) -> None:
    """Keep the files a run left out, unless the list is the same as before."""
    if tuple(skipped) != read_skipped(folder):
        rows = [(one.path, one.reason, one.is_error) for one in skipped]
        write_whole(folder / SKIPPED_NAME, json.dumps(rows).encode())

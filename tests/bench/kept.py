"""Results that take long to make are kept in the work folder, whole or not at all."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Facts = dict[str, Any]

_CONTENT: Final = "content"
_FACTS: Final = "facts.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """Something made, and what its making told."""

    content: Path
    """Folder with what was made."""
    facts: Facts


def keep(folder: Path, make: Callable[[Path], Facts], *, rebuild: bool = False) -> Kept:
    """Return what lies in ``folder``; it is made now if it does not, or on request.

    ``make`` fills an empty folder and returns facts that JSON can hold.
    """
    if rebuild or not (folder / _FACTS).exists():
        partial = folder.with_name(f"{folder.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        (partial / _CONTENT).mkdir(parents=True)
        facts = make(partial / _CONTENT)
        (partial / _FACTS).write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    return Kept(folder / _CONTENT, json.loads((folder / _FACTS).read_text("utf-8")))


def digest(*parts: str | bytes) -> str:
    """Return a short name that differs when one of the parts does."""
    state = blake2b(digest_size=5)
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        state.update(len(raw).to_bytes(8, "little") + raw)
    return state.hexdigest()


def size_bytes(folder: Path) -> int:
    """Return the size of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

"""The version of the JSON that sou writes; no more, so that checking it loads nothing."""

from __future__ import annotations

from typing import Final

VERSION: Final = 1

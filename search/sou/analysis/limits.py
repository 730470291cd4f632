"""Sizes that the analysis is made with; another size is another analysis."""

from __future__ import annotations

from typing import Final

RUN_LIMIT_CHARS: Final = 64
"""Longest run that is one unit."""
PASSAGE_CHARS: Final = 500
"""Longest passage; documents up to this length are one passage."""

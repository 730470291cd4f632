"""Name the analysis that wrote an index, so that another one refuses to read it."""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path
from typing import Final

from sou.analysis.limits import PASSAGE_CHARS, RUN_LIMIT_CHARS
from sou.analysis.segmenter import segmenter_fingerprint
from sou.text import fold

ANALYSIS_VERSION: Final = 4
"""Raise it when units, joining of blanks or passages change, or what a segment keeps."""


@cache
def fingerprint() -> str:
    """Return a string that is equal for equal analysis."""
    table = zlib.crc32(Path(fold.__file__).with_name("fold_table.txt").read_bytes())
    parts = (
        f"analysis-{ANALYSIS_VERSION}",
        f"fold-{table:08x}",
        f"passage-{PASSAGE_CHARS}",
        f"run-{RUN_LIMIT_CHARS}",
        segmenter_fingerprint(),
    )
    return " ".join(parts)

"""rjieba against jieba, token by token, over real text in both scripts.

No difference is allowed: over 5.6 million characters none was seen. (The one
that exists, equally probable cuts, is described in tests/unit/test_segmenter.py.)
"""

from __future__ import annotations

import gzip
import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sou.analysis import segmenter
from sou.text.fold import segmentation_fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SHARED = Path(__file__).parents[2].parent / "shared"
MARKDOWN_CHARS = 1_500_000
PASSAGE_CHARS = 1_500_000
PASSAGE_STEP = 8
"""Every eighth passage: the file is ordered by source."""

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.is_dir(), reason="no shared corpora beside the project"),
]


def first(texts: Iterable[str], limit_chars: int) -> Iterator[str]:
    for text in texts:
        yield text
        limit_chars -= len(text)
        if limit_chars <= 0:
            return


def markdown() -> Iterator[str]:
    for path in sorted((SHARED / "corpora" / "dev").rglob("*.md")):
        try:
            yield path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def passages() -> Iterator[str]:
    with gzip.open(SHARED / "relevance" / "passages.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, 0, None, PASSAGE_STEP):
            yield json.loads(line)["text"]


@pytest.mark.parametrize(
    ("texts", "limit_chars"), [(markdown, MARKDOWN_CHARS), (passages, PASSAGE_CHARS)]
)
def test_rjieba_cuts_real_text_as_jieba_does(
    texts: Callable[[], Iterable[str]], limit_chars: int
) -> None:
    pytest.importorskip("rjieba")
    rust, python = segmenter._Rjieba(), segmenter._Jieba()
    sample = [segmentation_fold(text) for text in first(texts(), limit_chars)]
    if not sample:
        pytest.skip("the shared corpora lack this part")

    for text in sample:
        assert rust.search_tokens(text) == python.search_tokens(text)
    assert sum(map(len, sample)) >= limit_chars

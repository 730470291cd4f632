"""The decoder and the readers over the shared corpora, where they are present."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.encodings.samples import corpus_samples, family, short_samples
from sou.documents import decode, looks_binary, read_all, walk
from sou.errors import DocumentError
from sou.sources import Source

SHARED = Path(__file__).parents[2].parent / "shared"
FILES = SHARED / "corpora" / "dev"
MANIFEST = SHARED / "corpora" / "MANIFEST.dev.jsonl"
SHORT_TEXTS = 400

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not MANIFEST.exists(), reason="no shared corpora beside the project"),
]


def test_nearly_every_file_is_read_in_its_own_encoding() -> None:
    confusion: Counter[tuple[str, str]] = Counter()
    for sample in corpus_samples():
        confusion[sample.family, family(decode(sample.data).encoding)] += 1
        assert not looks_binary(sample.data), sample.name

    right = sum(count for (true, chosen), count in confusion.items() if true == chosen)
    assert confusion.total() > 5000
    assert right / confusion.total() >= 0.995, confusion


def test_short_texts_are_read_in_their_own_encoding() -> None:
    """A sample of what ``python tests/bench/encodings`` measures, 8 to 40 characters each."""
    tried: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for sample in short_samples(SHORT_TEXTS):
        tried[sample.name] += 1
        right[sample.name] += decode(sample.data).text == sample.text

    rates = {name: right[name] / count for name, count in tried.items()}
    assert len(rates) == 6
    assert min(rates.values()) >= 0.97, rates


def test_every_file_is_read_or_refused_with_a_reason() -> None:
    reasons: set[str] = set()
    for found in walk([str(FILES)]):
        if not isinstance(found, Source):
            assert not found.is_error, found
            continue
        try:
            documents = read_all(found)
        except DocumentError as error:
            reasons.add(str(error))
        else:
            assert all(document.title for document in documents)

    assert not reasons

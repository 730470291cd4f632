"""Read the documents of a corpus as sou reads them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from bench.queryset import draw_queries
from sou.analysis.segmenter import words
from sou.documents import WalkOptions, read_all, walk
from sou.sources import Source
from sou.text.characters import to_text
from sou.text.searchable import searchable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.kept import Facts
    from sou.sources import Document

SAMPLE_DOCUMENTS: Final = 20_000
"""Queries are drawn from so many documents, spread evenly over the corpus."""
OPTIONS: Final = WalkOptions(use_ignore_files=False, include_hidden=True)
"""What lies above the work folder must not hide the corpus."""


def documents(files: Path, most: int | None = None) -> Iterator[tuple[str, Document]]:
    """Yield the documents below a folder with their paths, in the order of sou's walk."""
    sources = (found for found in walk([str(files)], OPTIONS) if isinstance(found, Source))
    for source in islice(sources, most):
        for document in read_all(source, OPTIONS):
            yield source.path, document


def batches(
    files: Path, batch_chars: int, most: int | None = None
) -> Iterator[list[tuple[str, Document]]]:
    """Yield the documents in lists of at least so many characters, but for the last."""
    batch: list[tuple[str, Document]] = []
    chars = 0
    for path, document in documents(files, most):
        batch.append((path, document))
        chars += len(document.text)
        if chars >= batch_chars:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch


def take_survey(files: Path, expected: int) -> Facts:
    """Measure all documents, and draw queries from some; ``expected`` is how many there are."""
    step = -(-expected // SAMPLE_DOCUMENTS)
    text_chars = text_bytes = 0
    sample: list[str] = []
    for number, (_, document) in enumerate(documents(files)):
        text_chars += len(document.text)
        text_bytes += len(document.text.encode("utf-8", "surrogatepass"))
        if number % step == 0:
            sample.append(to_text(searchable(document.text).codes))
    drawn = draw_queries(sample, words)
    return {
        "text_chars": text_chars,
        "text_bytes": text_bytes,
        "queries": [(query.kind, query.form, query.terms) for query in drawn],
    }

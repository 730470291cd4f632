"""Build an index in this process and say what it took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.engines import adapter
from bench.measure import Cost, Meter
from bench.reading import batches
from bench.tokens import BATCH_CHARS, TokenFiles, Tokenizer

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Built:
    """An index was built."""

    amount: int
    """What went in: characters of files, tokens of token files."""
    cpu_s: float
    wall_s: float
    peak_bytes: int

    @classmethod
    def of(cls, amount: int, cost: Cost) -> Built:
        """Join an amount and its cost."""
        return cls(amount, cost.cpu_s, cost.wall_s, cost.peak_bytes)


def index_files(engine: str, files: Path, folder: Path, threads: int, most: int | None) -> Built:
    """Index files from end to end.

    What every engine's process would load once is loaded before the meter runs.
    """
    from bench import ours, peer_tantivy, peer_whoosh  # none imports its library yet

    if engine == "whoosh":
        peer_whoosh.load_jieba()
    Tokenizer.new().tokens(["預熱"])
    with Meter() as meter:
        match engine:
            case "ours":
                amount = ours.index_files(files, folder, threads)
            case "tantivy":
                amount = peer_tantivy.index_files(files, folder, threads)
            case "whoosh":
                amount = peer_whoosh.index_files(files, folder, most)
            case _:
                amount = _analyse(files)
    return Built.of(amount, meter.cost)


def _analyse(files: Path) -> int:
    tokenizer = Tokenizer.new()
    chars = 0
    for batch in batches(files, BATCH_CHARS):
        texts = [document.text for _, document in batch]
        tokenizer.tokens(texts)
        chars += sum(map(len, texts))
    return chars


def index_tokens(engine: str, files: Path, tokens: Path, folder: Path, most: int | None) -> Built:
    """Feed an engine tokens, of no more than ``most`` documents."""
    fed = adapter(engine).index_tokens(files, TokenFiles(tokens), folder, most)
    return Built.of(fed.tokens, fed.meter.cost)

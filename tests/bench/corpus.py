"""The documents that are indexed: made once for each size, kept in the work folder.

The generator beside the project (``../shared/corpora/scale.py``) recombines real
paragraphs; where it is absent, documents are invented. Both are deterministic.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.invented import INVENTED_VERSION, write_documents
from bench.kept import Kept, digest, keep, size_bytes
from bench.processes import run_job
from bench.queryset import QUERYSET_VERSION, BenchQuery

if TYPE_CHECKING:
    from bench.kept import Facts

SEED: Final = "1"
MEAN_CHARS: Final = 400
_SHARED: Final = Path(__file__).resolve().parents[3] / "shared" / "corpora"
_SCALE: Final = _SHARED / "scale.py"
_SCALE_INPUT: Final = _SHARED / "MANIFEST.dev.jsonl"


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents of one size, and the folder where all that is made of them is kept."""

    documents: int
    folder: Path
    files: Path
    size_bytes: int
    """Size of the files."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What one reading of all documents tells."""

    text_chars: int
    text_bytes: int
    """Size of the extracted texts in UTF-8."""
    queries: tuple[BenchQuery, ...]
    """Of all classes, and one to warm up with."""


def generator_name() -> str:
    """Return where documents come from, and in which version."""
    if _SCALE.exists() and _SCALE_INPUT.exists():
        version = digest(_SCALE.read_bytes(), _SCALE_INPUT.read_bytes())
        return f"recombined paragraphs {version}"
    return f"invented {INVENTED_VERSION}"


def make_corpus(documents: int, work: Path) -> Corpus:
    """Return the corpus of some size, made now if it is not in the work folder."""
    generator = generator_name()
    name = digest(generator, str(documents), str(MEAN_CHARS), SEED)
    folder = work / f"{documents}-{name}"

    def make(files: Path) -> Facts:
        if _SCALE.exists():
            _recombine(files, documents)
        else:
            write_documents(files, documents, SEED, MEAN_CHARS)
        return {"size_bytes": size_bytes(files), "generator": generator}

    kept = keep(folder / "corpus", make)
    return Corpus(documents, folder, kept.content, int(kept.facts["size_bytes"]))


def _recombine(files: Path, documents: int) -> None:
    sizes = ["--docs", str(documents), "--mean", str(MEAN_CHARS), "--seed", SEED]
    subprocess.run(
        [sys.executable, str(_SCALE), str(files), *sizes], check=True, stdout=subprocess.DEVNULL
    )


def survey(corpus: Corpus, analysis: str) -> Survey:
    """Read every document once, and draw the queries; kept per analysis."""
    name = f"survey-{digest(str(QUERYSET_VERSION), analysis)}"
    kept = keep(
        corpus.folder / name,
        lambda _: run_job("survey", files=str(corpus.files), documents=corpus.documents),
    )
    drawn = [BenchQuery(kind, form, tuple(terms)) for kind, form, terms in kept.facts["queries"]]
    return Survey(
        text_chars=kept.facts["text_chars"],
        text_bytes=kept.facts["text_bytes"],
        queries=tuple(drawn),
    )


def prepare_tokens(corpus: Corpus, analysis: str) -> Kept:
    """Return the token files of a corpus, for engines that are fed tokens."""
    return keep(
        corpus.folder / f"tokens-{digest(analysis)}",
        lambda folder: run_job("prepare", files=str(corpus.files), folder=str(folder)),
    )

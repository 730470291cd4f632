"""Guess the encoding of every file and of short texts, beside other detectors.

In: the corpus beside the checkout. Out: a confusion table of the files, a table of
short texts, and what each wrong answer was, on standard output.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from bench.encodings.samples import (
    MANIFEST,
    Sample,
    corpus_samples,
    family,
    han_count,
    short_samples,
)
from bench.table import number, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


WORDS: Final = (1, 6)
NEIGHBOURS: Final = (0, 1, 2, 4, 8, 16)


class Guess(NamedTuple):
    """What a detector says."""

    family: str
    text: str | None
    """``None`` when it says nothing that can be decoded with."""


def main(words: Sequence[str]) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python tests/bench/encodings", description=__doc__)
    parser.add_argument("--short", type=int, default=2000, help="short texts of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", type=int, default=20, help="wrong answers of sou to show")
    options = parser.parse_args(words)
    if not MANIFEST.exists():
        print("no shared corpora beside the checkout")  # noqa: T201
        return 1
    detectors = dict(_detectors())
    print(_of_files(list(corpus_samples()), detectors, options.wrong))  # noqa: T201
    short = list(short_samples(options.short, options.seed))
    print(_of_short_texts(short, detectors, options.wrong))  # noqa: T201
    print(_of_neighbours(short_samples(options.short, options.seed, WORDS)))  # noqa: T201
    return 0


def _detectors() -> list[tuple[str, Callable[[bytes], Guess]]]:
    """Return sou, and those of the others that are installed."""
    found: list[tuple[str, Callable[[bytes], Guess]]] = [("sou", _sou)]
    for module, name, ask in (
        ("charset_normalizer", "charset-normalizer", _charset_normalizer),
        ("chardet", "chardet", _chardet),
    ):
        try:
            import_module(module)
        except ImportError:
            print(f"{name} is not installed, and left out")  # noqa: T201
        else:
            found.append((name, ask))
    return found


def _sou(data: bytes) -> Guess:
    from sou.documents import decode

    decoded = decode(data)
    return Guess(family(decoded.encoding), decoded.text)


def _charset_normalizer(data: bytes) -> Guess:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return _named(data, None if best is None else best.encoding)


def _chardet(data: bytes) -> Guess:
    import chardet

    return _named(data, chardet.detect(data)["encoding"])


def _named(data: bytes, encoding: str | None) -> Guess:
    """Decode as the family wants it: whoever says GB2312 is not blamed for GBK."""
    kind = family(encoding)
    codec = {"gb18030": "gb18030", "utf-8": "utf-8-sig"}.get(kind, encoding)
    try:
        text = data.decode(codec or "utf-8", "replace").removeprefix("\ufeff") if encoding else None
    except LookupError:
        text = None
    return Guess(kind, text)


def _is_right(sample: Sample, guess: Guess) -> bool:
    if sample.text is not None and guess.text is not None:
        return guess.text == sample.text
    return guess.family == sample.family


def _of_files(
    samples: Sequence[Sample], detectors: dict[str, Callable[[bytes], Guess]], most: int
) -> str:
    right: dict[str, Counter[str]] = {}
    seconds: dict[str, float] = {}
    confusion: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    for name, ask in detectors.items():
        started = time.process_time()
        right[name] = Counter()
        for sample in samples:
            guess = ask(sample.data)
            right[name][sample.family] += _is_right(sample, guess)
            if name == "sou":
                confusion[sample.family, guess.family] += 1
                if not _is_right(sample, guess):
                    wrong.append(f"  {sample.name}: {sample.family}, read as {guess.family}")
        seconds[name] = time.process_time() - started
    totals = Counter(sample.family for sample in samples)
    lines = [_confusion(confusion)]
    lines.append(_rates("Files read in their own encoding, %", totals, right, seconds))
    return "\n".join([*lines, *wrong[:most]])


def _of_neighbours(samples: Iterable[Sample]) -> str:
    """Judge words alone, and each with some others of its kind as its neighbours."""
    from sou.documents import decode
    from sou.documents.beforehand import Beforehand, expecting
    from sou.documents.candidates import shares
    from sou.documents.decode import evidence

    groups: dict[str, list[Sample]] = {}
    for sample in samples:
        groups.setdefault(sample.name, []).append(sample)
    rows = []
    for name, group in groups.items():
        found = [evidence(sample.data) for sample in group]
        right = Counter[int]()
        for place, sample in enumerate(group):
            for count in NEIGHBOURS:
                beside = (found[(place + step) % len(group)] for step in range(1, count + 1))
                likely = shares(one for one in beside if one is not None)
                with expecting(Beforehand(shares=likely)):
                    right[count] += decode(sample.data).text == sample.text
        rates = (f"{100 * right[count] / len(group):.2f}" for count in NEIGHBOURS)
        rows.append([name, str(len(group)), *rates])
    head = ["neighbours", "n", *map(str, NEIGHBOURS)]
    return table("Texts of 1 to 6 characters, % read right, by neighbours of the kind", head, rows)


def _confusion(confusion: Counter[tuple[str, str]]) -> str:
    guessed = sorted({chosen for _, chosen in confusion})
    rows = [
        [true, *(str(confusion[true, chosen] or "") for chosen in guessed)]
        for true in sorted({true for true, _ in confusion})
    ]
    return table("Files: their encoding (rows), and as what sou reads them", ["", *guessed], rows)


def _rates(
    title: str,
    totals: Counter[str],
    right: dict[str, Counter[str]],
    seconds: dict[str, float],
) -> str:
    rows = [
        [kind, str(total), *(f"{100 * right[name][kind] / total:.2f}" for name in right)]
        for kind, total in sorted(totals.items())
    ]
    every = totals.total()
    shares = [f"{100 * right[name].total() / every:.2f}" for name in right]
    rows.append(["all", str(every), *shares])
    rows.append(["CPU s", "", *(number(seconds[name]) for name in right)])
    return table(title, ["", "n", *right], rows)


def _of_short_texts(
    samples: Sequence[Sample], detectors: dict[str, Callable[[bytes], Guess]], most: int
) -> str:
    right: dict[str, Counter[str]] = {}
    few: dict[str, Counter[str]] = {}
    seconds: dict[str, float] = {}
    wrong: list[str] = []
    for name, ask in detectors.items():
        started = time.process_time()
        right[name], few[name] = Counter(), Counter()
        for sample in samples:
            guess = ask(sample.data)
            is_right = _is_right(sample, guess)
            right[name][sample.name] += is_right
            few[name][_han_kind(sample)] += is_right
            if name == "sou" and not is_right:
                wrong.append(f"  {sample.name}: {sample.text!r}, read as {guess.text!r}")
        seconds[name] = time.process_time() - started
    totals = Counter(sample.name for sample in samples)
    of_few = Counter(_han_kind(sample) for sample in samples)
    lines = [_rates("Texts of 8 to 40 characters, % read right", totals, right, seconds)]
    lines.append(_rates("The same by how many Han characters they hold", of_few, few, seconds))
    return "\n".join([*lines, *wrong[:most]])


def _han_kind(sample: Sample) -> str:
    count = han_count(sample.text or "")
    for most in (1, 2, 3, 5, 10):
        if count <= most:
            return f"up to {most:2}"
    return "more than 10"

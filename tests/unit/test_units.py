from __future__ import annotations

from sou.analysis.units import RUN_LIMIT_CHARS, split_units
from sou.text.searchable import searchable


def _units(text: str) -> tuple[list[str], list[str]]:
    codes = searchable(text).codes
    units = split_units(codes)
    folded = "".join(map(chr, codes.tolist()))
    singles = [folded[at] for at in units.singles.tolist()]
    runs = [
        folded[a:b] for a, b in zip(units.run_starts.tolist(), units.run_ends.tolist(), strict=True)
    ]
    return singles, runs


def test_wide_characters_and_marks_are_singles_and_letters_form_runs() -> None:
    assert _units("7奈米，C++17 is ok") == (list("奈米,++  "), ["7", "c", "17", "is", "ok"])


def test_characters_outside_the_bmp_are_singles() -> None:
    assert _units("𠮷野家😀") == (["𠮷", "野", "家", "😀"], [])


def test_a_run_over_the_limit_falls_apart() -> None:
    singles, runs = _units("x" * (RUN_LIMIT_CHARS + 1) + " " + "y" * RUN_LIMIT_CHARS)

    assert singles == ["x"] * (RUN_LIMIT_CHARS + 1) + [" "]
    assert runs == ["y" * RUN_LIMIT_CHARS]

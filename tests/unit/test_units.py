from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sou.analysis.limits import RUN_LIMIT_CHARS
from sou.analysis.text_units import text_units
from sou.analysis.units import split_units
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


@given(
    st.text(alphabet="晶片a1é，+ 😀\0𠮷", max_size=20), st.sampled_from(["", "x" * 64, "x" * 65])
)
def test_one_text_is_split_alike_without_arrays(text: str, long: str) -> None:
    folded = text + long
    units = split_units(np.array([*map(ord, folded), 0], dtype=np.uint32))
    plain = text_units(folded)

    assert [unit.start for unit in plain if not unit.is_run] == units.singles.tolist()
    assert [unit.start for unit in plain if unit.is_wide] == [
        at for at in units.singles.tolist() if units.is_wide[at]
    ]
    assert [(unit.start, unit.end) for unit in plain if unit.is_run] == list(
        zip(units.run_starts.tolist(), units.run_ends.tolist(), strict=True)
    )

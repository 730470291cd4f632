from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from sou.text.fold import fold, fold_char_table, fold_codes, segmentation_fold

CJK = st.characters(min_codepoint=0x2E80, max_codepoint=0x9FFF)
ANY_TEXT = st.text(st.one_of(st.characters(), st.characters(categories=["Cs"]), CJK))


@given(ANY_TEXT)
@example("𠮷\ud83d\U0002f81f\u3000İ")
def test_folding_keeps_length_and_is_idempotent(text: str) -> None:
    folded = fold(text)

    assert len(folded) == len(text)
    assert fold(folded) == folded
    assert len(segmentation_fold(text)) == len(text)
    assert fold(segmentation_fold(text)) == folded


@given(ANY_TEXT)
def test_folding_arrays_agrees_with_folding_strings(text: str) -> None:
    codes = np.array([ord(character) for character in text], dtype=np.uint32)

    assert fold_codes(codes).tolist() == [ord(character) for character in fold(text)]


def test_folding_is_idempotent_over_all_code_points() -> None:
    codes = np.arange(0x110000, dtype=np.uint32)

    once = fold_codes(codes)

    assert np.array_equal(fold_codes(once), once)


def test_white_space_folds_to_white_space_and_nothing_else_does() -> None:
    for old, new in fold_char_table().items():
        assert chr(old).isspace() == chr(new).isspace()
        assert chr(new) == " " or not chr(new).isspace()


def test_no_code_point_folds_to_or_from_a_surrogate() -> None:
    for pair in fold_char_table().items():
        assert not any(0xD800 <= code < 0xE000 for code in pair)

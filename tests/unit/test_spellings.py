"""Folding in all but script."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sou.searching.literal_plan import plan_literal
from sou.text.characters import to_codes
from sou.text.fold import fold, fold_char_table
from sou.text.scripts import NEITHER, SIMPLIFIED, TRADITIONAL
from sou.text.spellings import has_spellings, script_fold, unusual_spellings, usual_spelling
from unit.test_fold import generator


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("發髮发", "發髮发"),
        ("臺台颱", "臺台颱"),
        ("ＡＩ與Café，", "ai與cafe,"),
        ("⾺⻢馬马", "馬马馬马"),  # radicals are the characters they look like
        ("⻑⻨", "長麦"),
        ("豈\uf900", "豈豈"),  # a compatibility ideograph
        ("的\u3000。ｱ", "的 。ア"),
    ],
)
def test_width_and_case_fold_and_script_does_not(text: str, folded: str) -> None:
    assert script_fold(text) == folded


@given(st.text())
def test_it_is_a_step_on_the_way_to_folding(text: str) -> None:
    assert len(script_fold(text)) == len(text)
    assert fold(script_fold(text)) == fold(text)
    assert script_fold(script_fold(text)) == script_fold(text)


def test_radicals_are_the_characters_of_the_standard() -> None:
    maker = generator()
    for old, new in maker.RADICALS.split():
        if old not in "㇆㇏㇐㇑㇒㇓㇔㇕㇖㇗㇘㇙㇚㇛㇜㇝㇞㇟㇠㇡":
            assert script_fold(old) in (new, fold(new)), old
            assert script_fold(old) == new or new not in "長斉歯竜龜亀", old


def test_only_what_has_several_spellings_is_looked_at() -> None:
    assert has_spellings(fold("發展"))
    assert not has_spellings("ai 人工")
    assert plan_literal("發展", exact_script=True).script == "發展"
    assert plan_literal("發 展", exact_script=True).script == "發展"
    assert plan_literal("ＡＩ人工", exact_script=True) == plan_literal("ai人工")
    assert plan_literal("發展").script is None


@given(st.text(alphabet="發发髮后後里裡裏台臺颱证證証涛濤⾺馬馬鎗枪ai，話", max_size=30), st.data())
def test_what_is_written_is_the_usual_but_for_the_unusual(text: str, data: st.DataObject) -> None:
    written, folded = script_fold(text), fold(text)
    chosen = st.sampled_from([NEITHER, SIMPLIFIED, TRADITIONAL])
    scripts = [data.draw(chosen) for _ in text]
    places, codes = unusual_spellings(
        to_codes(text), to_codes(folded), np.array(scripts, dtype=np.uint8)
    )
    read = list(map(usual_spelling, folded, scripts))
    for place, code in zip(places.tolist(), codes.tolist(), strict=True):
        assert read[place] != chr(code)
        read[place] = chr(code)
    assert "".join(read) == written


def test_the_usual_spelling_is_a_spelling() -> None:
    for folded in fold_char_table().values():
        usual = usual_spelling(chr(folded), TRADITIONAL)
        assert script_fold(usual) == usual
        assert fold(usual) == chr(folded)

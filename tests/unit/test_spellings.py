"""Folding in all but script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sou.searching.literal_plan import plan_literal
from sou.text.fold import fold
from sou.text.spellings import has_spellings, script_fold
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

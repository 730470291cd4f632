"""Hyphens are settled one for one; bookmarks land inside their page."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sou.documents.pdf_headings import heading_anchors
from sou.documents.pdf_pages import LINE_HYPHEN
from sou.documents.pdf_text import SOFT_HYPHEN, clean, settle_hyphens

PAGES = st.text(alphabet="abC1-/. \n中文" + LINE_HYPHEN, max_size=60)
TITLES = st.lists(st.text(alphabet="aBİß 中\u3000文\n", max_size=5), max_size=5)


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(PAGES, max_size=4))
def test_only_marks_and_blanks_behind_them_change(pages: list[str]) -> None:
    settled = settle_hyphens(pages)

    for page, done in zip(pages, settled, strict=True):
        assert len(page) == len(done)
        assert LINE_HYPHEN not in done
        for number, (old, new) in enumerate(zip(page, done, strict=True)):
            if old == LINE_HYPHEN:
                assert new in {"-", SOFT_HYPHEN}
            elif old != new:
                assert (old, new) == (" ", "\n")
                assert LINE_HYPHEN in page[:number].split()[-1]


@settings(deadline=None)  # a busy machine is no failure
@given(st.text())
def test_clean_text_has_no_controls_and_no_ends(text: str) -> None:
    cleaned = clean(text)

    assert cleaned == cleaned.strip(" \n\t")
    assert not any(ord(character) < 0x20 for character in cleaned if character not in "\n\t\x02")


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(alphabet="aBİß 中\u3000文\n", max_size=40), TITLES, st.integers(0, 99))
def test_headings_are_inside_their_page_and_where_their_words_are(
    page: str, titles: list[str], offset: int
) -> None:
    anchors = heading_anchors(page, titles, offset, 7)

    assert sorted(anchor.label for anchor in anchors) == sorted(titles)
    assert all(before.offset <= after.offset for before, after in pairwise(anchors))
    for anchor in anchors:
        assert anchor.number == 7
        assert offset <= anchor.offset <= offset + max(len(page) - 1, 0)
        if anchor.offset > offset:
            wanted = "".join(anchor.label.split()).casefold()
            there = "".join(page[anchor.offset - offset :].split()).casefold()
            assert there.startswith(wanted)

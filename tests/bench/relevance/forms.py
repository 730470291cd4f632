"""The same question in other forms: in the other script, and as keywords."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from sou.analysis.segmenter import is_word, words
from sou.ranking import FUNCTION_CHARS, FUNCTION_WORDS
from sou.text.fold import fold, segmentation_fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bench.relevance.pool import Question

_OTHER_SCRIPT: Final = {"drcd_dev": (">cn", "tw2sp"), "cmrc_trial": (">tw", "s2twp")}
"""How each set is converted, with regional words: Taiwan to mainland and back."""


def other_script(questions: Iterable[Question]) -> list[Question]:
    """Return questions rewritten with OpenCC, those of the sets that have another script."""
    converters: dict[str, Callable[[str], str]] = {
        name: _converter(scheme) for name, (_, scheme) in _OTHER_SCRIPT.items()
    }
    return [
        replace(
            question,
            set_name=question.set_name + _OTHER_SCRIPT[question.set_name][0],
            text=converters[question.set_name](question.text),
        )
        for question in questions
        if question.set_name in converters
    ]


def as_keywords(questions: Iterable[Question]) -> list[Question]:
    """Return questions as the words that somebody in a hurry would type."""
    return [
        replace(question, set_name=f"{question.set_name} keywords", text=keywords(question.text))
        for question in questions
        if question.set_name in _OTHER_SCRIPT
    ]


def keywords(text: str) -> str:
    """Return the segmenter's words of a question, without function words, once each.

    Characters that it leaves alone side by side are a name; one alone is left out, unless
    nothing else is left.

    >>> keywords("在哪一個地方可以欣賞到12世紀黃鰭紫魚的油畫?")
    '一個 地方 欣賞 12 世紀 黃鰭紫魚 油畫'
    """
    found: list[str] = []
    end = name_end = 0
    for token in words(segmentation_fold(text)):
        start, end = end, end + len(token)
        if not _is_content(token):
            continue
        if len(token) == 1 and name_end == start and found:
            found[-1] += text[start:end]
        else:
            found.append(text[start:end])
        name_end = end if len(token) == 1 else 0
    distinct = list(dict.fromkeys(found))
    return " ".join([word for word in distinct if len(word) > 1] or distinct or [text])


def _is_content(token: str) -> bool:
    folded = fold(token)
    is_function = folded in FUNCTION_WORDS or FUNCTION_CHARS.issuperset(folded)
    return is_word(token) and not is_function


def _converter(scheme: str) -> Callable[[str], str]:
    opencc: Any = import_module("opencc")
    convert: Callable[[str], str] = opencc.OpenCC(scheme).convert
    return convert

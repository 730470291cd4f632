"""In which language the app speaks, and its catalogue put in place.

A process speaks one language, chosen before its first screen is made: that of the
configuration, else of the locale, as gettext has it (``LC_ALL``, ``LC_MESSAGES``,
``LANG``). A locale that names neither Chinese nor English gets Traditional Chinese, and
so does ``C``, which names none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from sou_tui import texts, texts_en, texts_hans

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from sou.config import InterfaceLanguage

_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_SIMPLIFIED: Final = frozenset(("cn", "sg", "my", "hans"))


def catalogue(module: ModuleType) -> dict[str, object]:
    """Return the texts of a catalogue, by name."""
    return {name: text for name, text in vars(module).items() if name.isupper()}


_CATALOGUES: Final[dict[InterfaceLanguage, dict[str, object]]] = {
    "zh-Hant": catalogue(texts),
    "zh-Hans": catalogue(texts_hans),
    "en": catalogue(texts_en),
}


def speak(language: InterfaceLanguage) -> None:
    """Let ``texts`` say everything in a language from now on."""
    vars(texts).update(_CATALOGUES[language])


def language_of(environ: Mapping[str, str]) -> InterfaceLanguage:
    """Return the language of a locale.

    >>> language_of({"LANG": "zh_CN.UTF-8"}), language_of({"LANG": "en_US", "LC_ALL": "zh_HK"})
    ('zh-Hans', 'zh-Hant')
    """
    locale = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    language, *others = re.split(r"[_.@-]", locale.lower())
    if language == "en":
        return "en"
    return "zh-Hans" if language == "zh" and _SIMPLIFIED.intersection(others) else "zh-Hant"


def fault(message: str) -> str:
    """Return what the engine says is wrong with a query, in the language of the app.

    A message without a translation stays as it is.
    """
    for english, translated in texts.QUERY_FAULTS:
        if match := _pattern(english).fullmatch(message):
            return translated.format(*match.groups())
    return message


@cache
def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+)".join(map(re.escape, english.split("{}"))), re.DOTALL)

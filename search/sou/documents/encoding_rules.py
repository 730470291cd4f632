"""Encodings that the user named for some files: ``--encoding 'old/*.txt=big5'``.

A rule is a pattern of ``.gitignore`` below a folder, and an encoding; a rule without a
pattern is for its folder or file and all inside. Of several that match, the last one
counts. ``auto`` is no encoding: what it matches is found out again.
"""

# Paths stay strings, as everywhere in this stage.
# ruff: noqa: PTH118
from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Final

from sou.documents.euc_tw import NAME as EUC_TW
from sou.documents.euc_tw import register_euc_tw
from sou.errors import ConfigError

if TYPE_CHECKING:
    from sou.documents.ignore import IgnoreFile

AUTO: Final = "auto"
_READ_WIDER: Final = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950"}
"""What is named so often holds more than its name says."""
_NO_FILES: Final = {"unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined"}
_SUGGESTED: Final = (
    *("gb18030", "gbk", "gb2312", "big5", "big5hkscs", "cp950", "euc-tw", "hz", "utf-8", "auto"),
    *("utf-16", "utf-16-le", "utf-16-be", "shift_jis", "euc_jp", "euc_kr", "cp1252", "latin-1"),
)


@dataclass(frozen=True, slots=True)
class EncodingRule:
    """An encoding for some files."""

    folder: str
    """Absolute; the folder or file the pattern is for."""
    pattern: str
    """As in ``.gitignore``; empty for the folder as a whole."""
    encoding: str
    """Python codec name, or ``auto``."""


class EncodingRules:
    """Tells what encoding the user named for a file."""

    def __init__(self, rules: Iterable[EncodingRule]) -> None:
        self._rules = tuple(rules)

    def told(self, path: str) -> str:
        """Return a codec name; empty where none was named."""
        for rule, patterns in self._last_first:
            if _is_inside(path, rule.folder) and (
                patterns is None or patterns.decision(path, is_folder=False)
            ):
                return "" if rule.encoding == AUTO else rule.encoding
        return ""

    @cached_property
    def _last_first(self) -> list[tuple[EncodingRule, IgnoreFile | None]]:
        from sou.documents.ignore import ignore_file

        return [
            (rule, ignore_file(rule.folder, [rule.pattern]) if rule.pattern else None)
            for rule in reversed(self._rules)
        ]


def parse_rules(texts: Sequence[str], folder: str, paths: Sequence[str]) -> list[EncodingRule]:
    """Return the rules that words such as ``big5`` and ``old/*.txt=big5`` say.

    Args:
        texts: The words.
        folder: Absolute folder that patterns speak from; a pattern that is an absolute
            path speaks for itself.
        paths: Absolute paths that a word without a pattern is for.

    Raises:
        ConfigError: there is no such encoding, or no pattern before the sign.
    """
    rules: list[EncodingRule] = []
    for text in texts:
        pattern, sign, name = text.rpartition("=")
        encoding = codec_name(name)
        if not sign:
            rules += [EncodingRule(path, "", encoding) for path in paths]
        elif not pattern:
            raise ConfigError(f"--encoding {text!r} has no pattern; write 'old/*.txt={name}'")
        elif os.path.isabs(pattern):  # noqa: PTH117
            rules.append(EncodingRule(os.path.abspath(os.sep), pattern, encoding))  # noqa: PTH100
        else:
            rules.append(EncodingRule(folder, pattern.removeprefix("./"), encoding))
    return rules


def merged_rules(old: Sequence[EncodingRule], new: Sequence[EncodingRule]) -> list[EncodingRule]:
    """Return old rules and new ones: each pattern once, where it was said last.

    A rule for a folder as a whole ends all that were made for it and inside before.
    ``auto`` stays only where it makes an exception.
    """
    rules = list(old)
    for rule in new:
        rules = [one for one in rules if not _is_ended(one, rule)]
        rules.append(rule)
    while rules and rules[0].encoding == AUTO:
        del rules[0]
    return rules


def codec_name(name: str) -> str:
    """Return Python's name for an encoding of text.

    Raises:
        ConfigError: there is none; the message names the nearest.
    """
    wanted = name.strip().lower()
    if wanted == AUTO:
        return AUTO
    register_euc_tw()
    info = _codec(wanted) or _codec(re.sub(r"^x-|[-_]", "", wanted))
    if info is None:
        near = get_close_matches(wanted, _SUGGESTED, 1, 0.5)
        hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(_SUGGESTED)}"
        raise ConfigError(f"there is no encoding {name.strip()!r}{hint}")
    return EUC_TW if info.name == EUC_TW else _READ_WIDER.get(info.name, info.name)


def _codec(name: str) -> codecs.CodecInfo | None:
    """Return a codec for text by its name; ``None`` when it is none."""
    try:
        b"a".decode(name, "replace")  # refuses what is no encoding of text, such as hex
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return None if info.name.replace("-", "_") in _NO_FILES else info


def _is_ended(old: EncodingRule, new: EncodingRule) -> bool:
    if not new.pattern:
        return _is_inside(old.folder, new.folder)
    return (old.folder, old.pattern) == (new.folder, new.pattern)


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(os.path.join(folder, ""))

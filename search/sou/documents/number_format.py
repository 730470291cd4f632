"""Numbers of a spreadsheet as its reader sees them.

A cell holds 45047 and a format; the page shows 2023年5月1日. Formats are translated
once each into a function. What a format asks that is not known here (fractions,
colours, conditions) is shown as the plain number, never as nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final, NamedTuple

Shown = Callable[[str], str]
"""Takes a cell's value as stored and returns it as shown."""

BUILT_IN: Final = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""Formats that files name by number only, as programs set to Chinese show them."""
LARGEST_SERIAL: Final = 2_958_465
"""9999-12-31, where dates of spreadsheets end."""
MOST_DIGITS: Final = 40

_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<date>[yY]+|[eE]+(?![+-])|[mM]+|[dD]+|[aA]{3,4}|[hH]+|[sS]+(?:\.0+)?)"
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)(?P<power>[eE][+-]0+)?"
    r"|(?P<general>General|G/通用格式)|(?P<other>.)",
    re.DOTALL,
)
_TAIWAN: Final = "404"
"""The locale whose ``e`` counts years from 1912, the first of the Republic."""
_WEEKDAYS: Final = "一二三四五六日"
_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"
_DAYS: Final = "MonTueWedThuFriSatSun"
"""Names of three letters each, one after another."""


class _Token(NamedTuple):
    kind: str
    text: str


def shown_by(code: str, *, is_1904: bool = False) -> Shown:
    """Return how values of a format are shown.

    >>> shown_by('yyyy"年"m"月"d"日"')("45047")
    '2023年5月1日'
    >>> shown_by("#,##0.00")("1234.5"), shown_by("0%")("0.25"), shown_by("000")("7")
    ('1,234.50', '25%', '007')
    """
    sections = [_tokens(section) for section in _sections(code)]
    if any(token.kind == "date" for token in sections[0]):
        return lambda value: _date(sections[0], value, is_1904=is_1904)
    return lambda value: _number_or_plain(sections, value)


def general(value: str) -> str:
    """Return a number as it is shown without a format: 15 digits at most, no ``.0``."""
    try:
        number = float(value)
        if not math.isfinite(number):
            return value
        if number.is_integer() and abs(number) < 1e15:
            return str(int(number))
        return format(number, ".15g")
    except (ValueError, OverflowError):
        return value


def _sections(code: str) -> list[str]:
    """Return the formats for positive, negative, zero and text."""
    sections, start, quoted, index = [], 0, False, 0
    while index < len(code):
        if code[index] == '"':
            quoted = not quoted
        elif code[index] == "\\":
            index += 1
        elif code[index] == ";" and not quoted:
            sections.append(code[start:index])
            start = index + 1
        index += 1
    return [*sections, code[start:]]


def _tokens(section: str) -> list[_Token]:
    tokens: list[_Token] = []
    for found in _TOKEN.finditer(section):
        kind = found.lastgroup or ""
        if kind in {"quoted", "escaped", "other"}:
            tokens.append(_Token("literal", found[kind] or ""))
        elif kind == "bracket":
            bracket = found["bracket"]
            if re.fullmatch(r"[hH]+|[mM]+|[sS]+", bracket):
                tokens.append(_Token("date", f"[{bracket[0].lower()}"))
            elif bracket.startswith("$"):
                symbol, _, locale = bracket[1:].partition("-")
                tokens.append(_Token("literal", symbol))
                if locale.upper().endswith(_TAIWAN):
                    tokens.append(_Token("taiwan", ""))
        elif kind == "date":
            tokens.append(_Token("date", found["date"].lower()))
        elif kind == "half":
            tokens.append(_Token("date", found["half"].upper()))
        elif kind in {"digits", "power"}:
            tokens.append(_Token("digits", found["digits"] + (found["power"] or "")))
        elif kind == "general":
            tokens.append(_Token("general", ""))
    return tokens


def _number_or_plain(sections: Sequence[Sequence[_Token]], value: str) -> str:
    try:
        number = Decimal(value)
        if number.is_finite() and abs(number.adjusted()) <= MOST_DIGITS:
            return _number(sections, number)
    except InvalidOperation:  # no number, or more digits asked for than a Decimal has
        pass
    return general(value)


def _number(sections: Sequence[Sequence[_Token]], number: Decimal) -> str:
    tokens = sections[0]
    if number < 0 and len(sections) > 1:
        tokens, number = sections[1], -number
    elif number == 0 and len(sections) > 2:
        tokens = sections[2]
    digits = [token for token in tokens if token.kind == "digits"]
    if any(token.text in {"@", "/"} for token in tokens) or len(digits) > 1:
        return general(str(number))
    percents = sum(token.text.count("%") for token in tokens if token.kind == "literal")
    figures = {
        "digits": _figure(digits[0].text, number.copy_abs().scaleb(2 * percents)) if digits else "",
        "general": general(str(number.copy_abs())),
    }
    sign = "-" if number < 0 and (figures["digits"] or not digits) else ""
    return (sign + "".join(figures.get(token.kind, token.text) for token in tokens)).strip() or (
        general(str(number))
    )


def _figure(pattern: str, number: Decimal) -> str:
    """Return a number of at least zero in a pattern such as ``#,##0.00``."""
    pattern, _, power = pattern.upper().partition("E")
    whole, _, fraction = pattern.partition(".")
    if power:
        return f"{float(number):.{len(fraction)}E}"
    thousands = len(whole) - len(whole.rstrip(","))
    number = number.scaleb(-3 * thousands)
    rounded = number.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    before, _, after = f"{rounded:f}".partition(".")
    least = whole.count("0")
    before = before.lstrip("0").rjust(least, "0")
    if "," in whole.rstrip(","):
        before = f"{int(before or '0'):,}" if len(before) > 3 else before
    while after and after[-1] == "0" and fraction[len(after) - 1] != "0":
        after = after[:-1]
    return f"{before or '0'}.{after}" if after else before


def _date(tokens: Sequence[_Token], value: str, *, is_1904: bool) -> str:
    try:
        serial = float(value) + (1462 if is_1904 else 0)
    except ValueError:
        return value
    if not 0 <= serial < LARGEST_SERIAL:
        return general(value)
    # 1900 was no leap year, but spreadsheets have its 29th of February.
    day = serial if serial >= 60 else serial + 1
    moment = datetime(1899, 12, 30) + timedelta(seconds=round(day * 86400))
    first_year = 1912 if any(token.kind == "taiwan" for token in tokens) else 1
    is_half = any(token.text in {"AM/PM", "A/P", "上午/下午"} for token in tokens)
    parts = []
    for index, token in enumerate(tokens):
        if token.kind != "date":
            parts.append(token.text)
        elif token.text[0] == "[":
            seconds = round(serial * 86400)
            parts.append(str(seconds // {"h": 3600, "m": 60, "s": 1}[token.text[1]]))
        elif token.text[0] == "m" and len(token.text) < 3 and _is_minute(tokens, index):
            parts.append(f"{moment.minute:0{len(token.text)}}")
        elif token.text[0] == "e":
            parts.append(str(moment.year - first_year + 1))
        else:
            parts.append(_date_part(token.text, moment, is_half=is_half))
    return "".join(parts)


def _is_minute(tokens: Sequence[_Token], index: int) -> bool:
    """Return whether an ``m`` is minutes: behind hours, or before seconds."""
    before = [token.text for token in tokens[:index] if token.kind == "date"]
    after = [token.text for token in tokens[index + 1 :] if token.kind == "date"]
    times = [part for part in before if part not in {"AM/PM", "A/P", "上午/下午"}]
    return bool(times and times[-1].lstrip("[")[0] == "h") or bool(after and after[0][0] == "s")


def _date_part(part: str, moment: datetime, *, is_half: bool) -> str:
    width = len(part)
    if part in {"AM/PM", "A/P"}:
        return "AM" if moment.hour < 12 else "PM"
    if part == "上午/下午":
        return "上午" if moment.hour < 12 else "下午"
    if part[0] == "h":
        hour = (moment.hour % 12 or 12) if is_half else moment.hour
        return f"{hour:0{min(width, 2)}}"
    if part[0] == "s":
        return f"{moment.second:0{min(width, 2)}}"
    if part[0] == "y":
        return f"{moment.year % 100:02}" if part == "yy" else str(moment.year)
    if part[0] == "a":
        return ("星期" if width == 4 else "周") + _WEEKDAYS[moment.weekday()]
    if part[0] == "d" and width > 2:
        return _DAYS[3 * moment.weekday() :][:3]
    if part[0] == "m" and width > 2:
        return _MONTHS[3 * (moment.month - 1) :][:3]
    return f"{moment.month if part[0] == 'm' else moment.day:0{min(width, 2)}}"

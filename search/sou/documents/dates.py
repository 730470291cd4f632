"""Dates that documents carry: read as people and programs write them, kept as ISO 8601.

In: what a file says of its date, in whatever form. Out: ISO 8601, to the year, month or
day, or a time of day with its zone if it has one; and the moment that it stands for.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

_DATE_CHARS: Final = 64
"""Nothing longer is a date."""
_DAY: Final = re.compile(r"([12]\d{3})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?")
_MONTH: Final = re.compile(r"([12]\d{3})(?:\s*[-/.年]\s*(\d{1,2})\s*月?|\s*年)?")
_COMPACT: Final = re.compile(r"([12]\d{3})(\d{2})(\d{2})")
_PDF: Final = re.compile(
    r"D:(\d{4})(\d{2})?(\d{2})?(?:(\d{2})(\d{2})(\d{2})?(?:(Z)|([+-]\d{2})'?(\d{2})?)?.*)?"
)
_NAMED: Final = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y")
_FIRST_YEAR, _LAST_YEAR = 1700, 2261
"""Nanoseconds of other years do not fit 64 bits."""
_NOON: Final = 12


def iso_date(text: str) -> str:
    """Return a date as ISO 8601; empty for what is no date.

    >>> iso_date("2024年5月1日"), iso_date("2024/5/1 08:30"), iso_date("May 1, 2024")
    ('2024-05-01', '2024-05-01T08:30:00', '2024-05-01')
    >>> iso_date("Wed, 1 May 2024 08:30:00 +0800"), iso_date("2024-05"), iso_date("soon")
    ('2024-05-01T08:30:00+08:00', '2024-05', '')
    """
    text = text.strip()
    if not text.isprintable() or len(text) > _DATE_CHARS:
        return ""
    if found := _PDF.fullmatch(text):
        return _pdf_date(*found.groups())
    if found := _MONTH.fullmatch(text):
        year, month = found.groups()
        return _day(year, month, None)
    if found := _DAY.match(text) or _COMPACT.fullmatch(text):
        rest = text[found.end() :].lstrip(" T")
        return _with_time(_day(*found.groups()), rest)
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        return parsedate_to_datetime(text).isoformat()
    for form in _NAMED:
        with suppress(ValueError):
            return datetime.strptime(text, form).date().isoformat()  # only the day
    return ""


def date_ns(date: str) -> int | None:
    """Return the moment of an ISO 8601 date, in nanoseconds since the epoch.

    A day without a time stands for its noon here, so that it is the same day wherever
    the index is read; a month or year for its first day. ``None`` for what is no date.
    """
    try:
        if len(date) <= len("2024-05-01"):
            year, month, day = ([*map(int, date.split("-")), 1, 1])[:3]
            moment = datetime(year, month, day, _NOON)  # local, as filters are
        else:
            moment = datetime.fromisoformat(date)
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            return None
        whole = moment.replace(microsecond=0).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
    return int(whole) * 1_000_000_000 + moment.microsecond * 1000


def _day(year: str, month: str | None, day: str | None) -> str:
    """Return a day, month or year that exists; else as much of it as does."""
    if month is None or not 1 <= int(month) <= 12:
        return year
    if day is None:
        return f"{year}-{int(month):02}"
    try:
        return datetime(int(year), int(month), int(day)).date().isoformat()  # only the day
    except ValueError:
        return f"{year}-{int(month):02}"


def _with_time(day: str, rest: str) -> str:
    if rest and len(day) == len("2024-05-01"):
        rest = re.sub(r"\s*(?:UTC|GMT)$", "Z", rest)
        with suppress(ValueError):
            return datetime.fromisoformat(f"{day}T{rest.replace(' ', '')}").isoformat()
    return day


def _pdf_date(
    year: str, month: str, day: str, hour: str, minute: str, second: str, utc: str, h: str, m: str
) -> str:
    zone = "Z" if utc else f"{h}:{m or '00'}" if h else ""
    time = f"{hour}:{minute}:{second or '00'}{zone}" if hour else ""
    return _with_time(_day(year, month, day), time)

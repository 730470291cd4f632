"""Texts that say one thing of one and another of many, as English does.

A field whose format has a bar gives the word for its number, as ngettext would:
``{files:file|files}``. All other formats are those of ``str.format``.
"""

from __future__ import annotations

from string import Formatter
from typing import Any


class Counted(str):
    """A text with such fields.

    >>> text = Counted("{files:,} {files:file|files}")
    >>> text.format(files=1), text.format(files=1204), text.format(files=0)
    ('1 file', '1,204 files', '0 files')
    """

    __slots__ = ()

    def format(self, *args: object, **fields: object) -> str:
        """Fill the fields in."""
        return _FORMATTER.vformat(self, args, fields)


class _Formatter(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return format(value, format_spec)
        return one if value == 1 else many


_FORMATTER = _Formatter()

"""The option by which a user names encodings of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.cli.arguments import Argument, UsageError
from sou.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

ENCODING = Argument(
    ("--encoding",),
    "encoding of the files, or of those that a pattern matches: big5, "
    "'old/*.txt=gb18030'; auto to find out again; may be repeated, is remembered",
    kind="texts",
    metavar="[GLOB=]NAME",
)


def checked_encodings(words: Sequence[str], usage: str) -> Sequence[str]:
    """Return the option's words if each names an encoding.

    Raises:
        UsageError: one does not; the message suggests the nearest.
    """
    if words:
        from sou.documents.encoding_rules import codec_name

        for word in words:
            try:
                codec_name(word.rpartition("=")[2])
            except ConfigError as error:
                raise UsageError(str(error), usage) from None
    return words

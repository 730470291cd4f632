"""What a terminal sends, as messages: Textual's parser, with pastes read by ourselves.

In: decoded text as it comes, cut anywhere. Out: Textual's messages. What stands between the
marks of a bracketed paste is one ``Paste``, in order and unaltered but for NULs, whatever it
holds and however slowly it comes. Textual 8.2.8 looks for key sequences in it: text behind
an ESC is sent as keys, before the paste, and an end mark that comes in two reads is lost, and
all that is typed from then on. Control sequences that are not known are dropped, not typed,
and such as make no sense do not end the app. Keys of the kitty protocol are known even where it
was not asked for: a program that ended badly may have left the terminal so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.keys import Keys

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from textual.message import Message

_KEPT: Final = len(BRACKETED_PASTE_START) - 1
"""So much of a mark may have come before the rest of it."""
_LEAST_HELD: Final = 2
"""ESC alone is a key and must not wait; ESC [ alone is none that anybody has."""
_KITTY_KEY: Final = re.compile(r"\x1b\[(?!1;)[0-9:;]*u")
_CONTROL_SEQUENCE: Final = re.compile(r"\x1b\[(?![M\[<])[0-?]*[ -/]*[@-~]")
"""ECMA-48, 5.4; but for reports of the mouse and function keys of the Linux console."""
_MODE_REPORT: Final = re.compile(r"\x1b\[\?[0-9;]*\$y")


class TerminalParser(XTermParser):
    """Fed by a driver's input thread."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._held = ""
        """The beginning of a start mark; nothing is done with it until more has come."""
        self._recent = ""
        """The last of what was parsed as keys."""
        self._pasted: list[str] | None = None
        """What has come of a paste, but for ``_edge``; ``None`` outside of one."""
        self._edge = ""
        """The last of a paste so far, which may be the beginning of its end mark."""

    def feed(self, data: str) -> Iterable[Message]:
        """Yield the messages that come of more input; none at all ends it."""
        if not data:
            yield from super().feed(data)
            return
        rest, self._held = self._held + data, ""
        while rest:
            rest = yield from self._keys(rest) if self._pasted is None else self._paste(rest)

    def _keys(self, data: str) -> Generator[Message, None, str]:
        """Parse up to a paste; return what is behind its start mark."""
        seen = self._recent + data
        at = seen.find(BRACKETED_PASTE_START)
        if at < 0:
            self._held = _begun_mark(data)
            passed = data.removesuffix(self._held)
            self._recent = (self._recent + passed)[-_KEPT:]
            yield from self._parsed(passed)
            return ""
        # The ESC of the mark, too, so that what was before it is known to be complete.
        yield from self._parsed(data[: max(at - len(self._recent) + 1, 0)])
        self._restart()
        self._recent, self._pasted, self._edge = "", [], ""
        return seen[at + len(BRACKETED_PASTE_START) :]

    def _paste(self, data: str) -> Generator[Message, None, str]:
        """Take text up to the end of the paste; return what is behind it.

        Terminals take end marks out of what is pasted. Where one does not, and the real one
        comes in the same read, the text between is not taken for keys.
        """
        assert self._pasted is not None  # noqa: S101 - for the type checker
        seen = self._edge + data
        at = seen.find(BRACKETED_PASTE_END)
        if at < 0:
            self._pasted.append(seen[:-_KEPT])
            self._edge = seen[-_KEPT:]
            return ""
        following = seen.find(BRACKETED_PASTE_START, at)
        at = seen.rfind(BRACKETED_PASTE_END, 0, following if following >= 0 else len(seen))
        text = "".join([*self._pasted, seen[:at]])
        self._pasted = None
        yield events.Paste(text.replace("\x00", ""))
        return seen[at + len(BRACKETED_PASTE_END) :]

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        """Yield the keys of a sequence; none if it goes on, or is no key."""
        if _KITTY_KEY.fullmatch(sequence):
            yield from (key.copy() for key in self._parse_extended_key(sequence) or ())
            return
        keys = list(super()._sequence_to_key_events(sequence, alt))
        is_whole = _CONTROL_SEQUENCE.fullmatch(sequence) and not _MODE_REPORT.fullmatch(sequence)
        if is_whole and not keys:
            keys = [events.Key(Keys.Ignore, sequence)]
        yield from keys

    def _parsed(self, text: str) -> Iterable[Message]:
        for character in text:
            try:
                yield from super().feed(character)
            except (ArithmeticError, ValueError):
                # A number too large for a character, or fields that Textual does not know.
                self._restart()

    def _restart(self) -> None:
        """Forget an unfinished sequence."""
        self._gen = self.parse(self._tokens.append)
        self._awaiting = next(self._gen)
        self._timeout_time = None


def _begun_mark(text: str) -> str:
    r"""Return the end of a text that may go on as a start mark.

    >>> _begun_mark("圖\x1b[20"), _begun_mark("圖\x1b")
    ('\x1b[20', '')
    """
    for length in range(_KEPT, _LEAST_HELD - 1, -1):
        if text.endswith(BRACKETED_PASTE_START[:length]):
            return BRACKETED_PASTE_START[:length]
    return ""

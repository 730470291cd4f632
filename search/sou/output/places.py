"""Hits as lines for editors and pipes: one line for each place, by a form or a template.

In: hits of a page. Out: one line of text each, without its end. Lines, columns and
offsets mean what docs/json-format.md says; byte columns count bytes of UTF-8 from 1.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from sou.model import DocumentInfo, Hit, PlacedSnippet
from sou.output.hits import one_line
from sou.output.shown import shown_anchor, shown_path
from sou.text.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sou.model import Anchor, Place

    ReadBefore = Callable[[DocumentInfo, Place], str]
    """Returns what stands before a place in its line of a document's source; empty when it
    cannot be read."""

_TOKEN: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|\\(.)?", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "t": "\t", "0": "\0", "\\": "\\"}


class TemplateError(ValueError):
    """A template that cannot be understood; the message is for people."""


class FoundPlace(NamedTuple):
    """One place of a hit."""

    hit: Hit
    at: PlacedSnippet
    path: str
    """As it is shown: relative where it is below the working folder."""
    read_before: ReadBefore

    @property
    def text(self) -> str:
        """The snippet in one line."""
        return sanitize(one_line(self.at.snippet)[0], single_line=True)

    @property
    def byte_column(self) -> int:
        """Where the match begins in its line, from 1; 1 where the file has no such line."""
        document, place = self.hit.document, self.at.place
        if not document.is_in_lines_of_file:
            return 1
        before = self.read_before(document, place)
        return len(before.encode("utf-8", "surrogatepass")) + 1


def places_of(hit: Hit, cwd: str, read_before: ReadBefore) -> Iterator[FoundPlace]:
    """Yield the best place of a hit, then those of its further snippets by offset."""
    path = shown_path(hit.document.path, cwd)
    best = PlacedSnippet(hit.offset, hit.length, hit.place, hit.snippet, hit.anchor)
    for at in (best, *hit.more):
        yield FoundPlace(hit, at, path, read_before)


def vimgrep_line(found: FoundPlace) -> str:
    """Return ``path:line:byte-column:text``.

    A file without lines of its own is named with line 1, and the text says where: ``p.12``.
    """
    document, at = found.hit.document, found.at
    if document.is_in_lines_of_file:
        return f"{found.path}:{at.place.line}:{found.byte_column}:{found.text}"
    part = sanitize(f"#{document.part}", single_line=True) if document.part else ""
    parts = (part, _label(at.anchor))
    where = " ".join(filter(None, parts))
    return f"{found.path}:1:1:{f'[{where}] ' if where else ''}{found.text}"


def _label(anchor: Anchor | None) -> str:
    return sanitize(shown_anchor(anchor), single_line=True) if anchor else ""


FIELDS: Final[dict[str, Callable[[FoundPlace], object]]] = {
    "path": lambda one: one.path,
    "id": lambda one: one.hit.document.id,
    "part": lambda one: one.hit.document.part,
    "title": lambda one: one.hit.document.title,
    "kind": lambda one: one.hit.document.kind,
    "encoding": lambda one: one.hit.document.encoding,
    "author": lambda one: one.hit.document.author,
    "date": lambda one: one.hit.document.date,
    "language": lambda one: one.hit.document.language,
    "size": lambda one: one.hit.document.size_bytes,
    "modified": lambda one: one.hit.document.modified_s,
    "rank": lambda one: one.hit.rank,
    "score": lambda one: one.hit.score,
    "occurrences": lambda one: one.hit.occurrences,
    "line": lambda one: one.at.place.line,
    "col": lambda one: one.at.place.column,
    "bytecol": lambda one: one.byte_column,
    "offset": lambda one: one.at.offset,
    "length": lambda one: one.at.length,
    "anchor": lambda one: _label(one.at.anchor),
    "heading": lambda one: one.hit.heading.label if one.hit.heading else "",
    "number": lambda one: one.at.anchor.number if one.at.anchor else 0,
    "snippet": lambda one: one.text,
}
"""What a template may name."""
_AS_IS: Final = frozenset(("path", "id", "part"))
"""Names of files stay byte for byte; other texts become one line."""


def compiled_template(template: str) -> Callable[[FoundPlace], str]:
    r"""Return what fills in a template: ``{path}:{line}:{col} {snippet}``.

    ``{{`` and ``}}`` stand for brackets, ``\n``, ``\t``, ``\0`` and ``\\`` for what they
    do elsewhere.

    Raises:
        TemplateError: a field or an escape is not known, or a bracket stands alone.
    """
    parts: list[str | Callable[[FoundPlace], str]] = []
    done = 0
    for token in _TOKEN.finditer(template):
        parts += [template[done : token.start()], _part(token)]
        done = token.end()
    parts.append(template[done:])
    return lambda found: "".join(one if isinstance(one, str) else one(found) for one in parts)


def _part(token: re.Match[str]) -> str | Callable[[FoundPlace], str]:
    text, name = token[0], token[1]
    if name is not None:
        return _field(name)
    if text in ("{{", "}}"):
        return text[0]
    if text.startswith("\\") and token[2] in _ESCAPES:
        return _ESCAPES[token[2]]
    if text.startswith("\\"):
        raise TemplateError(rf"{text} is no escape; there are \n, \t, \0 and \\")
    raise TemplateError(f"a lone {text} at {token.start() + 1}; write {text}{text} for the sign")


def _field(name: str) -> Callable[[FoundPlace], str]:
    if name not in FIELDS:
        near = difflib.get_close_matches(name, FIELDS, 1, 0.5)
        meant = f"did you mean {{{near[0]}}}?" if near else f"there are {', '.join(FIELDS)}"
        raise TemplateError(f"there is no field {{{name}}}; {meant}")
    value = FIELDS[name]
    if name in _AS_IS:
        return lambda found: str(value(found))
    return lambda found: sanitize(str(value(found)), single_line=True)

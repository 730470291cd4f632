"""Paths and amounts as people read them.

In: values of the model. Out: one-line text. Paths keep their characters:
whoever writes them to a terminal sanitises them.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from sou.text.sanitize import cell_width

if TYPE_CHECKING:
    from sou.model import Anchor, DocumentInfo, Place

ELLIPSIS = "…"
_LABEL_CELLS = 40
_BEFORE_LABELS = {"page": "p.", "slide": "slide ", "chapter": "§ ", "heading": "§ "}
_STEPS = ("B", "kB", "MB", "GB", "TB")


def shown_path(path: str, cwd: str) -> str:
    """Return ``path`` relative to ``cwd`` when it lies below it, else unchanged.

    The result never begins with a hyphen, so it is safe to hand to a command.

    >>> shown_path("/home/ann/筆記/一.txt", "/home/ann")
    '筆記/一.txt'
    """
    folder = cwd if cwd.endswith(os.sep) else cwd + os.sep
    if not cwd or not path.startswith(folder):
        return path
    relative = path[len(folder) :]
    return f".{os.sep}{relative}" if relative.startswith("-") else relative


def shown_name(path: str, part: str, cwd: str) -> str:
    """Return what a document is called: its path as :func:`shown_path` has it, and its part.

    >>> shown_name("/home/ann/信.mbox", "3", "/home/ann")
    '信.mbox#3'
    """
    return f"{shown_path(path, cwd)}#{part}" if part else shown_path(path, cwd)


def readable_path(document: DocumentInfo) -> str:
    """Return a document's path with the name of its file as it was read, in any encoding.

    A file whose name is not UTF-8 has the reading of it as its title, unless the document
    says another; then the path stays as it is.
    """
    folder, name = os.path.split(document.path)
    is_utf_8 = name.isascii() or not any("\udc80" <= sign <= "\udcff" for sign in name)
    if is_utf_8 or document.part or _ascii(document.title) != _ascii(name):
        return document.path
    return os.path.join(folder, document.title)  # noqa: PTH118 -- to be shown, not opened


def _ascii(name: str) -> str:
    return "".join(sign for sign in name if sign.isascii())


def shown_place(document: DocumentInfo, place: Place, anchor: Anchor | None, cwd: str) -> str:
    """Return where something is: ``notes.txt:3:7``, ``report.pdf p.12``, ``book.epub § 第一章``.

    Line and column where the source has lines; what has none says its page, slide, row or
    chapter.
    """
    name = shown_name(document.path, document.part, cwd)
    if document.has_lines:
        return f"{name}:{place.line}:{place.column}"
    return f"{name} {shown_anchor(anchor)}" if anchor else name


def shown_anchor(anchor: Anchor) -> str:
    """Return a place inside a document: ``p.12``, ``slide 3 結論``, ``表一!12``, ``00:01:02``."""
    number = str(anchor.number)
    label = cut_to_cells(anchor.label or number, _LABEL_CELLS)
    if anchor.kind == "slide" and anchor.number and label != number:
        label = f"{number} {label}"  # a slide's label is its title
    return f"{_BEFORE_LABELS.get(anchor.kind, '')}{label}"


def shown_documents(documents: int, files: int | None) -> str:
    """Return how many documents there are and, where those are fewer, of how many files.

    >>> shown_documents(3, 3), shown_documents(1204, 2)
    ('3 documents', '1,204 documents of 2 files')
    """
    said = shown_count(documents, "document")
    return said if files in (None, documents) else f"{said} of {shown_count(files, 'file')}"


def shown_count(count: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun: ``1 file``, ``1,204 files``."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def shown_size(size_bytes: int) -> str:
    """Return a size in decimal units: ``999 B``, ``1.2 MB``."""
    if size_bytes < 1000:
        return f"{size_bytes} B"
    size = float(size_bytes)
    for unit in _STEPS[1:]:
        size /= 1000
        if size < 999.95 or unit == _STEPS[-1]:
            break
    return f"{size:.1f} {unit}"


def shown_time(seconds: float) -> str:
    """Return a moment in local time: ``2026-01-31 08:05:09``."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def shown_duration(seconds: float) -> str:
    """Return how long something took: ``0.3 s``, ``2 min 5 s``."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def cut_to_cells(text: str, width_cells: int) -> str:
    """Return ``text``, or as much of its start as fits with an ellipsis after it."""
    if cell_width(text) <= width_cells:
        return text
    used = cell_width(ELLIPSIS)
    for kept, character in enumerate(text):
        used += cell_width(character)
        if used > width_cells:
            return text[:kept] + ELLIPSIS
    return text

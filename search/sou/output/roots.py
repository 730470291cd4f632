"""The roots of an index, as lines for people.

In: a root. Out: plain text; whoever writes it to a terminal sanitises it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sou.reports import RootInfo

_USUAL_SIZE_BYTES: Final = 100 << 20


def root_lines(root: RootInfo) -> Iterator[str]:
    """Yield the path, and in a second line how it is read, unless that is as usual."""
    yield root.path + ("" if root.exists else "  (not there now)")
    said = [
        *(f"--include {pattern}" for pattern in root.include),
        *(f"--exclude {pattern}" for pattern in root.exclude),
        "" if root.use_ignore_files else "--no-ignore",
        "--hidden" if root.include_hidden else "",
        "--binary" if root.include_binary else "",
        "--follow" if root.follow_links else "",
        ""
        if root.max_size_bytes == _USUAL_SIZE_BYTES
        else f"--max-size {_size(root.max_size_bytes)}",
    ]
    if any(said):
        yield f"    {'  '.join(filter(None, said))}"


def _size(size_bytes: int) -> str:
    """Return a size as the option is typed."""
    for unit, shift in (("G", 30), ("M", 20)):
        if size_bytes % (1 << shift) == 0:
            return f"{size_bytes >> shift}{unit}"
    return f"{size_bytes >> 10}K"

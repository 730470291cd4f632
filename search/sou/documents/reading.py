"""What a reader of files inside files may do: how deep, how much, by which rules."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from sou.config import Config
from sou.errors import DocumentError

if TYPE_CHECKING:
    from sou.sources import Document

MOST_DEPTH: Final = 4
"""A document in an archive that is attached to a mail of a compressed mailbox."""
INFLATED_BYTES: Final = 256 << 20
"""Most that all that is inside of one file may be inflated to."""
MEMBER_BYTES: Final = 100 << 20
"""Most that one compressed file, member or attachment may be: as for a file on the disk."""


@dataclass(slots=True)
class Allowance:
    """What is left for all that is inside of one file."""

    left_bytes: int = INFLATED_BYTES

    def take(self, size_bytes: int) -> None:
        """Use some of it up.

        Raises:
            DocumentError: there is not enough left.
        """
        self.left_bytes -= size_bytes
        if self.left_bytes < 0:
            raise DocumentError(f"unpacks to more than {INFLATED_BYTES >> 20:,} MiB")


@dataclass(frozen=True, slots=True)
class Reading:
    """Passed on from a file to what is inside of it."""

    config: Config = field(default_factory=Config)
    include_binary: bool = False
    light_only: bool = False
    depth: int = 0
    """How many files this one is inside of."""
    allowance: Allowance = field(default_factory=Allowance)

    def read(self, data: bytes, name: str) -> tuple[Document, ...]:
        """Read what is inside of a file by the table of formats; ``name`` has no folder.

        Raises:
            DocumentError: it cannot be read, or is too deep inside.
        """
        from sou.documents.extract import read_content

        if self.depth >= MOST_DEPTH:
            raise DocumentError(f"more than {MOST_DEPTH} files inside each other")
        return read_content(data, name, replace(self, depth=self.depth + 1))

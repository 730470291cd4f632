"""Write ``sou/documents/euc_tw.z``: planes 1 to 4 of CNS 11643, which Python cannot decode.

The system's iconv (glibc) is asked for every code of the planes, and back again: codes
that have no character give anything at all in one direction, but do not come back. The
file is a zlib stream of UTF-8: planes of 94 rows of 94 characters, U+FFFD for none.

Run ``python tests/tables/make_euc_tw_table.py`` from the top of the project.
"""

from __future__ import annotations

import subprocess
import zlib
from pathlib import Path

TABLE = Path(__file__).parents[2] / "search" / "sou" / "documents" / "euc_tw.z"
BYTES = range(0xA1, 0xFF)
PLANES = 4


def make_table() -> str:
    """Return the characters of all planes, in the order of their codes."""
    places = [bytes([row, column]) for row in BYTES for column in BYTES]
    marks = [b"", *(bytes([0x8E, 0xA0 + plane]) for plane in range(2, PLANES + 1))]
    codes = [mark + place for mark in marks for place in places]
    read = _converted(codes, "EUC-TW", "UTF-8")
    back = _converted(read, "UTF-8", "EUC-TW")
    return "".join(
        character.decode() if code == again and character else "\ufffd"
        for code, character, again in zip(codes, read, back, strict=True)
    )


def _converted(lines: list[bytes], source: str, target: str) -> list[bytes]:
    """Convert lines; of what cannot be converted nothing remains."""
    done = subprocess.run(
        ["iconv", "-c", "-f", source, "-t", target],
        input=b"\n".join([*lines, b""]),
        capture_output=True,
        check=False,  # it is 1 where something could not be converted
    )
    return done.stdout.split(b"\n")[:-1]


if __name__ == "__main__":
    TABLE.write_bytes(zlib.compress(make_table().encode(), 9))

"""Documents stage: source files become documents.

In: folders and files named by the user. Out: :class:`~sou.sources.Document` values.
``walk`` finds the files, ``judged`` and ``extract`` read one, ``decode`` finds its encoding. Every
other module is one format or a helper of these. Importing this package loads
no library; readers load theirs on first use.
"""

from sou.documents.decode import Decoded, decode, looks_binary
from sou.documents.extract import is_light
from sou.documents.judged import read_all
from sou.documents.walk import Below, WalkOptions, rules_stamp, walk

__all__ = [
    "Below",
    "Decoded",
    "WalkOptions",
    "decode",
    "is_light",
    "looks_binary",
    "read_all",
    "rules_stamp",
    "walk",
]

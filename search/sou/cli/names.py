"""What a user calls a document on the command line -> its name in the index."""

from __future__ import annotations

import os


def document_name(name: str, cwd: str) -> str:
    """Return ``PATH`` or ``PATH#PART`` with an absolute path.

    A part is kept as it is: members of archives may be called ``./a`` or ``a//b``. Where it
    begins is told by the file that is there, as ``#`` may be in a file's own name.
    """
    at = name.find("#")
    while at > 0:
        path = _absolute(name[:at], cwd)
        if os.path.isfile(path) and not os.path.lexists(_absolute(name, cwd)):  # noqa: PTH113 -- as below
            return path + name[at:]
        at = name.find("#", at + 1)
    return _absolute(name, cwd)


def _absolute(path: str, cwd: str) -> str:
    return os.path.normpath(os.path.join(cwd, path))  # noqa: PTH118 -- pathlib keeps ".."

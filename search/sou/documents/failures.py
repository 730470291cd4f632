"""Reasons, in the words of this project, for what the operating system refused."""

from __future__ import annotations

import errno
import stat
from typing import Final

_REASONS: Final = {
    errno.ENOENT: "no such file or folder",
    errno.ENOTDIR: "no such file or folder",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ELOOP: "link that leads back to itself",
    errno.ENAMETOOLONG: "path too long",
    errno.EISDIR: "folder, not a file",
    errno.ENXIO: "socket",
    errno.EIO: "disk error",
    errno.ESTALE: "network folder went away",
}
_KINDS: Final = (
    (stat.S_ISDIR, "folder, not a file"),
    (stat.S_ISFIFO, "named pipe"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)


def failure_reason(error: OSError) -> str:
    """Return why an operation on a file failed, as ``Skipped.reason`` wants it."""
    known = _REASONS.get(error.errno or 0)
    return known or (error.strerror or "cannot be read").lower()


def special_reason(mode: int) -> str:
    """Return what a file is that is no regular file, from its mode bits."""
    return next((reason for is_kind, reason in _KINDS if is_kind(mode)), "not a regular file")


def size_reason(limit_bytes: int) -> str:
    """Return the reason for a file above the size limit."""
    mebibytes = limit_bytes / (1 << 20)
    return f"larger than {mebibytes:,.0f} MiB" if mebibytes >= 1 else f"larger than {limit_bytes} B"

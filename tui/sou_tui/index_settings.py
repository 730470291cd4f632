"""What the user's configuration says of how an index is made, as the engine wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sou.options import bytes_of

if TYPE_CHECKING:
    from sou.settings import Settings


def index_arguments(settings: Settings) -> dict[str, Any]:
    """Return keywords for :func:`sou.upkeep.index_paths`; those of a dry run are among them."""
    from sou.documents import WalkOptions
    from sou.limits import Limits

    said: dict[str, Any] = {
        one.option.key: one.value
        for one in settings.by_name.values()
        if one.option.table == "index"
    }
    return {
        "options": WalkOptions(
            use_ignore_files=said["ignore_files"],
            include_hidden=said["hidden"],
            include_binary=said["binary"],
            follow_links=said["follow"],
            max_size_bytes=bytes_of(said["max_size"]),
            include=tuple(said["include"]),
            exclude=tuple(said["exclude"]),
        ),
        "workers": said["jobs"],
        "memory_bytes": bytes_of(said["memory"]),
        "limits": Limits(said["file_time"], bytes_of(said["file_memory"])),
    }

"""What is installed only when asked for, and what to say when it is not."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sou.cli.arguments import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def needed_extra(name: str) -> Iterator[None]:
    """Say how to install an extra when the imports in the block do not find its libraries.

    Raises:
        UsageError: one is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing == "sou":
            raise
        raise UsageError(
            f"sou {name} needs {missing}, which is not installed; run: pip install 'sou[{name}]'"
        ) from error

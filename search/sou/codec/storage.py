"""The folder of an index, as Whoosh's storages see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

from whoosh.filedb.filestore import FileStorage, ReadOnlyError

from sou.errors import ConfigError


def folder_of(storage: Any) -> Path:
    """Return the folder that a storage keeps its files in.

    Raises:
        ConfigError: it keeps none: segments are mapped files.
    """
    if not isinstance(storage, FileStorage):
        raise ConfigError(
            f"{type(storage).__name__} keeps no files; this index needs FileStorage(folder)"
        )
    return Path(storage.folder).absolute()


class SealedStorage(FileStorage):  # type: ignore[misc]  # Whoosh is untyped here
    """A folder whose files are written by the writer of its index alone.

    Whoosh's other writers (``SegmentWriter``, ``MpWriter``) would put pickles beside the
    segments and a TOC that names those; they fail at their first file.
    """

    def __init__(self, storage: Any) -> None:
        super().__init__(str(folder_of(storage)), readonly=storage.readonly)

    def create_file(self, name: str, **options: Any) -> NoReturn:
        """Refuse.

        Raises:
            ConfigError: always.
        """
        raise ConfigError(f"{name} is no file of this index; write to it with index.writer()")

    def check_writable(self) -> None:
        """Refuse to write to a folder that was opened for reading.

        Raises:
            ReadOnlyError: it was.
        """
        if self.readonly:
            raise ReadOnlyError(f"{self.folder} was opened for reading only")

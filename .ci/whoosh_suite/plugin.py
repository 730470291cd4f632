"""Make Whoosh's own tests run on our index, wherever they make or open one.

Loaded into pytest before the tests, so that what they import is already exchanged:
``FileIndex`` is ours, and ``RamStorage`` is a temporary folder. Excluded tests run too,
and must fail.
"""

import os
import shutil
import tempfile

import pytest
import whoosh.codec.memory
import whoosh.filedb.filestore
import whoosh.index
from exclusions import EXCLUDED
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage, RamStorage

from sou.codec.index import NumpyIndex

PLAIN_INDEX = whoosh.index.FileIndex
FOLDERS = []


class SuiteIndex(NumpyIndex):
    """Our index; tests that name Whoosh's default codec mean the one that indexes have."""

    def writer(self, procs=1, **options):
        """Return a writer."""
        if isinstance(options.get("codec"), W3Codec):
            del options["codec"]
        return super().writer(procs, **options)


class FolderStorage(FileStorage):
    """Stands for RAM: a folder that is removed at the end."""

    def __init__(self):
        FOLDERS.append(tempfile.mkdtemp())
        super().__init__(FOLDERS[-1])


class PlainRam(RamStorage):
    """RAM as it is, for Whoosh's memory codec."""

    def create_index(self, schema, indexname="MAIN", indexclass=None):
        """Create an index of plain Whoosh."""
        return super().create_index(schema, indexname, PLAIN_INDEX)


def begin_in_plain_ram(codec):
    """Begin a memory codec as Whoosh does, but for the class of its storage."""
    codec.storage = PlainRam()
    codec.segment = whoosh.codec.memory.MemSegment(codec, "blah")


def pytest_configure():
    """Exchange what the tests will import; flushing is none of their business, and slow."""
    os.fsync = lambda descriptor: None
    whoosh.index.FileIndex = SuiteIndex
    whoosh.filedb.filestore.RamStorage = FolderStorage
    whoosh.codec.memory.MemoryCodec.__init__ = begin_in_plain_ram


def pytest_collection_modifyitems(items):
    """Expect excluded tests to fail."""
    found = {item.nodeid.removeprefix("tests/"): item for item in items}
    for name, reason in EXCLUDED.items():
        if name not in found:
            raise pytest.UsageError(f"excluded, but not among Whoosh's tests: {name}")
        found[name].add_marker(pytest.mark.xfail(reason=reason, strict=True))


def pytest_unconfigure():
    """Remove what stood for RAM."""
    for folder in FOLDERS:
        shutil.rmtree(folder, ignore_errors=True)

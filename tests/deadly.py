"""Readers that harm the process they run in, for files whose suffix names the harm.

``install`` puts this module, and a ``sitecustomize`` that knows it, where processes started
from now on look for modules; in this process the suffixes only mark files as not light.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import MappingProxyType

import pytest

from sou.documents import extract
from sou.documents.plain import read_plain
from sou.sources import Document

PACKAGES = Path(extract.__file__).parents[2]


def hang(data: bytes, name: str) -> tuple[Document, ...]:
    """Start a process that hangs, too, and wait for it."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(os.environ["DEADLY_PIDS"]).write_text(f"{os.getpid()} {child.pid}")
    child.wait()
    return ()


def spin(data: bytes, name: str) -> tuple[Document, ...]:
    while True:
        time.monotonic()


def eat(data: bytes, name: str) -> tuple[Document, ...]:
    eaten = []
    while True:
        eaten.append(bytearray(16 << 20))


def abort(data: bytes, name: str) -> tuple[Document, ...]:
    os.abort()


def crash(data: bytes, name: str) -> tuple[Document, ...]:
    os.kill(os.getpid(), signal.SIGSEGV)
    time.sleep(60)
    return ()


def leave(data: bytes, name: str) -> tuple[Document, ...]:
    os._exit(0)


def fail(data: bytes, name: str) -> tuple[Document, ...]:
    raise KeyError("word/document.xml")


def recurse(data: bytes, name: str) -> tuple[Document, ...]:
    return recurse(data, name)


def chatter(data: bytes, name: str) -> tuple[Document, ...]:
    """Write where libraries should not, then read the file."""
    os.write(1, b"x" * 100_000)
    return read_plain(data, name)


SUFFIXES = {
    f".{one.__name__}": ("deadly", one.__name__)
    for one in (hang, spin, eat, abort, crash, leave, fail, recurse, chatter)
}


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the suffixes known, here and in processes started from now on."""
    folder.mkdir()
    (folder / "deadly.py").write_text(Path(__file__).read_text("utf-8"), encoding="utf-8")
    (folder / "sitecustomize.py").write_text("import deadly\ndeadly.know()\n", encoding="utf-8")
    paths = [str(folder), str(PACKAGES), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    monkeypatch.setenv("DEADLY_PIDS", str(folder / "pids"))
    monkeypatch.setattr(extract, "READERS", MappingProxyType({**extract.READERS, **SUFFIXES}))


def know() -> None:
    """Add the readers to the table of this process."""
    extract.READERS = MappingProxyType({**extract.READERS, **SUFFIXES})  # type: ignore[misc]

"""Files that hang, crash or want too much memory are named; the others are indexed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import deadly
from sou.config import Config, ExtractCommand
from sou.documents import WalkOptions, read_all
from sou.documents.extract import NeedsGuard
from sou.engine import open_index
from sou.errors import DocumentError
from sou.indexing.document_pipe import documents_of, receive, send_documents
from sou.indexing.guard import GuardedReader, TooManyCharacters, _ReaderProcess
from sou.limits import DEFAULT_LIMITS, Limits
from sou.model import Anchor, SourceMap
from sou.sources import Document, Source
from sou.upkeep import index_paths

posix = pytest.mark.skipif(os.name != "posix", reason="limits and signals of POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="keeps to limits of address space")
REASONS = {
    "abort": "reading it crashed; perhaps it needed more than 256 MB",
    "crash": "reading it crashed",
    "eat": "needed more than 256 MB",
    "fail": "damaged, or not understood (KeyError: 'word/document.xml')",
    "hang": "took longer than 2 s",
    "leave": "reading it crashed",
    "recurse": "damaged, or not understood (RecursionError: maximum recursion depth exceeded)",
    "spin": "took longer than 2 s",
}


def _source(path: Path, content: str = "晶片產業") -> Source:
    path.write_text(content, encoding="utf-8")
    return Source(str(path), path.stat().st_size, path.stat().st_mtime_ns)


def _ended(pid: int) -> bool:
    """Tell whether a process is gone, or only its parent's remembrance of it is left."""
    stat = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return not stat or stat.startswith("Z")


@linux
@pytest.mark.parametrize("workers", [1, 2])
def test_every_harm_is_named_and_the_files_beside_it_are_indexed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    deadly.install(tmp_path / "modules", monkeypatch)
    monkeypatch.setattr("sou.indexing.budget._ALONE_BYTES", 0)
    root = tmp_path / "檔案"
    root.mkdir()
    for number, name in enumerate(REASONS):
        _source(root / f"{number}a.txt", f"第{number}篇：好檔案")
        _source(root / f"{number}b.{name}")
    _source(root / "9.chatter", "第九篇：好檔案")
    limits = Limits(seconds=2, memory_bytes=256 << 20)

    report = index_paths([root], tmp_path / "index", workers=workers, limits=limits)

    said = {Path(one.path).suffix[1:]: one.reason for one in report.skipped}
    assert said == REASONS
    assert all(one.is_error for one in report.skipped)
    with open_index(tmp_path / "index") as index:
        assert index.search('"好檔案"').total == len(REASONS) + 1
    pids = (tmp_path / "modules" / "pids").read_text().split()
    deadline = time.monotonic() + 20
    while not all(_ended(int(pid)) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert all(_ended(int(pid)) for pid in pids), "a process started by a reader lives on"


@posix
def test_one_process_reads_many_files_and_another_follows_one_that_died(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly.install(tmp_path / "modules", monkeypatch)
    good = _source(tmp_path / "好.html", "<p>晶片產業")
    bad = _source(tmp_path / "壞.crash")
    processes = []
    with GuardedReader() as guard:

        def read(source: Source) -> tuple[Document, ...]:
            documents = guard.read(source, WalkOptions(), DEFAULT_LIMITS, 100)
            assert guard._process is not None
            processes.append(guard._process._process.pid)
            return documents

        assert read(good) == read(good) == read_all(good)
        with pytest.raises(DocumentError, match="crashed"):
            read(bad)
        assert read(good)[0].text == "晶片產業"
        with pytest.raises(TooManyCharacters) as caught:
            guard.read(good, WalkOptions(), DEFAULT_LIMITS, 3)

    assert caught.value.chars == 4
    assert processes[0] == processes[1] != processes[2]
    assert all(map(_ended, processes))


def test_files_read_ahead_are_those_read_one_by_one_whatever_is_among_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly.install(tmp_path / "modules", monkeypatch)
    sources = [_source(tmp_path / f"{number}.html", f"<p>第{number}頁") for number in range(9)]
    sources.insert(3, _source(tmp_path / "長.html", "<p>" + "晶" * 20_000))
    crash = _source(tmp_path / "壞.crash")
    monkeypatch.setattr("sou.indexing.guard._AHEAD_CHARS", 10_000)
    asked = []
    ask = _ReaderProcess.ask

    def counting(self: _ReaderProcess, request: dict[str, Any]) -> Iterator[Any]:
        asked.append(len(request["sources"]))
        return ask(self, request)

    monkeypatch.setattr(_ReaderProcess, "ask", counting)
    with GuardedReader() as guard:
        guard.read_ahead(sources, WalkOptions(), DEFAULT_LIMITS)
        for source in sources:
            documents = guard.read(source, WalkOptions(), DEFAULT_LIMITS, 100_000)
            assert documents == read_all(source)
        assert asked == [10, 1], "only the long one is asked for again"

        guard.read_ahead([*sources[:6], crash, *sources[6:]], WalkOptions(), DEFAULT_LIMITS)
        for source in sources:
            documents = guard.read(source, WalkOptions(), DEFAULT_LIMITS, 100_000)
            assert documents == read_all(source)
        with pytest.raises(DocumentError, match="crashed"):
            guard.read(crash, WalkOptions(), DEFAULT_LIMITS, 100)


@linux
def test_memory_held_by_files_read_before_is_not_held_against_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that has died of a file after others is not proof: a new one tries it, too."""
    deadly.install(tmp_path / "modules", monkeypatch)
    with GuardedReader() as guard:
        limits = Limits(seconds=30, memory_bytes=256 << 20)
        guard.read(_source(tmp_path / "好.html"), WalkOptions(), limits, 100)
        assert guard._process is not None
        first = guard._process._process.pid
        with pytest.raises(DocumentError, match="needed more than 256 MB"):
            guard.read(_source(tmp_path / "壞.eat"), WalkOptions(), limits, 100)

    assert _ended(first)


def test_content_that_is_not_what_its_name_says_is_not_read_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as names decide, such a file is one whose reader is not light by the table."""
    page = _source(tmp_path / "頁.html", "<p>晶片")

    with pytest.raises(NeedsGuard):
        read_all(page, WalkOptions(light_only=True))
    assert read_all(page)[0].text == "晶片"
    assert read_all(_source(tmp_path / "文.txt"), WalkOptions(light_only=True))

    monkeypatch.setattr("sou.indexing.job.is_light", lambda _source: True)
    report = index_paths([tmp_path / "頁.html"], tmp_path / "index")
    assert (report.added, report.skipped) == (1, ())


def test_refusals_of_a_reader_come_through_as_they_are(tmp_path: Path) -> None:
    gone = Source(str(tmp_path / "無.html"), 1, 1)
    picture = _source(tmp_path / "圖.html")
    Path(picture.path).write_bytes(b"\x89PNG\r\n\x1a\n")

    with GuardedReader() as guard:
        for source, reason, is_error in (
            (gone, "no such file or folder", True),
            (picture, "binary file", False),
        ):
            with pytest.raises(DocumentError) as caught:
                guard.read(source, WalkOptions(), DEFAULT_LIMITS, 100)
            assert (str(caught.value), caught.value.is_error) == (reason, is_error)


def test_documents_survive_the_pipe(tmp_path: Path) -> None:
    plain = Document("晶\ud800\n𠮷", "題", "text", "utf-8", 1.0, SourceMap([0, 3]))
    rich = replace(
        plain,
        text="",
        source_map=SourceMap([0, 2**40], [1, 9], [3, 1]),
        anchors=(Anchor(0, "page", "iv", 4),),
        notes=("a", "b"),
        part="第2列",
        date="2026-01-02",
    )
    path = tmp_path / "pipe"
    with path.open("wb") as pipe:
        send_documents(pipe, [plain, rich])
    with path.open("rb") as pipe:
        found = documents_of(*receive(pipe))
        with pytest.raises(EOFError):
            receive(pipe)

    for one, other in zip(found, (plain, rich), strict=True):
        assert replace(one, source_map=other.source_map) == other
        for mine, theirs in zip(one.source_map, other.source_map, strict=True):
            assert (mine and list(mine)) == theirs


@posix
def test_a_command_of_the_users_ends_with_its_children_when_its_file_takes_too_long(
    tmp_path: Path,
) -> None:
    child = tmp_path / "child"
    script = f"sleep 600 & echo $! > '{child}'; wait"
    command = ExtractCommand(".slow", ("sh", "-c", script, "{path}"))
    options = WalkOptions(config=Config(extract=(command,)))
    guard = GuardedReader()

    with pytest.raises(DocumentError, match=r"^took longer than 2 s$"):
        guard.read(_source(tmp_path / "甲.slow"), options, replace(DEFAULT_LIMITS, seconds=2), 99)
    pid = int(child.read_text())
    deadline = time.monotonic() + 20
    while not _ended(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    was_ended = _ended(pid)
    if not was_ended:
        os.kill(pid, signal.SIGKILL)
    assert was_ended, "what a command started lives on"

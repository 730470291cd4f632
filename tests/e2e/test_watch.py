"""An index that is watched stays current, whatever becomes of its folders."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from sou.analysis.fingerprint import fingerprint
from sou.engine import open_index
from sou.errors import IndexLockedError, IndexMissingError
from sou.indexing import watch as watch_module
from sou.model import SearchRequest
from sou.reports import IndexReport
from sou.store.writer import IndexWriter
from sou.upkeep import add_index_roots, index_paths, watch_index

PATIENCE_S = 60
MAIN = "from sou.cli.main import main; raise SystemExit(main())"


class Watched:
    """An index kept current by a thread."""

    def __init__(self, root: Path, location: Path, rescan_s: float = 3600) -> None:
        self.root, self.location = root, location
        self.reports: list[IndexReport] = []
        self._stop = threading.Event()
        self._error: list[BaseException] = []
        self._thread = threading.Thread(target=self._watch, args=(rescan_s,), daemon=True)
        self._thread.start()

    def _watch(self, rescan_s: float) -> None:
        try:
            watch_index(
                [self.root],
                self.location,
                stop=self._stop,
                tell=self.reports.append,
                rescan_s=rescan_s,
            )
        except BaseException as error:  # shown by the test
            self._error.append(error)

    def until(self, *names: str) -> None:
        """Wait until just these files are in the index."""
        self.until_true(lambda: self.files() == set(names), lambda: str(self.files()))

    def until_true(self, holds: Callable[[], bool], said: Callable[[], str] = str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            assert not self._error, self._error
            assert time.monotonic() < deadline, said()
            time.sleep(0.05)

    def between(self, act: Callable[[], object]) -> None:
        """Do something that wants the lock, between two batches."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                act()
            except IndexLockedError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            else:
                return

    def files(self) -> set[str]:
        try:
            with open_index(self.location) as index:
                hits = index.search(SearchRequest("*", limit=5000)).hits
        except IndexMissingError:
            return set()
        return {str(Path(hit.document.path).relative_to(self.root.parent)) for hit in hits}

    def end(self) -> None:
        self._stop.set()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        assert not self._error


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    root = tmp_path / "根"
    write(root / "一.txt", "第一篇")
    made = Watched(root, root / "索引")  # where each commit changes something below the root
    made.until("根/一.txt")
    yield made
    made.end()


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_changes_are_taken_in_and_nothing_else_is_looked_at(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = watched.root
    monkeypatch.setattr(watch_module, "run_index", None)  # a run over everything would fail
    write(root / "下" / "深" / "二.md", "第二篇")
    watched.until("根/一.txt", "根/下/深/二.md")

    write(root / "一.txt", "第一篇，改過")
    watched.until_true(lambda: any(one.updated for one in watched.reports))
    (root / "下").rename(root / "移")
    watched.until("根/一.txt", "根/移/深/二.md")
    for number in range(60):
        write(root / "移" / f"{number}.txt", f"第{number}號")
    write(root / ".藏" / "三.txt", "藏起來")
    (root / "一.txt").unlink()
    names = {f"根/移/{number}.txt" for number in range(60)}
    watched.until("根/移/深/二.md", *names)

    watched.until_true(lambda: watched.reports[-1].documents == 61)  # told after the commit
    assert sum(one.added for one in watched.reports) >= 63
    assert len(watched.reports) < 30, "bursts are taken together"


def test_a_root_that_goes_keeps_its_documents_and_is_current_when_it_comes_back(
    tmp_path: Path,
) -> None:
    root = tmp_path / "根"
    write(root / "一.txt", "第一篇")
    watched = Watched(root, tmp_path / "索引")
    watched.until("根/一.txt")
    root.rename(tmp_path / "別處")
    watched.until_true(lambda: any(one.is_error for r in watched.reports for one in r.skipped))
    assert watched.files() == {"根/一.txt"}

    write(tmp_path / "別處" / "二.txt", "第二篇")
    (tmp_path / "別處").rename(root)
    watched.until("根/一.txt", "根/二.txt")
    write(root / "三.txt", "第三篇")
    watched.until("根/一.txt", "根/二.txt", "根/三.txt")
    watched.end()


def test_new_rules_and_new_roots_count_at_once(watched: Watched, tmp_path: Path) -> None:
    write(watched.root / "二.log", "日誌")
    watched.until("根/一.txt", "根/二.log")
    write(watched.root / ".ignore", "*.log\n")
    watched.until("根/一.txt")

    write(tmp_path / "另" / "甲.txt", "另一個")
    watched.between(lambda: add_index_roots([tmp_path / "另"], watched.location))
    watched.until("根/一.txt", "另/甲.txt")
    write(tmp_path / "另" / "乙.txt", "又一個")
    watched.until("根/一.txt", "另/甲.txt", "另/乙.txt")


def test_another_writer_is_waited_for(watched: Watched) -> None:
    with ExitStack() as stack:
        watched.between(lambda: stack.enter_context(IndexWriter(watched.location, fingerprint())))
        write(watched.root / "二.txt", "第二篇")
        time.sleep(1.5)  # long enough for a burst to be told and to find the lock
        assert watched.files() == {"根/一.txt"}
    watched.until("根/一.txt", "根/二.txt")
    write(watched.root / "三.txt", "第三篇")
    watched.between(lambda: index_paths([], watched.location))
    write(watched.root / "四.txt", "第四篇")
    watched.until("根/一.txt", "根/二.txt", "根/三.txt", "根/四.txt")


def test_everything_is_looked_at_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A watcher that tells nothing is made up for."""
    monkeypatch.setattr(
        watch_module, "changes_below", lambda _folders, stop: watch_module._ticks(stop)
    )
    root = tmp_path / "根"
    write(root / "一.txt", "第一篇")
    watched = Watched(root, tmp_path / "索引", rescan_s=0.5)
    watched.until("根/一.txt")
    write(root / "二.txt", "第二篇")
    watched.until("根/一.txt", "根/二.txt")
    watched.end()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_tells_of_each_batch_and_ends_cleanly(tmp_path: Path, number: int) -> None:
    root, location = tmp_path / "根", tmp_path / "索引"
    write(root / "一.txt", "第一篇")
    (root / "舊.txt").write_bytes("晶片".encode("big5"))
    command = [sys.executable, "-c", MAIN, "index", str(root), "--index", str(location)]
    with subprocess.Popen(
        [*command, "--watch", "--json", "-q", "--encoding", f"{root}/舊.txt=gb18030"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        write(root / "二.txt", "第二篇")
        second = json.loads(process.stdout.readline())
        process.send_signal(number)
        rest, errors = process.communicate(timeout=PATIENCE_S)

    assert (first["added"], second["added"], second["documents"]) == (2, 1, 3)
    assert (process.returncode, rest, errors) == (0, "", "")
    with open_index(location) as index:
        assert index.status().documents == 3
        (told,) = index.search(SearchRequest("path:舊")).hits
        assert told.document.encoding == "gb18030"

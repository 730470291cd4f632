"""Jobs give the same in this process and in others; a worker that dies is survived."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from sou.config import Config, ExtractCommand, JsonFields
from sou.documents import WalkOptions
from sou.indexing import pool
from sou.indexing.budget import DEFAULT_MEMORY_BYTES, Budget, budget_for, portions
from sou.indexing.job import Job, JobResult, _too_long
from sou.indexing.pool import run_jobs
from sou.indexing.processes import module_process
from sou.indexing.worker import job_from_line, job_to_line
from sou.sources import Source
from sou.store.segment import Segment


def _sources(folder: Path, count: int) -> tuple[Source, ...]:
    folder.mkdir()
    found = []
    for number in range(count):
        path = folder / f"{number}.txt"
        path.write_text(f"第{number}篇：晶片產業，Ａi。" * (number + 1), encoding="utf-8")
        found.append(Source(str(path), path.stat().st_size, path.stat().st_mtime_ns))
    return tuple(found)


def _job(sources: tuple[Source, ...], path: Path, batch_chars: int = 10**6) -> Job:
    return Job(sources, WalkOptions(), str(path), batch_chars)


def _texts(result: JobResult) -> list[str]:
    return [
        segment.text(document)
        for path, count in sorted(result.segments)
        for segment in [Segment(Path(path))]
        for document in range(count)
    ]


def test_workers_give_what_this_process_gives(tmp_path: Path) -> None:
    sources = _sources(tmp_path / "files", 7)
    missing = Source(str(tmp_path / "gone"), 1, 1)
    told: list[int] = []
    jobs = [_job((*sources, missing), tmp_path / f"{name}.seg") for name in "ab"]

    (here,) = run_jobs(jobs[:1], 1, lambda _, files: told.append(files))
    (there,) = run_jobs(jobs[1:], 2, lambda _, files: told.append(files))

    assert here.outcomes == there.outcomes
    assert _texts(here) == _texts(there)
    assert sum(told) == 2 * len(jobs[0].sources)
    assert here.outcomes[-1].is_error
    assert (tmp_path / "a.seg").read_bytes() == (tmp_path / "b.seg").read_bytes()


def test_a_full_batch_is_written_before_more_is_read(tmp_path: Path) -> None:
    sources = _sources(tmp_path / "files", 6)

    (result,) = run_jobs([_job(sources, tmp_path / "a.seg", batch_chars=50)], 1, lambda *_: None)

    assert len(result.segments) > 2
    assert sum(count for _, count in result.segments) == len(sources)


def test_a_file_that_takes_more_memory_than_there_is_is_named(tmp_path: Path) -> None:
    sources = _sources(tmp_path / "files", 3)
    jobs = [
        replace(
            _job(sources, tmp_path / f"{name}.seg"), most_chars=len("第0篇：晶片產業，Ａi。") * 2
        )
        for name in "ab"
    ]

    (here,) = run_jobs(jobs[:1], 1, lambda *_: None)
    (there,) = run_jobs(jobs[1:], 2, lambda *_: None)

    assert here.outcomes == there.outcomes
    assert [one.reason is None for one in here.outcomes] == [True, True, False]
    assert here.outcomes[2].reason == "36 characters take more memory than allowed (--memory 1G)"
    assert here.outcomes[2].is_error
    assert len(_texts(here)) == 2


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX signal")
def test_a_worker_that_dies_takes_one_file_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every worker that is given one of the files is killed; the others are not read one by one."""
    sources = _sources(tmp_path / "files", 64)
    deadly = Path(sources[37].path)
    told: list[int] = []
    jobs: list[int] = []
    deadly.unlink()
    os.mkfifo(deadly)  # opening it is harmless; the kill is ours
    original = pool._Worker.run

    def run(worker: pool._Worker, job: Job, progress: pool.Progress) -> JobResult:
        jobs.append(len(job.sources))
        if any(source.path == str(deadly) for source in job.sources):
            worker._process.send_signal(signal.SIGKILL)
            worker._process.wait()
        return original(worker, job, progress)

    monkeypatch.setattr(pool._Worker, "run", run)
    (result,) = run_jobs(
        [_job(sources, tmp_path / "a.seg")], 2, lambda _, files: told.append(files)
    )

    assert [o.path for o in result.outcomes if o.reason] == [str(deadly)]
    assert [o.path for o in result.outcomes] == [source.path for source in sources]
    assert (len(_texts(result)), sum(told)) == (63, 64)
    assert len(jobs) == 1 + 2 * 6, "halved, and halved again"


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="needs POSIX signals")
@pytest.mark.parametrize("words", [["sou.indexing.worker"], ["sou.indexing.reader", "0", "60"]])
def test_a_process_that_still_starts_is_deaf_to_ctrl_c(words: list[str]) -> None:
    with module_process(*words, stderr=subprocess.PIPE) as process:
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=60)  # the end of its stdin ends it

    assert (process.returncode, complaint) == (0, b"")
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_what_cannot_be_written_is_an_error_not_a_crash(tmp_path: Path) -> None:
    job = _job(_sources(tmp_path / "files", 2), tmp_path / "no such folder" / "a.seg")

    with pytest.raises(OSError, match="No such file"):
        list(run_jobs([job], 2, lambda *_: None))


def test_workers_end_when_the_caller_stops(tmp_path: Path) -> None:
    sources = _sources(tmp_path / "files", 3)
    jobs = [_job((source,), tmp_path / f"{n}.seg") for n, source in enumerate(sources)]
    results = run_jobs(jobs, 2, lambda *_: None)
    next(results)

    results.close()

    children = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "args="],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "sou.indexing.worker" not in children.stdout


def test_jobs_survive_the_pipe() -> None:
    job = Job((Source("/晶\udce9", 5, 7),), WalkOptions(include_hidden=True), "/x.seg", 9)

    assert job_from_line(job_to_line(job)) == job


def test_commands_and_fields_survive_the_pipe() -> None:
    config = Config((ExtractCommand(".doc", ("讀", "{path}")),), JsonFields(text=("內文",)))
    job = Job((), WalkOptions(config=config), "/x.seg", 9)

    assert job_from_line(job_to_line(job)) == job


def test_memory_decides_on_workers_and_batches() -> None:
    mebibyte = 1 << 20

    assert budget_for(1000 * mebibyte, 2, 10**9).workers == 2
    assert budget_for(1000 * mebibyte, 64, 10**9).workers < 6
    assert budget_for(1000 * mebibyte, 64, 1000).workers == 1
    assert budget_for(1000 * mebibyte, 2, 10**9, 10**6).workers < 2  # a million files are a list
    assert budget_for(1400 * mebibyte, 2, 10**9, 10**6).workers == 2
    assert budget_for(1, 8, 10**9) == Budget(1, 500_000, 500_000)
    large = budget_for(64_000 * mebibyte, 8, 10**9)
    assert (large.workers, large.batch_chars) == (8, 4_000_000)
    assert large.most_chars == 700_000_000


@pytest.mark.parametrize("chars", [600_000, 12_000_000, 48_731_245, 700_000_000])
def test_the_memory_that_is_named_is_enough(chars: int) -> None:
    """What a file needs is said in whole gigabytes, as ``--memory`` takes them."""
    reason = _too_long(chars)
    named = re.search(r"--memory (\d+)G", reason)
    assert named is not None
    enough = int(named[1]) << 30

    assert f"{chars:,} characters" in reason
    assert budget_for(enough, 1, 10**9).most_chars >= chars


def test_a_file_of_35_mb_of_chinese_is_taken_by_default() -> None:
    assert budget_for(DEFAULT_MEMORY_BYTES, 2, 10**9).most_chars > 35_000_000 // 3


def test_portions_hold_every_file_once_in_order() -> None:
    sources = [Source(str(number), number * 1000, 0) for number in range(100)]
    found = list(portions(sources, Budget(1, 20_000, 10**9)))

    assert [source for portion in found for source in portion] == sources
    assert all(
        sum(s.size_bytes for s in portion) <= 60_000 or len(portion) == 1 for portion in found
    )

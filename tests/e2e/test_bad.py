"""The set of hostile files and names: each is read, or named with a reason; the run goes on."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corpus import SHARED
from sou.engine import open_index
from sou.model import SearchRequest

BAD = SHARED / "bad"
WAITING = "no reader for "
MOST_BYTES = 1 << 30
MAIN = """
import resource, sys
from sou.cli.main import main
status = main()
used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(max(one.ru_maxrss for one in used), file=sys.stderr)
sys.exit(status)
"""
IS_ROOT = os.name == "posix" and os.geteuid() == 0
AS_ANYBODY = (
    ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    if IS_ROOT and shutil.which("setpriv")
    else []
)
"""So modes count for the superuser, too."""
HAS_MODES = bool(AS_ANYBODY) or not IS_ROOT
ELSEWHERE = {
    "fs/hidden",
    "fs/links/outside.txt",
    "fs/links/one.txt",
    "fs/deep/.../深度299.txt",
    "fs/links/up",
    "fs/links/again",
}
"""Checked in tests of their own."""

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="FIFOs, sockets and modes are of POSIX"),
    pytest.mark.skipif(not BAD.exists(), reason="the set of bad files is not beside the project"),
]


@dataclass(frozen=True)
class Case:
    path: str
    expect: str
    marker: str | None
    absent: str | None


@dataclass(frozen=True)
class Run:
    """What an index run made of the set."""

    root: Path
    report: dict[str, Any]
    exit_status: int
    peak_bytes: int
    """Of the largest process."""
    texts: dict[str, list[str]]
    """What is in the index, by the name that the list of cases has for a file."""
    skipped: dict[str, tuple[str, bool]]
    """Reasons, and whether they are errors, by the same names."""


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("bad")
    made = [sys.executable, "-W", "ignore", str(BAD / "make_bad.py"), str(root), "--fs"]
    subprocess.run(made, check=True, capture_output=True, timeout=300, cwd=root.parent)
    yield root
    (root / "fs" / "noperm" / "dir").chmod(0o700)
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="module")
def run(bad: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    location = tmp_path_factory.mktemp("index")
    command = [*AS_ANYBODY, sys.executable, "-c", MAIN, "index", str(bad / "files")]
    command += [str(bad / "fs"), "--index", str(location), "--json", "--jobs", "1"]
    finished = subprocess.run(command, capture_output=True, check=False, timeout=300)
    assert finished.returncode in (0, 1), finished.stderr.decode()
    *_, peak_kb = finished.stderr.split()
    report = json.loads(finished.stdout)
    texts: dict[str, list[str]] = {}
    with open_index(location) as index:
        for hit in index.search(SearchRequest("*", limit=10_000)).hits:
            text = index.document(hit.document.id).text()
            texts.setdefault(_case_name(hit.document.path, bad), []).append(text)
    skipped = {
        _case_name(one["path"], bad): (one["reason"], one["is_error"]) for one in report["skipped"]
    }
    return Run(bad, report, finished.returncode, int(peak_kb) * 1024, texts, skipped)


def _case_name(path: str, root: Path) -> str:
    """Return what the list of cases calls a file."""
    name = os.fsencode(path)[len(os.fsencode(root)) + 1 :].decode("utf-8", "backslashreplace")
    return re.sub("^fs/deep/.*/", "fs/deep/.../", name)


def _cases(root: Path) -> list[Case]:
    lines = (root / "EXPECT.jsonl").read_text("utf-8").splitlines()
    rows = map(json.loads, lines)
    return [Case(r["path"], r["expect"], r["marker"], r.get("absent")) for r in rows]


def _fault(case: Case, run: Run) -> str | None:
    """Return what is wrong with what became of a case, ``None`` when all is well."""
    reason, is_error = run.skipped.get(case.path, (None, False))
    texts = run.texts.get(case.path, [])
    if case.absent is not None and any(case.absent in text for text in texts):
        return f"{case.absent!r} is in the index"
    is_found = bool(texts) and (case.marker is None or any(case.marker in one for one in texts))
    match case.expect:
        case "ok":
            is_fine = is_found
        case "partial":
            is_fine = is_found or reason is not None
        case "error-reported":
            is_fine = is_error and not texts
        case _:
            is_fine = not is_error and not texts
    return None if is_fine else f"{case.expect}: {reason}, {is_error=}, {texts=}"[:200]


def test_each_case_ends_as_expected(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [case for case in _cases(run.root) if case.path not in ELSEWHERE]
    if not HAS_MODES:
        cases = [case for case in cases if not case.path.startswith("fs/noperm")]
    waiting = [
        case.path for case in cases if run.skipped.get(case.path, ("",))[0].startswith(WAITING)
    ]
    with capsys.disabled():
        print(f"\n{len(waiting)} of {len(cases)} bad files wait for a reader")  # noqa: T201

    faults = {case.path: _fault(case, run) for case in cases if case.path not in waiting}
    assert {path: fault for path, fault in faults.items() if fault} == {}
    assert len(faults) > 70


def test_what_the_list_of_cases_leaves_open(run: Run) -> None:
    """Links are not followed out of the roots; a file with several names is there once."""
    reason, is_error = run.skipped["fs/links/outside.txt"]
    assert ("out of the folders" in reason, is_error) == (True, False)
    assert "fs/links/outside.txt" not in run.texts
    found = [name for name, texts in run.texts.items() if any("麒麟" in one for one in texts)]
    assert sorted(found) == ["fs/links/hard.txt", "fs/links/real/真.txt"]
    assert not any("隱藏" in name for name in run.texts)
    assert any("path too long" in reason for reason, _ in run.skipped.values())


def test_the_run_stays_small_and_says_that_files_could_not_be_read(run: Run) -> None:
    assert run.exit_status == 1
    assert run.peak_bytes < MOST_BYTES
    assert not any("longer than" in reason for reason, _ in run.skipped.values())

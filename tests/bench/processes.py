"""Run a piece of work in a fresh process: no engine sees what another left in memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.peaks import PeakWatch

if TYPE_CHECKING:
    from collections.abc import Mapping


class NotAvailableError(Exception):
    """An engine cannot do what was asked; the message says why."""


def run_job(name: str, **given: object) -> dict[str, Any]:
    """Run a job of ``bench.jobs`` and return its result.

    Raises:
        NotAvailableError: the job failed.
    """
    with _start(name) as process:
        return _result(process, given)


def run_watched_job(name: str, **given: object) -> dict[str, Any]:
    """Run a job whose result has ``peak_bytes``, and raise that to what its children add.

    Raises:
        NotAvailableError: the job failed.
    """
    with _start(name) as process:
        with PeakWatch(process.pid) as watch:
            result = _result(process, given)
        return {**result, "peak_bytes": max(result["peak_bytes"], watch.peak_bytes)}


def _start(name: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.jobs", name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=_environment(),
    )


def _result(process: subprocess.Popen[bytes], given: Mapping[str, object]) -> dict[str, Any]:
    output, _ = process.communicate(json.dumps(given).encode())
    lines = output.decode().splitlines()
    if process.returncode or not lines:
        raise NotAvailableError(f"the process ended with status {process.returncode}")
    result: dict[str, Any] = json.loads(lines[-1])
    if failure := result.get("failure"):
        raise NotAvailableError(failure)
    return result


def _environment() -> Mapping[str, str]:
    tests = str(Path(__file__).resolve().parents[1])
    others = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (tests, others)))}

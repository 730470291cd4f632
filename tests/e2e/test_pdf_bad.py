"""The PDF files of the bad set, each read in a process of its own, with limits."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import SHARED

MAKER = SHARED / "bad" / "make_bad.py"
MOST_BYTES = 1 << 30
MOST_SECONDS = 60
READ = """
import json, sys
from sou.documents import read_all
from sou.errors import DocumentError
from sou.sources import Source
try:
    (document,) = read_all(Source(sys.argv[1], 0, 0))
except DocumentError as error:
    print(json.dumps({"reason": str(error), "is_error": error.is_error}))
else:
    print(json.dumps({"text": document.text, "notes": document.notes}))
"""

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.slow,
    pytest.mark.skipif(not MAKER.exists(), reason="the bad set is not beside the project"),
]


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bad")
    subprocess.run(
        [sys.executable, "-W", "ignore", str(MAKER), str(place)],
        cwd=place,
        check=True,
        capture_output=True,
    )
    return place


def test_every_pdf_of_the_bad_set_ends_as_expected(bad: Path) -> None:
    rows = map(json.loads, (bad / "EXPECT.jsonl").read_text("utf-8").splitlines())
    cases = [row for row in rows if row["path"].endswith(".pdf")]
    wrong = {}
    for case in cases:
        said = _read(bad / case["path"])
        if not _is_as_expected(said, case["expect"], case["marker"]):
            wrong[case["path"]] = said

    assert wrong == {}
    assert len(cases) >= 12  # those that are encrypted need qpdf to be made


def _read(path: Path) -> dict[str, object]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))

    ended = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        check=False,
        capture_output=True,
        timeout=MOST_SECONDS,
        preexec_fn=limit,
    )
    if ended.returncode:
        return {"crashed": ended.stderr.decode()[-300:]}
    assert ended.stderr == b""
    answer: dict[str, object] = json.loads(ended.stdout)
    return answer


def _is_as_expected(said: dict[str, object], expected: str, marker: str | None) -> bool:
    text, reason, notes = said.get("text"), said.get("reason"), said.get("notes")
    if marker and marker not in str(text):
        return False
    if expected == "ok":
        return bool(text) and not notes
    if expected == "partial":  # read with a note, or named when there is nothing to be had
        return bool(text and notes) or bool(reason)
    return bool(reason) and said.get("is_error") is True

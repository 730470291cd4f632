import pytest

from sou.output.state import state
from sou.sources import Skipped
from unit.cli_fakes import status


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr("sou.output.shown.time.localtime", time.gmtime)


def test_a_status_is_a_table() -> None:
    assert state(status(), ["工作", "筆記"]) == (
        "index          /索引\n"
        "documents      3\n"
        "text           1,234 characters\n"
        "size on disk   56.8 kB in 1 segment\n"
        "last commit    1970-01-01 00:00:00 (number 7)\n"
        "kinds          text 2, markdown 1\n"
        "skipped files  0\n"
        "root           /筆記\n"
        "other indexes  工作, 筆記\n"
    )


def test_every_root_has_a_line() -> None:
    assert state(status(roots=("/一", "/二")), []).endswith(
        "root           /一\nroot           /二\n"
    )


def test_skipped_files_are_counted_errors_apart() -> None:
    skipped = (
        Skipped("/a", "binary file", is_error=False),
        Skipped("/b", "permission denied", is_error=True),
    )

    assert (
        "skipped files  2, 1 of them could not be read (sou status --skipped names them)\n"
        in state(status(skipped=skipped), [])
    )

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from sou.documents.dates import date_ns, iso_date


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024-05-01", "2024-05-01"),
        ("2024/5/1", "2024-05-01"),
        ("2024.05.01", "2024-05-01"),
        ("2024年5月1日", "2024-05-01"),
        ("20240501", "2024-05-01"),
        ("2024年5月", "2024-05"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("2024年", "2024"),
        ("2024-05-01T08:30:00Z", "2024-05-01T08:30:00+00:00"),
        ("2024-05-01 08:30:00 +0800", "2024-05-01T08:30:00+08:00"),
        ("2024/5/1 08:30", "2024-05-01T08:30:00"),
        ("2024-05-01T08:30:00.5+08:00", "2024-05-01T08:30:00.500000+08:00"),
        ("D:20240501083000+08'00'", "2024-05-01T08:30:00+08:00"),
        ("D:20240501083000Z", "2024-05-01T08:30:00+00:00"),
        ("D:20240501", "2024-05-01"),
        ("D:2024", "2024"),
        ("Wed, 1 May 2024 08:30:00 +0800", "2024-05-01T08:30:00+08:00"),
        ("May 1, 2024", "2024-05-01"),
        ("1 May 2024", "2024-05-01"),
        ("2024-02-30", "2024-02"),
        ("2024-13-01", "2024"),
        ("2024-05-01 下午", "2024-05-01"),
    ],
)
def test_a_date_is_read_as_it_is_written(written: str, date: str) -> None:
    assert iso_date(written) == date


@pytest.mark.parametrize(
    "written", ["", "soon", "0", "3.14", "1" * 100, "民國一一三年", "2024-05-01\n2"]
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert iso_date(written) == ""


def test_a_day_is_the_same_day_in_zones_far_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Indexed in Taipei, read in New York and in Auckland."""
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of a process cannot be set here")
    monkeypatch.setenv("TZ", "Asia/Taipei")
    time.tzset()
    moment = date_ns("2024-05-01")
    assert moment is not None
    days = set()
    for zone in ("Asia/Taipei", "Europe/Berlin", "Pacific/Auckland", "Asia/Tokyo"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        days.add(datetime.fromtimestamp(moment / 1e9).date().isoformat())
    monkeypatch.undo()
    time.tzset()

    assert days == {"2024-05-01"}


def test_a_time_with_its_zone_is_a_moment() -> None:
    expected = datetime(2024, 5, 1, 0, 30, tzinfo=UTC).timestamp()

    assert date_ns("2024-05-01T08:30:00+08:00") == int(expected) * 10**9


@pytest.mark.parametrize("date", ["", "x", "0001-01-01", "9999-01-01", "2024-99"])
def test_what_has_no_moment_has_none(date: str) -> None:
    assert date_ns(date) is None

"""What was read last is kept, up to a size."""

from __future__ import annotations

from sou.store.recent import Recent


def test_what_is_longest_unused_goes_first() -> None:
    recent: Recent[str] = Recent(10)
    recent.put("晶", "晶片", 4)
    recent.put("產", "產業", 4)
    assert recent.get("晶") == "晶片"

    recent.put("搜", "搜尋", 4)

    assert recent.get("產") is None
    assert (recent.get("晶"), recent.get("搜")) == ("晶片", "搜尋")


def test_a_value_takes_the_place_of_its_forerunner() -> None:
    recent: Recent[str] = Recent(10)
    recent.put("晶", "晶", 2)
    recent.put("產", "產業", 4)

    recent.put("晶", "晶片", 6)

    assert (recent.get("晶"), recent.get("產")) == ("晶片", "產業")


def test_what_is_larger_than_all_room_is_kept_alone() -> None:
    recent: Recent[str] = Recent(10)
    recent.put("晶", "晶片", 4)

    recent.put("長", "長文", 40)

    assert (recent.get("晶"), recent.get("長")) == (None, "長文")

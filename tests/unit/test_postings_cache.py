from __future__ import annotations

import numpy as np

from sou.searching.cache import CACHE_BYTES, PostingsCache, frugal_bytes


def test_what_was_made_is_given_again() -> None:
    cache = PostingsCache(1000)
    made = []

    def make() -> tuple[np.ndarray]:
        made.append(1)
        return (np.zeros(10, dtype=np.uint8),)

    assert cache.peek("晶") is None
    assert cache.get("晶", make) is cache.get("晶", make)
    assert len(made) == 1
    assert cache.peek("晶") is not None


def test_what_was_unused_longest_goes_first() -> None:
    cache = PostingsCache(100)
    for key in ("甲", "乙", "丙", "丁"):
        cache.get(key, lambda: (np.zeros(25, dtype=np.uint8),))
    cache.peek("甲")
    cache.get("戊", lambda: (np.zeros(20, dtype=np.uint8),))

    assert cache.peek("甲") is not None
    assert cache.peek("乙") is None
    assert cache.peek("戊") is not None


def test_what_would_push_all_else_out_is_not_kept() -> None:
    cache = PostingsCache(100)
    cache.get("小", lambda: (np.zeros(20, dtype=np.uint8),))

    cache.get("大", lambda: (np.zeros(50, dtype=np.uint8),))

    assert cache.peek("大") is None
    assert cache.peek("小") is not None


def test_what_was_dropped_counts_as_never_asked_for() -> None:
    cache = PostingsCache(limit_bytes=4000)
    for _ in range(3):
        cache.times_asked("晶")
    cache.get("晶", lambda: (np.zeros(1000, np.uint8),))
    assert cache.times_asked("晶") == 3

    for number in range(4):
        cache.get(number, lambda: (np.zeros(1000, np.uint8),))

    assert cache.peek("晶") is None
    assert cache.times_asked("晶") == 0


def test_a_lower_limit_drops_what_is_unused_longest_at_once() -> None:
    cache = PostingsCache()
    for number in range(8):
        cache.get(number, lambda: (np.zeros(1000, np.uint8),))

    cache.limit(4000)

    assert [number for number in range(8) if cache.peek(number) is not None] == [4, 5, 6, 7]
    cache.get(8, lambda: (np.zeros(1000, np.uint8),))
    assert cache.peek(4) is None


def test_a_frugal_limit_grows_with_the_index() -> None:
    assert frugal_bytes(1000) == frugal_bytes(300_000) < CACHE_BYTES
    assert frugal_bytes(1_000_000) > frugal_bytes(300_000)

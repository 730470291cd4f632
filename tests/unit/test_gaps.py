"""Lists of rows come back as they were written, whole, in part, and several at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from sou.store.container import Container, ContainerWriter
from sou.store.gap_lists import Payload
from sou.store.gaps import GapReader, GapWriter

Lists = list[tuple[npt.NDArray[np.int64], npt.NDArray[np.uint16]]]

SPREADS = (20, 1_000, 100_000, 5_000_000, 60_000_000)
LENGTHS = (1, 2, 7, 254, 255, 256, 257, 300, 512, 513, 5_000)


def _lists(dice: np.random.Generator, payload: Payload) -> Lists:
    lists: Lists = []
    for _ in range(dice.integers(1, 40)):
        rows = np.sort(dice.integers(0, dice.choice(SPREADS), dice.choice(LENGTHS)))
        if payload is Payload.OFFSET:
            carried = dice.integers(0, 512, rows.size)
        else:
            rows = np.unique(rows)
            is_big = dice.random(rows.size) < 0.05
            carried = np.where(is_big, dice.integers(1, 60_000, rows.size), 1)
            carried += dice.integers(0, 20, rows.size)
        lists.append((rows, carried.astype(np.uint16)))
    return lists


def _written(path: Path, chunks: list[Lists], payload: Payload) -> GapReader:
    writer = ContainerWriter(path)
    gaps = GapWriter(writer, "f", payload)
    for lists in chunks:
        gaps.add(
            np.concatenate([rows for rows, _ in lists]),
            np.concatenate([carried for _, carried in lists]),
            np.array([rows.size for rows, _ in lists]),
        )
    writer.finish({})
    return GapReader(Container(path), "f", payload)


@pytest.mark.parametrize("payload", list(Payload))
@pytest.mark.parametrize("seed", range(8))
def test_lists_survive_the_disk(tmp_path: Path, seed: int, payload: Payload) -> None:
    dice = np.random.default_rng(seed)
    chunks = [_lists(dice, payload) for _ in range(3)]
    lists = [one for chunk in chunks for one in chunk]
    reader = _written(tmp_path / "x.seg", chunks, payload)

    assert len(reader) == len(lists)
    for number, (rows, carried) in enumerate(lists):
        found_rows, found = reader.one(number)
        assert np.array_equal(found_rows, rows)
        assert np.array_equal(found, carried)
        assert np.array_equal(reader.one(number, with_payload=False)[0], rows)
        assert reader.plain(number) == (rows.tolist(), carried.tolist())
        assert reader.distinct_rows(number) == np.unique(rows).size
        assert reader.entry_count(number) >= rows.size
    for wanted in (np.arange(len(lists)), dice.permutation(len(lists))[:7], np.arange(0)):
        entries = reader.many(wanted)
        for place, number in enumerate(wanted.tolist()):
            mine = entries.lists == place
            assert np.array_equal(entries.rows[mine], lists[number][0])
            assert np.array_equal(entries.payload[mine], lists[number][1])


@pytest.mark.parametrize("payload", list(Payload))
@pytest.mark.parametrize("seed", range(8))
def test_rows_are_looked_up_in_part_of_a_list(tmp_path: Path, seed: int, payload: Payload) -> None:
    dice = np.random.default_rng(seed)
    lists = _lists(dice, payload)
    reader = _written(tmp_path / "x.seg", [lists], payload)
    for number, (rows, carried) in enumerate(lists):
        for count in (1, 3, 30):
            present = dice.choice(rows, min(count, rows.size))
            wanted = np.unique(np.append(dice.integers(0, rows[-1] + 5, count), present))
            near_rows, near = reader.near(number, wanted)

            assert np.array_equal(
                near_rows[np.isin(near_rows, wanted)], rows[np.isin(rows, wanted)]
            )
            if payload is Payload.FREQUENCY:
                held = dict(zip(rows.tolist(), carried.tolist(), strict=True))
                plain = reader.plain_frequencies(number, wanted.tolist())
                assert plain == {row: held[row] for row in wanted.tolist() if row in held}
            assert np.array_equal(near[np.isin(near_rows, wanted)], carried[np.isin(rows, wanted)])


def test_a_dense_list_takes_half_a_byte_an_entry(tmp_path: Path) -> None:
    rows = np.arange(0, 30_000, 3)
    reader = _written(
        tmp_path / "x.seg", [[(rows, np.ones(rows.size, np.uint16))]], Payload.FREQUENCY
    )

    sizes = reader._container.sizes()
    assert sizes["f.4.low"] == rows.size // 2
    assert sizes["f.4.payload"] == rows.size // 2


def test_a_field_without_terms_is_readable(tmp_path: Path) -> None:
    reader = _written(tmp_path / "x.seg", [], Payload.OFFSET)

    assert len(reader) == 0
    assert reader.many(np.arange(0)).rows.size == 0

"""What holds for all tests: where they run, and without the developer's own word lists."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# An example may take 200 ms of wall time by default, which a busy machine exceeds.
settings.register_profile("sou", deadline=None)
settings.load_profile("sou")

MOST_PROCESSES = 8
"""More would spend their time on collecting, and 300 MB of memory each."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return a process for each core and one more; 0, so this one, for one module or test.

    Tests of the app wait more than they compute. What is named alone is quick, or is looked at;
    so is what is run with ``-s``.
    """
    is_alone = len(config.args) == 1 and not Path(config.args[0]).is_dir()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if is_alone or config.getoption("capture") == "no" or cores in {None, 1}:
        return 0
    return min((cores or 1) + 1, MOST_PROCESSES)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal slow tests out first, in the order of the dice: none is left over at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True, scope="session")
def _no_words_of_the_developer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    empty: Path = tmp_path_factory.mktemp("no-config")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOU_CONFIG", str(empty))
        yield

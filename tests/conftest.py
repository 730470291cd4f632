"""What holds for all tests: the developer's own word lists are none of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True, scope="session")
def _no_words_of_the_developer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    empty: Path = tmp_path_factory.mktemp("no-config")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOU_CONFIG", str(empty))
        yield

"""What the app writes to its terminal, byte by byte, at a pseudo-terminal of 120 by 40."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from sou.upkeep import index_paths

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

LIMIT_BYTES = 20 * 1024
TOPICS = ("人工智慧與晶片", "半導體的供應鏈", "圖書館的藏書", "人工湖與溼地")


def test_a_key_writes_at_most_20_kib(tmp_path: Path) -> None:
    from bench.app_latency import QUERY, Pty

    folder = tmp_path / "文件"
    folder.mkdir()
    for number in range(60):
        topic = TOPICS[number % len(TOPICS)]
        lines = (f"{number}-{line}：{topic}，人工智慧晶片 {line * number}" for line in range(40))
        (folder / f"{topic}{number:02}.txt").write_text("\n".join(lines), "utf-8")
    index = tmp_path / "index"
    index_paths([folder], index)

    sizes = []
    with Pty(str(index)) as app:
        app.wait_for(re.compile("小技巧".encode()))
        app.settle()
        for character in QUERY:
            before = app.written_bytes
            app.press(character.encode())
            app.wait_for(re.compile(" [0-9,]+ 筆 · ".encode()))
            app.settle()
            sizes.append(app.written_bytes - before)

    assert max(sizes) <= LIMIT_BYTES, sizes
    assert max(sizes) > LIMIT_BYTES // 10, "nothing was painted"

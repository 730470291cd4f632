"""What the app writes to its terminal, byte by byte, and its end with it, at 120 by 40."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals", allow_module_level=True)

from bench.app_latency import QUERY, Pty
from sou.upkeep import index_paths

if TYPE_CHECKING:
    from pathlib import Path

LIMIT_BYTES = 20 * 1024
TOPICS = ("人工智慧與晶片", "半導體的供應鏈", "圖書館的藏書", "人工湖與溼地")


def test_the_app_ends_with_its_terminal_also_where_the_signal_for_it_is_ignored(
    tmp_path: Path,
) -> None:
    (tmp_path / "晶片.txt").write_text("人工智慧晶片\n", "utf-8")
    index_paths([tmp_path / "晶片.txt"], tmp_path / "index")
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        app = Pty(str(tmp_path / "index"))
    finally:
        signal.signal(signal.SIGHUP, before)
    app.wait_for(re.compile("小技巧".encode()))
    app.settle()

    app.hang_up()

    deadline = time.monotonic() + 20
    pid = status = 0
    while not pid and time.monotonic() < deadline:
        pid, status = os.waitpid(app.pid, os.WNOHANG)
        time.sleep(0.05)
    if not pid:
        os.kill(app.pid, signal.SIGKILL)
        os.waitpid(app.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 128 + signal.SIGTERM
    assert pid, "the app goes on without a terminal"


def test_a_key_writes_at_most_20_kib(tmp_path: Path) -> None:
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

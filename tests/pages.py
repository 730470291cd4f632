"""Pages of the documentation whose commands are run, one after another, in one folder.

A block of ``sh`` is run by bash; the block of ``output`` right after it is all that the
terminal shows, times left out. A block without one shows nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parents[1] / "docs"
_BLOCK = re.compile(r"```sh\n(?P<script>.*?)```\n(?:\n```output\n(?P<output>.*?)```\n)?", re.DOTALL)
_TIME = re.compile(r"\b\d+\.\d s\b")


class Shown(NamedTuple):
    """A block of commands, what the page says that it prints, and what it printed."""

    script: str
    said: str
    printed: str


def has_bash() -> bool:
    """Tell whether pages can be run here."""
    return shutil.which("bash") is not None


def run_page(name: str, home: Path, *, prepared: str = "") -> list[Shown]:
    """Run the commands of a page in a folder that is the user's home.

    ``prepared``: commands that the page takes as done. With ``SOU_WRITE_PAGES=1`` the page is
    written anew with what was printed; read the difference.
    """
    page = DOCS / name
    text = page.read_text("utf-8")
    (home / "bin").mkdir()
    for program, call in {"sou": "main()", "python3": ""}.items():
        body = f"from sou.cli.main import main\nraise SystemExit({call})\n"
        start = (
            f"#!{sys.executable}\n{body}" if call else f'#!/bin/sh\nexec {sys.executable} "$@"\n'
        )
        (home / "bin" / program).write_text(start, "utf-8")
        (home / "bin" / program).chmod(0o755)
    if prepared:
        assert _printed(prepared, home)[0] == 0
    shown: list[Shown] = []
    parts: list[str] = []
    done = 0
    for block in _BLOCK.finditer(text):
        status, printed = _printed(block["script"], home)
        assert status == 0, (block["script"], printed)
        shown.append(Shown(block["script"], block["output"] or "", printed))
        parts += [text[done : block.start()], f"```sh\n{block['script']}```\n"]
        parts += [f"\n```output\n{printed}```\n"] if printed else []
        done = block.end()
    if os.environ.get("SOU_WRITE_PAGES"):
        page.write_text("".join([*parts, text[done:]]), "utf-8", newline="\n")
    return shown


def _printed(script: str, home: Path) -> tuple[int, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SOU_")}
    kept = {name: value for name, value in kept.items() if not name.startswith("XDG_")}
    finished = subprocess.run(
        ["bash", "-c", script],
        cwd=home,
        env={
            **kept,
            "HOME": str(home),
            "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "EDITOR": "vim",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    text = finished.stdout.replace(os.path.realpath(home), "~").replace(str(home), "~")
    return finished.returncode, _TIME.sub("0.1 s", text)

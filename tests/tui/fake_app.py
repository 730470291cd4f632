"""The app over files named on the command line, with the fake engine. For tests in tmux."""

from __future__ import annotations

import sys
from pathlib import Path

from fake_engine import FakeIndex
from sou_tui.app import SouApp

if __name__ == "__main__":
    files = {name: Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]}
    app = SouApp(lambda: FakeIndex(files))
    app.run()
    sys.exit(app.return_code or 0)

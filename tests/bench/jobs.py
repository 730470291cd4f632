"""The other side of :mod:`bench.processes`: one job in a process of its own.

Called as ``python -m bench.jobs NAME`` with arguments as JSON on standard input; the
last line of standard output is the result as JSON.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.kept import Facts


def main(name: str) -> int:
    """Run the job and print its result, or why it failed."""
    try:
        result = _run(name, json.load(sys.stdin))
    except Exception as error:  # a broken engine is a line of the report
        result = {"failure": f"{type(error).__name__}: {error}"}
    sys.stdout.write(f"\n{json.dumps(result)}\n")
    return 0


def _run(name: str, given: dict[str, Any]) -> Facts:
    files, folder = Path(given.get("files", "")), Path(given.get("folder", ""))
    match name:
        case "survey":
            from bench.reading import take_survey

            return take_survey(files, given["documents"])
        case "prepare":
            from bench.tokens import write_tokens

            return write_tokens(files, folder)
        case "index files":
            from bench.building import index_files

            engine, threads, most = given["engine"], given["threads"], given["most"]
            return asdict(index_files(engine, files, folder, threads, most))
        case "index tokens":
            from bench.building import index_tokens

            tokens = Path(given["tokens"])
            return asdict(index_tokens(given["engine"], files, tokens, folder, given["most"]))
        case "open":
            from bench.asking import opening_times

            return {"s": opening_times(given["engine"], folder)}
        case "ask":
            from bench.asking import ask

            return ask(given["indexes"], given["queries"], given["repeats"])
        case _:
            raise ValueError(f"there is no job {name!r}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""``python tests/bench/relevance``: does the right passage come first? See ../README.md."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])  # so that bench is a package
    from bench.relevance.run import main

    sys.exit(main(sys.argv[1:]))

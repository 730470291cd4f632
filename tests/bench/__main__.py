"""``python tests/bench``: compare sou with its peers; README.md says how to read it."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])  # so that bench is a package
    from bench.run import main

    sys.exit(main(sys.argv[1:]))

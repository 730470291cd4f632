"""``python tests/bench/encodings``: is the encoding of a text found? See ../README.md."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])  # so that bench is a package
    from bench.encodings.run import main

    sys.exit(main(sys.argv[1:]))

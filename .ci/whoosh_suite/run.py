"""Run Whoosh's own tests on our index; the argument is a folder to work in.

The tests are those of the source distribution of the installed whoosh3, from pip's index.
"""

import os
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

from exclusions import MODULES, NOT_APPLICABLE


def unpacked(work):
    """Return the folder of the unpacked source distribution."""
    requirement = f"whoosh3=={version('whoosh3')}"
    folder = work / requirement.replace("==", "-")
    if not folder.exists():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--disable-pip-version-check", "--no-binary", ":all:"]
        work.mkdir(parents=True, exist_ok=True)
        command += ["--dest", work, requirement]
        if subprocess.run(command, check=False).returncode:  # noqa: S603  # our own command
            sys.exit(f"the source distribution of {requirement} cannot be had from pip's index")
        with tarfile.open(next(work.glob("whoosh3-*.tar.gz"))) as archive:
            archive.extractall(work, filter="data")
    return folder


def main():
    """Run the tests; the exit code is pytest's."""
    folder = unpacked(Path(sys.argv[1]).absolute())
    there = {path.stem.removeprefix("test_") for path in (folder / "tests").glob("test_*.py")}
    if there != MODULES | NOT_APPLICABLE.keys():
        sys.exit(f"exclusions.py does not fit: {sorted(there ^ (MODULES | NOT_APPLICABLE.keys()))}")
    command = [sys.executable, "-m", "pytest", "--quiet", "--disable-warnings", "-p", "plugin"]
    command += ["-p", "no:randomly", "-p", "no:asyncio", "-p", "no:cacheprovider", "--tb=short"]
    command += [f"tests/test_{name}.py" for name in sorted(MODULES)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.absolute())}
    done = subprocess.run(command, cwd=folder, env=environment, check=False)  # noqa: S603  # as above
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()

"""Fail unless a wheel (argument 1) holds exactly the packages of a checkout (argument 2)."""

import sys
import zipfile
from pathlib import Path

wheel, checkout = sys.argv[1:]
expected = {
    f"{package.name}/{file.relative_to(package).as_posix()}"
    for package in (Path(checkout, "search/sou"), Path(checkout, "tui/sou_tui"))
    for file in package.rglob("*")
    if file.is_file() and "__pycache__" not in file.parts
}
expected.add("sou/output/sou-1.json")  # docs/schema/, see sou.output.schema
with zipfile.ZipFile(wheel) as archive:
    packed = {name for name in archive.namelist() if ".dist-info/" not in name}
if packed != expected:
    sys.exit(f"the wheel is not the checkout: {sorted(packed ^ expected)}")

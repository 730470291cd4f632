"""Print what the installed sou and its tests need, all but Whoosh."""

import sys
from importlib.metadata import requires

for requirement in requires("sou") or []:
    name, _, marker = requirement.partition(";")
    if not name.startswith("whoosh") and 'extra == "dev"' not in marker.replace("'", '"'):
        sys.stdout.write(f"{name.strip()}\n")

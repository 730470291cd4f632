"""docs/config.md, made from the table of options.

``python -m sou.cli.config_reference > docs/config.md``
"""

from __future__ import annotations

import sys

from sou.cli.config import flags_of
from sou.cli.main import root, subcommands
from sou.output.configured import options_page

_BEGIN = """\
# Configuration

Made from the table of options by `python -m sou.cli.config_reference`.

One file in TOML, `config.toml`, in the folder that `sou config --path` names (`SOU_CONFIG`
chooses another). It is optional, and so is everything in it. `sou config` shows every option
with its value and where it was set, `sou config --defaults` prints a file to begin with:

```sh
sou config --defaults > "$(sou config --path)"
```

What is set in several places counts from the first of these:

1. a flag, `sou search -n 5` or, for any option of `[index]` and `[search]`, `--set search.limit=5`
2. the environment, `SOU_SEARCH_LIMIT=5`; lists have commas, `SOU_INDEX_EXCLUDE='*.log,drafts/'`
3. the project's file, `.sou.toml`
4. your own `config.toml`
5. the default

A name that is not known, in a file or of a variable, is an error that suggests the nearest, and
so is a value of another type; the exit status is 2. With `--no-config` the options of a command
are not taken from files: for scripts that must not depend on them. What `[index]` says of files
is as if typed with every `sou index`: folders remember it, see `sou index --help`. What
`[search]` says is for the commands that have a flag for it: the app, `sou pick`, `sou serve` and
`sou mcp` search as they are asked to. The Python API takes only its arguments, `SOU_INDEX` and,
of your own file, `[extract]` and `[json]`.

## A project's file

`.sou.toml` in the current folder, or the nearest one above, is for those who work there:

```toml
[index]
name = "./.sou"       # an index in the project, instead of your own

[search]
limit = 30
```

Folders are sent from hand to hand, so it can do little. It runs no programs: `[extract]`,
`[open]`, `[keys]`, `[app]`, `[json]` and limits are left out, and every command says so. Its
index is a folder in the project. What else it says of `[index]` holds for that index only. One
that belongs to another user is left out. `SOU_NO_PROJECT=1` leaves it out, whatever it says.
"""


def config_reference() -> str:
    """Return the whole page, in Markdown."""
    rows = options_page(flags_of((root(), *subcommands())))
    return _BEGIN + "".join(f"{row}\n" for row in rows)


if __name__ == "__main__":
    sys.stdout.write(config_reference())

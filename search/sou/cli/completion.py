"""``sou completion``: what a shell needs to complete sou's words, from the declarations.

In: the commands. Out: a script for bash, zsh or fish; it starts no process of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sou.cli.arguments import HELP, INDEX_UNREAD, Argument, Command, UsageError, usage
from sou.cli.diagnostics import Exit

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator, Sequence

    from sou.cli.console import Console

_FILES: Final = frozenset(("PATH", "FILE", "HIT", "QUERY PATH", "INDEX", "add|remove PATH"))
"""What is completed by names of files."""
_BASH_FILES: Final = "local IFS=$'\\n'; COMPREPLY+=($(compgen -f -- \"$cur\"))"


def run(namespace: Namespace, console: Console) -> int:
    """Print the script for a shell."""
    if len(namespace.shell) != 1 or namespace.shell[0] not in SCRIPTS:
        raise UsageError(f"name one of {', '.join(SCRIPTS)}", usage(COMMAND))
    from sou.cli.main import root, subcommands

    console.write(SCRIPTS[namespace.shell[0]](root(), subcommands()))
    return Exit.OK


def bash_script(root: Command, commands: Sequence[Command]) -> str:
    """Return completions for bash 3.2 and later."""
    lines = [
        "# bash completion for sou; made by: sou completion bash",
        "_sou() {",
        "    local cur prev word i command=",
        '    cur="${COMP_WORDS[COMP_CWORD]}"',
        '    prev="${COMP_WORDS[COMP_CWORD-1]}"',
        "    COMPREPLY=()",
        '    if [[ "$cur" == = ]]; then',  # bash cuts --option=value there
        "        cur=",
        '    elif [[ "$prev" == = ]]; then',
        '        prev="${COMP_WORDS[COMP_CWORD-2]}"',
        "    fi",
        "    for ((i = 1; i < COMP_CWORD; i++)); do",
        '        word="${COMP_WORDS[i]}"',
        '        case "$word" in',
        "            --index) ((i++)) ;;",
        "            -*) ;;",
        '            *) command="$word"; break ;;',
        "        esac",
        "    done",
        '    case "$command" in',
        *(line for one in commands for line in _bash_case(one.name, one)),
        *_bash_case("*", root, [one.name for one in commands]),
        "    esac",
        "}",
        "complete -o filenames -F _sou sou",
    ]
    return "\n".join(lines) + "\n"


def _bash_case(pattern: str, command: Command, names: Sequence[str] = ()) -> Iterator[str]:
    yield f"        {pattern})"
    yield '            case "$prev" in'
    for argument in _with_value(command):
        yield f"                {'|'.join(argument.names)}) {_bash_value(argument)}; return ;;"
    yield "            esac"
    options = " ".join(name for one in _options(command) for name in one.names)
    words = [*names, *(choice for one in _words(command) for choice in one.choices)]
    yield '            if [[ "$cur" == -* ]]; then'
    yield f"                COMPREPLY=($(compgen -W '{options}' -- \"$cur\"))"
    yield "            else"
    takes_files = any(one.metavar in _FILES for one in _words(command))
    if words:
        yield f"                COMPREPLY=($(compgen -W '{' '.join(words)}' -- \"$cur\"))"
    if takes_files:
        yield f"                {_BASH_FILES}"
    if not (words or takes_files):
        yield "                :"
    yield "            fi ;;"


def _bash_value(argument: Argument) -> str:
    if argument.choices:
        return f"COMPREPLY=($(compgen -W '{' '.join(argument.choices)}' -- \"$cur\"))"
    return _BASH_FILES if argument.metavar in _FILES else ":"


def zsh_script(root: Command, commands: Sequence[Command]) -> str:
    """Return completions for zsh, for a file named ``_sou`` in ``$fpath``."""
    lines = [
        "#compdef sou",
        "# made by: sou completion zsh",
        "_sou() {",
        "  local context state line",
    ]
    lines += ["  typeset -A opt_args", "  _arguments -C \\"]
    lines += [f"    {spec} \\" for one in _options(root) for spec in _zsh_specs(one)]
    lines += ["    '1:command:->command' '*::argument:->arguments'", "  case $state in"]
    lines += ["    command)", "      local -a commands", "      commands=("]
    lines += [f"        {_quoted(f'{one.name}:{one.summary}')}" for one in commands]
    lines += ["      )", "      _describe command commands ;;", "    arguments)"]
    lines += ["      case $line[1] in"]
    for one in commands:
        specs = [spec for argument in _options(one) for spec in _zsh_specs(argument)]
        specs += [spec for argument in _words(one) for spec in _zsh_words(argument)]
        lines += [f"        {one.name})", "          _arguments \\"]
        lines += [f"            {spec} \\" for spec in specs[:-1]]
        lines += [f"            {specs[-1]} ;;"]
    lines += ["      esac ;;", "  esac", "}"]
    lines += ['if [ "$funcstack[1]" = "_sou" ]; then', '  _sou "$@"', "else", "  compdef _sou sou"]
    return "\n".join([*lines, "fi"]) + "\n"


def _zsh_specs(argument: Argument) -> Iterator[str]:
    """Yield a specification for each name, which excludes the others unless it may repeat."""
    others = "*" if argument.kind == "texts" else f"({' '.join(argument.names)})"
    about = argument.help.translate({ord("["): "\\[", ord("]"): "\\]", ord(":"): "\\:"})
    value = ""
    if argument.metavar or argument.choices:
        value = f":{argument.metavar or 'value'}:{_zsh_action(argument)}"
    for name in argument.names:
        equals = "=" if value and name.startswith("--") else ""
        yield _quoted(f"{others}{name}{equals}[{about}]{value}")


def _zsh_words(argument: Argument) -> Iterator[str]:
    if argument.choices and argument.metavar in _FILES:
        yield _quoted(f"1:{argument.metavar}:{_zsh_action(argument)}")
        argument = argument._replace(choices=())
    yield _quoted(f"*:{argument.metavar}:{_zsh_action(argument)}")


def _zsh_action(argument: Argument) -> str:
    if argument.choices:
        return f"({' '.join(argument.choices)})"
    return "_files" if argument.metavar in _FILES else " "


def fish_script(root: Command, commands: Sequence[Command]) -> str:
    """Return completions for fish."""
    lines = ["# fish completion for sou; made by: sou completion fish", "complete -c sou -f"]
    lines += [
        f"complete -c sou -n __fish_use_subcommand -a {one.name} -d {_quoted(one.summary)}"
        for one in commands
    ]
    lines += [_fish_option(one, "__fish_use_subcommand") for one in _options(root)]
    for command in commands:
        seen = _quoted(f"__fish_seen_subcommand_from {command.name}")
        lines += [_fish_option(one, seen) for one in _options(command)]
        for one in _words(command):
            if one.choices:
                lines.append(f"complete -c sou -n {seen} -a {_quoted(' '.join(one.choices))}")
            if one.metavar in _FILES:
                lines.append(f"complete -c sou -n {seen} -F")
    return "\n".join(lines) + "\n"


def _fish_option(argument: Argument, condition: str) -> str:
    names = [
        f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in argument.names
    ]
    value = ""
    if argument.choices:
        value = f" -x -a {_quoted(' '.join(argument.choices))}"
    elif argument.kind != "switch":
        value = " -r -F" if argument.metavar in _FILES else " -x"
    return f"complete -c sou -n {condition} {' '.join(names)}{value} -d {_quoted(argument.help)}"


def _options(command: Command) -> Iterator[Argument]:
    return (one for one in command.arguments if one.kind != "words")


def _words(command: Command) -> Iterator[Argument]:
    return (one for one in command.arguments if one.kind == "words")


def _with_value(command: Command) -> Iterator[Argument]:
    return (one for one in _options(command) if one.kind != "switch")


def _quoted(text: str) -> str:
    """Return text as all three shells read it literally."""
    return "'" + text.replace("'", "'\\''") + "'"


SCRIPTS: Final[dict[str, Callable[[Command, Sequence[Command]], str]]] = {
    "bash": bash_script,
    "zsh": zsh_script,
    "fish": fish_script,
}


COMMAND = Command(
    "completion",
    "Print what a shell needs to complete sou's words",
    (
        Argument(("shell",), "bash, zsh or fish", "words", "SHELL", ("bash", "zsh", "fish")),
        INDEX_UNREAD,
        HELP,
    ),
    run,
    """\
  bash  eval "$(sou completion bash)" in ~/.bashrc
  zsh   sou completion zsh > a folder of $fpath/_sou
  fish  sou completion fish > ~/.config/fish/completions/sou.fish

Exit status: 0 printed, 2 there is no such shell.""",
)

import pytest

from sou.cli.arguments import HELP, Argument, Command, UsageError, parse, parser, readable, usage

COMMAND = Command(
    "find",
    "Find things",
    (
        Argument(("words",), "what to find", kind="words", metavar="WORD"),
        Argument(("-n", "--limit"), "how many", kind="integer", metavar="N"),
        Argument(("-l",), "only paths"),
        Argument(("-0", "--null"), "end with NUL"),
        Argument(("--color",), "when", kind="text", choices=("auto", "never"), default="auto"),
        HELP,
    ),
    run=lambda _namespace, _console: 0,
    notes="Exit status: 0.",
)


def test_words_and_options_alternate() -> None:
    typed = parse(COMMAND, ["晶片", "-n", "5", "中國", "-l"])

    assert (typed.words, typed.limit, typed.l) == (["晶片", "中國"], 5, True)


def test_a_hyphen_before_a_han_character_excludes_a_word() -> None:
    assert parse(COMMAND, ["晶片", "-中國"]).words == ["晶片", "-中國"]


@pytest.mark.parametrize("word", ['-"AI 晶片"', "-「晶片」", "-(a OR b)", "-5", "-"])
def test_a_hyphen_before_what_begins_no_option_belongs_to_the_word(word: str) -> None:
    assert parse(COMMAND, [word, "-l"]).words == [word]


def test_minus_one_is_a_number() -> None:
    assert parse(COMMAND, ["-n", "-1", "晶片"]).limit == -1


def test_two_hyphens_end_the_options() -> None:
    typed = parse(COMMAND, ["-l", "--", "晶片", "-AI", "--", "-n"])

    assert typed.words == ["晶片", "-AI", "--", "-n"]
    assert typed.limit is None


def test_defaults_hold() -> None:
    typed = parse(COMMAND, [])

    assert (typed.words, typed.limit, typed.l, typed.null, typed.color) == (
        [],
        None,
        False,
        False,
        "auto",
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-x"], "unrecognized arguments: -x; write -- before words that begin with a hyphen"),
        (["--lim", "5"], "unrecognized arguments: --lim"),
        (["-n", "many"], "'many' is not a whole number"),
        (["-n"], "expected one argument"),
        (["--color", "red"], "invalid choice: 'red'"),
    ],
)
def test_other_options_are_an_error_that_shows_the_usage(words: list[str], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(COMMAND, words)

    assert message in str(raised.value)
    assert raised.value.usage == "sou find [OPTIONS] [WORD…]"


def test_the_help_names_everything() -> None:
    text = parser(COMMAND).format_help()

    assert text.startswith("usage: sou find [OPTIONS] [WORD…]\n\nFind things.\n")
    assert text.endswith("\nExit status: 0.\n")
    for argument in COMMAND.arguments:
        assert argument.help in text


def test_usage_of_sou_itself_mentions_commands() -> None:
    assert usage(Command("", "All", (), run=COMMAND.run)) == "sou [OPTIONS] [COMMAND …]"


def test_words_a_locale_could_not_read_are_utf8() -> None:
    kept_bytes = "晶片".encode().decode("ascii", "surrogateescape")

    assert readable(["AI", kept_bytes]) == "AI 晶片"
    assert readable(["晶片", "-中國"]) == "晶片 -中國"
    assert readable(["\udcff"]) == "\udcff"

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sou.cli.main import subcommands
from sou.cli.reference import reference
from sou.errors import QuerySyntaxError
from sou.model import (
    Anchor,
    Completion,
    PinyinMatch,
    PinyinText,
    Place,
    PlacedSnippet,
    SearchRequest,
    Snippet,
    SourceMap,
    Span,
    Suggestion,
)
from sou.output.caret import pointer
from sou.output.configured import settings_object
from sou.output.suggestions import suggestions_object
from sou.output.texts import TextPart, documents_object, text_object
from sou.output.wire import (
    document_object,
    explanation_object,
    forecast_object,
    page_object,
    recall_object,
    report_object,
    roots_object,
    status_object,
    verify_object,
)
from sou.query.parser import parse
from sou.reports import (
    ClauseReport,
    Explanation,
    Forecast,
    FormatForecast,
    MissedText,
    Problem,
    RootInfo,
    ScoreNode,
)
from sou.settings import read_settings
from sou.sources import Skipped
from sou_tui.keys_reference import keys_reference
from unit.cli_fakes import document, hit, page, recall, report, status, verification

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def shell_blocks() -> list[str]:
    text = (ROOT / "README.md").read_text("utf-8")
    return re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_readme_begins_with_the_main_job_and_then_the_tests() -> None:
    first, second = (block.strip() for block in shell_blocks()[:2])

    assert "\n" not in first + second
    assert first.endswith("sou index seeds && .venv/bin/sou search 晶片")
    assert second.endswith("&& .venv/bin/pytest")


@pytest.mark.parametrize("number", [0, 1])
def test_ci_runs_the_commands_of_the_readme_to_the_letter(number: int) -> None:
    command = shell_blocks()[number].strip()
    ci_lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()

    assert command in [line.strip() for line in ci_lines]


def test_the_readme_uses_commands_that_exist() -> None:
    names = {command.name for command in subcommands()}
    used = re.findall(r"\.venv/bin/sou +([a-z]+)", "\n".join(shell_blocks()))

    assert used
    assert set(used) <= names


def test_the_page_on_the_command_line_is_made_from_it() -> None:
    """When this fails: ``python -m sou.cli.reference > docs/cli.md``."""
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == reference()


def test_the_page_on_keys_is_made_from_the_app() -> None:
    """When this fails: ``python -m sou_tui.keys_reference > docs/keys.md``."""
    assert (ROOT / "docs" / "keys.md").read_text("utf-8") == keys_reference()


def test_the_queries_of_the_syntax_page_are_understood() -> None:
    text = (ROOT / "docs" / "query-syntax.md").read_text("utf-8")
    rows = [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| `")]
    queries = [query for row in rows for query in re.findall(r"`([^`]+)`", row)]

    assert len(queries) > 20
    for query in queries:
        assert parse(query).interpretation
    assert parse("甲 乙 OR 丙 AND 丁").tree == parse("(甲 乙) OR (丙 AND 丁)").tree


def test_the_error_of_the_syntax_page_is_what_sou_says() -> None:
    text = (ROOT / "docs" / "query-syntax.md").read_text("utf-8")
    shown = text.split("```\nsou: error: ")[1].split("\n```")[0]

    with pytest.raises(QuerySyntaxError) as raised:
        parse("晶片 AND (美國")

    error = raised.value
    assert f"{error.message}\n{pointer(error.query, error.start, error.end)}" == shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))

    for link in links:
        assert (page.parent / link).exists(), link


def test_every_field_of_the_json_is_specified() -> None:
    text = (ROOT / "docs" / "json-format.md").read_text("utf-8")
    further = PlacedSnippet(0, 1, Place(1, 1), Snippet("晶", 0, (Span(0, 1),)))
    anchored = hit(anchor=Anchor(0, "heading", "第一章"), more=(further,))
    skipped = Skipped("/筆記/x", "binary file", is_error=False)
    sounds = PinyinMatch("py:jp", (PinyinText("晶片", 1, 2, True),), 1)
    asked = SearchRequest("py:jp", snippets=2)
    heard = replace(page(anchored), pinyin=(sounds,), request=asked)
    objects = (
        page_object(heard, [anchored], ""),
        suggestions_object(
            "晶爿", [Suggestion("晶片", "shape", 1)], [Completion("晶片", 1)], "/索引"
        ),
        report_object(report(skipped, doubtful=(("/筆記/y", "a guess"),)), ""),
        forecast_object(forecast(skipped), ""),
        roots_object([RootInfo("/筆記", True, (), (), True, False, False, False, 1)], ""),
        status_object(status(skipped=(skipped,)), []),
        verify_object(verification(Problem("/索引/1.seg", "damaged")), []),
        explanation_object(explanation()),
        document_object(StoredForTest(), with_text=True),
        settings_object(read_settings({"SOU_CONFIG": "/nowhere"}, ""), {}),
        recall_object(recall(MissedText("/筆記/x", Place(1, 1), "晶片", "not found"))),
        text_object(TextPart(document(), 0, "晶片", SourceMap((0,)), ()), ""),
        documents_object([document()], 1, 0, ""),
    )

    for name in {name for one in objects for name in field_names(one)}:
        assert f"`{name}`" in text


class StoredForTest:
    info = document()
    source_map = SourceMap((0,))
    anchors = (Anchor(0, "heading", "第一章"),)

    def text(self) -> str:
        return "晶片"


def forecast(skipped: Skipped) -> Forecast:
    formats = (FormatForecast(".md", "markdown", 1, 3, 0.1),)
    return Forecast(formats, (("utf-8", 1),), 1, 0, 0, (skipped,), 0.5, 0.1)


def explanation() -> Explanation:
    clause, score = ClauseReport("晶片", True), ScoreNode("pair 晶片", 1.0)
    return Explanation("/筆記/x", "晶片", "晶片", 1, 1, score, 1, 1, clause)


def field_names(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(field_names, value.values()))
    if isinstance(value, list):
        return set().union(*map(field_names, value))
    return set()

"""What the commands really write is what docs/schema/sou-1.json and the golden files say."""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator, ValidationError

from sou.cli.diagnostics import Exit
from sou.model import AnchorKind, ExpansionKind, FacetName, SuggestionKind
from sou.upkeep import index_paths
from unit.cli_fakes import run_sou

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "schema" / "sou-1.json").read_text("utf-8")
)
GOLDEN = Path(__file__).parents[1] / "golden"
VOLATILE = {"elapsed_s": 0.25, "modified": 1.5, "committed": 1.5, "size": 1, "score": 1.5}
"""Fields that another run or another machine has otherwise."""

Run = Callable[..., list[Any]]


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("schema")
    long = "這裡沒有別的。" * 60
    front = "---\nauthor: 王\ndate: 2024-05-20\n---\n"
    text = f"{front}# 晶片產業\n\n台灣的晶片。\n{long}\n芯片與晶片。\n"
    (base / "甲.md").write_text(text, encoding="utf-8")
    (base / "乙.txt").write_text("寒武紀是一家公司，也做芯片。", encoding="utf-8")
    (base / "圖.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    index_paths([base / "甲.md", base / "乙.txt", base / "圖.png"], base / "索引")
    return base


@pytest.fixture
def sou(folder: Path) -> Run:
    """Runs a command; returns the objects it wrote to stdout, then to stderr."""

    def called(*words: str, index: str = "索引", stdin: str = "") -> list[Any]:
        environ = {"SOU_INDEX": str(folder / index), "XDG_DATA_HOME": str(folder)}
        outcome = run_sou(*words, cwd=str(folder), environ=environ, stdin=stdin.encode())
        return [json.loads(one) for one in (outcome.stdout + outcome.stderr).splitlines()]

    return called


MESSAGES = [
    ("page", ["search", "--json", "晶片"]),
    ("page", ["search", "--json", "-m", "3", "--facet", "type", "--facet", "year", "晶片"]),
    ("page", ["search", "--json", "py:hwj"]),
    ("page", ["search", "--json", "無處可尋"]),
    ("page", ["search", "--json", "type:md"]),
    ("hit_line", ["search", "--jsonl", "-m", "2", "晶片"]),
    ("document", ["export"]),
    ("document", ["export", "--no-text", "晶片"]),
    ("answer", ["search", "--batch", "-"]),
    ("suggestions", ["suggest", "--json", "寒無紀"]),
    ("suggestions", ["suggest", "--json", "寒武"]),
    ("report", ["index", "--json"]),
    ("forecast", ["index", "--dry-run", "--json"]),
    ("roots", ["sources", "--json"]),
    ("status", ["status", "--json"]),
    ("configuration", ["config", "--json", "--set", "index.exclude=*.log"]),
    ("verification", ["verify", "--json"]),
    ("verification", ["status", "--verify", "--json"]),
    ("recall", ["verify", "--recall", "--samples", "9", "--seed", "1", "--json"]),
    ("explanation", ["explain", "--json", "晶片 -美國", "甲.md"]),
    ("explanation", ["explain", "--json", "美國", "甲.md"]),
    ("error", ["search", "--json", "("]),
    ("error", ["search", "--json"]),
    ("error", ["explain", "--json", "晶片", "丙.md"]),
]


@pytest.mark.parametrize(("name", "words"), MESSAGES, ids=lambda one: " ".join(one)[:40])
def test_every_message_is_as_the_schema_says(name: str, words: list[str], sou: Run) -> None:
    messages = sou(*words, stdin='晶片\n{"query":"(","id":[1]}\n')

    assert messages
    for one in messages:
        validator(name).validate(one)
        with pytest.raises(ValidationError):
            validator(name).validate(one | {"unheard_of": 1})


def test_every_message_of_the_schema_is_tried() -> None:
    named = {one["$ref"].rsplit("/", 1)[1] for one in SCHEMA["anyOf"]}

    served = {"text", "documents"}  # by tests of the services
    assert named == {name for name, _ in MESSAGES} | served
    Draft202012Validator.check_schema(SCHEMA)


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from objects_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from objects_in(part)


def test_unknown_fields_are_denied_everywhere() -> None:
    for one in objects_in(SCHEMA):
        if "properties" in one and "type" in one:
            assert one["additionalProperties"] is False


def test_the_schema_has_the_values_of_the_model() -> None:
    defs = SCHEMA["$defs"]

    assert set(defs["anchor"]["properties"]["kind"]["enum"]) == set(get_args(AnchorKind))
    assert set(defs["expansion"]["properties"]["kind"]["enum"]) == set(get_args(ExpansionKind))
    suggestion = defs["suggestions"]["properties"]["suggestions"]["items"]
    assert set(suggestion["properties"]["kind"]["enum"]) == set(get_args(SuggestionKind))
    facets = defs["page"]["properties"]["facets"]
    assert set(facets["propertyNames"]["enum"]) == set(get_args(FacetName))
    no_error = {Exit.OK, Exit.NOTHING, Exit.SKIPPED, Exit.INTERRUPTED}
    assert set(defs["fault"]["properties"]["status"]["enum"]) == set(Exit) - no_error


def settled(value: Any, folder: Path) -> Any:
    """Return a message without what changes from run to run."""
    text = json.dumps(value, ensure_ascii=False).replace(str(folder), "/家")
    made = json.loads(re.sub(r'"generation": \d+', '"generation": 1', text))
    for one in objects_in(made):
        one.update({name: kept for name, kept in VOLATILE.items() if name in one})
    return made


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("page", ["search", "--json", "-m", "2", "--facet", "type", "晶片"]),
        ("hit_line", ["search", "--jsonl", "晶片"]),
        ("document", ["export", "寒武紀"]),
        ("answer", ["search", "--batch", "-", "-n", "1"]),
        ("suggestions", ["suggest", "--json", "寒無紀"]),
        ("status", ["status", "--json"]),
        ("error", ["search", "--json", "晶片 AND (美國"]),
    ],
)
def test_messages_are_those_of_the_golden_files(
    name: str, words: list[str], sou: Run, folder: Path
) -> None:
    """When this fails a reader's program may fail, too: only new fields are no harm.

    Write anew with ``SOU_WRITE_GOLDEN=1``, and read the difference.
    """
    messages = sou(*words, stdin='台灣\n{"query":"(","id":"甲"}\n')
    written = "".join(
        json.dumps(settled(one, folder), ensure_ascii=False, indent=1) + "\n" for one in messages
    )
    golden = GOLDEN / f"{name}.json"
    if os.environ.get("SOU_WRITE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(written, encoding="utf-8", newline="\n")

    assert written == golden.read_text("utf-8")

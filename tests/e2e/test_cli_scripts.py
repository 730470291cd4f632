"""What scripts and editors ask of ``sou search``, on a real index."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sou.upkeep import index_paths
from unit.cli_fakes import Outcome, run_sou

LONG = "很長的一行。" * 40
LINES = f"第一行\r\n第二行\r\n前面有晶片，晶片。\r\n第四行\r\n{LONG}\r\n\r\n第七行是晶片\r\n"


Run = Callable[..., Outcome]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("scripts")
    (base / "甲.txt").write_text(LINES, encoding="utf-8", newline="")
    (base / "乙.md").write_text(
        "---\ndate: 2024-05-20\nlang: zh-TW\n---\n# 晶片產業\n\n台灣的晶片。\n", encoding="utf-8"
    )
    (base / "舊.md").write_text("---\ndate: 2019-01-02\n---\n舊的晶片，{晶片}。\n", "utf-8")
    (base / "big5.txt").write_bytes("中文的晶片在這裡，很多字的一個檔案。".encode("big5"))
    (base / "表.csv").write_text("名,物\n甲,晶片\n乙,晶片\n", encoding="utf-8")
    index_paths([base], base / "索引")
    return base


@pytest.fixture
def sou(folder: Path) -> Run:
    def called(*words: str, stdin: bytes = b"") -> Outcome:
        environ = {"SOU_INDEX": str(folder / "索引")}
        return run_sou("search", *words, cwd=str(folder), environ=environ, stdin=stdin)

    return called


def test_vimgrep_has_columns_in_bytes_where_the_file_has_the_match(sou: Run, folder: Path) -> None:
    outcome = sou("--vimgrep", "-m", "5", "--path", "甲", "晶片")

    lines = outcome.stdout.splitlines()
    assert outcome.exit_status == 0
    assert len(lines) == 2
    for line in lines:
        path, number, column, text = line.split(":", 3)
        source = (folder / path).read_bytes().splitlines()[int(number) - 1]
        assert source[int(column) - 1 :].startswith("晶片".encode())
        assert "晶片" in text


def test_vimgrep_names_what_has_no_lines_of_its_own(sou: Run, folder: Path) -> None:
    import zipfile

    with zipfile.ZipFile(folder / "包.zip", "w") as archive:
        archive.writestr("內.txt", "甲\n乙\n包裡的龍井茶")
    index_paths([folder / "包.zip"], folder / "索引")

    assert sou("--vimgrep", "龍井茶").stdout == "包.zip:1:1:[#內.txt] 包裡的龍井茶\n"


def test_a_name_in_an_archive_forges_no_place(sou: Run, folder: Path) -> None:
    import zipfile

    with zipfile.ZipFile(folder / "偽.zip", "w") as archive:
        archive.writestr("a\n/etc/passwd:1:1:x\x1b[31m.txt", "包裡的碧螺春")
    index_paths([folder / "偽.zip"], folder / "索引")

    (line,) = sou("--vimgrep", "碧螺春").stdout.splitlines()
    assert line == "偽.zip:1:1:[#a /etc/passwd:1:1:x␛[31m.txt] 包裡的碧螺春"


def test_byte_columns_count_utf8_whatever_the_file_is_encoded_in(sou: Run) -> None:
    outcome = sou("--format", "{path} {line} {col} {bytecol} {encoding}", "--path", "big5", "晶片")

    assert outcome.stdout.startswith("big5.txt 1 4 10 cp950")


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("{path}:{line}:{col} {snippet}", "舊.md:4:3 舊的晶片，{晶片}。"),
        (r"{{{rank}}}\t{kind}\\{date}", "{1}\tmarkdown\\2019-01-02"),
        ("{offset}+{length} {occurrences} {part}|{heading}", "27+2 2 |"),
    ],
)
def test_a_template_is_filled_in(template: str, line: str, sou: Run) -> None:
    assert sou("--format", template, "--path", "舊", "晶片").stdout == f"{line}\n"


def test_formatted_lines_may_end_with_nul(sou: Run) -> None:
    assert sou("--format", "{path}", "-0", "--path", "舊", "晶片").stdout == "舊.md\0"
    assert sou("-l", "--print0", "--path", "舊", "晶片").stdout == "舊.md\0"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{pth}", "there is no field {pth}; did you mean {path}?"),
        ("{zzzzzz}", "there is no field {zzzzzz}; there are path, id,"),
        ("{path", "a lone { at 1; write {{ for the sign"),
        ("path}", "a lone } at 5; write }} for the sign"),
        (r"a\x", r"\x is no escape"),
    ],
)
def test_a_wrong_template_is_a_usage_error(template: str, message: str, sou: Run) -> None:
    outcome = sou("--format", template, "晶片")

    assert (outcome.exit_status, outcome.stdout) == (2, "")
    assert message in outcome.stderr


def test_each_line_of_jsonl_is_a_hit(sou: Run) -> None:
    page = json.loads(sou("--json", "晶片").stdout)
    outcome = sou("--jsonl", "晶片")
    cut = sou("--jsonl", "-n", "1", "晶片")

    hits = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert hits == [{"version": 1, **one} for one in page["hits"]]
    assert len(cut.stdout.splitlines()) == 1
    assert cut.stderr.startswith(f"1 of {page['total']} documents")


def test_quiet_only_tells_by_its_status(sou: Run) -> None:
    for words, status in ((["晶片"], 0), (["無處可尋"], 1)):
        outcome = sou("-q", *words)

        assert (outcome.exit_status, outcome.stdout, outcome.stderr) == (status, "", "")


def test_case_is_ignored_with_or_without_the_option(sou: Run) -> None:
    assert sou("-i", "-c", "晶片").stdout == sou("-c", "晶片").stdout == "5\n"


@pytest.mark.parametrize(
    ("words", "paths"),
    [
        (["--since", "2024-05", "--type", "md"], {"乙.md"}),
        (["--since", "2019", "--type", "markdown"], {"乙.md", "舊.md"}),
        (["-t", "csv", "-t", "md", "--sort", "path"], {"乙.md", "舊.md", "表.csv"}),
        (["--path", "甲", "--path", "乙"], {"甲.txt", "乙.md"}),
        (["--lang", "zh-TW"], {"乙.md"}),
        (["--since", "1d", "--type", "txt"], {"甲.txt", "big5.txt"}),
        (["--path", '引"號'], set()),
    ],
)
def test_options_restrict_what_is_found(words: list[str], paths: set[str], sou: Run) -> None:
    outcome = sou("-l", *words, "晶片 OR 無處可尋")

    assert set(outcome.stdout.splitlines()) == paths
    assert outcome.exit_status == (0 if paths else 1)


def test_restricting_changes_no_score(sou: Run) -> None:
    scores = {one["id"]: one["score"] for one in json.loads(sou("--json", "晶片").stdout)["hits"]}
    hits = json.loads(sou("--json", "--type", "md", "晶片").stdout)["hits"]

    assert len(hits) == 2
    for one in hits:
        assert one["score"] == pytest.approx(scores[one["id"]], rel=1e-5)


@pytest.mark.parametrize("date", ["昨天", "2024-13", "3000", "7x", "", "2019..2020", "2024) OR (*"])
def test_a_wrong_date_is_no_error_of_the_query(date: str, sou: Run) -> None:
    outcome = sou("--since", date, "晶片")

    assert (outcome.exit_status, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("sou: error: ")


def test_the_order_may_be_another(sou: Run) -> None:
    by_path = sou("-l", "--sort", "path", "晶片").stdout.splitlines()

    assert by_path == sorted(by_path)
    assert sou("-l", "--sort", "path", "-r", "晶片").stdout.splitlines() == by_path[::-1]


def test_facets_count_all_matches(sou: Run) -> None:
    page = json.loads(sou("--json", "-n", "1", "--facet", "type", "晶片").stdout)
    people = sou("-n", "1", "--facet", "type", "晶片").stdout

    counts = {one["value"]: one["documents"] for one in page["facets"]["type"]}
    assert counts == {"text": 2, "markdown": 2, "csv": 1}
    assert "\n\ntype\t" in people
    assert "type\tcsv\t1\n" in people


def test_context_shows_whole_lines_with_their_numbers(sou: Run) -> None:
    near = sou("-C", "1", "--path", "甲", "晶片").stdout
    apart = sou("-B", "1", "-m", "2", "--path", "甲", "晶片").stdout
    met = sou("-A", "9", "-m", "2", "--path", "甲", "晶片", "--color", "always").stdout

    assert near.splitlines()[1:] == [
        "    2- 第二行",
        "    3: 前面有晶片，晶片。",
        "    4- 第四行",
    ]
    assert apart.splitlines()[1:] == [
        "    2- 第二行",
        "    3: 前面有晶片，晶片。",
        "    --",
        "    6- ",
        "    7: 第七行是晶片",
    ]
    assert met.count("\x1b[1;31m晶片\x1b[0m") == 3
    assert [line.split()[0] for line in met.splitlines()[1:]] == ["3:", "4-", "5-", "6-", "7:"]


def test_a_batch_answers_each_line_in_order_with_its_id(sou: Run, tmp_path: Path) -> None:
    queries = '晶片\n\n{"query": "無處可尋", "id": {"n": "7"}}\n(\n{"query":"台灣"}\n'
    (tmp_path / "q").write_text(queries, encoding="utf-8-sig")

    from_file = sou("--batch", str(tmp_path / "q"), "-n", "1")
    from_stdin = sou("--batch=-", "-n", "1", stdin=queries.encode())

    answers = [json.loads(line) for line in from_file.stdout.splitlines()]
    assert from_file.exit_status == from_stdin.exit_status == 3
    assert [one["id"] for one in answers] == [1, {"n": "7"}, 4, 5]
    assert [one.get("total") for one in answers] == [5, 0, None, 1]
    assert [len(one.get("hits", ())) for one in answers] == [1, 0, 0, 1]
    assert answers[2]["error"] == {
        "kind": "query",
        "status": 3,
        "message": "this bracket is never closed",
        "query": "(",
        "start": 0,
        "end": 1,
    }
    assert len(from_stdin.stdout.splitlines()) == 4


def test_an_answer_of_a_batch_is_the_page_of_one_search(sou: Run) -> None:
    alone = json.loads(sou("--json", "-m", "2", "--type", "txt", "晶片 OR 台灣").stdout)
    (line,) = sou(
        "--batch", "-", "-m", "2", "--type", "txt", stdin="晶片 OR 台灣".encode()
    ).stdout.splitlines()

    answer = json.loads(line)
    assert answer.pop("id") == 1
    for one in (alone, answer):
        del one["elapsed_s"], one["generation"]
    assert answer == alone


@pytest.mark.parametrize(("stdin", "status"), [("晶片\n無處可尋", 0), ("無處可尋", 1), ("", 1)])
def test_a_batch_tells_whether_anything_matched(stdin: str, status: int, sou: Run) -> None:
    assert sou("--batch", "-", stdin=stdin.encode()).exit_status == status


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"query": ', "is no JSON"),
        (b'{"id": 3}', "has no query that is a string"),
        (b'{"query": "x", "limit": 3}', "has 'limit'; there are query and id"),
        (b"\xff", "is not UTF-8"),
        (b'{"query": "x", "id": NaN}', "is no JSON"),
        (b'{"query": "x", "id": [1e999]}', "is no JSON"),
        (b'{"query": ' + b"[" * 100_000, "is no JSON"),
    ],
)
def test_a_line_of_a_batch_that_is_no_query_is_answered(
    line: bytes, message: str, sou: Run
) -> None:
    outcome = sou("--batch", "-", stdin=line + "\n晶片".encode())

    wrong, right = map(json.loads, outcome.stdout.splitlines())
    assert outcome.exit_status == 3
    assert message in wrong["error"]["message"]
    assert right["total"] == 5


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--batch", "-", "晶片"], "leave out QUERY"),
        (["--batch", "-", "-c"], "--batch always writes JSON"),
        (["--batch", "-", "-C", "1"], "do not go with --batch"),
        (["--batch", "/no/such"], "--batch /no/such: No such file"),
        (["-c", "-C", "1", "x"], "for what is printed for people"),
        (["-C", "-1", "x"], "-A, -B and -C are 0 or more"),
        (["-l", "--facet", "type", "x"], "--facet goes with"),
        (["--facet", "kind", "x"], "invalid choice: 'kind'"),
        (["--vimgrep", "--jsonl", "x"], "--jsonl and --vimgrep exclude each other"),
        (["--format-version", "2", "x"], "--format-version 2 is not written here; there is 1"),
        (["-m", "0", "x"], "--max-per-file is 1 or more"),
    ],
)
def test_options_that_make_no_sense_together(words: list[str], message: str, sou: Run) -> None:
    outcome = sou(*words)

    assert (outcome.exit_status, outcome.stdout) == (2, "")
    assert message in outcome.stderr

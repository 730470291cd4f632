"""The command as a shell runs it, on a real index."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"
ARTICLE = SEEDS / "000_b621eb4cda640083.txt"
SOU = [sys.executable, "-c", "from sou.cli.main import main; raise SystemExit(main())"]


@dataclass(frozen=True)
class Shell:
    """Runs sou with a home of its own."""

    home: Path
    folder: Path

    def environ(self, **changes: str) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in {"SOU_INDEX", "NO_COLOR", "VISUAL", "EDITOR"}
        }
        data = str(self.home / "data")
        return {**kept, "HOME": str(self.home), "XDG_DATA_HOME": data, "TERM": "xterm"} | changes

    def sou(self, *words: str | bytes, **environ: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*SOU, *words],
            capture_output=True,
            cwd=self.folder,
            env=self.environ(**environ),
            timeout=60,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def on_terminal(self, *words: str, **environ: str) -> tuple[int, str]:
        """Run with stdout and stderr on a pseudo terminal; return the status and what it shows."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [*SOU, *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=self.folder,
            env=self.environ(**environ),
        )
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux's way to say that the other end is closed
                break
            if not part:
                break
            shown += part
        os.close(ours)
        return process.wait(timeout=60), shown.decode("utf-8").replace("\r\n", "\n")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    shell = Shell(tmp_path_factory.mktemp("home"), SEEDS.parent)
    indexed = shell.sou("index", "seeds")
    assert (indexed.returncode, indexed.stdout) == (0, b"")
    return shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    folder = tmp_path / "筆記"
    folder.mkdir()
    return Shell(tmp_path / "home", folder)


def test_the_first_command_of_the_readme_finds_the_article(seeds: Shell) -> None:
    found = seeds.sou("search", "晶片")

    lines = found.stdout.decode().split("\n")
    assert found.returncode == 0
    assert lines[0].startswith(f"[1] seeds/{ARTICLE.name}:")
    assert "晶片" in lines[1]


def test_the_place_that_is_shown_is_the_place_in_the_file(seeds: Shell) -> None:
    page = json.loads(seeds.sou("search", "--json", "泡沫化").stdout)

    hit = page["hits"][0]
    source = ARTICLE.read_text("utf-8")
    line = source.split("\n")[hit["line"] - 1]
    assert Path(hit["path"]) == ARTICLE
    assert line[hit["column"] - 1 :].startswith("泡沫化")
    assert source[hit["offset"] : hit["offset"] + hit["length"]] == "泡沫化"
    assert hit["occurrences"] == source.count("泡沫化")
    snippet = hit["snippet"]
    assert {snippet["text"][start:end] for start, end in snippet["spans"]} == {"泡沫化"}


def test_simplified_finds_traditional(seeds: Shell) -> None:
    found = seeds.sou("search", "芯片产业", "OR", "产业链")

    assert found.returncode == 0
    assert "產業" in found.stdout.decode()


def test_nothing_found_is_status_one(seeds: Shell) -> None:
    found = seeds.sou("search", '"完全沒有的字串"')

    assert (found.returncode, found.stdout) == (1, b"")


def test_an_index_is_verified_and_finds_what_it_holds(seeds: Shell) -> None:
    verified = seeds.sou("verify", "--json")
    recalled = seeds.sou("verify", "--recall", "--samples", "50", "--json")

    assert (verified.returncode, recalled.returncode) == (0, 0)
    assert json.loads(verified.stdout)["verified"] is True
    outcome = json.loads(recalled.stdout)
    assert (outcome["samples"], outcome["found"], outcome["missed"]) == (50, 50, [])


def test_a_query_error_points_by_cells(seeds: Shell) -> None:
    failed = seeds.sou("search", "晶片 AND (美國")

    lines = failed.stderr.decode().split("\n")
    assert (failed.returncode, failed.stdout) == (3, b"")
    assert lines[0].startswith("sou: error: ")
    assert lines[1] == "  晶片 AND (美國"
    assert lines[2] == "           ^"


def test_a_path_that_is_not_there_stops_before_anything_is_done(seeds: Shell) -> None:
    outcome = seeds.sou("index", "/no/such/路")

    assert outcome.returncode == 2
    expected = "sou: error: '/no/such/路' does not exist; nothing was indexed\n"
    assert outcome.stderr.decode() == expected


def test_output_is_utf8_in_any_locale(seeds: Shell) -> None:
    usual = seeds.sou("search", "晶片")
    in_c = seeds.sou(
        "search", "晶片", LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"
    )
    in_big5 = seeds.sou("search", "晶片", PYTHONIOENCODING="big5")

    assert usual.returncode == in_c.returncode == 0
    assert usual.stdout == in_c.stdout == in_big5.stdout
    assert "晶片" in usual.stdout.decode()


def test_the_same_bytes_go_to_a_file_and_to_a_pipe(seeds: Shell, tmp_path: Path) -> None:
    target = tmp_path / "out"
    with target.open("wb") as file:
        subprocess.run(
            [*SOU, "search", "晶片"], cwd=seeds.folder, env=seeds.environ(), stdout=file, check=True
        )

    assert target.read_bytes() == seeds.sou("search", "晶片").stdout


@pytest.mark.parametrize("form", [[], ["--json"], ["-l"], ["-c"]])
def test_a_reader_that_has_enough_is_no_failure(form: list[str], seeds: Shell) -> None:
    process = subprocess.Popen(
        [*SOU, "search", "晶片", *form],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=seeds.folder,
        env=seeds.environ(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()

    complaint = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), complaint) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error(seeds: Shell) -> None:
    with Path("/dev/full").open("wb") as full:
        failed = subprocess.run(
            [*SOU, "search", "晶片"],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=seeds.folder,
            env=seeds.environ(),
            check=False,
        )

    assert (failed.returncode, failed.stderr) == (10, b"sou: error: No space left on device\n")


def test_a_closed_stdout_or_stderr_is_survived(seeds: Shell) -> None:
    for redirection in (">&-", "2>&-", "<&-"):
        finished = subprocess.run(
            ["/bin/sh", "-c", f'"$@" {redirection}', "sh", *SOU, "search", "-c", "晶片"],
            capture_output=True,
            cwd=seeds.folder,
            env=seeds.environ(),
            check=False,
        )

        assert finished.returncode == 0, (redirection, finished.stderr)
        assert finished.stderr == b""


@pytest.mark.parametrize("command", ["pick", "mcp"])
def test_what_reads_stdin_says_that_there_is_none(command: str, seeds: Shell) -> None:
    finished = subprocess.run(
        ["/bin/sh", "-c", '"$@" <&-', "sh", *SOU, command],
        capture_output=True,
        cwd=seeds.folder,
        env=seeds.environ(),
        check=False,
    )

    assert finished.returncode == 2, finished.stderr
    assert finished.stdout == b""
    assert b"stdin" in finished.stderr


def test_colour_on_a_terminal_unless_it_is_declined(seeds: Shell) -> None:
    _, coloured = seeds.on_terminal("search", "晶片")
    _, plain = seeds.on_terminal("search", "晶片", NO_COLOR="1")
    _, dumb = seeds.on_terminal("search", "晶片", TERM="dumb")

    assert "\x1b[1;31m晶片\x1b[0m" in coloured
    assert "\x1b" not in plain + dumb


def test_without_an_index_the_message_says_what_to_run(shell: Shell) -> None:
    for words in (["search", "晶片"], ["status"]):
        failed = shell.sou(*words)

        assert (failed.returncode, failed.stdout) == (4, b"")
        assert b"sou index" in failed.stderr
        assert failed.stderr.startswith(b"sou: error: ")
    assert not (shell.home / "data").exists()


def test_the_command_to_run_is_about_the_index_that_was_asked_for(shell: Shell) -> None:
    failed = shell.sou("search", "晶片", "--index", "工作")

    assert failed.stderr.decode().endswith("make one with: sou index PATH --index 工作\n")


def test_indexing_twice_changes_nothing(shell: Shell) -> None:
    (shell.folder / "一.txt").write_text("中國晶片", encoding="utf-8")

    first = shell.sou("index", ".")
    second = shell.sou("index")
    report = json.loads(shell.sou("index", "--json").stdout)

    assert first.stderr.decode().startswith("Indexed 1 new: 1 document in the index, 4 characters")
    assert second.stderr.decode().startswith("Nothing changed: 1 document in the index")
    assert (report["unchanged"], report["documents"]) == (1, 1)


def test_every_file_left_out_is_named_with_a_reason(shell: Shell) -> None:
    (shell.folder / "一.txt").write_text("中國晶片", encoding="utf-8")
    (shell.folder / "圖.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")

    indexed = shell.sou("index", ".")
    named = shell.sou("status", "--skipped")

    assert indexed.returncode == 0
    assert "    圖.png\n" in indexed.stderr.decode()
    assert "    圖.png\n" in named.stdout.decode()


def test_indexing_on_a_terminal_leaves_only_the_summary(shell: Shell) -> None:
    for number in range(50):
        (shell.folder / f"{number}.txt").write_text(f"第{number}篇", encoding="utf-8")

    exit_status, shown = shell.on_terminal("index", ".")

    assert exit_status == 0
    after_the_bar = shown.rsplit("\x1b[K", 1)[-1]
    assert after_the_bar.startswith("Indexed 50 new: 50 documents in the index")


def test_hostile_names_and_texts_reach_no_terminal_raw(shell: Shell) -> None:
    evil = "\x1b]0;owned\x07\x1b[31m\u202e"
    (shell.folder / f"{evil}.txt").write_text(f"{evil}晶片{evil}", encoding="utf-8")
    (shell.folder / f"{evil}.md").write_text(f"# {evil}題\n\n晶片", encoding="utf-8")

    said = [
        shell.on_terminal(*words, NO_COLOR="1")[1]
        for words in (
            ["index", "."],
            ["search", "晶片"],
            ["search", "--json", "晶片"],
            ["search", "-l", "晶片"],
            ["search", f"{evil}("],
            ["status"],
            ["status", "--json"],
            ["open", "--print", "1"],
        )
    ]

    for text in said:
        assert "\x1b]" not in text
        assert "\x1b[31" not in text
        assert "\x07" not in text
        assert "\u202e" not in text
    assert "晶片" in said[1]


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux")
def test_a_path_that_is_not_utf8_goes_through_every_form(shell: Shell) -> None:
    name = "晶片".encode("big5") + b".txt"
    Path(os.fsdecode(os.fsencode(shell.folder) + b"/" + name)).write_text("中國晶片")
    shell.sou("index", ".")

    paths = shell.sou("search", "-l0", "晶片").stdout
    people = shell.sou("search", "晶片").stdout.decode()
    page = json.loads(shell.sou("search", "--json", "晶片").stdout.decode())
    opened = shell.sou("open", "1", EDITOR="true")

    assert paths == name + b"\0"
    assert people.startswith("[1] ")
    assert os.fsencode(page["hits"][0]["path"]).endswith(b"/" + name)
    assert opened.returncode == 0, opened.stderr


def test_open_lands_on_the_hit(shell: Shell) -> None:
    (shell.folder / "一.txt").write_text("第一行\n第二行有晶片\n", encoding="utf-8")
    shell.sou("index", ".")
    shell.sou("search", "晶片")

    printed = shell.sou("open", "--print", "1", EDITOR="kak")
    (shell.folder / "一.txt").write_text("新的第一行\n第一行\n", encoding="utf-8")
    warned = shell.sou("open", "--print", "1", EDITOR="kak")
    (shell.folder / "一.txt").unlink()
    gone = shell.sou("open", "1", EDITOR="kak")

    place, command, _ = printed.stdout.decode().split("\n")
    assert place == "一.txt:2:5"
    assert command.startswith("kak +2:13 ")  # kak counts bytes
    assert b"warning: the file has changed" in warned.stderr
    assert (printed.stderr, printed.returncode, warned.returncode) == (b"", 0, 0)
    assert gone.returncode == 2
    assert b"is gone" in gone.stderr


def test_status_and_named_indexes(shell: Shell) -> None:
    (shell.folder / "一.txt").write_text("中國晶片", encoding="utf-8")
    shell.sou("index", ".", "--index", "工作")
    shell.sou("index", ".", "--index", "../索引")

    status = json.loads(shell.sou("status", "--json", "--index", "../索引").stdout)

    assert status["documents"] == 1
    assert status["text_chars"] == 4
    assert status["other_indexes"] == ["工作"]
    assert status["index"] == str(shell.folder.parent / "索引")
    assert shell.sou("search", "-c", "晶片", SOU_INDEX="工作").stdout == b"1\n"


@pytest.fixture
def many(shell: Shell) -> Shell:
    for number in range(60):
        text = "".join(chr(0x4E00 + (number * 7919 + n * 104729) % 20000) for n in range(20_000))
        (shell.folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return shell


@pytest.mark.slow
def test_ctrl_c_ends_indexing_quietly_and_the_next_run_goes_on(many: Shell) -> None:
    process = subprocess.Popen(
        [*SOU, "index", "."], stderr=subprocess.PIPE, cwd=many.folder, env=many.environ()
    )
    deadline = time.monotonic() + 30
    while not list((many.home / "data").rglob("*lock*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=60)

    assert process.returncode == 130
    assert b"Traceback" not in complaint
    assert many.sou("index", ".").returncode == 0
    assert json.loads(many.sou("status", "--json").stdout)["documents"] == 60

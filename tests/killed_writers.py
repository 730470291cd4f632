"""Kill writers at random instants; after each kill, hold the index to what was acknowledged.

A program: ``killed_writers.py FOLDER KILLS SEED``. Writers are forked from this warm
process, so that a kill costs milliseconds, not the start of Python. Each writer
changes files, says in a journal what the folder will hold, indexes, and acknowledges
the commit. Ends with an ``AssertionError`` at the first promise that was broken, else
prints how many kills hit which part of a writer's work, as one JSON object.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sou.engine import Index, open_index, verify_index
from sou.model import SearchRequest
from sou.store.manifest import read_manifest
from sou.upkeep import index_paths

NUMBERS = 24
"""Files that come, change and go."""
CYCLES = 2.2
"""Writers are killed at any instant of their first so many runs."""
LASTING = {"manifest.json", "write.lock", "skipped.json"}
_STAMP = re.compile(r"編號第(\d+)號第(\d+)版。")

State = dict[int, int]
"""Which files there are, by number, and the step that wrote each."""


def text_of(number: int, step: int) -> str:
    """Return the whole text of a file; sizes of neighbouring steps differ."""
    dice = random.Random(f"{number}/{step}")  # noqa: S311  # a test's dice
    words = "".join(dice.choices("晶片產業人工智慧AI7，。\n", k=150 + step % 7))
    return f"編號第{number}號第{step}版。{words}尾{number}/{step}。"


@dataclass
class Trial:
    """A folder, its index, and what was last known to be committed."""

    root: Path
    location: Path
    journal: Path
    dice: random.Random
    generation: int = 0
    committed: State = field(default_factory=dict)
    cycle_s: float = 0.0
    files: set[tuple[str, int]] = field(default_factory=set)
    """What the folder of the index held when last looked at, by name and inode."""
    phases: Counter[str] = field(default_factory=Counter)
    """What the killed writers were at."""

    def disk_state(self) -> State:
        """Return what the files themselves say they are."""
        return dict(_stamp(path.read_text("utf-8")) for path in self.root.iterdir())

    def change_files(self, dice: random.Random, step: int) -> None:
        """Write and delete some files, each at once, after saying so in the journal."""
        state = self.disk_state()
        for number in dice.sample(range(NUMBERS), dice.randint(1, 6)):
            if number in state and dice.random() < 0.3:
                del state[number]
            else:
                state[number] = step
        self.note("intended", sorted(state.items()))
        for number in range(NUMBERS):
            path = self.root / f"{number}.txt"
            if number not in state:
                path.unlink(missing_ok=True)
            elif state[number] == step:
                draft = self.root.parent / f"draft-{number}"
                draft.write_text(text_of(number, step), encoding="utf-8")
                draft.replace(path)

    def note(self, event: str, value: object) -> None:
        """Append to the journal with one call of the system, so that a kill cannot cut it."""
        with self.journal.open("ab", buffering=0) as file:
            file.write(json.dumps([event, value]).encode() + b"\n")

    def read_journal(self) -> State | None:
        """Take up the last acknowledgement; return what was intended since, if anything."""
        intended = None
        for line in self.journal.read_bytes().splitlines():
            event, value = json.loads(line)
            if event == "acknowledged":
                self.generation, self.committed, intended = value[0], dict(value[1]), None
            else:
                intended = dict(value)
        return intended


def _stamp(text: str) -> tuple[int, int]:
    found = _STAMP.match(text)
    assert found, text[:40]
    return int(found[1]), int(found[2])


def write_forever(trial: Trial, seed: int, step: int) -> None:
    """Be a writer: change, index, acknowledge, until killed."""
    dice = random.Random(seed)  # noqa: S311  # a test's dice
    while True:
        step += 1
        trial.change_files(dice, step)
        generation = index_paths([trial.root], trial.location).generation
        trial.note("acknowledged", [generation, sorted(trial.disk_state().items())])


def kill_a_writer(trial: Trial, attempt: int) -> None:
    """Fork a writer and kill it: at a random instant, or as a file of a kind appears."""
    trial.journal.write_bytes(b"")
    seed, step = trial.dice.randrange(2**32), (attempt + 1) * 1000
    writer = os.fork()
    if writer == 0:
        try:
            write_forever(trial, seed, step)
        except BaseException:  # nothing may run on in the child, whatever it is
            traceback.print_exc()
        finally:
            os._exit(1)
    if attempt % 3:
        time.sleep(trial.dice.random() * CYCLES * trial.cycle_s)
    else:
        sights = (_sees_segments(1), _sees_segments(2), _sees_manifest)
        _wait_for(trial, sights[attempt // 3 % len(sights)])
        time.sleep(trial.dice.random() ** 3 * 0.001)
    os.kill(writer, signal.SIGKILL)
    _, status = os.waitpid(writer, 0)
    assert os.WIFSIGNALED(status), "the writer failed by itself"


def _wait_for(trial: Trial, sight: Callable[[set[str]], bool]) -> None:
    """Watch the index folder; give up after some cycles."""
    ends = time.monotonic() + 10 * trial.cycle_s
    before = _names(trial.location)
    while time.monotonic() < ends and not sight(_names(trial.location) - before):
        pass


def _names(folder: Path) -> set[str]:
    return set(os.listdir(folder))  # noqa: PTH208  # a watcher must be quick


def _sees_segments(count: int) -> Callable[[set[str]], bool]:
    return lambda names: sum(name.endswith(".seg") for name in names) >= count


def _sees_manifest(names: set[str]) -> bool:
    return "manifest.json.tmp" in names


def check(trial: Trial) -> None:
    """Hold the index to the journal: nothing acknowledged is lost, nothing is half."""
    intended = trial.read_journal()
    with open_index(trial.location) as index:
        generation, state = index.status().generation, _state_of(index)
        _check_searchable(index, state, trial.committed)
    if generation == trial.generation:
        assert state == trial.committed, "the acknowledged commit is not what is found"
    else:
        assert generation > trial.generation, "an acknowledged commit is lost"
        assert state == intended, "a commit holds something else than its run was to index"
    assert verify_index(trial.location).problems == ()
    trial.phases[_phase(trial, is_committed=generation > trial.generation)] += 1
    trial.generation, trial.committed, trial.files = generation, state, _files(trial)


def _phase(trial: Trial, *, is_committed: bool) -> str:
    """Return what the writer was at, by the files it left."""
    fresh = {name for name, _ in _files(trial) - trial.files} - _named(trial)
    if "manifest.json.tmp" in fresh:
        return "committing"
    if any(name.endswith(".seg") for name in fresh):
        return "merging" if is_committed else "writing"
    return "committed" if is_committed else "reading"


def _files(trial: Trial) -> set[tuple[str, int]]:
    return {(entry.name, entry.inode()) for entry in os.scandir(trial.location)}


def _named(trial: Trial) -> set[str]:
    return {entry.name for entry in read_manifest(trial.location).segments}


def _state_of(index: Index) -> State:
    """Return what the index holds; every document must be whole."""
    state = {}
    for hit in index.search(SearchRequest('"編號第"', limit=NUMBERS + 1)).hits:
        text = index.document(hit.document.id).text()
        number, step = _stamp(text)
        assert text == text_of(number, step), "a document is not whole"
        assert Path(hit.document.path).name == f"{number}.txt"
        assert number not in state, "a document is there twice"
        state[number] = step
    assert index.status().documents == len(state)
    return state


def _check_searchable(index: Index, state: State, other: State) -> None:
    """Each version that is there is found by its words, each that is not is not."""
    words = {(f"第{number}號第{step}版", number, step) for number, step in state.items()}
    changed = state.items() ^ other.items()
    words |= {(f"尾{number}/{step}。", number, step) for number, step in changed}
    for text, number, step in words:
        hits = index.search(SearchRequest(f'"{text}"', limit=2)).hits
        wanted = [f"{number}.txt"] if state.get(number) == step else []
        assert [Path(hit.document.path).name for hit in hits] == wanted, text


def check_next_writer(trial: Trial) -> None:
    """Let a writer live: it takes up the files as they are and removes what was left."""
    trial.generation = index_paths([trial.root], trial.location).generation
    trial.committed = trial.disk_state()
    with open_index(trial.location) as index:
        assert _state_of(index) == trial.committed
        assert index.status().unfinished == ()
    trial.files = _files(trial)
    left = {name for name, _ in trial.files} - LASTING - _named(trial)
    assert not left, f"files of a killed writer were left: {left}"


def run(folder: Path, kills: int, seed: int) -> Counter[str]:
    """Kill so many writers; return what they were at."""
    trial = Trial(
        folder / "files",
        folder / "index",
        folder / "journal",
        random.Random(seed),  # noqa: S311  # a test's dice
    )
    trial.root.mkdir()
    for step in range(10):
        trial.change_files(trial.dice, step)
        started = time.perf_counter()
        check_next_writer(trial)
        trial.cycle_s = time.perf_counter() - started
    for attempt in range(kills):
        kill_a_writer(trial, attempt)
        check(trial)
        if trial.dice.random() < 0.35:
            check_next_writer(trial)
    check_next_writer(trial)
    return trial.phases


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))  # noqa: T201

"""An engine of hand-made hits, and a console that remembers what was written."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from sou.cli.console import Console
from sou.cli.diagnostics import Narrator
from sou.cli.main import run
from sou.model import (
    Completion,
    DocumentInfo,
    Hit,
    Place,
    SearchPage,
    SearchRequest,
    Snippet,
    Span,
    Suggestion,
)
from sou.reports import IndexReport, IndexStatus, MissedText, Problem, RecallReport, VerifyReport
from sou.sources import Skipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pytest


def document(path: str = "/筆記/晶片.txt", **changes: object) -> DocumentInfo:
    made = DocumentInfo(
        id=path,
        path=path,
        title="",
        kind="text",
        encoding="utf-8",
        size_bytes=36,
        modified_s=1_700_000_000.5,
        length_chars=12,
        digest="",
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name real fields


def hit(rank: int = 1, info: DocumentInfo | None = None, **changes: object) -> Hit:
    made = Hit(
        rank=rank,
        document=info or document(),
        score=2.5,
        offset=2,
        length=2,
        place=Place(1, 3),
        snippet=Snippet("中國晶片的發展,晶片。。", 0, (Span(2, 4), Span(8, 10))),
        occurrences=2,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name real fields


def page(*hits: Hit, total: int | None = None, query: str = "晶片", offset: int = 0) -> SearchPage:
    return SearchPage(
        request=SearchRequest(query, limit=10, offset=offset),
        hits=hits,
        total=len(hits) if total is None else total,
        elapsed_s=0.25,
        interpretation=query,
        generation=7,
    )


def report(*skipped: Skipped, **changes: object) -> IndexReport:
    made = IndexReport(
        added=2,
        updated=0,
        removed=0,
        unchanged=1,
        skipped=skipped,
        doubtful=(),
        text_chars=1234,
        elapsed_s=0.25,
        generation=7,
        documents=3,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name real fields


def status(location: str = "/索引", **changes: object) -> IndexStatus:
    made = IndexStatus(
        location=location,
        generation=7,
        documents=3,
        segments=1,
        text_chars=1234,
        size_bytes=56_789,
        roots=("/筆記",),
        committed_s=0.0,
        kinds=(("text", 2), ("markdown", 1)),
        skipped=(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name real fields


def verification(*problems: Problem, **changes: object) -> VerifyReport:
    return VerifyReport(status(**changes), problems, elapsed_s=0.25)  # type: ignore[arg-type]  # tests name real fields


def recall(*missed: MissedText, **changes: object) -> RecallReport:
    made = RecallReport(
        location="/索引",
        generation=7,
        seed=42,
        samples=1000,
        missed=missed,
        documents=125,
        stored_documents=0,
        elapsed_s=0.25,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name real fields


@dataclass
class FakeDocument:
    info: DocumentInfo


@dataclass
class FakeIndex:
    """Serves the same hits for any query, page by page."""

    location: Path
    hits: Sequence[Hit] = ()
    state: IndexStatus = field(default_factory=status)
    verified: VerifyReport = field(default_factory=verification)
    recalled: RecallReport = field(default_factory=recall)
    recall_requests: list[tuple[int, int | None]] = field(default_factory=list)
    requests: list[SearchRequest] = field(default_factory=list)
    error: Exception | None = None
    suggestions: tuple[Suggestion, ...] = ()
    completions: tuple[Completion, ...] = ()
    suggest_requests: list[tuple[str, bool]] = field(default_factory=list)

    def search(self, request: SearchRequest) -> SearchPage:
        if self.error is not None:
            raise self.error
        self.requests.append(request)
        shown = tuple(self.hits[request.offset : request.offset + request.limit])
        return replace(page(*shown, total=len(self.hits)), request=request)

    def suggest(self, request: SearchRequest, *, limit: int = 5) -> tuple[Suggestion, ...]:
        self.suggest_requests.append((request.query, request.match_all))
        return self.suggestions[:limit]

    def warnings(self) -> tuple[str, ...]:
        return ()

    def complete(self, request: SearchRequest, *, limit: int = 8) -> tuple[Completion, ...]:
        del request
        return self.completions[:limit]

    def close(self) -> None:
        """Do nothing: there is nothing to close."""

    def document(self, document_id: str) -> FakeDocument:
        for one in self.hits:
            if one.document.id == document_id:
                return FakeDocument(one.document)
        raise KeyError(document_id)

    def status(self) -> IndexStatus:
        return self.state

    def check_recall(self, *, samples: int, seed: int | None) -> RecallReport:
        self.recall_requests.append((samples, seed))
        return self.recalled

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class FakeEngine:
    """Stands where ``sou.engine`` would be imported from."""

    def __init__(self, index: FakeIndex) -> None:
        self.index = index

    def open_index(self, location: Path) -> FakeIndex:
        self.index.location = location
        return self.index

    def verify_index(self, location: Path) -> VerifyReport:
        self.index.location = location
        return self.index.verified


@dataclass(frozen=True)
class Outcome:
    exit_status: int
    stdout: str
    stderr: str


def use_index(monkeypatch: pytest.MonkeyPatch, index: FakeIndex) -> FakeIndex:
    monkeypatch.setitem(__import__("sys").modules, "sou.engine", FakeEngine(index))
    return index


def run_sou(
    *words: str,
    cwd: str = "/筆記",
    environ: Mapping[str, str] | None = None,
    terminal: bool = False,
    stdin: bytes | None = None,
) -> Outcome:
    stdout, stderr = io.StringIO(), io.StringIO()
    console = Console(
        stdout=stdout,
        stdout_is_terminal=terminal,
        stdin_is_terminal=terminal,
        narrator=Narrator(stderr, terminal),
        environ={"XDG_DATA_HOME": "/nowhere", **(environ or {})},  # not the user's indexes
        cwd=cwd,
        stdin=None if stdin is None else io.BytesIO(stdin),
    )
    return Outcome(run(words, console), stdout.getvalue(), stderr.getvalue())

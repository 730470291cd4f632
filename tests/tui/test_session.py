from __future__ import annotations

import queue
import threading
import time
from typing import TYPE_CHECKING, TypeVar

import pytest
from textual.message import Message

from fake_engine import FakeDocument, FakeIndex
from sou.errors import IndexCorruptError, IndexMissingError, QuerySyntaxError
from sou.model import SearchRequest, Suggestion
from sou_tui.messages import (
    IndexOpened,
    IndexUnavailable,
    SearchFailed,
    SearchFinished,
    SuggestionsFound,
    TextColoured,
    TextFailed,
    TextLoaded,
)
from sou_tui.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.model import FacetName
    from sou_tui.contract import Index

TIMEOUT_S = 10.0
M = TypeVar("M", bound=Message)


class Inbox:
    """Collects what a session replies."""

    def __init__(self) -> None:
        self._messages: queue.Queue[Message] = queue.Queue()

    def __call__(self, message: Message) -> None:
        self._messages.put(message)

    def next(self, kind: type[M]) -> M:
        """Return the next message, which must be of a kind."""
        message = self._messages.get(timeout=TIMEOUT_S)
        assert isinstance(message, kind), message
        return message

    def is_empty(self) -> bool:
        return self._messages.empty()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


def test_the_first_search_opens_the_index_and_says_so(inbox: Inbox) -> None:
    session = Session(lambda: FakeIndex({"/甲.txt": "圖書館"}))
    session.search(1, SearchRequest("圖書"), inbox)

    assert inbox.next(IndexOpened).status.documents == 1
    finished = inbox.next(SearchFinished)
    assert finished.number == 1
    assert [hit.document.path for hit in finished.page.hits] == ["/甲.txt"]
    session.close()


def test_a_missing_index_is_looked_for_again(inbox: Inbox) -> None:
    found: list[Index] = []

    def open_index() -> Index:
        if not found:
            raise IndexMissingError("no index")
        return found[0]

    session = Session(open_index)
    session.open(inbox)
    assert str(inbox.next(IndexUnavailable).error) == "no index"
    found.append(FakeIndex({}))
    session.open(inbox)

    inbox.next(IndexOpened)
    session.close()


def test_faults_of_the_query_are_passed_on(inbox: Inbox) -> None:
    session = Session(lambda: FakeIndex({}))
    session.search(7, SearchRequest("（中"), inbox)
    inbox.next(IndexOpened)

    failed = inbox.next(SearchFailed)
    assert failed.number == 7
    assert isinstance(failed.error, QuerySyntaxError)
    session.close()


def test_a_preview_never_waits_for_a_search(inbox: Inbox) -> None:
    index = FakeIndex({"/甲.txt": "圖書館"})
    hit = index.search("圖書").hits[0]
    index.gate = threading.Event()
    session = Session(lambda: index)
    session.search(1, SearchRequest("圖書"), lambda _message: None)
    session.preview(hit, "圖書", inbox)

    loaded = inbox.next(TextLoaded)
    assert loaded.shown.read(0, 3) == "圖書館"
    assert loaded.shown.spans == ((0, 2),)
    session.close()


def test_a_text_keeps_its_line_numbers_and_is_whole(inbox: Inbox) -> None:
    line = "臺北市立圖書館年報\n"
    index = FakeIndex({"/甲.txt": line * 1000 + "目標\n" + line * 2000})
    hit = index.search("目標").hits[0]
    session = Session(lambda: index)
    session.preview(hit, "目標", inbox)

    shown = inbox.next(TextLoaded).shown
    assert shown.read(hit.offset, hit.offset + 2) == "目標"
    assert shown.line_number(shown.block_at(hit.offset)) == 1001
    assert shown.last_line == 3001
    assert shown.length == 3000 * 10 + 3
    session.close()


def test_a_late_preview_never_takes_the_turn_of_a_text_to_read(inbox: Inbox) -> None:
    gate = threading.Event()

    class SlowIndex(FakeIndex):
        def document(self, document_id: str) -> FakeDocument:
            gate.wait(10)
            return super().document(document_id)

    index = SlowIndex({"/甲.txt": "圖書館"})
    hit = index.search("圖書").hits[0]
    session = Session(lambda: index)
    session.preview(hit, "圖書", lambda _message: None)
    session.read(hit, "圖書", inbox)
    session.preview(hit, "圖書", lambda _message: None)
    gate.set()

    assert inbox.next(TextLoaded).shown.length == 3
    session.close()


def test_what_cannot_be_prepared_is_left_to_the_first_search(inbox: Inbox) -> None:
    class DamagedIndex(FakeIndex):
        def prepare(self, facets: Sequence[FacetName] = ()) -> None:
            raise IndexCorruptError(f"the records for {facets} are damaged")

    session = Session(lambda: DamagedIndex({"/甲.txt": "圖書館"}))
    session.open(inbox, ("folder",))
    inbox.next(IndexOpened)
    session.search(1, SearchRequest("圖書"), inbox)

    assert inbox.next(SearchFinished).page.total == 1
    session.close()


def test_damage_where_nobody_looks_yet_costs_the_colours_only(inbox: Inbox) -> None:
    class DamagedDocument(FakeDocument):
        def text(self, start: int = 0, end: int | None = None) -> str:
            if end is None or end > 50_000:
                raise IndexCorruptError("a block is damaged")
            return super().text(start, end)

    class DamagedIndex(FakeIndex):
        def document(self, document_id: str) -> FakeDocument:
            found = super().document(document_id)
            return DamagedDocument(found.info, found.source_map, found.whole_text, found.anchors)

    index = DamagedIndex({"/甲.md": "# 圖書館\n" * 10_000})
    hit = index.search("圖書").hits[0]
    session = Session(lambda: index)
    for _ in range(2):
        session.read(hit, "圖書", inbox, wants_colours=True)
        assert inbox.next(TextLoaded).shown.read(0, 5) == "# 圖書館"
    session.close()


def test_colours_come_behind_the_text_where_they_are_wanted(inbox: Inbox) -> None:
    index = FakeIndex({"/甲.md": "# 圖書館\n", "/乙.txt": "# 圖書館\n"})
    session = Session(lambda: index)
    for hit in index.search("圖書").hits:
        session.read(hit, "圖書", inbox, wants_colours=True)
        inbox.next(TextLoaded)
        if hit.document.path == "/甲.md":
            assert inbox.next(TextColoured).parts[0].name == "heading"
        session.read(hit, "圖書", inbox)
        inbox.next(TextLoaded)
    session.close()
    assert inbox.is_empty()


def test_a_text_that_cannot_be_read_is_reported(inbox: Inbox) -> None:
    index = FakeIndex({"/甲.txt": "圖書館"})
    hit = index.search("圖書").hits[0]
    index.texts = {}
    session = Session(lambda: index)
    session.preview(hit, "圖書", inbox)

    inbox.next(TextFailed)
    session.close()


def test_closing_stops_a_search_and_closes_the_index(inbox: Inbox) -> None:
    index = FakeIndex({"/甲.txt": "圖書館"}, gate=threading.Event())
    session = Session(lambda: index)
    session.search(1, SearchRequest("圖書"), inbox)
    inbox.next(IndexOpened)
    deadline = time.monotonic() + TIMEOUT_S
    while not index.asked:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    session.close()

    assert index.is_closed
    assert inbox.is_empty()


def test_a_search_without_hits_is_followed_by_suggestions(inbox: Inbox) -> None:
    index = FakeIndex({"/甲.txt": "圖書館"})
    index.suggestions["圖書管"] = (Suggestion("圖書館", "sound", 1),)
    session = Session(lambda: index)
    session.search(1, SearchRequest("圖書管"), inbox)

    inbox.next(IndexOpened)
    assert inbox.next(SearchFinished).page.total == 0
    found = inbox.next(SuggestionsFound)
    assert (found.number, found.offers[0].query) == (1, "圖書館")
    session.search(2, SearchRequest("圖書"), inbox)
    assert inbox.next(SearchFinished).number == 2
    session.close()
    assert inbox.is_empty()

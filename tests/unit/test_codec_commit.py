"""What is committed is whole; what is not leaves nothing; what is damaged is named."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from whoosh import analysis, fields, query
from whoosh.filedb.filestore import FileStorage, RamStorage, ReadOnlyError
from whoosh.index import EmptyIndexError, IndexVersionError, LockError, create_in
from whoosh.index import open_dir as open_plain
from whoosh.multiproc import MpWriter
from whoosh.writing import CLEAR, AsyncWriter, BufferedWriter, IndexingError, SegmentWriter

from sou.codec.index import NumpyIndex, create_index, open_index
from sou.codec.plain import UnplainValueError
from sou.errors import ConfigError, IndexCorruptError

LOCK = "MAIN_WRITELOCK"


def schema() -> Any:
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        text=fields.TEXT(analysis.RegexTokenizer(r"\S+"), stored=True, sortable=True),
    )


@pytest.fixture
def index(tmp_path: Path) -> NumpyIndex:
    return create_index(tmp_path, schema())


def add(index: NumpyIndex, *ids: str, **options: Any) -> None:
    writer = index.writer()
    for one in ids:
        writer.add_document(id=one, text=f"人工 智慧 {one}")
    writer.commit(**options)


def add_in_context(index: NumpyIndex, *documents: dict[str, str]) -> None:
    with index.writer() as writer:
        for document in documents:
            writer.add_document(**document)


def ids_of(index: NumpyIndex) -> list[str]:
    with index.searcher() as searcher:
        hits = searcher.search(query.Term("text", "人工"), limit=None)
        return sorted(hit["id"] for hit in hits)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_commit_leaves_one_toc_and_the_files_it_names(tmp_path: Path, index: NumpyIndex) -> None:
    for one in "甲乙丙":
        add(index, one, merge=False)

    files = {name for segment in index._segments() for name in segment.file_names()}
    assert len(files) == 6
    assert names(tmp_path) == files | {LOCK, "_MAIN_3.toc"}
    assert ids_of(open_index(tmp_path)) == ["丙", "乙", "甲"]


def test_a_cancelled_writer_leaves_no_file(tmp_path: Path, index: NumpyIndex) -> None:
    add(index, "甲")
    before = names(tmp_path)
    writer = index.writer()
    writer.add_document(id="乙", text="人工")
    writer.delete_by_term("id", "甲")
    writer.cancel()

    assert names(tmp_path) == before
    assert ids_of(index) == ["甲"]


def test_a_writer_used_as_a_context_cancels_on_an_error(tmp_path: Path, index: NumpyIndex) -> None:
    before = names(tmp_path)
    with pytest.raises(fields.UnknownFieldError):
        add_in_context(index, {"id": "乙", "text": "人工"}, {"nowhere": ""})

    assert names(tmp_path) == before | {LOCK}
    assert ids_of(index) == []


@pytest.mark.parametrize("step", ["write_toc", "remove_unnamed"])
def test_a_commit_that_fails_unlocks_and_leaves_one_of_both_states(
    tmp_path: Path, index: NumpyIndex, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    add(index, "甲")
    writer = index.writer()
    writer.add_document(id="乙", text="人工 乙")

    def broken(*arguments: Any) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(f"sou.codec.writer.{step}", broken)
        with pytest.raises(OSError, match="disk full"):
            writer.commit(merge=False)

    assert ids_of(index) == (["甲"] if step == "write_toc" else ["乙", "甲"])
    add(index, "丙", merge=False)
    files = {name for segment in index._segments() for name in segment.file_names()}
    assert names(tmp_path) == files | {LOCK, f"_MAIN_{index.latest_generation()}.toc"}
    assert "丙" in ids_of(index)


class Kill:
    """Copies a folder as it is before the n-th operation on files: a kill leaves that."""

    def __init__(self, folder: Path, moment: int) -> None:
        self.folder = folder
        self.left = moment
        self.copy = folder.with_name(f"killed before operation {moment}")

    def watching(self, operation: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **options: Any) -> Any:
            if self.left == 0:
                shutil.copytree(self.folder, self.copy)
            self.left -= 1
            return operation(*arguments, **options)

        return wrapped


def commit_until(kill: Kill, monkeypatch: pytest.MonkeyPatch) -> None:
    """Add a document, delete one and merge, with a kill on the way."""
    index = create_index(kill.folder, schema())
    add(index, "甲", merge=False)
    add(index, "乙", merge=False)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", kill.watching(os.fsync))
        patch.setattr(os, "remove", kill.watching(os.remove))
        patch.setattr(Path, "replace", kill.watching(Path.replace))
        writer = index.writer()
        writer.delete_by_term("id", "甲")
        writer.add_document(id="丙", text="人工 丙")
        writer.commit(optimize=True)


def test_a_kill_at_any_operation_leaves_the_old_state_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = []
    for moment in count():
        kill = Kill(tmp_path / f"index {moment}", moment)
        commit_until(kill, monkeypatch)
        if not kill.copy.exists():
            break
        after = open_index(kill.copy)
        states.append(ids_of(after))
        after.writer().cancel()
        files = {name for segment in after._segments() for name in segment.file_names()}
        assert names(kill.copy) == files | {LOCK, f"_MAIN_{after.latest_generation()}.toc"}

    before, behind = ["乙", "甲"], ["丙", "乙"]
    assert states == [before] * states.count(before) + [behind] * states.count(behind)
    assert states.count(before) == 5  # two files, the TOC, the folder, the rename
    assert states.count(behind) == 6  # the folder, the old TOC, four old files


def test_what_no_toc_names_is_removed_by_the_next_writer(tmp_path: Path, index: NumpyIndex) -> None:
    add(index, "甲")
    before = names(tmp_path)
    for name in ("MAIN_0123abcd.docs", "MAIN_0123abcd.terms", "_MAIN_9.toc.tmp"):
        (tmp_path / name).write_bytes(b"half")
    for name in ("notes.txt", "OTHER_0123abcd.docs", "_OTHER_1.toc.tmp"):
        (tmp_path / name).write_bytes(b"of others")

    index.writer().cancel()

    assert names(tmp_path) == before | {"notes.txt", "OTHER_0123abcd.docs", "_OTHER_1.toc.tmp"}


def test_a_document_that_raises_leaves_nothing_behind(index: NumpyIndex) -> None:
    writer = index.writer()
    writer.add_document(id="甲", text="人工 甲")
    with pytest.raises(UnplainValueError, match="set"):
        writer.add_document(id="乙", text="人工 乙", _stored_text={1})
    with pytest.raises(fields.UnknownFieldError):
        writer.add_document(id="丁", nowhere="x")
    writer.add_document(id="丙", text="智慧 丙")
    writer.commit()

    with index.searcher() as searcher:
        assert ids_of(index) == ["甲"]
        assert not list(searcher.docs_for_query(query.Term("text", "乙")))
        assert searcher.stored_fields(1) == {"id": "丙", "text": "智慧 丙"}
        assert searcher.reader().column_reader("text")[1] == "智慧 丙"


def test_a_reader_that_is_added_in_part_is_not_committed(tmp_path: Path, index: NumpyIndex) -> None:
    other = RamStorage().create_index(fields.Schema(id=fields.ID(stored=True)))
    with other.writer() as others:
        others.add_document(id="甲")
        others.add_document(id="乙", _stored_id={1})
    writer = index.writer()
    with pytest.raises(UnplainValueError):
        writer.add_reader(other.reader())
    with pytest.raises(IndexingError):
        writer.commit()

    assert ids_of(index) == []
    assert names(tmp_path) == {LOCK, "_MAIN_0.toc"}


def test_an_index_of_plain_whoosh_can_be_added(tmp_path: Path, index: NumpyIndex) -> None:
    kept = fields.TEXT(analysis.RegexTokenizer(r"\S+"), stored=True, chars=True, vector=True)
    other = create_in(_made(tmp_path / "plain"), fields.Schema(id=fields.ID, text=kept))
    with other.writer() as others:
        others.add_document(id="甲", text="人工 智慧 人工")
    mine = create_index(tmp_path / "mine", fields.Schema(id=fields.ID, text=kept))
    with mine.writer() as writer:
        writer.add_reader(other.reader())

    with mine.searcher() as searcher:
        assert list(searcher.docs_for_query(query.Phrase("text", ["智慧", "人工"]))) == [0]
        places = searcher.reader().postings("text", "人工").value_as("characters")
        assert places == [(0, 0, 2), (2, 6, 8)]
        vector = searcher.reader().vector_as("positions", 0, "text")
        assert list(vector) == [("人工", [0, 2]), ("智慧", [1])]


def _made(folder: Path) -> str:
    folder.mkdir()
    return str(folder)


def test_a_second_writer_and_a_new_index_wait_for_the_first(
    tmp_path: Path, index: NumpyIndex
) -> None:
    add(index, "甲")
    writer = index.writer()
    with pytest.raises(LockError, match="another writer"):
        index.writer()
    with pytest.raises(LockError, match="a writer is open"):
        create_index(tmp_path, schema())
    writer.add_document(id="乙", text="人工")
    writer.commit()

    assert ids_of(open_index(tmp_path)) == ["乙", "甲"]


def test_a_new_index_takes_the_place_of_the_old(tmp_path: Path, index: NumpyIndex) -> None:
    add(index, "甲")
    create_index(tmp_path, fields.Schema(other=fields.ID))

    assert names(tmp_path) == {LOCK, "_MAIN_2.toc"}
    assert open_index(tmp_path).schema.names() == ["other"]
    assert open_index(tmp_path).is_empty()


def test_indexes_of_several_names_share_a_folder(tmp_path: Path) -> None:
    for name in ("A", "B"):
        add(create_index(tmp_path, schema(), name), name)
    open_index(tmp_path, indexname="A").optimize()

    assert ids_of(open_index(tmp_path, indexname="A")) == ["A"]
    assert ids_of(open_index(tmp_path, indexname="B")) == ["B"]


def test_the_last_of_several_updates_in_one_transaction_stays(index: NumpyIndex) -> None:
    """Plain Whoosh keeps all that are of one transaction."""
    add(index, "甲", "乙")
    writer = index.writer()
    writer.add_document(id="丙", text="人工 一")
    for text in ("人工 二", "人工 三"):
        for one in "甲丙":
            writer.update_document(id=one, text=text)
    writer.commit()

    with index.searcher() as searcher:
        assert ids_of(index) == ["丙", "乙", "甲"]
        assert searcher.document(id="甲")["text"] == "人工 三"
        assert searcher.document(id="丙")["text"] == "人工 三"
        assert searcher.doc_count() == 3
    index.optimize()
    assert ids_of(index) == ["丙", "乙", "甲"]
    assert index.doc_count_all() == 3


def test_a_deletion_can_be_taken_back(index: NumpyIndex) -> None:
    """Plain Whoosh raises."""
    add(index, "甲", "乙")
    writer = index.writer()
    writer.delete_document(0)
    writer.delete_document(1)
    writer.delete_document(0, delete=False)
    writer.commit(merge=False)

    assert ids_of(index) == ["甲"]


def test_deletions_survive_the_disk_and_go_with_a_merge(tmp_path: Path, index: NumpyIndex) -> None:
    add(index, "甲", "乙", "丙", merge=False)
    add(index, "丁", merge=False)
    writer = index.writer()
    assert writer.delete_by_query(query.Or([query.Term("id", "乙"), query.Term("id", "丁")])) == 2
    writer.commit(merge=False)
    opened = open_index(tmp_path)

    assert ids_of(opened) == ["丙", "甲"]
    assert (opened.doc_count(), opened.doc_count_all()) == (2, 4)
    opened.optimize()
    assert ids_of(opened) == ["丙", "甲"]
    assert (opened.doc_count(), opened.doc_count_all()) == (2, 2)
    assert len(opened._segments()) == 1


def test_a_merge_policy_of_whoosh_decides(index: NumpyIndex) -> None:
    for one in "甲乙丙丁戊己庚辛":
        add(index, one)
    assert ids_of(index) == sorted("甲乙丙丁戊己庚辛")
    assert len(index._segments()) < 8

    add(index, "壬", mergetype=CLEAR)
    assert ids_of(index) == ["壬"]


@pytest.mark.parametrize("how", ["delete", "optimize", "add", "nothing"])
def test_a_refreshed_searcher_sees_what_a_new_one_sees(index: NumpyIndex, how: str) -> None:
    """Plain Whoosh shows deleted documents, and all of them twice after optimize."""
    add(index, "甲", "乙", merge=False)
    add(index, "丙", merge=False)
    searcher = index.searcher()
    if how == "delete":
        writer = index.writer()
        writer.delete_by_term("id", "乙")
        writer.commit(merge=False)
    elif how == "optimize":
        index.optimize()
    elif how == "add":
        add(index, "丁", merge=False)
    refreshed = searcher.refresh()

    found = sorted(hit["id"] for hit in refreshed.search(query.Every(), limit=None))
    assert found == ids_of(index)
    assert refreshed.doc_count_all() == index.doc_count_all()
    assert (refreshed is searcher) == (how == "nothing")


def test_a_searcher_keeps_its_commit_while_others_write(index: NumpyIndex) -> None:
    add(index, "甲", merge=False)
    with index.searcher() as searcher:
        add(index, "乙")
        index.optimize()

        assert [hit["id"] for hit in searcher.search(query.Every())] == ["甲"]


def test_an_index_opens_while_another_thread_commits(tmp_path: Path, index: NumpyIndex) -> None:
    add(index, "0", merge=False)
    counts = [1]

    def commit_often() -> None:
        for number in range(1, 40):
            add(index, str(number), merge=False, optimize=number % 5 == 0)

    with ThreadPoolExecutor() as pool:
        done = pool.submit(commit_often)
        while not done.done():
            counts.append(open_index(tmp_path).doc_count())
        done.result()

    assert counts == sorted(counts)
    assert open_index(tmp_path).doc_count() == 40


def test_a_cursor_walks_the_terms_of_all_segments(index: NumpyIndex) -> None:
    """Plain Whoosh has none over several segments."""
    add(index, "丙", "甲", merge=False)
    add(index, "乙", "甲", merge=False)
    with index.reader() as reader:
        cursor = reader.cursor("id")
        walked = []
        while cursor.is_valid():
            walked.append((cursor.text(), cursor.term_info().doc_frequency()))
            cursor.next()

        assert walked == [("丙", 1), ("乙", 1), ("甲", 2)]
        assert (cursor.find("乚"), cursor.term_info().max_id()) == ("甲", 3)
        assert cursor.find("龜") is None
        assert cursor.first() == "丙"


def test_fields_come_and_go(tmp_path: Path, index: NumpyIndex) -> None:
    add(index, "甲", merge=False)
    index.add_field("extra", fields.TEXT(stored=True))
    with index.writer() as writer:
        writer.add_document(id="乙", text="人工", extra="alfa")
    index.remove_field("text")
    opened = open_index(tmp_path)
    opened.optimize()

    assert opened.schema.names() == ["extra", "id"]
    with opened.searcher() as searcher:
        assert searcher.document(id="甲") == {"id": "甲"}
        assert searcher.document(extra="alfa") == {"id": "乙", "extra": "alfa"}


def test_a_field_of_another_format_forgets_what_it_does_not_say(index: NumpyIndex) -> None:
    add(index, "甲", merge=False)
    index.remove_field("text")
    index.add_field("text", fields.KEYWORD)
    add(index, "乙", merge=False)
    index.remove_field("text")
    index.add_field("text", fields.TEXT(analysis.RegexTokenizer(r"\S+")))
    add(index, "丙", merge=False)
    index.optimize()

    phrase = query.Phrase("text", ["人工", "智慧"])
    with index.searcher() as searcher:
        found = [searcher.stored_fields(docnum)["id"] for docnum in searcher.docs_for_query(phrase)]
    assert sorted(found) == ["丙", "甲"]


def test_the_wrappers_of_whoosh_write_to_it(index: NumpyIndex) -> None:
    later = AsyncWriter(index)
    later.add_document(id="甲", text="人工")
    later.commit()
    with BufferedWriter(index, period=None, limit=2) as writer:
        for one in ("乙", "丙", "乙"):
            writer.update_document(id=one, text="人工")

    assert ids_of(index) == ["丙", "乙", "甲"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh's files
@pytest.mark.parametrize("kind", [SegmentWriter, MpWriter])
def test_writers_that_pickle_are_refused(tmp_path: Path, index: NumpyIndex, kind: Any) -> None:
    add(index, "甲")
    with pytest.raises(ConfigError, match=r"index\.writer\(\)"):
        kind(index)
    gc.collect()

    assert ids_of(open_index(tmp_path)) == ["甲"]


def test_other_codecs_storages_and_read_only_folders_are_refused(
    tmp_path: Path, index: NumpyIndex
) -> None:
    with pytest.raises(ConfigError, match="codec"):
        index.writer(codec=object())
    with pytest.raises(ConfigError, match="RamStorage"):
        RamStorage().create_index(schema(), indexclass=NumpyIndex)
    read_only = FileStorage(str(tmp_path), readonly=True).open_index(indexclass=NumpyIndex)
    with pytest.raises(ReadOnlyError):
        read_only.writer()
    with pytest.warns(UserWarning, match="single-process"):
        index.writer(procs=2).cancel()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh's files
def test_what_is_no_index_of_ours_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(EmptyIndexError):
        open_index(tmp_path)
    create_in(str(tmp_path), schema())
    with pytest.raises(IndexVersionError, match=r"_MAIN_0\.toc is of plain Whoosh"):
        open_index(tmp_path)
    create_index(tmp_path, schema())
    with pytest.raises(Exception, match="different architecture"):
        open_plain(str(tmp_path))
    gc.collect()


def test_a_flipped_byte_is_named(tmp_path: Path, index: NumpyIndex) -> None:
    with index.writer() as writer:
        writer.add_document(id="甲", text="人工 智慧")
    for path in sorted(tmp_path.glob("*.*")):
        intact = path.read_bytes()
        damage = range(len(intact)) if path.suffix == ".toc" else places(intact)
        for at in damage:
            path.write_bytes(intact[:at] + bytes([intact[at] ^ 1]) + intact[at + 1 :])
            with pytest.raises(IndexCorruptError, match=path.name):
                open_index(tmp_path).reader()
        path.write_bytes(intact[: len(intact) // 2])
        with pytest.raises(IndexCorruptError, match=path.name):
            open_index(tmp_path).reader()
        path.write_bytes(intact)
    assert ids_of(open_index(tmp_path)) == ["甲"]


def places(intact: bytes) -> list[int]:
    """Return some bytes of a container that are not padding between its arrays."""
    return [at for at in range(64, len(intact) - 24, 13) if intact[at]]


def test_a_lost_file_is_named(
    tmp_path: Path, index: NumpyIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whoosh.index.sleep", lambda seconds: None)
    add(index, "甲")
    lost = next(tmp_path.glob("*.terms"))
    lost.unlink()

    with pytest.raises(FileNotFoundError, match=lost.name):
        open_index(tmp_path).reader()

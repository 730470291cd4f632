"""Short files are judged with those beside them, and it does not matter who asks when."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sou.documents import read_all
from sou.documents.candidates import shares
from sou.documents.extract import readable_name
from sou.documents.neighbours import MOST_NEIGHBOURS, neighbours
from sou.sources import Document, Source

BIG5_TEXTS = ("縣市政府公告第三號", "地方稅法通則", "土地登記規則", "第三條", "本法自公布日施行")
GBK_TEXTS = ("县市政府公告第三号", "地方税法通则", "土地登记规则", "今天天气很好", "请看下一页")


def write(folder: Path, texts: tuple[str, ...], codec: str, suffix: str = "txt") -> None:
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"{number}.{suffix}").write_bytes(text.encode(codec))


def read(path: Path) -> Document:
    (document,) = read_all(Source(str(path), path.stat().st_size, 0))
    return document


def test_the_same_bytes_are_read_as_their_neighbours_are(tmp_path: Path) -> None:
    write(tmp_path / "台", BIG5_TEXTS, "cp950")
    write(tmp_path / "陸", GBK_TEXTS, "gb18030")
    alone = tmp_path / "獨" / "x.txt"
    alone.parent.mkdir()
    data = "條".encode("cp950")  # which is 兵 in GBK
    for path in (tmp_path / "台" / "x.txt", tmp_path / "陸" / "x.txt", alone):
        path.write_bytes(data)

    assert read(tmp_path / "台" / "x.txt").text == "條"
    assert read(tmp_path / "陸" / "x.txt").text == "兵"
    assert read(alone).confidence < 0.5
    assert read(tmp_path / "台" / "x.txt").confidence > 0.5


def test_valid_utf8_that_is_han_in_gbk_follows_its_neighbours(tmp_path: Path) -> None:
    data = "为".encode("gbk")
    assert data.decode() == "Ϊ"
    write(tmp_path / "陸", GBK_TEXTS, "gb18030")
    write(tmp_path / "新", GBK_TEXTS, "utf-8")
    for folder in ("陸", "新"):
        (tmp_path / folder / "x.txt").write_bytes(data)

    assert read(tmp_path / "陸" / "x.txt").text == "为"
    assert read(tmp_path / "新" / "x.txt").text == "Ϊ"


def test_short_files_support_each_other(tmp_path: Path) -> None:
    texts = ("條", "第 2 條", "條 3", "廢止", "項 4", "註記", "期日", "理由", "主旨", "說明")
    write(tmp_path, texts, "cp950")

    assert [read(tmp_path / f"{number}.txt").text for number in range(10)] == list(texts)


def test_a_sure_file_is_read_as_it_is_whatever_is_beside_it(tmp_path: Path) -> None:
    write(tmp_path, GBK_TEXTS, "gb18030")
    path = tmp_path / "x.txt"
    path.write_bytes(("本法自公布日施行，其施行細則由主管機關定之。" * 3).encode("cp950"))

    assert read(path).text.startswith("本法自公布日施行")
    assert read(path).neighbours == ""


def test_other_suffixes_pictures_and_hidden_files_have_no_say(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes("條".encode("cp950"))
    before = read(path)
    write(tmp_path, BIG5_TEXTS, "cp950", "log")
    (tmp_path / ".h.txt").write_bytes("縣市政府公告第三號".encode("cp950"))
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.txt")

    assert read(path).text == before.text
    assert read(path).confidence == before.confidence


def test_the_choice_does_not_hang_on_who_asked_before(tmp_path: Path) -> None:
    texts = tuple(BIG5_TEXTS[number % 5][: 1 + number % 3] for number in range(40))
    for folder, numbers in (("順", range(40)), ("逆", range(39, -1, -1))):
        write(tmp_path / folder, texts, "cp950")
        read_in_order = {number: read(tmp_path / folder / f"{number}.txt") for number in numbers}
        seen = [(read_in_order[n].text, read_in_order[n].confidence) for n in range(40)]
        if folder == "順":
            expected = seen

    assert seen == expected


def test_the_stamp_changes_with_what_was_asked_and_else_not(tmp_path: Path) -> None:
    write(tmp_path, BIG5_TEXTS, "cp950")
    path = tmp_path / "0.txt"
    stamp = neighbours(str(path)).stamp
    path.write_bytes("改".encode("cp950"))
    (tmp_path / "x.log").write_bytes(b"x")
    assert neighbours(str(path)).stamp == stamp

    (tmp_path / "1.txt").write_bytes("改了".encode("cp950"))
    changed = neighbours(str(path)).stamp
    assert changed != stamp

    (tmp_path / "new.txt").write_bytes("新".encode("cp950"))
    assert neighbours(str(path)).stamp != changed


def test_only_some_of_many_are_asked(tmp_path: Path) -> None:
    write(tmp_path, BIG5_TEXTS * 10, "cp950")
    asked = neighbours(str(tmp_path / "0.txt"))

    assert len(asked._files) == MOST_NEIGHBOURS
    assert str(tmp_path / "0.txt") not in {file.path for file in asked._files}


def test_a_missing_folder_has_no_neighbours() -> None:
    assert neighbours("/nowhere/at/all/x.txt").shares() == {}


def test_shares_follow_the_sure_and_leave_room_for_others() -> None:
    sure = {"gb18030": 0.0, "big5": -100.0}
    unsure = {"gb18030": -3.0, "big5": 0.0}
    found = shares([sure] * 5 + [unsure])

    assert found["gb18030"] > 0.9
    assert 0 < found["big5"] < 0.1
    assert sum(found.values()) == pytest.approx(1)
    assert shares([]) == {}
    assert shares([unsure] + [sure] * 5) == pytest.approx(found)


@pytest.mark.skipif(sys.platform != "linux", reason="file names are Unicode here")
def test_file_names_that_are_not_utf8_are_judged_together(tmp_path: Path) -> None:
    for name in ("條", "第三條", "土地登記規則", "地方稅法通則", "縣市政府公告"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name.encode("cp950"))).write_bytes(b"x")
    path = os.fsdecode(os.fsencode(tmp_path) + b"/" + "條".encode("cp950"))

    assert readable_name(path) == "條"
    assert read(Path(path)).neighbours

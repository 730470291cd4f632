"""Source code is text of its own kind, in any encoding."""

from __future__ import annotations

from pathlib import Path

import pytest

from sou.documents import read_all
from sou.model import Place
from sou.sources import Source


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
@pytest.mark.parametrize("name", ["甲.C", "甲.py"])
def test_code_is_read_as_it_is_written(tmp_path: Path, codec: str, name: str) -> None:
    source = "#include <stdio.h>\r\n" * 400 + "\t/* 資料庫 */ int main;\n"
    (tmp_path / name).write_bytes(source.encode(codec))
    (document,) = read_all(Source(str(tmp_path / name), 0, 0))

    assert document.text == source
    assert (document.kind, document.title) == ("code", name)
    assert document.source_map.place(source.index("資")) == Place(401, 5)


@pytest.mark.parametrize(
    "line", ["# -*- coding: big5 -*-", "#!/usr/bin/python\n# vim: set fileencoding=big5 :"]
)
def test_a_declared_encoding_is_weighed(tmp_path: Path, line: str) -> None:
    source = f"{line}\ns = '好的'\n"
    (tmp_path / "甲.py").write_bytes(source.encode("big5"))

    assert read_all(Source(str(tmp_path / "甲.py"), 0, 0))[0].text == source

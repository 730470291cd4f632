"""What is wrong with an index or a document of it, in the language of the app.

The engine says it in English, which is kept where nothing here fits: see ``reasons``.
"""

from __future__ import annotations

from typing import Final

from sou.text.sanitize import sanitize
from sou_tui.reasons import reason, translated

FAULTS: Final[tuple[tuple[str, str, str], ...]] = (
    # There is none.
    (
        "there is no index in {}; make one with: sou index PATH",
        "{} 裡沒有索引；請執行 sou index 資料夾",
        "{} 里没有索引；请运行 sou index 文件夹",
    ),
    # A file of it is damaged.
    (
        "{}: stored text is damaged; build the index again with: sou index",
        "{} 裡所存的全文損壞；請執行 sou index 重新建立索引",
        "{} 里所存的全文损坏；请运行 sou index 重新建立索引",
    ),
    (
        "{}: a record is damaged; build the index again with: sou index",
        "{} 裡有一筆紀錄損壞；請執行 sou index 重新建立索引",
        "{} 里有一条记录损坏；请运行 sou index 重新建立索引",
    ),
    (
        "{}: {} is damaged; build the index again with: sou index",
        "{} 的 {} 損壞；請執行 sou index 重新建立索引",
        "{} 的 {} 损坏；请运行 sou index 重新建立索引",
    ),
    (
        "{} is damaged; build the index again with: sou index",
        "{} 損壞；請執行 sou index 重新建立索引",
        "{} 损坏；请运行 sou index 重新建立索引",
    ),
    (
        "{} is damaged; build the index again with: sou index PATH",
        "{} 損壞；請執行 sou index 資料夾，重新建立索引",
        "{} 损坏；请运行 sou index 文件夹，重新建立索引",
    ),
    (
        "{} makes no sense; build the index again with: sou index PATH",
        "{} 的內容不合理；請執行 sou index 資料夾，重新建立索引",
        "{} 的内容不合理；请运行 sou index 文件夹，重新建立索引",
    ),
    (
        "{} is truncated; build the index again with: sou index",
        "{} 不完整；請執行 sou index 重新建立索引",
        "{} 不完整；请运行 sou index 重新建立索引",
    ),
    (
        "{} is missing; build the index again with: sou index",
        "缺少 {}；請執行 sou index 重新建立索引",
        "缺少 {}；请运行 sou index 重新建立索引",
    ),
    (
        "{} does not fit {}; build the index again with: sou index",
        "{} 與 {} 不符；請執行 sou index 重新建立索引",
        "{} 与 {} 不符；请运行 sou index 重新建立索引",
    ),
    (
        "a segment does not fit the manifest",
        "索引有一段與清單不符",
        "索引有一段与清单不符",
    ),
    ("the index in {} is damaged", "{} 裡的索引損壞", "{} 里的索引损坏"),
    # It is of another version, or in use.
    (
        "the index in {} was written by another version; run: sou index",
        "{} 裡的索引是另一個版本寫的；請執行 sou index",
        "{} 里的索引是另一个版本写的；请运行 sou index",
    ),
    (
        (
            "the index in {} was written by another version, a newer one; update sou, "
            "or build the index again with: sou index PATH"
        ),
        "{} 裡的索引是較新的版本寫的；請更新 sou，或執行 sou index 資料夾，重新建立索引",
        "{} 里的索引是较新的版本写的；请更新 sou，或运行 sou index 文件夹，重新建立索引",
    ),
    (
        "the index in {} is of another version or damaged; run: sou index",
        "{} 裡的索引是另一個版本的，或已損壞；請執行 sou index",
        "{} 里的索引是另一个版本的，或已损坏；请运行 sou index",
    ),
    (
        "the index in {} is of another version or damaged; build it anew with: sou index",
        "{} 裡的索引是另一個版本的，或已損壞；請執行 sou index 重新建立",
        "{} 里的索引是另一个版本的，或已损坏；请运行 sou index 重新建立",
    ),
    (
        (
            "the index in {} is damaged or of another version, and does not say which folders "
            "it was made of: name them, as in: sou index PATH"
        ),
        "{} 裡的索引已損壞或是另一個版本的，看不出收錄了哪些資料夾；請執行 sou index 資料夾",
        "{} 里的索引已损坏或是另一个版本的，看不出收录了哪些文件夹；请运行 sou index 文件夹",
    ),
    (
        "another process is writing to the index in {}; try again later",
        "另一個程式正在寫入 {} 裡的索引；請稍後再試",
        "另一个程序正在写入 {} 里的索引；请稍后再试",
    ),
    ("cannot write an index to {}: {}", "索引無法寫入 {}：{}", "索引无法写入 {}：{}"),
    # A document of it.
    (
        "{} is not in the index any more",
        "{} 已不在索引裡",
        "{} 已不在索引里",
    ),
    (
        "{} has several documents; name one, such as {}",
        "{} 有好幾份文件；請指明一份，例如 {}",
        "{} 有好几份文件；请指明一份，例如 {}",
    ),
)
"""English, Traditional Chinese, Simplified Chinese; the first that fits counts."""


def fault_of(error: Exception) -> str:
    """Return what an error of the engine says, on one line, in the language of the app."""
    english = sanitize(str(error), single_line=True)
    return translated(english, FAULTS) or reason(english)

"""Why files were not read, in the language of the app.

The engine says it in English, for scripts and for the index that outlives a locale. Here is
what each of its phrases is in Chinese; braces stand for what it says of this one file. A
phrase without a translation stays as it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from sou_tui import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

REASONS: Final[tuple[tuple[str, str, str], ...]] = (
    # What the file system says.
    ("no such file or folder", "沒有這個檔案或資料夾", "没有这个文件或文件夹"),
    ("permission denied", "沒有讀取權限", "没有读取权限"),
    ("link that leads back to itself", "連結繞回自己", "链接绕回自己"),
    ("path too long", "路徑太長", "路径太长"),
    ("folder, not a file", "是資料夾，不是檔案", "是文件夹，不是文件"),
    ("socket", "通訊端，不是檔案", "套接字，不是文件"),
    ("named pipe", "具名管線，不是檔案", "命名管道，不是文件"),
    ("device", "裝置，不是檔案", "设备，不是文件"),
    ("not a regular file", "不是一般檔案", "不是普通文件"),
    ("disk error", "磁碟錯誤", "磁盘错误"),
    ("network folder went away", "網路資料夾斷線", "网络文件夹断线"),
    ("cannot be read", "無法讀取", "无法读取"),
    ("link to nothing", "連結指向的檔案不存在", "链接指向的文件不存在"),
    # What was left out by choice.
    (
        "hidden (taken with --hidden)",
        "隱藏檔（--hidden 可收錄）",
        "隐藏文件（--hidden 可收录）",
    ),
    (
        "in an ignore file (taken with --no-ignore)",
        "列在忽略檔裡（--no-ignore 可收錄）",
        "列在忽略文件里（--no-ignore 可收录）",
    ),
    (
        "link out of the folders indexed (followed with --follow)",
        "連結指向索引範圍之外（--follow 可收錄）",
        "链接指向索引范围之外（--follow 可收录）",
    ),
    (
        "link to a folder, not followed (followed with --follow)",
        "連到資料夾的連結（--follow 可收錄）",
        "指向文件夹的链接（--follow 可收录）",
    ),
    ("left out by a pattern (--exclude)", "被樣式排除（--exclude）", "被模式排除（--exclude）"),
    (
        "not among the patterns taken (--include)",
        "不在要收錄的樣式裡（--include）",
        "不在要收录的模式里（--include）",
    ),
    ("larger than {}", "大於 {}", "大于 {}"),
    (
        "lock of a document that is open elsewhere",
        "開啟中文件的鎖定檔",
        "正在打开的文档的锁文件",
    ),
    # What is no text, or of no known format.
    ("binary file", "不是文字檔", "不是文本文件"),
    ("no reader for {} files yet", "還不會讀 {} 檔", "还不会读 {} 文件"),
    (
        "no reader for binary workbooks (.xlsb) yet",
        "還不會讀二進位活頁簿（.xlsb）",
        "还不会读二进制工作簿（.xlsb）",
    ),
    ("a {} file by another name", "其實是 {} 檔，副檔名不對", "其实是 {} 文件，扩展名不对"),
    ("empty file", "空檔案", "空文件"),
    ("nothing to read in it", "裡面沒有可讀的內容", "里面没有可读的内容"),
    (
        "not what its name says: a zip archive without a document",
        "副檔名不對：是沒有文件的 zip",
        "扩展名不对：是没有文档的 zip",
    ),
    ("not what its name says: {}", "副檔名不對：{}", "扩展名不对：{}"),
    ("not a PDF, whatever its name", "副檔名不對：不是 PDF", "扩展名不对：不是 PDF"),
    ("not a tar archive, or damaged", "不是 tar，或已損壞", "不是 tar，或已损坏"),
    ("not a zip archive", "不是 zip", "不是 zip"),
    ("not a {} file, or damaged", "不是 {} 檔，或已損壞", "不是 {} 文件，或已损坏"),
    ("zip archive of an unknown kind ({})", "無法識別的 zip（{}）", "无法识别的 zip（{}）"),
    # What is locked.
    ("encrypted: needs a password", "已加密，需要密碼", "已加密，需要密码"),
    ("needs a password", "需要密碼", "需要密码"),
    (
        "encrypted in a way that cannot be read",
        "以無法讀取的方式加密",
        "以无法读取的方式加密",
    ),
    ("encrypted (DRM)", "已加密（DRM）", "已加密（DRM）"),
    ("protected by DRM", "受 DRM 保護", "受 DRM 保护"),
    # What is damaged.
    (
        "damaged PDF, no page can be read",
        "PDF 損壞，沒有一頁讀得出來",
        "PDF 损坏，没有一页读得出来",
    ),
    ("damaged PDF", "PDF 損壞", "PDF 损坏"),
    ("zip archive cut off or damaged", "zip 不完整或已損壞", "zip 不完整或已损坏"),
    ("zip archive whose members overlap", "zip 的成員互相重疊", "zip 的成员互相重叠"),
    ("damaged, or not understood ({})", "損壞，或無法理解（{}）", "损坏，或无法理解（{}）"),
    ("cut off or damaged", "不完整或已損壞", "不完整或已损坏"),
    ("{} is compressed in an unknown way", "{} 的壓縮方式無法識別", "{} 的压缩方式无法识别"),
    ("{} is damaged", "{} 損壞", "{} 损坏"),
    ("{} is missing", "缺少 {}", "缺少 {}"),
    ("book without chapters", "沒有章節的書", "没有章节的书"),
    (
        "book without a package document (.opf)",
        "書裡缺少套件文件（.opf）",
        "书里缺少包文件（.opf）",
    ),
    ("reading it crashed", "讀取時程式當掉", "读取时程序崩溃"),
    # What has no text.
    ("no text layer (a scan)", "沒有文字層（掃描檔）", "没有文字层（扫描件）"),
    ("no text layer", "沒有文字層", "没有文字层"),
    ("archive without anything to read", "壓縮檔裡沒有可讀的檔案", "压缩包里没有可读的文件"),
    # What would take too much.
    (
        "{} characters take more memory than allowed (--memory {})",
        "有 {} 字，超過記憶體上限（--memory {} 可收錄）",
        "有 {} 字，超过内存上限（--memory {} 可收录）",
    ),
    ("there is not enough memory to read it", "記憶體不夠", "内存不够"),
    (
        "reading it crashed; perhaps it needed more than {}",
        "讀取時程式當掉，可能需要超過 {} 記憶體（--file-memory）",
        "读取时程序崩溃，可能需要超过 {} 内存（--file-memory）",
    ),
    (
        "needed more than {}",
        "需要超過 {} 記憶體（--file-memory 可放寬）",
        "需要超过 {} 内存（--file-memory 可放宽）",
    ),
    (
        "took longer than {} s",
        "讀了超過 {} 秒（--file-time 可放寬）",
        "读了超过 {} 秒（--file-time 可放宽）",
    ),
    ("{} took more than {} s", "{} 執行超過 {} 秒", "{} 运行超过 {} 秒"),
    ("{} wrote more than {} MiB", "{} 寫出超過 {} MiB", "{} 写出超过 {} MiB"),
    ("more than {} characters of text", "文字超過 {} 字", "文字超过 {} 字"),
    ("the archive unpacks to more than {} MiB", "解開後超過 {} MiB", "解压后超过 {} MiB"),
    ("{} unpacks to more than {} MiB", "{} 解開後超過 {} MiB", "{} 解压后超过 {} MiB"),
    ("unpacks to more than {} MiB", "解開後超過 {} MiB", "解压后超过 {} MiB"),
    (
        "content that unpacks to more than {} MiB",
        "有內容解開後超過 {} MiB",
        "有内容解压后超过 {} MiB",
    ),
    ("archive of more than {} members", "成員超過 {} 個的壓縮檔", "成员超过 {} 个的压缩包"),
    ("more than {} files inside each other", "壓縮檔套疊超過 {} 層", "压缩包嵌套超过 {} 层"),
    ("XML nested more than {} deep", "XML 巢狀超過 {} 層", "XML 嵌套超过 {} 层"),
    ("XML of too many elements", "XML 元素太多", "XML 元素太多"),
    (
        "XML with declarations that grow, which may be an attack",
        "XML 的宣告會膨脹，可能是攻擊",
        "XML 的声明会膨胀，可能是攻击",
    ),
    (
        "XML with declarations of its own, which may be an attack",
        "XML 自帶宣告，可能是攻擊",
        "XML 自带声明，可能是攻击",
    ),
    # What another program says.
    ("{} could not be run: {}", "無法執行 {}：{}", "无法运行 {}：{}"),
    ("{} failed: {}", "{} 失敗：{}", "{} 失败：{}"),
    ("{} cannot be loaded: {}", "無法載入 {}：{}", "无法加载 {}：{}"),
    (
        "no process could be started to read it ({})",
        "無法啟動讀取程序（{}）",
        "无法启动读取进程（{}）",
    ),
    # What is said of parts, by their names.
    ("{}: {}", "{}：{}", "{}：{}"),
)
"""English, Traditional Chinese, Simplified Chinese; the first that fits counts."""
_OF_A_PART: Final = "{}: {}"
_COLUMNS: Final = {"zh-Hant": 1, "zh-Hans": 2}


def reason(english: str) -> str:
    """Return why a file was not read, in the language of the app.

    >>> reason("larger than 100 MiB"), reason("OEBPS/1.xhtml: cut off or damaged")
    ('大於 100 MiB', 'OEBPS/1.xhtml：不完整或已損壞')
    """
    if texts.SPOKEN not in _COLUMNS:
        return english
    with_semicolon = [row for row in REASONS if ";" in row[0]]
    whole = translated(english, with_semicolon)
    if whole is not None:
        return whole
    parts = english.split("; ")
    return "；".join(translated(part, REASONS) or part for part in parts)


def translated(english: str, rows: Sequence[tuple[str, str, str]]) -> str | None:
    """Return what a table like ``REASONS`` has for it in the language of the app, if anything."""
    column = _COLUMNS.get(texts.SPOKEN)
    if column is None:
        return None
    for row in rows:
        if match := _pattern(row[0]).fullmatch(english):
            said = list(match.groups())
            if row[0] == _OF_A_PART:
                said[1] = translated(said[1], rows) or said[1]
            return row[column].format(*said)
    return None


@cache
def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.DOTALL)

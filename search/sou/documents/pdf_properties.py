"""What a PDF says about itself: title, author, date and language made fit to show.

Programs write names of files, of themselves, or nothing; many write GBK or Big5 where
the format knows Latin letters only. What says nothing comes out empty.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from sou.documents.decode import decode

MOST_TITLE_CHARS: Final = 300
_SURE: Final = 0.5

# PDFDocEncoding where it is not Latin-1: ISO 32000-1, annex D.2, rows 0x18 and 0x80.
_PDF_DOC: Final = str.maketrans(
    "˘ˇˆ˙˝˛˚˜" + "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž",
    "".join(map(chr, [*range(0x18, 0x20), *range(0x80, 0x9F)])),
)
# Bytes that the encoding leaves out come as NUL; of Big5 and GBK it is nearly always 0xAD.
_PDF_DOC_REST: Final = {ord("€"): 0xA0, 0: 0xAD}

_WORTHLESS: Final = re.compile(
    r"""(?ix)
    (?: microsoft\s+(?:office\s+)?(?:word|excel|powerpoint|visio)\b.*
      | untitled .{0,12} | title | print | printing | none | null | unknown | \W+
      | (?: document | doc | presentation | book | sheet | slide | page | word\ document
          | 文档 | 文件 | 文稿 | 文檔 | 幻灯片 | 投影片 | 演示文稿 | 工作表 | 工作簿 ) \s* [\d\W]*
      | powerpoint\s*(?:presentation|演示文稿|簡報|简报) .{0,4}
      | (?: 无标题 | 無標題 | 未命名 | 未标题 | 無題 ) .{0,8}
      | (?: \w:)? [^\s]* [\\/] .* \. \w{2,5}
      | .+ \. (?: docx? | dotx? | rtf | wps | wpt | odt | xlsx? | pptx? | pdf | dvi | tex | ps | eps
                | html? | indd | qxd | pmd | cdr | txt | psd | jpe?g | png | tiff? )
    )
    """
)
_DATE: Final = re.compile(
    r"(?:D:)?(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d))?)?)?)?)?"
    r"(?:([+-])(\d\d)'?(\d\d)?'?|(Z).*)?"
)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def shown(value: str) -> str:
    """Return a string of the file as it was meant, in one line.

    >>> shown("ÖÐÎÄ ±êÌâ")
    '中文 标题'
    """
    value = " ".join(_as_meant(value).replace("\0", " ").split())
    return "".join(c for c in value if c.isprintable())[:MOST_TITLE_CHARS].strip()


def worthy_title(value: str) -> str:
    """Return a title to show, "" for one that a program made up.

    >>> worthy_title("Microsoft Word - 报告(终稿).doc"), worthy_title("半導體簡史")
    ('', '半導體簡史')
    """
    title = shown(value)
    return "" if _WORTHLESS.fullmatch(title) else title


def iso_date(value: str) -> str:
    """Return a date of the file in ISO 8601, as fine as it was given; "" for none.

    >>> iso_date("D:20240131160855+08'00'"), iso_date("D:202402")
    ('2024-01-31T16:08:55+08:00', '2024-02-01')
    """
    found = _DATE.match(value.strip())
    if not found:
        return ""
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    try:
        moment = datetime(year, month or 1, day or 1, hour, minute, min(second, 59))
        if found[7]:
            away = timedelta(hours=int(found[8]), minutes=int(found[9] or 0))
            moment = moment.replace(tzinfo=timezone(-away if found[7] == "-" else away))
        elif found[10]:
            moment = moment.replace(tzinfo=UTC)
    except ValueError:
        return ""
    return moment.isoformat() if found[4] else moment.date().isoformat()


def language_tag(value: str) -> str:
    """Return a language tag, "" for what is none."""
    tag = value.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


def _as_meant(value: str) -> str:
    """Undo that bytes of a Chinese encoding were taken for Latin letters."""
    if value.isascii():
        return value
    data = value.translate(_PDF_DOC).translate(_PDF_DOC_REST)
    if any(character > "\xff" for character in data):
        return value
    decoded = decode(data.encode("latin-1"))
    is_chinese = decoded.encoding.lower().startswith(("gb", "big5", "cp950", "utf"))
    return decoded.text if is_chinese and decoded.confidence >= _SURE else value

"""PDF files written by hand, byte by byte, for tests of what reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


def stream(content: bytes, entries: str = "") -> bytes:
    return f"<</Length {len(content)}{entries}>>stream\n".encode() + content + b"\nendstream"


def foreign_font(
    cmap: str, *, ordering: str = "GB1", kind: str = "CIDFontType2", name: str = "SimSun"
) -> bytes:
    """Return a composite font that is not in the file."""
    return (
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/{cmap}/DescendantFonts"
        f"[<</Type/Font/Subtype/{kind}/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)"
        f"/Ordering({ordering})/Supplement 2>>/DW 1000/FontDescriptor {_descriptor(name)}>>]>>"
    ).encode()


def foreign_simple_font(encoding: str) -> bytes:
    return (
        f"<</Type/Font/Subtype/TrueType/BaseFont/SimSun/Encoding/{encoding}"
        f"/FontDescriptor {_descriptor('SimSun')}>>"
    ).encode()


def _descriptor(name: str) -> str:
    return (
        f"<</Type/FontDescriptor/FontName/{name}/Flags 6/FontBBox[0 0 1000 1000]"
        "/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>"
    )


def utf16(text: str) -> str:
    """Return a string object with a byte order mark."""
    return f"<feff{text.encode('utf-16-be').hex()}>"


def lines(*texts: str, codec: str = "utf-16-be", font: str = "F1") -> bytes:
    """Return page content with one line per text, in a font whose codes are the codec's."""
    shown = "> Tj 0 -30 Td <".join(text.encode(codec).hex() for text in texts)
    return f"BT /{font} 20 Tf 72 700 Td <{shown}> Tj ET".encode()


def columns_of_single_characters(text: str, codec: str) -> bytes:
    """Return content that places every character by an object of its own."""
    return b" ".join(
        f"BT /F1 20 Tf {72 + 20 * number} 700 Td <{character.encode(codec).hex()}> Tj ET".encode()
        for number, character in enumerate(text)
    )


@dataclass
class MadePdf:
    """A file in the making; objects 1 to 3 are the catalogue, the pages and the first font."""

    font: bytes = field(default_factory=lambda: foreign_font("UniGB-UCS2-H"))
    catalogue: str = ""
    trailer: str = ""
    objects: list[bytes] = field(default_factory=lambda: [b"", b"", b""])
    pages: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        """Add an object; return its number."""
        self.objects.append(content)
        return len(self.objects)

    def page(self, content: bytes, entries: str = "", resources: str = "") -> int:
        """Add a page; return the number of its object."""
        content_number = self.add(stream(content))
        self.pages.append(
            self.add(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {content_number} 0 R"
                f"/Resources<</Font<</F1 3 0 R>>{resources}>>{entries}>>".encode()
            )
        )
        return self.pages[-1]

    def bookmarks(self, entries: Sequence[tuple[str, int]], *, loop: bool = False) -> None:
        """Add a flat outline of titles (string objects) and objects of pages."""
        root = len(self.objects) + 1
        last = root + len(entries)
        self.add(f"<</First {root + 1} 0 R/Last {last} 0 R/Count {len(entries)}>>".encode())
        for number, (title, page) in enumerate(entries, root + 1):
            following = number + 1 if number < last else root + 1 if loop else 0
            link = f"/Next {following} 0 R" if following else ""
            self.add(
                f"<</Title {title}/Parent {root} 0 R{link}/Dest[{page} 0 R/Fit]>>".encode("latin-1")
            )
        self.catalogue += f"/Outlines {root} 0 R"

    def information(self, **entries: str) -> None:
        """Add the information dictionary; values are objects as they are written."""
        body = "".join(f"/{name}{value}" for name, value in entries.items())
        self.trailer += f"/Info {self.add(f'<<{body}>>'.encode('latin-1'))} 0 R"

    def data(self, *, kids: str = "", count: int = 0, ends: bool = True) -> bytes:
        """Return the file; ``ends`` tells whether it has its table and trailer."""
        kids = kids or " ".join(f"{number} 0 R" for number in self.pages)
        count = count or len(self.pages)
        self.objects[0] = f"<</Type/Catalog/Pages 2 0 R{self.catalogue}>>".encode()
        self.objects[1] = f"<</Type/Pages/Kids[{kids}]/Count {count}>>".encode()
        self.objects[2] = self.font
        written = b"%PDF-1.4\n"
        places = []
        for number, content in enumerate(self.objects, 1):
            places.append(len(written))
            written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        if not ends:
            return written
        size = len(self.objects) + 1
        table = "".join(f"{place:010} 00000 n \n" for place in places)
        return written + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}"
            f"trailer<</Size {size}/Root 1 0 R{self.trailer}>>\n"
            f"startxref\n{len(written)}\n%%EOF\n"
        ).encode("latin-1")


def font_with_table(made: MadePdf, characters: Sequence[str]) -> dict[str, str]:
    """Give the file a font whose glyphs mean the given strings; return each one's code."""
    pairs = "".join(
        f"<{code:04x}> <{text.encode('utf-16-be', 'surrogatepass').hex()}>\n"
        for code, text in enumerate(characters, 1)
    )
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "/CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange "
        f"{len(characters)} beginbfchar\n{pairs}endbfchar endcmap end end"
    )
    number = made.add(stream(table.encode()))
    made.font = (
        f"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode {number} 0 R"
        "/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo"
        "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000>>]>>"
    ).encode()
    return {text: f"{code:04x}" for code, text in enumerate(characters, 1)}


def coded_lines(codes: Mapping[str, str], *texts: Sequence[str]) -> bytes:
    """Return content with one line per sequence of a coded font's strings."""
    shown = "> Tj 0 -30 Td <".join("".join(codes[one] for one in text) for text in texts)
    return f"BT /F1 20 Tf 72 700 Td <{shown}> Tj ET".encode()


def font_without_ink(made: MadePdf, characters: Sequence[str]) -> dict[str, str]:
    """Give the file a font whose glyphs are empty, as below scanned pictures."""
    codes = {text: code[2:] for text, code in font_with_table(made, characters).items()}
    table = made.font.partition(b"/ToUnicode ")[2].partition(b" R")[0].decode()
    empty = made.add(stream(b"1000 0 d0"))
    glyphs = " ".join(f"/g{number} {empty} 0 R" for number in range(1, len(codes) + 1))
    names = " ".join(f"/g{number}" for number in range(1, len(codes) + 1))
    made.font = (
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 0 0]/FontMatrix[.001 0 0 .001 0 0]"
        f"/CharProcs<<{glyphs}>>/Encoding<</Type/Encoding/Differences[1 {names}]>>"
        f"/FirstChar 1/LastChar {len(codes)}/Widths[{'1000 ' * len(codes)}]/ToUnicode {table} R>>"
    ).encode()
    return codes

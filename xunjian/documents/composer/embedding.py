"""A font as a document embeds it: the glyphs it uses, numbered as they come, and the text that they stand for.

One font program serves all characters of a face (CIDFontType2 with Identity-H, ISO 32000-1, 9.7), so a code is the
number of a glyph in the program, and text is copied out as it was put in, beyond the BMP as well.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Protocol

from xunjian.documents.composer.faces import Face

_BLOCK = 100  # entries of one block of a CMap, at most
_HANZI = 1000  # how wide hanzi are, in thousandths of an em: the width that needs no mention
_SYMBOLIC = 4
_STEM = 80  # no font file says how thick its stems are; only readers that have no outlines ask
_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange"""
_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


class Document(Protocol):
    """Where fonts are embedded: both return a reference, as 12 0 R."""

    def add(self, body: str) -> str:
        """Add an object."""

    def add_stream(self, entries: str, data: bytes) -> str:
        """Add a stream, compressed, with these entries in its dictionary."""


class Subset(dict[str, str]):
    """The characters of one face that one document uses; the value is a character's code in four hex digits."""

    def __init__(self, face: Face, name: str) -> None:
        super().__init__()
        self.face = face
        self.name = name

    def __missing__(self, character: str) -> str:
        code = self[character] = f"{len(self) + 1:04X}"
        return code

    def encoded(self, text: str) -> str:
        """Return the text as a string of a page description."""
        return f"<{''.join([self[character] for character in text])}>"

    def add_to(self, document: Document) -> str:
        """Add the font to a document and return its reference."""
        glyphs = [self.face.font.glyph(ord(character)) for character in self]
        name = f"{self._tag()}+{self.face.font.postscript_name}"
        widths = _widths([self.face.thousandths(glyph) for glyph in glyphs])
        descendant = document.add(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDToGIDMap /Identity"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            f" /DW {_HANZI} /W [{widths}] /FontDescriptor {self._descriptor(document, name, glyphs)} >>"
        )
        text = document.add_stream("", to_unicode(self).encode())
        return document.add(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H"
            f" /DescendantFonts [{descendant}] /ToUnicode {text} >>"
        )

    def _tag(self) -> str:
        """Return the six letters that tell one part of a font from another."""
        digest = sha256("".join(self).encode()).digest()
        return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])

    def _descriptor(self, document: Document, name: str, glyphs: Sequence[int]) -> str:
        font = self.face.font
        program = font.subset(glyphs)
        box = " ".join(self._thousandths(font.box))
        ascent, descent = self._thousandths(font.ascent_and_descent)
        embedded = document.add_stream(f"/Length1 {len(program)}", program)
        return document.add(
            f"<< /Type /FontDescriptor /FontName /{name} /Flags {_SYMBOLIC} /FontBBox [{box}] /ItalicAngle 0"
            f" /Ascent {ascent} /Descent {descent} /CapHeight {ascent} /StemV {_STEM} /FontFile2 {embedded} >>"
        )

    def _thousandths(self, lengths: Iterable[int]) -> list[str]:
        return [str(round(length * 1000 / self.face.font.units_per_em)) for length in lengths]


def number(value: float) -> str:
    """Return a length for a page description, to the ten-thousandth of a point."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def to_unicode(codes: dict[str, str]) -> str:
    """Return the CMap that says which character each code stands for (ISO 32000-1, 9.10.3)."""
    entries = [f"<{code}> <{character.encode('utf-16-be').hex().upper()}>" for character, code in codes.items()]
    blocks = [entries[start : start + _BLOCK] for start in range(0, len(entries), _BLOCK)]
    body = ["\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks]
    return "\n".join([_HEAD, *body, _TAIL])


def _widths(widths: Sequence[int]) -> str:
    """Return the widths of codes 1, 2, … that are not those of hanzi, in runs: first code, then the widths."""
    runs = groupby(enumerate(widths, start=1), key=lambda numbered: numbered[1] == _HANZI)
    narrow = [list(run) for is_hanzi, run in runs if not is_hanzi]
    return " ".join(f"{run[0][0]} [{' '.join(str(width) for _, width in run)}]" for run in narrow)

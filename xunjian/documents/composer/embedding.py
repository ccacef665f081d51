"""TrueType fonts as reportlab embeds them, with text that can be copied out again.

reportlab 5.1 writes five hex digits for a character beyond the BMP, which readers take for another character, and
blocks of more than the hundred entries that the CMap format allows.
"""

from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

# ASCII85 makes files a quarter larger and, coded in Python, was most of the time a page with photos took.
rl_config.useA85 = 0

_BLOCK = 100
_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange"""
_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def to_unicode(subset: list[int]) -> str:
    """Return the CMap that says which character each code of a subset stands for (ISO 32000-1, 9.10.3)."""
    entries = [f"<{code:02X}> <{_utf16(character)}>" for code, character in enumerate(subset) if character]
    blocks = [entries[start : start + _BLOCK] for start in range(0, len(entries), _BLOCK)]
    body = ["\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks]
    return "\n".join([_HEAD, *body, _TAIL])


def _utf16(character: int) -> str:
    return chr(character).encode("utf-16-be").hex().upper()


class EmbeddedFont(TTFont):  # type: ignore[misc]  # reportlab ships no types
    """A font of which each document embeds the glyphs it uses."""

    def __init__(self, name: str, path: Path) -> None:
        # Fonts that give only some of their characters need no ASCII set of their own.
        super().__init__(name, str(path), asciiReadable=False, shapable=False)
        pdfmetrics.registerFont(self)

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Add the subsets to a document, each with a corrected ToUnicode map."""
        state = self.state[doc]
        super().addObjects(doc)
        embedded = doc.idToObject["BasicFonts"].dict
        for number, subset in enumerate(state.subsets):
            font = embedded[f"{state.internalName}+{number}"]
            doc.idToObject[font.ToUnicode.name].content = to_unicode(subset)

    def has(self, character: str) -> bool:
        """Say whether the font has a glyph for the character."""
        return ord(character) in self.face.charToGlyph

    def advance(self, character: str) -> float:
        """Return how far the character moves the pen, in em."""
        return float(self.face.getCharWidth(ord(character))) / 1000

"""Which font prints which character: roles, fallback, and a visible code for what no font has."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from xunjian.paths import resource

if TYPE_CHECKING:
    from xunjian.documents.composer.embedding import EmbeddedFont


class Role(StrEnum):
    """What a piece of text is in a document; the value names the font file."""

    BODY = "fangsong"
    HEADING = "hei"
    SUBHEADING = "kai"
    TITLE = "title-song"
    SONG = "song"


FALLBACK = (Role.SONG, Role.SUBHEADING, Role.HEADING)

# Zhuque Fangsong has old-style figures, narrow quotes, （） that read like 〔〕 and a bold ￥; beside it and the Kai,
# figures and Latin come from the Song. Hei and the title face keep their own, which have their weight.
_BORROWERS = frozenset({Role.BODY, Role.SUBHEADING})
_BORROWED = frozenset("“”‘’（）〔〕￥")

# Two figures fill one place of the character grid, as office typewriters and word processors set them.
FIGURE_ADVANCE = 0.5
_FIGURES = frozenset("0123456789")
_FULL_WIDTH = frozenset("—…")  # drawn in pairs on two places, whatever the font's own advance

_LOADING = Lock()


@dataclass(frozen=True)
class Span:
    """A stretch of plain text in one role."""

    text: str
    role: Role = Role.BODY


@dataclass(frozen=True)
class Glyphs:
    """Text ready to be placed: its characters, the font of each, and how far each moves the pen in em."""

    text: str
    fonts: tuple[Role, ...]
    advances: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.text)


@dataclass
class Typesetter:
    """Chooses fonts for one document and remembers which characters none of them has."""

    missing: list[str] = field(default_factory=list)

    def glyphs(self, spans: Iterable[Span]) -> Glyphs:
        """Return the printable glyphs of the spans; a character without a glyph becomes its code, as 〔U+2A3B5〕."""
        text: list[str] = []
        fonts: list[Role] = []
        for span in spans:
            for character in plain(span.text):
                printed = character if _font_of(character, span.role) else self._code(character)
                text += printed
                fonts += [_font_of(each, span.role) or Role.SONG for each in printed]
        advances = tuple(_advance(character, font) for character, font in zip(text, fonts, strict=True))
        return Glyphs("".join(text), tuple(fonts), advances)

    def _code(self, character: str) -> str:
        if character not in self.missing:
            self.missing.append(character)
        return f"〔U+{ord(character):04X}〕"


def plain(text: str) -> str:
    """Return the text with every white space as a space and without controls, zero-width marks and direction marks."""
    return "".join(_plain_character(character) for character in text)


def font(role: Role) -> "EmbeddedFont":
    """Return the font of a role, read when first asked for (30 to 90 ms each) and once for all threads."""
    with _LOADING:
        return _load(role)


@cache
def _load(role: Role) -> "EmbeddedFont":
    from xunjian.documents.composer.embedding import EmbeddedFont

    return EmbeddedFont(role.value, resource(f"fonts/{role.value}.ttf"))


@cache
def _plain_character(character: str) -> str:
    if character == "\u3000":
        return character
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    selects_variant = unicodedata.name(character, "").startswith("VARIATION SELECTOR")
    return "" if category in {"Cc", "Cf", "Cs"} or selects_variant else character


@cache
def _font_of(character: str, role: Role) -> Role | None:
    borrowed = role in _BORROWERS and (character.isascii() or character in _BORROWED)
    chain = FALLBACK if borrowed else (role, *FALLBACK)
    return next((candidate for candidate in chain if font(candidate).has(character)), None)


@cache
def _advance(character: str, role: Role) -> float:
    if character in _FIGURES and role is Role.SONG:
        return FIGURE_ADVANCE
    if character in _FULL_WIDTH:
        return 1.0
    return font(role).advance(character)

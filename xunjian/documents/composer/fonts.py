"""Text made ready to print: roles, fallback, and a visible code for what no font has."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from xunjian.documents.composer.faces import FALLBACK, SHIPPED, Face, Faces, Place, Role
from xunjian.documents.composer.privateuse import UNICODE_OF

__all__ = ["FALLBACK", "Face", "Faces", "Glyphs", "Role", "Span", "Typesetter", "plain", "unprintable"]


@dataclass(frozen=True)
class Span:
    """A stretch of plain text in one role."""

    text: str
    role: Role = Role.BODY


@dataclass(frozen=True)
class Glyphs:
    """Text ready to be placed: its characters and how each is printed."""

    text: str
    places: tuple[Place, ...]

    def __len__(self) -> int:
        return len(self.text)

    @cached_property
    def advances(self) -> tuple[float, ...]:
        """How far each character moves the pen, in em."""
        return tuple([place.advance for place in self.places])

    @cached_property
    def faces(self) -> tuple[Face, ...]:
        """The face of each character."""
        return tuple([place.face for place in self.places])


@dataclass
class Typesetter:
    """Chooses fonts for one document and remembers which characters none of them has."""

    missing: list[str] = field(default_factory=list)
    faces: Faces = SHIPPED

    def glyphs(self, spans: Iterable[Span]) -> Glyphs:
        """Return the printable glyphs of the spans; a character without a glyph becomes its code, as 〔U+2A3B5〕."""
        text: list[str] = []
        places: list[Place] = []
        for span in spans:
            known = self.faces.places(span.role)
            for character in plain(span.text):
                printed = character if known[character] else self._code(character)
                for each in printed:
                    place = known[each]
                    if place:
                        text.append(each)
                        places.append(place)
        return Glyphs("".join(text), tuple(places))

    def _code(self, character: str) -> str:
        if character not in self.missing:
            self.missing.append(character)
        return f"〔U+{ord(character):04X}〕"


def plain(text: str) -> str:
    """Return the text as it is printed.

    White space is a space; controls, zero-width marks and marks of direction are left out; characters that older
    systems kept in the private use area stand at their places of today.
    """
    return text.translate(_PLAIN)


def unprintable(text: str, faces: Faces = SHIPPED) -> tuple[str, ...]:
    """Return the characters that no font could print in running text, each once, in their order."""
    known = faces.places(Role.BODY)
    return tuple(dict.fromkeys(character for character in plain(text) if not known[character]))


class _Plain(dict[int, str]):
    """What is printed for each code point, found out when it first occurs."""

    def __missing__(self, code: int) -> str:
        printed = self[code] = _plain_character(chr(UNICODE_OF.get(code, code)))
        return printed


def _plain_character(character: str) -> str:
    if character == "\u3000":
        return character
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    selects_variant = unicodedata.name(character, "").startswith("VARIATION SELECTOR")
    return "" if category in {"Cc", "Cf", "Cs"} or selects_variant else character


_PLAIN = _Plain()

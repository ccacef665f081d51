"""The fonts that print: one shipped with the program for each role, before it the office's own where it wants that."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path

from xunjian.documents.composer.truetype import TrueType
from xunjian.paths import resource


class Role(StrEnum):
    """What a piece of text is in a document; the value names the shipped font's file."""

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


@dataclass(frozen=True, eq=False)
class Face:
    """A font file that prints text of one role, read when first used; `index` is its place in a collection."""

    role: Role
    path: Path
    index: int = 0

    @cached_property
    def font(self) -> TrueType:
        """The font in the file."""
        return TrueType(self._mapped, self.index)

    @cached_property
    def sha256(self) -> str:
        """The hash of the whole file."""
        return sha256(self._mapped).hexdigest()

    def has(self, character: str) -> bool:
        """Say whether the font has a glyph for the character."""
        return self.font.glyph(ord(character)) != 0

    def advance(self, character: str) -> float:
        """Return how far the character moves the pen, in em, to the thousandth as readers of the document know it."""
        return self.thousandths(self.font.glyph(ord(character))) / 1000

    def thousandths(self, glyph: int) -> int:
        """Return how far a glyph moves the pen, in thousandths of an em."""
        return round(self.font.advance(glyph) * 1000 / self.font.units_per_em)

    @cached_property
    def _mapped(self) -> memoryview:
        with self.path.open("rb") as file:
            return memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))


@dataclass(frozen=True)
class Place:
    """How a character is printed: by which face, how far it moves the pen, how far the face itself would, in em."""

    face: Face
    advance: float
    own_advance: float


class Faces:
    """Which face prints which character in each role: the office's own, the shipped one, then the fallbacks.

    One set of faces serves any number of documents and threads.
    """

    def __init__(self, own: Mapping[Role, Face] | None = None) -> None:
        self.own = dict(own or {})
        self._places = {role: _Places(self, role) for role in Role}

    def places(self, role: Role) -> Mapping[str, Place | None]:
        """Return how each character is printed in a role; None for what no face has."""
        return self._places[role]

    def place(self, character: str, role: Role) -> Place | None:
        """Return how one character is printed."""
        face = next((face for face in self._chain(character, role) if face.has(character)), None)
        if face is None:
            return None
        own = face.advance(character)
        if character in _FIGURES and face.role is Role.SONG:
            return Place(face, FIGURE_ADVANCE, own)
        return Place(face, 1.0 if character in _FULL_WIDTH else own, own)

    def _chain(self, character: str, role: Role) -> list[Face]:
        borrowed = role in _BORROWERS and (character.isascii() or character in _BORROWED)
        shipped = FALLBACK if borrowed else (role, *FALLBACK)
        preferred = [self.own[role]] if role in self.own else []
        return preferred + [
            face
            for each in shipped
            for face in (self.own.get(each) if each is Role.SONG else None, _SHIPPED[each])
            if face
        ]


class _Places(dict[str, Place | None]):
    """The answers of one role so far."""

    def __init__(self, faces: Faces, role: Role) -> None:
        super().__init__()
        self._faces, self._role = faces, role

    def __missing__(self, character: str) -> Place | None:
        place = self[character] = self._faces.place(character, self._role)
        return place


_SHIPPED = {role: Face(role, resource(f"fonts/{role.value}.ttf")) for role in Role}
SHIPPED = Faces()

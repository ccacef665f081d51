"""Sheets of paper to draw on: lines of glyphs in their places, rules, boxes, page numbers, the PDF in the end.

Lengths are points, measured from the upper left corner of the sheet.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from xunjian.documents import checkcode
from xunjian.documents.checkcode import ATTACHMENT, Proof
from xunjian.documents.composer import inks, qrcode
from xunjian.documents.composer.embedding import Subset, number
from xunjian.documents.composer.faces import SHIPPED, Face, Faces
from xunjian.documents.composer.fonts import Glyphs, Role, Span, Typesetter, plain
from xunjian.documents.composer.grid import (
    BLOCK_HEIGHT,
    BLOCK_WIDTH,
    FILLED,
    LEFT,
    MM,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RIGHT,
    SIZE_4,
    TOP,
    Grid,
)
from xunjian.documents.composer.linebreak import Line
from xunjian.documents.composer.pictures import Picture
from xunjian.rules.ink import Ink

# The em box of the body face reaches from 0.85 em above the baseline to 0.15 em below it.
_ASCENT = 0.85
_PAGE_NUMBER_TOP = TOP + BLOCK_HEIGHT + 7 * MM
# Some printers leave 12.7 mm white below. Above that and below the text block, the code has its quiet zone all around;
# its letters stand beside it, on the line of the page number.
CODE_HEIGHT, _CODE_TOP = 18 * MM, TOP + BLOCK_HEIGHT + 3.5 * MM
_LETTERS_SIZE, _LETTERS_LEFT = 10.5, LEFT + CODE_HEIGHT + 5 * MM
_LETTERS_TOP = _PAGE_NUMBER_TOP + _ASCENT * (SIZE_4 - _LETTERS_SIZE)
_LETTERS_PITCH = 0.68  # em, for they are read one by one
_MARK_GREY, _MARK_SIZE, _MARK_ANGLE = 0.92, 200.0, 52
_DESCRIPTION = "本文书印出的内容"
_RULE = 0.35 * MM
_SAME_SPACE = 1e-3  # points; less is rounding

Colour = tuple[float, float, float]
BLACK, RED = (0.0, 0.0, 0.0), (1.0, 0.0, 0.0)  # never CMYK: the output intent is sRGB


class Paper:
    """The sheets of one document, drawn from the first to the last."""

    def __init__(
        self,
        title: str,
        author: str,
        dated: date,
        *,
        grid: Grid = FILLED,
        mark: str = "",
        faces: Faces = SHIPPED,
        proof: Proof | None = None,
    ) -> None:
        from xunjian.documents.composer.archival import About, Archive, Attachment

        self.grid = grid
        self.pages = 0
        self._mark = mark
        self._turned = False
        self._faces = faces
        self._subsets: dict[Face, Subset] = {}
        self._buffer = BytesIO()
        self._proof, self._code_top, self._letters_top = proof, _CODE_TOP, _LETTERS_TOP
        about = About(plain(title), plain(author), dated)
        attachment = Attachment(ATTACHMENT, proof.content, "application/json", _DESCRIPTION) if proof else None
        self._canvas = Archive(self._buffer, (PAGE_WIDTH, PAGE_HEIGHT), about, attachment)

    def begin_page(self, *, turned: bool = False) -> None:
        """Start the next page, with the mark across it if the document has one.

        On a turned page everything is drawn a quarter to the left: what has its upper left corner at `LEFT` and `TOP`
        begins in the lower left corner of the block. So the head of a wide table is at the binding edge of odd pages
        and at the outer edge of even ones, while the page number stays where it is (GB/T 9704-2012, 8).
        """
        self.pages += 1
        self._turned = turned
        if self._mark:
            self._draw_mark()
        if turned:
            self._canvas.saveState()
            below = PAGE_HEIGHT - TOP - BLOCK_HEIGHT
            self._canvas.transform(0, 1, -1, 0, PAGE_HEIGHT - TOP + LEFT, below - LEFT)

    def end_page(self, *, numbered: bool = True) -> None:
        """Finish the current page with its number."""
        if self._turned:
            self._canvas.restoreState()
        if numbered:
            self._number_page()
        if self._proof and self.pages == 1:
            self._draw_proof(self._proof)
        self._canvas.showPage()

    def prove_at(self, top: float) -> None:
        """Have the code drawn with its upper edge there and not at the foot of the first page.

        It is `CODE_HEIGHT` high; its letters end on its lower edge.
        """
        self._code_top, self._letters_top = top, top + CODE_HEIGHT - _LETTERS_SIZE

    def finish(self) -> bytes:
        """Return the PDF; nothing can be drawn after that."""
        for subset in self._subsets.values():
            self._canvas.use_font(subset.name, subset.add_to(self._canvas))
        self._canvas.save()
        return self._buffer.getvalue()

    def line(
        self,
        glyphs: Glyphs,
        line: Line,
        *,
        left: float,
        top: float,
        size: float,
        em: float | None = None,
        colour: Colour = BLACK,
    ) -> None:
        """Draw one line with its em boxes at `top` below the edge of the paper; `em` is the unit of the line's xs."""
        pens = _pens(glyphs, line, size, size if em is None else em)
        if not pens:
            return
        code = [f"BT {number(left)} {number(self._baseline(top, size))} Td"]
        at = 0.0
        for run in _runs(glyphs, line, size, pens):
            subset = self._subset(run.face)
            # Each run has a place of its own: some readers forget the space after the last character of the one before.
            place = f"{number(run.pen - at)} 0 Td"
            code.append(
                f"/{subset.name} {number(size)} Tf {number(run.space)} Tc {place} {subset.encoded(run.text)} Tj"
            )
            at = run.pen
        with self._coloured(colour):
            self._canvas.addLiteral(" ".join([*code, "ET"]))

    def _subset(self, face: Face) -> Subset:
        if face not in self._subsets:
            self._subsets[face] = Subset(face, f"F{len(self._subsets) + 1}")
        return self._subsets[face]

    def box(self, left: float, top: float, width: float, height: float, *, stroke: float = _RULE) -> None:
        """Draw a black rectangle, measured from the upper left corner of the paper."""
        self._canvas.setLineWidth(stroke)
        self._canvas.rect(left, PAGE_HEIGHT - top - height, width, height)

    def rule(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        *,
        stroke: float = _RULE,
        colour: Colour = BLACK,
    ) -> None:
        """Draw a line, measured from the upper left corner of the paper."""
        with self._coloured(colour):
            self._canvas.setLineWidth(stroke)
            self._canvas.line(left, PAGE_HEIGHT - top, right, PAGE_HEIGHT - bottom)

    def picture(self, picture: Picture, *, left: float, top: float, width: float, height: float) -> None:
        """Draw a picture upright into a box, whose shape should be its own."""
        self._canvas.saveState()
        self._canvas.transform(width, 0, 0, height, left, PAGE_HEIGHT - top - height)
        self._canvas.transform(*picture.matrix)
        self._canvas.draw_jpeg(picture.jpeg)
        self._canvas.restoreState()

    def ink(self, ink: Ink, *, left: float, top: float, width: float, height: float) -> None:
        """Draw what a pen wrote as large as it fits into a box, at its left and half way up."""
        bottom = PAGE_HEIGHT - top - height
        self._canvas.addLiteral(inks.drawn(ink, left=left, bottom=bottom, width=width, height=height))

    @contextmanager
    def _coloured(self, colour: Colour) -> Iterator[None]:
        if colour == BLACK:
            yield
            return
        self._canvas.saveState()
        self._canvas.setFillColorRGB(*colour)
        self._canvas.setStrokeColorRGB(*colour)
        yield
        self._canvas.restoreState()

    def _baseline(self, top: float, size: float) -> float:
        return PAGE_HEIGHT - top - _ASCENT * size

    def _number_page(self) -> None:
        """Print — 1 — one character in from the outer edge (GB/T 9704-2012, 7.5)."""
        glyphs = Typesetter(faces=self._faces).glyphs([Span(f"— {self.pages} —", Role.SONG)])
        line = natural(glyphs)
        width = line.xs[-1] + glyphs.advances[-1]
        left = LEFT + SIZE_4 if self.pages % 2 == 0 else RIGHT - SIZE_4 - width * SIZE_4
        self.line(glyphs, line, left=left, top=_PAGE_NUMBER_TOP, size=SIZE_4)

    def _draw_proof(self, proof: Proof) -> None:
        """Draw the QR code and the check code beside it, clear of text block, seal and page number."""
        bottom = PAGE_HEIGHT - self._code_top - CODE_HEIGHT
        self._canvas.addLiteral(qrcode.drawn(proof.qr_text, left=LEFT, bottom=bottom, side=CODE_HEIGHT))
        letters = Span(f"{checkcode.LABEL} {checkcode.grouped(proof.code)}", Role.SONG)
        glyphs = Typesetter(faces=self._faces).glyphs([letters])
        line = _fixed(glyphs, _LETTERS_PITCH)
        self.line(glyphs, line, left=_LETTERS_LEFT, top=self._letters_top, size=_LETTERS_SIZE)

    def _draw_mark(self) -> None:
        """Write the mark across the page in light grey, the middle of its em boxes in the middle of the text block."""
        glyphs = Typesetter(faces=self._faces).glyphs([Span(self._mark, Role.HEADING)])
        line = natural(glyphs)
        canvas = self._canvas
        canvas.saveState()
        canvas.setFillGray(_MARK_GREY)
        canvas.translate(LEFT + BLOCK_WIDTH / 2, PAGE_HEIGHT - TOP - BLOCK_HEIGHT / 2)
        canvas.rotate(_MARK_ANGLE)
        self.line(
            glyphs, line, left=-_MARK_SIZE * sum(glyphs.advances) / 2, top=PAGE_HEIGHT - _MARK_SIZE / 2, size=_MARK_SIZE
        )
        canvas.restoreState()


def natural(glyphs: Glyphs) -> Line:
    """Return the glyphs as one line without stretch or squeeze."""
    xs, x = [], 0.0
    for advance in glyphs.advances:
        xs.append(x)
        x += advance
    return Line(0, len(glyphs), tuple(xs))


def _fixed(glyphs: Glyphs, pitch: float) -> Line:
    """Return the glyphs as one line in which all narrower than a hanzi have places of one width, in em."""
    xs, x = [], 0.0
    for advance in glyphs.advances:
        place = pitch if advance < 1 else advance
        xs.append(x + (place - advance) / 2)
        x += place
    return Line(0, len(glyphs), tuple(xs))


@dataclass
class _Run:
    face: Face
    pen: float
    text: str
    space: float = 0.0


def _pens(glyphs: Glyphs, line: Line, size: float, unit: float) -> list[float]:
    """Return where each glyph is drawn: in the middle of its place, where that is not as wide as the font has it."""
    places = zip(line.xs, glyphs.places[line.start : line.end], strict=True)
    return [x * unit + (place.advance - place.own_advance) * size / 2 for x, place in places]


def _runs(glyphs: Glyphs, line: Line, size: float, pens: Sequence[float]) -> list[_Run]:
    """Return the line as stretches of one font and one space between characters, which put every glyph in place."""
    runs: list[_Run] = []
    natural_pen, face = 0.0, None
    for pen, place, character in zip(
        pens, glyphs.places[line.start : line.end], glyphs.text[line.start : line.end], strict=True
    ):
        if place.face is face:
            run, space = runs[-1], pen - natural_pen
            if len(run.text) == 1:
                run.space = space
            if abs(run.space - space) < _SAME_SPACE:
                run.text += character
                natural_pen = pen + place.own_advance * size
                continue
        face = place.face
        runs.append(_Run(face, pen, character))
        natural_pen = pen + place.own_advance * size
    return runs

"""What stands on the page, as strings: an engine that is measured must not pay for the modules of another.

Lengths are points, as in `xunjian.documents.composer.grid`.
"""

import io
from dataclasses import dataclass
from pathlib import Path

FONTS = Path(__file__).parents[3] / "resources/fonts"
FAMILIES = {
    "fangsong": "Zhuque Fangsong (technical preview)",
    "hei": "Noto Sans SC Medium",
    "kai": "Xunjian Kai",
    "title-song": "Noto Serif SC Black",
    "song": "Noto Serif SC",
}
"""The families of the shipped fonts by the names of their files, which are the roles of text."""

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, TOP, MEASURE = 28 * MM, 37 * MM, 156 * MM
BOTTOM = TOP + 225 * MM
BODY, TITLE, NUMBER, LETTERS = 15.75, 22.0, 14.0, 8.5
CODE_SIDE, CODE_TOP = 20 * MM, BOTTOM + 5 * MM
LETTERS_TOP, NUMBER_TOP = CODE_TOP + CODE_SIDE + 1.2 * MM, BOTTOM + 7 * MM

Run = tuple[str, str]
"""A role and the text in it."""


@dataclass(frozen=True)
class Sheet:
    """One notice; `pitch` is from line to line, `content` the data that an archive's file holds beside the page."""

    title: tuple[str, ...]
    number: str
    addressee: str
    paragraphs: tuple[tuple[Run, ...], ...]
    closing: tuple[str, ...]  # office, day, note
    qr_text: str
    letters: str
    pitch: float
    content: bytes


def qr_svg(text: str) -> bytes:
    """Return the QR code as SVG."""
    return _qr(text, "svg", xmldecl=False)


def qr_png(text: str) -> bytes:
    """Return the QR code as PNG."""
    return _qr(text, "png", scale=4)


def _qr(text: str, kind: str, **options: object) -> bytes:
    import segno

    # The same symbol for everybody, with no search for the best mask, which would cost the peers more than their page.
    symbol = segno.make(text, error="m", mask=4, micro=False, boost_error=False, encoding="utf-8")
    coded = io.BytesIO()
    symbol.save(coded, kind=kind, border=0, **options)
    return coded.getvalue()

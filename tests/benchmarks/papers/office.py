"""The engines of office programs: Qt's text documents, and LibreOffice without its window."""

import base64
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from tests.benchmarks.papers.engines import Make
from tests.benchmarks.papers.sheet import (
    BODY,
    CODE_SIDE,
    CODE_TOP,
    FAMILIES,
    FONTS,
    HEIGHT,
    LEFT,
    LETTERS,
    LETTERS_TOP,
    MEASURE,
    NUMBER,
    NUMBER_TOP,
    TITLE,
    TOP,
    WIDTH,
    Sheet,
    qr_png,
)

OFFICE = shutil.which("soffice")
_RESOLUTION, _SCREEN = 1200, 96


def qt(_folder: Path) -> Make:
    """Paint a QTextDocument on a QPdfWriter, the fonts added to the application once."""
    from PySide6.QtGui import QFontDatabase, QGuiApplication

    application = QGuiApplication(["bench", "-platform", "offscreen"])
    for name in FAMILIES:
        QFontDatabase.addApplicationFont(str(FONTS / f"{name}.ttf"))

    def make(sheet: Sheet) -> bytes:
        assert application
        return _Qt(sheet).pdf()

    return make


class _Qt:
    def __init__(self, sheet: Sheet) -> None:
        from PySide6.QtGui import QTextCursor, QTextDocument

        self._sheet = sheet
        self._document = QTextDocument()
        self._document.setDocumentMargin(0)
        self._document.setUndoRedoEnabled(False)
        self._cursor = QTextCursor(self._document)

    def pdf(self) -> bytes:
        from PySide6.QtCore import QBuffer, QMarginsF
        from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setResolution(_RESOLUTION)
        writer.setPageLayout(
            QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF())
        )
        self._document.documentLayout().setPaintDevice(writer)
        self._document.setTextWidth(_dots(MEASURE))
        self._write()
        painter = QPainter(writer)
        painter.translate(_dots(LEFT), _dots(TOP))
        self._document.drawContents(painter)
        painter.resetTransform()
        self._draw_foot(painter)
        painter.end()
        return bytes(buffer.data().data())

    def _write(self) -> None:
        from PySide6.QtCore import Qt

        centre, right = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight
        for line in self._sheet.title:
            self._paragraph([("title-song", line)], centre, size=TITLE)
        for line in ("", self._sheet.number, ""):
            self._paragraph([("fangsong", line)], centre)
        self._paragraph([("fangsong", self._sheet.addressee)], Qt.AlignmentFlag.AlignLeft)
        for runs in self._sheet.paragraphs:
            self._paragraph(runs, Qt.AlignmentFlag.AlignJustify, indent=2 * BODY)
        for line in ("", *self._sheet.closing):
            self._paragraph([("fangsong", line)], right)

    def _paragraph(self, runs: Sequence[tuple[str, str]], align: Any, *, size: float = BODY, indent: float = 0) -> None:
        from PySide6.QtGui import QTextBlockFormat

        form = QTextBlockFormat()
        form.setAlignment(align)
        form.setTextIndent(_dots(indent))
        form.setLineHeight(_pixels(self._sheet.pitch), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        if self._cursor.position():
            self._cursor.insertBlock(form)
        else:
            self._cursor.setBlockFormat(form)
        for role, text in runs:
            self._cursor.insertText(text, _format(role, size))

    def _draw_foot(self, painter: Any) -> None:
        from PySide6.QtCore import QPointF, QRectF
        from PySide6.QtGui import QFont, QImage

        place = QRectF(_dots(LEFT), _dots(CODE_TOP), _dots(CODE_SIDE), _dots(CODE_SIDE))
        painter.drawImage(place, QImage.fromData(qr_png(self._sheet.qr_text)))
        for text, size, left, top in (
            (self._sheet.letters, LETTERS, LEFT, LETTERS_TOP),
            ("— 1 —", NUMBER, LEFT + MEASURE - 4 * NUMBER, NUMBER_TOP),
        ):
            font = QFont(FAMILIES["song"])
            font.setPointSizeF(size)
            painter.setFont(font)
            painter.drawText(QPointF(_dots(left), _dots(top + 0.85 * size)), text)


def _format(role: str, size: float) -> Any:
    from PySide6.QtGui import QTextCharFormat

    form = QTextCharFormat()
    form.setFontFamilies([FAMILIES[role]])
    form.setFontPointSize(size)
    return form


def _dots(points: float) -> float:
    return points * _RESOLUTION / 72


def _pixels(points: float) -> float:
    """Return the height of a line, which Qt takes as pixels of a screen and scales to the paper."""
    return points * _SCREEN / 72


class LibreOffice:
    """Flat OpenDocument files, many in one run of the program: it takes longer to start than to lay out a page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "libreoffice"
        self._folder.mkdir(exist_ok=True)

    def __call__(self, sheet: Sheet) -> bytes:
        """Return one page, by a run of its own."""
        return self.many([sheet])[0]

    def many(self, sheets: Sequence[Sheet]) -> list[bytes]:
        """Return a page for each sheet."""
        files = [self._folder / f"{place}.fodt" for place in range(len(sheets))]
        for file, sheet in zip(files, sheets, strict=True):
            file.write_text(_fodt(sheet), encoding="utf-8")
        profile = f"-env:UserInstallation={(self._folder / 'profile').as_uri()}"
        command = [OFFICE or "soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(self._folder)]
        subprocess.run([*command, *map(str, files)], check=True, capture_output=True)
        return [file.with_suffix(".pdf").read_bytes() for file in files]


def _fodt(sheet: Sheet) -> str:
    def paragraph(style: str, *runs: tuple[str, str]) -> str:
        spans = "".join(f'<text:span text:style-name="{role}">{escape(text)}</text:span>' for role, text in runs)
        return f'<text:p text:style-name="{style}">{spans}</text:p>'

    body = [paragraph("title", ("title-song", line)) for line in sheet.title]
    body += [paragraph("centred", ("fangsong", line)) for line in ("", sheet.number, "")]
    body.append(paragraph("flush", ("fangsong", sheet.addressee)))
    body += [paragraph("text", *runs) for runs in sheet.paragraphs]
    body += [paragraph("closing", ("fangsong", line)) for line in ("", *sheet.closing)]
    code = base64.b64encode(qr_png(sheet.qr_text)).decode()
    picture = f"<draw:image><office:binary-data>{code}</office:binary-data></draw:image>"
    foot = [
        _frame("code", LEFT, CODE_TOP, CODE_SIDE, CODE_SIDE, picture),
        _frame("letters", LEFT, LETTERS_TOP, MEASURE, 12, _box(paragraph("letters", ("song", sheet.letters)))),
        _frame("number", LEFT + MEASURE - 80, NUMBER_TOP, 80, 20, _box(paragraph("number", ("song", "— 1 —")))),
    ]
    return _FODT.format(faces=_FACES, styles=_styles(sheet.pitch), body="".join([*foot, *body]))


def _box(content: str) -> str:
    return f"<draw:text-box>{content}</draw:text-box>"


def _frame(name: str, left: float, top: float, width: float, height: float, content: str) -> str:
    place = f'svg:x="{left}pt" svg:y="{top}pt" svg:width="{width}pt" svg:height="{height}pt"'
    anchor = 'text:anchor-type="page" text:anchor-page-number="1"'
    return f'<draw:frame draw:style-name="frame" draw:name="{name}" {anchor} {place}>{content}</draw:frame>'


def _styles(pitch: float) -> str:
    paragraphs = {
        "title": ("center", 0.0, TITLE, pitch),
        "centred": ("center", 0.0, BODY, pitch),
        "flush": ("start", 0.0, BODY, pitch),
        "text": ("justify", 2 * BODY, BODY, pitch),
        "closing": ("end", 0.0, BODY, pitch),
        "letters": ("start", 0.0, LETTERS, LETTERS),
        "number": ("end", 0.0, NUMBER, NUMBER),
    }
    return "".join(
        f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties fo:text-align="{align}"'
        f' fo:text-indent="{indent}pt" fo:line-height="{height}pt"/><style:text-properties fo:font-size="{size}pt"'
        f' style:font-size-asian="{size}pt"/></style:style>'
        for name, (align, indent, size, height) in paragraphs.items()
    ) + "".join(
        f'<style:style style:name="{role}" style:family="text"><style:text-properties style:font-name="{role}"'
        f' style:font-name-asian="{role}"/></style:style>'
        for role in FAMILIES
    )


_FACES = "".join(
    f"""<style:font-face style:name="{role}" svg:font-family="'{family}'"/>""" for role, family in FAMILIES.items()
)
_FODT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls>{{faces}}</office:font-face-decls>
<office:automatic-styles>{{styles}}
<style:style style:name="frame" style:family="graphic"><style:graphic-properties
 fo:border="none" fo:padding="0pt"
 draw:fill="none" draw:stroke="none" style:wrap="run-through" style:vertical-pos="from-top" style:vertical-rel="page"
 style:horizontal-pos="from-left" style:horizontal-rel="page"/></style:style>
<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="{WIDTH}pt" fo:page-height="{HEIGHT}pt"
 fo:margin-top="{TOP}pt" fo:margin-left="{LEFT}pt" fo:margin-right="{WIDTH - LEFT - MEASURE}pt"
 fo:margin-bottom="{HEIGHT - TOP - 225 * MEASURE / 156}pt"/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page"/></office:master-styles>
<office:body><office:text>{{body}}</office:text></office:body></office:document>"""

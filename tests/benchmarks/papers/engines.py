"""The engines that are Python libraries: each function loads what can be kept and returns what makes one page.

Imports are inside, so that the first page of a process pays for them. The peers come by name: what is checked must not
depend on whether `make bench` has installed them. An engine that is not there raises ImportError.
"""

import base64
import json
import pickle
from collections.abc import Callable
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

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
    Run,
    Sheet,
    qr_png,
    qr_svg,
)

Make = Callable[[Sheet], bytes]
_DAY = 1_788_796_800  # 8 September 2026 in China, in Unix seconds


def ours(folder: Path) -> Make:
    """Render the notices themselves, as archives and with their content attached."""
    from xunjian.documents.papers.notice import render

    given = pickle.loads((folder / "notices.pickle").read_bytes())  # noqa: S301 - written by the caller

    def make(sheet: Sheet) -> bytes:
        notice, grid, proof = given[sheet.number]
        return render(notice, grid=grid, proof=proof).pdf

    return make


def fpdf2(_folder: Path) -> Make:
    """Write runs of text; fonts belong to a document and are read for each anew.

    A copy of a document that has read them does not do: copies share what making a subset changes.
    """
    library = import_module("fpdf")
    return lambda sheet: bytes(_Fpdf2(library, sheet).pdf.output())


class _Fpdf2:
    def __init__(self, library: Any, sheet: Sheet) -> None:
        self._sheet, self._by_character = sheet, import_module("fpdf.enums").WrapMode.CHAR
        self.pdf = library.FPDF(unit="pt", format="A4")
        self.pdf.set_margins(LEFT, TOP, WIDTH - LEFT - MEASURE)
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.c_margin = 0
        for name in FAMILIES:
            self.pdf.add_font(name, fname=FONTS / f"{name}.ttf")
        self.pdf.add_page()
        self._draw()

    def _draw(self) -> None:
        pitch, pdf = self._sheet.pitch, self.pdf
        for line in self._sheet.title:
            self._line(line, "title-song", TITLE, "C")
        pdf.ln(pitch)
        self._line(self._sheet.number, align="C")
        pdf.ln(pitch)
        self._line(self._sheet.addressee)
        for paragraph in self._sheet.paragraphs:
            pdf.set_x(LEFT + 2 * BODY)
            for role, text in paragraph:
                pdf.set_font(role, size=BODY)
                pdf.write(pitch, text, wrapmode=self._by_character)
            pdf.ln(pitch)
        pdf.ln(pitch)
        for line in self._sheet.closing:
            self._line(line, align="R")
        pdf.image(qr_png(self._sheet.qr_text), LEFT, CODE_TOP, CODE_SIDE, CODE_SIDE)
        pdf.set_y(LETTERS_TOP)
        self._line(self._sheet.letters, "song", LETTERS, height=LETTERS)
        pdf.set_y(NUMBER_TOP)
        self._line("— 1 —", "song", NUMBER, "R", height=NUMBER)

    def _line(
        self, text: str, role: str = "fangsong", size: float = BODY, align: str = "L", height: float | None = None
    ) -> None:
        self.pdf.set_font(role, size=size)
        self.pdf.cell(MEASURE, height or self._sheet.pitch, text, align=align, new_x="LMARGIN", new_y="NEXT")


def weasyprint(_folder: Path) -> Make:
    """Lay out HTML, with the fonts installed in the system, which is faster than @font-face in every document."""
    try:
        library = import_module("weasyprint")
    except OSError as error:  # the system has no Pango
        raise ImportError("weasyprint") from error
    configuration = import_module("weasyprint.text.fonts").FontConfiguration()

    def make(sheet: Sheet) -> bytes:
        style = library.CSS(string=_style(sheet.pitch), font_config=configuration)
        document = library.HTML(string=_html(sheet))
        return bytes(document.write_pdf(stylesheets=[style], font_config=configuration))

    return make


def _style(pitch: float) -> str:
    roles = "".join(f".{role} {{ font-family: '{family}' }}\n" for role, family in FAMILIES.items())
    right, bottom = WIDTH - LEFT - MEASURE, HEIGHT - TOP - 225 * MEASURE / 156
    return f"""{roles}
@page {{ size: A4; margin: {TOP}pt {right}pt {bottom}pt {LEFT}pt }}
body {{ font: {BODY}pt/{pitch}pt '{FAMILIES["fangsong"]}'; margin: 0; text-align: justify }}
p {{ margin: 0; text-indent: 2em }}
h1 {{ font: {TITLE}pt/{pitch}pt '{FAMILIES["title-song"]}'; margin: 0; text-align: center }}
.centred {{ text-align: center; text-indent: 0; margin: {pitch}pt 0 }}
.flush {{ text-indent: 0 }}
.closing {{ text-align: right }}
.foot {{ position: absolute; font-family: '{FAMILIES["song"]}'; line-height: 1; text-indent: 0 }}
"""


def _html(sheet: Sheet) -> str:
    def paragraph(runs: tuple[Run, ...]) -> str:
        return "".join(f'<span class="{role}">{escape(text)}</span>' for role, text in runs)

    code = base64.b64encode(qr_svg(sheet.qr_text)).decode()
    title = "".join(f"<h1>{escape(line)}</h1>" for line in sheet.title)
    text = "".join(f"<p>{paragraph(runs)}</p>" for runs in sheet.paragraphs)
    closing = "".join(f'<p class="closing">{escape(line)}</p>' for line in sheet.closing)
    return f"""<html lang="zh-CN"><body>{title}
<p class="centred">{escape(sheet.number)}</p><p class="flush">{escape(sheet.addressee)}</p>{text}<br>{closing}
<img src="data:image/svg+xml;base64,{code}" style="position: absolute; left: 0; top: {CODE_TOP - TOP}pt;
 width: {CODE_SIDE}pt; height: {CODE_SIDE}pt">
<p class="foot" style="left: 0; top: {LETTERS_TOP - TOP}pt; font-size: {LETTERS}pt">{escape(sheet.letters)}</p>
<p class="foot" style="right: 0; top: {NUMBER_TOP - TOP}pt; font-size: {NUMBER}pt">— 1 —</p></body></html>"""


def typst(folder: Path) -> Make:
    """Compile a template again and again with other data, in one compiler that keeps its fonts."""
    return _typst(folder / "notice.typ", _TYPST)


def typst_archive(folder: Path) -> Make:
    """Do the same as PDF/A-3b with the content attached, which is what we write."""
    return _typst(folder / "archive.typ", _TYPST + _ATTACH, pdf_standards="a-3b")


def _typst(path: Path, template: str, **options: str) -> Make:
    library = import_module("typst")
    fonts = library.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    path.write_text(template, encoding="utf-8")
    compiler = library.Compiler(str(path), root=str(path.parent), font_paths=fonts)

    def make(sheet: Sheet) -> bytes:
        data = {
            "title": sheet.title,
            "number": sheet.number,
            "addressee": sheet.addressee,
            "paragraphs": sheet.paragraphs,
            "closing": sheet.closing,
            "code": qr_svg(sheet.qr_text).decode(),
            "letters": sheet.letters,
            "pitch": sheet.pitch,
            "content": sheet.content.decode(),
        }
        return bytes(compiler.compile(sys_inputs={"data": json.dumps(data)}, timestamp=_DAY, **options))

    return make


# The title's face is the black weight of the song's family here.
_TYPST = f"""#let data = json(bytes(sys.inputs.data))
#let pitch = data.pitch * 1pt
#let fonts = (fangsong: "{FAMILIES["fangsong"]}", hei: "Noto Sans SC", kai: "{FAMILIES["kai"]}")
#let song = "{FAMILIES["song"]}"
#let foot(x, y, size, body) = place(top + left, dx: x, dy: y, text(font: song, size: size, body))
#set document(title: data.number)
#set page(width: {WIDTH}pt, height: {HEIGHT}pt, margin: (left: {LEFT}pt, right: {WIDTH - LEFT - MEASURE}pt,
  top: {TOP}pt, bottom: {HEIGHT - TOP - 225 * MEASURE / 156}pt), background: {{
  place(top + left, dx: {LEFT}pt, dy: {CODE_TOP}pt,
    image(bytes(data.code), format: "svg", width: {CODE_SIDE}pt, height: {CODE_SIDE}pt))
  foot({LEFT}pt, {LETTERS_TOP}pt, {LETTERS}pt, data.letters)
  foot({LEFT + MEASURE - 4 * NUMBER}pt, {NUMBER_TOP}pt, {NUMBER}pt, [— 1 —])
}})
#set text(font: fonts.fangsong, size: {BODY}pt, lang: "zh", region: "cn", top-edge: 0.85em, bottom-edge: -0.15em)
#set par(leading: pitch - 1em, spacing: pitch - 1em, justify: true)
#align(center, text(font: song, weight: 900, size: {TITLE}pt, data.title.join(linebreak())))
#v(pitch)
#align(center, data.number)
#v(pitch)
#par(data.addressee)
#set par(first-line-indent: (amount: 2em, all: true))
#for runs in data.paragraphs {{
  par(runs.map(run => text(font: fonts.at(run.at(0)),
    weight: if run.at(0) == "hei" {{ 500 }} else {{ 400 }}, run.at(1))).join())
}}
#v(pitch)
#align(right, data.closing.join(linebreak()))
"""
_ATTACH = """#pdf.attach("content.json", bytes(data.content), relationship: "data", mime-type: "application/json",
  description: "content")
"""

"""One page of a notice with three findings and a QR code: here and by other engines, in one run, and issue 4's bars.

Everybody gets the same words, fonts, sheet and QR code. Ours keeps to the rows of the standard and always writes
PDF/A-3b with its content attached, so there is no figure without them; typst is run both ways. Each engine runs in
fresh processes, by turns, so that a load that changes strikes all of them. LibreOffice is measured where it is on the
PATH; its later pages are further files of one run. WeasyPrint needs Pango and HarfBuzz-Subset from the system; without
the latter it takes ten times as long.
"""

import json
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import msgspec

from tests.benchmarks.notice import photo
from tests.benchmarks.papers.__main__ import MISSING
from tests.benchmarks.papers.office import OFFICE
from tests.benchmarks.papers.sheet import FONTS, Sheet
from tests.notices import FINDINGS, MEASURES, NOTICE
from xunjian.documents.checkcode import Proof, grouped
from xunjian.documents.composer.fonts import Role, Span
from xunjian.documents.composer.grid import FILLED
from xunjian.documents.composer.parts import Photo
from xunjian.documents.papers import notice_words as words
from xunjian.documents.papers.notice import Notice, render
from xunjian.documents.papers.problems import only_kind
from xunjian.documents.papers.words import LEVEL_1, contact
from xunjian.rules.workdays import paper_date

# A whole notice with one measure is the smallest with words of its own; its rows stand closer so that they fit a page.
ONE_PAGE = replace(
    NOTICE,
    purpose="",
    plan="",
    findings=tuple(
        replace(one, fact=fact, citations=(), evidence=(), amount_fen=None, people=None, severity="")
        for one, fact in zip(
            FINDINGS,
            ("向16名学生收取1280元，只出具自制收据", "向三年级学生每人收取15元", "所列项目为2024年秋季学期内容"),
            strict=True,
        )
    ),
    measures=MEASURES[1:2],
    refunds=False,
    suggestions=(),
    attachments=(),
    receipt=False,
)
GRID = FILLED.squeezed(10)
SCHOOL_CODE = "3401000001"
SHEETS, ROUNDS, MANY = 31, 3, 1000

NAMES = {
    "ours": "这里（PDF/A-3b，带内容）",
    "typst": "typst",
    "typst-archive": "typst（PDF/A-3b，带内容）",
    "qt": "Qt（QTextDocument、QPdfWriter）",
    "fpdf2": "fpdf2",
    "weasyprint": "WeasyPrint",
    "libreoffice": "LibreOffice（fodt）",
}


def proof_of(notice: Notice) -> Proof:
    """Return what a notice proves itself by."""
    content = msgspec.json.encode(asdict(notice), order="deterministic")
    return Proof(notice.number, notice.issued_on, SCHOOL_CODE, content)


def sheet(notice: Notice) -> Sheet:
    """Return what stands on the notice's page."""
    proof = proof_of(notice)
    day = paper_date(notice.issued_on)
    return Sheet(
        title=(notice.bureau, words.TITLE),
        number=notice.number,
        addressee=f"{notice.school}：",
        paragraphs=tuple(tuple((str(span.role), span.text) for span in spans) for spans in _paragraphs(notice)),
        closing=(notice.bureau, day, contact(notice.contact, notice.phone)),
        qr_text=proof.qr_text,
        letters=f"校验码 {grouped(proof.code)}",
        pitch=GRID.pitch,
        content=proof.content,
    )


def _paragraphs(notice: Notice) -> Iterator[tuple[Span, ...]]:
    sections: tuple[tuple[str, list[tuple[Span, ...]]], ...] = (
        ("存在问题", [words.finding(place, one) for place, one in enumerate(notice.findings, start=1)]),
        (
            f"整改要求{only_kind(notice.measures)}",
            [(Span(words.measure(place, one)),) for place, one in enumerate(notice.measures, 1)],
        ),
        ("整改期限与报送", [words.deadline(notice)]),
        ("逾期责任", [(Span(words.CONSEQUENCES),)]),
        ("异议的提出", [(Span(words.objection(notice)),)]),
    )
    yield (Span(words.opening(notice)),)
    for order, (heading, paragraphs) in enumerate(sections):
        yield (Span(f"{LEVEL_1[order]}、{heading}", Role.HEADING),)
        yield from paragraphs


@dataclass(frozen=True)
class Figures:
    """CPU seconds of the first page of a process, of each one after it, MB of memory, bytes of a file."""

    first: float
    warm: float
    memory: float
    size: int


def measure(folder: Path) -> dict[str, Figures]:
    """Run every engine some times, by turns, and return the medians."""
    notices = [replace(ONE_PAGE, serial=serial) for serial in range(1, SHEETS + 1)]
    given = {notice.number: (notice, GRID, proof_of(notice)) for notice in notices}
    (folder / "notices.pickle").write_bytes(pickle.dumps(given))
    (folder / "sheets.pickle").write_bytes(pickle.dumps([sheet(notice) for notice in notices]))
    environment = {**os.environ, "FONTCONFIG_FILE": str(_font_configuration(folder))}
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in NAMES if name != "libreoffice" or OFFICE}
    for _ in range(ROUNDS):
        for name, done in runs.items():
            done.extend(_run(name, folder, environment))
    for name, done in runs.items():
        if done:
            check((folder / f"{name}.pdf").read_bytes(), notices[0])
    return {name: _medians(done) for name, done in runs.items() if done}


def _run(name: str, folder: Path, environment: dict[str, str]) -> list[dict[str, float]]:
    """Return the figures of one process; none if the engine, or a library that it needs, is not installed."""
    command = [sys.executable, "-m", "tests.benchmarks.papers", name, str(folder)]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    if done.returncode == MISSING:
        return []
    if done.returncode:
        raise SystemExit(f"{name}\n{done.stderr}")
    figures = json.loads(done.stdout)
    return [{**figures, "warm": median(figures["warm"])}]


def _medians(runs: list[dict[str, float]]) -> Figures:
    first, warm, memory, size = (median(run[name] for run in runs) for name in ("first", "warm", "memory", "size"))
    return Figures(first, warm, memory, int(size))


def _font_configuration(folder: Path) -> Path:
    """Let fontconfig know the shipped fonts alone, as if they were installed."""
    path = folder / "fonts.conf"
    path.write_text(f"<fontconfig><dir>{FONTS}</dir><cachedir>{folder}/fontconfig</cachedir></fontconfig>")
    return path


def check(pdf: bytes, notice: Notice) -> None:
    """Check that a file is one page of the notice, its QR code readable; AssertionError if not."""
    import pypdfium2
    import zxingcpp

    document = pypdfium2.PdfDocument(pdf)
    text = "".join(document[0].get_textpage().get_text_range().split())
    assert len(document) == 1, "more than one page"
    assert notice.school in text, text
    assert "".join(words.objection(notice).split()) in text, text
    codes = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    assert [code.text for code in codes] == [proof_of(notice).qr_text]


def with_photos() -> float:
    """Return the CPU seconds of a notice of two pages, four photos of 12 million pixels on the second."""
    notice = replace(ONE_PAGE, attachments=("现场照片",))
    photos = [Photo(photo(), f"图{number}") for number in range(1, 5)]
    taken = []
    for serial in range(1, SHEETS + 1):
        numbered = replace(notice, serial=serial)
        begun = time.process_time()
        pages = render(numbered, grid=GRID, proof=proof_of(numbered), photos=photos).pages
        taken.append(time.process_time() - begun)
        assert pages == 2
    return median(taken)


def many() -> float:
    """Return the CPU seconds of many notices of one page, one after the other."""
    begun = time.process_time()
    for serial in range(1, MANY + 1):
        notice = replace(ONE_PAGE, serial=serial)
        render(notice, grid=GRID, proof=proof_of(notice))
    return time.process_time() - begun


def fresh(work: Callable[[], float]) -> float:
    """Return what `work` returns in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        return processes.submit(work).result()


def main() -> None:
    """Measure."""
    print("一页整改通知书（三个问题，二维码，无照片；行距收紧，以容下一页），CPU 时间")
    with TemporaryDirectory() as name:
        figures = measure(Path(name))
    own = figures["ours"]
    print("  首份 ms  其后每份 ms  是这里的几倍  内存 MB  文件 KB")
    for name, label in NAMES.items():
        if one := figures.get(name):
            times = f"{one.first * 1000:9.0f}  {one.warm * 1000:11.1f}  {one.warm / own.warm:12.2f}"
            print(f"{times}  {one.memory:7.0f}  {one.size / 1000:7.0f}  {label}")
        else:
            print(f"  {label}：没有安装")
    _print_bars(figures)


def _print_bars(figures: Mapping[str, Figures]) -> None:
    own = figures["ours"]
    print("要求")
    _print_bar("首份", own.first * 1000, 350, "ms")
    _print_bar("其后每份，PDF/A 的部分在内（不带它们时要求 25 ms）", own.warm * 1000, 40, "ms")
    if typst := figures.get("typst"):
        _print_bar("是 typst 的几倍", own.warm / typst.warm, 4, "倍")
    for name in ("qt", "libreoffice", "weasyprint", "fpdf2"):
        if peer := figures.get(name):
            _print_bar(f"是{NAMES[name]}的几倍", own.warm / peer.warm, 1, "倍")
    _print_bar("两页，四张 1200 万像素的照片", fresh(with_photos) * 1000, 80, "ms")
    _print_bar(f"{MANY} 份", fresh(many), 45, "s")


def _print_bar(name: str, value: float, most: float, unit: str) -> None:
    print(f"  {'达到' if value <= most else '没达到'}  {name}：{value:.3g} {unit}，不超过 {most} {unit}")


if __name__ == "__main__":
    main()

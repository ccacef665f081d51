"""现场检查记录: who inspected when and where, what was checked with which result, what was seen, who confirmed it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from xunjian.documents.checkcode import Proof
from xunjian.documents.composer import parts
from xunjian.documents.composer.faces import SHIPPED, Faces
from xunjian.documents.composer.flow import Block, Strip, blank
from xunjian.documents.composer.fonts import Role, Span, Typesetter
from xunjian.documents.composer.grid import FILLED, Grid
from xunjian.documents.composer.setting import Align
from xunjian.documents.composer.tables import SIZE_SMALL_4, Column, Row, label, table, value
from xunjian.documents.papers import annexes, signing, words
from xunjian.documents.papers.facts import Exhibit, Inspector, Refusal, mark
from xunjian.documents.papers.rendering import Imprint, Rendered
from xunjian.documents.papers.rendering import render as render_blocks

TITLE = "现场检查记录"
READ = "以上记录已看过（或者已向我宣读）。"


@dataclass(frozen=True)
class Checked:
    """An item as it was checked: `result` is a word such as 不符合 or 未查, `note` a scale or a reason."""

    what: str
    result: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """The items of one area, in the order of the checklist."""

    title: str
    items: tuple[Checked, ...]


@dataclass(frozen=True)
class SiteRecord:
    """What a record of an inspection says; times are civil times of the day of the visit.

    `seen` are paragraphs of what was found, `stated` what the school said to it. Where inspectors hold certificates of
    enforcement, the record says that they showed them. ValueError if nothing was checked or seen, or if it ended before
    it began.
    """

    bureau: str
    school: str
    day: date
    begin: time
    end: time
    place: str
    inspectors: tuple[Inspector, ...]
    sections: tuple[Section, ...]
    seen: tuple[str, ...]
    plan: str = ""
    inspection_notice: str = ""  # the number of the notice that announced the inspection of an enterprise
    school_code: str = ""
    address: str = ""
    in_charge: str = ""
    in_charge_post: str = ""
    phone: str = ""
    recorder: str = ""
    exhibits: tuple[Exhibit, ...] = ()
    stated: str = ""
    refusal: Refusal | None = None
    draft: bool = False
    trial: bool = False

    def __post_init__(self) -> None:
        if self.end < self.begin or not (self.sections or self.seen):
            raise ValueError(self.school)

    @property
    def shows_certificates(self) -> bool:
        """Whether the inspection was one of enforcement, with certificates to show."""
        return any(inspector.certificate for inspector in self.inspectors)


def render(record: SiteRecord, *, grid: Grid = FILLED, faces: Faces = SHIPPED, proof: Proof | None = None) -> Rendered:
    """Return the record as a PDF, with a line to sign on at the foot of every page."""
    across = mark(draft=record.draft, trial=record.trial)
    imprint = Imprint(f"{TITLE} {record.school}", record.bureau, record.day, across, faces, proof)
    return render_blocks(imprint, lambda setter: _blocks(record, setter, grid), grid=grid, page_foot=_foot)


def _foot(setter: Typesetter) -> Strip:
    return signing.page_foot(setter, ("被检查单位负责人（签名）：", "检查人员（签名）："))


def _blocks(record: SiteRecord, setter: Typesetter, grid: Grid) -> Iterator[Block]:
    yield parts.title(setter, (record.bureau, TITLE))
    yield blank()
    yield _particulars(record, setter, grid)
    headings = iter(words.LEVEL_1)
    if record.shows_certificates:
        yield parts.heading(setter, f"{next(headings)}、告知情况")
        yield from parts.paragraphs(setter, Span(_informed(record)))
    if record.sections:
        yield parts.heading(setter, f"{next(headings)}、检查内容和结果")
        yield _results(record, setter, grid)
    if record.seen:
        yield parts.heading(setter, f"{next(headings)}、现场情况")
    for paragraph in record.seen:
        yield from parts.paragraphs(setter, Span(words.sentence(paragraph)))
    if record.exhibits:
        yield parts.heading(setter, f"{next(headings)}、证据清单")
        yield annexes.exhibits(setter, grid, record.exhibits)
    if record.stated:
        yield parts.heading(setter, f"{next(headings)}、被检查单位陈述")
        yield from parts.paragraphs(setter, Span(words.sentence(record.stated)))
    yield parts.heading(setter, f"{next(headings)}、确认")
    yield _confirmation(record, setter, grid)


def _particulars(record: SiteRecord, setter: Typesetter, grid: Grid) -> Block:
    code = f"（学校标识码：{record.school_code}）" if record.school_code else ""
    people = "、".join(inspector.printed for inspector in record.inspectors)
    pairs = (
        ("被检查单位", f"{record.school}{code}"),
        ("地址", record.address),
        ("检查时间", words.span_of_time(record.day, record.begin, record.end)),
        ("检查地点", record.place),
        ("检查依据", f"《{record.plan}》" if record.plan else ""),
        ("检查通知书", record.inspection_notice),
        ("检查人员", people),
    )
    rows = [Row((label(name), value(words_, across=3))) for name, words_ in pairs if words_]
    in_charge = f"{record.in_charge}（{record.in_charge_post}）" if record.in_charge_post else record.in_charge
    rows.append(Row((label("负责人"), value(in_charge), label("联系电话"), value(record.phone))))
    if record.recorder:
        rows.append(Row((label("记录人"), value(record.recorder, across=3))))
    return table(setter, grid, (Column(5), Column(share=1), Column(5), Column(share=1)), rows)


def _informed(record: SiteRecord) -> str:
    shown = "、".join(f"{one.name}（{one.certificate}）" for one in record.inspectors if one.certificate)
    return (
        f"检查人员已出示执法证件：{shown}，并告知被检查单位：有权进行陈述和申辩；认为检查人员与检查事项有直接利害关系或者"
        "有其他关系可能影响公正的，有权申请回避。"
    )


def _results(record: SiteRecord, setter: Typesetter, grid: Grid) -> Block:
    columns = (Column(2.5, align=Align.CENTRE), Column(share=3), Column(5, align=Align.CENTRE), Column(share=2))
    head = Row((label("序号"), label("检查内容"), label("结果"), label("说明")))
    rows, number = [], 0
    for order, section in enumerate(record.sections):
        counts = Counter(item.result for item in section.items)
        summary = "，".join(f"{result}{count}项" for result, count in counts.items())
        opening = f"（{_ordinal(order)}）{section.title}：共{len(section.items)}项，{summary}"
        rows.append(Row((value(opening, across=4, role=Role.HEADING),), with_next=True))
        for item in section.items:
            number += 1
            rows.append(Row((f"{number}", item.what, item.result, item.note)))
    return table(setter, grid, columns, rows, head=(head,), size=SIZE_SMALL_4)


def _ordinal(order: int) -> str:
    return words.LEVEL_1[order] if order < len(words.LEVEL_1) else str(order + 1)


def _confirmation(record: SiteRecord, setter: Typesetter, grid: Grid) -> Block:
    rows = [
        Row((label("阅读确认"), value(READ)), with_next=True),
        signing.opinion(),
        signing.school(),
        signing.inspectors([inspector.name for inspector in record.inspectors]),
        signing.refusal(record.refusal),
    ]
    return signing.form(setter, grid, rows)

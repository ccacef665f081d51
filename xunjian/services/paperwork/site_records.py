"""现场检查记录 from the ledger: where and when the group was, every item with its result, what was seen and said."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from itertools import groupby

from sqlalchemy.orm import Session

from xunjian import labels
from xunjian.db.pictures import SHANGHAI
from xunjian.db.schema.visit import Visit
from xunjian.documents.papers import words
from xunjian.documents.papers.facts import Refusal
from xunjian.documents.papers.site_record import Checked, Section, SiteRecord
from xunjian.errors import UserError
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork import exhibits, paper_choice, visit_facts
from xunjian.services.paperwork.visit_facts import VisitFacts
from xunjian.services.visit.visits import ItemRow

KIND = "site_record"
NOTHING_CHECKED = "还没有查任何一项。"


@dataclass(frozen=True)
class Told:
    """What only people know of a visit; None leaves a field as it is, times are civil times of its day."""

    begin: time | None = None
    end: time | None = None
    place: str | None = None
    received_by: str | None = None
    received_post: str | None = None
    inspection_notice: str | None = None


def tell(session: Session, visit: str, told: Told) -> None:
    """Write what people tell of a visit; an end before the beginning is a UserError."""
    row = session.get_one(Visit, visit)
    for name, at in (("started", told.begin), ("ended", told.end)):
        if at is not None and row.day is not None:
            setattr(row, name, datetime.combine(row.day, at, SHANGHAI).astimezone(UTC))
    if row.started and row.ended and row.ended < row.started:
        raise UserError("检查结束的时间早于开始的时间。", safe="原来的内容还在。", hint="请核对两个时间。")
    for name in ("place", "received_by", "received_post", "inspection_notice"):
        if (text := getattr(told, name)) is not None:
            setattr(row, name, text.strip() or None)


def known(session: Session, visit: str) -> Told:
    """Return what people have told of a visit so far; "" and None stand for nothing."""
    row = session.get_one(Visit, visit)
    return Told(
        _clock(row.started) if row.started else None,
        _clock(row.ended) if row.ended else None,
        row.place or "",
        row.received_by or "",
        row.received_post or "",
        row.inspection_notice or "",
    )


def needs_inspection_notice(session: Session, visit: str) -> bool:
    """Whether who was inspected must have been told beforehand by a 检查通知书."""
    return paper_choice.subject_of(session, visit).in_administrative_inspection


def lacking(session: Session, handbook: Handbook, visit: str) -> list[str]:
    """Return what a record still needs before it is given out, as sentences."""
    row, facts = session.get_one(Visit, visit), visit_facts.of_visit(session, handbook, visit)
    missing = {
        "没有填检查开始和结束的时间。": row.started is None or row.ended is None,
        "没有填检查地点。": not (row.place or "").strip(),
        "学校资料未到，不知道印什么校名。": facts.school is None or not facts.school.name,
        "没有检查人员。": not facts.inspectors,
        NOTHING_CHECKED: not facts.found and all(one.result is None for one in facts.rows),
    }
    return [text for text, is_so in missing.items() if is_so]


def record(
    session: Session, handbook: Handbook, visit: str, *, refusal: Refusal | None = None, trial: bool = False
) -> SiteRecord:
    """Return the record of a visit as a draft; what is not known yet is left open."""
    facts, row = visit_facts.of_visit(session, handbook, visit), session.get_one(Visit, visit)
    school = facts.school
    begin, end = _clock(row.started), _clock(row.ended)
    return SiteRecord(
        bureau=facts.bureau,
        school=facts.head.school_name,
        day=facts.head.day,
        begin=begin,
        end=max(begin, end),
        place=row.place or "",
        inspectors=facts.inspectors,
        sections=tuple(_sections(facts, row.unchecked_reason or "")),
        seen=tuple(_seen(facts)) or ("检查中没有发现问题。",),
        plan=facts.plan,
        inspection_notice=row.inspection_notice or "",
        school_code=(school.code if school else None) or "",
        address=(school.address if school else None) or "",
        in_charge=row.received_by or (school.principal if school else None) or "",
        in_charge_post=row.received_post or "",
        phone=(school.phone if school else None) or "",
        exhibits=exhibits.of_findings(session, [(one.finding, one.entry.item.title) for one in facts.found]),
        stated="\n".join(_stated(facts)),
        refusal=refusal,
        draft=True,
        trial=trial,
    )


def final(record_: SiteRecord) -> SiteRecord:
    """Return a record as it is given out."""
    return replace(record_, draft=False)


def _clock(moment: datetime | None) -> time:
    return moment.astimezone(SHANGHAI).time().replace(second=0, microsecond=0) if moment else time()


def _sections(facts: VisitFacts, unchecked_reason: str) -> Iterator[Section]:
    for title, rows in groupby(facts.rows, key=lambda row: row.area_title):
        yield Section(title, tuple(_checked(row, facts, unchecked_reason) for row in rows))


def _checked(row: ItemRow, facts: VisitFacts, unchecked_reason: str) -> Checked:
    if row.result is None:
        return Checked(row.text, labels.UNCHECKED, unchecked_reason)
    scale = next(
        (_scale(one.finding.people, one.finding.amount) for one in facts.found if one.entry.uid == row.item), ""
    )
    return Checked(row.text, labels.ANSWER.get(row.result, row.result), row.reason or scale)


def _scale(people: int | None, amount: int | None) -> str:
    said = (f"{people}人" if people is not None else "", words.amount(amount) if amount is not None else "")
    return "，".join(filter(None, said))


def _seen(facts: VisitFacts) -> Iterator[str]:
    for position, one in enumerate(facts.found, start=1):
        fixed = "该情况已当场整改。" if one.finding.fixed_on_spot and "当场整改" not in one.finding.fact else ""
        yield f"{position}.{one.entry.item.title}：{words.sentence(one.finding.fact)}{fixed}"


def _stated(facts: VisitFacts) -> Iterator[str]:
    for position, one in enumerate(facts.found, start=1):
        if one.finding.statement:
            yield f"对第{position}条：{words.sentence(one.finding.statement)}"

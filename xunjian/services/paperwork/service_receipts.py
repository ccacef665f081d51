"""送达回证 and 存根 of an issued document: to be filled in by hand, or as it happened.

Deadlines stay as printed whatever the day of service; where it was another day than planned, that is said.
"""

from collections.abc import Sequence
from datetime import date, time
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from xunjian.db.schema.paper import Document, ServiceReceipt
from xunjian.db.schema.reference import Bureau, Person
from xunjian.db.schema.visit import Evidence
from xunjian.documents.papers import service_receipt as paper
from xunjian.documents.papers.counterfoil import Counterfoil
from xunjian.documents.papers.facts import Refusal
from xunjian.documents.papers.service_receipt import Method, Served
from xunjian.errors import UserError
from xunjian.rules.papers import PaperKind
from xunjian.rules.workdays import Calendar, add_workdays, paper_date
from xunjian.services.paperwork import issuing, papers
from xunjian.services.visit import visits

_SAFE = "没有登记，内容没有改动。"
_WANTED = {PaperKind.CORRECTION_ORDER.code: "责令改正"}
"""What the stub says where it is not 限期整改."""


def blank(session: Session, document: str, *, today: date) -> paper.ServiceReceipt:
    """Return the receipt of an issued document, to be filled in by hand; a void one is a UserError."""
    row, standing = session.get_one(Document, document), papers.paper(session, document)
    if standing.void_reason is not None:
        raise UserError(f"{standing.number} 已经作废，不用送达。", safe=_SAFE, hint="请送达重新签发的那一份。")
    bureau = session.scalars(select(Bureau).order_by(Bureau.uid)).first()
    members = visits.head(session, row.visit or "").members
    names = [person.name or "" for uid in members if (person := session.get(Person, uid))]
    return paper.ServiceReceipt(
        bureau=issuing.issuer_of(row) or (bureau.name if bureau else None) or "",
        party=issuing.addressee_of(row) or standing.school_name,
        documents=(Served(standing.title, str(standing.number)),),
        made_on=today,
        servers=tuple(names[:2]),
        trial=bool(row.trial),
    )


def of_document(session: Session, document: str) -> ServiceReceipt | None:
    """Return how a document was served, None where that is not registered.

    A record that another one replaces no longer counts; of several that nothing replaces, the newest does.
    """
    registered = _registered(session, document)
    replaced = {row.replaces for row in registered}
    standing = [row for row in registered if row.uid not in replaced]
    return next(reversed(standing or registered), None)


class Earlier(NamedTuple):
    """A record of a service that no longer counts, and why: '' where another machine had registered it as well."""

    method: Method
    day: date
    reason: str
    by: str
    """The name of who put it right, or ''."""

    @property
    def words(self) -> str:
        """What it said and why it no longer counts: 2026年9月8日直接送达，周文更正：日期记错."""
        who = f"{self.by}更正" if self.by else "已更正"
        why = f"，{who}：{self.reason}" if self.reason else "，另一台电脑登记的"
        return f"{paper_date(self.day)}{self.method.value}{why}"


def earlier(session: Session, document: str) -> tuple[Earlier, ...]:
    """Return the records of a document's service that no longer count, the newest first."""
    registered, standing = _registered(session, document), of_document(session, document)
    instead = {row.replaces: row for row in registered}
    return tuple(
        Earlier(_method(row), row.served_on or date.min, *_why(session, instead.get(row.uid)))
        for row in reversed(registered)
        if row is not standing
    )


def photographed(session: Session, document: str) -> int:
    """Return how many photos show how a document was served: those of earlier records count as well."""
    owners = [row.uid for row in _registered(session, document)]
    return session.scalars(select(func.count(Evidence.uid)).where(Evidence.owner.in_(owners))).one()


def _registered(session: Session, document: str) -> Sequence[ServiceReceipt]:
    rows = select(ServiceReceipt).where(ServiceReceipt.document == document)
    return session.scalars(rows.order_by(ServiceReceipt.at, ServiceReceipt.uid)).all()


def _method(row: ServiceReceipt) -> Method:
    return Method[(row.method or "direct").upper()]


def _why(session: Session, instead: ServiceReceipt | None) -> tuple[str, str]:
    person = session.get(Person, instead.by) if instead and instead.by else None
    return (instead.reason if instead else None) or "", (person.name if person else None) or ""


def filled(session: Session, document: str, *, today: date) -> paper.ServiceReceipt | None:
    """Return the receipt of a document as it was served, None where that is not registered."""
    row = of_document(session, document)
    if row is None or row.served_on is None:
        return None
    empty = blank(session, document, today=today)
    count = photographed(session, document)
    known = tuple(str(name) for name in row.witnesses or ())
    return paper.ServiceReceipt(
        bureau=empty.bureau,
        party=empty.party,
        documents=empty.documents,
        made_on=today,
        servers=tuple(str(name) for name in row.servers or ()) or empty.servers,
        place=row.place or "",
        method=_method(row),
        served_on=row.served_on,
        served_at=time.fromisoformat(row.served_time) if row.served_time else None,
        receiver=row.receiver or "",
        relation=row.relation or "",
        refusal=Refusal(row.refusal, row.served_on, known, count) if row.refusal else None,
        address=row.address or "",
        parcel=row.parcel or "",
        entrusted=row.entrusted or "",
        note=row.note or "",
        trial=empty.trial,
    )


def deadline_notes(session: Session, document: str, day: date, calendar: Calendar) -> tuple[str, ...]:
    """Return where deadlines counted from this day of service would be others than those printed, which stay."""
    content = session.get_one(Document, document).content or {}
    pairs = {(one.get("workdays"), one.get("due")) for one in content.get("measures", ())}
    printed = sorted((days, date.fromisoformat(due)) for days, due in pairs if days and due)
    counted = ((days, due, add_workdays(day, days, calendar).day) for days, due in printed)
    return tuple(
        f"从{paper_date(day)}送达起算，{days}个工作日到{paper_date(other)}，文书上印的是{paper_date(due)}：仍以印的为准。"
        for days, due, other in counted
        if other != due
    )


def stub(session: Session, document: str) -> Counterfoil:
    """Return the 存根 of an issued notice, from its frozen content."""
    row, standing = session.get_one(Document, document), papers.paper(session, document)
    content = row.content or {}
    dues = [date.fromisoformat(one["due"]) for one in content.get("measures", ()) if one.get("due")]
    plan = _printed(row, "plan").removesuffix("方案")
    return Counterfoil(
        bureau=issuing.issuer_of(row),
        title=standing.title,
        number=str(standing.number),
        school=issuing.addressee_of(row) or standing.school_name,
        subject=f"{plan or '现场检查'}发现问题{_WANTED.get(row.kind or '', '限期整改')}",
        issued_on=standing.issued_on,
        findings=len(content.get("findings", ())),
        deadline=max(dues, default=None),
        issued_by=standing.issued_by,
        trial=bool(row.trial),
    )


def _printed(row: Document, name: str) -> str:
    return str((row.content or {}).get(name) or "")

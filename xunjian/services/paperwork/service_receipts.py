"""送达回证 and 存根 of an issued document: to be filled in by hand, or as it happened.

Deadlines stay as printed whatever the day of service; where it was another day than planned, that is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.photos import PhotoStore, Stored
from xunjian.db.pictures import taken_at
from xunjian.db.schema.paper import Document, DocumentFinding, ServiceReceipt
from xunjian.db.schema.reference import Bureau, Person
from xunjian.db.schema.visit import Evidence, Step
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.documents.papers import service_receipt as paper
from xunjian.documents.papers.counterfoil import Counterfoil
from xunjian.documents.papers.facts import Refusal
from xunjian.documents.papers.service_receipt import Method, Served
from xunjian.errors import UserError
from xunjian.rules.papers import PaperKind
from xunjian.rules.steps import Role, StepKind
from xunjian.rules.workdays import Calendar, add_workdays, paper_date
from xunjian.services.paperwork import issuing, papers
from xunjian.services.visit import visits

PHOTO = "service_photo"
_SAFE = "没有登记，内容没有改动。"
_WANTED = {PaperKind.CORRECTION_ORDER.code: "责令改正"}
"""What the stub says where it is not 限期整改."""


@dataclass(frozen=True)
class Service:
    """How a document was served; `refusal` says why it was not accepted, '' where it was."""

    method: Method
    day: date
    at: time | None = None
    place: str = ""
    servers: tuple[str, ...] = ()
    receiver: str = ""
    relation: str = ""
    refusal: str = ""
    witnesses: tuple[str, ...] = ()
    address: str = ""
    parcel: str = ""
    entrusted: str = ""
    note: str = ""


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


def serve(
    session: Session,
    photos: PhotoStore,
    document: str,
    service: Service,
    *,
    by: str | None,
    today: date,
    pictures: Sequence[tuple[Stored, str]] = (),
) -> str:
    """Register that a document was served, with photos (stored before, and their names); return the receipt's uid.

    Each finding of the document gets the step 送达. A UserError says what is missing or cannot be so.
    """
    row, standing = session.get_one(Document, document), papers.paper(session, document)
    if wrong := list(_wrong(session, row, standing, service, len(pictures), today)):
        raise UserError("还不能登记送达。", safe=_SAFE, hint="\n".join(wrong))
    uid = new_uid()
    session.add(
        ServiceReceipt(
            uid=uid,
            visit=row.visit,
            document=document,
            method=service.method.name.lower(),
            served_on=service.day,
            served_time=service.at.isoformat("minutes") if service.at else None,
            place=service.place.strip() or None,
            servers=list(service.servers) or None,
            receiver=service.receiver.strip() or None,
            relation=service.relation.strip() or None,
            refusal=service.refusal.strip() or None,
            witnesses=list(service.witnesses) or None,
            address=service.address.strip() or None,
            parcel=service.parcel.strip() or None,
            entrusted=service.entrusted.strip() or None,
            note=service.note.strip() or None,
            at=now(),
            by=by,
        )
    )
    for stored, name in pictures:
        _attach(session, photos, stored, name, receipt=uid, visit=row.visit, by=by)
    _take_steps(session, row, service.day, by=by)
    return uid


def of_document(session: Session, document: str) -> ServiceReceipt | None:
    """Return how a document was served, None where that is not registered."""
    rows = select(ServiceReceipt).where(ServiceReceipt.document == document)
    return session.scalars(rows.order_by(ServiceReceipt.at, ServiceReceipt.uid)).first()


def filled(session: Session, document: str, *, today: date) -> paper.ServiceReceipt | None:
    """Return the receipt of a document as it was served, None where that is not registered."""
    row = of_document(session, document)
    if row is None or row.served_on is None:
        return None
    empty = blank(session, document, today=today)
    count = len(session.scalars(select(Evidence.uid).where(Evidence.owner == row.uid)).all())
    known = tuple(str(name) for name in row.witnesses or ())
    return paper.ServiceReceipt(
        bureau=empty.bureau,
        party=empty.party,
        documents=empty.documents,
        made_on=today,
        servers=tuple(str(name) for name in row.servers or ()) or empty.servers,
        place=row.place or "",
        method=Method[(row.method or "direct").upper()],
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


def _wrong(
    session: Session, row: Document, standing: papers.Paper, service: Service, photographed: int, today: date
) -> Iterator[str]:
    seen = bool(service.witnesses or photographed)
    reasons = {
        f"{standing.number} 已经作废，不用送达。": standing.void_reason is not None,
        "这份文书已经登记过送达。": of_document(session, row.uid) is not None,
        "送达日期早于成文日期。": service.day < standing.issued_on,
        "送达日期还没到。": service.day > today,
        "没有写送达地点。": service.method in {Method.DIRECT, Method.LEFT} and not service.place.strip(),
        "没有写收件人。": service.method is Method.DIRECT and not service.receiver.strip(),
        "留置送达要写拒收事由。": service.method is Method.LEFT and not service.refusal.strip(),
        "留置送达要有见证人，或者拍照为证。": service.method is Method.LEFT and not seen,
        "拒收的要按留置送达登记。": service.method is not Method.LEFT and bool(service.refusal.strip()),
        "电子送达要写受送达人同意的地址。": service.method is Method.ELECTRONIC and not service.address.strip(),
        "邮寄送达要写邮件号。": service.method is Method.POST and not service.parcel.strip(),
        "委托送达要写受委托的单位。": service.method is Method.ENTRUSTED and not service.entrusted.strip(),
    }
    yield from (text for text, is_so in reasons.items() if is_so)


def _attach(
    session: Session, photos: PhotoStore, stored: Stored, name: str, *, receipt: str, visit: str | None, by: str | None
) -> None:
    session.add(
        Evidence(
            uid=new_uid(),
            visit=visit,
            owner_table=ServiceReceipt.__tablename__,
            owner=receipt,
            kind=PHOTO,
            sha256=stored.sha256,
            media_type=stored.media_type,
            size=stored.size,
            file_name=name,
            taken_at=taken_at(photos.read(stored.sha256)),
            device_clock=now(),
            taken_by=by,
        )
    )


def _take_steps(session: Session, row: Document, day: date, *, by: str | None) -> None:
    findings = select(DocumentFinding.finding).where(DocumentFinding.document == row.uid)
    for finding in session.scalars(findings.order_by(DocumentFinding.position)).all():
        session.add(
            Step(
                uid=new_uid(),
                visit=row.visit,
                finding=finding,
                kind=StepKind.SERVED.value,
                at=now(),
                on_day=day,
                by=by,
                role=Role.INSPECTOR.value,
                document=row.uid,
            )
        )


def _printed(row: Document, name: str) -> str:
    return str((row.content or {}).get(name) or "")

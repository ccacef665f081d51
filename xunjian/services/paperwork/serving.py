"""送达 as it happened: registered once, and put right by a further record where it was registered wrongly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.photos import PhotoStore, Stored
from xunjian.db.pictures import taken_at
from xunjian.db.schema.paper import Document, DocumentFinding, ServiceReceipt
from xunjian.db.schema.visit import Evidence, Step
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.documents.papers.service_receipt import Method
from xunjian.errors import UserError
from xunjian.rules.steps import Role, StepKind
from xunjian.services.paperwork import papers
from xunjian.services.paperwork.service_receipts import of_document, photographed

PHOTO = "service_photo"
_SAFE = "没有登记，内容没有改动。"


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


Pictures = Sequence[tuple[Stored, str]]
"""Photos, stored before, and their names."""


def serve(
    session: Session,
    photos: PhotoStore,
    document: str,
    service: Service,
    *,
    by: str | None,
    today: date,
    pictures: Pictures = (),
) -> str:
    """Register that a document was served; return the uid of the record.

    Each finding of the document gets the step 送达. A UserError says what is missing or cannot be so.
    """
    served = of_document(session, document) is not None
    wrong = ["这份文书已经登记过送达。登记错了的，请更正登记。"] if served else []
    row = _require(session, document, service, len(pictures), today, wrong)
    uid = _register(session, photos, row, service, pictures, by=by)
    _take_steps(session, row, service.day, by=by)
    return uid


def correct(
    session: Session,
    photos: PhotoStore,
    document: str,
    service: Service,
    reason: str,
    *,
    by: str | None,
    today: date,
    pictures: Pictures = (),
) -> str:
    """Register anew how a document was served, for a reason; what was registered before stays and no longer counts.

    Photos of the earlier record go on counting. Where the day is another, each finding gets a further step 送达.
    """
    before = of_document(session, document)
    wrong = ["这份文书还没有登记送达。"] if before is None else []
    wrong += [] if reason.strip() else ["没有写为什么更正登记。"]
    shown = len(pictures) + photographed(session, document)
    row = _require(session, document, service, shown, today, wrong)
    uid = _register(session, photos, row, service, pictures, by=by, before=before, reason=reason.strip())
    if before is not None and before.served_on != service.day:
        _take_steps(session, row, service.day, by=by, note=f"更正送达登记：{reason.strip()}")
    return uid


def _require(
    session: Session, document: str, service: Service, photographs: int, today: date, wrong: Sequence[str]
) -> Document:
    """Return the document, where nothing is wrong."""
    standing = papers.paper(session, document)
    if found := [*wrong, *_wrong(standing, service, photographs, today)]:
        raise UserError("还不能登记送达。", safe=_SAFE, hint="\n".join(found))
    return session.get_one(Document, document)


def _register(
    session: Session,
    photos: PhotoStore,
    row: Document,
    service: Service,
    pictures: Pictures,
    *,
    by: str | None,
    before: ServiceReceipt | None = None,
    reason: str = "",
) -> str:
    uid = new_uid()
    session.add(
        ServiceReceipt(
            uid=uid,
            visit=row.visit,
            document=row.uid,
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
            replaces=before.uid if before else None,
            reason=reason or None,
            at=now(),
            by=by,
        )
    )
    for stored, name in pictures:
        _attach(session, photos, stored, name, receipt=uid, visit=row.visit, by=by)
    return uid


def _wrong(standing: papers.Paper, service: Service, photographs: int, today: date) -> Iterator[str]:
    seen = bool(service.witnesses or photographs)
    reasons = {
        f"{standing.number} 已经作废，不用送达。": standing.void_reason is not None,
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


def _take_steps(session: Session, row: Document, day: date, *, by: str | None, note: str = "") -> None:
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
                note=note or None,
                document=row.uid,
            )
        )

"""屏上签: who signs a paper on the screen before it is issued, or will not, over exactly the content that was shown.

Nothing is stored before 签发: then number, PDF and signatures become records together, or none of them. Ink on a screen
confirms on the spot; the formal paper stands by signature and seal on paper, and says so itself.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db import canonical
from xunjian.db.photos import PhotoStore
from xunjian.db.pictures import SHANGHAI
from xunjian.db.schema.paper import Signature
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Visit
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.documents.papers.facts import Inks, OnScreen, Refusal, Side, Signer
from xunjian.documents.papers.supervision_opinion import SupervisionOpinion
from xunjian.errors import UserError
from xunjian.rules.ink import Ink
from xunjian.services.paperwork import kinds
from xunjian.services.paperwork.issuing import Issued
from xunjian.services.paperwork.kinds import NumberedPaper

INK = "application/json"
LONGEST_NAME, LONGEST_REASON = 40, 200
_SAFE = "内容都在，没有取号。"


@dataclass(frozen=True)
class Signed:
    """What somebody wrote on the screen, and when."""

    side: Side
    name: str
    post: str
    ink: Ink
    at: datetime


@dataclass(frozen=True)
class Refused:
    """That nobody of the school would sign: why, who saw it, and when it was noted."""

    reason: str
    witness: str
    witness_post: str
    at: datetime


@dataclass(frozen=True)
class Signing:
    """All that was signed over one content; `over` is what `shown` says of it.

    `agreed` is what the school says to the facts, None where it chose nothing.
    """

    over: str
    signed: tuple[Signed, ...] = ()
    agreed: bool | None = None
    refused: Refused | None = None

    def of(self, side: Side) -> tuple[Signed, ...]:
        """Return what was signed for one side."""
        return tuple(one for one in self.signed if one.side is side)

    def with_signed(self, one: Signed) -> "Signing":
        """Return the signing with one more; who signs again replaces what he or she wrote before."""
        others = tuple(each for each in self.signed if (each.side, each.name) != (one.side, one.name))
        if one.side is not Side.GROUP:
            others = tuple(each for each in others if each.side is not one.side)
        return replace(self, signed=(*others, one))


def signed_now(side: Side, name: str, post: str, ink: Ink) -> Signed:
    """Return what somebody has just written."""
    return Signed(side, name.strip(), post.strip(), ink, now())


def refused_now(reason: str, witness: str, witness_post: str) -> Refused:
    """Return a refusal that has just been noted."""
    return Refused(reason.strip(), witness.strip(), witness_post.strip(), now())


def head_of(session: Session, visit: str) -> tuple[str, str]:
    """Return who will probably sign for the school, and as what: who received the group, or the school's head."""
    row = session.get_one(Visit, visit)
    if row.received_by:
        return row.received_by, row.received_post or ""
    school = session.get(School, row.school) if row.school else None
    return (school.principal, "负责人") if school and school.principal else ("", "")


def shown(paper: NumberedPaper) -> str:
    """Return the SHA-256 of what a paper says, in canonical JSON, as long as it has no number and no signatures."""
    content = msgspec.to_builtins(asdict(_bare(paper)), order="deterministic")
    return hashlib.sha256(canonical.encode(content)).hexdigest()


def require(signing: Signing, paper: NumberedPaper) -> None:
    """Refuse signatures that may not go onto this paper; a UserError says why, and what is to be signed again."""
    if signing.over != shown(paper):
        raise UserError(
            "签名之后内容有变化，这些签名不能用在新的内容上。", safe=_SAFE, hint="请让签名的人再看一遍，重新签。"
        )
    if wrong := list(_wrong(signing, kinds.places_to_sign(paper))):
        raise UserError("签名还不全。", safe=_SAFE, hint="\n".join(wrong))


def signed(paper: NumberedPaper, signing: Signing | None, today: date) -> NumberedPaper:
    """Return the paper with what was signed over it; what was signed over other content does not get there."""
    if signing is None or isinstance(paper, SupervisionOpinion) or signing.over != shown(paper):
        return paper
    return replace(paper, signed=_on_screen(signing, today))


def inks(signing: Signing | None) -> Inks:
    """Return the ink of all who signed, by its hash."""
    return {one.ink.sha256: one.ink for one in signing.signed} if signing else {}


def record(session: Session, photos: PhotoStore, signing: Signing, issued: Issued, *, by: str | None) -> None:
    """Store the ink and write a record of every signature on an issued document, and of a refusal."""
    for one in signing.signed:
        stored = photos.add(one.ink.encoded(), INK)
        session.add(
            Signature(
                uid=new_uid(),
                visit=issued.visit,
                document=issued.uid,
                side=one.side.name.lower(),
                name=one.name.strip(),
                post=one.post.strip() or None,
                ink_sha256=stored.sha256,
                shown_sha256=signing.over,
                agreed=signing.agreed if one.side is Side.SCHOOL else None,
                signed_at=one.at,
                by=by,
            )
        )
    if refused := signing.refused:
        session.add(
            Signature(
                uid=new_uid(),
                visit=issued.visit,
                document=issued.uid,
                side=Side.SCHOOL.name.lower(),
                shown_sha256=signing.over,
                refusal=refused.reason.strip(),
                witness=refused.witness.strip(),
                witness_post=refused.witness_post.strip() or None,
                signed_at=refused.at,
                by=by,
            )
        )


def of_document(session: Session, document: str) -> list[Signature]:
    """Return who signed a document on the screen, or would not, in the order of time."""
    rows = select(Signature).where(Signature.document == document).order_by(Signature.signed_at, Signature.uid)
    return list(session.scalars(rows))


def _bare(paper: NumberedPaper) -> NumberedPaper:
    if isinstance(paper, SupervisionOpinion):
        return replace(paper, serial=None)
    return replace(paper, serial=None, signed=None)


def _wrong(signing: Signing, names: tuple[str, ...] | None) -> Iterator[str]:
    if names is None:
        yield "这种文书没有签收栏，签在送达回证上。"
        return
    school, refused = signing.of(Side.SCHOOL), signing.refused
    if refused is None and not school:
        yield "学校的人还没有签。"
    if refused is not None:
        yield from _wrong_refusal(refused)
        if school:
            yield "已经有学校的人签名，不能再记拒签。"
    for one in signing.signed:
        yield from _wrong_signature(one, names)


def _wrong_signature(one: Signed, names: tuple[str, ...]) -> Iterator[str]:
    if not one.name.strip():
        yield f"{one.side}签名的人没有写姓名。"
    if max(len(one.name), len(one.post)) > LONGEST_NAME:
        yield f"姓名和职务不超过 {LONGEST_NAME} 字。"
    if one.side is Side.GROUP and one.name not in names:
        yield f"{one.name}不在检查人员里。"
    if not one.ink.is_signature:
        yield f"{one.name}还没有签上。"


def _wrong_refusal(refused: Refused) -> Iterator[str]:
    if not (refused.reason.strip() and refused.witness.strip()):
        yield "拒签要写事由和见证人。"
    if len(refused.reason) > LONGEST_REASON:
        yield f"拒签事由不超过 {LONGEST_REASON} 字。"
    if max(len(refused.witness), len(refused.witness_post)) > LONGEST_NAME:
        yield f"姓名和职务不超过 {LONGEST_NAME} 字。"


def _on_screen(signing: Signing, today: date) -> OnScreen:
    refused = signing.refused
    return OnScreen(
        over=signing.over,
        signers=tuple(map(_signer, signing.signed)),
        agreed=None if refused else signing.agreed,
        refusal=Refusal(refused.reason.strip(), today, (_witness(refused),)) if refused else None,
    )


def _signer(one: Signed) -> Signer:
    at = one.at.astimezone(SHANGHAI)
    minute = at.time().replace(second=0, microsecond=0)
    return Signer(one.side, one.name.strip(), one.post.strip(), one.ink.sha256, at.date(), minute)


def _witness(refused: Refused) -> str:
    post = refused.witness_post.strip()
    return f"{refused.witness.strip()}（{post}）" if post else refused.witness.strip()

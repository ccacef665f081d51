"""What the bureau sets up for a kind of paper before anybody issues it: its prefix, and in whose name it goes out."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.reference import Bureau, DocumentPrefix
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.rules.papers import NUMBERED, PaperKind

_UNTOUCHED = "没有改动。"


@dataclass(frozen=True)
class Series:
    """A kind of paper as it is set up: its prefix today, '' for none."""

    kind: PaperKind
    prefix: str
    following: str = ""
    """The prefix that takes over on a later day."""
    following_from: date | None = None


def of_bureau(session: Session, today: date) -> list[Series]:
    """Return all kinds of papers with a number."""
    return [_series(session, kind, today) for kind in NUMBERED]


def _series(session: Session, kind: PaperKind, today: date) -> Series:
    rows = sorted(_rows(session, kind), key=lambda row: row.valid_from or date.min)
    now = [row for row in rows if (row.valid_from or date.min) <= today]
    later = [row for row in rows if row not in now]
    following = later[0] if later else None
    return Series(
        kind,
        (now[-1].prefix or "") if now else "",
        (following.prefix or "") if following else "",
        following.valid_from if following else None,
    )


def set_prefix(session: Session, bureau: str, kind: PaperKind, prefix: str, *, today: date) -> date:
    """Give a kind of paper its prefix; return the day from which it holds: today, or tomorrow where today has one.

    Two kinds never share a prefix: their numbers come from series of their own, and one number would stand twice.
    """
    prefix = prefix.strip()
    if not prefix:
        raise UserError("发文代字没有填。", safe=_UNTOUCHED, hint="例如：庐教责改。")
    if any(character.isdigit() or character in "〔〕[]（）()号第" for character in prefix):
        raise UserError(f"发文代字“{prefix}”不对。", safe=_UNTOUCHED, hint="只写代字，不写年份和号，例如：庐教责改。")
    others = session.scalars(select(DocumentPrefix).where(DocumentPrefix.prefix == prefix)).all()
    taken = next((row for row in others if row.kind != kind.code), None)
    if taken is not None:
        other = PaperKind.of_code(taken.kind)
        raise UserError(
            f"“{prefix}”已经是{other.value if other else '另一种文书'}的发文代字。",
            safe=_UNTOUCHED,
            hint="每种文书用自己的代字，文号才不会重。",
        )
    rows = _rows(session, kind)
    last = max(rows, key=lambda row: row.valid_from or date.min, default=None)
    if last is not None and last.prefix == prefix:
        return last.valid_from or today
    since = today if last is None else max(today, (last.valid_from or date.min) + timedelta(1))
    session.add(DocumentPrefix(uid=new_uid(), bureau=bureau, kind=kind.code, prefix=prefix, valid_from=since))
    session.flush()
    return since


@dataclass(frozen=True)
class Particulars:
    """What papers say of the bureau beyond its name; '' for what is not known."""

    supervision_authority: str = ""
    remedies: str = ""


def particulars(session: Session) -> Particulars:
    """Return what is known."""
    row = session.scalars(select(Bureau).order_by(Bureau.uid)).first()
    if row is None:
        return Particulars()
    return Particulars(row.supervision_authority or "", row.remedies or "")


def set_particulars(session: Session, told: Particulars) -> None:
    """Write what people tell; '' takes it back."""
    row = session.scalars(select(Bureau).order_by(Bureau.uid)).one()
    row.supervision_authority = told.supervision_authority.strip() or None
    row.remedies = told.remedies.strip() or None


def lacking(session: Session, kind: PaperKind, today: date) -> str:
    """Return what the bureau must still set up for a kind of paper, '' where nothing."""
    if not _series(session, kind, today).prefix:
        return f"局里还没有设{kind.value}的发文代字。"
    if kind is PaperKind.SUPERVISION_OPINION and not particulars(session).supervision_authority:
        return "局里还没有写教育督导机构的名称。"
    return ""


def _rows(session: Session, kind: PaperKind) -> list[DocumentPrefix]:
    return list(session.scalars(select(DocumentPrefix).where(DocumentPrefix.kind == kind.code)))

"""The bureau's people (检查人员): names, and the certificates that decide which papers their group may give."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.reference import Person
from xunjian.db.uids import new_uid
from xunjian.errors import UserError

_UNTOUCHED = "没有改动。"
_LONGEST = 40


@dataclass(frozen=True)
class Certificates:
    """Numbers, '' for none, and the last days on which they count, None where they do not run out."""

    enforcement_no: str = ""
    enforcement_until: date | None = None
    inspector_no: str = ""
    inspector_until: date | None = None


@dataclass(frozen=True)
class Known:
    """A person and what they hold."""

    uid: str
    name: str
    unit: str
    held: Certificates


def listed(session: Session) -> list[Known]:
    """Return everybody, by name."""
    rows = session.scalars(select(Person).where(Person.deleted.is_not(True)).order_by(Person.name, Person.uid))
    return [_known(row) for row in rows]


def named(session: Session, name: str) -> Known:
    """Return a person by name; nobody or several of that name are a UserError."""
    found = [one for one in listed(session) if one.name == name.strip()]
    if len(found) != 1:
        raise UserError(
            f"有 {len(found)} 位“{name}”。" if found else f"没有“{name}”这个人。",
            safe=_UNTOUCHED,
            hint="请先把姓名分清。" if found else "请先把人加上。",
        )
    return found[0]


def count_inspectors(session: Session, uids: Collection[str]) -> int:
    """Return how many of these people hold the certificate of an inspector (督学), valid or not."""
    return sum(one.uid in uids and bool(one.held.inspector_no) for one in listed(session))


def add(session: Session, name: str) -> str:
    """Add a person; a name that is taken is a UserError."""
    name = name.strip()
    if not name:
        raise UserError("姓名没有填。", safe=_UNTOUCHED, hint="请填上姓名。")
    if any(one.name == name for one in listed(session)):
        raise UserError(f"已经有“{name}”了。", safe=_UNTOUCHED, hint="同名的，请在姓名后加单位，分清是谁。")
    row = Person(uid=new_uid(), name=name, role="inspector", active=True)
    session.add(row)
    session.flush()
    return row.uid


def certify(session: Session, person: str, held: Certificates) -> None:
    """Write which certificates a person holds; a number that somebody else has is a UserError."""
    row = session.get_one(Person, person)
    others = [one for one in listed(session) if one.uid != person]
    enforcement = _number(held.enforcement_no, "执法证", [(one.name, one.held.enforcement_no) for one in others])
    inspector = _number(held.inspector_no, "督学证", [(one.name, one.held.inspector_no) for one in others])
    row.enforcement_no, row.enforcement_until = enforcement or None, held.enforcement_until if enforcement else None
    row.inspector_no, row.inspector_until = inspector or None, held.inspector_until if inspector else None


def _number(typed: str, what: str, others: Sequence[tuple[str, str]]) -> str:
    number = "".join(typed.split())
    if len(number) > _LONGEST:
        raise UserError(f"{what}号超过 {_LONGEST} 个字。", safe=_UNTOUCHED, hint="请照证件上的号填。")
    holder = next((name for name, other in others if number and other == number), None)
    if holder is not None:
        raise UserError(f"{what}号“{number}”是{holder}的。", safe=_UNTOUCHED, hint="一证一人，请照证件核对。")
    return number


def _known(row: Person) -> Known:
    held = Certificates(
        (row.enforcement_no or "").strip(), row.enforcement_until, (row.inspector_no or "").strip(), row.inspector_until
    )
    return Known(row.uid, row.name or "", row.unit or "", held)

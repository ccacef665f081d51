"""What a person types into the form of a school: read field by field, refused with a word where it cannot be so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.reference import School
from xunjian.sheets import values
from xunjian.sheets.cleaning import Cleaned

FIELDS = (
    "name",
    "code",
    "school_type",
    "ownership",
    "township",
    "principal",
    "phone",
    "address",
    "students",
    "classes",
)
_COUNTS = frozenset({"students", "classes"})
# Words are kept as typed: a person who writes a rare character means it.
_READERS: dict[str, Callable[[str], Cleaned]] = {
    "code": values.clean_code,
    "phone": values.clean_phones,
    **dict.fromkeys(_COUNTS, values.clean_count),
}


@dataclass(frozen=True)
class Checked:
    """The fields that differ from what is stored, and by field what is wrong."""

    changes: dict[str, Any]
    problems: dict[str, str]


def filled(session: Session, uid: str) -> dict[str, str]:
    """Return the form of a school as text."""
    school = session.get_one(School, uid)
    return {name: "" if (value := getattr(school, name)) is None else str(value) for name in FIELDS}


def check(session: Session, uid: str, typed: Mapping[str, str]) -> Checked:
    """Read a filled form. A field that was not touched is neither read nor wrong, whatever a list once left in it."""
    stored = filled(session, uid)
    changes: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, text in typed.items():
        if text.strip() == stored[name]:
            continue
        cleaned = _READERS.get(name, _as_typed)(text)
        if cleaned.problem:
            problems[name] = cleaned.problem
        elif cleaned.text != stored[name]:
            changes[name] = (int(cleaned.text) if name in _COUNTS else cleaned.text) if cleaned.text else None
    if "name" in changes and not changes["name"]:
        problems["name"] = "学校名称不能空着。"
    if changes.get("code") and (other := _other_of_code(session, uid, changes["code"])):
        problems["code"] = f"“{other}”已用这个代码。"
    return Checked({name: value for name, value in changes.items() if name not in problems}, problems)


def _as_typed(text: str) -> Cleaned:
    return Cleaned(text.strip())


def _other_of_code(session: Session, uid: str, code: str) -> str | None:
    return session.scalars(
        select(School.name).where(School.code == code, School.uid != uid, School.deleted.is_not(True))
    ).first()

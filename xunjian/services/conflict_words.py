"""A conflict in words: where it is, which field, and each value as people read it, never a column or a code."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian import labels
from xunjian.db.conflicts import Conflict
from xunjian.db.references import TARGETS
from xunjian.db.schema.reference import Campaign, Checklist, ChecklistItem, Person, School, Team
from xunjian.db.schema.visit import (
    Answer,
    Evidence,
    EvidenceCover,
    EvidenceNote,
    Finding,
    Measure,
    MeasureFinding,
    Step,
    Visit,
)
from xunjian.db.uids import is_uid
from xunjian.rules import money
from xunjian.rules.school_codes import SCHOOL_TYPE

NOTHING = "（空）"
_AMOUNTS = frozenset({"amount"})
_INSTANTS = frozenset({"started", "ended"})
_SHANGHAI = ZoneInfo("Asia/Shanghai")

_CODES: dict[tuple[str, str], dict[str, str]] = {
    ("answer", "result"): labels.ANSWER,
    ("finding", "severity"): labels.SEVERITY,
    ("holiday", "kind"): labels.DAY_KIND,
    ("measure", "kind"): labels.MEASURE_KIND,
    ("person", "role"): labels.ROLE,
    ("school", "ownership"): labels.OWNERSHIP,
    ("school", "school_type"): SCHOOL_TYPE,
    ("team_member", "role"): labels.MEMBER_ROLE,
    ("visit_member", "role"): labels.MEMBER_ROLE,
}
_NAMED: dict[str, type[Any]] = {"campaign": Campaign, "person": Person, "school": School, "team": Team}


def field(table: str, register: str) -> str:
    """Return what a field is called, with the kind of its record: 问题 金额; a newer program's by its own name."""
    return f"{labels.TABLE.get(table, table)} {labels.FIELD.get(table, {}).get(register, register)}"


def place(session: Session, conflict: Conflict) -> str:
    """Return where people look for it: the school, the day of a visit, the item; else what the record is called."""
    kind, uid = conflict.case
    if kind == "visit":
        visit = session.get(Visit, uid)
        school = _name_of(session, School, visit.school if visit else None) or "学校资料未到"
        day = visit.day.isoformat() if visit and visit.day else ""
        return " ".join(filter(None, (school, day, _item(session, conflict))))
    if kind == "school":
        return _name_of(session, School, uid) or "学校资料未到"
    table = _NAMED.get(conflict.table)
    return (_name_of(session, table, conflict.uid) if table else None) or labels.TABLE.get(
        conflict.table, conflict.table
    )


def item_of(session: Session, table: str, uid: str) -> str | None:
    """Return the uid of the item that a record of a visit speaks of, None where it speaks of the visit as a whole."""
    if table == "answer":
        answer = session.get(Answer, uid)
        return answer.item if answer else None
    of = (session.get(Finding, finding) for finding in findings_of(session, table, uid))
    return next((finding.item for finding in of if finding), None)


def findings_of(session: Session, table: str, uid: str) -> list[str]:
    """Return the findings that a record of a visit belongs to: itself, or those that a measure answers."""
    if table == "finding":
        return [uid]
    if table == "measure_finding":
        links = [session.get(MeasureFinding, uid)]
    elif table == "measure":
        rows = select(MeasureFinding).where(MeasureFinding.measure == uid, MeasureFinding.deleted.is_not(True))
        links = [*session.scalars(rows.order_by(MeasureFinding.finding))]
    elif table in ("evidence_cover", "evidence_note"):
        said = session.get(EvidenceCover, uid) if table == "evidence_cover" else session.get(EvidenceNote, uid)
        photo = session.get(Evidence, said.evidence or "") if said else None
        return [photo.owner] if photo and photo.owner else []
    else:
        return []
    return [link.finding for link in links if link and link.finding]


def _item(session: Session, conflict: Conflict) -> str:
    item = session.get(ChecklistItem, item_of(session, conflict.table, conflict.uid) or "")
    return (item.code if item else None) or ""


def value(session: Session, table: str, register: str, stored: Any) -> str:
    """Return a value of the log as people read it."""
    if stored is None or stored in ("", [], {}):
        return NOTHING
    if isinstance(stored, bool):
        return "是" if stored else "否"
    if isinstance(stored, dict):
        return _members(session, table, register, stored)
    if isinstance(stored, list):
        return "、".join(_one(session, table, register, one) for one in stored)
    return _one(session, table, register, stored)


def _members(session: Session, table: str, register: str, stored: dict[str, Any]) -> str:
    """Return a group of fields: what it is called after stands bare, the others with their names."""
    names = labels.FIELD.get(table, {})
    bare = {register, "text", "result", "workdays"}
    parts = [
        value(session, table, name, part)
        if name in bare
        else f"{names.get(name, name)} {value(session, table, name, part)}"
        for name, part in sorted(stored.items(), key=lambda each: each[0] not in bare)
        if part is not None
    ]
    return "，".join(parts) or NOTHING


def _one(session: Session, table: str, register: str, stored: Any) -> str:
    if register in _AMOUNTS and isinstance(stored, int) and 0 <= stored < money.LIMIT:
        return f"¥{money.table(stored)}"
    if register == "workdays":
        return f"{stored} 个工作日"
    if register in _INSTANTS and isinstance(stored, str):
        return _moment(stored)
    text = str(stored)
    if register in TARGETS and not is_uid(text):
        return text
    if register == "step":
        step = session.get(Step, text)
        return labels.STEP.get(step.kind or "", step.kind or text) if step else text
    if register in ("area", "areas"):
        return _title(session, text)
    if register in TARGETS:
        return _referred(session, register, text)
    return _CODES.get((table, register), {}).get(text, text)


def _moment(stored: str) -> str:
    try:
        return datetime.fromisoformat(stored).astimezone(_SHANGHAI).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return stored


def _title(session: Session, code: str) -> str:
    newest = select(Checklist.title).where(Checklist.code == code).order_by(Checklist.version.desc())
    return session.scalars(newest).first() or code


def _referred(session: Session, column: str, uid: str) -> str:
    """Return what another record is called; one that is not here by the beginning of its uid."""
    target = TARGETS[column] or ""
    if target == "checklist_item":
        item = session.get(ChecklistItem, uid)
        return f"{item.code} {item.title}" if item else uid[:8]
    if target == "visit":
        visit = session.get(Visit, uid)
        return f"{_name_of(session, School, visit.school) or uid[:8]} {visit.day}" if visit else uid[:8]
    if target in ("finding", "measure"):
        return _text_of(session, target, uid) or uid[:8]
    table = _NAMED.get(target)
    return (_name_of(session, table, uid) if table else None) or uid[:8]


def _text_of(session: Session, table: str, uid: str) -> str | None:
    if table == "finding":
        finding = session.get(Finding, uid)
        return finding.fact if finding else None
    measure = session.get(Measure, uid)
    return measure.text if measure else None


def _name_of(session: Session, table: type[Any], uid: str | None) -> str | None:
    row = session.get(table, uid) if uid else None
    return row.name if row is not None else None


def author(session: Session, uid: str | None) -> str:
    """Return who wrote a side."""
    return _name_of(session, Person, uid) or "局里"

"""The answers of a visit as rows: one an item, named by visit and item, so that every machine writes the same one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.visit import Answer
from xunjian.db.uids import derived_uid

PROBLEMS = frozenset({"no", "partly"})
"""Results that come with a finding."""


def uid_of(visit: str, item: str) -> str:
    """Return the uid of the answer to an item."""
    return derived_uid(visit, item)


def of_visit(session: Session, visit: str) -> dict[str, Answer]:
    """Return the answers that stand, by item."""
    rows = session.scalars(select(Answer).where(Answer.visit == visit, Answer.deleted.is_not(True)))
    return {row.item or "": row for row in rows if row.result is not None}


def row_of(session: Session, visit: str, item: str) -> Answer:
    """Return the row in which an item is answered, new or with what it holds; one taken back before is there again."""
    uid = uid_of(visit, item)
    row = session.get(Answer, uid)
    if row is None:
        row = Answer(uid=uid, visit=visit, item=item)
        session.add(row)
    elif row.deleted:
        row.deleted, row.result, row.reason = False, None, None
    return row


def require_problem(session: Session, visit: str, item: str) -> None:
    """See to it that the answer of an item is one of a problem: a finding says so."""
    row = row_of(session, visit, item)
    if row.result not in PROBLEMS:
        row.result, row.reason = "no", None

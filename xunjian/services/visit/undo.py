"""撤销 and 重做 on a visit: each is a new edit in the log, so they survive a restart and travel like any other."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete
from sqlalchemy.orm import Session

from xunjian.db import undoing, views
from xunjian.db.registers import CLEARED, DELETED, logged_tables
from xunjian.db.schema.local import Undone
from xunjian.db.schema.visit import Evidence, EvidenceNote
from xunjian.db.undoing import Change, Replaced
from xunjian.errors import UserError
from xunjian.services.visit import evidence

FINAL = ("document", "document_event", "document_finding", "step")
"""Tables whose records end undo: nothing done before a 签发 or after it on paper is taken back."""

_STANDS = (CLEARED, "false")
"""What the register `deleted` holds of a record that is there."""

_NAMES = frozenset({"visit", "evidence"})
"""Registers of a note on a photo that say whose note it is."""


@dataclass(frozen=True)
class Possible:
    """What can be taken back and done again now: the titles that the buttons show, or None."""

    undo: str | None
    redo: str | None


def possible(session: Session, visit: str, replica: str) -> Possible:
    """Return what can be taken back and done again on a visit."""
    done, undone = _last_done(session, visit, replica), _last_undone(session, visit, replica)
    return Possible(done.title if done else None, undone.title if undone else None)


def title(session: Session, visit: str, replica: str, *, redo: bool = False) -> str:
    """Return the reason under which the next undo or redo is to be written; raises UserError if there is none."""
    now = possible(session, visit, replica)
    name = now.redo if redo else now.undo
    if name is None:
        raise UserError(
            "没有可以重做的了。" if redo else "没有可以撤销的了。",
            safe="内容没有改动。",
            hint="已签发的内容请用“更正”。",
        )
    return (undoing.REDO if redo else undoing.UNDO) + name


def undo(session: Session, visit: str, replica: str) -> None:
    """Take back the newest change of this machine on the visit."""
    change = _last_done(session, visit, replica)
    if change is None:
        return
    _require_unchanged(session.connection(), change, back=True)
    for replaced in change.registers:
        _set(session, replaced, back=True)
    session.add(Undone(cid=change.cid, at=views.last_commit(session.connection())))


def redo(session: Session, visit: str, replica: str) -> None:
    """Do again what was taken back last."""
    change = _last_undone(session, visit, replica)
    if change is None:
        return
    _require_unchanged(session.connection(), change, back=False)
    for replaced in change.registers:
        _set(session, replaced, back=False)
    session.execute(delete(Undone).where(Undone.cid == change.cid))


def _last_done(session: Session, visit: str, replica: str) -> Change | None:
    change = undoing.last_done(session.connection(), ("visit", visit), replica, after=_end(session, visit))
    begins = change is not None and any(one.uid == visit and one.created for one in change.registers)
    return None if begins else change


def _last_undone(session: Session, visit: str, replica: str) -> Change | None:
    return undoing.last_undone(session.connection(), ("visit", visit), replica, after=_end(session, visit))


def _end(session: Session, visit: str) -> int:
    """Return the commit up to which nothing is taken back, wherever it was made."""
    return undoing.last_record(session.connection(), visit, FINAL)


def _require_unchanged(connection: Connection, change: Change, *, back: bool) -> None:
    for replaced in change.registers:
        if logged_tables()[replaced.table].is_record or _hides_a_photo(replaced):
            # Written once: nobody can have changed it. And taking back a photo writes on the note that hides it, so
            # that this never stands as its own change left it.
            continue
        before = replaced.before
        if replaced.created and replaced.table != EvidenceNote.__tablename__:
            # Taken back, a new record is deleted and keeps the rest of what it held.
            before = "true" if replaced.register == DELETED else replaced.after
        expected = replaced.after if back else before
        if not _holds(connection, replaced, expected):
            raise UserError(
                "这一步之后又有人改过同一处，不能直接撤销。", safe="内容没有改动。", hint="请直接改成您要的内容。"
            )


def _holds(connection: Connection, replaced: Replaced, expected: str) -> bool:
    # A record that was taken back and made again says that it is not deleted; before, it said nothing.
    alike = _STANDS if replaced.register == DELETED and expected in _STANDS else (expected,)
    return any(undoing.holds(connection, replaced.uid, replaced.register, value) for value in alike)


def _hides_a_photo(replaced: Replaced) -> bool:
    return replaced.table == EvidenceNote.__tablename__ and replaced.register in {"hidden", DELETED, *_NAMES}


def _set(session: Session, replaced: Replaced, *, back: bool) -> None:
    connection = session.connection()
    if replaced.table == EvidenceNote.__tablename__ and replaced.register in _NAMES:
        return
    if not replaced.created or replaced.table == EvidenceNote.__tablename__:
        # A note is never taken away as a whole: what other changes wrote on it stands.
        value = replaced.before if back else replaced.after
        undoing.put(connection, replaced.table, replaced.uid, replaced.register, value)
    elif not logged_tables()[replaced.table].is_record:
        undoing.put(connection, replaced.table, replaced.uid, DELETED, "true" if back else "false")
        if not back and replaced.register != DELETED:
            undoing.put(connection, replaced.table, replaced.uid, replaced.register, replaced.after)
    elif replaced.table == Evidence.__tablename__:
        evidence.set_hidden(session, replaced.uid, hidden=back)

"""What people type to name a school, a visit or a conflict, and which record they mean."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.conflicts import Conflict, list_conflicts
from xunjian.db.queries import twins
from xunjian.db.schema.reference import Campaign, School, Team
from xunjian.db.schema.visit import Visit
from xunjian.errors import UserError

SHORTEST = 6
"""Digits of a uid that people have to type at least."""

_UNTOUCHED = "什么都没有改。"


def school(session: Session, typed: str) -> str:
    """Return the uid of the one school that has this identifier code, or just this name."""
    wanted = typed.strip()
    present = select(School.uid).where(School.deleted.is_not(True))
    ends = twins.standing_for(session)
    for column in (School.code, School.name):
        found = list(dict.fromkeys(ends.get(uid, uid) for uid in session.scalars(present.where(column == wanted))))
        if len(found) == 1:
            return found[0]
        if found:
            raise UserError(f"有 {len(found)} 所学校都是“{wanted}”。", safe=_UNTOUCHED, hint="请改用学校标识码。")
    raise UserError(
        f"没有标识码或名称是“{wanted}”的学校。", safe=_UNTOUCHED, hint="可用 schools list --search 按名称或首字母查。"
    )


def school_codes(session: Session) -> dict[str, str]:
    """Return the identifier codes of all schools by uid."""
    return {uid: code or "" for uid, code in session.execute(select(School.uid, School.code))}


def visit(session: Session, typed: str) -> str:
    """Return the uid of the one visit whose uid begins as typed."""
    uids = session.scalars(select(Visit.uid).where(Visit.deleted.is_not(True))).all()
    return _only(typed, uids, what="检查", hint="可用 visit list 查编号。")


def conflict(session: Session, typed: str) -> Conflict:
    """Return the one conflict whose id begins as typed."""
    known = {one.id: one for one in list_conflicts(session.connection())}
    return known[_only(typed, list(known), what="冲突", hint="可用 conflicts list 查编号。")]


def _only(typed: str, names: Sequence[str], *, what: str, hint: str) -> str:
    wanted = typed.strip()
    if len(wanted) < SHORTEST:
        raise UserError(f"{what}编号“{wanted}”太短。", safe=_UNTOUCHED, hint=f"至少写前 {SHORTEST} 位。{hint}")
    found = [name for name in names if name == wanted] or [name for name in names if name.startswith(wanted)]
    if len(found) > 1:
        raise UserError(f"有 {len(found)} 个{what}的编号以“{wanted}”开头。", safe=_UNTOUCHED, hint="请多写几位。")
    if not found:
        raise UserError(f"没有编号是“{wanted}”的{what}。", safe=_UNTOUCHED, hint=hint)
    return found[0]


def team(session: Session, typed: str) -> str:
    """Return the uid of the group with this name, or whose uid begins so."""
    wanted = typed.strip()
    rows = session.execute(
        select(Team.uid, Campaign.name)
        .outerjoin(Campaign, Campaign.uid == Team.campaign)
        .where(Team.deleted.is_not(True), (Team.name == wanted) | Team.uid.startswith(wanted, autoescape=True))
        .order_by(Team.uid)
    ).all()
    if not rows:
        raise UserError(f"没有叫“{wanted}”的组。", safe=_UNTOUCHED, hint="用 enrol list 看看有哪些组。")
    if len(rows) > 1:
        several = "；".join(f"{uid[:8]}（{campaign or '没有任务'}）" for uid, campaign in rows)
        raise UserError(f"有 {len(rows)} 个“{wanted}”。", safe=_UNTOUCHED, hint=f"请写编号的前几位：{several}。")
    return str(rows[0].uid)

"""What an inspector reads about an item before answering: on which grounds a problem would be printed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.reference import Bureau, School
from xunjian.rules.basis import Region
from xunjian.rules.grounds import Grounds, Situation, grounds
from xunjian.services import visits
from xunjian.services.handbook import Entry, Handbook


def grounds_of(session: Session, handbook: Handbook, visit: str, entry: Entry) -> Grounds:
    """Return what a finding of this item at this visit may be printed on, and which bases still wait (依据待核)."""
    head = visits.head(session, visit)
    bureau = session.scalars(select(Bureau)).first()
    stages, ownership = visits.kinds_of(session.get(School, head.school))
    situation = Situation(stages, ownership, Region((bureau.region_code if bureau else None) or ""), head.day)
    clauses = handbook.bases.articles_for(entry.item.code)
    return grounds(clauses, situation, scope=entry.item.scope, item_stages=entry.item.stages)

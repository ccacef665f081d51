"""What an inspector reads about an item before answering: on which grounds a problem would be printed."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from xunjian.rules.grounds import Grounds, grounds
from xunjian.services import visits, weighing
from xunjian.services.handbook import Entry, Handbook


def grounds_of(
    session: Session, handbook: Handbook, visit: str, entry: Entry, confirmed: Collection[str] = ()
) -> Grounds:
    """Return what a finding of this item at this visit may be printed on, and which bases still wait (依据待核)."""
    situation = weighing.situation_of(session, visits.head(session, visit))
    clauses = handbook.bases.articles_for(entry.item.code)
    item = entry.item
    return grounds(clauses, situation, scope=item.scope, item_stages=item.stages, confirmed=confirmed)

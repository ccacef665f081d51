"""Numbers that the bureau issues under itself: where notices follow a 问题反馈单, they are the bureau's."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.paper import NumberBlock
from xunjian.db.uids import new_uid
from xunjian.rules.numbers import Block
from xunjian.services.bureau import teams
from xunjian.services.bureau.founding import NOTICE

_SEAT = 0  # of a workspace that belongs to no group


def grant(session: Session, block: Block) -> None:
    """Give the bureau a block of its own; one that meets another is a UserError, the same again changes nothing."""
    if block in of_bureau(session):
        return
    teams.require_free(session, block)
    session.add(
        NumberBlock(
            uid=new_uid(), team=None, seat=_SEAT, kind=NOTICE, year=block.year, first=block.first, last=block.last
        )
    )
    session.flush()


def of_bureau(session: Session) -> tuple[Block, ...]:
    """Return the bureau's own blocks."""
    rows = session.scalars(
        select(NumberBlock)
        .where(NumberBlock.team.is_(None), NumberBlock.kind == NOTICE)
        .order_by(NumberBlock.year, NumberBlock.first)
    )
    return tuple(Block(row.year or 0, row.first or 0, row.last or 0) for row in rows)

"""A campaign's groups at the bureau: who belongs to one, where it goes, which numbers it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from xunjian.db.schema.exchange import Enrolment
from xunjian.db.schema.paper import NumberBlock
from xunjian.db.schema.reference import Assignment, Campaign, Person, School, Team, TeamMember
from xunjian.db.uids import derived_uid, new_uid
from xunjian.errors import UserError
from xunjian.rules.numbers import Block, overlapping
from xunjian.services.bureau.founding import NOTICE

_UNTOUCHED = "什么都没有改。"


@dataclass(frozen=True)
class CampaignPlan:
    """An inspection task (检查任务), as far as a new one needs describing."""

    name: str
    kind: str = "special"
    purpose: str | None = None
    plan_title: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def found_team(session: Session, plan: CampaignPlan, name: str) -> str:
    """Return the group of this name in this campaign, making either where it is new."""
    campaign = _campaign(session, plan)
    name = _filled(name, "组名")
    teams = session.scalars(select(Team).where(Team.campaign == campaign, Team.deleted.is_not(True))).all()
    same = next((team for team in teams if team.name == name), None)
    if same is not None:
        return same.uid
    number = max((team.number or 0 for team in teams), default=0) + 1
    team = Team(uid=new_uid(), campaign=campaign, number=number, name=name)
    session.add(team)
    session.flush()
    return team.uid


def _campaign(session: Session, plan: CampaignPlan) -> str:
    name = _filled(plan.name, "任务名称")
    found = session.scalars(
        select(Campaign.uid).where(Campaign.name == name, Campaign.deleted.is_not(True)).order_by(Campaign.uid)
    ).first()
    if found is not None:
        return found
    campaign = Campaign(
        uid=new_uid(),
        name=name,
        kind=plan.kind,
        purpose=plan.purpose,
        plan_title=plan.plan_title,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
    )
    session.add(campaign)
    session.flush()
    return campaign.uid


def add_members(session: Session, bureau: str, team: str, names: Sequence[str]) -> None:
    """Put people into a group, known ones by their name; those who are in it keep their place and seat."""
    wanted = [_filled(name, "姓名") for name in names]
    if len(set(wanted)) != len(wanted):
        raise UserError("成员里有重名的。", safe=_UNTOUCHED, hint="请在姓名后加单位或编号，分清是谁。")
    roster_now = dict(roster(session, team))
    if not wanted and not roster_now:
        raise UserError("还没有写组员。", safe=_UNTOUCHED, hint="至少写一位，第一位是组长。")
    last = session.scalars(select(func.max(TeamMember.rank)).where(TeamMember.team == team)).one() or 0
    for name in wanted:
        if name in roster_now:
            continue
        person = _person(session, name)
        uid = derived_uid(bureau, team, person)
        member = session.get(TeamMember, uid)
        if member is not None:
            member.deleted = False
            continue
        last += 1
        session.add(
            TeamMember(
                uid=uid, team=team, person=person, role="leader" if last == 1 else "member", rank=last, deleted=False
            )
        )
    session.flush()


def _person(session: Session, name: str) -> str:
    known = session.scalars(select(Person.uid).where(Person.name == name, Person.deleted.is_not(True))).all()
    if len(known) > 1:
        raise UserError(f"有 {len(known)} 位“{name}”。", safe=_UNTOUCHED, hint="请先在“人员”里把姓名分清。")
    if known:
        return known[0]
    person = Person(uid=new_uid(), name=name, role="inspector", active=True)
    session.add(person)
    session.flush()
    return person.uid


def roster(session: Session, team: str) -> list[tuple[str, str]]:
    """Return name and uid of a group's members in the order of their seats."""
    rows = session.execute(
        select(Person.name, Person.uid)
        .join(TeamMember, TeamMember.person == Person.uid)
        .where(TeamMember.team == team, TeamMember.deleted.is_not(True))
        .order_by(TeamMember.rank, Person.uid)
    )
    return [(name or "", uid) for name, uid in rows]


def assign_schools(session: Session, bureau: str, team: str, schools: Sequence[str]) -> None:
    """Let a group visit these schools (uids) as well."""
    known = set(session.scalars(select(School.uid).where(School.deleted.is_not(True))))
    unknown = [school for school in schools if school not in known]
    if unknown:
        raise UserError(f"有 {len(unknown)} 所学校不在名录里。", safe=_UNTOUCHED, hint="请先导入学校，再分给检查组。")
    campaign = session.get_one(Team, team).campaign
    for school in dict.fromkeys(schools):
        uid = derived_uid(bureau, campaign or team, team, school)
        assignment = session.get(Assignment, uid)
        if assignment is None:
            session.add(
                Assignment(uid=uid, campaign=campaign, team=team, school=school, why="mandatory", deleted=False)
            )
        else:
            assignment.deleted = False
    session.flush()


def grant_numbers(session: Session, team: str, block: Block, seats: int, kind: str = NOTICE) -> None:
    """Give a group a block of numbers of a kind of paper, cut into seats; the same block again changes nothing."""
    mine = blocks_of(session, team, kind)
    cut = block.seats(seats)
    if set(cut) <= set(mine):
        return
    require_free(session, block, kind)
    for seat, part in enumerate(cut, start=1):
        session.add(
            NumberBlock(
                uid=new_uid(), team=team, seat=seat, kind=kind, year=part.year, first=part.first, last=part.last
            )
        )
    session.flush()


def require_free(session: Session, block: Block, kind: str = NOTICE) -> None:
    """Raise UserError where some of these numbers were given out before."""
    others = session.scalars(select(NumberBlock).where(NumberBlock.kind == kind, NumberBlock.year == block.year))
    given = [Block(row.year or 0, row.first or 0, row.last or 0) for row in others]
    clash = next((pair for other in given if (pair := overlapping([block, other]))), None)
    if clash is not None:
        taken = clash[0] if clash[1] == block else clash[1]
        raise UserError(
            f"号段 {block.first}–{block.last} 和已发的 {taken.first}–{taken.last} 有重号。",
            safe=_UNTOUCHED,
            hint="请换一段没发过的号。",
        )


def blocks_of(session: Session, team: str, kind: str = NOTICE) -> tuple[Block, ...]:
    """Return a group's blocks of a kind of paper, seat by seat."""
    rows = session.scalars(
        select(NumberBlock)
        .where(NumberBlock.team == team, NumberBlock.kind == kind)
        .order_by(NumberBlock.year, NumberBlock.seat, NumberBlock.first)
    )
    return tuple(Block(row.year or 0, row.first or 0, row.last or 0) for row in rows)


def _filled(text: str, what: str) -> str:
    if not text.strip():
        raise UserError(f"{what}没有填。", safe=_UNTOUCHED, hint=f"请填上{what}。")
    return text.strip()


def newest_campaign(session: Session) -> CampaignPlan | None:
    """Return the inspection task for which a group was enrolled last, None where there is none yet."""
    row = session.scalars(
        select(Campaign)
        .join(Team, Team.campaign == Campaign.uid)
        .join(Enrolment, Enrolment.team == Team.uid)
        .where(Campaign.deleted.is_not(True))
        .order_by(Enrolment.made_at.desc())
    ).first()
    if row is None:
        return None
    return CampaignPlan(row.name or "", purpose=row.purpose, plan_title=row.plan_title)


def following_block(session: Session, year: int, size: int, kind: str = NOTICE) -> Block:
    """Return the block of `size` numbers after all that were given out this year."""
    given = select(func.max(NumberBlock.last)).where(NumberBlock.kind == kind, NumberBlock.year == year)
    last = session.scalars(given).one() or 0
    return Block(year, last + 1, last + size)

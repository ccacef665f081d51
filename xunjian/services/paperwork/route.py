"""The bureau's setting 现场制发: whether a group issues notices on site, or feeds back and the bureau issues them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian import settings
from xunjian.db.schema.reference import Bureau
from xunjian.db.schema.visit import Step
from xunjian.errors import UserError
from xunjian.rules.lifecycle import Circumstances, why_not
from xunjian.rules.steps import Notice, Recheck, Role, Route, Severity, State, StepKind, state_after
from xunjian.services.visit.finding_views import FindingView
from xunjian.settings import Name

BUREAU_ISSUES = "本局先反馈、后审签：给学校问题反馈单，报局审核，通知书由局里下达。"


def of_bureau(session: Session) -> Route:
    """Return how this bureau's notices come about; on site unless it has decided otherwise."""
    bureau = _bureau(session)
    return Route(bureau.route) if bureau is not None and bureau.route in set(Route) else Route.ON_SITE


def choose(session: Session, route: Route) -> None:
    """Decide it for all groups; they have it with the next task file. A group's workspace refuses."""
    bureau = _bureau(session)
    if bureau is None or not at_bureau(session):
        raise UserError("制发方式由局里定。", safe="没有改动。", hint="请局里改好，再发任务包。")
    bureau.route = route.value


def at_bureau(session: Session) -> bool:
    """Whether this workspace is the bureau's own."""
    return settings.get(session, Name.ROLE) == "bureau"


def against_ordering(session: Session, findings: Iterable[FindingView], today: date) -> dict[str, str]:
    """Return why findings may not be ordered on this bureau's route, by uid; "" stands for all of a group's."""
    if of_bureau(session) is Route.ON_SITE:
        return {}
    if not at_bureau(session):
        return {"": BUREAU_ISSUES}
    reasons = ((one.uid, _why_not(session, one, today)) for one in findings)
    return {uid: reason for uid, reason in reasons if reason}


def _why_not(session: Session, finding: FindingView, today: date) -> str:
    step = session.get(Step, finding.step) if finding.step else None
    result = Recheck(step.result) if step is not None and step.result else None
    state = state_after(StepKind(step.kind) if step is not None and step.kind else None, result)
    # What stands on no notice in force and yet went on from one: that one is void.
    notice = Notice.VOID if state is State.RECTIFYING else Notice.NONE
    now = Circumstances(state, Role.REVIEWER, Route.FEEDBACK_FIRST, Severity.C, today, due=today, notice=notice)
    return why_not(StepKind.ORDERED, now)


def _bureau(session: Session) -> Bureau | None:
    return session.scalars(select(Bureau).order_by(Bureau.uid)).first()

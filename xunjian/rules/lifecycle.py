"""Which steps a finding may take: one table for both routes, and why a step is not open now.

Issued on site: 发现 → 组长确认 → 下达. Feedback first: 发现 → 组长确认 → 反馈 → 报局审核 → 下达. From there both go
整改 → 学校报完成 → 初核 → 复查 → 销号 → 回头看. What was put right on the spot may be rechecked and closed without a
notice. A relapse ends a finding; the problem goes on as a new finding that names the old one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from xunjian import labels
from xunjian.errors import UserError
from xunjian.rules.steps import Notice, Recheck, Role, Route, Severity, State, StepKind


@dataclass(frozen=True)
class Circumstances:
    """All that decides whether a step is open; `due` is the deadline in force, extensions counted."""

    state: State
    role: Role
    route: Route
    severity: Severity
    today: date
    due: date | None = None
    proofs: int = 0
    notice: Notice = Notice.NONE
    fixed_on_spot: bool = False
    extension_pending: bool = False
    in_conflict: bool = False


@dataclass(frozen=True)
class Need:
    """A condition beyond state and role, and what people are told where it is not met."""

    met: Callable[[Circumstances, Recheck | None], bool]
    otherwise: str


@dataclass(frozen=True)
class Rule:
    """In these states a step may be taken by these roles, on the one route and on the other."""

    step: StepKind
    states: frozenset[State]
    on_site: frozenset[Role]
    feedback_first: frozenset[Role]
    needs: tuple[Need, ...] = ()

    def roles(self, route: Route) -> frozenset[Role]:
        """Who may take the step on this route; nobody: it is not part of the route."""
        return self.on_site if route is Route.ON_SITE else self.feedback_first


_NOBODY: frozenset[Role] = frozenset()
_LEADER = frozenset({Role.LEADER})
_BUREAU = frozenset({Role.REVIEWER, Role.CHIEF})
_LEADER_OR_BUREAU = _LEADER | _BUREAU
_ANYONE = frozenset(Role)

_NEW = frozenset({State.FOUND, State.RETURNED})
_IN_THE_GROUP = _NEW | {State.CONFIRMED, State.FED_BACK}
_UNDER_REVIEW = frozenset({State.SUBMITTED, State.DOWNGRADED})
_DROPPED = frozenset({State.JOINED, State.NOT_UPHELD})
_RECTIFYING = frozenset({State.RECTIFYING})
_UNDER_WAY = _RECTIFYING | {State.REPORTED, State.CHECKED, State.RECHECKED}
_DONE = frozenset({State.CLOSED, State.LOOKED_BACK})
_BEFORE_CLOSURE = _IN_THE_GROUP | _UNDER_REVIEW | _UNDER_WAY

_SETTLED = Need(lambda c, _: not c.in_conflict, "两组填得不一样还没定，请先处理冲突。")
_DATED = Need(lambda c, _: c.due is not None, "还没有整改期限，请先填期限。")
_NOT_PAST = Need(lambda c, _: c.due is None or c.due >= c.today, "期限已经过了今天，请改一下。")
_NOT_ISSUED = Need(lambda c, _: c.notice in (Notice.NONE, Notice.VOID), "通知书已下达，不能改。写错了请用“更正”。")
_NOT_IN_FORCE = Need(_NOT_ISSUED.met, "已下达的不能再这样办。通知书有误的，请先作废。")
_NOT_VOID = Need(lambda c, _: c.notice is not Notice.VOID, "通知书已作废，请先重新下达。")
_TO_BE_SERVED = Need(lambda c, _: c.notice is Notice.ISSUED, "没有等待送达的通知书。")
_SERVED = Need(lambda c, _: c.notice is not Notice.ISSUED, "通知书还没有登记送达，请先登记送达回证。")
_PROVED = Need(lambda c, _: c.proofs > 0, "还没有整改佐证，请先附上照片或材料。")
_HIGH_ENOUGH = Need(lambda c, _: c.severity is not Severity.A or c.role is Role.CHIEF, "A 级问题要由分管领导销号。")
_ON_SPOT = Need(lambda c, _: c.fixed_on_spot, "还没有下达的，只有当场改好的才能复查。")
_ALL_OF_IT = Need(lambda _, result: result in (None, Recheck.RECTIFIED), "当场没有全部改好的，请下达通知书。")
_IN_TIME = Need(lambda c, _: c.due is None or c.today < c.due, "延期要在到期日之前申请。")
_NOT_ASKED = Need(lambda c, _: not c.extension_pending, "已有一份延期申请在等批复。")
_ASKED = Need(lambda c, _: c.extension_pending, "没有等待批复的延期申请。")

_READY = (_SETTLED, _DATED, _NOT_PAST)
_CLOSABLE = (_NOT_VOID, _SERVED, _PROVED, _HIGH_ENOUGH, _SETTLED)

# A void notice orders nothing: its findings may be ordered anew, joined or dropped as before it.
RULES = (
    Rule(StepKind.CONFIRMED, _NEW, _LEADER, _LEADER),
    Rule(StepKind.FED_BACK, frozenset({State.CONFIRMED}), _LEADER, _LEADER),
    Rule(StepKind.SUBMITTED, frozenset({State.FED_BACK, State.RETURNED}), _LEADER, _LEADER),
    Rule(StepKind.RETURNED, _UNDER_REVIEW, _BUREAU, _BUREAU),
    Rule(StepKind.RETURNED, _DROPPED, _LEADER_OR_BUREAU, _BUREAU),
    Rule(StepKind.JOINED, _IN_THE_GROUP, _LEADER_OR_BUREAU, _NOBODY),
    Rule(StepKind.JOINED, _UNDER_REVIEW, _BUREAU, _BUREAU),
    Rule(StepKind.JOINED, _UNDER_WAY, _LEADER_OR_BUREAU, _BUREAU, (_NOT_IN_FORCE,)),
    Rule(StepKind.DOWNGRADED, _UNDER_REVIEW, _BUREAU, _BUREAU),
    Rule(StepKind.NOT_UPHELD, _IN_THE_GROUP, _LEADER_OR_BUREAU, _NOBODY),
    Rule(StepKind.NOT_UPHELD, _UNDER_REVIEW, _BUREAU, _BUREAU),
    Rule(StepKind.NOT_UPHELD, _UNDER_WAY, _LEADER_OR_BUREAU, _BUREAU, (_NOT_IN_FORCE,)),
    Rule(StepKind.ORDERED, frozenset({State.CONFIRMED, State.FED_BACK}), _LEADER_OR_BUREAU, _NOBODY, _READY),
    Rule(StepKind.ORDERED, _UNDER_REVIEW, _BUREAU, _BUREAU, _READY),
    Rule(StepKind.ORDERED, _UNDER_WAY, _LEADER_OR_BUREAU, _BUREAU, (_NOT_ISSUED, *_READY)),
    Rule(StepKind.REPORTED_DONE, _RECTIFYING, _ANYONE, _ANYONE, (_NOT_VOID,)),
    Rule(StepKind.CHECKED, frozenset({State.REPORTED}), _LEADER_OR_BUREAU, _LEADER_OR_BUREAU, (_NOT_VOID,)),
    Rule(
        StepKind.RECHECKED,
        frozenset({State.CONFIRMED, State.FED_BACK, State.SUBMITTED, State.DOWNGRADED}),
        _ANYONE,
        _ANYONE,
        (_ON_SPOT, _PROVED, _ALL_OF_IT),
    ),
    Rule(StepKind.RECHECKED, _UNDER_WAY, _ANYONE, _ANYONE, (_NOT_VOID,)),
    Rule(StepKind.CLOSED, frozenset({State.RECHECKED}), _BUREAU, _BUREAU, _CLOSABLE),
    Rule(StepKind.REOPENED, _DONE, _BUREAU, _BUREAU),
    Rule(StepKind.LOOKED_BACK, _DONE, _ANYONE, _ANYONE),
    Rule(StepKind.LOOKED_BACK, frozenset({State.RELAPSED}), _BUREAU, _BUREAU),
    Rule(StepKind.RELAPSED, _DONE, _ANYONE, _ANYONE),
    Rule(StepKind.SERVED, _UNDER_WAY | _DONE, _ANYONE, _ANYONE, (_TO_BE_SERVED,)),
    Rule(StepKind.EXTENSION_ASKED, _RECTIFYING, _ANYONE, _ANYONE, (_NOT_VOID, _DATED, _IN_TIME, _NOT_ASKED)),
    Rule(StepKind.EXTENSION_GRANTED, _RECTIFYING, _BUREAU, _BUREAU, (_ASKED,)),
    Rule(StepKind.EXTENSION_REFUSED, _RECTIFYING, _BUREAU, _BUREAU, (_ASKED,)),
    Rule(StepKind.ADMONISHED, _UNDER_WAY | {State.RELAPSED}, _BUREAU, _BUREAU),
    Rule(StepKind.TRANSFERRED, frozenset(State) - _DROPPED, _BUREAU, _BUREAU),
    Rule(StepKind.VERIFIED, _BEFORE_CLOSURE, _LEADER_OR_BUREAU, _LEADER_OR_BUREAU),
)

WHEN = {
    StepKind.CONFIRMED: "新发现的和退回的问题才要确认。",
    StepKind.FED_BACK: "组长确认之后、下达之前才能反馈。",
    StepKind.SUBMITTED: "反馈学校之后才能报局审核。",
    StepKind.RETURNED: "报局审核、并案和不予认定的才能退回。",
    StepKind.JOINED: "下达之前才能并案；先反馈、后审签的，在局审核时并案。",
    StepKind.DOWNGRADED: "局审核时才能降级。",
    StepKind.NOT_UPHELD: "下达之前才能不予认定；先反馈、后审签的，由局审核认定。",
    StepKind.ORDERED: "现场制发的，组长确认后下达；先反馈、后审签的，局审核后下达。",
    StepKind.REPORTED_DONE: "整改中的问题才能登记学校报完成。",
    StepKind.CHECKED: "学校报完成之后才能初核。",
    StepKind.RECHECKED: "下达之后、销号之前才能复查。",
    StepKind.CLOSED: "学校报完成不是销号，复查结论为“已整改”的才能销号。",
    StepKind.REOPENED: "已销号的才能撤销销号。",
    StepKind.LOOKED_BACK: "已销号的才能回头看。",
    StepKind.RELAPSED: "已销号的，回头看时才能记反弹。",
    StepKind.SERVED: "下达之后才能登记送达。",
    StepKind.EXTENSION_ASKED: "整改中的问题才能申请延期。",
    StepKind.EXTENSION_GRANTED: "整改中的问题才能批延期。",
    StepKind.EXTENSION_REFUSED: "整改中的问题才能批延期。",
    StepKind.ADMONISHED: "已下达、还没销号的，或已反弹的，才能约谈。",
    StepKind.TRANSFERRED: "已并案和不予认定的问题不能移交。",
    StepKind.VERIFIED: "销号之前才能核实。",
}


def why_not(step: StepKind, now: Circumstances, result: Recheck | None = None) -> str:
    """Return in Chinese why this step may not be taken, or '' if it may.

    `result` is the conclusion of a recheck; None means that it is not known yet.
    """
    rule = next((rule for rule in RULES if rule.step is step and now.state in rule.states), None)
    roles = rule.roles(now.route) if rule else _NOBODY
    if rule is None or not roles:
        return f"现在是“{labels.STATE[now.state]}”。{WHEN[step]}"
    if now.role not in roles:
        able = "、".join(labels.ROLE[role] for role in Role if role in roles)
        return f"“{labels.STEP[step]}”由{able}办理。"
    return next((need.otherwise for need in rule.needs if not need.met(now, result)), "")


def allowed(now: Circumstances) -> tuple[StepKind, ...]:
    """Return the steps that are open, in the order of a finding's life."""
    return tuple(step for step in StepKind if not why_not(step, now))


def require(step: StepKind, now: Circumstances, result: Recheck | None = None) -> None:
    """Raise a UserError that says why, if this step may not be taken."""
    if reason := why_not(step, now, result):
        raise UserError(f"现在不能登记“{labels.STEP[step]}”。", safe="内容没有改动。", hint=reason)

"""Which paper a group may give a school at the end of a visit, and which words have no place on it.

Three natures must not be mixed: a bureau gives orders to the schools under it (整改通知书), supervisors state an
opinion (督导意见书, 教育督导条例 第十六至二十二条), and enforcement orders private schools and training institutions to
put things right (责令改正通知书, 行政处罚法 第二十八、四十二条). Whoever may do none of these gives preliminary
feedback (问题反馈单).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from xunjian.rules.basis import Ownership, Stage
from xunjian.rules.grounds import COUNTY_AUTHORITY, Transfer

FEWEST_OFFICERS = 2
FEWEST_SUPERVISORS = 3
UNANNOUNCED = "督导没有事先书面通知学校。"


class PaperKind(StrEnum):
    """The papers that end a visit; the value is the name printed on them."""

    RECTIFICATION_NOTICE = "整改通知书"
    SUPERVISION_OPINION = "督导意见书"
    CORRECTION_ORDER = "责令改正通知书"
    FEEDBACK_SHEET = "问题反馈单"

    @property
    def code(self) -> str:
        """The name that records and commands have for it, such as correction_order."""
        return self.name.lower()

    @classmethod
    def of_code(cls, code: str | None) -> "PaperKind | None":
        """Return the kind of a record, None where it is another kind of document."""
        return next((kind for kind in cls if kind.code == code), None)


NUMBERED = (PaperKind.RECTIFICATION_NOTICE, PaperKind.SUPERVISION_OPINION, PaperKind.CORRECTION_ORDER)
"""Those that are issued under a number, each kind from a series of its own."""


@dataclass(frozen=True)
class Subject:
    """Who was inspected; `enterprise` is a company, such as a school run for profit."""

    stages: frozenset[Stage]
    ownership: Ownership
    enterprise: bool = False

    @property
    def is_training(self) -> bool:
        """Whether it is an institution of off-campus training and no school."""
        return bool(self.stages) and self.stages <= {Stage.TRAINING}

    @property
    def under_the_bureau(self) -> bool:
        """Whether the bureau gives it orders as its own unit."""
        return self.ownership is Ownership.PUBLIC and not self.is_training and not self.enterprise

    @property
    def in_administrative_inspection(self) -> bool:
        """Whether the rules for inspecting enterprises hold: 审批, 检查通知, 出示证件, 记录, 反馈."""
        return self.enterprise or self.is_training


@dataclass(frozen=True)
class Powers:
    """What the group may do.

    `certificates` are numbers of enforcement certificates in the group, one a person; `supervisors` counts the
    inspectors (督学) of a group that the supervision authority sent, `announced` says that it gave notice in writing;
    `approved` says that the inspection of an enterprise was approved and announced by its own notice. Certificates that
    had run out count for nothing: `lapsed_officers` and `lapsed_supervisors` say whose, as sentences.
    """

    certificates: frozenset[str] = frozenset()
    supervisors: int = 0
    announced: bool = False
    approved: bool = False
    lapsed_officers: tuple[str, ...] = ()
    lapsed_supervisors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """The papers that may be issued, the right one first, and why each other one may not."""

    offered: tuple[PaperKind, ...]
    refused: Mapping[PaperKind, str] = field(default_factory=dict)

    @property
    def right(self) -> PaperKind:
        """The paper to propose."""
        return self.offered[0]

    @property
    def proposed(self) -> PaperKind:
        """The paper under a number to propose; where none may be given, the one that is refused for the school."""
        return self.right if self.right in NUMBERED else PaperKind.RECTIFICATION_NOTICE

    def without(self, refused: Mapping[PaperKind, str]) -> "Choice":
        """Return the choice where some kinds may not be given for further reasons."""
        offered = tuple(kind for kind in self.offered if kind not in refused)
        return Choice(offered, {**refused, **self.refused})


def choice(subject: Subject, powers: Powers) -> Choice:
    """Decide which papers a group may give; preliminary feedback it may always give."""
    reasons = {
        PaperKind.SUPERVISION_OPINION: _against_opinion(subject, powers),
        PaperKind.RECTIFICATION_NOTICE: _against_notice(subject),
        PaperKind.CORRECTION_ORDER: _against_order(subject, powers),
    }
    open_ = [kind for kind, reason in reasons.items() if not reason]
    refused = {kind: reason for kind, reason in reasons.items() if reason}
    return Choice((*open_, PaperKind.FEEDBACK_SHEET), refused)


def _against_opinion(subject: Subject, powers: Powers) -> str:
    if subject.in_administrative_inspection:
        return "对企业和校外培训机构的检查不能以督导的名义进行。"
    lapsed = "".join(powers.lapsed_supervisors)
    if not powers.supervisors:
        return f"检查组不是教育督导机构派出的督导小组。{lapsed}"
    if powers.supervisors < FEWEST_SUPERVISORS:
        return f"督导小组要有三名以上督学，现在是{powers.supervisors}名。{lapsed}"
    return "" if powers.announced else UNANNOUNCED


def _against_notice(subject: Subject) -> str:
    if subject.under_the_bureau:
        return ""
    return "整改通知书只发给局属学校；对民办学校和校外培训机构，由执法人员下达责令改正通知书。"


def _against_order(subject: Subject, powers: Powers) -> str:
    if subject.under_the_bureau:
        return "对公办学校下达整改通知书，不用执法文书。"
    present = len({number.strip() for number in powers.certificates} - {""})
    if present < FEWEST_OFFICERS:
        lapsed = "".join(powers.lapsed_officers)
        return f"责令改正要有两名执法人员，检查组里有执法证的是{present}名。{lapsed}"
    if subject.in_administrative_inspection and not powers.approved:
        return "检查企业要先经审批并送达检查通知书，现在还没有登记。"
    return ""


def handed_over(transfer: Transfer, county_bureau: str = "") -> str:
    """Return the sentence that stands for an order where another authority must act.

    A city's group hands what the county alone may order, such as refunds at schools of compulsory education, to the
    bureau of the county.
    """
    bases = "、".join(transfer.citations)
    if transfer.authority == COUNTY_AUTHORITY:
        return f"依{bases}，该问题由{COUNTY_AUTHORITY}处理，现转交{county_bureau or '所在县（区）教育局'}处理。"
    return f"有关线索依{bases}移交{transfer.authority}处理。"


_REFUNDS = re.compile(r"退还|退费|退款|清退|退赔")


def orders_refund(order: str) -> bool:
    """Whether the words of an order want money to go back: at schools of compulsory education the county's matter."""
    return _REFUNDS.search(order) is not None


_PENALTIES = ("罚款", "没收", "吊销", "行政处罚")
_REMEDIES = ("行政复议", "行政诉讼")
_OUT_OF_PLACE = {
    PaperKind.RECTIFICATION_NOTICE: (*_PENALTIES, *_REMEDIES),
    PaperKind.SUPERVISION_OPINION: (*_PENALTIES, *_REMEDIES, "责令"),
    PaperKind.CORRECTION_ORDER: ("罚款", "没收", "吊销"),
    PaperKind.FEEDBACK_SHEET: (*_PENALTIES, *_REMEDIES, "责令"),
}


def words_out_of_place(kind: PaperKind, order: str) -> tuple[str, ...]:
    """Return the words of an order, not of a fact, that a paper of this kind must not use: none of them punishes."""
    return tuple(word for word in _OUT_OF_PLACE[kind] if word in order)

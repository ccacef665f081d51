"""What the page 今天 shows, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import NamedTuple


class Stage(Enum):
    """How a school of the day stands."""

    GOING = "进行中"
    TO_BEGIN = "未开始"
    CHECKED = "已查完"
    """Every item is answered and nothing has to be put to the school."""
    FED_BACK = "已反馈"
    ISSUED = "已签发"

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do there."""
        return self in (Stage.CHECKED, Stage.FED_BACK, Stage.ISSUED)


class Counted(NamedTuple):
    """How many items of a visit have which answer."""

    yes: int = 0
    no: int = 0
    partly: int = 0
    n_a: int = 0
    total: int = 0

    @property
    def done(self) -> int:
        """How many items have an answer."""
        return self.yes + self.no + self.partly + self.n_a


@dataclass(frozen=True)
class Resume:
    """The visit in which work goes on."""

    visit: str
    school_name: str
    campaign: str
    code: str
    """Of the item that was worked on last, "" for none."""
    at: datetime | None
    """When something was changed last, UTC."""
    counted: Counted


@dataclass(frozen=True)
class Stop:
    """A school of the day."""

    school: str
    name: str
    district: str
    principal: str
    phone: str
    team: str
    """Name of the group."""
    visit: str
    """"" before it was begun."""
    stage: Stage
    counted: Counted
    open_findings: int
    overdue: int


class Why(Enum):
    """Why a school stands among those to come."""

    UNFINISHED = "没查完"
    MISSED = "过了日子"
    PLANNED = "定了日子"
    UNDATED = "没定日子"


@dataclass(frozen=True)
class Later(Stop):
    """A school of another day."""

    day: date | None
    why: Why


@dataclass(frozen=True)
class Pressing:
    """A finding that is late, due within three working days, or waiting for a recheck."""

    finding: str
    visit: str
    school_name: str
    code: str
    title: str
    amount: int | None
    """分."""
    due: date | None
    days_overdue: int
    to_recheck: bool


@dataclass(frozen=True)
class Today:
    """What the page shows."""

    day: date
    resume: Resume | None
    stops: tuple[Stop, ...]
    later: tuple[Later, ...]
    pressing: tuple[Pressing, ...]
    """The most pressing first."""

    @property
    def to_do(self) -> int:
        """How many schools of the day are not done."""
        return sum(not stop.stage.is_done for stop in self.stops)

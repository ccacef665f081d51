"""What a 整改通知书 says: plain values, every string already as it is to be printed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xunjian.rules.numbers import DocumentNumber


class MeasureKind(StrEnum):
    """How soon a measure is due; the value is the printed word."""

    IMMEDIATE = "立行立改"
    LIMITED = "限期整改"
    STANDING = "长期坚持"


@dataclass(frozen=True)
class Finding:
    """A fact found, as it is to be printed; `evidence` are numbers in the list of evidence, `severity` a word or ''."""

    title: str
    fact: str
    citations: tuple[str, ...] = ()
    handled_under: tuple[str, ...] = ()  # clauses that say what follows, where none says what was breached
    transfers: tuple[str, ...] = ()  # whole sentences: what goes to which other authority
    evidence: tuple[int, ...] = ()
    amount_fen: int | None = None
    people: int | None = None
    severity: str = ""


@dataclass(frozen=True)
class Measure:
    """What is to be done about one or several findings, named by their positions counted from 1."""

    text: str
    kind: MeasureKind
    findings: tuple[int, ...]
    responsible: str = ""
    due: date | None = None
    workdays: int | None = None


@dataclass(frozen=True)
class Notice:
    """A rectification notice; without a serial it is a draft."""

    bureau: str
    prefix: str
    year: int
    serial: int | None
    school: str
    purpose: str
    plan: str
    visited_on: date
    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]
    report_office: str
    issued_on: date
    inspectors: tuple[str, ...]  # the leader first
    contact: str = ""
    phone: str = ""
    suggestions: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    copies: int = 2
    objection_days: int = 5
    you: str = "你校"  # 你园, 你中心
    sealed: bool = True
    receipt: bool = True
    refunds: bool = False  # money goes back: the report must hold the signed list of refunds
    trial: bool = False  # made in a demonstration: every page says so

    @property
    def draft(self) -> bool:
        """Say whether the notice still awaits its number."""
        return self.serial is None

    @property
    def mark(self) -> str:
        """What stands across every page in light grey, or ''."""
        return ("演示" if self.trial else "") + ("草稿" if self.draft else "")

    @property
    def number(self) -> str:
        """The document number, or its blank place."""
        if self.serial is None:
            return f"{self.prefix}〔{self.year}〕　　号"
        return str(DocumentNumber(self.prefix, self.year, self.serial))

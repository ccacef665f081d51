"""What a 整改通知书 says: plain values, every string already as it is to be printed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xunjian.documents.papers import words
from xunjian.documents.papers.facts import Exhibit, OnScreen, mark


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
    listed_fen: int | None = None  # the amount for the list of findings, also where the fact names it


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
    """A rectification notice; without a serial it is a draft.

    `filed_under` is what the inspection was about, such as 教育收费专项检查问题: with it, the notice takes the form of
    a document with red head, title and 版记 (文件式), without it the form of a sheet with a place to sign (表单式). Of
    the `attachments`, those that `annexes` knows by name are printed on the pages that follow.
    """

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
    filed_under: str = ""
    copies_to: str = ""  # 抄送, in the form of a document
    imprint_office: str = ""  # 印发机关, where it is not the bureau itself
    exhibits: tuple[Exhibit, ...] = ()
    total_fen: int | None = None  # of all findings, where any names an amount
    signed: OnScreen | None = None

    @property
    def draft(self) -> bool:
        """Say whether the notice still awaits its number."""
        return self.serial is None

    @property
    def mark(self) -> str:
        """What stands across every page in light grey, or ''."""
        return mark(draft=self.draft, trial=self.trial)

    @property
    def number(self) -> str:
        """The document number, or its blank place."""
        return words.number(self.prefix, self.year, self.serial)

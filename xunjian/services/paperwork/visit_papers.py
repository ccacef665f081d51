"""All papers of a visit in the order in which they come about, and how each stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum

from sqlalchemy.orm import Session

from xunjian.documents.papers import erratum, service_receipt
from xunjian.rules.steps import Route
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork import (
    feedback,
    given_papers,
    notice_draft,
    notices,
    papers,
    replies,
    route,
    service_receipts,
    site_records,
)
from xunjian.services.paperwork.papers import Paper
from xunjian.services.paperwork.site_records import NOTHING_CHECKED

STUB = "存根"


class Sort(StrEnum):
    """What kind of paper a row is about; the first two are the kinds of their records."""

    RECORD = site_records.KIND
    FEEDBACK = feedback.KIND
    NOTICE = "notice"
    """A notice that would be issued next."""
    NUMBERED = "numbered"
    """A paper under its number: a notice, a correction."""
    STUB = "stub"
    RECEIPT = "receipt"


class State(Enum):
    """How a paper stands."""

    NONE = "未出"
    DRAFT = "草稿"
    GIVEN = "已给出"
    CHANGED = "有改动"
    """Given out, and the visit says something else by now."""
    ISSUED = "已签发"
    CORRECTED = "已更正"
    VOID = "已作废"
    BLANK = "没登记"
    SERVED = "已送达"


@dataclass(frozen=True)
class VisitPaper:
    """A paper of a visit; `document` is its record, for stub and receipt that of the paper they belong to."""

    sort: Sort
    title: str
    state: State
    document: str = ""
    number: str = ""
    """As short as people say it: 〔2026〕31号."""
    version: int = 0
    at: datetime | None = None
    on: date | None = None
    """The day of service."""

    @property
    def key(self) -> str:
        """What tells the rows of a visit apart."""
        return f"{self.sort.value} {self.document}" if self.number else self.sort.value


def of_visit(session: Session, handbook: Handbook, visit: str, *, today: date, trial: bool = False) -> list[VisitPaper]:
    """Return the papers of a visit."""
    return [
        _given(session, handbook, visit, Sort.RECORD, trial=trial),
        _given(session, handbook, visit, Sort.FEEDBACK, trial=trial),
        *_numbered(session, handbook, visit, today),
    ]


def first_paper(session: Session, visit: str) -> Sort:
    """Return what the key for the notice opens: the notice, or the sheet that goes before it.

    A group that feeds back first is led to the notice only where the bureau has issued one and nothing new is to tell.
    """
    if route.of_bureau(session) is Route.ON_SITE or route.at_bureau(session):
        return Sort.NOTICE
    stands = any(not one.void for one in notices.of_visit(session, visit))
    return Sort.NOTICE if stands and not replies.untold(session, visit) else Sort.FEEDBACK


def _given(session: Session, handbook: Handbook, visit: str, sort: Sort, *, trial: bool) -> VisitPaper:
    title = given_papers.TITLES[sort]
    versions = given_papers.of_visit(session, visit, sort)
    facts = given_papers.draft(session, handbook, visit, sort, trial=trial)
    if not versions:
        lacks_all = facts is None or not _has_content(session, handbook, visit, sort)
        return VisitPaper(sort, title, State.NONE if lacks_all else State.DRAFT)
    last = versions[-1]
    same = facts is None or given_papers.says_the_same(session, last, facts)
    return VisitPaper(
        sort, title, State.GIVEN if same else State.CHANGED, last.uid, version=last.version, at=last.given_at
    )


def _has_content(session: Session, handbook: Handbook, visit: str, sort: Sort) -> bool:
    return sort is Sort.FEEDBACK or NOTHING_CHECKED not in site_records.lacking(session, handbook, visit)


def _numbered(session: Session, handbook: Handbook, visit: str, today: date) -> Iterator[VisitPaper]:
    issued = [papers.paper(session, one.uid) for one in notices.of_visit(session, visit)]
    ready = notice_draft.draft(session, handbook, visit, today=today)
    if ready.printed or not issued:
        has_any = bool(ready.printed or ready.others)
        yield VisitPaper(Sort.NOTICE, ready.kind.value, State.DRAFT if has_any else State.NONE)
    for paper in issued:
        yield VisitPaper(
            Sort.NUMBERED, paper.title, _standing(paper), paper.uid, paper.number.short, at=paper.issued_at
        )
        if paper.void_reason is None:
            if paper.title != erratum.TITLE:
                yield VisitPaper(Sort.STUB, STUB, State.DRAFT, paper.uid, paper.number.short)
            yield _receipt(session, paper)


def _standing(paper: Paper) -> State:
    if paper.void_reason is not None:
        return State.VOID
    return State.CORRECTED if paper.corrected_by else State.ISSUED


def _receipt(session: Session, paper: Paper) -> VisitPaper:
    served = service_receipts.of_document(session, paper.uid)
    return VisitPaper(
        Sort.RECEIPT,
        service_receipt.TITLE,
        State.SERVED if served else State.BLANK,
        paper.uid,
        paper.number.short,
        on=served.served_on if served else None,
    )

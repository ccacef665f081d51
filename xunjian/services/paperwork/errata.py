"""更正: an issued document is never edited; what it says wrongly is put right by a document of its own."""

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.photos import PhotoStore
from xunjian.db.schema.paper import Document, DocumentEvent
from xunjian.db.schema.reference import Bureau
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.documents import embedded
from xunjian.documents.papers import erratum as paper
from xunjian.documents.papers.erratum import Correction, Erratum
from xunjian.errors import UserError
from xunjian.services.bureau.founding import ERRATUM, NOTICE
from xunjian.services.paperwork import issuing, numbering, office_fonts, papers
from xunjian.services.paperwork.issuing import Issued, Issuing
from xunjian.services.paperwork.numbering import Supply

_LONGEST = 500
_UNTOUCHED = "没有改动，没有取号。"


class WrongPlaces(UserError):
    """Places of a correction that cannot stand; `places` has what is wrong at each one, "" where nothing is."""

    def __init__(self, problems: Sequence[UserError | None]) -> None:
        number, first = next((number, problem) for number, problem in enumerate(problems, start=1) if problem)
        where = f"第 {number} 处：" if len(problems) > 1 else ""
        super().__init__(f"{where}{first.what}", safe=first.safe, hint=first.hint)
        self.places = tuple(f"{problem.what}{problem.hint}" if problem else "" for problem in problems)


@dataclass(frozen=True)
class Wording:
    """What a correction says and who says it."""

    corrections: Sequence[Correction]
    reason: str = ""


def draft(session: Session, photos: PhotoStore, document: str, wording: Wording, *, today: date) -> Erratum:
    """Return the correction of an issued document as it would be printed; what can't be corrected so is a UserError.

    Every quoted place must stand in the document as it was printed, or it is among `WrongPlaces`. Deadlines stay as
    they are, since a deadline is moved by an extension or by a new notice, never by a change of words.
    """
    first = session.get_one(Document, document)
    paper_ = papers.paper(session, document)
    if paper_.void_reason is not None:
        raise UserError(f"{paper_.number} 已经作废，不能更正。", safe=_UNTOUCHED, hint="请另签发一份。")
    if first.kind == ERRATUM:
        raise UserError("更正通知不能再更正。", safe=_UNTOUCHED, hint="请更正最初的那一份文书。")
    corrections = tuple(map(_tidy, wording.corrections))
    if not corrections:
        raise UserError("没有写要更正的地方。", safe=_UNTOUCHED, hint="至少写一处：位置、原文、更正为。")
    printed = _printed(photos, paper_)
    problems = [_problem(one, printed, str(paper_.number)) for one in corrections]
    if any(problems):
        raise WrongPlaces(problems)
    bureau = session.scalars(select(Bureau).order_by(Bureau.uid)).first()
    return Erratum(
        bureau=issuing.issuer_of(first) or (bureau.name if bureau else None) or "",
        prefix=numbering.prefix(session, _series(first), today),
        year=today.year,
        serial=None,
        school=issuing.addressee_of(first) or paper_.school_name,
        first_title=paper_.title,
        first_number=str(paper_.number),
        first_issued_on=paper_.issued_on,
        corrections=corrections,
        issued_on=today,
        reason=wording.reason.strip(),
        phone=(bureau.phone if bureau else None) or "",
        trial=bool(first.trial),
    )


def issue(
    session: Session,
    photos: PhotoStore,
    document: str,
    wording: Wording,
    *,
    by: str | None,
    today: date,
) -> Issued:
    """Issue the correction under a number of its own and note it on the first document, which stays as it is."""
    ready = draft(session, photos, document, wording, today=today)
    fonts = office_fonts.chosen(session)
    if fonts.problem:
        raise UserError("还不能签发。", safe=_UNTOUCHED, hint=fonts.problem)
    first = session.get_one(Document, document)
    number = numbering.take(session, _series(first), today)
    erratum = replace(ready, serial=number.number)
    content = msgspec.to_builtins(asdict(erratum), order="deterministic")
    issued = issuing.issue(
        session,
        photos,
        Issuing(first.visit or "", ERRATUM, number, content, by, today, fonts, erratum.trial, corrects=document),
        partial(paper.render, erratum),
    )
    session.add(
        DocumentEvent(
            uid=new_uid(),
            visit=first.visit,
            document=document,
            kind="corrected",
            at=now(),
            by=by,
            reason=issued.number,
        )
    )
    return issued


def supply(session: Session, document: str, today: date) -> Supply:
    """Return what there is of numbers for the correction of a document: it takes one of the document's own series."""
    return numbering.supply(session, _series(session.get_one(Document, document)), today)


def confirm_last(session: Session, document: str, last: int, today: date) -> None:
    """Take a person's word for the last number printed in that series (see `numbering.confirm_last`)."""
    numbering.confirm_last(session, _series(session.get_one(Document, document)), last, today)


def _series(first: Document) -> str:
    return first.kind or NOTICE


def _tidy(one: Correction) -> Correction:
    return Correction(one.place.strip(), one.wrong.strip(), one.right.strip())


def _problem(one: Correction, printed: str, number: str) -> UserError | None:
    """Return what is wrong with a place of a correction, None where nothing is."""
    if not one.wrong and not one.right:
        return UserError("有一处更正是空的。", safe=_UNTOUCHED, hint="请写原文和更正后的文字。")
    if one.wrong == one.right:
        return UserError(f"“{one.wrong}”更正前后一样。", safe=_UNTOUCHED, hint="请改“更正为”，或去掉这一处。")
    if max(map(len, (one.place, one.wrong, one.right))) > _LONGEST:
        return UserError(f"一处更正超过 {_LONGEST} 字。", safe=_UNTOUCHED, hint="改动大的，请作废原文书再签发一份。")
    if one.wrong and _plain(one.wrong) not in printed:
        return UserError(f"{number} 里没有“{one.wrong}”。", safe=_UNTOUCHED, hint="原文要照印出来的写，一字不差。")
    return None


def _printed(photos: PhotoStore, paper_: papers.Paper) -> str:
    return _plain("".join(embedded.read(papers.stored_pdf(photos, paper_)).pages))


def _plain(text: str) -> str:
    """Return a text without blanks and line breaks, which paper sets by itself."""
    return "".join(unicodedata.normalize("NFKC", text).split())

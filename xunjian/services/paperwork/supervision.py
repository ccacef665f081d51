"""What a 督导意见书 needs beyond the findings: announcement, preliminary feedback and its answer, evaluation."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.paper import Document
from xunjian.db.schema.visit import Visit
from xunjian.documents.papers import words
from xunjian.errors import UserError
from xunjian.rules.papers import PaperKind
from xunjian.services.paperwork import replies
from xunjian.services.visit import finding_views

_UNTOUCHED = "原来的内容还在。"


def announce(session: Session, visit: str, on: date | None) -> None:
    """Write when the school was told of the supervision in writing; None takes it back (没有通知)."""
    row = session.get_one(Visit, visit)
    if on is not None and row.day is not None and on > row.day:
        raise UserError(
            "书面通知的日期晚于检查日期。", safe=_UNTOUCHED, hint="督导要事先通知；没有事先通知的，这一栏空着。"
        )
    row.announced_on = on


def evaluate(session: Session, visit: str, text: str) -> None:
    """Write what the opinion says of the school as a whole, a paragraph a line."""
    lines = (line.strip() for line in text.splitlines())
    session.get_one(Visit, visit).evaluation = "\n".join(filter(None, lines)) or None


def evaluation_of(session: Session, visit: str) -> tuple[str, ...]:
    """Return the paragraphs of the evaluation."""
    return tuple((session.get_one(Visit, visit).evaluation or "").splitlines())


def fed_back_on(session: Session, visit: str) -> date | None:
    """Return the day on which the school was last given preliminary feedback (问题反馈单), None before that."""
    sheet = _last_sheet(session, visit)
    return sheet.issued_on if sheet else None


def answer_of(session: Session, visit: str, you: str) -> str:
    """Return what the school said to the preliminary opinion, as a sentence; '' if nothing is known of it.

    What it answered to the sheet counts; before that was registered, what it stated during the visit.
    """
    sheet = _last_sheet(session, visit)
    reply = replies.of_document(session, sheet.uid) if sheet else None
    if reply is not None:
        return f"{you}{reply.reply.word}{f'：{words.sentence(reply.note)}' if reply.note else '。'}"
    said = [one.statement for one in finding_views.of_visit(session, visit) if (one.statement or "").strip()]
    return f"{you}陈述：{''.join(words.sentence(text) for text in said if text)}" if said else ""


def _last_sheet(session: Session, visit: str) -> Document | None:
    sheets = Document.visit == visit, Document.kind == PaperKind.FEEDBACK_SHEET.code
    newest = select(Document).where(*sheets).order_by(Document.issued_at.desc(), Document.uid)
    return session.scalars(newest).first()


def self_name(authority: str) -> str:
    """Return how a supervision authority calls itself: 我室 for 庐川县人民政府教育督导室."""
    for ending, name in {"办公室": "我办", "办": "我办", "室": "我室", "委员会": "我委", "局": "我局"}.items():
        if authority.endswith(ending):
            return name
    return "我机构"

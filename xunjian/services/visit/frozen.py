"""What stands in the way of a change: the document that orders a finding freezes it.

A void document orders nothing, so its findings are open again.
"""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from xunjian.db.schema.paper import DocumentEvent, DocumentFinding
from xunjian.db.schema.visit import Finding
from xunjian.errors import UserError


def ordered() -> Select[str | None]:
    """Return the statement for the findings that stand on a document which is not void."""
    void = select(DocumentEvent.uid).where(
        DocumentEvent.document == DocumentFinding.document, DocumentEvent.kind == "void"
    )
    return select(DocumentFinding.finding).where(~void.exists())


def is_issued(session: Session, visit: str, item: str) -> bool:
    """Tell whether a finding of this item stands on an issued document."""
    found = select(Finding.uid).where(
        Finding.visit == visit,
        Finding.item == item,
        Finding.deleted.is_not(True),
        Finding.uid.in_(ordered().where(DocumentFinding.visit == visit)),
    )
    return session.scalars(found).first() is not None


def require_open(session: Session, finding: str) -> None:
    """Raise a UserError if the finding stands on an issued document."""
    if session.scalars(ordered().where(DocumentFinding.finding == finding)).first() is not None:
        raise issued_error()


def issued_error() -> UserError:
    """Return the refusal to change what is printed."""
    return UserError("已签发，不能改。", safe="内容没有改动。", hint="写错了请用“更正”。")

"""Which papers belong together: a correction and what it corrects."""

from contextlib import suppress
from typing import Any, NamedTuple

from xunjian.db.photos import PhotoStore
from xunjian.documents.papers.erratum import TITLE
from xunjian.errors import UserError
from xunjian.services.paperwork import notices, papers, verification
from xunjian.services.paperwork.papers import Paper


class Link(NamedTuple):
    """Another paper of the same visit that is to be read beside the one shown."""

    uid: str
    number: str
    """As short as people say it: 〔2026〕32号."""
    is_correction: bool
    """Whether it corrects the paper shown; otherwise it is what that one corrects."""


def is_correction(paper: Paper) -> bool:
    """Tell whether a paper is a 更正通知."""
    return paper.title == TITLE


def links_of(session: Any, photos: PhotoStore, paper: Paper) -> tuple[Link, ...]:
    """Return the corrections of a paper that stand, or what a correction corrects."""
    others = [papers.paper(session, one.uid) for one in notices.of_visit(session, paper.visit)]
    if is_correction(paper):
        first = _corrected(session, photos, paper)
        return tuple(Link(one.uid, one.number.short, False) for one in others if str(one.number) == first)
    standing = [one for one in others if is_correction(one) and one.void_reason is None]
    mine = [one for one in standing if _corrected(session, photos, one) == str(paper.number)]
    return tuple(Link(one.uid, one.number.short, True) for one in mine)


def _corrected(session: Any, photos: PhotoStore, correction: Paper) -> str:
    """Return the number that a correction says it corrects, "" where its file is not at hand."""
    with suppress(UserError):
        known = verification.of_file(session, photos, papers.stored_pdf(photos, correction)).document
        return str(known.content.get("first_number") or "") if known is not None else ""
    return ""

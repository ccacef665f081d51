"""Which papers belong together: a correction and what it corrects."""

from typing import NamedTuple

from xunjian.documents.papers.erratum import TITLE
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


def links_of(paper: Paper) -> tuple[Link, ...]:
    """Return the corrections of a paper that stand, or what a correction corrects."""
    first = (Link(paper.corrects.uid, paper.corrects.number.short, False),) if paper.corrects else ()
    return first + tuple(Link(one.uid, one.number.short, True) for one in paper.corrected_by)

"""What a search finds, as a list shows it."""

from dataclasses import dataclass
from enum import Enum

from xunjian.rules.searching import Span


class Kind(Enum):
    """Kinds of things that are found; the value is the head above them."""

    SCHOOL = "学校"
    FINDING = "问题"
    PAPER = "文书"
    PERSON = "人员"


@dataclass(frozen=True)
class Hit:
    """One thing that was found."""

    kind: Kind
    uid: str
    title: str
    """One line of plain text."""
    marks: tuple[Span, ...]
    """Where in the title stands what was typed."""
    note: str
    """What else one has to know to choose."""
    lead: str = ""
    """The code of an item, before the title."""
    visit: str = ""
    """The visit it is opened in, "" where there is none."""
    item: str = ""
    """The item of the checklist in that visit."""


@dataclass(frozen=True)
class Group:
    """Things of one kind, the best first."""

    kind: Kind
    hits: tuple[Hit, ...]
    more: bool
    """Whether there are others besides."""


@dataclass(frozen=True)
class Found:
    """What a search found; a kind of which there is nothing has no group."""

    text: str
    groups: tuple[Group, ...]
    behind: int = 0
    """Visits whose findings and papers may be missing, for the index has not gone through them yet."""

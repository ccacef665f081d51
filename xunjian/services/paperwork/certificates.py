"""The certificates of those who took part in a visit: whose count on its day, and whose had run out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from xunjian.db.schema.reference import Person
from xunjian.rules.workdays import paper_date
from xunjian.services.visit.visits import VisitHead

ENFORCEMENT, SUPERVISION = "执法证", "督学证"


@dataclass(frozen=True)
class Certificate:
    """What somebody holds; `until` is the last day on which it counts, None where it does not run out."""

    holder: str
    what: str
    number: str
    until: date | None

    def counts_on(self, day: date) -> bool:
        """Whether it may be shown on this day."""
        return self.until is None or day <= self.until

    @property
    def lapse(self) -> str:
        """The sentence that says when it ran out, '' where it does not."""
        return f"{self.holder}的{self.what}{paper_date(self.until)}到期。" if self.until else ""


def of_officers(session: Session, head: VisitHead) -> list[Certificate]:
    """Return the certificates of enforcement in the group of a visit, the leader's first."""
    held = ((one, one.enforcement_no, one.enforcement_until) for one in _people(session, head))
    return [Certificate(one.name or "", ENFORCEMENT, number.strip(), until) for one, number, until in held if number]


def of_supervisors(session: Session, head: VisitHead) -> list[Certificate]:
    """Return the certificates of inspectors (督学) in the group of a visit, the leader's first."""
    held = ((one, one.inspector_no, one.inspector_until) for one in _people(session, head))
    return [Certificate(one.name or "", SUPERVISION, number.strip(), until) for one, number, until in held if number]


def counting(held: Sequence[Certificate], day: date) -> list[Certificate]:
    """Return those that count on a day."""
    return [one for one in held if one.number and one.counts_on(day)]


def lapses(held: Sequence[Certificate], day: date) -> tuple[str, ...]:
    """Return whose had run out by a day, as sentences."""
    return tuple(one.lapse for one in held if one.number and not one.counts_on(day))


def _people(session: Session, head: VisitHead) -> list[Person]:
    return [person for uid in head.members if (person := session.get(Person, uid))]

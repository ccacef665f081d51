"""What an inspector reads about an item before answering: on which grounds a problem would be printed.

Where the school's records leave open what the grounds depend on, it is asked for the finding.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from xunjian.db.schema.reference import School
from xunjian.rules.basis import Ownership, Stage, Training
from xunjian.rules.grounds import Grounds, Situation
from xunjian.rules.particulars import Particular, in_case, said_of, with_said
from xunjian.services.bureau.handbook import Entry, Handbook
from xunjian.services.visit import visits, weighing


@dataclass(frozen=True)
class Question:
    """Something that makes a difference to what is printed: what may be answered, and what was."""

    about: Particular
    options: tuple[str, ...]
    said: str
    """"" for nothing yet."""
    needed: bool
    """Nothing is printed before it is answered; otherwise all of the school's stages are meant together."""


@dataclass(frozen=True)
class Guidance:
    """The grounds as things stand, and what may be asked about the case."""

    grounds: Grounds
    questions: tuple[Question, ...]


def grounds_of(
    session: Session, handbook: Handbook, visit: str, entry: Entry, confirmed: Collection[str] = ()
) -> Grounds:
    """Return what a finding of this item at this visit may be printed on, and which bases still wait (依据待核)."""
    return guide(session, handbook, visit, entry, confirmed).grounds


def guide(session: Session, handbook: Handbook, visit: str, entry: Entry, confirmed: Collection[str] = ()) -> Guidance:
    """Return on what a finding of this item at this visit may be printed, and what that still depends on."""
    head = visits.head(session, visit)
    school = session.get(School, head.school)
    situation, confirmed = weighing.situation_of(session, head), weighing.still_open(school, confirmed)
    questions = tuple(
        question
        for question in _possible(entry, situation, school, confirmed)
        if question.said or _matters(question, entry, handbook, situation, confirmed)
    )
    return Guidance(weighing.grounds_in(entry, handbook, in_case(situation, confirmed), confirmed), questions)


def _possible(entry: Entry, situation: Situation, school: School | None, confirmed: Collection[str]) -> list[Question]:
    stages = tuple(stage.value for stage in Stage if stage in situation.stages & entry.item.stages)
    asked = []
    if len(stages) > 1:
        open_type = not visits.type_is_known(school)
        asked.append(Question(Particular.STAGE, stages, said_of(Particular.STAGE, confirmed), open_type))
    if school is None or not school.ownership:
        owners = tuple(owner.value for owner in Ownership)
        asked.append(Question(Particular.OWNERSHIP, owners, said_of(Particular.OWNERSHIP, confirmed), needed=True))
    if Stage.TRAINING in in_case(situation, confirmed).stages & entry.item.stages:
        kinds = tuple(kind.value for kind in Training)
        asked.append(Question(Particular.TRAINING, kinds, said_of(Particular.TRAINING, confirmed), needed=True))
    return asked


def _matters(
    question: Question, entry: Entry, handbook: Handbook, situation: Situation, confirmed: Collection[str]
) -> bool:
    """Whether the answers, or none, lead to different papers."""
    answers = ("", *question.options)
    found = set()
    for answer in answers:
        said = with_said(confirmed, question.about, answer)
        found.add(weighing.on_paper(weighing.grounds_in(entry, handbook, in_case(situation, said), said)))
    return len(found) > 1

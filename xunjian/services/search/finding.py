"""One search over schools, findings, papers and people."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.queries import twins
from xunjian.db.queries.findings import FindingRow, finding_rows, findings_at
from xunjian.db.queries.schools import SearchedSchool, searched_schools
from xunjian.db.schema.paper import Document, DocumentEvent
from xunjian.db.schema.reference import Person, School
from xunjian.db.search.index import SearchIndex
from xunjian.rules.initials import begins, matches
from xunjian.rules.numbers import DocumentNumber, parse_number
from xunjian.rules.searching import Span, Term, holds, marks, plain, terms
from xunjian.services.schools import matching
from xunjian.services.search.hits import Found, Group, Hit, Kind

A_GROUP = 8
"""How many of a kind are shown."""
_SCHOOLS_MEANT = 20
"""A word that so many schools have in their names names none of them."""
_AT_SCHOOLS = 2_000
"""Findings at schools that were named, among which the other words are looked for."""


@dataclass(frozen=True)
class _Wanted:
    typed: str
    pieces: tuple[str, ...]
    terms: tuple[Term, ...]
    today: date
    limit: int


def find(session: Session, index: SearchIndex, typed: str, *, today: date, limit: int = A_GROUP) -> Found:
    """Return what fits to what was typed, at most `limit` of a kind; whatever was typed is plain text.

    Schools and people are found by name and initials, schools by code as well, papers by number, findings by words of
    their text: several of them in any order, and a school's name among them.
    """
    text = plain(typed)
    wanted = _Wanted(text, tuple(text.split()), terms(text), today, limit)
    if not wanted.pieces:
        return Found(typed, ())
    with index.sound():
        groups = [
            _group(Kind.SCHOOL, _schools(session, wanted), limit),
            _group(Kind.FINDING, _findings(session, index, wanted), limit),
            _group(Kind.PAPER, _papers(session, index, wanted), limit),
            _group(Kind.PERSON, _people(session, index, wanted), limit),
        ]
    return Found(typed, tuple(group for group in groups if group.hits))


def _group(kind: Kind, hits: Sequence[Hit], limit: int) -> Group:
    return Group(kind, tuple(hits[:limit]), len(hits) > limit)


# Schools


def _schools(session: Session, wanted: _Wanted) -> list[Hit]:
    found = _named_so(session, wanted.typed, wanted.limit + 1)
    return [
        Hit(Kind.SCHOOL, one.uid, one.name, _marks_of_name(one.name, one.initials, wanted), _about_school(one))
        for one in found
    ]


def _named_so(session: Session, typed: str, limit: int) -> list[SearchedSchool]:
    return matching(searched_schools(session, typed, limit), typed)[:limit]


def _about_school(one: SearchedSchool) -> str:
    return "　".join(filter(None, (one.district, one.code)))


def _marks_of_name(name: str, initials: str, wanted: _Wanted) -> tuple[Span, ...]:
    """Return which characters of a name were typed, or have initials that were."""
    return marks(name, wanted.terms) or _marks_of_initials(name, initials.partition("\n")[0], wanted.typed)


def _marks_of_initials(name: str, initials: str, typed: str) -> tuple[Span, ...]:
    letters, places = initials.split(), [place for place, character in enumerate(name) if character.isalnum()]
    asked = "".join(typed.split()).lower()
    if len(letters) != len(places):
        return ()
    for start in range(len(letters) - len(asked) + 1):
        if all(one in several for one, several in zip(asked, letters[start:], strict=False)):
            return tuple(Span(place, place + 1) for place in places[start : start + len(asked)])
    return ()


# Findings


def _findings(session: Session, index: SearchIndex, wanted: _Wanted) -> list[Hit]:
    # What the index has not seen yet may have changed, so that some of what it names is not so any more.
    uids = index.findings(wanted.terms, 2 * wanted.limit + 1)
    rows = [row for row in finding_rows(session, uids) if holds(row.text, wanted.terms)]
    known = {row.uid for row in rows}
    rows += [row for row in _at_named_schools(session, wanted) if row.uid not in known]
    rows.sort(key=lambda row: row.day, reverse=True)
    return [_finding(row, wanted) for row in rows[: wanted.limit + 1]]


def _at_named_schools(session: Session, wanted: _Wanted) -> list[FindingRow]:
    """Return findings for which one of the pieces names the school and their text holds the others."""
    found: dict[str, FindingRow] = {}
    ends = twins.standing_for(session)
    for place, piece in enumerate(wanted.pieces if 1 < len(wanted.pieces) <= 4 else ()):
        others = terms(" ".join(wanted.pieces[:place] + wanted.pieces[place + 1 :]))
        schools = _named_so(session, piece, _SCHOOLS_MEANT + 1) if len(piece) > 1 and others else []
        if 0 < len(schools) <= _SCHOOLS_MEANT:
            meant = {school.uid for school in schools}
            rows = findings_at(session, [*meant, *(twin for twin, end in ends.items() if end in meant)], _AT_SCHOOLS)
            found |= {row.uid: row for row in rows if holds(row.text, others)}
    return list(found.values())


def _finding(row: FindingRow, wanted: _Wanted) -> Hit:
    title = _one_line(row.fact)
    if row.statement and not marks(title, wanted.terms) and marks(row.statement, wanted.terms):
        title = f"当事人陈述：{_one_line(row.statement)}"
    note = "　".join(filter(None, (row.school_name, _short(row.day, wanted.today))))
    spans = marks(title, wanted.terms)
    return Hit(Kind.FINDING, row.uid, title, spans, note, lead=row.code, visit=row.visit, item=row.item)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


# Papers


def _papers(session: Session, index: SearchIndex, wanted: _Wanted) -> list[Hit]:
    number = parse_number(wanted.typed)
    if number is None:
        return []
    uids = index.papers(number.number, number.year, number.prefix, wanted.limit + 1)
    void = select(DocumentEvent.uid).where(DocumentEvent.document == Document.uid, DocumentEvent.kind == "void")
    rows = session.execute(
        select(Document, School.name, void.exists())
        .outerjoin(School, School.uid == Document.school)
        .where(Document.uid.in_(uids))
    )
    found = {row.uid: (row, name or "", is_void) for row, name, is_void in rows}
    return [_paper(*found[uid], wanted) for uid in uids if uid in found]


def _paper(row: Document, school: str, is_void: bool, wanted: _Wanted) -> Hit:
    title = str(DocumentNumber(row.prefix or "", row.year or 0, row.serial or 0))
    day = _short(row.issued_on, wanted.today) if row.issued_on else ""
    note = "　".join(filter(None, ("已作废" if is_void else "", school, day)))
    return Hit(Kind.PAPER, row.uid, title, marks(title, wanted.terms), note, visit=row.visit or "")


# People


def _people(session: Session, index: SearchIndex, wanted: _Wanted) -> list[Hit]:
    typed = wanted.typed
    found = [one for one in index.people() if matches(typed, one.name, one.initials)]
    found.sort(key=lambda one: not begins(typed, one.name, one.initials))
    rows = select(Person).where(Person.uid.in_([one.uid for one in found[: wanted.limit + 1]]))
    people = {row.uid: row for row in session.scalars(rows.where(Person.deleted.is_not(True)))}
    return [
        Hit(Kind.PERSON, one.uid, one.name, _marks_of_name(one.name, one.initials, wanted), _about(people[one.uid]))
        for one in found
        if one.uid in people
    ]


def _about(person: Person) -> str:
    return "　".join(filter(None, (person.unit, person.post, person.phone)))


def _short(day: date, today: date) -> str:
    if day == today:
        return "今天"
    return f"{day.month}月{day.day}日" if day.year == today.year else day.isoformat()

"""Reading a day: where to go on, which schools come next, what is to be pressed for. Nothing of it is stored."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from xunjian.db.queries import agenda, people, waiting
from xunjian.db.queries import visits as visit_rows
from xunjian.db.queries.agenda import Begun, Planned
from xunjian.db.queries.waiting import Open
from xunjian.db.schema.reference import School
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork import feedback
from xunjian.services.today import left_off
from xunjian.services.today.pressing import pressing
from xunjian.services.today.views import Counted, Later, Resume, Stage, Stop, Today, Why
from xunjian.services.visit import answers, visits

UNFINISHED_FOR = timedelta(days=30)
"""A visit that was left unfinished is shown that long."""


def read(session: Session, handbook: Handbook, today: date, *, team: str | None, replica: str) -> Today:
    """Return the day of a group, or of every group where `team` is None: at the bureau."""
    plan = agenda.planned(session, team)
    recent = agenda.begun(session, team, today - UNFINISHED_FOR, today)
    place = left_off.place(session)
    last = (place.visit if place else None) or agenda.touched_last(session, replica)
    known = {visit.uid: visit for visit in recent}
    if team is not None and last is not None and last not in known:
        known |= {visit.uid: visit for visit in agenda.visits_named(session, [last])}
    reader = _Reader(session, handbook, today, plan, list(known.values()))
    stops = _stops(reader, plan, recent, today)
    later = _later(reader, plan, recent, agenda.visited(session, team), today)
    left = known.get(last or "") if team is not None else None
    return Today(
        today,
        _resume(session, handbook, reader, left, place, replica) if left is not None else None,
        tuple(stops),
        tuple(later),
        tuple(pressing(session, today, handbook.calendar)),
    )


class _Reader:
    """What is read at once for all visits and schools that the page may name."""

    def __init__(
        self,
        session: Session,
        handbook: Handbook,
        today: date,
        plan: Sequence[Planned],
        known: Sequence[Begun],
    ) -> None:
        uids = [visit.uid for visit in known]
        schools = {one.school for one in plan} | {one.school for one in known}
        self._handbook = handbook
        self.schools = agenda.schools_named(session, schools)
        self.names = {uid: school.name or "" for uid, school in self.schools.items()}
        self._teams = dict(people.teams(session))
        self._areas = agenda.areas_by_visit(session, uids)
        self._results = agenda.results_by_visit(session, uids)
        self._papers = agenda.papers_by_visit(session, uids, fed_back=feedback.KIND)
        self._open = waiting.open_at(session, schools, today)

    def counted(self, visit: Begun) -> Counted:
        """Return how far a visit is, among the items that it asks."""
        stages, ownership = visits.kinds_of(self.schools.get(visit.school))
        asked = {entry.uid for entry in self._handbook.entries_for(self._areas[visit.uid], stages, ownership)}
        results = Counter(result for item, result in self._results[visit.uid].items() if item in asked)
        return Counted(results["yes"], results["no"], results["partly"], results["n_a"], len(asked))

    def stage(self, visit: Begun, counted: Counted) -> Stage:
        """Return how a visit stands."""
        papers = self._papers.get(visit.uid)
        if papers is not None and papers.numbered:
            return Stage.ISSUED
        if papers is not None and papers.fed_back:
            return Stage.FED_BACK
        problems = any(result in answers.PROBLEMS for result in self._results[visit.uid].values())
        finished = counted.total > 0 and counted.done == counted.total and not problems
        return Stage.CHECKED if finished else Stage.GOING

    def stop(self, school: str, team: str, visit: Begun | None) -> Stop:
        """Return a school with what is known of it and its visit."""
        row = self.schools.get(school) or School(uid=school)
        counted = self.counted(visit) if visit is not None else Counted()
        return Stop(
            school,
            row.name or "学校资料未到",
            row.township or row.region_name or "",
            row.principal or "",
            row.phone or "",
            self._teams.get(team, ""),
            visit.uid if visit is not None else "",
            self.stage(visit, counted) if visit is not None else Stage.TO_BEGIN,
            counted,
            *self._open.get(school, Open()),
        )


_ORDER = (Stage.GOING, Stage.TO_BEGIN, Stage.CHECKED, Stage.FED_BACK, Stage.ISSUED)


def _stops(reader: _Reader, plan: Sequence[Planned], recent: Sequence[Begun], today: date) -> list[Stop]:
    """Return the schools planned for today and those begun today, what is to do first."""
    begun = {(visit.team, visit.school): visit for visit in recent if visit.day == today}
    asked = dict.fromkeys([*((one.team, one.school) for one in plan if one.on == today), *begun])
    found = [reader.stop(school, team, begun.get((team, school))) for team, school in asked]
    return sorted(found, key=lambda stop: _ORDER.index(stop.stage))


def _later(
    reader: _Reader, plan: Sequence[Planned], recent: Sequence[Begun], visited: set[tuple[str, str]], today: date
) -> list[Later]:
    """Return visits that were left unfinished, then the schools that nobody has been to, those with a day first."""
    found = []
    for visit in sorted(recent, key=lambda one: one.day):
        stop = reader.stop(visit.school, visit.team, visit)
        if visit.day < today and not stop.stage.is_done:
            found.append(_on_day(stop, visit.day, Why.UNFINISHED))
    for one in plan:
        why = Why.UNDATED if one.on is None else Why.MISSED if one.on < today else Why.PLANNED
        if one.on != today and (why is Why.PLANNED or (one.team, one.school) not in visited):
            found.append(_on_day(reader.stop(one.school, one.team, None), one.on, why))
    return found


def _on_day(stop: Stop, day: date | None, why: Why) -> Later:
    return Later(**vars(stop), day=day, why=why)


def _resume(
    session: Session,
    handbook: Handbook,
    reader: _Reader,
    visit: Begun,
    place: left_off.Place | None,
    replica: str,
) -> Resume | None:
    """Return where work goes on; nothing where that visit is done."""
    counted = reader.counted(visit)
    if reader.stage(visit, counted).is_done:
        return None
    here = place is not None and place.visit == visit.uid
    item = place.item if place is not None and here else visit_rows.last_item(session, visit.uid, replica)
    entry = handbook.by_uid.get(item or "")
    changed = agenda.changed_last(session, visit.uid)
    return Resume(
        visit.uid,
        reader.names.get(visit.school) or "学校资料未到",
        visit.campaign,
        entry.item.code if entry is not None else "",
        datetime.fromisoformat(changed) if changed else None,
        counted,
    )

"""A whole visit recorded in one go, over the same services and in the same small writes as item by item."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from xunjian.db.photos import LARGEST_FILE, check_photo
from xunjian.db.schema.reference import School
from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.rules import money
from xunjian.services import lookup
from xunjian.services.bureau import handbook, teams
from xunjian.services.bureau.handbook import Entry, Handbook
from xunjian.services.paperwork import supervision
from xunjian.services.visit import evidence, finding_views, findings, measures, visits
from xunjian.services.visit.findings import LONGEST_FACT
from xunjian.services.visit.visitfile import NOTHING_RECORDED, AnswerPlan, VisitPlan, misplaced
from xunjian.workspace import Workspace


@dataclass(frozen=True)
class Recorded:
    """What was recorded of a visit."""

    visit: str
    school: str
    answers: int
    findings: int
    photos: int
    unchecked: int
    """Items that have no answer yet."""


@dataclass(frozen=True)
class _Ready:
    """An answer that was checked against the handbook: nothing of it can be refused any more but by the disk."""

    plan: AnswerPlan
    entry: Entry
    amount: int | None
    photos: tuple[Path, ...]


def record(workspace: Workspace, plan: VisitPlan, folder: Path, progress: Progress, *, today: date) -> Recorded:
    """Record a visit of this workspace's group; photos are looked for in `folder`.

    Everything is checked before anything is written. Recording the same again changes nothing.
    """
    team = workspace.team
    if team is None:
        raise UserError(
            "局里的工作库不记现场检查。", safe=NOTHING_RECORDED, hint="请在检查组的工作库里记，再把数据包合进来。"
        )
    with workspace.store.read() as session:
        book = handbook.read(session)
        school = lookup.school(session, plan.school)
        members = _members(session, team, plan.inspectors)
        ready = _checked(session, book, school, plan, folder)
    if plan.date > today:
        raise misplaced("date", f"{plan.date} 还没到。", "请核对检查日期和电脑的日期。")
    for done, (place, path) in enumerate(_photos(ready)):
        progress.step(done, sum(len(one.photos) for one in ready), f"核对照片 {path.name}")
        _check_photo(place, path)
    with workspace.store.write(by=workspace.person) as session:
        visit = visits.start(session, team=team, school=school, day=plan.date, areas=plan.checklists, members=members)
        if plan.announced is not None:
            supervision.announce(session, visit, plan.announced)
        _refuse_issued(session, visit, ready)
    for done, one in enumerate(ready):
        progress.step(done, len(ready), f"{one.plan.item} {one.entry.item.title}")
        _write(workspace, visit, one)
    with workspace.store.read() as session:
        rows = visits.items(session, visit, book)
        return Recorded(
            visit,
            visits.head(session, visit).school_name,
            sum(row.result is not None for row in rows),
            sum(row.result in visits.PROBLEMS for row in rows),
            sum(row.photos for row in rows),
            sum(row.result is None for row in rows),
        )


def _members(session: Session, team: str, names: Sequence[str]) -> list[str]:
    roster = dict(teams.roster(session, team))
    for place, name in enumerate(names):
        if name.strip() not in roster:
            raise misplaced(
                f"inspectors[{place}]", f"组里没有“{name}”。", f"本组有：{'、'.join(roster) or '还没有人'}。"
            )
    return [roster[name.strip()] for name in names]


def _checked(session: Session, book: Handbook, school: str, plan: VisitPlan, folder: Path) -> list[_Ready]:
    for place, area in enumerate(plan.checklists):
        if area not in book.areas:
            raise misplaced(f"checklists[{place}]", f"没有“{area}”这张检查表。", f"现有：{'、'.join(book.areas)}。")
    row = session.get_one(School, school)
    asked = {entry.item.code for entry in book.entries_for(plan.checklists, *visits.kinds_of(row))}
    ready: list[_Ready] = []
    for place, answer in enumerate(plan.answers):
        where = f"answers[{place}]"
        entry = book.by_code.get(answer.item)
        if entry is None:
            raise misplaced(f"{where}.item", f"没有“{answer.item}”这一项。", "可用 checklist show 查检查项编码。")
        if answer.item not in asked:
            raise misplaced(
                f"{where}.item", f"{answer.item} 不查{row.name}。", "请核对检查表、学校的办学类型和办学性质。"
            )
        if any(one.plan.item == answer.item for one in ready):
            raise misplaced(f"{where}.item", f"{answer.item} 写了两次。", "请把两处并成一处。")
        _check_answer(where, answer)
        ready.append(_Ready(answer, entry, _amount(where, answer), tuple(folder / name for name in answer.photos)))
    return ready


def _check_answer(where: str, answer: AnswerPlan) -> None:
    if answer.result == "n_a" and not (answer.reason or "").strip():
        raise misplaced(f"{where}.reason", "记为不适用要写一句原因。", "例如：本校没有食堂。")
    if answer.result != "n_a" and answer.reason is not None:
        raise misplaced(f"{where}.reason", "只有不适用才写原因。", "问题的情况请写在 fact。")
    if len(answer.fact or "") > LONGEST_FACT:
        raise misplaced(f"{where}.fact", f"事实最多写 {LONGEST_FACT} 字。", "请写短一些，细节放进附件。")
    if answer.result in visits.PROBLEMS:
        return
    unused = AnswerPlan(answer.item, answer.result, reason=answer.reason)
    if extra := [name for name in answer.__struct_fields__ if getattr(answer, name) != getattr(unused, name)]:
        raise misplaced(
            f"{where}.{extra[0]}", "这一项没有问题，不用写。", "有问题请把 result 写成 no 或 partly，否则删去。"
        )


def _amount(where: str, answer: AnswerPlan) -> int | None:
    if answer.amount is None:
        return None
    try:
        return money.parse(str(answer.amount))
    except money.BadAmount as error:
        raise misplaced(f"{where}.amount", error.what, error.hint) from error


def _photos(ready: Sequence[_Ready]) -> Iterator[tuple[str, Path]]:
    for place, one in enumerate(ready):
        for number, path in enumerate(one.photos):
            yield f"answers[{place}].photos[{number}]", path


def _check_photo(place: str, path: Path) -> None:
    try:
        with path.open("rb") as file:
            check_photo(file.read(LARGEST_FILE + 1))
    except OSError as error:
        raise misplaced(
            place, f"“{path.name}”读不出来。", "请看看照片还在不在，路径从这个 JSON 所在的文件夹算起。"
        ) from error
    except UserError as error:
        raise misplaced(place, f"“{path.name}”：{error.what}", error.hint) from error


def _refuse_issued(session: Session, visit: str, ready: Sequence[_Ready]) -> None:
    issued = {one.item for one in finding_views.of_visit(session, visit) if one.issued}
    if locked := [one.plan.item for one in ready if one.entry.uid in issued]:
        raise UserError(
            f"{'、'.join(locked)} 已签发，不能改。", safe=NOTHING_RECORDED, hint="请删去这几项；写错了请用“更正”。"
        )


def _write(workspace: Workspace, visit: str, one: _Ready) -> None:
    """Write one answer with all that belongs to it: one write, one step to take back."""
    stored = [(path.name, evidence.store(workspace.photos, path)) for path in one.photos]
    title = visits.answer_title(one.plan.item, one.plan.result)
    with workspace.store.write(by=workspace.person, reason=title) as session:
        visits.answer(session, visit, one.entry.uid, one.plan.result, one.plan.reason)
        if one.plan.result not in visits.PROBLEMS:
            _remove_finding(session, visit, one.entry)
            return
        finding = _write_finding(session, visit, one)
        for name, photo in stored:
            evidence.attach(session, photo, visit=visit, finding=finding, file_name=name, by=workspace.person)


def _remove_finding(session: Session, visit: str, entry: Entry) -> None:
    known = finding_views.of_item(session, visit, entry.uid)
    if known is not None:
        findings.remove(session, known.uid)


def _write_finding(session: Session, visit: str, one: _Ready) -> str:
    plan = one.plan
    given = {"fact": plan.fact, "amount": one.amount, "people": plan.people, "statement": plan.statement}
    edit = {name: value for name, value in given.items() if value is not None}
    uid = findings.record(session, visit, one.entry, **edit)
    session.flush()
    known = finding_views.of_item(session, visit, one.entry.uid)
    there = known.measures if known else ()
    if there:
        usual = {plan.requirement, one.entry.item.requirement}
        first = next((measure for measure in there if measure.text in usual), there[0])
        measures.change(session, first.uid, text=plan.requirement, workdays=plan.workdays, responsible=plan.responsible)
    said = {measure.text for measure in there}
    for more in plan.measures:
        if more.text not in said:
            added = measures.add(session, visit, [uid], text=more.text, kind=more.kind, workdays=more.workdays)
            session.flush()
            measures.change(session, added, responsible=more.responsible)
    return uid

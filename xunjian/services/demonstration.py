"""The whole main job on an invented county: from an untidy list of schools to notices, bundles and one conflict."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from xunjian.db.conflicts import Conflict, list_conflicts, set_resolved
from xunjian.db.history import commits_of
from xunjian.db.queries.visits import visit_rows
from xunjian.errors import UserError
from xunjian.paths import resource
from xunjian.progress import Unwatched
from xunjian.rules.money import plain
from xunjian.services import schools, wholeness
from xunjian.services.bundles import exchange, scope
from xunjian.services.bundles.packing import Exported
from xunjian.services.bureau import enrolment, handbook
from xunjian.services.bureau.founding import found_bureau
from xunjian.services.paperwork import notices
from xunjian.services.sample_county import (
    AT_THE_BUREAU,
    BUREAU,
    CAMPAIGN,
    DISPUTED,
    DISPUTED_ITEM,
    FIRST,
    IN_THE_FIELD,
    SECOND,
    TODAY,
    Group,
)
from xunjian.services.visit import findings, recording, visits
from xunjian.services.visit.visitfile import read_plan
from xunjian.workspace import Workspace


@dataclass(frozen=True)
class Step:
    """A step that was done: what, what came of it, which files were made, and how long it took."""

    title: str
    result: str
    files: tuple[str, ...]
    seconds: float


class Story:
    """The three workspaces and the folder for what leaves them."""

    def __init__(self, folder: Path) -> None:
        self.out = folder / "out"
        self.out.mkdir(parents=True)
        self._folder = folder
        self._open: dict[str, Workspace] = {}
        self._teams: dict[str, str] = {}
        self.made: list[Path] = []

    @property
    def bureau(self) -> Workspace:
        """The bureau's workspace."""
        return self._open["bureau"]

    def of(self, group: Group) -> Workspace:
        """Return the workspace of a group's leader."""
        return self._open[group.folder]

    def close(self) -> None:
        """Let go of all workspaces."""
        for workspace in self._open.values():
            workspace.close()

    def found(self) -> str:
        """Make the bureau's workspace."""
        self._open["bureau"] = found_bureau(self._folder / "bureau", BUREAU)
        return f"{BUREAU.name}，发文代字 {BUREAU.prefix}"

    def import_schools(self) -> str:
        """Take the schools from an untidy list."""
        with self.bureau.store.read() as session:
            plan = schools.plan_import(session, resource("samples") / "庐州区中小学校名单.xlsx")
        with self.bureau.store.write(reason=schools.IMPORTED) as session:
            done = schools.apply_import(session, plan, Unwatched())
        repairs = sum(len(sheet.repairs) for sheet in plan.sheets)
        return f"新增 {done.new} 所，理好 {repairs} 处"

    def enrol(self, group: Group) -> str:
        """Write a group's file at the bureau and open it on the leader's laptop."""
        file = self._new(f"{group.name}.xjgroup")
        with self.bureau.store.read() as session:
            rows = schools.search(session, "")
            chosen = [uid for uid in rows if schools.view(session, uid).values["township"] in group.townships]
        done = enrolment.create_enrolment(
            self.bureau,
            file,
            campaign=CAMPAIGN,
            group=group.name,
            members=group.members,
            schools=chosen,
            numbers=group.numbers,
            year=TODAY.year,
        )
        leader = group.members[0]
        workspace = enrolment.join(self._folder / group.folder, file, member=leader)
        self._open[group.folder] = workspace
        self._teams[group.folder] = done.team
        first, last = group.numbers
        given = f"学校 {done.schools} 所，文号 {first}–{last}；核对词 {' '.join(done.words)}"
        return f"{'、'.join(done.members)}；{given}；{leader}的电脑已入组"

    def inspect(self, group: Group) -> str:
        """Record the group's visits with findings and photos; what is not mentioned complies."""
        folder = resource("samples") / "visits"
        done = [self._inspect(self.of(group), folder, name) for name in group.visits]
        return "；".join(f"{one.school}：问题 {one.findings} 个，照片 {one.photos} 张" for one in done)

    def _inspect(self, workspace: Workspace, folder: Path, name: str) -> recording.Recorded:
        plan = read_plan(folder / f"{name}.json")
        done = recording.record(workspace, plan, folder, Unwatched(), today=TODAY)
        with workspace.store.write(by=workspace.person, reason="其余记为符合") as session:
            rows = visits.items(session, done.visit, handbook.read(session))
            visits.mark_rest(session, done.visit, [row.item for row in rows if row.result is None])
        return done

    def issue(self, group: Group) -> str:
        """Issue the notices of the group's visits but the disputed one."""
        return "；".join(self._issue(self.of(group), name) for name in group.visits if name != DISPUTED)

    def issue_settled(self) -> str:
        """Issue the notice whose amount the bureau has settled."""
        return self._issue(self.of(FIRST), DISPUTED)

    def _issue(self, workspace: Workspace, school: str) -> str:
        with workspace.store.write(by=workspace.person, reason="签发整改通知书") as session:
            issued = notices.issue(
                session,
                workspace.photos,
                handbook.read(session),
                _visit_to(session, school),
                by=workspace.person,
                today=TODAY,
                trial=True,
            )
        file = self._new(f"整改通知书-{issued.number}-{school}.pdf")
        file.write_bytes(workspace.photos.read(issued.pdf_sha256))
        return f"{issued.number} {school}（{issued.pages} 页）"

    def hand_in(self, group: Group, name: str) -> str:
        """Write a group's bundle and merge it at the bureau."""
        done = self._carry(group, name)
        return f"检查 {done.visits} 次，问题 {done.findings} 个，文书 {done.documents} 份，照片和原件 {done.photos} 个"

    def change_both(self) -> str:
        """Let the bureau and the first group write different amounts before they hear of each other."""
        _set_amount(self.of(FIRST), IN_THE_FIELD)
        _set_amount(self.bureau, AT_THE_BUREAU)
        return f"{DISPUTED} {DISPUTED_ITEM}：组里改成 {plain(IN_THE_FIELD)}，局里改成 {plain(AT_THE_BUREAU)}"

    def conflict(self) -> Conflict:
        """Return the one conflict at the bureau."""
        with self.bureau.store.read() as session:
            (found,) = list_conflicts(session.connection())
        return found

    def show_conflict(self) -> str:
        """Merge the group's second bundle at the bureau and tell of the conflict that it brings."""
        self._carry(FIRST, "第一检查组-9月18日.xjb")
        found = self.conflict()
        amounts = " / ".join(plain(side.value["amount"]) for side in found.sides)
        return f"1 处填得不一样：{DISPUTED} {DISPUTED_ITEM} 金额 {amounts}"

    def resolve(self) -> str:
        """Settle the amount at the bureau."""
        found = self.conflict()
        value = next(side.value for side in found.sides if side.value["amount"] == AT_THE_BUREAU)
        reason = "已和学校核对收据"
        with self.bureau.store.write(reason=reason, resolving=frozenset({(found.uid, found.register)})) as session:
            set_resolved(session, found.uid, found.register, value)
        return f"定为 {plain(AT_THE_BUREAU)}（{reason}）"

    def hand_back(self) -> str:
        """Carry back to each group what it may have."""
        done = [self._task(group, f"任务包-{group.name}-9月18日.xjb") for group in (FIRST, SECOND)]
        return "；".join(
            f"{group.name}合入检查 {one.visits} 次" for group, one in zip((FIRST, SECOND), done, strict=True)
        )

    def finish(self) -> str:
        """Carry the last notice to the bureau."""
        self._carry(FIRST, "第一检查组-滨河小学.xjb")
        return "局里合入了"

    def check(self) -> str:
        """Look whether all three workspaces are whole, and the groups hold the same as the bureau of what is theirs."""
        found = [wholeness.look(workspace, deep=True) for workspace in self._open.values()]
        same = all(_holds_the_same(self.bureau, self.of(group)) for group in (FIRST, SECOND))
        if not same or not all(one.whole and not one.missing_photos for one in found):
            raise AssertionError(found)
        return f"都完好，各组的内容和局里的相同；局里的指纹 {found[0].digest[:16]}…"

    def _carry(self, group: Group, name: str) -> Exported:
        """Write a group's report and merge it at the bureau."""
        file = self._new(name)
        done = exchange.export_report(self.of(group), file, Unwatched())
        exchange.merge_bundle(self.bureau, file, Unwatched())
        return done

    def _task(self, group: Group, name: str) -> Exported:
        """Write the bureau's task for a group and merge it there."""
        file = self._new(name)
        done = exchange.export_task(self.bureau, self._teams[group.folder], file)
        exchange.merge_bundle(self.of(group), file, Unwatched())
        return done

    def _new(self, name: str) -> Path:
        path = self.out / name
        self.made.append(path)
        return path


def demonstrate(folder: Path, tell: Callable[[Step], None]) -> Story:
    """Do the whole main job in `folder`, which must be empty or absent; every step is told when it is done.

    The caller closes the story. After a failure nothing of it is left.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"“{folder}”里已经有东西。", safe="它没有动。", hint="请换一个空文件夹，或还没有的文件夹。")
    with _cleared_on_failure(folder):
        story = Story(folder)
        try:
            for title, act in _steps(story):
                known, start = len(story.made), time.perf_counter()
                result = act()
                files = tuple(str(path) for path in story.made[known:])
                tell(Step(title, result, files, time.perf_counter() - start))
        except BaseException:
            story.close()
            raise
    return story


def _steps(story: Story) -> Iterator[tuple[str, Callable[[], str]]]:
    groups = (FIRST, SECOND)
    yield "建局里的工作库", story.found
    yield "导入学校名单", story.import_schools
    for group in groups:
        yield f"{group.name}入组", partial(story.enrol, group)
    for group in groups:
        yield f"{group.name}现场检查", partial(story.inspect, group)
    for group in groups:
        yield f"{group.name}签发通知书", partial(story.issue, group)
    for group in groups:
        yield f"合入{group.name}的包", partial(story.hand_in, group, f"{group.name}-9月17日.xjb")
    yield "局里和第一检查组各改一处", story.change_both
    yield "再合入第一检查组的包", story.show_conflict
    yield "局里定下来", story.resolve
    yield "局里给两个组发任务包", story.hand_back
    yield "签发定好的那一份", story.issue_settled
    yield "再交一次", story.finish
    yield "核对三个工作库", story.check


def _holds_the_same(bureau: Workspace, group: Workspace) -> bool:
    """Tell whether the bureau has of each of the group's cases just the commits that the group has."""
    with group.store.connection(writing=False) as connection:
        cases = scope.every_case(connection)
        here = {name for name, _ in commits_of(connection, cases)}
    with bureau.store.connection(writing=False) as connection:
        return here == {name for name, _ in commits_of(connection, cases)}


def _visit_to(session: Session, school: str) -> str:
    rows = visit_rows(session)
    return next(row.uid for row in rows if row.school_name == school)


def _set_amount(workspace: Workspace, amount: int) -> None:
    with workspace.store.write(by=workspace.person, reason=f"{DISPUTED_ITEM} 改金额") as session:
        entry = handbook.read(session).by_code[DISPUTED_ITEM]
        findings.record(session, _visit_to(session, DISPUTED), entry, amount=amount)


@contextmanager
def _cleared_on_failure(folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for made in folder.iterdir():
            shutil.rmtree(made, ignore_errors=True)
        raise

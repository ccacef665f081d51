"""A visit to test on, driven through the services as a page drives them: one write a change, each with its title."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from tests.workspaces import TODAY, Scene
from xunjian.services.bureau.handbook import Entry
from xunjian.services.paperwork import notice_draft, notices
from xunjian.services.paperwork.issuing import Issued
from xunjian.services.paperwork.notice_draft import Draft
from xunjian.services.visit import evidence, finding_views, findings, measures, undo, visits
from xunjian.services.visit.finding_views import FindingView
from xunjian.services.visit.undo import Possible
from xunjian.services.visit.visits import ItemRow
from xunjian.workspace import Workspace

SCHOOL = "长江路小学"


@cache
def photo(shade: int = 0) -> bytes:
    target = BytesIO()
    Image.new("L", (40, 30), shade).save(target, "JPEG")
    return target.getvalue()


@dataclass
class Visiting:
    """A visit of the scene's team; every method that changes something is one write."""

    scene: Scene
    workspace: Workspace
    uid: str

    @classmethod
    def begin(
        cls, scene: Scene, *, school: str = SCHOOL, areas: tuple[str, ...] = ("SF", "JD"), day: date = TODAY
    ) -> "Visiting":
        one = cls(scene, scene.workspace, "")
        with one.write("开始检查") as session:
            one.uid = visits.start(
                session, team=scene.team, school=scene.schools[school], day=day, areas=areas, members=scene.people
            )
        return one

    def entry(self, code: str) -> Entry:
        return self.scene.handbook.by_code[code]

    @contextmanager
    def write(self, reason: str | None = None) -> Iterator[Session]:
        with self.workspace.store.write(by=self.workspace.person, reason=reason) as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self.workspace.store.read() as session:
            yield session

    def rows(self) -> dict[str, ItemRow]:
        with self.read() as session:
            return {row.code: row for row in visits.items(session, self.uid, self.scene.handbook)}

    def results(self) -> dict[str, str]:
        return {code: row.result for code, row in self.rows().items() if row.result}

    def answer(self, code: str, result: str | None, reason: str | None = None) -> None:
        with self.write(visits.answer_title(code, result)) as session:
            visits.answer(session, self.uid, self.entry(code).uid, result, reason)

    def mark_rest(self, *codes: str) -> None:
        with self.write("其余记为符合") as session:
            visits.mark_rest(session, self.uid, [self.entry(code).uid for code in codes or self.rows()])

    def record(self, code: str, **edit: object) -> str:
        with self.write(f"{code} 问题") as session:
            return findings.record(session, self.uid, self.entry(code), **edit)

    def attach(self, code: str, content: bytes | None = None) -> str:
        stored = evidence.store(self.workspace.photos, content or photo())
        with self.write(f"{code} 照片") as session:
            finding = self.entry(code).uid
            row = finding_views.of_item(session, self.uid, finding)
            assert row is not None
            return evidence.attach(
                session,
                stored,
                visit=self.uid,
                finding=row.uid,
                file_name="照片.jpg",
                by=self.workspace.person,
            )

    def hide(self, photo_uid: str, *, hidden: bool = True) -> None:
        with self.write("去掉照片") as session:
            evidence.set_hidden(session, photo_uid, hidden=hidden)

    def remove(self, code: str) -> None:
        uid = self.finding(code).uid
        with self.write(f"{code} 去掉问题") as session:
            findings.remove(session, uid)

    def add_measure(self, finding: str, text: str) -> str:
        with self.write("加一条措施") as session:
            return measures.add(session, self.uid, [finding], text=text, kind="limited", workdays=10)

    def set_measure(self, measure: str, **values: Any) -> None:
        with self.write("整改要求") as session:
            measures.change(session, measure, **values)

    def findings(self) -> list[FindingView]:
        with self.read() as session:
            return finding_views.of_visit(session, self.uid)

    def find(self, code: str) -> FindingView | None:
        with self.read() as session:
            return finding_views.of_item(session, self.uid, self.entry(code).uid)

    def finding(self, code: str) -> FindingView:
        found = self.find(code)
        assert found is not None
        return found

    def problem(self, code: str, fact: str = "公示栏内容没有更新。", **edit: object) -> str:
        """Record all that a notice asks of this item."""
        demands = {"amount": 128_000, "people": 16} | edit
        uid = self.record(code, fact=fact, **demands)
        self.attach(code)
        return uid

    def draft(self, **options: Any) -> Draft:
        with self.read() as session:
            settings: dict[str, Any] = {"today": TODAY, "unchecked_reason": "下次再查"} | options
            return notice_draft.draft(session, self.scene.handbook, self.uid, **settings)

    def problems(self, **options: Any) -> list[str]:
        return [problem.text for problem in self.draft(**options).problems]

    def issue(self, **options: Any) -> Issued:
        settings: dict[str, Any] = {
            "by": self.workspace.person,
            "today": TODAY,
            "unchecked_reason": "下次再查",
        } | options
        with self.write("签发通知书") as session:
            return notices.issue(session, self.workspace.photos, self.scene.handbook, self.uid, **settings)

    def void(self, issued: Issued, reason: str = "校名写错") -> None:
        with self.write("作废通知书") as session:
            notices.note_event(session, issued, "void", by=self.workspace.person, reason=reason)

    def issued(self) -> list[Issued]:
        with self.read() as session:
            return notices.of_visit(session, self.uid)

    def possible(self) -> Possible:
        with self.read() as session:
            return undo.possible(session, self.uid, self.workspace.store.replica)

    def undo(self, *, redo: bool = False) -> None:
        replica = self.workspace.store.replica
        with self.read() as session:
            title = undo.title(session, self.uid, replica, redo=redo)
        with self.write(title) as session:
            (undo.redo if redo else undo.undo)(session, self.uid, replica)

    def redo(self) -> None:
        self.undo(redo=True)

    def restart(self) -> None:
        """Close the program and open it again."""
        self.workspace.close()
        self.workspace = Workspace.open(self.workspace.folder)

    def state(self) -> tuple[Any, ...]:
        """Return all that the page shows."""
        rows = {code: (row.result, row.reason, row.photos) for code, row in self.rows().items() if row.result}
        return rows, self.findings()

"""做入组文件: task, group, people, schools and numbers, then the file."""

import re
from collections import Counter
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QLineEdit, QWidget

from xunjian.db.queries.schools import SchoolRow, school_rows
from xunjian.errors import UserError
from xunjian.files import safe_name
from xunjian.progress import Progress
from xunjian.rules.papers import PaperKind
from xunjian.services import schools
from xunjian.services.bureau import series, teams
from xunjian.services.bureau.enrolment import VALID_DAYS, Enrolled, create_enrolment
from xunjian.services.bureau.teams import CampaignPlan
from xunjian.ui.dates import typed_day
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.bureau.school_ticks import SchoolTicks
from xunjian.ui.pages.layouts import column, fit_height, row
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Choice
from xunjian.ui.widgets.fields import Field, TextArea
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.workspace import Workspace

USUAL_NUMBERS = 30
_NAMES = re.compile(r"[、，,;；\s]+")
_NUMBERS = re.compile(r"(\d{1,6})\s*(?:[-–—~～]|至|到)\s*(\d{1,6})")
_RANGE = "写成 31-60 这样；不发文号的空着。"
_SINGLE = "\x00"
"""Stands for the schools that were ticked one by one; no district is called so."""
_NO_DISTRICT = "没有写片区的"


class Wanted(NamedTuple):
    """What was typed, read."""

    plan: CampaignPlan
    group: str
    members: list[str]
    schools: list[str]
    numbers: tuple[int, int] | None
    more_numbers: dict[str, tuple[int, int]]
    expires: date


class EnrolDialog(QDialog):
    """Asks; the file is written as a job, whole or not at all."""

    enrolled = Signal(object, object)  # Path, Enrolled

    def __init__(self, parent: QWidget, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__(parent)
        self.setWindowTitle("做入组文件")
        self._workspace, self._jobs = workspace, jobs
        with workspace.store.read() as session:
            plan = teams.newest_campaign(session) or CampaignPlan("")
            block = teams.following_block(session, workspace.today().year, USUAL_NUMBERS)
            self.more = {
                one.kind: QLineEdit()
                for one in series.of_bureau(session, workspace.today())
                if one.prefix and one.kind is not PaperKind.RECTIFICATION_NOTICE
            }
            self._schools = school_rows(session, schools.search(session, ""))
        self.campaign, self.purpose = QLineEdit(plan.name), QLineEdit(plan.purpose or "")
        self.plan, self.group = QLineEdit(plan.plan_title or ""), QLineEdit()
        self.members = TextArea(1, 3)
        self.numbers = QLineEdit(f"{block.first}-{block.last}")
        self.until = QLineEdit((workspace.today() + timedelta(VALID_DAYS)).isoformat())
        self.where = Choice("学校", [])
        for words, district in _districts(self._schools):
            self.where.addItem(words, district)
        self._ticked: tuple[str, ...] = ()
        self.single = KeyButton("逐所选…")
        self._fields = {
            "campaign": Field("检查任务，例如 2026年秋季教育收费专项检查", self.campaign),
            "purpose": Field("目的（印在通知书上），例如 规范教育收费行为", self.purpose),
            "plan": Field("检查方案的名称，不带书名号", self.plan),
            "group": Field("组名，例如 第一检查组", self.group),
            "members": Field("组员，第一位是组长；用顿号分开", self.members),
            "where": Field("要查的学校", self.where),
            "numbers": Field(f"文号，{workspace.today().year} 年", self.numbers),
            "until": Field("文件用到哪天", self.until),
        }
        for kind, editor in self.more.items():
            self._fields[kind.code] = Field(f"{kind.value}的文号，不发的空着", editor)
        self.bar, self.work = NoticeBar(Tone.BAD), NoticeBar(Tone.INFO, "hourglass")
        self.go = KeyButton("做入组文件…", Role.PRIMARY)
        self._content = QWidget()
        self._lay_out()
        (self.group if plan.name else self.campaign).setFocus()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().px(16))
        grid.setVerticalSpacing(look().px(8))
        places = {
            "campaign": (0, 0, 1, 2),
            "purpose": (1, 0, 1, 1),
            "plan": (1, 1, 1, 1),
            "group": (2, 0, 1, 1),
            "where": (2, 1, 1, 1),
            "members": (3, 0, 1, 2),
            "numbers": (4, 0, 1, 1),
            "until": (4, 1, 1, 1),
        }
        places |= {kind.code: (5, place, 1, 1) for place, kind in enumerate(self.more)}
        cells: dict[str, QWidget] = dict(self._fields) | {"where": self._where()}
        for name, place in places.items():
            grid.addWidget(cells[name], *place)
        for place_ in (0, 1):
            grid.setColumnStretch(place_, 1)
        inner = column(self._content, spacing=8)
        inner.addLayout(grid)
        inner.addWidget(Label("文号分给前三位组员的电脑，各用各的一段，不会重。", "caption", "text2", wrap=True))
        back = KeyButton("取消", cap="Esc")
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self.go)
        inner.addLayout(buttons)
        whole = column(self, 24, 16, 24, 16, spacing=8)
        whole.addWidget(self.bar)
        whole.addWidget(self.work)
        whole.addWidget(self._content)
        self.setMinimumWidth(look().px(720))
        back.clicked.connect(self.reject)
        self.go.setDefault(True)
        self.go.clicked.connect(self._ask_for_file)

    def _where(self) -> QWidget:
        """Return the field of the schools with the way to single ones beside it."""
        cell = QWidget()
        line = row(cell, spacing=8)
        line.addWidget(self._fields["where"], 1)
        beside = column(None, 0, 24, 0, 0)
        beside.addWidget(self.single)
        beside.addStretch(1)
        line.addLayout(beside)
        self.single.setEnabled(bool(self._schools))
        self.single.clicked.connect(self._choose_single)
        return cell

    def _choose_single(self) -> None:
        def find(text: str) -> list[str]:
            with self._workspace.store.read() as session:
                return schools.search(session, text)

        by_district = self._chosen_by_district() if self.where.currentIndex() else ()  # all are no choice to begin with
        dialog = SchoolTicks(self, self._schools, find, self._ticked or by_district)
        dialog.accepted.connect(lambda: self._take_single(dialog.ticked))
        dialog.open()

    def _take_single(self, ticked: set[str]) -> None:
        self._ticked = tuple(one.uid for one in self._schools if one.uid in ticked)
        words, place = f"选定的 {len(self._ticked)} 所", self.where.findData(_SINGLE)
        if place < 0:
            self.where.addItem(words, _SINGLE)
        else:
            self.where.setItemText(place, words)
        self.where.setCurrentIndex(self.where.findData(_SINGLE))
        self._fields["where"].set_error("")

    def wanted(self) -> Wanted | None:
        """Return what is typed, None where the fields say what is wrong."""
        members = [name for name in _NAMES.split(self.members.toPlainText()) if name]
        numbers = _NUMBERS.fullmatch(self.numbers.text().strip())
        more = {kind.code: _NUMBERS.fullmatch(editor.text().strip()) for kind, editor in self.more.items()}
        until, chosen = typed_day(self.until.text()), self._chosen_schools()
        today = self._workspace.today()
        problems = {
            "campaign": "" if self.campaign.text().strip() else "请填上。",
            "group": "" if self.group.text().strip() else "请填上。",
            "members": "" if members else "至少写一位组员。",
            "where": "" if chosen else "还没有学校，请先在“学校”里导入名单。",
            "numbers": "" if numbers or not self.numbers.text().strip() else _RANGE,
            **{
                kind.code: "" if more[kind.code] or not editor.text().strip() else _RANGE
                for kind, editor in self.more.items()
            },
            "until": "" if until and until >= today else f"写成 {today.isoformat()} 这样，不早于今天。",
        }
        for name, words in problems.items():
            self._fields[name].set_error(words)
        wrong = next((name for name, words in problems.items() if words), None)
        if wrong is not None or until is None:
            self._fields[wrong or "until"].setFocus()
            return None
        plan = CampaignPlan(
            self.campaign.text().strip(),
            purpose=self.purpose.text().strip() or None,
            plan_title=self.plan.text().strip() or None,
        )
        block = (int(numbers[1]), int(numbers[2])) if numbers else None
        further = {code: (int(found[1]), int(found[2])) for code, found in more.items() if found}
        return Wanted(plan, self.group.text().strip(), members, chosen, block, further, until)

    def write(self, wanted: Wanted, target: Path) -> None:
        """Set up the group and write its file."""
        self.bar.say("")
        self.work.say("正在做入组文件…")
        self._content.setEnabled(False)
        self._jobs.start(
            partial(_write, self._workspace, wanted, target),
            owner=self,
            done=partial(self._tell, target),
            failed=self._fail,
        )

    def _ask_for_file(self) -> None:
        wanted = self.wanted()
        if wanted is None:
            return
        start = str(Path.home() / f"{safe_name(wanted.group)}.xjgroup")
        name, _ = QFileDialog.getSaveFileName(self, "入组文件存到哪里？", start, "入组文件 (*.xjgroup)")
        if name:
            self.write(wanted, Path(name if name.endswith(".xjgroup") else f"{name}.xjgroup"))

    def _tell(self, target: Path, done: Enrolled) -> None:
        self.accept()
        self.enrolled.emit(target, done)

    def _fail(self, error: BaseException) -> None:
        self.work.say("")
        self._content.setEnabled(True)
        if isinstance(error, UserError):
            self.bar.say(error.what, f"{error.safe}{error.hint}")
            fit_height(self)
        else:
            show_error(self, error)

    def _chosen_schools(self) -> list[str]:
        return list(self._ticked) if self.where.currentData() == _SINGLE else self._chosen_by_district()

    def _chosen_by_district(self) -> list[str]:
        district = self.where.currentData()
        return [row_.uid for row_ in self._schools if district is None or row_.district == district]


def _districts(rows: list[SchoolRow]) -> list[tuple[str, str | None]]:
    counts = Counter(row_.district for row_ in rows)
    found: list[tuple[str, str | None]] = [(f"全部学校（{len(rows)} 所）", None)]
    found += [(f"{name or _NO_DISTRICT}（{count} 所）", name) for name, count in sorted(counts.items())]
    return found if len(counts) > 1 else found[:1]


def _write(workspace: Workspace, wanted: Wanted, target: Path, progress: Progress) -> Enrolled:
    return create_enrolment(
        workspace,
        target,
        campaign=wanted.plan,
        group=wanted.group,
        members=wanted.members,
        schools=wanted.schools,
        numbers=wanted.numbers,
        more_numbers=wanted.more_numbers,
        expires=wanted.expires,
        progress=progress,
    )

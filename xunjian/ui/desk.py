"""The pages of an open workspace and the ways between them."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from xunjian.db.queries import people
from xunjian.errors import UserError
from xunjian.services.bureau import handbook, teams
from xunjian.services.paperwork import visit_papers
from xunjian.services.paperwork.visit_papers import Sort
from xunjian.ui.appearance import Appearance
from xunjian.ui.dates import day_heading
from xunjian.ui.identity import Identity
from xunjian.ui.jobs import Jobs
from xunjian.ui.keyholder import KeyHolder
from xunjian.ui.mainwindow import MainWindow
from xunjian.ui.messages import show_error
from xunjian.ui.opening import Opened
from xunjian.ui.pages.bureau.page import ArrangePage
from xunjian.ui.pages.bureau.teams import TeamsPage
from xunjian.ui.pages.notice.page import NoticePage
from xunjian.ui.pages.papers.page import PapersPage
from xunjian.ui.pages.schools.page import SchoolsPage
from xunjian.ui.pages.settings.page import SettingsPage
from xunjian.ui.pages.today.page import TodayPage
from xunjian.ui.pages.visit.page import VisitPage
from xunjian.ui.pages.visit.start_visit import StartVisitDialog
from xunjian.ui.pages.visit.visits import VisitsPage


@dataclass(frozen=True)
class Place:
    """Where somebody is in the window: a screen, and over it a visit at one item, its papers, perhaps its notice."""

    screen: int
    visit: str = ""
    item: str = ""
    papers: str = ""
    """The visit whose papers are shown, and at which of them."""
    paper: str = ""
    notice: str = ""


class Desk(QObject):
    """Makes the pages and connects their signals; what a page does, it does itself."""

    def __init__(
        self, window: MainWindow, identity: Identity, jobs: Jobs, opened: Opened, appearance: Appearance
    ) -> None:
        super().__init__(window)
        self._window, self._identity, self._jobs = window, identity, jobs
        self._workspace, self._handbook = opened.workspace, opened.handbook
        self._holder = KeyHolder(self._workspace, jobs, window)
        self.today = TodayPage(self._workspace, jobs, opened.handbook, broken_off=opened.broken_off)
        self.visits = VisitsPage(self._workspace, jobs)
        self.settings = SettingsPage(self._workspace, jobs, self._holder, appearance)
        self.arrange = ArrangePage(self._workspace, jobs, self._holder) if self._workspace.is_bureau else None
        self.schools: SchoolsPage | None = None
        self.visit: VisitPage | None = None
        self.papers: PapersPage | None = None
        self.notice: NoticePage | None = None
        self._connect()
        self._show_people()

    @property
    def teams(self) -> TeamsPage | None:
        """The page of the bureau's groups; a group has none."""
        return self.arrange.teams if self.arrange is not None else None

    def make_schools(self) -> SchoolsPage:
        """Make the page of schools, in a turn of its own: it is a large one."""
        page = self.schools = SchoolsPage(self._workspace, self._jobs)
        page.visit_wanted.connect(self.start_visit)
        page.visit_opened.connect(self.open_visit)
        page.notice_wanted.connect(self.open_notice)
        return page

    def place(self) -> Place:
        """Return where somebody is in the window."""
        shown, window = self._window.shown(), self._window
        visit = self.visit if window.is_open(self.visit) else None
        papers = self.papers if window.is_open(self.papers) else None
        notice = self.notice if self.notice is not None and shown is self.notice else None
        return Place(
            window.screen_shown(),
            visit.visit if visit is not None else "",
            visit.list.current if visit is not None else "",
            papers.visit if papers is not None else "",
            papers.current if papers is not None else "",
            notice.visit if notice is not None else "",
        )

    def go_to(self, place: Place) -> None:
        """Go back to where somebody was."""
        if place.visit:
            self.open_visit(place.visit)
            if self.visit is not None and place.item:
                self.visit.list.go_to(place.item)
        if place.papers:
            self.open_papers(place.papers, place.paper)
        if place.notice:
            self.open_notice(place.notice)

    def flush(self) -> None:
        """Save what is typed and not yet saved."""
        for page in (self.visit, self.papers):
            if page is not None:
                page.flush()

    def open_visit(self, visit: str) -> None:
        """Go on with a visit, at the item where it was left."""
        try:
            page = VisitPage(self._workspace, self._jobs, self._handbook, visit)
        except UserError as error:
            show_error(self._window, error)
            return
        left, self.visit = self.visit, page
        page.notice_wanted.connect(self.open_first_paper)
        page.papers_wanted.connect(self.open_papers)
        page.saved.connect(self._window.show_saved)
        self._window.open_full(page, title=page.title, subtitle=page.subtitle, tools=page.tools)
        self._drop(left)

    def open_first_paper(self, visit: str) -> None:
        """Show what the bureau's setting 现场制发 puts first: the notice, or the 问题反馈单."""
        with self._workspace.store.read() as session:
            first = visit_papers.first_paper(session, visit)
        if first is Sort.NOTICE:
            self.open_notice(visit)
        else:
            self.open_papers(visit, first)

    def open_papers(self, visit: str, paper: str = Sort.RECORD) -> None:
        """Show all papers of a visit, at one of them."""
        left = self.papers
        page = self.papers = PapersPage(self._workspace, self._jobs, self._handbook, visit, begin=paper)
        page.closed.connect(self._window.go_back)
        page.changed.connect(self._see_changed)
        page.notice_wanted.connect(partial(self._open_numbered, visit))
        self._window.open_full(page, title="文书", subtitle=page.subtitle, back="返回", tools=page.tools)
        self._drop(left)

    def _open_numbered(self, visit: str, document: str) -> None:
        """Go from the papers to a notice: to the one under them, or to a new one over them."""
        if self.notice is not None and self.notice.visit == visit and self._window.is_open(self.notice):
            self._window.go_back()
            self.notice.reload()
        else:
            self.open_notice(visit)
        if document and self.notice is not None:
            self.notice.show_document(document)

    def _leave_for_papers(self, visit: str) -> None:
        """Go from a notice to the papers under it, or to new ones over it."""
        if self.papers is not None and self.papers.visit == visit and self._window.is_open(self.papers):
            self._window.go_back()
        else:
            self.open_papers(visit, Sort.NOTICE)

    def open_notice(self, visit: str) -> None:
        """Show the notice of a visit."""
        left = self.notice
        page = self.notice = NoticePage(self._workspace, self._jobs, self._handbook, visit)
        page.issued.connect(self._see_issued)
        page.closed.connect(self._window.go_back)
        page.papers_wanted.connect(partial(self._leave_for_papers, visit))
        page.item_wanted.connect(partial(self._mend, visit))
        self._window.open_full(page, title="整改通知书", back="返回", tools=page.tools)
        self._drop(left)

    def start_visit(self, school: str = "") -> None:
        """Ask what a new visit needs; a bureau records none."""
        if self._workspace.team is None:
            return
        dialog = StartVisitDialog(self._window, self._workspace, self._handbook, school)
        dialog.started.connect(self.open_visit)
        dialog.open()

    def _connect(self) -> None:
        self.today.visit_opened.connect(self.open_visit)
        self.today.start_wanted.connect(self.start_visit)
        self.today.notice_wanted.connect(self.open_notice)
        self.today.school_wanted.connect(self._show_school)
        self.today.visits_wanted.connect(partial(self._show, "检查"))
        self.today.counted.connect(self._show_counts)
        self._window.screen_came.connect(self._see_day)
        self.visits.visit_opened.connect(self.open_visit)
        self.visits.start_wanted.connect(self.start_visit)
        self._identity.chosen.connect(self._act_as)
        self._holder.keys_wanted.connect(self._make_keys)
        self.visits.enrol_wanted.connect(self._arrange)
        if self.arrange is not None:
            self.arrange.calendar_changed.connect(self._read_handbook)

    def _show_people(self) -> None:
        workspace = self._workspace
        with workspace.store.read() as session:
            group = people.team_name(session, workspace.team) or "教育局"
            roster = teams.roster(session, workspace.team) if workspace.team else []
        self._identity.show_people(group, roster, workspace.person)

    def _read_handbook(self) -> None:
        """Let pages opened from now on count by the calendar as it is now."""
        with self._workspace.store.read() as session:
            self._handbook = handbook.read(session)

    def _make_keys(self) -> None:
        """Go to the keys, and begin to make them."""
        if self.settings.keys is not None:
            self._show("设置")
            self.settings.keys.make_keys()

    def _arrange(self) -> None:
        self._show("安排")

    def _show(self, title: str) -> None:
        self._window.show_screen(self._window.screens().index(title))

    def _show_school(self, school: str) -> None:
        self._show("学校")
        if school and self.schools is not None:
            self.schools.show_school(school)

    def _see_day(self) -> None:
        """Count anew what waits: something was done on another page."""
        self._window.set_heading(self._window.screens().index("今天"), day_heading(self._workspace.today()))
        if not self.today.isVisible():
            self.today.refresh()

    def _show_counts(self, to_do: int, pressing: int) -> None:
        screens = self._window.screens()
        for title, count in (("检查", to_do), ("整改", pressing)):
            if title in screens:
                self._window.set_count(screens.index(title), count)

    def _act_as(self, person: str) -> None:
        self._workspace.act_as(person)
        self._show_people()

    def _see_issued(self, _document: str) -> None:
        self._see_changed()
        if self.papers is not None:
            self.papers.reload()

    def _see_changed(self) -> None:
        if self.visit is not None:
            self.visit.refresh()

    def _mend(self, visit: str, item: str) -> None:
        """Go from a notice to the item that stands in its way."""
        self._window.go_back()
        if self._window.shown() is self.papers:
            self._window.go_back()
        if self.visit is None or self.visit.visit != visit or self._window.shown() is not self.visit:
            self.open_visit(visit)
        if self.visit is not None:
            self.visit.go_to(item)

    def _drop(self, page: VisitPage | PapersPage | NoticePage | None) -> None:
        """Let a page go that another of its kind has followed, with what it had brought to the strip."""
        if page is not None:
            page.tools.deleteLater()
            page.deleteLater()

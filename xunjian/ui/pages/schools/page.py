"""学校: the list, the profile beside it, and lists of schools that come in from files."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from xunjian.db.queries.profile import profile
from xunjian.db.queries.schools import ListedSchool, listed_schools
from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.services import schools
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.schools.school_edit import EditSchool
from xunjian.ui.pages.schools.school_import import Brought, ImportBar, ListRead, dropped_file
from xunjian.ui.pages.schools.school_list import SchoolList
from xunjian.ui.pages.schools.school_preview import ImportPreview
from xunjian.ui.pages.schools.school_profile import SchoolProfile
from xunjian.ui.theme import look
from xunjian.workspace import Workspace

_TWO_PANES = 880
_LIST, _PROFILE = 600, 614
_UNBOUNDED = (1 << 24) - 1  # Qt's own largest width


class SchoolsPage(QWidget):
    """List and profile side by side, one at a time where there is room for one; a preview takes the place of both."""

    visit_wanted = Signal(str)  # a school: begin or go on with a visit there
    visit_opened = Signal(str)  # a visit of before
    notice_wanted = Signal(str)  # the visit whose notice is to be seen
    changed = Signal()  # schools were written

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self._uid = self._wanted = ""
        self._brought: Brought | None = None  # imported, not yet in the list
        self._known: frozenset[str] = frozenset()  # the schools there were before that
        self._in_profile = False
        self.list = SchoolList(workspace.today)
        self.profile = SchoolProfile(workspace.today, may_start=workspace.team is not None)
        self.bar = ImportBar(workspace, jobs)
        self.preview = ImportPreview(workspace, jobs)
        self._browse, self._stack = QWidget(), QStackedWidget()
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the schools again: something that the list or the profile shows has changed."""
        self._jobs.start(self._read, owner=self, done=self._show)

    def show_school(self, uid: str) -> None:
        """Go to a school."""
        self._stack.setCurrentWidget(self._browse)
        self.list.choose(uid)

    def open_school(self, uid: str) -> None:
        """Go to a school's profile, at once or when the list has been read."""
        self._wanted = "" if uid in self.list.uids else uid
        if not self._wanted:
            self.show_school(uid)
            self._open_profile(uid)

    def search(self, text: str) -> None:
        """Let the list show only what fits a text."""
        self._stack.setCurrentWidget(self._browse)
        self._leave_profile()
        self.list.search(text)

    def showEvent(self, event: QShowEvent) -> None:
        """See what has changed since the page was last shown."""
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show both panes or one of them."""
        super().resizeEvent(event)
        self._show_panes()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file that could be a list of schools."""
        if dropped_file(event.mimeData()) is not None and not self._busy():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the list as if it had been chosen."""
        path = dropped_file(event.mimeData())
        if path is not None and not self._busy():
            event.acceptProposedAction()
            self._stack.setCurrentWidget(self._browse)
            self.bar.read(path)

    def _busy(self) -> bool:
        return self.bar.busy or self.preview.writing

    def _read(self, _progress: Progress) -> list[ListedSchool]:
        with self._workspace.store.read() as session:
            return listed_schools(session, self._workspace.today())

    def _show(self, found: list[ListedSchool]) -> None:
        self.list.show_schools(found)
        if self._wanted in self.list.uids:
            self.open_school(self._wanted)
        if self._brought is not None:
            brought, self._brought = self._brought, None
            changed = (self.list.uids - self._known) | brought.updated
            self.bar.show_done(brought, changed)

    def _show_school(self, uid: str) -> None:
        self._uid = uid
        if not uid:
            self.profile.show_nothing()
            return
        try:
            with self._workspace.store.read() as session:
                view, known = schools.view(session, uid), profile(session, uid, self._workspace.today())
        except UserError as error:
            show_error(self, error)
        else:
            self.profile.show_school(view, known)

    def _open_profile(self, _uid: str) -> None:
        self._in_profile = True
        self._show_panes()
        self.profile.begin()

    def _leave_profile(self) -> None:
        self._in_profile = False
        self._show_panes()
        self.list.setFocus()

    def _show_panes(self) -> None:
        both = self.width() >= look().px(_TWO_PANES)
        self.list.setMaximumWidth(look().px(_LIST) if both else _UNBOUNDED)
        self.list.setVisible(both or not self._in_profile)
        self.profile.setVisible(both or self._in_profile)
        self.profile.show_way_back(shown=not both)

    def _start_visit(self) -> None:
        if self._uid and self._workspace.team is not None:
            self.visit_wanted.emit(self._uid)

    def _edit(self) -> None:
        try:
            EditSchool(self, self._workspace, self._uid, self._tell_change).open()
        except UserError as error:
            show_error(self, error)

    def _tell_change(self) -> None:
        self._show_school(self._uid)
        self.refresh()
        self.changed.emit()

    def _preview(self, read: ListRead) -> None:
        self.preview.show_list(read)
        self._stack.setCurrentWidget(self.preview)
        self.preview.begin()

    def _leave_preview(self) -> None:
        self._stack.setCurrentWidget(self._browse)
        self.list.setFocus()

    def _show_imported(self, brought: Brought) -> None:
        self._brought, self._known = brought, self.list.uids
        self._leave_preview()
        self.refresh()
        self.changed.emit()

    def _lay_out(self) -> None:
        self.list.add_bar(self.bar)
        across = QHBoxLayout(self._browse)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.list, _LIST)
        across.addWidget(self.profile, _PROFILE)
        self._stack.addWidget(self._browse)
        self._stack.addWidget(self.preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.list.chosen.connect(self._show_school)
        self.list.opened.connect(self._open_profile)
        self.list.import_wanted.connect(self.bar.ask)
        self.profile.left.connect(self._leave_profile)
        self.profile.edit_wanted.connect(self._edit)
        self.profile.visit_wanted.connect(self._start_visit)
        self.profile.visit_opened.connect(self.visit_opened)
        self.profile.notice_wanted.connect(self.notice_wanted)
        self.bar.planned.connect(self._preview)
        self.bar.only_wanted.connect(self.list.show_only)
        self.preview.left.connect(self._leave_preview)
        self.preview.imported.connect(self._show_imported)
        for key, act in (("Ctrl+N", self._start_visit), ("Ctrl+Tab", self.profile.next_tab)):
            # Of the panes, not of the page: a hidden widget's keys are dead, as these must be during a preview.
            QShortcut(QKeySequence(key), self._browse).activated.connect(act)

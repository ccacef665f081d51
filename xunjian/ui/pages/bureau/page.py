"""安排: groups, holidays, how notices come about; one of them at a time."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from xunjian.ui.jobs import Jobs
from xunjian.ui.keyholder import KeyHolder
from xunjian.ui.pages.bureau.holidays_panel import HolidaysPanel
from xunjian.ui.pages.bureau.route_panel import RoutePanel
from xunjian.ui.pages.bureau.teams import TeamsPage
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.widgets.basics import Panel
from xunjian.ui.widgets.segmented import Segmented
from xunjian.workspace import Workspace


class ArrangePage(QWidget):
    """The bureau's own pages; work begins at the groups."""

    calendar_changed = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs, holder: KeyHolder) -> None:
        super().__init__()
        self.teams = TeamsPage(workspace, jobs, holder)
        self.holidays = HolidaysPanel(workspace, jobs)
        self.route = RoutePanel(workspace)
        parts: dict[str, QWidget] = {"检查组": self.teams, "节假日": self.holidays, "制发方式": self.route}
        self.segments = Segmented("安排", list(parts))
        self._views = QStackedWidget()
        for part in parts.values():
            self._views.addWidget(part)
        head = Panel("bg", "bottom")
        line = row(head, 16, 8, 16, 8)
        line.addWidget(self.segments)
        line.addStretch(1)
        whole = column(self)
        whole.addWidget(head)
        whole.addWidget(self._views, 1)
        self.setFocusProxy(self.teams)
        self.segments.chosen.connect(self._show_part)
        self.holidays.changed.connect(self.calendar_changed)

    def _show_part(self, number: int) -> None:
        self._views.setCurrentIndex(number)
        self.setFocusProxy(self._views.currentWidget())

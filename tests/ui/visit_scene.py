"""A visit in a window of its own, to press keys in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.workspaces import TODAY, Scene
from xunjian.services.visit import finding_views, visits
from xunjian.services.visit.finding_views import FindingView
from xunjian.ui.jobs import Jobs
from xunjian.ui.mainwindow import MainWindow
from xunjian.ui.pages.visit.page import VisitPage

AREAS = ("SF", "JF")


@dataclass
class Visiting:
    """The page under test, its window, and what the database says."""

    scene: Scene
    visit: str
    window: MainWindow
    page: VisitPage

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifier)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        target = QApplication.focusWidget()
        assert target is not None
        for letter in text:  # QTest.keyClicks knows no Chinese
            for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
                QApplication.sendEvent(target, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))

    def go_to(self, code: str) -> None:
        """Choose an item in the list."""
        self.page.list.go_to(self.uid(code))
        self.page.list.setFocus()

    def uid(self, code: str) -> str:
        """Return the uid of an item."""
        return self.scene.handbook.by_code[code].uid

    @property
    def current(self) -> str:
        """The code of the current item."""
        return self.scene.handbook.by_uid[self.page.list.current].item.code

    def results(self) -> dict[str, str]:
        """Return the answers in the database, by code."""
        with self.scene.workspace.store.read() as session:
            rows = visits.items(session, self.visit, self.scene.handbook)
        return {row.code: row.result for row in rows if row.result}

    def finding(self, code: str) -> FindingView:
        """Return the finding of an item in the database."""
        found = self.find(code)
        assert found is not None
        return found

    def find(self, code: str) -> FindingView | None:
        """Return the finding of an item, None where there is none."""
        with self.scene.workspace.store.read() as session:
            return finding_views.of_item(session, self.visit, self.uid(code))


def start(scene: Scene, school: str = "庐州区实验小学", areas: tuple[str, ...] = AREAS) -> str:
    """Start today's visit to a school."""
    with scene.workspace.store.write(by=scene.workspace.person) as session:
        return visits.start(
            session, team=scene.team, school=scene.schools[school], day=TODAY, areas=areas, members=scene.people[:2]
        )


def show(
    app: QApplication, scene: Scene, jobs: Jobs, visit: str, add: Callable[[QWidget], None], size: tuple[int, int]
) -> Visiting:
    """Show a visit in the window."""
    window = MainWindow(app, group="第三检查组", person="李敏")
    page = VisitPage(scene.workspace, jobs, scene.handbook, visit)
    window.open_full(page, title=page.title, subtitle=page.subtitle, tools=page.tools)
    page.saved.connect(window.show_saved)
    add(window)
    window.resize(*size)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    page.list.setFocus()
    return Visiting(scene, visit, window, page)


def photo(colour: int = 0x7799AA) -> QImage:
    """Return a small picture."""
    image = QImage(320, 240, QImage.Format.Format_RGB32)
    image.fill(colour)
    return image


def photo_file(folder: Path, name: str, colour: int = 0x7799AA) -> Path:
    """Write a small JPEG."""
    path = folder / name
    assert photo(colour).save(str(path))
    return path

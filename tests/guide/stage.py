"""A stage for the program: started offscreen on the sample county, buttons pressed by their words, the window drawn.

A button that a scene names must stand on the screen and be alive: a scene fails where the words have changed.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QElapsedTimer, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QLabel, QLineEdit, QWidget

from xunjian.db.queries.visits import VisitRow
from xunjian.documents.reach import Margins
from xunjian.services.handover import drives
from xunjian.services.handover.drives import Drive
from xunjian.services.sample_county import TODAY
from xunjian.ui import printing
from xunjian.ui.app import Program
from xunjian.ui.desk import Desk
from xunjian.ui.messages import BugDialog
from xunjian.ui.pages.notice.page import NoticePage
from xunjian.ui.widgets.pad import Pad

Wanted = TypeVar("Wanted", bound=QWidget)
SIZE = (1366, 768)
PATIENCE = 60_000  # ms
_PRINTER = "HP OfficeJet 200"
_SHADE, _EDGE = QColor(0, 0, 0, 90), QColor("#8A94A0")
_WAVE = (1, -0.4, -1, 0.5)
_PEN = tuple((0.12 + 0.019 * place, 0.5 + (0.26 - 0.006 * place) * _WAVE[place % 4]) for place in range(40))
"""A hand that signs: parts of the pad's width and height."""


class Stage:
    """The program on one folder, with a printer and sticks that are not there; used in a `with`."""

    def __init__(self, folder: Path, *, today: date = TODAY) -> None:
        self._folder, self._today = folder, today
        self.sticks: list[Drive] = []
        self._app = application()
        self._patches = ExitStack()

    def __enter__(self) -> "Stage":
        enter = self._patches.enter_context
        enter(patch.dict(os.environ, {"XUNJIAN_TODAY": self._today.isoformat()}))
        enter(patch.object(drives, "removable", lambda: list(self.sticks)))
        enter(patch.object(printing, "devices", lambda _last="": [printing.Device(_PRINTER, is_default=True)]))
        enter(patch.object(printing, "margins_of", lambda _name: Margins(0, 0, 0, 0)))
        enter(patch.object(printing, "print_paper", _print_nothing))
        clock = QElapsedTimer()
        clock.start()
        self.program = Program(self._app, self._folder, clock)
        self.program.window.resize(*SIZE)
        self.program.start()
        self.settle()
        return self

    def __exit__(self, *_error: object) -> None:
        self.settle()
        self.program.close()
        self.program.window.hide()
        self.program.window.deleteLater()
        self._app.processEvents()
        self._patches.close()

    @property
    def window(self) -> QWidget:
        """The window, or the question that stands over it: what the next press goes to."""
        found = [one for one in self.program.window.findChildren(QDialog) if one.isVisible()]
        return found[-1] if found else self.program.window

    @property
    def desk(self) -> Desk:
        """The pages of the open workspace."""
        assert self.program.desk is not None
        return self.program.desk

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds."""
        clock = QElapsedTimer()
        clock.start()
        while not holds():
            assert clock.elapsed() < PATIENCE, what
            QTest.qWait(30)

    def settle(self) -> None:
        """Wait until nothing is under way and the pages stand."""
        quiet = 0
        while quiet < 4:  # the end of one job may begin the next
            QTest.qWait(30)
            program = self.program
            waits = program.desk is not None and program.desk.schools is None
            quiet = 0 if program.jobs.busy or waits else quiet + 1

    def press(self, word: str, *, whose: str = "") -> None:
        """Press the button with this word; `whose` is a part of its name where several have it."""
        button = self.button(word, whose=whose)
        assert button.isEnabled(), f"“{word}” cannot be pressed: {button.accessibleDescription()}"
        button.click()
        self.settle()

    def button(self, word: str, *, whose: str = "") -> QAbstractButton:
        """Return the visible button with this word."""
        seen = [one for one in self.window.findChildren(QAbstractButton) if one.isVisible()]
        fitting = [one for one in seen if one.text() == word and whose in one.accessibleName()]
        assert fitting, f"no button “{word}” among {sorted({one.text() for one in seen})}"
        return fitting[0]

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self._focused(), key, modifier)
        self.settle()

    def write(self, text: str) -> None:
        """Type where the focus is."""
        target = self._focused()
        for letter in text:  # QTest.keyClicks knows no Chinese
            for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
                QApplication.sendEvent(target, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
        self.settle()

    def write_into(self, name: str, text: str) -> None:
        """Write into the visible field that says this while it is empty."""
        fields = [one for one in self.window.findChildren(QLineEdit) if one.isVisible()]
        (field,) = [one for one in fields if one.placeholderText() == name]
        field.setFocus()
        self.write(text)

    def look(self, milliseconds: int) -> None:
        """Let the program go on for a while."""
        QTest.qWait(milliseconds)
        self.settle()

    def only(self, kind: type[Wanted]) -> Wanted:
        """Return the newest visible widget of a kind."""
        found = [one for one in self.program.window.findChildren(kind) if one.isVisible()]
        assert found, f"no {kind.__name__} is shown"
        return found[-1]

    def screen(self, title: str) -> None:
        """Go to a screen by its title."""
        self.program.window.show_screen(self.program.window.screens().index(title))
        self.settle()

    def open_visit(self, school: str) -> str:
        """Open the visit to a school, and return it."""
        table = self.desk.visits.model
        rows = [table.entry(number) for number in range(table.rowCount())]
        (visit,) = [row.uid for row in rows if isinstance(row, VisitRow) and row.school_name == school]
        self.desk.open_visit(visit)
        self.settle()
        return visit

    def answer_files(self, path: Path) -> None:
        """Let every question for a file be answered with this one."""
        for asked in ("getSaveFileName", "getOpenFileName"):
            self._patches.enter_context(patch.object(QFileDialog, asked, lambda *_args, **_named: (str(path), "")))

    def sign(self) -> None:
        """Write a name on the pad."""
        pad = self.only(Pad)
        area, none, left = pad.area, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        places = [QPoint(round(area.x() + x * area.width()), round(area.y() + y * area.height())) for x, y in _PEN]
        QTest.mousePress(pad, left, none, places[0])
        for place in places[1:]:
            QTest.mouseMove(pad, place)
        QTest.mouseRelease(pad, left, none, places[-1])

    def notice(self) -> NoticePage:
        """Return the notice that is shown."""
        return self.only(NoticePage)

    def says(self, text: str) -> None:
        """Fail unless this text stands on the screen."""
        seen = [one.text() for one in self.program.window.findChildren(QLabel) if one.isVisible()]
        assert any(text in one for one in seen), f"“{text}” is not on the screen: {seen}"

    def grab(self) -> QImage:
        """Draw the window with the questions over it, as a person sees it."""
        self.settle()
        whole = self.program.window
        assert not whole.findChildren(BugDialog), "the program has failed"
        picture = whole.grab().toImage()
        painter = QPainter(picture)
        for dialog in whole.findChildren(QDialog):
            if dialog.isVisible():
                place = _middle(whole, dialog)
                painter.fillRect(whole.rect(), _SHADE)
                painter.drawImage(place, dialog.grab().toImage())
                painter.setPen(_EDGE)
                painter.drawRect(place.x(), place.y(), dialog.width(), dialog.height())
        painter.end()
        return picture

    def _focused(self) -> QWidget:
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)
        return QApplication.focusWidget() or self.window


def application() -> QApplication:
    """Return the one application, with the look that the program gives it."""
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication([])


def _middle(whole: QWidget, dialog: QDialog) -> QPoint:
    return QPoint((whole.width() - dialog.width()) // 2, (whole.height() - dialog.height()) // 2)


def _print_nothing(*_paper: object, handed: Callable[[int], None], **_named: object) -> None:
    """Say that the paper went to the printer."""
    handed(1)

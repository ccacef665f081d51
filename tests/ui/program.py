"""The whole program in a test: started on a folder, ended after the test."""

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QElapsedTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from xunjian.ui.app import Program

Widget = TypeVar("Widget", bound=QWidget)


class Starter:
    """Starts the program and ends it after the test."""

    def __init__(self, app: QApplication, qtbot: QtBot) -> None:
        self._app, self.qtbot = app, qtbot
        self.programs: list[Program] = []

    def start(self, folder: Path, *, loaded: bool = True) -> Program:
        """Start on a folder, and wait until the pages are there."""
        clock = QElapsedTimer()
        clock.start()
        program = Program(self._app, folder, clock)
        self.programs.append(program)
        self.qtbot.addWidget(program.window)
        program.start()
        if loaded:
            self.wait(program)
        return program

    def wait(self, program: Program) -> None:
        """Wait until the pages are there."""
        self.qtbot.waitUntil(lambda: program.desk is not None and program.desk.schools is not None, timeout=20_000)
        self.qtbot.waitUntil(lambda: not program.jobs.busy, timeout=20_000)
        program.window.activateWindow()
        assert QTest.qWaitForWindowActive(program.window)


def go_to(program: Program, title: str) -> None:
    """Go to a screen of the navigation."""
    program.window.show_screen(program.window.screens().index(title))


def screen_of(program: Program) -> str:
    """Return the title of the screen that is shown."""
    return program.window.screens()[program.window.screen_shown()]


def only(parent: QWidget, kind: type[Widget]) -> Widget:
    """Return the one widget of a kind that there is."""
    found = parent.findChildren(kind)
    assert len(found) == 1, found
    return found[0]


def says(window: QWidget, text: str) -> bool:
    """Tell whether a text stands on the screen."""
    return any(text in label.text() and label.isVisible() for label in window.findChildren(QLabel))

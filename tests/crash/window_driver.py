"""The real program in a process of its own, worked by keys: `python -m tests.crash.window_driver FOLDER write|look`.

`write` answers, writes and then types on without end, telling what it has done, until somebody kills it. `look`
opens the visit again, tells what it finds, and ends.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from xunjian.ui import app
from xunjian.ui.app import Program

EVERY = 20  # ms
LETTERS = "abcdefghij"


class Driver:
    """Presses keys in the window as soon as it has its pages."""

    def __init__(self, program: Program, work: Callable[["Driver"], None]) -> None:
        self.program, self._work = program, work
        self._typed = 0
        self._timer = QTimer(interval=EVERY)
        self._timer.timeout.connect(self._wait)
        self._timer.start()

    def _wait(self) -> None:
        desk = self.program.desk
        if desk is None or desk.schools is None:
            return
        if QApplication.focusWidget() is None:
            self.program.window.activateWindow()
            return
        if desk.visit is None:
            table = desk.visits.table
            table.setFocus()
            QTest.keyClick(table, Qt.Key.Key_Return)
            return
        self._timer.stop()
        self._work(self)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.program.window, key, modifier)

    def type_on(self) -> None:
        """Type one more letter, again and again."""
        target = QApplication.focusWidget() or self.program.window
        letter = LETTERS[self._typed % len(LETTERS)]
        QApplication.sendEvent(target, QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))
        self._typed += 1
        tell(typed=self._typed)
        QTimer.singleShot(50, self.type_on)


def write(driver: Driver) -> None:
    """Answer two items, make the third a problem with a phrase, and type on in the fourth."""
    driver.press(Qt.Key.Key_1)
    driver.press(Qt.Key.Key_1)
    driver.press(Qt.Key.Key_2)
    driver.press(Qt.Key.Key_1)
    driver.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    driver.press(Qt.Key.Key_4)
    driver.press(Qt.Key.Key_0)
    driver.type_on()


def look(driver: Driver) -> None:
    """Tell what is there after the window was opened again."""
    page = driver.program.desk.visit if driver.program.desk is not None else None
    if page is not None:
        undo = page.tools.undo
        tell(
            item=page.list.current,
            undo=undo.toolTip() or undo.text(),
            fact=page.pane.form.fact.toPlainText(),
        )
    QApplication.quit()


def tell(**what: object) -> None:
    """Write one line for whoever started this process."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main(folder: Path, name: str) -> int:
    """Start the program with the driver at its side."""
    work = {"write": write, "look": look}[name]
    begin, drivers = Program.start, []

    def start(program: Program) -> None:
        begin(program)
        drivers.append(Driver(program, work))

    Program.start = start  # type: ignore[method-assign,assignment]
    return app.main(folder)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))

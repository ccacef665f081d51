"""One look for the whole run: a style sheet set per test would repolish every window that is still alive."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.program import Starter
from xunjian.ui import theme
from xunjian.ui.jobs import Jobs
from xunjian.ui.widgets.ring import RingKeeper


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application with its look, as the program starts it."""
    theme.apply(qapp)
    RingKeeper(qapp)
    return qapp


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    """The one worker thread, ended after the test."""
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def starter(qapp: QApplication, qtbot: QtBot) -> Iterator[Starter]:
    """Starts the whole program, as often as a test wants, and ends it after the test."""
    made = Starter(qapp, qtbot)
    yield made
    for program in made.programs:
        program.close()
        program.window.hide()
    theme.apply(qapp)

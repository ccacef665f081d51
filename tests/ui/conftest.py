"""One look for the whole run: a style sheet set per test would repolish every window that is still alive."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from xunjian.ui import theme


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application with its look, as `xunjian.ui.app` starts it."""
    theme.apply(qapp)
    return qapp

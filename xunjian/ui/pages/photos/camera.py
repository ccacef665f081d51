"""The desktop's own camera program, where there is one: its pictures come in by paste or drag."""

import shutil
import sys

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

_PROGRAMS = ("deepin-camera", "kylin-camera", "cheese", "snapshot", "kamoso", "guvcview")


def open_camera() -> bool:
    """Open the camera program; returns whether there is one."""
    if sys.platform == "win32":
        return QDesktopServices.openUrl(QUrl("microsoft.windows.camera:"))
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        return False
    started = QProcess.startDetached(program, [])
    return bool(started[0]) if isinstance(started, tuple) else bool(started)

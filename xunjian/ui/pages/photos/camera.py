"""The desktop's own camera program, where there is one, and the folders into which such programs put their photos."""

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

_PROGRAMS = ("deepin-camera", "kylin-camera", "cheese", "snapshot", "kamoso", "guvcview")
_FOLDERS = ("Camera Roll", "Camera", "Webcam", "相机", "照相机")
"""Below the user's folder of pictures: of Windows, of deepin and GNOME, of cheese, and their Chinese names."""


def usual_folders() -> list[Path]:
    """Return where camera programs put their photos; a folder may come into being with the first of them."""
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return [Path(pictures) / name for name in _FOLDERS] if pictures else []


def open_camera() -> bool:
    """Open the camera program; returns whether there is one."""
    if sys.platform == "win32":
        return QDesktopServices.openUrl(QUrl("microsoft.windows.camera:"))
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        return False
    started = QProcess.startDetached(program, [])
    return bool(started[0]) if isinstance(started, tuple) else bool(started)

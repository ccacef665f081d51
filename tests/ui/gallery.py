"""Pictures of the kit, to be looked at: `python -m tests.ui.gallery FOLDER`."""

import os
import sys
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from xunjian.ui import theme
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.mainwindow import MainWindow
from xunjian.ui.navigation import Screen
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.ring import RingKeeper
from xunjian.ui.widgets.search import SearchField


def shell(app: QApplication) -> MainWindow:
    """Return the window as picture 03 shows its frame."""
    window = MainWindow(app, group="第三检查组", person="李敏", search=SearchField("搜索学校、问题、文号", "Ctrl+K"))
    for title, icon, count in (
        ("今天", "calendar", 0),
        ("学校", "school", 0),
        ("检查", "clipboard-check", 2),
        ("整改", "progress-check", 5),
        ("来件", "mail", 3),
        ("抽取", "arrows-shuffle", 0),
        ("汇总", "chart-bar", 0),
        ("设置", "settings", 0),
    ):
        page = QWidget()
        column = QVBoxLayout(page)
        button = KeyButton("开始检查", Role.PRIMARY, key="Ctrl+N")
        column.addWidget(button)
        page.setFocusProxy(button)
        set_hints(page, Hint(("↑", "↓"), "换学校"), Hint(("Enter",), "看资料"), Hint(("Ctrl", "N"), "开始检查"))
        window.add_screen(Screen(title, icon, count), page)
    window.show_saved(datetime(2026, 11, 24, 10, 32))  # noqa: DTZ001 - shown as it is
    return window


def main(folder: Path) -> None:
    """Draw every picture into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    theme.apply(app)
    RingKeeper(app)
    window = shell(app)
    window.resize(1366, 768)
    window.show()
    window.show_screen(1)
    app.processEvents()
    window.grab().save(str(folder / "shell.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

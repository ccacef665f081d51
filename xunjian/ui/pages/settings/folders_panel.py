"""照片文件夹: into which folders of this computer photos come, so that a visit takes them up by itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from xunjian.services import photo_folders
from xunjian.ui.messages import show_error
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import ElidedLabel, Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.workspace import Workspace

_WHAT = "检查时，文件夹里来了新照片会在问题旁边提示。只看当天来的；原来的文件不动、不删。"

Choose = Callable[[Any, Path | None], None]


class FoldersPanel(QWidget):
    """A folder each for the phone and the camera program; what is chosen holds from the next visit opened."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        with workspace.store.read() as session:
            phone, camera = photo_folders.phone(session), photo_folders.camera(session)
        self.phone = _FolderRow("手机照片", "还没有选", workspace, phone, photo_folders.choose_phone)
        self.camera = _FolderRow("照相程序", "常用的几个文件夹", workspace, camera, photo_folders.choose_camera)
        whole = column(self, spacing=12)
        whole.addWidget(Label("照片文件夹", "section", medium=True))
        whole.addWidget(Label(_WHAT, "caption", "text2", wrap=True))
        whole.addWidget(self.phone)
        whole.addWidget(self.camera)


class _FolderRow(QWidget):
    def __init__(self, name: str, none: str, workspace: Workspace, chosen: Path | None, choose: Choose) -> None:
        super().__init__()
        self._name, self._none, self._workspace, self._choose = name, none, workspace, choose
        self.shown = ElidedLabel()
        self.pick = KeyButton("选文件夹…", icon="folder-open")
        self.clear = KeyButton("不用了", Role.LINK)
        self.pick.setAccessibleName(f"{name}：选文件夹…")
        self.clear.setAccessibleName(f"{name}：不用了")
        word = Label(name, colour="text2")
        word.setFixedWidth(look().px(80))
        line = row(self, spacing=12)
        line.addWidget(word)
        line.addWidget(self.shown)
        line.addStretch(1)
        line.addWidget(self.clear)
        line.addWidget(self.pick)
        self.pick.clicked.connect(self._ask)
        self.clear.clicked.connect(lambda: self.put(None))
        self._show(chosen)

    def put(self, folder: Path | None) -> None:
        """Choose a folder, or none."""
        try:
            with self._workspace.store.write() as session:
                self._choose(session, folder)
        except Exception as error:  # noqa: BLE001 - shown, whatever it is
            show_error(self, error)
        else:
            self._show(folder)

    def _ask(self) -> None:
        name = QFileDialog.getExistingDirectory(self, f"{self._name}在哪个文件夹", self.shown.text())
        if name:
            self.put(Path(name))

    def _show(self, folder: Path | None) -> None:
        self.shown.setText(str(folder) if folder is not None else self._none)
        self.shown.set_colour("text" if folder is not None else "text2")
        self.shown.setAccessibleName(f"{self._name}：{self.shown.text()}")
        self.clear.setVisible(folder is not None)

"""What a visit brings to the top strip: taking back and doing again by name, and the notice where room is short."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from xunjian.services.visit.undo import Possible
from xunjian.ui.pages.layouts import row
from xunjian.ui.widgets.buttons import KeyButton, Role

NOTICE, SHEET = "生成通知书", "问题反馈单"
"""What F9 opens, as the bureau's setting 现场制发 has it."""
_LONGEST = 18  # characters of a name that the strip has room for


class VisitTools(QWidget):
    """The names change with every step; without a step there is no button."""

    undo_wanted = Signal()
    redo_wanted = Signal()
    notice_wanted = Signal()
    papers_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._narrow = False
        self._possible = Possible(None, None)
        self.undo = KeyButton("撤销", Role.LINK, icon="arrow-back-up", key="Ctrl+Z")
        self.redo = KeyButton("重做", Role.LINK, key="Ctrl+Y")
        self.papers = KeyButton("文书", Role.LINK, icon="file-text", key="F10")
        self.notice = KeyButton(NOTICE, Role.PRIMARY, key="F9")
        line = row(self, spacing=4)
        for button in (self.undo, self.redo, self.papers, self.notice):
            line.addWidget(button)
        self.undo.clicked.connect(self.undo_wanted)
        self.redo.clicked.connect(self.redo_wanted)
        self.notice.clicked.connect(self.notice_wanted)
        self.papers.clicked.connect(self.papers_wanted)
        self.set_narrow(False)

    def show_possible(self, possible: Possible) -> None:
        """Name what can be taken back and done again."""
        self._possible = possible
        self._name(self.undo, "撤销", possible.undo)
        self._name(self.redo, "重做", possible.redo)

    def set_narrow(self, narrow: bool) -> None:
        """Leave the names out where room is short, and carry the notice."""
        self._narrow = narrow
        self.notice.setVisible(narrow)
        self.show_possible(self._possible)

    def _name(self, button: KeyButton, word: str, title: str | None) -> None:
        short = title if title is None or len(title) <= _LONGEST else title[: _LONGEST - 1] + "…"
        button.setText(word if self._narrow or title is None else f"{word}：{short}")
        whole = f"{word}：{title}" if title else ""
        button.setToolTip("" if button.text() == whole else whole)
        button.setVisible(title is not None)

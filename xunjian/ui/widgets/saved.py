"""The quiet word that everything is saved, and when."""

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QWidget

from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Icon, Label, set_shown


class SavedLabel(QWidget):
    """Shows 已保存 with the time of day; there is no button for it, saving is not the user's task."""

    def __init__(self) -> None:
        super().__init__()
        self._text = Label("", "caption", "text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().px(6))
        row.addWidget(Icon("check", 16, "ok"))
        row.addWidget(self._text)
        self.hide()

    def show_saved(self, at: datetime) -> None:
        """Show the local time of the last write."""
        self._text.setText(f"已保存 {at:%H:%M}")
        self.setAccessibleName(self._text.text())
        set_shown(self, True)

"""Who is at work, at the right of the top strip, and the menu to let a colleague take over."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from xunjian.ui.pages.layouts import row
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import ElidedLabel, Rule
from xunjian.ui.widgets.buttons import KeyButton, Role


class Identity(QWidget):
    """Group and person; every answer carries the person's name."""

    chosen = Signal(str)  # the person who acts from now on

    def __init__(self) -> None:
        super().__init__()
        self._group = ElidedLabel("", "caption", "text2")
        self._person = KeyButton("", Role.LINK, icon="users", small=True)
        self._menu = QMenu(self)
        self._rule = Rule(upright=True, length=look().px(20))
        line = self._line = row(self, spacing=4)
        line.addWidget(self._rule)
        line.addSpacing(look().px(8))
        line.addWidget(self._group)
        line.addWidget(self._person)
        self._person.clicked.connect(self._open)
        self._person.hide()
        self._rule.hide()

    def lead(self, widget: QWidget) -> None:
        """Put a sign before group and person."""
        self._line.insertWidget(0, widget)

    def show_people(self, group: str, people: list[tuple[str, str]], acting: str | None) -> None:
        """Show the group, and who of its people (name, uid) acts."""
        self._group.setText(group)
        self._rule.show()
        name = next((name for name, uid in people if uid == acting), "")
        self._person.setText(name or "选是谁")
        self._person.setAccessibleName(f"现在是{name}，换人" if name else "选是谁")
        self._person.setVisible(bool(people))
        self._menu.clear()
        for name, uid in people:
            action = QAction(name.replace("&", "&&"), self._menu)
            action.setCheckable(True)
            action.setChecked(uid == acting)
            action.triggered.connect(partial(self._choose, uid))
            self._menu.addAction(action)

    def _choose(self, uid: str, _on: bool = True) -> None:
        self.chosen.emit(uid)

    def _open(self) -> None:
        corner = self._person.rect().bottomRight()
        corner.setX(corner.x() - self._menu.sizeHint().width())
        self._menu.popup(self._person.mapToGlobal(corner))

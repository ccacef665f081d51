"""本页按键: every key of the page that is shown."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QScrollArea, QVBoxLayout, QWidget

from xunjian.ui.hintbar import HintRow
from xunjian.ui.hints import Hint, hints_of, own_hints
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton

_EVERYWHERE = (
    Hint(("Alt+←",), "返回"),
    Hint(("Tab",), "下一处"),
    Hint(("F1",), "本页按键"),
)


class KeysDialog(QDialog):
    """Lists the keys of a page, first those of the widget in focus."""

    def __init__(self, parent: QWidget, page: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("本页按键")
        self.resize(look().px(420), look().px(440))
        lines = QWidget()
        lines.setProperty("ground", "page")
        column = QVBoxLayout(lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for hint in keys_of(page):
            row = HintRow()
            row.setFixedHeight(look().px(32))
            row.show_hints((hint,))
            column.addWidget(row)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(lines)
        close = KeyButton("知道了", cap="Esc")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        whole = QVBoxLayout(self)
        side = look().px(24)
        whole.setContentsMargins(side, side, side, side)
        whole.addWidget(Label("本页按键", "section", medium=True))
        whole.addWidget(area, 1)
        whole.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        close.setFocus()


def keys_of(page: QWidget) -> list[Hint]:
    """Return every hint of a page once, those of the widget in focus first, then those that hold everywhere."""
    found = list(hints_of(page.focusWidget()))
    for widget in (page, *page.findChildren(QWidget)):
        found.extend(own_hints(widget))
    return list(dict.fromkeys([*found, *_EVERYWHERE]))

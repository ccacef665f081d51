"""The frame of what stands beside the paper: a body that scrolls and a foot that stays."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Panel, Rule, set_shown
from xunjian.ui.widgets.buttons import KeyButton

_WIDTH, _WIDEST = 500, 560


class Side(Panel):
    """Fill `body` and `foot`."""

    def __init__(self) -> None:
        super().__init__("bg", "left")
        self.setFixedWidth(min(look().px(_WIDTH), _WIDEST))
        inner = QWidget()
        inner.setProperty("ground", "page")
        self.body = QVBoxLayout(inner)
        edge = look().px(24)
        self.body.setSpacing(look().px(12))
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its controls are the stops, and bring themselves into view
        area.setWidget(inner)
        self._edge = Rule()
        self._bar = area.verticalScrollBar()
        self._bar.rangeChanged.connect(self._keep_level)
        self._keep_level(0, 0)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(edge, look().px(12), edge, look().px(16))
        self.foot.setSpacing(look().px(12))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(area, 1)
        column.addWidget(self._edge)
        column.addLayout(self.foot)

    def reveal(self, widget: QWidget) -> None:
        """Bring a control into view and let work go on there."""
        widget.setFocus()
        # What was hidden a moment ago has its place only after the layout has been made.
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(widget))

    def _keep_level(self, _least: int, most: int) -> None:
        """Let the scroll bar stand in the margin, so that body and foot end on one line; draw that line at need."""
        set_shown(self._edge, most > 0)
        edge = look().px(24)
        right = edge - self._bar.sizeHint().width() if most else edge
        self.body.setContentsMargins(edge, look().px(16), right, look().px(12))


def button_row(*buttons: KeyButton) -> QHBoxLayout:
    """Return buttons side by side, of equal width."""
    row = QHBoxLayout()
    row.setSpacing(look().px(12))
    for button in buttons:
        row.addWidget(button, 1)
    return row

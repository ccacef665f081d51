"""The places of a correction: 位置／原文／更正为, a row each, with its problem in words below it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QScrollArea, QWidget

from xunjian.documents.papers.erratum import Correction
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Icon, Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import TextArea

_PLACE_WIDE = 104


class CorrectionRow(QWidget):
    """One place of the paper, what it says there, and how that reads right."""

    changed = Signal()
    unwanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.place, self.wrong, self.right = QLineEdit(), TextArea(2, 4), TextArea(2, 4)
        self.off = KeyButton("", icon="x", small=True)
        self._message = Label("", "caption", "bad", wrap=True)
        self._error = QWidget()
        self._lay_out()
        self.place.textChanged.connect(self._change)
        for area in (self.wrong, self.right):
            area.textChanged.connect(self._change)
        self.off.clicked.connect(self.unwanted)

    @property
    def correction(self) -> Correction:
        """What is typed."""
        return Correction(self.place.text(), self.wrong.toPlainText(), self.right.toPlainText())

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all is typed."""
        return not any(text.strip() for text in (self.place.text(), self.wrong.toPlainText(), self.right.toPlainText()))

    @property
    def is_being_typed(self) -> bool:
        """Whether somebody is at work in it."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    @property
    def error(self) -> str:
        """The problem shown, "" for none."""
        return self._message.text() if not self._error.isHidden() else ""

    def set_error(self, problem: str) -> None:
        """Say what is wrong and how it is right; "" when nothing is."""
        self._message.setText(problem)
        self._error.setVisible(bool(problem))
        for editor in (self.place, self.wrong, self.right):
            editor.setAccessibleDescription(problem)

    def name(self, number: int, *, may_go: bool) -> None:
        """Say to the screen reader which row it is; the only one cannot be taken away."""
        for editor, word in ((self.place, "位置"), (self.wrong, "原文"), (self.right, "更正为")):
            editor.setAccessibleName(f"第 {number} 处，{word}")
        self.off.setAccessibleName(f"去掉第 {number} 处")
        self.off.setEnabled(may_go)

    def _lay_out(self) -> None:
        self.place.setPlaceholderText("问题一")
        self.place.setFixedWidth(look().px(_PLACE_WIDE))
        self.wrong.setPlaceholderText("照印出来的抄")
        self.off.setToolTip("去掉这一处")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look().px(8))
        grid.setVerticalSpacing(look().px(4))
        for place, part in enumerate((self.place, self.wrong, self.right, self.off)):
            grid.addWidget(part, 0, place, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        line = row(self._error, spacing=6)
        line.addWidget(Icon("alert-circle", 16, "bad"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._message, 1)
        self._error.hide()
        grid.addWidget(self._error, 1, 0, 1, 4)

    def _change(self) -> None:
        self.set_error("")
        self.changed.emit()


class CorrectionRows(QWidget):
    """At least one row; Ctrl+N and the button below add another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[CorrectionRow] = []
        self.add = KeyButton("再加一处", Role.LINK, icon="plus", key="Ctrl+N", small=True)
        inner = QWidget()
        inner.setProperty("ground", "page")
        self._column = column(inner, 0, 0, 8, 0, spacing=8)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inner)
        whole = column(self, spacing=4)
        whole.addLayout(_heads())
        whole.addWidget(self._area, 1)
        self.add.clicked.connect(self.add_row)
        self.add_row()

    def written(self) -> list[CorrectionRow]:
        """Return the rows in which anything is typed."""
        return [one for one in self.rows if not one.is_blank]

    def add_row(self) -> None:
        """Add a row below the others and begin in it."""
        one = CorrectionRow()
        self._column.insertWidget(len(self.rows), one)
        self.rows.append(one)
        one.changed.connect(self.changed)
        one.unwanted.connect(lambda: self._take_off(one))
        one.place.installEventFilter(self)
        self._name()
        one.place.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring a row that gets the focus into view, whole."""
        row = watched.parentWidget() if isinstance(watched, QLineEdit) else None
        if row is not None and event.type() is QEvent.Type.FocusIn:
            self._area.ensureWidgetVisible(row)
        return False

    def _take_off(self, one: CorrectionRow) -> None:
        place = self.rows.index(one)
        self.rows.remove(one)
        self._column.removeWidget(one)
        one.hide()
        one.deleteLater()
        self._name()
        self.rows[min(place, len(self.rows) - 1)].place.setFocus()
        self.changed.emit()

    def _name(self) -> None:
        for number, one in enumerate(self.rows, start=1):
            one.name(number, may_go=len(self.rows) > 1)


def _heads() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, look().px(8), 0)
    grid.setHorizontalSpacing(look().px(8))
    for place, word in enumerate(("位置", "原文", "更正为", "")):
        grid.addWidget(Label(word, "caption", "text2"), 0, place)
    grid.setColumnMinimumWidth(0, look().px(_PLACE_WIDE))
    grid.setColumnMinimumWidth(3, KeyButton("", icon="x", small=True).sizeHint().width())
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(2, 1)
    return grid

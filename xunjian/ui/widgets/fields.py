"""Fields: a label above an editor, and below it one line where the editor's content is wrong."""

from math import ceil

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Icon, Label


class Field(QWidget):
    """Owns label, editor and message, so that an error is tied to the place where it is mended."""

    def __init__(self, label: str, editor: QWidget) -> None:
        super().__init__()
        self.editor = editor
        self._label = Label(label, "caption", "text2")
        self._label.setBuddy(editor)
        editor.setAccessibleName(label)
        self._message = Label("", "caption", "bad", wrap=True)
        self._error = QWidget()
        line = QHBoxLayout(self._error)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look().px(6))
        line.addWidget(Icon("alert-circle", 16, "bad"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._message, 1)
        self._error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().px(4))
        for widget in (self._label, editor, self._error):
            column.addWidget(widget)
        column.addStretch(1)  # neighbours in a row stay level when one of them has a message
        self.setFocusProxy(editor)
        self._clear_when_mended()

    def _clear_when_mended(self) -> None:
        """Take a message back as soon as somebody begins to mend what it is about."""
        editor = self.editor
        if isinstance(editor, QLineEdit):
            editor.textEdited.connect(lambda _text: self.set_error(""))
        elif isinstance(editor, QPlainTextEdit):
            editor.textChanged.connect(lambda: self.set_error(""))
        elif isinstance(editor, QComboBox):
            editor.activated.connect(lambda _index: self.set_error(""))

    def set_error(self, message: str) -> None:
        """Say what is wrong and how it is right, in one line; "" when nothing is."""
        if message == self.error:
            return
        self._message.setText(message)
        self._error.setVisible(bool(message))
        self.editor.setAccessibleDescription(message)
        self.editor.setProperty("wrong", bool(message))
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)

    @property
    def error(self) -> str:
        """The message shown, "" for none."""
        return self._message.text() if not self._error.isHidden() else ""


def number_edit(text: str = "") -> QLineEdit:
    """Return a line edit for a figure; it takes any text, whoever reads it says what is wrong with it."""
    editor = QLineEdit(text)
    editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return editor


class TextArea(QPlainTextEdit):
    """Plain text of two lines that grows to four; Tab leaves it."""

    def __init__(self, least: int = 2, most: int = 4) -> None:
        super().__init__()
        self._least, self._most = least, most
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        self._grow()

    def sizeHint(self) -> QSize:
        """Return the height of as many lines as there are, within the limits."""
        metrics = QFontMetricsF(self.font())
        line = ceil(metrics.ascent()) + ceil(metrics.descent())
        lines = min(max(self._lines(), self._least), self._most)
        return QSize(look().px(200), lines * line + 2 * look().px(6) + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the same height: the lines are never squeezed."""
        return QSize(look().px(80), self.sizeHint().height())

    def _lines(self) -> int:
        return round(self.document().size().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have as many lines as the text takes at this width; a text set while hidden is broken into lines only now."""
        super().resizeEvent(event)
        self._grow()

    def showEvent(self, event: QShowEvent) -> None:
        """See how many lines there are."""
        super().showEvent(event)
        self._grow()

    def _grow(self) -> None:
        full = self._lines() > self._most
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if full else policy.ScrollBarAlwaysOff)
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.updateGeometry()

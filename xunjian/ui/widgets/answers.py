"""The answers to an item: four buttons, each with icon, word and digit; none pressed means 未查."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from xunjian.ui import icons
from xunjian.ui.tables import Mark
from xunjian.ui.theme import look
from xunjian.ui.widgets.chips import ANSWER_MARKS
from xunjian.ui.widgets.keys import bare_digit
from xunjian.ui.widgets.painting import RIGHT, draw_box, draw_text, text_width
from xunjian.ui.widgets.ring import wants_ring


class Answer(NamedTuple):
    """One answer: the stored code, the digit that gives it, and how it is shown."""

    code: str
    digit: str
    mark: Mark


VISIT_ANSWERS = tuple(
    Answer(code, digit, ANSWER_MARKS[code])
    for code, digit in (("yes", "1"), ("no", "2"), ("n_a", "3"), ("partly", "4"))
)


class _AnswerButton(QAbstractButton):
    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer
        self.setText(answer.mark.text)
        self.setAccessibleName(f"{answer.mark.text}，{answer.digit}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        wants_ring(self)

    def sizeHint(self) -> QSize:
        here = look()
        words = text_width(here.font(medium=True), self.text()) + text_width(here.font("caption"), self.answer.digit)
        return QSize(round(words) + here.px(10 + 20 + 8 + 8 + 9), here.measures.answer)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, here, rect, on = QPainter(self), look(), QRectF(self.rect()), self.isChecked()
        tone = here.colours[self.answer.mark.tone.value]
        if on or self.isDown():
            draw_box(painter, rect, fill=here.colours.tint(self.answer.mark.tone), edge=tone, width=2)
        else:
            ground = here.colours["surface2" if self.underMouse() else "bg"]
            draw_box(painter, rect, fill=ground, edge=here.colours["border"])
        side = here.px(20)
        icons.paint(painter, self.answer.mark.icon, here.px(10), (rect.height() - side) / 2, side, tone)
        room = rect.adjusted(here.px(10) + side + here.px(8), 0, -here.px(9), 0)
        draw_text(painter, room, self.text(), here.font(medium=on), tone if on else here.colours["text"])
        digit = tone if on else here.colours["text2"]
        draw_text(painter, room, self.answer.digit, here.font("caption"), digit, RIGHT)


class AnswerBar(QWidget):
    """The answers side by side, two by two at the largest text; digits answer while it has focus."""

    answered = Signal(str)

    def __init__(self, answers: tuple[Answer, ...] = VISIT_ANSWERS, name: str = "作答") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._buttons = [_AnswerButton(answer) for answer in answers]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(look().px(8))
        for button in self._buttons:
            button.clicked.connect(self._press)
        self._arrange()

    def set_answer(self, code: str) -> None:
        """Show an answer as given; "" presses none."""
        for button in self._buttons:
            button.setChecked(button.answer.code == code)

    def answer(self) -> str:
        """Return the code that is pressed, "" for 未查."""
        return next((button.answer.code for button in self._buttons if button.isChecked()), "")

    def code_of(self, digit: str) -> str:
        """Return the code that a digit stands for, "" for none; lists that take the digits ask here."""
        return next((button.answer.code for button in self._buttons if button.answer.digit == digit), "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer by digit."""
        code = self.code_of(bare_digit(event))
        if code:
            self._give(code)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Go from one row to two with the text size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._arrange()

    def _arrange(self) -> None:
        across = 2 if look().measures.is_extra else len(self._buttons)
        for number, button in enumerate(self._buttons):
            self._grid.addWidget(button, number // across, number % across)
        for column in range(len(self._buttons)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def _press(self) -> None:
        button = self.sender()
        if isinstance(button, _AnswerButton):
            self._give(button.answer.code)

    def _give(self, code: str) -> None:
        # A second press keeps the answer: taking it back is undo's work, and a double click is a slip.
        self.set_answer(code)
        self.answered.emit(code)

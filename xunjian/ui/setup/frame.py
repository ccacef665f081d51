"""The frame of the first run: the stages at the left, one step at a time at the right."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from xunjian.errors import UserError
from xunjian.ui import icons
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, Panel
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.painting import CENTER, draw_text

_RAIL, _NARROW, _WIDEST = 320, 1200, 920


class Stage(NamedTuple):
    """One stage of the way: its name, and what it is about or what came of it."""

    title: str
    note: str


class Rail(Panel):
    """The program's name, the stages with the one that is on, and where the data stays."""

    def __init__(self) -> None:
        super().__init__("surface", "right")
        self._stages = column(spacing=24)
        inner = column(self, 32, 40, 32, 40)
        inner.addWidget(Label("巡检", "figure", "accent", medium=True))
        inner.addWidget(Label("学校检查、整改、汇总", colour="text2"))
        inner.addSpacing(look().px(48))
        inner.addLayout(self._stages)
        inner.addStretch(1)
        inner.addWidget(Label("不连网也能用。数据只在这台电脑和您的 U 盘里。", "caption", "text2", wrap=True))

    def show_stages(self, stages: tuple[Stage, ...], current: int) -> None:
        """Show the stages; those before `current` are done."""
        while self._stages.count():
            old = self._stages.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        for number, stage in enumerate(stages):
            self._stages.addWidget(_StageLine(number, stage, current))


class _StageLine(QWidget):
    def __init__(self, number: int, stage: Stage, current: int) -> None:
        super().__init__()
        line = row(self, spacing=16)
        line.addWidget(_Circle(number, current), 0, Qt.AlignmentFlag.AlignTop)
        words = column()
        words.addWidget(Label(stage.title, medium=number == current))
        words.addWidget(Label(stage.note, "caption", "text2", wrap=True))
        line.addLayout(words, 1)
        standing = "完成" if number < current else "现在" if number == current else ""
        self.setAccessibleName("，".join(part for part in (f"第{number + 1}步 {stage.title}", standing) if part))


class _Circle(QWidget):
    def __init__(self, number: int, current: int) -> None:
        super().__init__()
        self._number, self._current = number, current
        self.setFixedSize(look().px(28), look().px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, here, rect = QPainter(self), look(), QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        done, now = self._number < self._current, self._number == self._current
        colours = here.colours
        painter.setPen(colours["accent" if now else "ok" if done else "border"])
        painter.setBrush(colours["accent" if now else "ok_tint" if done else "bg"])
        painter.drawEllipse(rect)
        if done:
            side = here.px(16)
            corner = rect.center() - QPointF(side / 2, side / 2)
            icons.paint(painter, "check", corner.x(), corner.y(), side, colours["ok"])
        else:
            ink = colours["on_accent" if now else "text2"]
            draw_text(painter, rect, str(self._number + 1), here.font("caption"), ink, CENTER)


class Step(QWidget):
    """One step: a heading, a bar for what went wrong, the body, and the row of buttons at the foot.

    Fill `body` and `foot`; a step that works for a while says so and takes no other order.
    """

    def __init__(self, title: str, note: str) -> None:
        super().__init__()
        self.setProperty("ground", "page")
        self.bar, self.work = NoticeBar(Tone.BAD), NoticeBar(Tone.INFO, "hourglass")
        self._content = QWidget()
        self.body = column(self._content, 4, 4, 4, 4, spacing=16)
        self._buttons = QWidget()
        self.foot = row(self._buttons, 4, 4, 4, 4, spacing=12)
        self.foot.addStretch(1)
        whole = column(self, spacing=12)
        self._heading = Label(title, "figure", medium=True, wrap=True)
        whole.addWidget(self._heading)
        self._note = Label(note, colour="text2", wrap=True)
        whole.addWidget(self._note)
        whole.addWidget(self.bar)
        whole.addWidget(self.work)
        whole.addWidget(self._content)
        whole.addStretch(1)
        whole.addWidget(self._buttons)

    def show_busy(self, words: str) -> None:
        """Say what is being done, and take no other order meanwhile; "" when it is over."""
        self.work.say(words)
        self._content.setEnabled(not words)
        self._buttons.setEnabled(not words)
        if words:
            self.bar.say("")

    def show_problem(self, problem: UserError) -> None:
        """Say what went wrong, where it was tried."""
        self.show_busy("")
        self.bar.say(problem.what, f"{problem.safe}{problem.hint}")
        self.begin()

    def begin(self) -> None:
        """Put the focus where the step begins."""
        self.setFocus()


class SetupFrame(QWidget):
    """Rail and steps; narrow windows leave the rail out, for the step is what counts."""

    def __init__(self) -> None:
        super().__init__()
        self._rail, self._steps = Rail(), QStackedWidget()
        self._rail.setFixedWidth(look().px(_RAIL))
        self._steps.setMaximumWidth(look().px(_WIDEST))
        inner = QWidget()
        inner.setProperty("ground", "page")
        across = row(inner, 60, 40, 60, 16)
        across.addWidget(self._steps, 100)
        across.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inner)
        set_hints(self, Hint(("Tab",), "下一处"), Hint(("Enter",), "按下"), Hint(("Ctrl", "="), "字放大"))
        whole = row(self)
        whole.addWidget(self._rail)
        whole.addWidget(self._area, 1)

    def show_step(self, step: Step, stages: tuple[Stage, ...], current: int) -> None:
        """Show a step; the one before it goes, unless it is kept elsewhere to be gone back to."""
        self._rail.show_stages(stages, current)
        if self._steps.indexOf(step) < 0:
            self._steps.addWidget(step)
        for number in range(self._steps.count()):
            # Only the step that is shown says how much room is needed.
            policy = QSizePolicy.Policy.Preferred if self._steps.widget(number) is step else QSizePolicy.Policy.Ignored
            self._steps.widget(number).setSizePolicy(policy, policy)
        self._steps.setCurrentWidget(step)
        self._area.verticalScrollBar().setValue(0)
        self.setFocusProxy(step)
        step.begin()

    def step(self) -> Step:
        """Return the step that is shown."""
        shown = self._steps.currentWidget()
        if not isinstance(shown, Step):
            raise TypeError(shown)
        return shown

    def resizeEvent(self, event: object) -> None:
        """Leave the rail out where there is no room beside it."""
        self._rail.setVisible(self.width() >= look().px(_NARROW) - 160)


def boxed(*parts: QWidget) -> tuple[Panel, QVBoxLayout]:
    """Return a panel with a line around it that holds these parts one below the other."""
    box = Panel("bg", "left", "top", "right", "bottom")
    inner = column(box, 20, 16, 20, 16, spacing=8)
    for part in parts:
        inner.addWidget(part)
    return box, inner

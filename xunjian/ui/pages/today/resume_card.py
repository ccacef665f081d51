"""接着上次: one large button, so that Enter is all there is to do."""

from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from xunjian.services.today.views import Counted, Resume
from xunjian.ui.dates import short_day
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.theme import look
from xunjian.ui.widgets.keys import is_bare_enter
from xunjian.ui.widgets.painting import RIGHT, draw_box, draw_ring, draw_text, text_width
from xunjian.ui.widgets.progress import Counts, paint_stretches
from xunjian.workspace import SHANGHAI

_WIDE = 760
_BAR = 280


class ResumeCard(QPushButton):
    """School and task at the left, how far it is at the right; hidden while there is nothing to go on with."""

    def __init__(self) -> None:
        super().__init__()
        self._caption, self._name, self._at = "", "", ""
        self._campaign = ""
        self._counted = Counted()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_hints(
            self,
            Hint(("Enter",), "继续"),
            Hint(("Tab",), "换块"),
            Hint(("Ctrl", "N"), "加一所"),
            Hint(("Ctrl", "E"), "导出"),
        )

    def show_resume(self, resume: Resume, today: date, *, broken_off: bool) -> None:
        """Show where work goes on; after a run that was broken off, say that nothing is lost."""
        self._counted = resume.counted
        done = resume.counted.done
        self._caption = f"上次没有正常退出。已做的 {done} 项都在。" if broken_off else "接着上次"
        self._name, self._campaign = resume.school_name, resume.campaign
        self._at = _left_at(resume, today)
        figures = f"已查 {done} 项，共 {resume.counted.total} 项"
        self.setAccessibleName("，".join(filter(None, (self._caption, self._name, self._campaign, self._at, figures))))
        self.setAccessibleDescription("继续，Enter")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of two lines with their margins."""
        return QSize(look().px(480), look().px(96))

    def minimumSizeHint(self) -> QSize:
        """Return the same height; the width may give way."""
        return QSize(look().px(320), look().px(96))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter as by Space."""
        if is_bare_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, both sides and the word that a press does."""
        painter, here, whole = QPainter(self), look(), QRectF(self.rect())
        painter.fillRect(whole, here.colours["surface2" if self.underMouse() else "surface"])
        side = here.px(16)
        button = self._paint_word(painter, whole.adjusted(0, 0, -side, 0))
        left = whole.adjusted(side, 0, 0, 0)
        left.setRight(button.left() - here.px(24))
        if self.width() >= here.px(_WIDE):
            bar = QRectF(left.right() - here.px(_BAR), whole.y(), here.px(_BAR), whole.height())
            self._paint_progress(painter, bar)
            left.setRight(bar.left() - here.px(24))
        self._paint_name(painter, left)
        if self.hasFocus():
            draw_ring(painter, whole, radius=3)

    def _paint_name(self, painter: QPainter, room: QRectF) -> None:
        here = look()
        upper = QRectF(room.x(), room.center().y() - here.px(26), room.width(), here.px(22))
        broken_off = self._caption != "接着上次"
        draw_text(painter, upper, self._caption, here.font("caption"), here.colours["wait" if broken_off else "text2"])
        lower = QRectF(room.x(), room.center().y() - here.px(3), room.width(), here.px(28))
        words = "　".join(filter(None, (self._name, self._campaign)))
        draw_text(painter, lower, words, here.font("section", medium=True), here.colours["text"])

    def _paint_progress(self, painter: QPainter, room: QRectF) -> None:
        here, small = look(), look().font("caption")
        upper = QRectF(room.x(), room.center().y() - here.px(20), room.width(), here.px(22))
        draw_text(painter, upper, self._at, small, here.colours["text2"])
        draw_text(painter, upper, _figures(self._counted), small, here.colours["text2"], RIGHT)
        bar = QRectF(room.x(), room.center().y() + here.px(7), room.width(), 8)
        paint_stretches(painter, bar, Counts(*self._counted))

    def _paint_word(self, painter: QPainter, room: QRectF) -> QRectF:
        here = look()
        word, key = here.font(medium=True), here.font("caption")
        widths = text_width(word, "继续"), text_width(key, "Enter")
        wide, high = sum(widths) + here.px(8 + 2 * 24), here.measures.control
        box = QRectF(round(room.right() - wide), round(room.center().y() - high / 2), round(wide), high)
        fill = "accent_pressed" if self.isDown() else "accent_hover" if self.underMouse() else "accent"
        draw_box(painter, box, fill=here.colours[fill])
        inside = box.adjusted(here.px(24), 0, 0, 0)
        draw_text(painter, inside, "继续", word, here.colours["on_accent"])
        draw_text(painter, inside.adjusted(widths[0] + here.px(8), 0, 0, 0), "Enter", key, here.colours["on_accent2"])
        return box


def _figures(counted: Counted) -> str:
    return f"{counted.done} / {counted.total}"


def _left_at(resume: Resume, today: date) -> str:
    """Return 做到 SF-02，今天 10:32."""
    at = resume.at.astimezone(SHANGHAI) if resume.at is not None else None
    when = f"{short_day(at.date(), today)} {at:%H:%M}" if at is not None else ""
    return "，".join(filter(None, (f"做到 {resume.code}" if resume.code else "", when)))

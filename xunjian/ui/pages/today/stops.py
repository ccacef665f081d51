"""今天要去: one school in two lines, how it stands, and the way into its visit."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from xunjian.services.today.views import Stage, Stop
from xunjian.ui.pages.today.choice import show_choice
from xunjian.ui.tables import ROW_ROLE, Index, Mark
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.chips import IN_PROGRESS, chip_width, paint_chip
from xunjian.ui.widgets.entries import Entries
from xunjian.ui.widgets.painting import CENTER, RIGHT, area_of, draw_box, draw_text, has_state
from xunjian.ui.widgets.rows import paint_bar, paint_ground, show_if_cut
from xunjian.ui.widgets.views import RowList

MARKS = {
    Stage.GOING: IN_PROGRESS,
    Stage.TO_BEGIN: Mark("circle", "未开始", Tone.NEUTRAL),
    Stage.CHECKED: Mark("check", "已查完", Tone.OK),
    Stage.FED_BACK: Mark("file-text", "已反馈", Tone.OK),
    Stage.ISSUED: Mark("file-text", "已签发", Tone.OK),
}
_DISTRICTS = ("片", "区", "镇", "乡", "道", "县")
_ROW = 72
_LAST = 104
"""Width of what stands at the right: figures, or the button."""


def second_line(stop: Stop) -> str:
    """Return what to know before going there: the district, and what is open or whom to call."""
    named = not stop.district or stop.district.endswith(_DISTRICTS)
    parts = [stop.district if named else f"{stop.district}片区"]
    if stop.open_findings:
        late = f"，{stop.overdue} 个逾期" if stop.overdue else ""
        parts.append(f"{stop.open_findings} 个问题未销号{late}")
    elif stop.principal:
        parts.append(" ".join(filter(None, ("校长", stop.principal, stop.phone))))
    return "　".join(filter(None, parts))


def say_stop(stop: Stop) -> str:
    """Return a school of the day in words."""
    figures = f"已查 {stop.counted.done} 项，共 {stop.counted.total} 项" if stop.visit else ""
    return "，".join(filter(None, (stop.name, stop.stage.value, figures, second_line(stop).replace("　", "，"))))


class _StopDelegate(QStyledItemDelegate):
    """At the bureau (`may_start` is False) the group stands where a group has its button."""

    def __init__(self, parent: "StopList", *, may_start: bool) -> None:
        super().__init__(parent)
        self._may_start = may_start

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, look().px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        stop: Stop = index.data(ROW_ROLE)
        rect, here = area_of(option), look()
        painter.save()
        chosen = has_state(option, QStyle.StateFlag.State_Selected)
        paint_ground(painter, option, over=has_state(option, QStyle.StateFlag.State_MouseOver), chosen=chosen)
        if chosen:
            paint_bar(painter, rect, focused=has_state(option, QStyle.StateFlag.State_HasFocus))
        words = _words_room(rect, stop)
        upper = QRectF(words.x(), rect.y() + here.px(12), words.width(), here.px(24))
        draw_text(painter, upper, stop.name, here.font(medium=True), here.colours["text"])
        lower = upper.translated(0, here.px(23))
        draw_text(painter, lower, second_line(stop), here.font("caption"), here.colours["text2"])
        paint_chip(painter, words.right() + here.px(12), rect.center().y(), MARKS[stop.stage])
        self._paint_last(painter, last_room(rect), stop)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        stop: Stop = index.data(ROW_ROLE)
        show_if_cut(event, view, f"{stop.name}　{second_line(stop)}", _words_room(area_of(option), stop).width())
        return True

    def _paint_last(self, painter: QPainter, room: QRectF, stop: Stop) -> None:
        here = look()
        if stop.visit:
            figures = f"{stop.counted.done} / {stop.counted.total}"
            draw_text(painter, room, figures, here.font(), here.colours["text2"], RIGHT)
        elif not self._may_start:
            draw_text(painter, room, stop.team, here.font("caption"), here.colours["text2"], RIGHT)
        else:
            height = here.measures.control
            box = QRectF(room.x(), round(room.center().y() - height / 2), room.width(), height)
            draw_box(painter, box, fill=here.colours["bg"], edge=here.colours["button_edge"])
            draw_text(painter, box, "开始检查", here.font(), here.colours["text"], CENTER)


def last_room(rect: QRectF) -> QRectF:
    """Return where the figures or the button of a row stand."""
    here = look()
    right = rect.right() - here.px(16)
    return QRectF(right - here.px(_LAST), rect.y(), here.px(_LAST), rect.height())


def _words_room(rect: QRectF, stop: Stop) -> QRectF:
    here = look()
    after = here.px(_LAST + 16 + 12 + 12) + chip_width(MARKS[stop.stage])
    return rect.adjusted(here.px(16), 0, -after, 0)


class StopList(RowList):
    """The schools of the day; Enter, a double click, or a click on the button goes to work there."""

    opened = Signal(object)

    def __init__(self, *, may_start: bool) -> None:
        super().__init__("今天要去")
        self.entries = Entries(say_stop, self)
        self._may_start = may_start
        self.setModel(self.entries)
        self.setItemDelegate(_StopDelegate(self, may_start=may_start))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.activated.connect(lambda index: self.opened.emit(self.entries.entry(index.row())))

    def show_stops(self, stops: tuple[Stop, ...]) -> None:
        """Show other schools, as high as they are; the current one stays current."""
        current, focused = self.current_school(), self.hasFocus()
        self.entries.show_entries(stops)
        self.setFixedHeight(len(stops) * look().px(_ROW))
        if stops:
            schools = [stop.school for stop in stops]
            self.choose(schools.index(current) if current in schools else 0)
        show_choice(self, shown=focused)

    def current_school(self) -> str:
        """Return the school of the current row, "" without one."""
        index = self.currentIndex()
        return self.entries.entry(index.row()).school if index.isValid() else ""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the current row while keys act on it."""
        super().focusInEvent(event)
        show_choice(self, shown=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show no row as chosen while keys go elsewhere: several blocks stand on the page."""
        super().focusOutEvent(event)
        show_choice(self, shown=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take a click on the drawn button for what it says."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() is not Qt.MouseButton.LeftButton or not self._may_start:
            return
        stop: Stop = self.entries.entry(index.row())
        if not stop.visit and last_room(QRectF(self.visualRect(index))).contains(event.position()):
            self.opened.emit(stop)

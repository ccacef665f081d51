"""The papers of a visit as rows: name, number, how each stands."""

from datetime import date, datetime

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from xunjian.rules.workdays import screen_date
from xunjian.services.paperwork.visit_papers import Sort, State, VisitPaper
from xunjian.ui.tables import ROW_ROLE, Index, Mark
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.chips import chip_width, paint_chip
from xunjian.ui.widgets.entries import Entries
from xunjian.ui.widgets.keys import is_bare_enter
from xunjian.ui.widgets.painting import area_of, draw_text, has_state
from xunjian.ui.widgets.rows import paint_bar, paint_ground
from xunjian.ui.widgets.views import RowList
from xunjian.workspace import SHANGHAI

MOST_SHOWN = 7

_MARKS = {
    State.NONE: ("circle", Tone.NEUTRAL),
    State.DRAFT: ("pencil", Tone.NEUTRAL),
    State.GIVEN: ("check", Tone.OK),
    State.CHANGED: ("pencil", Tone.WAIT),
    State.ISSUED: ("lock", Tone.OK),
    State.CORRECTED: ("pencil", Tone.WAIT),
    State.VOID: ("x", Tone.BAD),
    State.BLANK: ("circle", Tone.NEUTRAL),
    State.SERVED: ("check", Tone.OK),
}


def mark_of(paper: VisitPaper, today: date) -> Mark:
    """Return how a paper stands as a chip: 已给出 第 2 版 10:32."""
    icon, tone = _MARKS[paper.state]
    if paper.sort is Sort.STUB:
        return Mark("file-text", "随时可打", Tone.NEUTRAL)
    words = [paper.state.value]
    if paper.version:
        words.append(f"第 {paper.version} 版")
    if paper.at is not None:
        words.append(_moment(paper.at, today))
    elif paper.on is not None:
        words.append(screen_date(paper.on, today))
    return Mark(icon, " ".join(words), tone)


def _moment(at: datetime, today: date) -> str:
    there = at.astimezone(SHANGHAI)
    return f"{there:%H:%M}" if there.date() == today else screen_date(there.date(), today)


def belongs_to_one_above(paper: VisitPaper) -> bool:
    """Whether a paper goes with the one above it: stub and receipt with their notice."""
    return paper.sort in {Sort.STUB, Sort.RECEIPT}


class _PaperDelegate(QStyledItemDelegate):
    def __init__(self, parent: QWidget, today: date) -> None:
        super().__init__(parent)
        self._today = today

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, look().measures.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: VisitPaper = index.data(ROW_ROLE)
        rect, here, view = area_of(option), look(), self.parent()
        painter.save()
        chosen = has_state(option, QStyle.StateFlag.State_Selected)
        paint_ground(painter, option, over=has_state(option, QStyle.StateFlag.State_MouseOver), chosen=chosen)
        if chosen:
            paint_bar(painter, rect, focused=isinstance(view, QWidget) and view.hasFocus())
        mark = mark_of(row, self._today)
        width = chip_width(mark)
        paint_chip(painter, rect.right() - here.px(10) - width, rect.center().y(), mark, bare=True)
        left = here.px(40 if belongs_to_one_above(row) else 16)
        room = QRectF(rect.x() + left, rect.y(), rect.width() - left - width - here.px(18), rect.height())
        used = draw_text(painter, room, row.title, here.font(), here.colours["text"])
        if row.number and not belongs_to_one_above(row):
            rest = room.adjusted(used + here.px(8), 0, 0, 0)
            if rest.width() > here.px(40):
                draw_text(painter, rest, row.number, here.font(), here.colours["text2"])
        painter.restore()


class PapersList(RowList):
    """Arrow keys go from paper to paper; Enter goes on with one."""

    chosen = Signal(object)  # VisitPaper
    opened = Signal(object)

    def __init__(self, today: date) -> None:
        super().__init__("这次检查的文书")
        self._rows: list[VisitPaper] = []
        self._entries = Entries(lambda row: self._say(row, today), self)
        self.setModel(self._entries)
        self.setItemDelegate(_PaperDelegate(self, today))
        self.setProperty("boxed", True)
        self.selectionModel().currentChanged.connect(self._tell)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._rows[index.row()]))

    @property
    def current(self) -> VisitPaper | None:
        """The paper that is chosen."""
        index = self.currentIndex()
        return self._rows[index.row()] if index.isValid() else None

    def show_rows(self, rows: list[VisitPaper], key: str = "") -> None:
        """Show the papers, and choose the one of this key; a paper that has come about since is chosen in its place."""
        self._rows = rows
        self._entries.show_entries(rows)
        self.setFixedHeight(min(len(rows), MOST_SHOWN) * look().measures.row + 2)
        places = {row.key: place for place, row in enumerate(rows)}
        self.choose(places.get(key, self._instead(key)))

    def keyPressEvent(self, event: object) -> None:
        """Go on with the chosen paper by Enter."""
        if is_bare_enter(event) and self.current is not None:  # type: ignore[arg-type]
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]

    def _instead(self, key: str) -> int:
        numbered = [place for place, row in enumerate(self._rows) if row.sort is Sort.NUMBERED]
        return numbered[-1] if key == Sort.NOTICE and numbered else 0

    def _tell(self) -> None:
        if self.current is not None:
            self.chosen.emit(self.current)

    @staticmethod
    def _say(row: VisitPaper, today: date) -> str:
        return "，".join(part for part in (row.title, row.number, mark_of(row, today).text) if part)

"""What the import of a year would do, before anything is done."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QWidget

from xunjian.reference.holidays import HolidayYear
from xunjian.services.bureau.working_days import Imported
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.yearcalendar import YearCalendar

_WIDE, _HIGH, _ROOM = 960, 640, 48


class HolidaysDialog(QDialog):
    """The year as it would be, and how it differs from what is there; Enter takes it, Esc leaves all as it is."""

    def __init__(self, parent: QWidget, year: HolidayYear, change: Imported, today: date) -> None:
        super().__init__(parent)
        self.setWindowTitle("导入节假日")
        self.months = YearCalendar()
        self.months.show_year(year.year, year.calendar(), today)
        self.says = Label("\n".join(_differences(change)), wrap=True, selectable=True)
        self.bar = NoticeBar(Tone.WAIT)
        self.go = KeyButton(f"导入 {year.year} 年", Role.PRIMARY, cap="Enter")
        back = KeyButton("不导入", cap="Esc")
        whole = column(self, 24, 20, 24, 16, spacing=8)
        whole.addWidget(Label(f"{year.year} 年节假日", "section", medium=True))
        whole.addWidget(Label(year.document_no or year.source, colour="text2", wrap=True, selectable=True))
        whole.addWidget(self.says)
        whole.addWidget(Label(self.months.words, "caption", "text2", wrap=True, selectable=True))
        whole.addWidget(self.bar)
        whole.addWidget(self.months, 1)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self.go)
        whole.addLayout(buttons)
        self.bar.say("" if year.document_no else "文件里没有写通知的文号。", "写在表头上面的任何一格，就会一起记下来。")
        back.clicked.connect(self.reject)
        self.go.setDefault(True)
        self.go.clicked.connect(self.accept)
        room = parent.window().size() - QSize(_ROOM, _ROOM)
        self.resize(QSize(look().px(_WIDE), look().px(_HIGH)).boundedTo(room))
        self.go.setFocus()


def _differences(change: Imported) -> Iterable[str]:
    pairs = (("新增", change.new), ("更改", change.changed), ("取消", change.removed))
    said = [f"{word} {len(days)} 天：{_days(days)}" for word, days in pairs if days]
    return said or ["和现在的一样，没有改动。"]


def _days(days: tuple[date, ...]) -> str:
    return "、".join(f"{day.month}月{day.day}日" for day in days)

"""The terms of a notice before 签发: kind, number, planned day of service, deadline, signing, printing."""

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from xunjian.rules.workdays import Calendar, gap_note, holiday_note, screen_date, weekday
from xunjian.services.paperwork.notice_draft import Attached
from xunjian.services.paperwork.numbering import Supply
from xunjian.ui.pages.notice.kind_choice import KindChoice
from xunjian.ui.pages.notice.notice_checks import AskingBar
from xunjian.ui.pages.notice.notice_desk import Preview
from xunjian.ui.pages.notice.signing_terms import SigningTerms
from xunjian.ui.pages.printing.print_row import USUAL_COPIES, PrintRow
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import ElidedLabel, Label
from xunjian.ui.widgets.choices import Choice, Tick

DAYS_AHEAD = 15


class Terms(QWidget):
    """Rows of label and value; what can be chosen tells of it."""

    day_changed = Signal()
    attachments_changed = Signal()
    changed = Signal()

    def __init__(self, today: date, calendar: Calendar) -> None:
        super().__init__()
        self._today, self._calendar = today, calendar
        self.kind = KindChoice()
        self._number, self._supply = Label(medium=True, selectable=True), Label(size="caption", colour="text2")
        self._day = Choice("送达日期", _days(today))
        self._deadline, self._holidays = Label(medium=True), ElidedLabel(size="caption", colour="text2")
        self._photos = Tick("附现场照片")
        self._photos.setChecked(True)
        self._count = Label(size="caption", colour="text2")
        self._confirmed = Tick("已核对")
        self._gap = AskingBar(self._confirmed)
        self.signing = SigningTerms()
        self.printing = PrintRow(USUAL_COPIES)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(term("文书", self.kind, level=Qt.AlignmentFlag.AlignTop))
        column.addWidget(term("文号", self._number, right=self._supply))
        column.addWidget(term("送达", self._day, right=Label("期限从这天起算", "caption", "text2")))
        column.addWidget(term("期限", self._deadline, right=self._holidays))
        column.addWidget(self._gap)
        self._attached = term("附件", self._photos, right=self._count)
        self._attached.hide()
        column.addWidget(self._attached)
        column.addWidget(term("签名", self.signing, level=Qt.AlignmentFlag.AlignTop))
        column.addWidget(term("打印", self.printing))
        self._day.currentIndexChanged.connect(self.day_changed)
        self._photos.toggled.connect(self.attachments_changed)
        self._confirmed.toggled.connect(self.changed)

    @property
    def service_day(self) -> date:
        """The day on which the notice is to be handed over."""
        return self._today + timedelta(days=self._day.currentIndex())

    @property
    def attached(self) -> Attached:
        """What is to be attached beyond what a notice has anyway."""
        return Attached(photos=self._photos.isChecked())

    @property
    def unconfirmed(self) -> bool:
        """Whether the deadline runs into a year without an arrangement of holidays, and nobody has ticked it."""
        return not self._gap.isHidden() and not self._confirmed.isChecked()

    def first_step(self) -> QWidget | None:
        """Return what is to be ticked or signed, None where nothing is."""
        return self._confirmed if self.unconfirmed else self.signing.first_step()

    def show_preview(self, preview: Preview) -> None:
        """Show number and deadline of a draft; another deadline is confirmed anew."""
        self.kind.show_draft(preview.draft)
        self._show_supply(preview.draft.supply)
        photos = sum(len(one.finding.photos) for one in preview.draft.printed)
        self._attached.setVisible(photos > 0)
        self._count.setText(f"{photos} 张，一页四张")
        self.signing.show_paper(preview.over, preview.places_to_sign, preview.images, preview.head)
        before = self._deadline.text()
        deadline = preview.draft.deadline
        if deadline is None:
            self._deadline.setText("没有期限")
            self._holidays.setText("")
            self._gap.say("")
        else:
            self._deadline.setText(f"{screen_date(deadline.day, self._today)} {weekday(deadline.day)}")
            length = f"{deadline.workdays} 个工作日" if deadline.workdays else "立行立改"
            holidays = holiday_note(preview.start, deadline.day, self._calendar)
            self._holidays.setText("，".join(part for part in (length, holidays) if part))
            self._gap.say(gap_note(deadline, self._calendar))
        if self._deadline.text() != before:
            self._confirmed.setChecked(False)

    def _show_supply(self, supply: Supply) -> None:
        self._number.setText(str(supply.following or "取不到号"))
        if supply.unsure:
            self._number.setText("签发时先问最后一份到几号")
            self._supply.setText("")
        elif supply.following is not None:
            self._supply.setText(f"本机 {supply.first}–{supply.last}，签发后余 {supply.left - 1}")
        else:
            self._supply.setText("")


def term(
    name: str,
    value: QWidget,
    right: QWidget | None = None,
    *,
    level: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter,
) -> QWidget:
    """Return a row of a name and its value, and a quieter word at the right, below it at the largest text.

    `level` is where the name stands beside a value that takes several lines.
    """
    row = QWidget()
    row.setMinimumHeight(look().px(44))
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(look().px(16))
    label = Label(name, colour="text2")
    label.setFixedWidth(look().px(56))
    label.setBuddy(value)
    if level is Qt.AlignmentFlag.AlignTop:
        label.setFixedHeight(look().measures.control)
    across.addWidget(label, 0, level)
    if right is None:
        across.addWidget(value, 1)
    elif look().measures.is_extra:
        below = QVBoxLayout()
        below.setSpacing(0)
        below.addWidget(value, 0, Qt.AlignmentFlag.AlignLeft)
        below.addWidget(right)
        across.addLayout(below, 1)
    else:
        across.addWidget(value)
        across.addStretch(1)
        across.addWidget(right)
    return row


def _days(today: date) -> list[str]:
    days = [today + timedelta(days=number) for number in range(DAYS_AHEAD)]
    words = {0: "　今天", 1: "　明天"}
    return [f"{screen_date(day, today)} {weekday(day)}{words.get(n, '')}" for n, day in enumerate(days)]

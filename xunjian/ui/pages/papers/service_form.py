"""登记送达: how, when, to whom; each way of service asks for what it needs. A wrong registration is put right."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QWidget

from xunjian.documents.papers.service_receipt import Method, ServiceReceipt
from xunjian.rules.clocks import read_time
from xunjian.rules.workdays import paper_date, screen_date, weekday
from xunjian.services.paperwork.serving import Service
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.papers.papers_desk import Served
from xunjian.ui.pages.photos import pictures
from xunjian.ui.pages.photos.pictures import Picture
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import ElidedLabel, Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Choice
from xunjian.ui.widgets.facts import facts_grid
from xunjian.ui.widgets.fields import Field
from xunjian.ui.widgets.notice import NoticeBar

_FIRST_ROW = 2  # of the grid, below way, day and time
_LONGEST = 60  # days back to choose from
_TEXTS = {
    "place": "送达地点",
    "receiver": "收件人",
    "relation": "和受送达人的关系",
    "refusal": "拒收事由",
    "witnesses": "见证人，用顿号分开",
    "parcel": "邮件号",
    "entrusted": "受委托的单位",
    "address": "受送达人同意的地址",
    "servers": "送达人",
    "note": "备注",
}
_LISTS = ("servers", "witnesses")
_ASKED = {
    Method.DIRECT: ("place", "receiver", "relation", "servers", "note"),
    Method.LEFT: ("place", "refusal", "witnesses", "servers", "note"),
    Method.POST: ("parcel", "receiver", "servers", "note"),
    Method.ENTRUSTED: ("entrusted", "receiver", "servers", "note"),
    Method.ELECTRONIC: ("address", "servers", "note"),
}


class ServiceForm(QWidget):
    """A form until the service is registered, then what was registered."""

    served = Signal(object, object, str)  # Service, list[Picture], why what was registered before is wrong
    correct_asked = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._pictures: list[Picture] = []
        self._known: ServiceReceipt | None = None
        """What is registered, while it is being put right."""
        self.method = Choice("送达方式", [method.value for method in Method])
        self.day, self.at = Choice("送达日期"), QLineEdit()
        self.at.setPlaceholderText("例如 15:20")
        self.edits = {name: QLineEdit() for name in _TEXTS}
        self.fields = {name: Field(word, self.edits[name]) for name, word in _TEXTS.items()}
        self._time = Field("时间", self.at)
        self.photos, self._photographed = (
            KeyButton("加送达照片…", icon="photo", small=True),
            ElidedLabel(colour="text2"),
        )
        self.bar, self.notes = NoticeBar(Tone.BAD), NoticeBar(Tone.WAIT)
        self.notes.add_action("去更正", self.correct_asked.emit)
        self.go, self.back = KeyButton("登记送达", Role.ORDINARY), KeyButton("再看看")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("例如 送达日期记错了")
        self._why = Field("更正原因", self.reason)
        self.put_right = KeyButton("登记错了，更正登记…", Role.LINK, small=True)
        self._earlier = Label(size="caption", colour="text2", wrap=True, selectable=True)
        self._form, self._facts = QWidget(), QWidget()
        self._title = Label("登记送达", "section", medium=True)
        self._lay_out()
        self.method.currentIndexChanged.connect(lambda _row: self._ask())
        self.photos.clicked.connect(self._choose_photos)
        self.go.clicked.connect(self._give)
        self.put_right.clicked.connect(self._begin_to_correct)
        self.back.clicked.connect(lambda: self.show_receipt(self._served, self._issued_on))
        self._ask()

    @property
    def _chosen(self) -> Method:
        return list(Method)[self.method.currentIndex()]

    def show_receipt(self, served: Served, issued_on: date) -> None:
        """Show a receipt: to be registered, or as it was."""
        self._served, self._issued_on, self._known = served, issued_on, None
        facts = served.facts
        self.bar.say("")
        self.notes.say("".join(served.notes))
        is_open = facts.served_on is None
        self._title.setText("登记送达" if is_open else "送达已登记")
        self.go.setText("登记送达")
        set_shown(self._form, is_open)
        set_shown(self.put_right, not is_open)
        for part in (self._why, self.back):
            set_shown(part, False)
        self._earlier.setText("\n".join(f"原来登记的：{one.words}" for one in served.earlier))
        set_shown(self._earlier, bool(served.earlier))
        self._show_facts(facts)
        if is_open:
            self._offer_days()
            for edit in (*self.edits.values(), self.at):
                edit.clear()
            self.edits["servers"].setText("、".join(facts.servers))
            self._take_pictures([])

    def _begin_to_correct(self) -> None:
        """Ask again, with what is registered filled in, and why it is wrong."""
        facts = self._known = self._served.facts
        self._offer_days()
        if facts.served_on is not None and facts.method is not None:
            self.method.setCurrentIndex(list(Method).index(facts.method))
            self.day.setCurrentIndex((self._today - facts.served_on).days)
        for name in _TEXTS:
            known = getattr(facts, name, "")
            self.edits[name].setText("、".join(known) if isinstance(known, tuple) else str(known or ""))
        refusal = facts.refusal
        self.edits["refusal"].setText(refusal.reason if refusal else "")
        self.edits["witnesses"].setText("、".join(refusal.witnesses) if refusal else "")
        self.at.setText(f"{facts.served_at:%H:%M}" if facts.served_at else "")
        self.reason.clear()
        self._take_pictures([])
        self._title.setText("更正送达登记")
        self.go.setText("更正登记")
        for part in (self._form, self._why, self.back):
            set_shown(part, True)
        set_shown(self.put_right, False)
        self.reason.setFocus()

    def _offer_days(self) -> None:
        span = min(max((self._today - self._issued_on).days, 0), _LONGEST)
        if self._served.facts.served_on is not None:
            span = max(span, (self._today - self._served.facts.served_on).days)
        self.day.clear()
        self.day.addItems([_day_words(self._today - timedelta(days), self._today) for days in range(span + 1)])

    def say_refused(self, what: str, why: str) -> None:
        """Say what is missing; everything typed stays."""
        self.bar.say(what, why)

    def first_step(self) -> QWidget:
        """Return where work goes on."""
        return self.method

    def _show_facts(self, facts: ServiceReceipt) -> None:
        pairs = []
        if facts.served_on is not None and facts.method is not None:
            at = f" {facts.served_at:%H:%M}" if facts.served_at else ""
            refusal = facts.refusal
            pairs = [
                ("方式", facts.method.value),
                ("日期", f"{paper_date(facts.served_on)}{at}"),
                ("地点", facts.place),
                ("收件人", facts.receiver),
                ("拒收事由", refusal.reason if refusal else ""),
                ("见证人", "、".join(refusal.witnesses) if refusal else ""),
                ("照片", f"{refusal.photos} 张" if refusal and refusal.photos else ""),
                ("邮件号", facts.parcel),
                ("受委托", facts.entrusted),
                ("地址", facts.address),
                ("送达人", "、".join(facts.servers)),
                ("备注", facts.note),
            ]
        shown = facts_grid([pair for pair in pairs if pair[1]], across=1)
        self._whole.replaceWidget(self._facts, shown)
        self._facts.deleteLater()
        self._facts = shown
        set_shown(shown, bool(pairs))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().px(12))
        grid.setVerticalSpacing(look().px(8))
        self._grid = grid
        grid.addWidget(Field("方式", self.method), 0, 0, 1, 2)
        grid.addWidget(Field("日期", self.day), 1, 0)
        grid.addWidget(self._time, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        form = column(self._form, spacing=8)
        form.addWidget(self._why)
        form.addLayout(grid)
        line = row(spacing=8)
        line.addWidget(self.photos)
        line.addWidget(self._photographed)
        line.addStretch(1)
        form.addLayout(line)
        form.addWidget(self.bar)
        below = row()
        below.addWidget(self.go)
        below.addWidget(self.back)
        below.addStretch(1)
        form.addLayout(below)
        self._whole = column(self, spacing=8)
        for part in (self._title, self._facts, self._earlier, self.notes):
            self._whole.addWidget(part)
        self._whole.addWidget(self.put_right, 0, Qt.AlignmentFlag.AlignLeft)
        self._whole.addWidget(self._form)

    def _ask(self) -> None:
        asked = _ASKED[self._chosen]
        for field in self.fields.values():
            self._grid.removeWidget(field)
            field.hide()
        for place, name in enumerate(asked):
            self._grid.addWidget(self.fields[name], _FIRST_ROW + place // 2, place % 2)
            set_shown(self.fields[name], True)
        self.bar.say("")

    def _choose_photos(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "选送达照片", "", pictures.FILTER)
        if names:
            self._take_pictures([*self._pictures, *pictures.from_files(names)])

    def _take_pictures(self, found: list[Picture]) -> None:
        self._pictures = found
        self._photographed.setText("、".join(picture.name for picture in found))

    def _give(self) -> None:
        typed = self.at.text().strip()
        at = read_time(typed) if typed else None
        if typed and at is None:
            self._time.set_error("写成 15:20 这样。")
            self.at.setFocus()
            return
        why = self.reason.text().strip() if self._known is not None else ""
        if self._known is not None and not why:
            self._why.set_error("写明为什么更正，原来的登记会留着。")
            self.reason.setFocus()
            return
        asked = _ASKED[self._chosen]
        told: dict[str, Any] = {name: self.edits[name].text().strip() for name in asked}
        told |= {name: _names(told[name]) for name in _LISTS if name in told}
        day = self._today - timedelta(self.day.currentIndex())
        self.served.emit(Service(self._chosen, day, at, **told), list(self._pictures), why)


def _names(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.replace("，", "、").replace(",", "、").split("、") if part.strip())


def _day_words(day: date, today: date) -> str:
    return f"{screen_date(day, today)} {weekday(day)}{'　今天' if day == today else ''}"

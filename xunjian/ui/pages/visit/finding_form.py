"""The fields of a finding: fact with its phrases, money with its capitals, people, measures."""

import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from xunjian.errors import UserError
from xunjian.rules import money
from xunjian.rules.workdays import Calendar
from xunjian.services.bureau.handbook import Entry
from xunjian.services.visit.finding_views import FindingView
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.visit.fact_text import FactText
from xunjian.ui.pages.visit.measures import Measures
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.fields import Field, number_edit
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.phrases import PhraseList

MOST_PEOPLE = 1_000_000
_AMOUNT, _PEOPLE = "金额", "人数"
_UNBOUND = 16_777_215  # QWIDGETSIZE_MAX


class FindingForm(QWidget):
    """Reports every change once it is right; what is wrong is said at its field and never saved."""

    fact_changed = Signal(str)
    amount_changed = Signal(object)  # 分, or None where the field was emptied
    people_changed = Signal(object)

    def __init__(self, calendar: Calendar, today: date) -> None:
        super().__init__()
        self.setProperty("ground", "page")
        self.setAccessibleName("问题")
        self._finding: FindingView | None = None
        self._biggest: Callable[[], int] = lambda: 0
        self.fact = FactText()
        self.phrases = PhraseList()
        self._amount_edit, self._people_edit = number_edit(), number_edit()
        self.amount, self.people = Field("金额（元）", self._amount_edit), Field(_PEOPLE, self._people_edit)
        self._words, self._capitals = QWidget(), Label("", selectable=True)
        self._capitals.setAccessibleName("大写")
        self.big = NoticeBar(Tone.WAIT)
        self.measures = Measures(calendar, today)
        self._lay_out()
        self._connect()
        self._hint()

    def show_finding(self, entry: Entry, finding: FindingView, biggest_amount: Callable[[], int]) -> None:
        """Show a finding; `biggest_amount` tells the largest (分) of the others, against which a slip is noticed."""
        other = self._finding is None or finding.uid != self._finding.uid
        typed_amount, typed_people = not other and self._amount_is_typed, not other and self._people_is_typed
        self._finding, self._biggest = finding, biggest_amount
        self.fact.show_text(finding.fact, keep=not other)
        if other:
            self.phrases.show_phrases(list(entry.item.phrases))
            self.big.say("")
        if not typed_amount:
            self._amount_edit.setText("" if finding.amount is None else _typed(finding.amount))
            self._capitals.setText("" if finding.amount is None else money.capitals(finding.amount))
            self._say_amount("")
        if not typed_people:
            self._people_edit.setText("" if finding.people is None else str(finding.people))
            self.people.set_error("")
        self.measures.show_measures(finding.measures)

    def begin(self) -> None:
        """Put the focus where a new problem is written: on the phrases, or into the text."""
        (self.phrases if self.phrases.isVisible() else self.fact).setFocus()

    def flush(self) -> None:
        """Report what is typed and not yet reported."""
        if self._finding is not None:
            self.fact.flush()
            self._take_amount()
            self._take_people()
            self.measures.flush()

    @property
    def unsaved(self) -> bool:
        """Whether something that can be saved differs from what is stored."""
        amount = self._amount_is_typed and not self.amount.error
        people = self._people_is_typed and not self.people.error
        return self.fact.unsaved or self.measures.unsaved or amount or people

    @property
    def item(self) -> str:
        """The item of the finding shown, "" before there is one."""
        return self._finding.item if self._finding is not None else ""

    @property
    def _amount_is_typed(self) -> bool:
        """Whether the field says something else than what was shown in it: it waits to be saved, or to be mended."""
        shown = self._finding.amount if self._finding is not None else None
        return self._amount_edit.text() != ("" if shown is None else _typed(shown))

    @property
    def _people_is_typed(self) -> bool:
        shown = self._finding.people if self._finding is not None else None
        return self._people_edit.text() != ("" if shown is None else str(shown))

    @property
    def wrong_field(self) -> QWidget | None:
        """The first field whose content is wrong and therefore not saved."""
        return next((field.editor for field in (self.amount, self.people) if field.error), None)

    def _lay_out(self) -> None:
        whole = column(self, 16, 10, 16, 8, spacing=6)
        whole.addWidget(Field("问题", self.fact))
        whole.addWidget(self.phrases)
        whole.addSpacing(look().px(4))
        line = row(spacing=12)
        self._amount_edit.setMaximumWidth(look().px(132))
        self.amount.layout().setAlignment(self._amount_edit, Qt.AlignmentFlag.AlignLeft)  # type: ignore[union-attr]
        self.people.setFixedWidth(look().px(88))
        words = column(self._words, spacing=4)
        words.addWidget(Label("大写", "caption", "text2"))
        self._capitals.setFixedHeight(look().measures.control)
        words.addWidget(self._capitals)
        words.addStretch(1)
        line.addWidget(self.amount)
        line.addWidget(self._words, 1)
        line.addWidget(self.people)
        self._say_amount("")
        whole.addLayout(line)
        whole.addWidget(self.big)
        whole.addSpacing(look().px(4))
        whole.addWidget(self.measures)
        whole.addStretch(1)

    def _connect(self) -> None:
        self.fact.settled.connect(self.fact_changed)
        self.fact.filled.connect(self._take_slot)
        self.fact.done.connect(lambda: _go_to(self._amount_edit))
        self.phrases.picked.connect(self._pick)
        self.phrases.declined.connect(self.fact.setFocus)
        self._amount_edit.editingFinished.connect(self._take_amount)
        self._amount_edit.returnPressed.connect(self._after_amount)
        self._amount_edit.textEdited.connect(self._preview_capitals)
        self._people_edit.editingFinished.connect(self._take_people)
        self._people_edit.returnPressed.connect(self._after_people)
        self.big.add_action("是，保留", lambda: self.big.say(""))
        self.big.add_action("改一改", lambda: _go_to(self._amount_edit))

    def _hint(self) -> None:
        done = Hint(("Ctrl", "Enter"), "做完，到下一个未查")
        photos = Hint(("Ctrl", "V"), "贴照片")
        last = (Hint(("F4",), "依据与全文"), Hint(("Esc",), "回清单"))
        set_hints(self, done, Hint(("Tab",), "下一格"), Hint(("F8",), "拍照"), photos, *last)
        set_hints(self.fact, done, Hint(("Tab",), "下一个空"), Hint(("Enter",), "填金额"), photos, *last)
        set_hints(self.phrases, Hint(("1–9",), "选常用语"), Hint(("0",), "自己写"), done, photos, *last)

    def _pick(self, phrase: str) -> None:
        if self.fact.insert_phrase(phrase):
            self.fact.setFocus()
        else:
            _go_to(self._amount_edit)
        self._fill_known()
        self.fact.flush()

    def _fill_known(self) -> None:
        """Write amount and people that are known already into the places for them."""
        finding = self._finding
        if finding is not None and finding.amount is not None:
            self.fact.fill(_AMOUNT, _typed(finding.amount))
        if finding is not None and finding.people is not None:
            self.fact.fill(_PEOPLE, str(finding.people))

    def _take_slot(self, name: str, written: str) -> None:
        """Use what was written into the text for the field of the same name, unless that says something already."""
        if name == _AMOUNT and not self._amount_edit.text():
            with suppress(UserError):
                self._amount_edit.setText(_typed(money.parse(written)))
                self._take_amount()
        elif name == _PEOPLE and not self._people_edit.text() and _whole(written) is not None:
            self._people_edit.setText(str(_whole(written)))
            self._take_people()

    def _take_amount(self) -> None:
        text = self._amount_edit.text().strip()
        try:
            amount = money.parse(text) if text else None
        except UserError as problem:
            # A figure that is none is told with an example; one that is too fine or too large, by that.
            self._say_amount(problem.what if problem.hint == money.BadAmount().hint else problem.hint)
            return
        self._say_amount("")
        if amount is not None:
            self._amount_edit.setText(_typed(amount))
        if self._finding is None or amount == self._finding.amount:
            return
        self._weigh(amount)
        if amount is not None:
            self.fact.fill(_AMOUNT, _typed(amount))
        self.fact.flush()
        self.amount_changed.emit(amount)

    def _say_amount(self, problem: str) -> None:
        """Say what is wrong with the amount, in one line that takes the room of the capitals."""
        self.amount.set_error(problem)
        set_shown(self._words, not problem)
        self.amount.setMaximumWidth(_UNBOUND if problem else look().px(132))

    def _weigh(self, amount: int | None) -> None:
        try:
            money.check_size(amount or 0, [self._biggest()])
        except UserError as problem:
            self.big.say(problem.what)
        else:
            self.big.say("")

    def _take_people(self) -> None:
        text = self._people_edit.text().strip()
        people = _whole(text)
        if text and people is None:
            self.people.set_error("填整数，如 16。")
            return
        self.people.set_error("")
        if people is not None:
            self._people_edit.setText(str(people))
        if self._finding is None or people == self._finding.people:
            return
        if people is not None:
            self.fact.fill(_PEOPLE, str(people))
        self.fact.flush()
        self.people_changed.emit(people)

    def _after_amount(self) -> None:
        self._take_amount()
        if not self.amount.error:
            _go_to(self._people_edit)

    def _after_people(self) -> None:
        self._take_people()
        if not self.people.error and self.fact.go_to_slot():
            self.fact.setFocus()
        elif not self.people.error and self.measures.boxes:
            self.measures.boxes[0].text.setFocus()

    def _preview_capitals(self, text: str) -> None:
        """Show the capitals while the figure is typed; what is no amount yet has none."""
        self._say_amount("")
        self._capitals.setText("")
        with suppress(UserError):
            self._capitals.setText(money.capitals(money.parse(text)))


def _typed(amount: int) -> str:
    return money.plain(amount).removesuffix("元")


def _whole(text: str) -> int | None:
    figure = unicodedata.normalize("NFKC", text).replace(",", "").strip().removesuffix("人").removesuffix("名").strip()
    return int(figure) if figure.isdecimal() and figure.isascii() and int(figure) <= MOST_PEOPLE else None


def _go_to(editor: QLineEdit) -> None:
    editor.setFocus()
    editor.selectAll()

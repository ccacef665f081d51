"""A block of 今天: its name, how many, one way onward, and what it lists."""

from PySide6.QtWidgets import QWidget

from xunjian.ui.pages.layouts import column, row
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label, Rule
from xunjian.ui.widgets.buttons import KeyButton


class Section(QWidget):
    """Its list hides where there is nothing, and a sentence stands in its place if there is one."""

    def __init__(
        self, name: str, body: QWidget, *, link: KeyButton | None = None, empty: QWidget | None = None
    ) -> None:
        super().__init__()
        self._body, self._empty = body, empty
        self._name, self._count = Label(name, "section", medium=True), Label("", "body", "text2")
        head = row(None, 16, 0, 8, 0, spacing=8)
        head.addWidget(self._name)
        head.addWidget(self._count)
        head.addStretch(1)
        if link is not None:
            head.addWidget(link)
        whole = column(self)
        whole.addLayout(head)
        self._name.setMinimumHeight(look().px(37))
        whole.addWidget(Rule())
        whole.addWidget(body)
        body.hide()
        if empty is not None:
            empty.hide()  # nothing is said before anything was read
            whole.addWidget(empty)

    def show_count(self, name: str, count: int, unit: str) -> None:
        """Show how many there are, and the sentence where there are none."""
        self._name.setText(name)
        self._count.setText(f"{count} {unit}" if count else "")
        self._body.setVisible(count > 0)
        if self._empty is not None:
            self._empty.setVisible(count == 0)

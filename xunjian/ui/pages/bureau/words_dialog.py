"""The check words of an enrolment file, to be read out by telephone."""

from PySide6.QtWidgets import QDialog, QWidget

from xunjian.ui.pages.layouts import column, fit_height, row
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.checkwords import CheckWords
from xunjian.ui.widgets.facts import facts_grid


class WordsDialog(QDialog):
    """Large, for the telephone is in the other hand."""

    def __init__(self, parent: QWidget, name: str, words: tuple[str, ...], facts: list[tuple[str, str]]) -> None:
        super().__init__(parent)
        self.setWindowTitle("核对词")
        self.setMinimumWidth(look().px(560))
        whole = column(self, 24, 20, 24, 20, spacing=12)
        whole.addWidget(Label(name, "section", medium=True, wrap=True, selectable=True))
        if facts:
            whole.addWidget(facts_grid(facts))
        whole.addWidget(Label("组员入组时会打电话来，请把这六个词念给他听：", colour="text2", wrap=True))
        self.words = CheckWords(words)
        whole.addWidget(self.words)
        warning = "拿到文件的人都能入组、能打开这个组的数据包，请只交给组里的人。文件重做一次，词就换一次。"
        whole.addWidget(Label(warning, "caption", "text2", wrap=True))
        go = KeyButton("好了", Role.PRIMARY, cap="Enter")
        go.setDefault(True)
        go.clicked.connect(self.accept)
        line = row()
        line.addStretch(1)
        line.addWidget(go)
        whole.addLayout(line)
        go.setFocus()
        fit_height(self)

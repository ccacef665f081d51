"""What came into the watched folders: how many photos wait, and which files could not be taken."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from xunjian.errors import UserError
from xunjian.ui.pages.layouts import column
from xunjian.ui.pages.photos.refusal_bar import RefusalBar
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.notice import NoticeBar


class ArrivalBars(QWidget):
    """Hidden while nothing waits."""

    assign_wanted = Signal()
    triage_wanted = Signal()
    spoiled_seen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.waiting, self.spoiled = NoticeBar(Tone.INFO), RefusalBar()
        self.assign = self.waiting.add_action("归到本条", self.assign_wanted.emit)
        self.triage = self.waiting.add_action("逐张分", self.triage_wanted.emit)
        self.spoiled.add_action("知道了", self.spoiled_seen.emit)
        whole = column(self)
        whole.addWidget(self.waiting)
        whole.addWidget(self.spoiled)

    def show_waiting(self, number: int, place: str, item: str) -> None:
        """Say how many photos wait and where they came from; `item` is where they may go at once, "" for nowhere."""
        advice = "" if item else "先把这一项记为不符合，就能归到这里。"
        self.waiting.say(f"{place}来了 {number} 张照片。" if number else "", advice if number else "")
        self.assign.setVisible(bool(item))
        self.assign.setText(f"归到 {item}")

    def show_spoiled(self, spoiled: Mapping[Path, UserError]) -> None:
        """Name the files that could not be taken, all in one bar."""
        self.spoiled.tell([(path.name, problem) for path, problem in spoiled.items()])

"""Bars above the day: each thing that calls for attention in a sentence, with what can be done about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from xunjian.services.today.cautions import Caution, Kind
from xunjian.ui.pages.layouts import column
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.notice import NoticeBar

_TONES = {Kind.DATE: Tone.BAD, Kind.DISK: Tone.BAD, Kind.UNPRINTED: Tone.WAIT, Kind.NUMBERS: Tone.WAIT}
_ICONS = {Kind.UNPRINTED: "printer", Kind.NUMBERS: "alert-triangle"}


class CautionBars(QWidget):
    """Hidden while nothing calls for attention."""

    notice_wanted = Signal(str)  # a visit

    def __init__(self) -> None:
        super().__init__()
        self._bars = {kind: NoticeBar(_TONES[kind], _ICONS.get(kind, "")) for kind in Kind}
        self._visit = ""
        self._bars[Kind.UNPRINTED].add_action("去打印", lambda: self.notice_wanted.emit(self._visit))
        whole = column(self, spacing=8)
        for bar in self._bars.values():
            whole.addWidget(bar)
        self.hide()

    def show_cautions(self, cautions: tuple[Caution, ...]) -> None:
        """Show these and no others."""
        by_kind = {caution.kind: caution for caution in cautions}
        for kind, bar in self._bars.items():
            caution = by_kind.get(kind)
            bar.say(caution.text if caution is not None else "")
        unprinted = by_kind.get(Kind.UNPRINTED)
        self._visit = unprinted.visit if unprinted is not None else ""
        self.setVisible(bool(cautions))

    def words(self) -> list[str]:
        """Return what is said, the most harmful first."""
        return [bar.accessibleName() for bar in self._bars.values() if not bar.isHidden()]

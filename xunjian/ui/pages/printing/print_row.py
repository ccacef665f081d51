"""Which printer, and how many copies: a row of the notice's sides."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QVBoxLayout, QWidget

from xunjian.ui.pages.layouts import row
from xunjian.ui.printing import Device
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.choices import Choice
from xunjian.ui.widgets.notice import NoticeBar

NO_PRINTER = "没找到打印机"
MOST_COPIES = 6
USUAL_COPIES = 2
"""One for the school, one for the bureau."""


class PrinterChoice(Choice):
    """The printers of this computer; those that cannot be used stand there grey, with the reason."""

    def __init__(self) -> None:
        super().__init__("打印机", ["正在找打印机…"])
        self._devices: list[Device] = []

    @property
    def device(self) -> Device | None:
        """The chosen printer; None where there is none that can be used."""
        chosen = self._devices[self.currentIndex()] if self._devices else None
        return chosen if chosen and not chosen.why_not else None

    @property
    def devices(self) -> Sequence[Device]:
        """The printers that are shown."""
        return self._devices

    def show_devices(self, devices: Sequence[Device], preferred: str = "") -> None:
        """Show the printers there are, the best first, and choose the preferred one where it can be used."""
        self._devices = list(devices)
        with QSignalBlocker(self):
            self.clear()
            self.addItems([device.label for device in devices] or [NO_PRINTER])
            model = self.model()
            if isinstance(model, QStandardItemModel):
                for place, device in enumerate(devices):
                    model.item(place).setEnabled(not device.why_not)
            self.choose(preferred)
        self.view().setMinimumWidth(self.sizeHint().width())  # the reasons are read to their end
        self.setEnabled(any(not device.why_not for device in devices))
        self.currentIndexChanged.emit(self.currentIndex())

    def choose(self, name: str) -> None:
        """Choose a printer by its name; one that is not there or cannot be used leaves the choice as it is."""
        for place, device in enumerate(self._devices):
            if device.name == name and not device.why_not:
                self.setCurrentIndex(place)


class CopiesChoice(Choice):
    """How many copies."""

    def __init__(self) -> None:
        super().__init__("份数", [str(number + 1) for number in range(MOST_COPIES)])
        self.setFixedWidth(look().px(64))

    @property
    def copies(self) -> int:
        """How many copies to print."""
        return self.currentIndex() + 1

    def set_copies(self, copies: int) -> None:
        """Choose how many copies to print."""
        self.setCurrentIndex(min(copies, MOST_COPIES) - 1)


class PrintRow(QWidget):
    """Printer and copies side by side, and below them what this printer cannot print."""

    device_changed = Signal()

    def __init__(self, copies: int) -> None:
        super().__init__()
        self.printers, self._copies = PrinterChoice(), CopiesChoice()
        self._word = Label("份", colour="text2")
        self._warning, self._said = NoticeBar(Tone.WAIT, "printer"), tuple[str, ...]()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(look().px(4))
        self.line = row(spacing=12)
        self.line.addWidget(self.printers, 1)
        self.line.addWidget(self._copies)
        self.line.addWidget(self._word)
        whole.addLayout(self.line)
        whole.addWidget(self._warning)
        self._copies.currentIndexChanged.connect(self._say_for_whom)
        self.printers.currentIndexChanged.connect(self.device_changed)
        self.set_copies(copies)

    @property
    def device(self) -> str:
        """The name of the chosen printer, "" where there is none that can be used."""
        chosen = self.printers.device
        return chosen.name if chosen else ""

    @property
    def copies(self) -> int:
        """How many copies to print."""
        return self._copies.copies

    def set_copies(self, copies: int) -> None:
        """Choose how many copies to print."""
        self._copies.set_copies(copies)
        self._say_for_whom()

    def show_devices(self, devices: Sequence[Device], preferred: str = "") -> None:
        """Show the printers there are (see `PrinterChoice`)."""
        self.printers.show_devices(devices, preferred)

    def choose(self, name: str) -> None:
        """Choose a printer by its name."""
        self.printers.choose(name)

    @property
    def warning(self) -> tuple[str, ...]:
        """What the chosen printer cannot print, in sentences; none where it reaches all."""
        return self._said

    def warn(self, *sentences: str) -> None:
        """Say what this printer cannot print, and what to do; nothing takes it back."""
        self._said = sentences
        first, *others = sentences or ("",)
        self._warning.say(first, "".join(others))

    def _say_for_whom(self) -> None:
        usual = self.copies == USUAL_COPIES and not look().measures.is_extra
        self._word.setText("份，学校、局各 1" if usual else "份")

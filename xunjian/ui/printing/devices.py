"""The printers of this computer: which can be used now, what they can do, where on the paper they cannot print."""

from dataclasses import dataclass

from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from xunjian.documents.reach import Margins
from xunjian.ui.printing.cups import QueueState, queue_states

ABSENT = "找不到，可能没连上"
_STUCK = {"offline": "没开机或没连上", "paused": "已暂停", "shutdown": "没开机"}
_WANTING = {
    "media-empty": "没纸了",
    "media-needed": "没纸了",
    "media-jam": "卡纸了",
    "toner-empty": "没有墨了",
    "marker-supply-empty": "没有墨了",
    "cover-open": "盖子开着",
    "door-open": "盖子开着",
}


@dataclass(frozen=True)
class Device:
    """A printer of this computer."""

    name: str
    is_default: bool = False
    why_not: str = ""
    """Why it cannot be used now, "" where it can."""
    wants: str = ""
    """What somebody has to do before paper comes out, such as 没纸了."""
    duplex: bool = False

    @property
    def label(self) -> str:
        """Its name, and how it stands."""
        said = self.why_not or self.wants
        return f"{self.name}（{said}）" if said else self.name


def devices(last: str = "") -> list[Device]:
    """Return the printers of this computer, those that can be used first, the one used last before all.

    May take seconds, so ask in a job. A printer that was used last and is not here any more stands among them.
    """
    usual = QPrinterInfo.defaultPrinterName()
    states = queue_states()
    found = [_device(name, name == usual, states.get(name)) for name in QPrinterInfo.availablePrinterNames()]
    if last and all(device.name != last for device in found):
        found.append(Device(last, why_not=ABSENT))
    return sorted(found, key=lambda device: (bool(device.why_not), device.name != last, not device.is_default))


def margins_of(name: str) -> Margins:
    """Return how much of each edge of A4 this printer cannot reach, in mm; nothing for an unknown one.

    Asks the printer, so ask in a job.
    """
    info = QPrinterInfo.printerInfo(name)
    if info.isNull():
        return Margins(0, 0, 0, 0)
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    layout = printer.pageLayout()
    layout.setUnits(QPageLayout.Unit.Millimeter)
    least = layout.minimumMargins()
    return Margins(least.left(), least.top(), least.right(), least.bottom())


def _device(name: str, is_default: bool, state: QueueState | None) -> Device:
    info = QPrinterInfo.printerInfo(name)
    return Device(
        name,
        is_default,
        _why_not(info, state),
        "" if state is None else _first(_WANTING, state),
        QPrinter.DuplexMode.DuplexLongSide in info.supportedDuplexModes(),
    )


def _why_not(info: QPrinterInfo, state: QueueState | None) -> str:
    if state is None:
        troubled = info.state() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)
        return "没开机或没连上" if troubled else ""
    if not state.accepting:
        return "不收新的打印任务"
    return _first(_STUCK, state) or ("已停用" if state.stopped else "")


def _first(words: dict[str, str], state: QueueState) -> str:
    return next((word for reason, word in words.items() if reason in state.reasons), "")

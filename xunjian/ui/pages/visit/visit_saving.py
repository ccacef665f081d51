"""Saving at a visit: one write at a time, what it made shown at once, what went wrong said above the fields."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from xunjian.errors import UserError
from xunjian.ui.messages import show_error
from xunjian.ui.pages.outdated import Outdated
from xunjian.ui.pages.visit.finding_pane import FindingPane
from xunjian.workspace import SHANGHAI

Write = Callable[[], object]


class VisitSaving(QObject):
    """Runs writes; `reload` reads the visit again, `show` shows the item in the pane as it is stored now."""

    saved = Signal(object)  # local time

    def __init__(self, pane: FindingPane, *, reload: Callable[[], None], show: Callable[[], None]) -> None:
        super().__init__(pane)
        self._pane, self._reload, self.show = pane, reload, show
        self._held = False

    def save(self, write: Write, *, show: bool = True) -> bool:
        """Write one change; what could not be saved stays in its field, with the reason above. Returns whether it was.

        Where an import was taken back behind the page, the page is read again around what is typed, and nothing is
        saved until somebody has seen it and says so (`resume`).
        """
        if self._held:
            return False
        try:
            write()
        except Outdated as problem:
            self._held = True
            self._reload()
            self.show()
            self._pane.say_trouble(problem)
            return False
        except UserError as problem:
            self._pane.say_trouble(problem)
            return False
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not take the text along
            show_error(self._pane, error)
            return False
        self._pane.say_trouble(None)
        self._reload()
        if show:
            self.show()
        self.tell()
        return True

    def resume(self) -> None:
        """Save again from now on: the person has seen what changed."""
        self._held = False

    def tell(self) -> None:
        """Tell that something was saved now."""
        self.saved.emit(datetime.now(SHANGHAI))

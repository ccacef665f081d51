"""Text size and theme as somebody chose them: kept in the workspace, followed while the program runs."""

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from xunjian.ui import theme
from xunjian.ui.tokens import TextSize

if TYPE_CHECKING:
    from xunjian.workspace import Workspace


class Theme(StrEnum):
    """Light, dark, or as the desktop is."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


class Appearance(QObject):
    """What is in force. Another text size needs all pages made anew: `resized` asks for that; a theme is followed."""

    resized = Signal()

    def __init__(self, app: QApplication, stored: dict[str, str]) -> None:
        super().__init__(app)
        self._app = app
        self._workspace: Workspace | None = None
        size, kind = stored.get("text_size", ""), stored.get("theme", "")
        self.size = TextSize(size) if size in set(TextSize) else TextSize.NORMAL
        self.theme = Theme(kind) if kind in set(Theme) else Theme.LIGHT
        app.styleHints().colorSchemeChanged.connect(self._follow_desktop)
        self._apply()

    def keep_in(self, workspace: "Workspace") -> None:
        """Keep what is chosen in this workspace from now on, and what was chosen before there was one."""
        self._workspace = workspace
        self._keep()

    def choose_size(self, size: TextSize) -> None:
        """Show everything at another text size."""
        if size is not self.size:
            self.size = size
            self._keep()
            self._apply()
            self.resized.emit()

    def step_size(self, step: int) -> None:
        """Go to the next larger (1) or smaller (-1) text size; 0 goes back to the usual one."""
        sizes = list(TextSize)
        place = sizes.index(self.size) + step if step else 0
        self.choose_size(sizes[min(max(place, 0), len(sizes) - 1)])

    def choose_theme(self, kind: Theme) -> None:
        """Show everything in another theme."""
        if kind is not self.theme:
            self.theme = kind
            self._keep()
            self._apply()

    def _follow_desktop(self) -> None:
        if self.theme is Theme.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        desktop_is_dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        dark = self.theme is Theme.DARK or (self.theme is Theme.SYSTEM and desktop_is_dark)
        theme.apply(self._app, size=self.size, dark=dark)

    def _keep(self) -> None:
        if self._workspace is None:
            return
        from xunjian import settings
        from xunjian.settings import Name

        chosen = {Name.TEXT_SIZE: self.size.value, Name.THEME: self.theme.value}
        with self._workspace.store.read() as session:
            changed = {name: value for name, value in chosen.items() if settings.get(session, name) != value}
        if changed:
            with self._workspace.store.write() as session:
                for name, value in changed.items():
                    settings.put(session, name, value)

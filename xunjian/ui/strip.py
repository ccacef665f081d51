"""The strip at the top: where one is, the way back, search, and that all is saved."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import ElidedLabel, Icon, Label, Panel, Rule
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.saved import SavedLabel
from xunjian.ui.widgets.search import SearchField


class TopStrip(Panel):
    """Title at the left; at the right what the page brings, search, the saved state and who is at work."""

    def __init__(
        self,
        group: str,
        person: str,
        *,
        go_back: Callable[[], None],
        search: SearchField | None,
        identity: QWidget | None = None,
    ) -> None:
        super().__init__("bg", "bottom")
        self._search = search
        self._is_full = self._is_lent = False
        self._tools: QWidget | None = None
        self._back = KeyButton("返回", Role.LINK, icon="chevron-left", cap="Alt+←")
        self._back.clicked.connect(go_back)
        self._back_rule = Rule(upright=True, length=look().px(20))
        self._title = Label("", "title", medium=True)
        self._subtitle = ElidedLabel("", "body", "text2")
        self._saved = SavedLabel()
        self._identity = identity or _identity(group, person)
        self.setFixedHeight(look().px(48))
        self._row = QHBoxLayout(self)
        self._row.setSpacing(look().px(12))
        for widget in (self._back, self._back_rule, self._title, self._subtitle):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._tools_at = self._row.count()
        if search is not None:
            search.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            search.setMaximumWidth(look().px(316))
            search.setMinimumWidth(look().px(160))
            self._row.addWidget(search, 2)
        self._saved_rule = Rule(upright=True, length=look().px(20))
        self._row.addWidget(self._saved_rule)
        self._row.addWidget(self._saved)
        self._row.addWidget(self._identity)
        self.show_screen("")

    def show_screen(self, title: str) -> None:
        """Show the strip of a screen beside the navigation."""
        self._arrange(title, "", back="", tools=None)

    def show_full_page(self, title: str, subtitle: str, *, back: str, tools: QWidget | None) -> None:
        """Show the strip of a page that fills the window, with the way back at its left."""
        self._arrange(title, subtitle, back=back, tools=tools)

    def show_saved(self, at: datetime) -> None:
        """Show when the last change was saved, local time."""
        self._saved.show_saved(at)
        self._show_rule()

    def lend_search(self, *, lent: bool) -> None:
        """Show the search field on a page that fills the window as well, in the place of its tools."""
        self._is_lent = lent and self._is_full
        self._show_search()

    def _show_search(self) -> None:
        if self._search is not None:
            self._search.setHidden(self._is_full and not self._is_lent)
        if self._tools is not None:
            self._tools.setHidden(self._is_lent)
        self._show_rule()

    def _arrange(self, title: str, subtitle: str, *, back: str, tools: QWidget | None) -> None:
        full = self._is_full = bool(back)
        self._is_lent = False
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        if full:
            self._back.setText(back)
        self._back.setVisible(full)
        self._back_rule.setVisible(full)
        self._identity.setHidden(full)
        self._put_tools(tools)
        self._show_search()
        self._row.setContentsMargins(look().px(8 if full else 24), 0, look().px(24), 0)

    def _show_rule(self) -> None:
        """Divide the tools from the saved time where there are both."""
        self._saved_rule.setVisible(self._tools is not None and not self._saved.isHidden())

    def _put_tools(self, tools: QWidget | None) -> None:
        if self._tools is not None and self._tools is not tools:
            self._row.removeWidget(self._tools)
            self._tools.hide()
        if tools is not None:
            self._row.insertWidget(self._tools_at, tools)
            tools.show()
        self._tools = tools


def _identity(group: str, person: str) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look().px(8))
    row.addWidget(Rule(upright=True, length=look().px(20)))
    row.addSpacing(look().px(4))
    row.addWidget(Icon("users", 20))
    row.addWidget(Label(group, "caption", "text2"))
    row.addSpacing(look().px(4))
    row.addWidget(Label(person, "caption", "text2"))
    return whole

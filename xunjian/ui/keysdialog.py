"""本页按键: the keys of the page that is shown, by what they work on."""

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QScrollArea, QVBoxLayout, QWidget

from xunjian.ui.hintbar import HintRow
from xunjian.ui.hints import Hint, hints_of, own_hints
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton

_EVERYWHERE = (
    Hint(("Alt+←",), "返回"),
    Hint(("Ctrl", "K"), "搜索"),
    Hint(("Tab",), "下一处"),
    Hint(("F1",), "本页按键"),
    Hint(("Ctrl", "="), "字大一些"),
    Hint(("Ctrl", "-"), "字小一些"),
    Hint(("Ctrl", "0"), "标准字号"),
)

_PAGE = "本页"


class Group(NamedTuple):
    """Keys that work on one thing, and its name."""

    title: str
    hints: tuple[Hint, ...]


class KeysDialog(QDialog):
    """Lists the keys of a page under what they work on, first what has the focus now."""

    def __init__(self, parent: QWidget, page: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("本页按键")
        self.resize(look().px(420), min(look().px(480), 520))
        lines = QWidget()
        lines.setProperty("ground", "page")
        column = QVBoxLayout(lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for place, group in enumerate(groups_of(page)):
            title = Label(group.title, "caption", "text2", medium=True)
            title.setContentsMargins(0, look().px(12 if place else 0), 0, look().px(4))
            column.addWidget(title)
            for hint in group.hints:
                row = HintRow()
                row.setFixedHeight(look().px(32))
                row.show_hints((hint,))
                column.addWidget(row)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(lines)
        close = KeyButton("知道了", cap="Esc")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        whole = QVBoxLayout(self)
        side = look().px(24)
        whole.setContentsMargins(side, side, side, side)
        whole.addWidget(Label("本页按键", "section", medium=True))
        whole.addWidget(area, 1)
        whole.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        close.setFocus()


def groups_of(page: QWidget) -> list[Group]:
    """Return the keys of a page: of what has the focus, of each other part that says any, and those of everywhere.

    A key that does the same in several places is listed where it comes first.
    """
    focus = page.focusWidget()
    groups = [Group(_now(focus, page), hints_of(focus))]
    shown = (widget for widget in page.findChildren(QWidget) if not widget.isHidden())
    groups += [Group(_name_of(widget, page), own_hints(widget)) for widget in (page, *shown)]
    return _without_repeats([*groups, Group("随处", _EVERYWHERE)])


def keys_of(page: QWidget) -> list[Hint]:
    """Return every hint of a page once, in the order of its groups."""
    return [hint for group in groups_of(page) for hint in group.hints]


def _without_repeats(groups: list[Group]) -> list[Group]:
    by_title: dict[str, list[Hint]] = {}
    seen: set[Hint] = set()
    for group in groups:
        for hint in group.hints:
            if hint not in seen:
                seen.add(hint)
                by_title.setdefault(group.title, []).append(hint)
    return [Group(title, tuple(hints)) for title, hints in by_title.items()]


def _now(focus: QWidget | None, page: QWidget) -> str:
    """Return how what has the focus is called: by the part that declares the keys."""
    widget = focus
    while widget is not None and not own_hints(widget):
        widget = widget.parentWidget()
    name = _name_of(widget, page) if widget is not None else _PAGE
    return f"现在：{name}"


def _name_of(widget: QWidget, page: QWidget) -> str:
    return (widget.accessibleName() if widget is not page else "") or _PAGE

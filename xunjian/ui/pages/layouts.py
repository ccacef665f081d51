"""Rows and columns with the measures of the drawings."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from xunjian.ui.theme import look


def column(owner: QWidget | None = None, *sides: int, spacing: int = 0) -> QVBoxLayout:
    """Return a column for `owner`, or one to be put into another layout; sides are left, top, right, bottom."""
    made = QVBoxLayout(owner) if owner is not None else QVBoxLayout()
    _measure(made, sides, spacing)
    return made


def row(owner: QWidget | None = None, *sides: int, spacing: int = 0) -> QHBoxLayout:
    """Return a row for `owner`, or one to be put into another layout; sides are left, top, right, bottom."""
    made = QHBoxLayout(owner) if owner is not None else QHBoxLayout()
    _measure(made, sides, spacing)
    return made


def fit_height(dialog: QDialog) -> None:
    """Give a dialog the height that its wrapped text takes at its width: Qt's own guess is made for another one."""
    layout = dialog.layout()
    if layout is None:
        return
    layout.activate()
    width = max(dialog.width() if dialog.isVisible() else 0, dialog.minimumWidth(), layout.minimumSize().width())
    height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
    dialog.setMinimumHeight(height)
    dialog.resize(width, height)


def _measure(layout: QHBoxLayout | QVBoxLayout, sides: tuple[int, ...], spacing: int) -> None:
    layout.setContentsMargins(*(look().px(side) for side in sides or (0, 0, 0, 0)))
    layout.setSpacing(look().px(spacing))

"""Which keys a widget understands: declared at the widget, shown by the hint bar and by F1."""

from typing import NamedTuple

from PySide6.QtWidgets import QWidget

_PROPERTY = "xunjian_hints"


class Hint(NamedTuple):
    """Keys drawn as caps, and what they do in a word or two."""

    keys: tuple[str, ...]
    does: str


def set_hints(widget: QWidget, *hints: Hint) -> None:
    """Say what the keys do while `widget`, or a part of it that says nothing itself, has focus."""
    widget.setProperty(_PROPERTY, [(list(hint.keys), hint.does) for hint in hints])


def own_hints(widget: QWidget) -> tuple[Hint, ...]:
    """Return what the widget itself has declared."""
    return tuple(Hint(tuple(keys), does) for keys, does in widget.property(_PROPERTY) or ())


def hints_of(widget: QWidget | None) -> tuple[Hint, ...]:
    """Return the hints of the widget or of the nearest ancestor that has any."""
    while widget is not None:
        declared = own_hints(widget)
        if declared:
            return declared
        widget = widget.parentWidget()
    return ()

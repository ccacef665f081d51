"""The text of a finding, with places to fill in: {金额}, {人数}, … as the standard phrases bring them."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextCursor

from xunjian.ui.pages.visit.saved_text import SavedText
from xunjian.ui.theme import look
from xunjian.ui.widgets.keys import is_bare_enter

_SLOT = re.compile(r"\{([^{}]*)\}")


class _Slots(QSyntaxHighlighter):
    def highlightBlock(self, text: str) -> None:
        tint = QTextCharFormat()
        tint.setBackground(look().colours["wait_tint"])
        for found in _SLOT.finditer(text):
            self.setFormat(found.start(), len(found.group()), tint)


class FactText(SavedText):
    """Tab goes from place to place and then on; Enter leaves the text, for a fact is one paragraph."""

    filled = Signal(str, str)  # name of a place and what was written there
    done = Signal()

    def __init__(self) -> None:
        super().__init__(least=2)
        self._slots = _Slots(self.document())
        self._slot: tuple[str, int] | None = None

    def show_text(self, text: str, *, keep: bool = False) -> None:
        """Show what is stored; the cursor stays, and the place being filled, where that is what is written here."""
        before = self.toPlainText()
        super().show_text(text, keep=keep)
        if self.toPlainText() != before:
            self._slot = None
            self.moveCursor(QTextCursor.MoveOperation.End)

    def insert_phrase(self, phrase: str) -> bool:
        """Add a phrase behind what is written and go to its first place; returns whether it has one."""
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        start = cursor.position()
        cursor.insertText(phrase)
        self.setTextCursor(cursor)
        return self.go_to_slot(start)

    def go_to_slot(self, start: int = 0) -> bool:
        """Select the first open place at or behind `start`; returns whether there is one."""
        found = _SLOT.search(self.toPlainText(), start)
        if found is None:
            return False
        cursor = self.textCursor()
        cursor.setPosition(found.start())
        cursor.setPosition(found.end(), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self._slot = (found.group(1), found.start())
        return True

    def fill(self, name: str, value: str) -> None:
        """Write a value into every open place of that name."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        for found in reversed([found for found in _SLOT.finditer(self.toPlainText()) if found.group(1) == name]):
            cursor.setPosition(found.start())
            cursor.setPosition(found.end(), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(value)
        cursor.endEditBlock()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on to the next open place before Tab leaves the text."""
        self._settle()
        if forward and self.hasFocus() and self.go_to_slot(self.textCursor().selectionEnd()):
            return True
        return super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Enter; Shift+Enter breaks the line."""
        if is_bare_enter(event) and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._settle()
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take over what was written into a place."""
        self._settle()
        super().focusOutEvent(event)

    def _settle(self) -> None:
        if self._slot is None:
            return
        (name, start), self._slot = self._slot, None
        written = self.toPlainText()[start : self.textCursor().position()].strip()
        if written and not _SLOT.match(written):
            self.filled.emit(name, written)

"""改资料: the form of a school, saved as a person's correction."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from xunjian import labels
from xunjian.errors import UserError
from xunjian.rules.school_codes import SCHOOL_TYPE
from xunjian.services import school_form, schools
from xunjian.ui.messages import show_error
from xunjian.ui.pages.outdated import Outdated, writing
from xunjian.ui.pages.schools.school_words import FIELD
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Choice
from xunjian.ui.widgets.fields import Field, number_edit
from xunjian.workspace import Workspace

TALLEST = 520
_REASON = "改学校资料"
# Field, line, column, columns taken; three equal columns.
_PLACES = (
    ("name", 0, 0, 2), ("code", 0, 2, 1),
    ("school_type", 1, 0, 1), ("ownership", 1, 1, 1), ("township", 1, 2, 1),
    ("principal", 2, 0, 1), ("phone", 2, 1, 2),
    ("address", 3, 0, 3),
    ("students", 4, 0, 1), ("classes", 4, 1, 1),
)  # fmt: skip
_WORDS: dict[str, Mapping[str, str]] = {"school_type": SCHOOL_TYPE, "ownership": labels.OWNERSHIP}
_NUMBERS = frozenset({"students", "classes"})


class EditSchool(QDialog):
    """The main fields of one school; nothing is written before 保存."""

    def __init__(self, parent: QWidget, workspace: Workspace, uid: str, saved: Callable[[], None]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("改学校资料")
        self._workspace, self._uid, self._saved = workspace, uid, saved
        with workspace.store.read() as session:
            stored = school_form.filled(session, uid)
            self._as_of: int = session.info["as_of"]
        self.fields = {name: Field(FIELD[name], _editor(name, stored[name])) for name, *_ in _PLACES}
        self.save = KeyButton("保存", Role.PRIMARY, cap="Enter")
        self._lay_out(stored["name"])
        self.fields["name"].setFocus()

    def typed(self) -> dict[str, str]:
        """Return the form as it stands."""
        return {name: _text(field.editor) for name, field in self.fields.items()}

    def _try_save(self) -> None:
        try:
            problems = self._write()
        except UserError as error:
            if isinstance(error, Outdated):
                self._see_now()
            show_error(self, error)
            return
        for name, field in self.fields.items():
            field.set_error(problems.get(name, ""))
        if problems:
            first = next(field for name, field in self.fields.items() if name in problems)
            first.setFocus()
            self._area.ensureWidgetVisible(first)
        else:
            self.accept()
            self._saved()

    def _write(self) -> dict[str, str]:
        workspace = self._workspace
        with workspace.store.read() as session:
            checked = school_form.check(session, self._uid, self.typed())
        if checked.changes and not checked.problems:
            with writing(workspace, _REASON, self._as_of) as session:
                schools.edit(session, self._uid, **checked.changes)
        return checked.problems

    def _see_now(self) -> None:
        """Take the school as it is now for what is being changed; what is typed stands."""
        with self._workspace.store.read() as session:
            self._as_of = session.info["as_of"]

    def _lay_out(self, name: str) -> None:
        form = QWidget()
        form.setProperty("ground", "page")
        grid = QGridLayout(form)
        # Room for the focus ring of the outermost fields.
        grid.setContentsMargins(0, look().px(4), look().px(12), look().px(4))
        grid.setHorizontalSpacing(look().px(12))
        grid.setVerticalSpacing(look().px(12))
        for field, line, column, wide in _PLACES:
            grid.addWidget(self.fields[field], line, column, 1, wide)
        for column in range(3):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, look().px(176))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(form)
        cancel = KeyButton("不改了", cap="Esc")
        cancel.clicked.connect(self.reject)
        self.save.setDefault(True)
        self.save.clicked.connect(self._try_save)
        buttons = QHBoxLayout()
        buttons.setSpacing(look().px(12))
        buttons.addWidget(Label("以后导入名单，不会盖掉您改过的内容。", "caption", "text2", wrap=True), 1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save)
        whole = QVBoxLayout(self)
        side = look().px(24)
        whole.setContentsMargins(side, look().px(20), side, look().px(20))
        whole.setSpacing(look().px(12))
        whole.addWidget(Label(name, "section", medium=True, wrap=True))
        whole.addWidget(self._area, 1)
        whole.addLayout(buttons)
        self.setMaximumHeight(TALLEST)
        wanted = form.sizeHint()
        self.resize(wanted.width() + 2 * side + look().px(12), min(wanted.height() + look().px(150), TALLEST))


def _editor(name: str, text: str) -> QWidget:
    if name in _WORDS:
        choice = Choice(FIELD[name], [])
        choice.addItem("不清楚", "")
        for value, words in _WORDS[name].items():
            choice.addItem(words, value)
        if text and choice.findData(text) < 0:
            choice.addItem(text, text)
        choice.setCurrentIndex(max(choice.findData(text), 0))
        return choice
    return number_edit(text) if name in _NUMBERS else QLineEdit(text)


def _text(editor: QWidget) -> str:
    if isinstance(editor, Choice):
        data: Any = editor.currentData()
        return str(data)
    return editor.text() if isinstance(editor, QLineEdit) else ""

"""人员和证件: who inspects, and the certificates that decide which papers their group may give."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QWidget

from xunjian.errors import UserError
from xunjian.services.bureau import people
from xunjian.services.bureau.people import Certificates, Known
from xunjian.ui.dates import typed_day
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.tables import Column, PagedModel
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.views import RowTable
from xunjian.workspace import Workspace

WHY = "责令改正通知书要有两名持执法证的人，督导意见书要有三名督学。改了以后，再做一次入组文件或任务包，各组才知道。"
_DATE = "写成 2027-12-31 这样；长期有效的空着。"


class _Typed(NamedTuple):
    name: str
    held: Certificates


class CertificatesDialog(QDialog):
    """A row for each person; the fields below are those of the one who is chosen, or of somebody new."""

    def __init__(self, parent: QWidget, workspace: Workspace) -> None:
        super().__init__(parent)
        self.setWindowTitle("人员和证件")
        self._workspace = workspace
        self._known: dict[str, Known] = {}
        self._chosen = ""
        self.bar = NoticeBar(Tone.OK)
        self.model = PagedModel[Known](_COLUMNS, lambda uids: [self._known[uid] for uid in uids])
        self.table = RowTable(self.model, "人员")
        self.model.setParent(self.table)
        self.name, self.enforcement, self.enforcement_until = QLineEdit(), QLineEdit(), QLineEdit()
        self.inspector, self.inspector_until = QLineEdit(), QLineEdit()
        self.fields = {
            "name": Field("姓名", self.name),
            "enforcement": Field("执法证号，没有的空着", self.enforcement),
            "enforcement_until": Field("执法证有效期，到哪天", self.enforcement_until),
            "inspector": Field("督学证号，没有的空着", self.inspector),
            "inspector_until": Field("督学证有效期，到哪天", self.inspector_until),
        }
        self.new, self.keep = KeyButton("加一个人"), KeyButton("存", Role.PRIMARY, cap="Enter")
        self._lay_out()
        self._refresh()
        self.table.chosen.connect(self._show)
        self.new.clicked.connect(self._begin_new)
        self.keep.setDefault(True)
        self.keep.clicked.connect(self._keep)
        if not self._known:
            self._begin_new()

    def _lay_out(self) -> None:
        whole = column(self, 24, 16, 24, 16, spacing=12)
        whole.addWidget(self.bar)
        self.table.setMinimumHeight(look().px(200))
        whole.addWidget(self.table, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().px(16))
        grid.setVerticalSpacing(look().px(8))
        places = {
            "name": (0, 0),
            "enforcement": (0, 1),
            "enforcement_until": (0, 2),
            "inspector": (1, 1),
            "inspector_until": (1, 2),
        }
        for name, place in places.items():
            grid.addWidget(self.fields[name], *place)
        for across in range(3):
            grid.setColumnStretch(across, 1)
        whole.addLayout(grid)
        whole.addWidget(Label(WHY, "caption", "text2", wrap=True))
        done = KeyButton("关上", cap="Esc")
        done.clicked.connect(self.reject)
        buttons = row(spacing=12)
        buttons.addWidget(self.new)
        buttons.addStretch(1)
        buttons.addWidget(done)
        buttons.addWidget(self.keep)
        whole.addLayout(buttons)
        self.setMinimumWidth(look().px(720))

    def _refresh(self) -> None:
        with self._workspace.store.read() as session:
            found = people.listed(session)
        self._known = {one.uid: one for one in found}
        self.model.show_ids(list(self._known))
        if found:
            self.table.choose(self._chosen or found[0].uid)
            self._show(self._chosen or found[0].uid)

    def _show(self, uid: str | None) -> None:
        one = self._known.get(uid or "")
        if one is None:
            return
        self._chosen = one.uid
        self._fill(_Typed(one.name, one.held))
        self.name.setReadOnly(True)

    def _begin_new(self) -> None:
        self._chosen = ""
        self._fill(_Typed("", Certificates()))
        self.name.setReadOnly(False)
        self.name.setFocus()

    def _fill(self, typed: _Typed) -> None:
        held = typed.held
        self.name.setText(typed.name)
        self.enforcement.setText(held.enforcement_no)
        self.enforcement_until.setText(held.enforcement_until.isoformat() if held.enforcement_until else "")
        self.inspector.setText(held.inspector_no)
        self.inspector_until.setText(held.inspector_until.isoformat() if held.inspector_until else "")
        for field in self.fields.values():
            field.set_error("")

    def _typed(self) -> _Typed | None:
        """Return what is typed, None where a field says what is wrong."""
        days = {}
        for field in self.fields.values():
            field.set_error("")
        for name, editor in (("enforcement", self.enforcement_until), ("inspector", self.inspector_until)):
            text = editor.text().strip()
            days[name] = typed_day(text)
            self.fields[f"{name}_until"].set_error(_DATE if text and days[name] is None else "")
        wrong = next((field for field in self.fields.values() if field.error), None)
        if wrong is not None:
            wrong.setFocus()
            return None
        held = Certificates(self.enforcement.text(), days["enforcement"], self.inspector.text(), days["inspector"])
        return _Typed(self.name.text().strip(), held)

    def _keep(self) -> None:
        typed = self._typed()
        if typed is None:
            return
        place = "name"
        try:
            with self._workspace.store.write(by=self._workspace.person, reason=f"{typed.name}的证件") as session:
                uid = self._chosen or people.add(session, typed.name)
                place = "enforcement"
                people.certify(session, uid, typed.held)
        except UserError as problem:
            if problem.what.startswith("督学证"):
                place = "inspector"
            self.fields[place].set_error(f"{problem.what}{problem.hint}")
            self.fields[place].setFocus()
            return
        self._chosen = uid
        self._refresh()
        self.bar.say(f"{typed.name}的证件存好了。")


def _columns() -> Sequence[Column[Known]]:
    return (
        Column("姓名", lambda one: one.name),
        Column("执法证", lambda one: one.held.enforcement_no or "–", width=152),
        Column("到", lambda one: _until(one.held.enforcement_no, one.held.enforcement_until), width=112, quiet=True),
        Column("督学证", lambda one: one.held.inspector_no or "–", width=152),
        Column("到", lambda one: _until(one.held.inspector_no, one.held.inspector_until), width=112, quiet=True),
    )


def _until(number: str, until: object) -> str:
    return "" if not number else str(until or "长期")


_COLUMNS = _columns()

"""文书种类: the prefix of each kind of paper, and what opinions and orders say of the bureau."""

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from xunjian.errors import UserError
from xunjian.rules.papers import NUMBERED, PaperKind
from xunjian.services.bureau import series
from xunjian.services.bureau.series import Particulars, Series
from xunjian.ui.pages.layouts import column, fit_height, row
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field, TextArea
from xunjian.workspace import Workspace

WHY = "每种文书用自己的代字和号段。改了以后，再做一次入组文件或任务包，各组才知道。"
_EXAMPLES = {
    PaperKind.RECTIFICATION_NOTICE: "庐教督改",
    PaperKind.SUPERVISION_OPINION: "庐政教督",
    PaperKind.CORRECTION_ORDER: "庐教责改",
}


class SeriesDialog(QDialog):
    """Fields for what is set up; a kind without a prefix is issued by nobody."""

    def __init__(self, parent: QWidget, workspace: Workspace) -> None:
        super().__init__(parent)
        self.setWindowTitle("文书种类")
        self._workspace = workspace
        with workspace.store.read() as session:
            known = {one.kind: one for one in series.of_bureau(session, workspace.today())}
            told = series.particulars(session)
        self.prefixes = {kind: QLineEdit(known[kind].following or known[kind].prefix) for kind in NUMBERED}
        self.authority, self.remedies = QLineEdit(told.supervision_authority), TextArea(2, 4)
        self.remedies.setPlainText(told.remedies)
        self.fields = {kind: Field(_label(known[kind]), self.prefixes[kind]) for kind in NUMBERED}
        self.keep = KeyButton("存", Role.PRIMARY, cap="Enter")
        whole = column(self, 24, 16, 24, 16, spacing=8)
        for kind in NUMBERED:
            whole.addWidget(self.fields[kind])
        whole.addWidget(Field("督导意见书署名的教育督导机构，例如 庐川县人民政府教育督导室", self.authority))
        whole.addWidget(Field("责令改正通知书上的救济途径，用局里自己的话；不写就不印", self.remedies))
        whole.addWidget(Label(WHY, "caption", "text2", wrap=True))
        back = KeyButton("取消", cap="Esc")
        back.clicked.connect(self.reject)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self.keep)
        whole.addLayout(buttons)
        self.setMinimumWidth(look().px(560))
        self.keep.setDefault(True)
        self.keep.clicked.connect(self._keep)
        fit_height(self)

    def _keep(self) -> None:
        workspace, place = self._workspace, NUMBERED[0]
        for field in self.fields.values():
            field.set_error("")
        try:
            with workspace.store.write(by=workspace.person, reason="设文书种类") as session:
                for kind, editor in self.prefixes.items():
                    place = kind
                    if editor.text().strip():
                        series.set_prefix(session, workspace.store.bureau, kind, editor.text(), today=workspace.today())
                told = Particulars(self.authority.text(), self.remedies.toPlainText())
                series.set_particulars(session, told)
        except UserError as problem:
            self.fields[place].set_error(f"{problem.what}{problem.hint}")
            fit_height(self)
            self.fields[place].setFocus()
            return
        self.accept()


def _label(one: Series) -> str:
    since = f"，{one.following_from} 起用" if one.following_from else ""
    return f"{one.kind.value}的发文代字，例如 {_EXAMPLES[one.kind]}{since}"

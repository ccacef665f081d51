"""How an error reaches its reader: nothing for a choice, three sentences for a problem, a file for our bug."""

import logging
import platform
import traceback
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from xunjian.errors import Cancelled, UserError
from xunjian.files import write_whole
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Icon, Label
from xunjian.ui.widgets.buttons import KeyButton, Role

_LOG = logging.getLogger(__name__)


def show_error(parent: QWidget | None, error: BaseException) -> None:
    """Show what the error means to its reader; returns at once, the dialog stays until it is read."""
    if isinstance(error, Cancelled):
        return
    if isinstance(error, UserError):
        MessageDialog(parent, error).open()
    else:
        _LOG.error("Unexpected error", exc_info=error)
        BugDialog(parent, error).open()


class MessageDialog(QDialog):
    """What happened, whether the data is safe, and what to do."""

    def __init__(self, parent: QWidget | None, error: UserError) -> None:
        super().__init__(parent)
        self.setWindowTitle("提示")
        buttons = _compose(self, error.what, error.safe, error.hint, icon=Icon("alert-triangle", 24, "wait"))
        agree = KeyButton("知道了", Role.PRIMARY)
        agree.setDefault(True)
        agree.clicked.connect(self.accept)
        buttons.addWidget(agree)
        agree.setFocus()


class ConfirmDialog(QDialog):
    """Asks before what cannot be undone; the button names the act, Esc goes back."""

    def __init__(self, parent: QWidget, question: str, *sentences: str, act: str, leave: str = "再看看") -> None:
        super().__init__(parent)
        self.setWindowTitle(act)
        buttons = _compose(self, question, *sentences)
        back = KeyButton(leave, cap="Esc")
        back.clicked.connect(self.reject)
        go = KeyButton(act, Role.PRIMARY, cap="Enter")
        go.setDefault(True)
        go.clicked.connect(self.accept)
        buttons.addWidget(back)
        buttons.addWidget(go)
        go.setFocus()


class BugDialog(QDialog):
    """Our mistake: says that the data is safe and offers a file for whoever can mend it."""

    def __init__(self, parent: QWidget | None, error: BaseException) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出错")
        self._report = diagnosis(error)
        buttons = _compose(
            self,
            "程序出错了，刚才这一步没有做完。",
            "已保存的内容都在。",
            "请保存诊断文件，交给负责维护的人。文件里没有学校和人员信息。",
            icon=Icon("alert-circle", 24, "bad"),
            below=_read_only(self._report),
        )
        save = KeyButton("保存诊断文件…", Role.PRIMARY)
        save.clicked.connect(self._save)
        close = KeyButton("关闭", cap="Esc")
        close.clicked.connect(self.reject)
        buttons.addWidget(close)
        buttons.addWidget(save)
        save.setFocus()

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "保存诊断文件", "巡检诊断.txt", "文本文件 (*.txt)")
        if not name:
            return
        try:
            write_whole(Path(name), self._report.encode())
        except OSError:
            problem = UserError("诊断文件没有存上。", safe="已保存的内容都在。", hint="请换一个文件夹再存一次。")
            MessageDialog(self, problem).open()
        else:
            self.accept()


def diagnosis(error: BaseException) -> str:
    """Return versions, kinds of error and places in the code; no message of an error, for it may quote a person."""
    lines = [f"xunjian {version('xunjian')}", f"Python {platform.python_version()}", f"Qt {qVersion()}"]
    lines += [platform.platform(), ""]
    for link in _chain(error):
        lines.append(type(link).__qualname__)
        for frame in traceback.extract_tb(link.__traceback__):
            lines.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
    return "\n".join(lines) + "\n"


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _read_only(text: str) -> QPlainTextEdit:
    shown = QPlainTextEdit(text)
    shown.setReadOnly(True)
    shown.setAccessibleName("诊断内容")
    shown.setFont(look().font("caption"))
    shown.setFixedHeight(look().px(160))
    return shown


def _compose(
    dialog: QDialog, what: str, *sentences: str, icon: Icon | None = None, below: QWidget | None = None
) -> QHBoxLayout:
    """Lay out a headline, its sentences and what stands below them, and return the row for the buttons."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setMinimumWidth(look().px(440))
    dialog.setAccessibleDescription("".join((what, *sentences)))
    head = QHBoxLayout()
    head.setSpacing(look().px(12))
    if icon is not None:
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    head.addWidget(Label(what, "section", medium=True, wrap=True, selectable=True), 1)
    column = QVBoxLayout(dialog)
    side = look().px(24)
    column.setContentsMargins(side, side, side, side)
    column.setSpacing(look().px(8))
    column.addLayout(head)
    for sentence in sentences:
        column.addWidget(Label(sentence, "body", "text2", wrap=True, selectable=True))
    if below is not None:
        column.addWidget(below)
    column.addSpacing(look().px(12))
    buttons = QHBoxLayout()
    buttons.setSpacing(look().px(12))
    buttons.addStretch(1)
    column.addLayout(buttons)
    return buttons

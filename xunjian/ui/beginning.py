"""From no workspace to an open one: the steps of the first run, and the jobs between them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from xunjian.errors import UserError
from xunjian.ui import opening
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.opening import Opened
from xunjian.ui.setup.bureau import BureauAnswers, BureauStep
from xunjian.ui.setup.frame import SetupFrame, Stage, Step
from xunjian.ui.setup.passphrase import PassphraseStep
from xunjian.ui.setup.who import WhoStep

if TYPE_CHECKING:
    from xunjian.services.bureau.enrolment import Invitation

WHO = Stage("您的身份", "检查组成员 / 教育局")
OF_GROUP = (WHO, Stage("核对入组信息", "组、学校、清单、文号段"), Stage("检一检这台电脑", "输入法、日期、打印机"))
OF_BUREAU = (WHO, Stage("您的局", "局名、区划、文号"), Stage("口令", "给密钥上锁"), Stage("恢复密钥", "印出来，试一次"))


class Beginning(QObject):
    """Shows the steps in its `page`; `opened` hands over the workspace when all is asked.

    A workspace that is made while questions are still open is `held` until then.
    """

    opened = Signal(object)  # Opened
    size_wanted = Signal(str)

    def __init__(self, folder: Path, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._folder, self._jobs = folder, jobs
        self.held: Opened | None = None
        self.demo_folder: Path | None = None
        self.page = SetupFrame()
        self.who, self._bureau, self._passphrase = WhoStep(), BureauStep(), PassphraseStep()
        self._connect()
        self._show_who()

    @property
    def may_begin_anew(self) -> bool:
        """Whether nothing was asked yet that would have to be asked again."""
        return self.page.step() is self.who and not self._jobs.busy

    def _connect(self) -> None:
        self.who.size_wanted.connect(self.size_wanted)
        self.who.found_wanted.connect(self._show_bureau)
        self.who.join_wanted.connect(lambda name: self._read_invitation(Path(name)))
        self.who.demo_wanted.connect(self._demonstrate)
        self._bureau.left.connect(self._show_who)
        self._bureau.given.connect(lambda _answers: self.page.show_step(self._passphrase, OF_BUREAU, 2))
        self._passphrase.left.connect(self._show_bureau)
        self._passphrase.given.connect(self._found)
        self._passphrase.postponed.connect(lambda: self._found(None))

    def _show_who(self) -> None:
        self.page.show_step(self.who, OF_GROUP, 0)

    def _show_bureau(self) -> None:
        self.page.show_step(self._bureau, OF_BUREAU, 1)

    # The bureau

    def _found(self, passphrase: str | None) -> None:
        answers = self._bureau.answers
        work = partial(opening.found, self._folder, answers, passphrase)
        words = "正在新建工作库…" if passphrase is None else "正在新建工作库，做密钥…"
        self._run(self._passphrase, words, work, partial(self._founded, answers, keys=passphrase is not None))

    def _founded(self, answers: BureauAnswers, opened: Opened, *, keys: bool) -> None:
        self._passphrase.fields.forget()
        if not keys:
            self._hand_over(opened)
            return
        from xunjian.ui.setup.sheet_step import SheetStep  # with all that it needs it was imported by the job

        self.held = opened
        step = SheetStep(opened.workspace, self._jobs, answers.name)
        step.done.connect(partial(self._hand_over, opened))
        self.page.show_step(step, OF_BUREAU, 3)

    # A group

    def _read_invitation(self, path: Path) -> None:
        self._run(self.who, "正在读入组文件…", partial(opening.invitation, path), partial(self._show_offer, path))

    def _show_offer(self, path: Path, offer: "Invitation") -> None:
        from xunjian.ui.setup.invitation import InvitationStep

        step = InvitationStep(offer)
        step.left.connect(self._show_who)
        step.chosen.connect(lambda member: self._join(step, path, member))
        self.page.show_step(step, OF_GROUP, 1)

    def _join(self, step: Step, path: Path, member: str) -> None:
        self._run(step, "正在加入…", partial(opening.join, self._folder, path, member), self._joined)

    def _joined(self, opened: Opened) -> None:
        from xunjian.ui.setup.check import CheckStep

        self.held = opened
        workspace = opened.workspace
        step = CheckStep(workspace.folder, workspace.today(), opened.handbook.calendar, self._jobs)
        step.done.connect(partial(self._hand_over, opened))
        self.page.show_step(step, OF_GROUP, 2)

    # 演示

    def _demonstrate(self) -> None:
        folder = self.demo_folder = Path(mkdtemp(prefix="xunjian-"))
        work = partial(opening.demonstration, folder / "demo")
        self._run(self.who, "正在准备演示，十几秒就好。", work, self._hand_over)

    def _hand_over(self, opened: Opened) -> None:
        self.held = None
        self.opened.emit(opened)

    def _run(self, step: Step, words: str, work: Callable[..., object], done: Callable[..., None]) -> None:
        def finish(result: object) -> None:
            step.show_busy("")
            done(result)

        def fail(error: BaseException) -> None:
            if isinstance(error, UserError):
                step.show_problem(error)
            else:
                step.show_busy("")
                show_error(step, error)

        step.show_busy(words)
        self._jobs.start(
            work,
            owner=step,
            progressed=lambda _done, _total, text: step.show_busy(f"{words}{text}"),
            done=finish,
            failed=fail,
        )

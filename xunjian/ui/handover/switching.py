"""From one workspace to what comes after it: a restored one, or none. Jobs, for the window has no pages meanwhile."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.services.backup import restoring, standing
from xunjian.services.backup.restoring import Restored
from xunjian.services.handover import returning
from xunjian.ui.pages.layouts import column
from xunjian.ui.theme import look
from xunjian.ui.widgets.progress import WorkProgress
from xunjian.workspace import SHANGHAI, Workspace


class SwitchPage(QWidget):
    """Fills the window while there is no workspace."""

    stopped = Signal()

    def __init__(self, doing: str) -> None:
        super().__init__()
        self.work = WorkProgress(doing, "取消")
        self.work.setMaximumWidth(look().px(560))
        self.work.stopped.connect(self.stopped)
        whole = column(self, 24, 24, 24, 24)
        whole.addStretch(1)
        whole.addWidget(self.work, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addStretch(2)
        self.work.setMinimumWidth(look().px(480))


def restore(workspace: Workspace, progress: Progress, *, backup: Path, opened_by: tuple[str, ...]) -> Restored:
    """Close the workspace and go back to a backup."""
    workspace.close()
    return restoring.restore(workspace.folder, backup, progress, opened_by=opened_by)


def give_back(workspace: Workspace, _progress: Progress) -> None:
    """Close the workspace and remove it, its keys and its backups."""
    workspace.close()
    returning.remove(workspace.folder)


def told_restored(done: Restored) -> UserError:
    """Return what somebody reads after a restore."""
    at = done.made_at.astimezone(SHANGHAI)
    missing = f"有 {len(done.missing_photos)} 张照片备份里也没有。" if done.missing_photos else ""
    return UserError(
        f"已回到 {standing.moment(at, at.date()).replace('今天', f'{at.month}月{at.day}日')} 的样子。",
        safe=f"恢复以前的内容也备份了。{missing}",
        hint="签发以前，会先请您核对最后一份打印到几号。",
    )


def told_given_back(slip: Path) -> UserError:
    """Return what somebody reads when a computer may be given back."""
    return UserError(
        "电脑可以交还了。",
        safe="工作库、照片、密钥和本机的备份都删了，局里的不受影响。",
        hint=f"交还单存在 {slip}，请打印两份，双方签名。用过的 U 盘请一并交回。",
    )

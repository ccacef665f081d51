"""`restore`: back to a backup, after backing up what is there now."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xunjian.cli import output, passphrase
from xunjian.cli.base import Answering, Command, answering, file_in

if TYPE_CHECKING:
    from xunjian.services.backup.restoring import Preview, Restored


@click.command("restore", cls=Command)
@click.option("--dry-run", is_flag=True, help="只看会回到什么时候，不恢复")
@click.argument("file", type=file_in, metavar="BACKUP")
@answering
def command(answer: Answering, file: Path, *, dry_run: bool) -> None:
    """恢复一份备份（写存放备份的文件夹，就恢复最新的一份）；现在的内容先备份一份。"""
    from xunjian.services.backup import restoring

    backup = restoring.find(file)
    seen = restoring.preview(answer.folder, backup)
    if dry_run:
        answer.say({"dry_run": True, "backup": seen}, lambda: _preview(seen))
        return
    asks = restoring.needs_passphrase(backup)
    typed = passphrase.ask("口令", passphrase.VARIABLE) if asks else None
    with output.progress(shown=not answer.as_json) as progress:
        opened_by = restoring.identities(answer.folder, backup, typed)
        done = restoring.restore(answer.folder, backup, progress, opened_by=opened_by)
    answer.say({"dry_run": False, "restored": done}, lambda: _text(done))


def _preview(seen: "Preview") -> str:
    return output.pairs(
        [
            ("将回到", output.moment(seen.made_at)),
            ("那时有", f"检查 {seen.visits} 次，问题 {seen.findings} 个，文书 {seen.documents} 份"),
            ("照片", f"{seen.photos} 张"),
            ("那以后", f"这台机器存过 {seen.lost_commits} 次" if seen.lost_commits else None),
            ("现在的内容", "会先备份一份" if seen.lost_commits is not None else None),
        ]
    )


def _text(done: "Restored") -> str:
    return output.pairs(
        [
            ("已回到", output.moment(done.made_at)),
            ("检查", f"{done.visits} 次"),
            ("缺照片", f"{len(done.missing_photos)} 张" if done.missing_photos else None),
            ("原来的内容", done.present),
            ("请注意", "签发前请核对最后一份打印到几号（numbers confirm）。"),
        ]
    )

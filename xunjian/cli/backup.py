"""`backup`: a workspace backed up in one step, and read back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xunjian.cli import output
from xunjian.cli.base import Answering, Command, answering, file_out

if TYPE_CHECKING:
    from xunjian.services.backup.making import Made


@click.command("backup", cls=Command)
@click.option("--sealed", is_flag=True, help="加密：给 U 盘用，丢了别人也打不开")
@click.option("--keep", type=click.IntRange(min=1), default=10, show_default=True, help="这个位置留最新的几份")
@click.argument("out", type=file_out, required=False, metavar="[OUT]")
@answering
def command(answer: Answering, out: Path | None, *, sealed: bool, keep: int) -> None:
    """备份到一个文件夹（不写就在工作库旁边），写完再读出来核对；窗口开着也能备份。"""
    from xunjian.services.backup.making import back_up, default_place

    with (
        answer.workspace(writing=False) as workspace,
        output.progress(shown=not answer.as_json) as progress,
    ):
        place = out or default_place(workspace.folder)
        done = back_up(workspace, place, progress, sealed=sealed, keep=keep)
    answer.say(done, lambda: _text(done))


def _text(done: "Made") -> str:
    return output.pairs(
        [
            ("已备份", done.folder),
            ("现在有", f"{done.number} 份"),
            ("检查", f"{done.visits} 次"),
            ("照片", f"{done.photos} 张，新拷 {done.new_photos} 张"),
            ("损坏的照片", f"{len(done.damaged)} 张（没有备份，以前的备份里也许还有）" if done.damaged else None),
            ("请注意", None if done.sealed else "里面没有加密，带走请用 --sealed。"),
        ]
    )

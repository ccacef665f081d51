"""`archive`: the archive of record."""

from pathlib import Path

import click

from xunjian.cli import output
from xunjian.cli.base import Answering, Command, answering, file_out


@click.command("archive", cls=Command)
@click.argument("out", type=file_out, metavar="OUT")
@answering
def command(answer: Answering, out: Path) -> None:
    """把文书、照片和全部改动存成一个文件夹，十年后不用这个程序也能看。"""
    from xunjian.services.archive import write_archive

    with (
        answer.workspace(writing=False) as workspace,
        output.progress(shown=not answer.as_json) as progress,
    ):
        done = write_archive(workspace, out, progress)
    answer.say(
        done,
        output.pairs(
            [
                ("已存档", out),
                ("文书", f"{done.papers} 份"),
                ("照片", f"{done.photos} 张"),
                ("改动", f"{done.commits} 次"),
                ("没能存出", "、".join(done.missing)),
                ("请注意", "里面没有加密，请按档案保管。"),
            ]
        ),
    )

"""`holidays`: which years are arranged, and the next one imported."""

from pathlib import Path

import click

from xunjian.cli import output
from xunjian.cli.base import Answering, Group, answering


@click.group("holidays", cls=Group)
def command() -> None:
    """节假日：期限按它算工作日。"""


@command.command("list")
@answering
def list_(answer: Answering) -> None:
    """列出已有安排的年份。"""
    from xunjian.services.bureau import working_days

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        years = working_days.years(session)
    answer.say(
        years,
        lambda: output.table(
            ("年份", "放假", "调休上班", "依据"),
            [(year.year, f"{year.off} 天", f"{year.work} 天", "、".join(year.sources)) for year in years],
        ),
    )


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@answering
def import_(answer: Answering, file: Path) -> None:
    """导入一年的节假日：表格（日期、类型、名称三列）或 TOML 文件；原来这一年的安排以新的为准。"""
    from xunjian.services.bureau import working_days

    arranged = working_days.read(file)
    with answer.workspace(writing=True) as workspace:
        imported = working_days.take_year(workspace, arranged)
    answer.say(
        imported,
        output.pairs(
            [
                ("已导入", f"{imported.year} 年"),
                ("依据", imported.document_no or None),
                ("新增", f"{len(imported.new)} 天"),
                ("更改", f"{len(imported.changed)} 天"),
                ("取消", f"{len(imported.removed)} 天"),
            ]
        ),
    )

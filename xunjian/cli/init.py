"""`init`: a bureau's workspace."""

import click

from xunjian.cli import output
from xunjian.cli.base import Answering, Command, answering
from xunjian.errors import UserError


@click.command("init", cls=Command)
@click.option("--bureau", required=True, metavar="NAME", help="局名，例如：庐州区教育局")
@click.option("--prefix", required=True, metavar="P", help="发文代字，例如：庐教督改")
@click.option("--region", default="", metavar="CODE", help="六位区划代码，例如：340199")
@click.option("--office", default="", metavar="NAME", help="收整改报告的科室")
@click.option("--phone", default="", metavar="NUMBER", help="联系电话")
@click.option("--test", "trial", is_flag=True, help="测试用：可用 XUNJIAN_TODAY 指定日期，文书标明演示")
@answering
def command(answer: Answering, bureau: str, prefix: str, region: str, office: str, phone: str, *, trial: bool) -> None:
    """新建局里的工作库。"""
    from xunjian.services.founding import NewBureau, found_bureau

    if region and not (len(region) == 6 and region.isascii() and region.isdecimal()):
        raise UserError(f"“{region}”不是区划代码。", safe="什么都没有改。", hint="区划代码是六位数字，例如 340199。")
    workspace = found_bureau(answer.folder, NewBureau(bureau, prefix, region, office, phone, trial))
    made = {"folder": str(answer.folder), "bureau": bureau, "prefix": prefix, "uid": workspace.store.bureau}
    workspace.close()
    answer.say(made, output.pairs([("已建好工作库", answer.folder), ("局名", bureau), ("发文代字", prefix)]))

"""`init`: a bureau's workspace."""

import os
from dataclasses import replace
from pathlib import Path

import click

from xunjian.cli import keys, output, passphrase
from xunjian.cli.base import Answering, Command, answering, file_out
from xunjian.errors import UserError
from xunjian.files import safe_name


@click.command("init", cls=Command)
@click.option("--bureau", metavar="NAME", help="局名，例如：庐州区教育局")
@click.option("--prefix", metavar="P", help="发文代字，例如：庐教督改")
@click.option("--region", default="", metavar="CODE", help="六位区划代码，例如：340199")
@click.option("--office", default="", metavar="NAME", help="收整改报告的科室")
@click.option("--phone", default="", metavar="NUMBER", help="联系电话")
@click.option(
    "--database-url",
    metavar="URL",
    help="工作库放在 PostgreSQL 服务器上，例如：postgresql+psycopg://用户名@服务器/库名；"
    "服务器上已有时不写局名和代字，这台机器就接到它上面",
)
@click.option("--test", "trial", is_flag=True, help="测试用：可用 XUNJIAN_TODAY 指定日期，文书标明演示")
@click.option("--sheet", type=file_out, metavar="PDF", help="恢复密钥写到哪里（默认在工作库的文件夹旁边）")
@answering
def command(
    answer: Answering,
    bureau: str | None,
    prefix: str | None,
    region: str,
    office: str,
    phone: str,
    database_url: str | None,
    sheet: Path | None,
    *,
    trial: bool,
) -> None:
    """新建局里的工作库和密钥，或接到服务器上已有的工作库。"""
    from xunjian.services.bureau.founding import NewBureau, found_bureau, require_complete
    from xunjian.services.keys import keyring

    if bureau is None and prefix is None and database_url is not None:
        return _join(answer, database_url)
    if bureau is None or prefix is None:
        raise click.UsageError("要写 --bureau 和 --prefix。", click.get_current_context())
    if region and not (len(region) == 6 and region.isascii() and region.isdecimal()):
        raise UserError(f"“{region}”不是区划代码。", safe="什么都没有改。", hint="区划代码是六位数字，例如 340199。")
    wanted = NewBureau(bureau, prefix, region, office, phone, trial)
    require_complete(answer.folder, wanted)
    if not trial or passphrase.VARIABLE in os.environ:
        wanted = replace(wanted, passphrase=passphrase.ask("给局里的密钥设一个口令", passphrase.VARIABLE, twice=True))
    workspace = found_bureau(answer.folder, wanted, database_url=database_url)
    place = sheet or (None if trial else answer.folder.parent / f"恢复密钥-{safe_name(bureau)}.pdf")
    if place is not None:
        keys.write_sheet(workspace, place)
    words = keyring.card_words(keyring.card_of(workspace))
    made = {
        "folder": str(answer.folder),
        "bureau": bureau,
        "prefix": prefix,
        "uid": workspace.store.bureau,
        "sheet": str(place) if place else None,
        "words": words,
    }
    workspace.close()
    told = output.pairs([("已建好工作库", answer.folder), ("局名", bureau), ("发文代字", prefix)])
    return answer.say(made, f"{told}\n{keys.told(place, words)}" if place else told)


def _join(answer: Answering, database_url: str) -> None:
    from xunjian.services.bureau.founding import join_bureau

    workspace, name = join_bureau(answer.folder, database_url)
    made = {"folder": str(answer.folder), "bureau": name, "uid": workspace.store.bureau}
    workspace.close()
    answer.say(made, output.pairs([("已接到服务器上的工作库", answer.folder), ("局名", name)]))

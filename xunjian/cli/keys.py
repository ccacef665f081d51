"""`keys`: the bureau's keys, their passphrase, and the recovery key on paper."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xunjian.cli import output, passphrase
from xunjian.cli.base import Answering, Group, answering, file_in, file_out

if TYPE_CHECKING:
    from xunjian.workspace import Workspace


YEAR = timedelta(days=366)
"""After so long the recovery key is tried again."""


@click.group("keys", cls=Group)
def command() -> None:
    """密钥：局里的口令和恢复密钥，笔记本的保管和更换。"""


@command.command("make")
@click.argument("sheet", type=file_out, metavar="恢复密钥.pdf")
@answering
def make(answer: Answering, sheet: Path) -> None:
    """给还没有密钥的工作库做密钥，写出恢复密钥的纸。"""
    from xunjian.services.keys import keyring

    with answer.workspace(writing=True) as workspace:
        keyring.make_keys(workspace, passphrase.ask("新口令", passphrase.VARIABLE, twice=True))
        write_sheet(workspace, sheet)
        words = keyring.card_words(keyring.card_of(workspace))
    answer.say({"sheet": str(sheet), "words": words}, told(sheet, words))


def write_sheet(workspace: "Workspace", sheet: Path) -> None:
    """Write the recovery key, made just now, as a page to print."""
    from xunjian.files import write_whole
    from xunjian.services.keys.recovery import sheet_of

    write_whole(sheet, sheet_of(workspace, workspace.today()))


def told(sheet: Path, words: tuple[str, ...]) -> str:
    """Say what to do with the page."""
    return output.pairs(
        [("恢复密钥", sheet), ("核对词", " ".join(words)), ("请注意", "打印两份，分开锁好，然后删掉这个文件。")]
    )


@command.command("trial")
@answering
def trial(answer: Answering) -> None:
    """试开：照着纸输恢复密钥，看打不打得开（每年一次）。"""
    from xunjian.services.keys import keyring

    with answer.workspace(writing=True) as workspace:
        keyring.try_recovery(workspace, passphrase.ask("恢复密钥", passphrase.RECOVERY), workspace.today())
        day = workspace.today()
    answer.say({"opened": True, "on": day}, f"打得开。已记下 {day:%Y-%m-%d} 试开过。")


@command.command("passphrase")
@answering
def renew(answer: Answering) -> None:
    """用恢复密钥换一个新口令。"""
    from xunjian.services.keys import keyring

    with answer.workspace(writing=True) as workspace:
        typed = passphrase.ask("恢复密钥", passphrase.RECOVERY)
        keyring.renew_passphrase(workspace, typed, passphrase.ask("新口令", passphrase.NEW, twice=True))
    answer.say({"renewed": True}, "口令换好了。")


@command.command("renew")
@click.argument("file", type=file_in)
@answering
def renew_on_laptop(answer: Answering, file: Path) -> None:
    """笔记本的密钥丢了或停用了：用局里新做的入组文件换上，工作库里的内容都留着。"""
    from xunjian.services.bureau import enrolment

    _, words = enrolment.look_at(file)
    with answer.workspace(writing=True) as workspace:
        with_system = enrolment.renew(workspace, file)
    answer.say(
        {"renewed": True, "with_system": with_system, "words": words},
        output.pairs(
            [
                ("密钥", "换好了"),
                ("放在", _PLACES[with_system]),
                ("核对词", " ".join(words)),
                ("请注意", "请和局里在电话里对一对核对词；对不上的，先别导出数据包。"),
            ]
        ),
    )


@command.command("keep")
@click.option("--system/--file", "with_system", default=True, help="交给系统保管（默认），还是放回工作库的文件夹")
@answering
def keep(answer: Answering, *, with_system: bool) -> None:
    """换个地方放笔记本的密钥：要带着文件夹换电脑，先放回文件夹（--file）。"""
    from xunjian.services.keys import keyring

    with answer.workspace(writing=True) as workspace:
        kept = keyring.move_on_laptop(workspace, with_system=with_system)
    failed = "系统没有可靠的保管，还在文件夹里：" if with_system and not kept else ""
    answer.say({"with_system": kept}, f"{failed}{_PLACES[kept]}。")


def _trial(last: date | None, today: date) -> str:
    if last is None:
        return "还没有试过（keys trial）"
    return f"{last}" if today - last <= YEAR else f"{last}，超过一年了，请再试一次（keys trial）"


_MISSING = {True: "还没有（keys make）", False: "还没有（keys renew 入组文件）"}
_PLACES = {
    True: "系统保管着（Windows 凭据、桌面的钥匙串），备份工作库的文件夹不会带上",
    False: "工作库文件夹里的 keys.json，只有本人能读，备份文件夹时一起带上",
}


@command.command("show")
@answering
def show(answer: Answering) -> None:
    """看有没有密钥、核对词、上次试开。"""
    from xunjian.services.keys import keyring

    with answer.workspace(writing=False) as workspace:
        made = keyring.has_keys(workspace)
        words = keyring.card_words(keyring.card_of(workspace)) if made else ()
        last = keyring.last_trial(workspace) if workspace.is_bureau else None
        with_system = keyring.is_with_system(workspace)
        tried = _trial(last, workspace.today()) if made and workspace.is_bureau else None
    answer.say(
        {"made": made, "words": words, "last_trial": last, "with_system": with_system},
        output.pairs(
            [
                ("密钥", "有" if made else _MISSING[workspace.is_bureau]),
                ("核对词", " ".join(words)),
                ("放在", None if with_system is None else _PLACES[with_system]),
                ("上次试开", tried),
            ]
        ),
    )

"""`keys`: the bureau's keys, their passphrase, and the recovery key on paper."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xunjian.cli import output, passphrase
from xunjian.cli.base import Answering, Group, answering, file_out

if TYPE_CHECKING:
    from xunjian.workspace import Workspace


@click.group("keys", cls=Group)
def command() -> None:
    """局里的密钥：口令、恢复密钥。"""


@command.command("make")
@click.argument("sheet", type=file_out, metavar="恢复密钥.pdf")
@answering
def make(answer: Answering, sheet: Path) -> None:
    """给还没有密钥的工作库做密钥，写出恢复密钥的纸。"""
    from xunjian.services import keyring

    with answer.workspace(writing=True) as workspace:
        keyring.make_keys(workspace, passphrase.ask("新口令", passphrase.VARIABLE, twice=True))
        write_sheet(workspace, sheet)
        words = keyring.card_words(keyring.card_of(workspace))
    answer.say({"sheet": str(sheet), "words": words}, told(sheet, words))


def write_sheet(workspace: "Workspace", sheet: Path) -> None:
    """Write the recovery key, made just now, as a page to print."""
    from xunjian.files import write_whole
    from xunjian.services.recovery import sheet_of

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
    from xunjian.services import keyring

    with answer.workspace(writing=True) as workspace:
        keyring.try_recovery(workspace, passphrase.ask("恢复密钥", passphrase.RECOVERY), workspace.today())
        day = workspace.today()
    answer.say({"opened": True, "on": day}, f"打得开。已记下 {day:%Y-%m-%d} 试开过。")


@command.command("passphrase")
@answering
def renew(answer: Answering) -> None:
    """用恢复密钥换一个新口令。"""
    from xunjian.services import keyring

    with answer.workspace(writing=True) as workspace:
        typed = passphrase.ask("恢复密钥", passphrase.RECOVERY)
        keyring.renew_passphrase(workspace, typed, passphrase.ask("新口令", passphrase.NEW, twice=True))
    answer.say({"renewed": True}, "口令换好了。")


@command.command("show")
@answering
def show(answer: Answering) -> None:
    """看有没有密钥、核对词、上次试开。"""
    from xunjian.services import keyring

    with answer.workspace(writing=False) as workspace:
        made = keyring.has_keys(workspace)
        words = keyring.card_words(keyring.card_of(workspace)) if made else ()
        last = keyring.last_trial(workspace) if workspace.is_bureau else None
    answer.say(
        {"made": made, "words": words, "last_trial": last},
        output.pairs(
            [
                ("密钥", "有" if made else "还没有（keys make）"),
                ("核对词", " ".join(words)),
                ("上次试开", last or ("还没有试过（keys trial）" if made else None)),
            ]
        ),
    )

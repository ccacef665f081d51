"""The sheet with the recovery key, made while the key is still in memory, and its first trial."""

from datetime import date

from xunjian.db.schema.reference import Bureau
from xunjian.documents.papers.recovery_sheet import LINE_NAMES, RecoverySheet, lines_of, render
from xunjian.errors import UserError
from xunjian.services.keys import keyring
from xunjian.workspace import Workspace


def sheet_of(workspace: Workspace, today: date) -> bytes:
    """Return the page as a PDF; raises UserError once the key is gone from memory."""
    recovery, card = _key_in_memory(workspace), keyring.card_of(workspace)
    with workspace.store.read() as session:
        row = session.get(Bureau, workspace.store.bureau)
        name = (row.name if row else None) or "教育局"
    groups = tuple(keyring.groups_of_recovery(recovery))
    return render(RecoverySheet(name, today, groups, keyring.card_words(card)))


def lines(workspace: Workspace) -> list[str]:
    """Return the lines of the key as its sheet numbers them, for as long as the key is in memory."""
    return lines_of(keyring.groups_of_recovery(_key_in_memory(workspace)))


def try_sheet(workspace: Workspace, line: int, typed: str, today: date) -> None:
    """Hold what somebody read from line `line` (0 is the first) of the new sheet against the key, and open with it.

    One line proves that the sheet is at hand and can be read; the key itself is tried whole, and the day is noted.
    """
    recovery = _key_in_memory(workspace)
    if _plain(typed) != _plain(lines(workspace)[line]):
        raise UserError(
            f"和纸上的第{LINE_NAMES[line]}行不一样。", safe="什么都没有改。", hint="请照纸上的这一行再输一次。"
        )
    keyring.try_recovery(workspace, recovery, today)


def _key_in_memory(workspace: Workspace) -> str:
    recovery = keyring.keys_of(workspace).recovery
    if recovery is None:
        raise UserError("恢复密钥只在做密钥时能打印。", safe="什么都没有改。", hint="请用已经打印好的那一份。")
    return recovery


def _plain(text: str) -> str:
    return "".join(character for character in text.upper() if character.isalnum())

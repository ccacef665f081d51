"""The sheet with the recovery key, made while the key is still in memory."""

from datetime import date

from xunjian.db.schema.reference import Bureau
from xunjian.documents.papers.recovery_sheet import RecoverySheet, render
from xunjian.errors import UserError
from xunjian.services import keyring
from xunjian.workspace import Workspace


def sheet_of(workspace: Workspace, today: date) -> bytes:
    """Return the page as a PDF; raises UserError once the key is gone from memory."""
    found = keyring.keys_of(workspace)
    if found.recovery is None:
        raise UserError("恢复密钥只在做密钥时能打印。", safe="什么都没有改。", hint="请用已经打印好的那一份。")
    with workspace.store.read() as session:
        row = session.get(Bureau, workspace.store.bureau)
        name = (row.name if row else None) or "教育局"
    groups = tuple(keyring.groups_of_recovery(found.recovery))
    return render(RecoverySheet(name, today, groups, keyring.card_words(found.bureau)))

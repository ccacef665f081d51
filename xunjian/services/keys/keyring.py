"""The workspace's keys: made, kept, unlocked.

At the bureau the secret keys lie in the database under the passphrase, and once more for the recovery key, which is on
paper only. A laptop's are in `laptop_keys`. Unlocked keys stay in memory as long as the workspace is open.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from xunjian.bundle import keys
from xunjian.bundle.checkwords import check_words
from xunjian.bundle.keys import BureauCard, Hex32, Keys, Signer
from xunjian.db.schema.exchange import BureauKeys
from xunjian.errors import UserError
from xunjian.services.keys import laptop_keys
from xunjian.workspace import Workspace

SHORTEST_PASSPHRASE = 8

_UNTOUCHED = "什么都没有改。"
_IDENTITY = "AGE-SECRET-KEY-1"


class _Secrets(Struct, frozen=True):
    identity: str
    seed: Hex32


class _AtBureau(Struct, frozen=True):
    card: BureauCard
    locked: str
    """An age file under the passphrase; in a trial workspace without one, the plain secrets."""
    for_recovery: str
    """The same secrets as an age file for the recovery key."""


def make_keys(workspace: Workspace, passphrase: str) -> str:
    """Make the bureau's keys under a passphrase, leave them unlocked, and return the recovery key for its sheet.

    The recovery key is kept nowhere. A passphrase may be empty in a trial workspace only.
    """
    _require_bureau(workspace)
    require_passphrase(passphrase, trial=workspace.is_trial)
    with workspace.store.read() as session:
        if session.get(BureauKeys, workspace.store.bureau) is not None:
            raise UserError("局里已经有密钥。", safe=_UNTOUCHED, hint="忘了口令的，用恢复密钥换一个新口令。")
    secrets, recovery = _Secrets(keys.new_identity(), Signer.new().seed.hex()), keys.new_identity()
    card = BureauCard(_signer(secrets).key, keys.recipient_of(secrets.identity), keys.recipient_of(recovery))
    text = msgspec.json.encode(secrets)
    _keep(workspace, _AtBureau(card, _locked(text, passphrase), keys.hand_to(text, card.recovery)))
    workspace.keys = replace(_unlocked(secrets, card), recovery=recovery)
    return recovery


def require_passphrase(passphrase: str, *, trial: bool) -> None:
    """Raise UserError for a passphrase that is too short; a trial may go without."""
    if len(passphrase) < SHORTEST_PASSPHRASE and not (trial and not passphrase):
        raise UserError(f"口令至少 {SHORTEST_PASSPHRASE} 个字。", safe=_UNTOUCHED, hint="用一句好记又不常见的话就行。")


def has_keys(workspace: Workspace) -> bool:
    """Tell whether keys were made or handed to this workspace."""
    if not workspace.is_bureau:
        return laptop_keys.has(workspace.folder)
    return _kept(workspace) is not None


def needs_passphrase(workspace: Workspace) -> bool:
    """Tell whether somebody has to type the passphrase before this workspace can sign and open bundles."""
    if workspace.keys is not None or not workspace.is_bureau:
        return False
    kept = _kept(workspace)
    return kept is not None and not kept.locked.startswith("{")


def unlock(workspace: Workspace, passphrase: str) -> None:
    """Unlock the bureau's keys for as long as the workspace is open; raises UserError for a wrong passphrase."""
    kept = _required(workspace)
    text = kept.locked.encode() if kept.locked.startswith("{") else keys.unlock(kept.locked, passphrase)
    if text is None:
        raise UserError("口令不对。", safe=_UNTOUCHED, hint="请再输一次；忘了的，用恢复密钥换一个新口令。")
    workspace.keys = _unlocked(msgspec.json.decode(text, type=_Secrets), kept.card)


def keys_of(workspace: Workspace) -> Keys:
    """Return the keys to sign and open with; raises UserError where they are missing or locked."""
    if workspace.keys is None:
        if not workspace.is_bureau:
            workspace.keys = _of_laptop(workspace.folder)
        elif needs_passphrase(workspace):
            raise UserError("还没有输口令，打不开局里的密钥。", safe=_UNTOUCHED, hint="请输入口令，再试一次。")
        else:
            unlock(workspace, "")
    found = workspace.keys
    if found is None:
        raise _no_keys()
    return found


def card_of(workspace: Workspace) -> BureauCard:
    """Return the bureau's public keys; nothing has to be unlocked."""
    if workspace.keys is not None:
        return workspace.keys.bureau
    if workspace.is_bureau:
        return _required(workspace).card
    card = laptop_keys.bureau_of(workspace.folder)
    if card is None:
        raise _no_keys()
    return card


def card_words(card: BureauCard) -> tuple[str, ...]:
    """Return the check words of a bureau's keys."""
    return check_words(msgspec.json.encode(card))


def try_recovery(workspace: Workspace, typed: str, today: date) -> None:
    """Open the bureau's keys with the recovery key as it stands on its sheet, and note the day."""
    _recovered(workspace, typed)
    with workspace.store.write() as session:
        session.get_one(BureauKeys, workspace.store.bureau).tried_on = today.isoformat()


def last_trial(workspace: Workspace) -> date | None:
    """Return the day of the last trial opening."""
    with workspace.store.read() as session:
        row = session.get(BureauKeys, workspace.store.bureau)
    return date.fromisoformat(row.tried_on) if row and row.tried_on else None


def renew_passphrase(workspace: Workspace, typed: str, passphrase: str) -> None:
    """Put a new passphrase on the bureau's keys, which the recovery key opens."""
    _require_bureau(workspace)
    require_passphrase(passphrase, trial=workspace.is_trial)
    secrets, kept = _recovered(workspace, typed), _required(workspace)
    locked = _locked(msgspec.json.encode(secrets), passphrase)
    _keep(workspace, msgspec.structs.replace(kept, locked=locked))
    workspace.keys = _unlocked(secrets, kept.card)


def renew_recovery(workspace: Workspace) -> str:
    """Make another recovery key for the unlocked keys and return it for its sheet; the one before opens nothing more.

    For a sheet that was lost or never printed. The bureau's public card stays as the groups know it.
    """
    _require_bureau(workspace)
    found, kept, recovery = keys_of(workspace), _required(workspace), keys.new_identity()
    text = msgspec.json.encode(_Secrets(found.identities[0], found.signer.seed.hex()))
    _keep(workspace, msgspec.structs.replace(kept, for_recovery=keys.hand_to(text, keys.recipient_of(recovery))))
    with workspace.store.write() as session:
        session.get_one(BureauKeys, workspace.store.bureau).tried_on = None
    workspace.keys = replace(found, recovery=recovery)
    return recovery


def read_recovery(typed: str) -> str:
    """Return the recovery key that somebody typed from its sheet; raises UserError where a character is wrong."""
    text = "".join(character for character in typed.upper() if character.isalnum())
    start = "".join(character for character in _IDENTITY if character.isalnum())
    identity = _IDENTITY + text.removeprefix(start)
    try:
        keys.recipient_of(identity)
    except ValueError as error:
        raise UserError(
            "恢复密钥输得不对。", safe=_UNTOUCHED, hint="请照着纸上再输一次，一共 58 个字母和数字。"
        ) from error
    return identity


def groups_of_recovery(recovery: str) -> list[str]:
    """Return the recovery key as it is printed and typed: groups of four characters."""
    text = recovery.removeprefix(_IDENTITY)
    return [text[place : place + 4] for place in range(0, len(text), 4)]


def keep_on_laptop(workspace: Workspace, *, with_system: bool = True) -> bool:
    """Write down a laptop's keys; return whether the system keeps what is secret of them.

    The system does so where it can, but never for a practice workspace.
    """
    found = keys_of(workspace)
    return laptop_keys.keep(workspace.folder, found, with_system=with_system and not workspace.is_trial)


def move_on_laptop(workspace: Workspace, *, with_system: bool) -> bool:
    """Give a laptop's keys to the system, or put them back into the folder; return whether the system has them."""
    if workspace.is_bureau:
        raise UserError("局里的密钥和工作库放在一起，用口令锁着。", safe=_UNTOUCHED, hint="不用挪。")
    return keep_on_laptop(workspace, with_system=with_system)


def is_with_system(workspace: Workspace) -> bool | None:
    """Tell whether the system keeps a laptop's secret keys; None at the bureau, and where there are no keys."""
    if workspace.is_bureau or not has_keys(workspace):
        return None
    return laptop_keys.is_with_system(workspace.folder)


def locked_keys(workspace: Workspace) -> str | None:
    """Return the bureau's keys as the ledger has them: what is secret is under the passphrase and the recovery key."""
    kept = _kept(workspace)
    return None if kept is None else msgspec.json.encode(kept).decode()


def identities_in(locked: str, passphrase: str) -> tuple[str, ...]:
    """Return what opens a bureau's bundles and backups, from its locked keys; raises UserError for a wrong passphrase.

    The recovery key as it stands on its sheet opens them as well.
    """
    try:
        kept = msgspec.json.decode(locked, type=_AtBureau)
    except msgspec.MsgspecError as error:
        raise UserError("备份里的密钥读不出来。", safe=_UNTOUCHED, hint="请换一份备份。") from error
    text = kept.locked.encode() if kept.locked.startswith("{") else keys.unlock(kept.locked, passphrase)
    if text is None:
        with suppress(UserError):
            text = keys.take_from(kept.for_recovery, read_recovery(passphrase))
    if text is None:
        raise UserError("口令不对。", safe=_UNTOUCHED, hint="请再输一次；忘了的，输恢复密钥。")
    return (msgspec.json.decode(text, type=_Secrets).identity,)


def _of_laptop(folder: Path) -> Keys:
    try:
        return laptop_keys.read(folder)
    except FileNotFoundError:
        raise _no_keys() from None


def _no_keys() -> UserError:
    return UserError(
        "这个工作库还没有密钥。",
        safe="数据都在。",
        hint="局里的请先设口令（keys make）；组里的请用入组文件换上（keys renew）。",
    )


def _require_bureau(workspace: Workspace) -> None:
    if not workspace.is_bureau:
        raise UserError("密钥由局里做。", safe=_UNTOUCHED, hint="请在局里的电脑上做。")


def _recovered(workspace: Workspace, typed: str) -> _Secrets:
    text = keys.take_from(_required(workspace).for_recovery, read_recovery(typed))
    if text is None:
        raise UserError("这不是本局的恢复密钥。", safe=_UNTOUCHED, hint="请看看纸上的局名和核对词，再输一次。")
    return msgspec.json.decode(text, type=_Secrets)


def _locked(text: bytes, passphrase: str) -> str:
    return keys.lock(text, passphrase) if passphrase else text.decode()


def _signer(secrets: _Secrets) -> Signer:
    return Signer(bytes.fromhex(secrets.seed))


def _unlocked(secrets: _Secrets, card: BureauCard) -> Keys:
    return Keys(_signer(secrets), (secrets.identity,), card)


def _required(workspace: Workspace) -> _AtBureau:
    kept = _kept(workspace)
    if kept is None:
        raise _no_keys()
    return kept


def _kept(workspace: Workspace) -> _AtBureau | None:
    with workspace.store.read() as session:
        row = session.get(BureauKeys, workspace.store.bureau)
    return msgspec.json.decode(row.content, type=_AtBureau) if row else None


def _keep(workspace: Workspace, kept: _AtBureau) -> None:
    content = msgspec.json.encode(kept).decode()
    with workspace.store.write() as session:
        row = session.get(BureauKeys, workspace.store.bureau)
        if row is None:
            session.add(BureauKeys(bureau=workspace.store.bureau, content=content))
        else:
            row.content = content

"""A laptop's keys: what is public in a file of the workspace, what is secret with the system or in the same file.

Whoever holds the laptop holds its data anyway: the system's keeping protects the keys where a folder is copied, the
file where there is no such keeping. A practice workspace leaves nothing with the system.
"""

import os
from pathlib import Path

import msgspec
from msgspec import Struct

from xunjian.bundle.keys import BureauCard, Certificate, Hex32, Keys, Signer
from xunjian.errors import UserError
from xunjian.files import replacing
from xunjian.services.keys import safekeeping

FILE = "keys.json"
EARLIER = 3
"""How many former sets of keys are remembered, so that bundles of mates who still have them open."""


class _Secret(Struct, frozen=True):
    identity: str
    """The group's secret age key."""
    seed: Hex32
    """Of the laptop's own signing key."""
    earlier: tuple[str, ...] = ()
    """Secret age keys of the group from before."""


class _OnLaptop(Struct, frozen=True, omit_defaults=True):
    """What the file holds."""

    bureau: BureauCard
    certificate: Certificate
    identity: str | None = None
    seed: Hex32 | None = None
    earlier: tuple[str, ...] = ()
    kept_as: str | None = None
    """Under which name the system keeps what is secret; then nothing secret is in here."""


def has(folder: Path) -> bool:
    """Tell whether keys were handed to the workspace in `folder`."""
    return (folder / FILE).is_file()


def is_with_system(folder: Path) -> bool:
    """Tell whether the system keeps what is secret, so that a copy of the folder does not have it."""
    return _read(folder).kept_as is not None


def bureau_of(folder: Path) -> BureauCard | None:
    """Return the bureau's public keys as they were handed over, None where nothing of them can be read."""
    try:
        return _read(folder).bureau
    except (FileNotFoundError, UserError):
        return None


def keep(folder: Path, keys: Keys, *, with_system: bool) -> bool:
    """Write down a laptop's keys, with the system if that is wanted and works; return whether the system has them.

    The file lets go of a secret only when the system has given it back. The system is never asked to forget one: a copy
    of the folder, set aside as a backup, may count on it.
    """
    if keys.certificate is None:
        raise ValueError("a laptop's keys have a certificate")
    secret = _Secret(keys.identities[0], keys.signer.seed.hex(), keys.identities[1 : EARLIER + 1])
    name = keys.signer.key
    kept = with_system and safekeeping.put(name, msgspec.json.encode(secret).decode())
    if kept:
        _write(folder, _OnLaptop(keys.bureau, keys.certificate, kept_as=name))
    else:
        _write(folder, _OnLaptop(keys.bureau, keys.certificate, secret.identity, secret.seed, secret.earlier))
    return kept


def read(folder: Path) -> Keys:
    """Return the keys of the workspace in `folder`; raises FileNotFoundError where it has none."""
    held = _read(folder)
    secret = _secret(held)
    return Keys(Signer(bytes.fromhex(secret.seed)), (secret.identity, *secret.earlier), held.bureau, held.certificate)


def destroy(folder: Path) -> None:
    """Remove a laptop's keys from the file and from the system's keeping: for a computer that is given back.

    Raises UserError where the system does not let go of them.
    """
    try:
        kept_as = _read(folder).kept_as
    except (FileNotFoundError, UserError):
        kept_as = None
    if kept_as is not None and not safekeeping.forget(kept_as):
        raise UserError(
            "系统保管的密钥这会儿删不掉：钥匙串锁着。", safe="什么都没有删。", hint="请在桌面上解开钥匙串，再试一次。"
        )
    (folder / FILE).unlink(missing_ok=True)


def _secret(held: _OnLaptop) -> _Secret:
    if held.kept_as is None:
        if held.identity is None or held.seed is None:
            raise _unreadable()
        return _Secret(held.identity, held.seed, held.earlier)
    text = safekeeping.get(held.kept_as)
    if text is None:
        raise UserError(
            "密钥由系统保管着，这会儿取不出来：系统的钥匙串锁着，或者这是另一台电脑、另一个用户。",
            safe="数据都在，密钥没有动。",
            hint="请在桌面上登录、解开钥匙串再试；换了电脑或重装过系统的，向局里要新的入组文件，用 keys renew 换上。",
        )
    try:
        return msgspec.json.decode(text, type=_Secret)
    except msgspec.MsgspecError as error:
        raise _unreadable() from error


def _read(folder: Path) -> _OnLaptop:
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=_OnLaptop)
    except FileNotFoundError:
        raise
    except (OSError, msgspec.MsgspecError) as error:
        raise _unreadable() from error


def _unreadable() -> UserError:
    return UserError("这台机器的密钥读不出来。", safe="数据都在。", hint="请向局里要新的入组文件，用 keys renew 换上。")


def _write(folder: Path, held: _OnLaptop) -> None:
    with replacing(folder / FILE) as file:
        if hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), 0o600)
        file.write(msgspec.json.encode(held))

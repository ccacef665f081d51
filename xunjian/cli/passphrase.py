"""The passphrase of the bureau's keys: from the environment, or typed without being shown."""

import os
import sys
from typing import TYPE_CHECKING

import click

from xunjian.errors import UserError

if TYPE_CHECKING:
    from xunjian.workspace import Workspace

VARIABLE = "XUNJIAN_PASSPHRASE"
NEW = "XUNJIAN_NEW_PASSPHRASE"
RECOVERY = "XUNJIAN_RECOVERY"


def unlock(workspace: "Workspace") -> None:
    """Unlock the workspace's keys, asking for the passphrase where one is needed."""
    from xunjian.services.keys import keyring

    if keyring.needs_passphrase(workspace):
        keyring.unlock(workspace, ask("口令", VARIABLE))


def ask(what: str, variable: str, *, twice: bool = False) -> str:
    """Return what the environment holds, or what somebody types; raises UserError where nobody can."""
    known = os.environ.get(variable)
    if known is not None:
        return known
    if not sys.stdin.isatty():
        raise UserError(f"要输{what}。", safe="什么都没有改。", hint=f"在终端里运行，或放进环境变量 {variable}。")
    answer: str = click.prompt(
        what, hide_input=True, confirmation_prompt=f"再输一次{what}" if twice else False, err=True
    )
    return answer

"""Where a ledger lives: a file on this machine, or a database on a server that several machines of a bureau share.

A folder whose ledger is on a server holds `ledger.toml` with the address, and `machine.db` with this machine's own
settings. A password never stands in the address: it lies in a password file of libpq's, which only its owner may read.
"""

import json
import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from xunjian.db.peek import ADDRESS, DATABASE, MACHINE
from xunjian.errors import UserError
from xunjian.files import write_whole

DRIVER = "postgresql+psycopg"
PASSWORD = "ledger.pgpass"  # noqa: S105 - the name of the file


@dataclass(frozen=True)
class OnServer:
    """A ledger on a server, and the file with the settings of this machine alone."""

    url: URL
    machine: Path
    password: Path | None = None
    """A password file of libpq's; None where libpq's own (~/.pgpass, PGPASSWORD) or none is needed."""


Place = Path | OnServer


def place_in(folder: Path) -> Place:
    """Return where the ledger of a workspace folder lives."""
    if not (folder / ADDRESS).is_file():
        return folder / DATABASE
    try:
        address = tomllib.loads((folder / ADDRESS).read_text("utf-8"))["url"]
        url = parsed(address)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UserError(
            f"{ADDRESS} 里的数据库地址读不出来。", safe="什么都没有改。", hint=f"请照说明改好 {ADDRESS}，再打开。"
        ) from error
    password = folder / PASSWORD
    return OnServer(url, folder / MACHINE, password if password.is_file() else None)


def parsed(address: str) -> URL:
    """Return the address of a server; raises UserError where it is none."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in {DRIVER, "postgresql"} or not url.database:
        raise UserError(
            "数据库地址写得不对。",
            safe="什么都没有改。",
            hint=f"应当像这样：{DRIVER}://用户名:密码@服务器/库名",
        )
    return url.set(drivername=DRIVER)


def keep_address(folder: Path, address: str) -> OnServer:
    """Write down in a folder where its ledger is, the password apart from the rest."""
    url = parsed(address)
    secret = url.password or url.query.get("password")
    if secret:
        line = "*:*:*:*:" + re.sub(r"([\\:])", r"\\\1", str(secret)) + "\n"
        write_whole(folder / PASSWORD, line.encode())  # readable by its owner alone, or libpq would not take it
    url = url._replace(password=None).difference_update_query(["password"])
    text = json.dumps(url.render_as_string(hide_password=False), ensure_ascii=False)
    write_whole(folder / ADDRESS, f"# 局里的工作库在这台服务器上。密码另存。\nurl = {text}\n".encode())
    return OnServer(url, folder / MACHINE, folder / PASSWORD if secret else None)


def forget_address(folder: Path) -> None:
    """Take back what `keep_address` wrote."""
    for name in (ADDRESS, PASSWORD, MACHINE):
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)

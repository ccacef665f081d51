"""Making the bureau's own workspace: its name, prefix, checklist library, legal bases and calendar."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xunjian.db import peek
from xunjian.db.schema.reference import Bureau, DocumentPrefix
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.reference.bases import load_bases
from xunjian.reference.checklists import load_library
from xunjian.reference.holidays import calendar_of, load_years
from xunjian.services.bureau import handbook
from xunjian.services.keys import keyring
from xunjian.settings import Name
from xunjian.workspace import Workspace

NOTICE = "rectification_notice"
ERRATUM = "erratum"
"""Its number comes from the series of the notices."""


@dataclass(frozen=True)
class NewBureau:
    """What the bureau's wizard asks."""

    name: str
    prefix: str
    region_code: str = ""
    office: str = ""
    phone: str = ""
    trial: bool = False
    """For demonstrations and tests: the date may be pinned, papers carry 演示."""
    passphrase: str | None = None
    """For the keys. None: they are made later (services/keys/keyring.py), but in a trial at once and without."""


def require_complete(folder: Path, bureau: NewBureau) -> None:
    """Raise UserError where a name is missing or the folder is taken: before anybody thinks of a passphrase."""
    if not bureau.name.strip() or not bureau.prefix.strip():
        raise UserError("局名和发文代字都要填。", safe="什么都没有改。", hint="例如：庐州区教育局，庐教督改。")
    if peek.has_workspace(folder):
        raise UserError("这个文件夹里已经有一个工作库。", safe="它没有动。", hint="请打开它，或换一个文件夹。")


def found_bureau(folder: Path, bureau: NewBureau, *, database_url: str | None = None) -> Workspace:
    """Make a bureau's workspace in `folder`, with the library that ships with the program, and its keys.

    With `database_url` its ledger is in that database, which must be empty; further machines join it.
    """
    require_complete(folder, bureau)
    passphrase = "" if bureau.trial and bureau.passphrase is None else bureau.passphrase
    if passphrase is not None:
        keyring.require_passphrase(passphrase, trial=bureau.trial)
    library, bases, calendar = load_library(), load_bases(), calendar_of(load_years())
    uid = new_uid()
    values = {Name.ROLE: "bureau"} | ({Name.TRIAL: "yes"} if bureau.trial else {})
    workspace = Workspace.create(folder, bureau=uid, values=values, database_url=database_url)
    with workspace.store.write() as session:
        session.add(
            Bureau(
                uid=uid,
                name=bureau.name.strip(),
                region_code=bureau.region_code or None,
                office=bureau.office or None,
                phone=bureau.phone or None,
            )
        )
        session.add(
            DocumentPrefix(
                uid=new_uid(), bureau=uid, kind=NOTICE, prefix=bureau.prefix.strip(), valid_from=date(2024, 1, 1)
            )
        )
        handbook.install(session, uid, library, bases, calendar)
    if passphrase is not None:
        keyring.make_keys(workspace, passphrase)
    return workspace


def join_bureau(folder: Path, database_url: str) -> tuple[Workspace, str]:
    """Let this machine work, from `folder`, on the bureau's ledger on a server; return the bureau's name as well."""
    workspace = Workspace.join(folder, database_url)
    with workspace.store.read() as session:
        bureau = session.get(Bureau, workspace.store.bureau)
    return workspace, (bureau.name or "") if bureau is not None else ""

"""Enrolment without keys: the bureau hands a group its file (.xjgroup), a laptop opens it as its own workspace.

The file holds reference data and the group's schools; whoever has it can join. Member k of the team sits on seat k,
so two laptops never share numbers as long as each member joins on one laptop. A member beyond the last seat has no
numbers: such a laptop inspects, and leaves the notices to the others.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from xunjian import settings
from xunjian.bundle import reading
from xunjian.bundle.format import ENROL, LONGEST_NAME, Manifest, Recipient
from xunjian.db.schema.reference import Bureau, ChecklistItem, TeamMember
from xunjian.errors import UserError
from xunjian.progress import Progress, Unwatched
from xunjian.rules.numbers import Block
from xunjian.services import exchange, scope, teams
from xunjian.services.packing import Exported, pack
from xunjian.services.teams import CampaignPlan
from xunjian.settings import Name
from xunjian.workspace import DATABASE, Workspace

SEATS = 3
"""How many laptops a group's numbers are cut for."""

_UNTOUCHED = "什么都没有改。"


@dataclass(frozen=True)
class Enrolled:
    """A group as it was enrolled, and its file."""

    team: str
    members: tuple[str, ...]
    schools: int
    seats: tuple[Block, ...]
    file: Exported


@dataclass(frozen=True)
class Invitation:
    """What an enrolment file offers, shown before joining."""

    bureau: str
    group: str
    members: tuple[str, ...]
    """In the order of their seats; the first leads."""
    schools: int
    items: int
    first_number: int | None
    last_number: int | None


def create_enrolment(
    workspace: Workspace,
    target: Path,
    *,
    campaign: CampaignPlan,
    group: str,
    members: Sequence[str],
    schools: Sequence[str],
    numbers: tuple[int, int] | None = None,
    year: int | None = None,
    seats: int = SEATS,
    progress: Progress | None = None,
) -> Enrolled:
    """Set up a group at the bureau and write its enrolment file to `target`.

    Campaign, group and people are found by name and made where they are new; `schools` are uids. Numbers given
    before stay with the group; a range that meets another group's is refused.
    """
    if not workspace.is_bureau:
        raise UserError("入组文件由局里做。", safe=_UNTOUCHED, hint="请在局里的电脑上做，再发给检查组。")
    with workspace.store.write(by=workspace.person) as session:
        team = teams.found_team(session, campaign, group)
        teams.add_members(session, workspace.store.bureau, team, members)
        teams.assign_schools(session, workspace.store.bureau, team, schools)
        if numbers is not None:
            teams.grant_numbers(session, team, Block(year or workspace.today().year, *numbers), seats)
    with workspace.store.read() as session:
        names = tuple(name for name, _ in teams.roster(session, team))
        blocks = teams.blocks_of(session, team)
        connection = session.connection()
        cases = scope.granted_to(connection, team, workspace.store.bureau)
        to = Recipient(team, group.strip()[:LONGEST_NAME])
        file = pack(workspace, connection, target, cases, progress or Unwatched(), kind=ENROL, to=to)
    return Enrolled(team, names, len(cases) - 1, blocks, file)


def read_invitation(path: Path) -> Invitation:
    """Return what an enrolment file offers, by joining it in a folder that is thrown away."""
    with TemporaryDirectory(prefix="xunjian-", ignore_cleanup_errors=True) as folder:
        workspace, recipient = _merged(Path(folder) / "look", path)
        try:
            with workspace.store.read() as session:
                return _invitation(session, workspace.store.bureau, recipient)
        finally:
            workspace.close()


def join(folder: Path, path: Path, *, member: str) -> Workspace:
    """Make the workspace of a group member in `folder` from an enrolment file; a failure leaves nothing behind."""
    if (folder / DATABASE).exists():
        raise UserError("这个文件夹里已经有一个工作库。", safe="它没有动。", hint="请打开它，或换一个文件夹。")
    with _undone_on_failure(folder):
        workspace, recipient = _merged(folder, path)
        try:
            _take_seat(workspace, recipient, member)
        finally:
            workspace.close()
    return Workspace.open(folder)


def _merged(folder: Path, path: Path) -> tuple[Workspace, Recipient]:
    manifest = reading.inspect(path)
    recipient = _recipient(manifest, path)
    values = {Name.ROLE: "group", Name.TEAM: recipient.team} | ({Name.TRIAL: "yes"} if manifest.trial else {})
    workspace = Workspace.create(folder, bureau=manifest.bureau, values=values)
    try:
        exchange.merge_bundle(workspace, path, Unwatched())
    except BaseException:
        workspace.close()
        raise
    return workspace, recipient


def _recipient(manifest: Manifest, path: Path) -> Recipient:
    if manifest.kind != ENROL or manifest.to is None:
        raise UserError(
            f"“{path.name}”不是入组文件。", safe=_UNTOUCHED, hint="请选局里发的 .xjgroup 文件；数据包请用“合包”。"
        )
    return manifest.to


def _take_seat(workspace: Workspace, recipient: Recipient, member: str) -> None:
    with workspace.store.write() as session:
        roster = teams.roster(session, recipient.team)
        uids = [uid for name, uid in roster if name == member.strip()]
        if not uids:
            names = "、".join(name for name, _ in roster)
            raise UserError(f"{recipient.name}里没有“{member}”。", safe=_UNTOUCHED, hint=f"请从这些人里选：{names}。")
        rank = session.scalars(
            select(TeamMember.rank).where(TeamMember.team == recipient.team, TeamMember.person == uids[0])
        ).one()
        settings.put(session, Name.PERSON, uids[0])
        settings.put(session, Name.SEAT, str(rank or 0))


def _invitation(session: Session, bureau: str, recipient: Recipient) -> Invitation:
    blocks = teams.blocks_of(session, recipient.team)
    row = session.get(Bureau, bureau)
    return Invitation(
        bureau=(row.name if row else None) or "",
        group=recipient.name,
        members=tuple(name for name, _ in teams.roster(session, recipient.team)),
        schools=len(scope.granted_to(session.connection(), recipient.team, bureau)) - 1,
        items=session.scalars(select(func.count()).select_from(ChecklistItem)).one(),
        first_number=min((block.first for block in blocks), default=None),
        last_number=max((block.last for block in blocks), default=None),
    )


@contextmanager
def _undone_on_failure(folder: Path) -> Iterator[None]:
    """Remove what was made in `folder` if joining fails, and nothing that was there before."""
    before = set(folder.iterdir()) if folder.is_dir() else None
    try:
        yield
    except BaseException:
        if before is None:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            for made in set(folder.iterdir()) - before:
                shutil.rmtree(made, ignore_errors=True) if made.is_dir() else made.unlink(missing_ok=True)
        raise

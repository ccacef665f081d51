"""Enrolment: the bureau hands a group its file (.xjgroup), a laptop opens it as its own workspace.

The file holds the group's keys, reference data and the group's schools. Whoever has it can join until the day it
expires, and open the group's bundles. Its check words are compared by phone: they tell a forged file. Member k of the
team sits on seat k, so two laptops never share numbers as long as each member joins on one laptop. A member beyond
the last seat has no numbers: such a laptop inspects, and leaves the notices to the others.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from xunjian import settings
from xunjian.bundle import keys, reading
from xunjian.bundle.checkwords import check_words
from xunjian.bundle.format import ENROL, LONGEST_NAME, Manifest, Recipient
from xunjian.bundle.keys import BureauCard, Certificate, Keys, Signer
from xunjian.bundle.reading import Bundle
from xunjian.bundle.refusals import Damaged, Forged, NotForUs
from xunjian.db import peek
from xunjian.db.schema.reference import Bureau, ChecklistItem, TeamMember
from xunjian.errors import UserError
from xunjian.progress import Progress, Unwatched
from xunjian.rules.numbers import Block
from xunjian.services.bundles import joining, scope, senders
from xunjian.services.bundles.packing import Exported, Order, pack
from xunjian.services.bureau import enrolments, teams
from xunjian.services.bureau.enrolments import GroupKeys
from xunjian.services.bureau.teams import CampaignPlan
from xunjian.services.keys import keyring, laptop_keys
from xunjian.settings import Name
from xunjian.workspace import Workspace

SEATS = 3
"""How many laptops a group's numbers are cut for."""

VALID_DAYS = 90
"""How long a file can be opened unless another day is given."""

_UNTOUCHED = "什么都没有改。"


class _Handed(Struct, frozen=True):
    """Content of keys.json."""

    bureau: BureauCard
    group: GroupKeys
    expires: date
    """The last day on which the file may be opened."""


@dataclass(frozen=True)
class Enrolled:
    """A group as it was enrolled, and its file."""

    team: str
    members: tuple[str, ...]
    schools: int
    seats: tuple[Block, ...]
    expires: date
    words: tuple[str, ...]
    """Check words, to be compared by phone with what the laptop shows."""
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
    expires: date
    words: tuple[str, ...]


def create_enrolment(
    workspace: Workspace,
    target: Path,
    *,
    campaign: CampaignPlan,
    group: str,
    members: Sequence[str],
    schools: Sequence[str],
    numbers: tuple[int, int] | None = None,
    more_numbers: Mapping[str, tuple[int, int]] | None = None,
    year: int | None = None,
    seats: int = SEATS,
    expires: date | None = None,
    progress: Progress | None = None,
) -> Enrolled:
    """Set up a group at the bureau and write its enrolment file to `target`.

    Campaign, group and people are found by name and made where they are new; `schools` are uids. Numbers given
    before stay with the group; a range that meets another group's is refused. `more_numbers` are those of kinds of
    papers beside the notice, by the kind that records have. A group keeps its keys until they are
    revoked.
    """
    if not workspace.is_bureau:
        raise UserError("入组文件由局里做。", safe=_UNTOUCHED, hint="请在局里的电脑上做，再发给检查组。")
    found, last_day = keyring.keys_of(workspace), expires or workspace.today() + timedelta(VALID_DAYS)
    with workspace.store.write(by=workspace.person) as session:
        team = teams.found_team(session, campaign, group)
        teams.add_members(session, workspace.store.bureau, team, members)
        teams.assign_schools(session, workspace.store.bureau, team, schools)
        if numbers is not None:
            teams.grant_numbers(session, team, Block(year or workspace.today().year, *numbers), seats)
        for kind, range_ in (more_numbers or {}).items():
            teams.grant_numbers(session, team, Block(year or workspace.today().year, *range_), seats, kind)
        group_keys = enrolments.keys_for(session, found, workspace.store.bureau, team, group.strip(), last_day)
    with workspace.store.read() as session:
        names = tuple(name for name, _ in teams.roster(session, team))
        blocks = teams.blocks_of(session, team)
        connection = session.connection()
        cases = scope.granted_to(connection, team, workspace.store.bureau)
        to = Recipient(team, group.strip()[:LONGEST_NAME])
        handed = msgspec.json.encode(_Handed(found.bureau, group_keys, last_day))
        order = Order(ENROL, (), to=to, keys=handed)
        file = pack(workspace, connection, target, cases, progress or Unwatched(), order)
    return Enrolled(team, names, len(cases) - 1, blocks, last_day, check_words(bytes.fromhex(file.sha256)), file)


def read_invitation(path: Path) -> Invitation:
    """Return what an enrolment file offers, by joining it in a folder that is thrown away."""
    with TemporaryDirectory(prefix="xunjian-", ignore_cleanup_errors=True) as folder, _opened(path) as (bundle, handed):
        workspace = _merged(Path(folder) / "look", bundle, handed)
        try:
            with workspace.store.read() as session:
                return _invitation(session, bundle, handed)
        finally:
            workspace.close()


def look_at(path: Path) -> tuple[Manifest, tuple[str, ...]]:
    """Return an enrolment file's manifest and its check words, without a workspace."""
    with _opened(path) as (bundle, _):
        return bundle.manifest, check_words(bytes.fromhex(bundle.sha256))


def join(folder: Path, path: Path, *, member: str) -> Workspace:
    """Make the workspace of a group member in `folder` from an enrolment file; a failure leaves nothing behind."""
    with _opened(path) as (bundle, handed):
        if peek.has_workspace(folder):
            raise _taken(folder, bundle)
        with _undone_on_failure(folder):
            workspace = _merged(folder, bundle, handed)
            try:
                _take_seat(workspace, _recipient(bundle), member)
                keyring.keep_on_laptop(workspace)
            finally:
                workspace.close()
    return Workspace.open(folder)


def renew(workspace: Workspace, path: Path) -> bool:
    """Give a group's laptop new keys from an enrolment file; return whether the system keeps what is secret of them.

    For a laptop whose keys are gone or were revoked: its records stay and go out with the new keys. The file must be
    its own team's. What it holds beside the keys is merged, as from any bundle of the bureau.
    """
    if workspace.is_bureau:
        raise UserError("局里的密钥不这样换。", safe=_UNTOUCHED, hint="忘了口令的，用 keys passphrase 换一个新口令。")
    with _opened(path) as (bundle, handed):
        if bundle.manifest.bureau != workspace.store.bureau or _recipient(bundle).team != workspace.team:
            raise UserError("这个入组文件是别的组的。", safe=_UNTOUCHED, hint="请向局里要这个组的入组文件。")
        _refuse_other_keys(workspace, handed)
        _refuse_expired(handed, workspace.today())
        carrier = senders.carrier_of(workspace, bundle, handed.bureau)
        own = _own_keys(handed, Signer.new())
        earlier = tuple(one for one in _known_identities(workspace) if one not in own.identities)
        before, workspace.keys = workspace.keys, replace(own, identities=(*own.identities, *earlier))
        try:
            with workspace.store.connection(writing=True) as connection:
                joining.join(workspace, connection, bundle, carrier, [], reviewed=True)
            return keyring.keep_on_laptop(workspace)
        except BaseException:
            workspace.keys = before
            raise


def _refuse_other_keys(workspace: Workspace, handed: _Handed) -> None:
    """A laptop that knows the bureau's key believes no other; one that has lost it compares the check words again."""
    known = laptop_keys.bureau_of(workspace.folder)
    if known is not None and known.key != handed.bureau.key:
        raise UserError(
            "这个入组文件不是本局签的名。", safe=_UNTOUCHED, hint="请在电话里和局里核对，再要一个新的入组文件。"
        )


def _known_identities(workspace: Workspace) -> tuple[str, ...]:
    try:
        return keyring.keys_of(workspace).identities
    except UserError:
        return ()


def _taken(folder: Path, bundle: Bundle) -> UserError:
    workspace = Workspace.open(folder, writing=False)
    try:
        same = workspace.store.bureau == bundle.manifest.bureau
    finally:
        workspace.close()
    if same:
        return UserError("这个文件夹里已经有一个工作库。", safe="它没有动。", hint="请打开它，或换一个文件夹。")
    return UserError(
        f"这个入组文件是“{bundle.manifest.bureau_name or '另一个局'}”的，和本机不一致。",
        safe=_UNTOUCHED,
        hint="请向局里要对的文件。",
    )


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Bundle, _Handed]]:
    """Open an enrolment file whose content is whole and signed by the bureau whose keys are in it."""
    with TemporaryDirectory(prefix="xunjian-", ignore_cleanup_errors=True) as folder:
        try:
            with reading.opened(path, (keys.new_identity(),), Path(folder)) as bundle:
                _recipient(bundle)
                bundle.check_text()
                yield bundle, _handed(bundle)
        except NotForUs as error:
            raise _no_invitation(path.name) from error


def _handed(bundle: Bundle) -> _Handed:
    try:
        handed = msgspec.json.decode(bundle.key_text(), type=_Handed)
        whole = keys.recipient_of(handed.group.identity) == handed.group.card.recipient
    except (msgspec.MsgspecError, ValueError) as error:
        raise Damaged(bundle.name, "密钥读不懂") from error
    if not whole or bundle.manifest.sender.key != handed.bureau.key:
        raise Forged(bundle.name, "密钥和签名对不上")
    return handed


def _recipient(bundle: Bundle) -> Recipient:
    if bundle.manifest.kind != ENROL or bundle.manifest.to is None:
        raise _no_invitation(bundle.name)
    return bundle.manifest.to


def _no_invitation(name: str) -> UserError:
    return UserError(f"“{name}”不是入组文件。", safe=_UNTOUCHED, hint="请选局里发的 .xjgroup 文件；数据包请用“合包”。")


def _merged(folder: Path, bundle: Bundle, handed: _Handed) -> Workspace:
    """Make a workspace with what the file holds; an expired file is refused."""
    manifest, recipient = bundle.manifest, _recipient(bundle)
    values = {Name.ROLE: "group", Name.TEAM: recipient.team} | ({Name.TRIAL: "yes"} if manifest.trial else {})
    workspace = Workspace.create(folder, bureau=manifest.bureau, values=values)
    try:
        _refuse_expired(handed, workspace.today())
        carrier = senders.carrier_of(workspace, bundle, handed.bureau)
        workspace.keys = _own_keys(handed, Signer.new())
        with workspace.store.connection(writing=True) as connection:
            joining.join(workspace, connection, bundle, carrier, [], reviewed=True)
    except BaseException:
        workspace.close()
        raise
    return workspace


def _refuse_expired(handed: _Handed, today: date) -> None:
    if today > handed.expires:
        raise UserError(
            f"这个入组文件 {handed.expires:%Y年%m月%d日} 已经过期。", safe=_UNTOUCHED, hint="请向局里要新的入组文件。"
        )


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


def _own_keys(handed: _Handed, own: Signer) -> Keys:
    certificate = Certificate.issue(handed.group.card, Signer(bytes.fromhex(handed.group.joining)), own.key)
    return Keys(own, (handed.group.identity,), handed.bureau, certificate)


def _invitation(session: Session, bundle: Bundle, handed: _Handed) -> Invitation:
    bureau, recipient = bundle.manifest.bureau, _recipient(bundle)
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
        expires=handed.expires,
        words=check_words(bytes.fromhex(bundle.sha256)),
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

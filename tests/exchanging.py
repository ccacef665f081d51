"""A bureau, its groups on their laptops, and a stick, to carry bundles on."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image
from sqlalchemy import select, text

from tests import bundles
from tests.bundles import Forged
from xunjian.bundle.keys import recipient_of
from xunjian.db import integrity
from xunjian.db.schema.reference import Bureau, School
from xunjian.db.schema.visit import Evidence, Finding, Visit
from xunjian.db.uids import derived_uid, new_uid
from xunjian.progress import Unwatched
from xunjian.services.bundles import exchange
from xunjian.services.bureau.enrolment import Enrolled, create_enrolment, join
from xunjian.services.bureau.teams import CampaignPlan
from xunjian.services.keys import keyring
from xunjian.settings import Name
from xunjian.workspace import Workspace

DAY = date(2026, 9, 18)
CAMPAIGN = CampaignPlan("规范收费专项检查", purpose="规范教育收费行为")


@dataclass
class World:
    """A bureau with three schools, its groups on their laptops, and a stick."""

    folder: Path
    opened: list[Workspace] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stick = self.folder / "stick"
        self.stick.mkdir()
        self.bureau = self.keep(new_bureau(self.folder / "bureau", "庐州区教育局"))
        self.schools = [new_uid() for _ in range(3)]
        with self.bureau.store.write() as session:
            session.add_all(School(uid=uid, name=f"第{place}小学") for place, uid in enumerate(self.schools))

    def keep(self, workspace: Workspace) -> Workspace:
        self.opened.append(workspace)
        return workspace

    def enrol(self, group: str = "第一组", **changed: Any) -> Enrolled:
        wanted = {"members": ["李敏", "王强"], "schools": self.schools[:2]} | changed
        target = self.stick / f"{group}.xjgroup"
        return create_enrolment(self.bureau, target, campaign=CAMPAIGN, group=group, year=2026, **wanted)

    def laptop(self, group: str = "第一组", member: str = "李敏") -> Workspace:
        return self.keep(join(self.folder / f"{group}-{member}", self.stick / f"{group}.xjgroup", member=member))

    def report(self, workspace: Workspace, name: str) -> Path:
        exchange.export_report(workspace, self.stick / name, Unwatched())
        return self.stick / name

    def task(self, name: str, team: str) -> Path:
        exchange.export_task(self.bureau, team, self.stick / name)
        return self.stick / name


def new_bureau(folder: Path, name: str) -> Workspace:
    uid = new_uid()
    workspace = Workspace.create(folder, bureau=uid, values={Name.ROLE: "bureau", Name.TRIAL: "yes"})
    keyring.make_keys(workspace, "")
    with workspace.store.write() as session:
        session.add(Bureau(uid=uid, name=name))
    return workspace


def photo(shade: int) -> bytes:
    target = io.BytesIO()
    Image.new("L", (30, 30), shade).save(target, "JPEG")
    return target.getvalue()


def visit(workspace: Workspace, school: str, *, fact: str = "收取饮水费", photos: tuple[int, ...] = ()) -> str:
    assert workspace.team is not None
    uid = derived_uid(workspace.team, school, DAY)
    finding = new_uid()
    stored = [workspace.photos.add_photo(photo(shade)) for shade in photos]
    with workspace.store.write(by=workspace.person) as session:
        session.add(Visit(uid=uid, team=workspace.team, school=school, day=DAY))
        session.add(Finding(uid=finding, visit=uid, school=school, fact=fact))
        for one in stored:
            session.add(Evidence(uid=new_uid(), visit=uid, owner=finding, sha256=one.sha256, file_name="照片.jpg"))
    return uid


def digest(workspace: Workspace) -> str:
    with workspace.store.connection(writing=False) as connection:
        return integrity.digest(connection)


def imports(workspace: Workspace) -> int:
    with workspace.store.connection(writing=False) as connection:
        return int(connection.execute(text("SELECT COUNT(*) FROM log_import")).scalar_one())


def facts(workspace: Workspace) -> list[str | None]:
    with workspace.store.read() as session:
        return sorted(session.scalars(select(Finding.fact)), key=str)


def change(workspace: Workspace, edit: Callable[[Finding], None]) -> None:
    with workspace.store.write(by=workspace.person) as session:
        edit(session.scalars(select(Finding)).one())


def forged(workspace: Workspace, *, by: Workspace | None = None, **changed: Any) -> Forged:
    """Return a bundle that a workspace with its own keys could have put together by hand, for `by` or for itself."""
    keys = keyring.keys_of(workspace)
    certificate = msgspec.to_builtins(keys.certificate) if keys.certificate else None
    named = by or workspace
    sender = {
        "replica": named.store.replica,
        "name": "第一组",
        "team": named.team,
        "key": keys.signer.key,
        "certificate": certificate,
    }
    manifest = {"bureau": workspace.store.bureau, "from": sender} | changed.pop("manifest", {})
    return Forged(photos=(), signer=keys.signer, manifest=manifest, **changed)


def sent(forgery: Forged, target: Path, receiver: Workspace) -> Path:
    """Write it so that the receiver can open it."""
    recipients = [recipient_of(identity) for identity in keyring.keys_of(receiver).identities]
    return forgery.write(target, *recipients)


def inner_of(path: Path, workspace: Workspace) -> bytes:
    """Return the ZIP in a bundle's envelope."""
    return bundles.unsealed(path, *keyring.keys_of(workspace).identities)


def sealed_for(workspace: Workspace, target: Path, inner: bytes) -> Path:
    """Put a ZIP into an envelope that the workspace can open."""
    return bundles.sealed(target, inner, *map(recipient_of, keyring.keys_of(workspace).identities))

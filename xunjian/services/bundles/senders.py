"""Whose bundle is it: the signature's key is the bureau's own, or one that a group of this bureau admitted."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from xunjian.bundle import reading
from xunjian.bundle.format import ENROL, REPORT, Manifest
from xunjian.bundle.keys import BureauCard
from xunjian.bundle.reading import Bundle
from xunjian.bundle.refusals import Forged, OtherBureau
from xunjian.db.types import instant_text, now
from xunjian.db.views import sql
from xunjian.services.keys import keyring
from xunjian.workspace import Workspace


@dataclass(frozen=True)
class Carrier:
    """Who signed a bundle."""

    replica: str
    key: str
    name: str
    team: str | None
    """None: the bureau."""
    enrolment: str | None
    revoked: bool

    @property
    def is_bureau(self) -> bool:
        """Whether the bureau vouches for all that is in it."""
        return self.team is None


@contextmanager
def opened(workspace: Workspace, path: Path) -> Iterator[tuple[Bundle, Carrier]]:
    """Open a bundle of this bureau with the workspace's keys; who signed it is known when it is yielded."""
    found = keyring.keys_of(workspace)
    with reading.opened(path, found.identities, workspace.temporary) as bundle:
        yield bundle, carrier_of(workspace, bundle, found.bureau)


def carrier_of(workspace: Workspace, bundle: Bundle, card: BureauCard) -> Carrier:
    """Return who signed a bundle; raises UserError for another bureau's and for a key that nobody admitted."""
    manifest = bundle.manifest
    if manifest.bureau != workspace.store.bureau:
        raise OtherBureau(bundle.name, manifest.bureau_name or "另一个局")
    _check_chain(manifest, card, bundle.name)
    sender = manifest.sender
    group = sender.certificate.group if sender.certificate else None
    with workspace.store.connection(writing=False) as connection:
        revoked = group is not None and is_revoked(connection, sender.key, group.enrolment)
    return Carrier(
        sender.replica,
        sender.key,
        sender.name,
        group.team if group else None,
        group.enrolment if group else None,
        revoked,
    )


def _check_chain(manifest: Manifest, card: BureauCard, name: str) -> None:
    sender = manifest.sender
    if sender.certificate is None:
        if sender.key != card.key or sender.team is not None:
            raise Forged(name, "不是局里签的名")
        return
    group = sender.certificate.group
    if not (group.is_of(manifest.bureau, card) and sender.certificate.covers(sender.key)):
        raise Forged(name, "做包的电脑没有入过本局的组")
    if sender.team != group.team:
        raise Forged(name, "写的组和签名的组不一样")
    if manifest.kind != REPORT:
        raise Forged(name, "入组文件和任务包只有局里能做" if manifest.kind == ENROL else "任务包只有局里能做")


def is_revoked(connection: Connection, key: str, enrolment: str) -> bool:
    """Tell whether a laptop's key, or the whole set of keys that admitted it, was revoked."""
    found = connection.execute(
        sql(
            "SELECT 1 FROM local_laptop WHERE key = :key AND revoked_at IS NOT NULL UNION ALL"
            " SELECT 1 FROM local_enrolment WHERE uid = :enrolment AND revoked_at IS NOT NULL"
        ),
        {"key": key, "enrolment": enrolment},
    )
    return found.first() is not None


def remember(connection: Connection, carrier: Carrier, manifest: Manifest) -> None:
    """Note which replica signed with which key, and the group's keys where an old backup has forgotten them."""
    connection.execute(
        sql(
            "INSERT INTO local_laptop (replica, key, team, enrolment, name, seen_at)"
            " VALUES (:replica, :key, :team, :enrolment, :name, :at)"
            " ON CONFLICT (replica) DO UPDATE SET key = :key, team = :team, enrolment = :enrolment, name = :name,"
            " seen_at = :at"
        ),
        {
            "replica": carrier.replica,
            "key": carrier.key,
            "team": carrier.team,
            "enrolment": carrier.enrolment,
            "name": carrier.name,
            "at": instant_text(now()),
        },
    )
    certificate = manifest.sender.certificate
    if certificate is not None:
        connection.execute(
            sql(
                "INSERT INTO local_enrolment (uid, team, name, card, made_at) VALUES (:uid, :team, :name, :card, :at)"
                " ON CONFLICT (uid) DO NOTHING"
            ),
            {
                "uid": certificate.group.enrolment,
                "team": certificate.group.team,
                "name": carrier.name,
                "card": msgspec.json.encode(certificate.group).decode(),
                "at": instant_text(now()),
            },
        )


def owners(connection: Connection) -> Mapping[str, Carrier]:
    """Return who is known to write under each replica uid."""
    rows = connection.execute(
        sql(
            "SELECT l.replica, l.key, l.name, l.team, l.enrolment,"
            " CASE WHEN l.revoked_at IS NOT NULL OR e.revoked_at IS NOT NULL THEN 1 ELSE 0 END AS revoked"
            " FROM local_laptop l LEFT JOIN local_enrolment e ON e.uid = l.enrolment"
        )
    )
    return {
        row.replica: Carrier(row.replica, row.key, row.name, row.team, row.enrolment, bool(row.revoked)) for row in rows
    }

"""Sets of keys that the bureau made for its groups: made, handed out again, listed, revoked."""

from dataclasses import dataclass
from datetime import date

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from xunjian.bundle import keys
from xunjian.bundle.keys import GroupCard, Hex32, Keys, Signer
from xunjian.db.schema.exchange import Enrolment, Laptop
from xunjian.db.types import instant_text, now
from xunjian.db.uids import new_uid
from xunjian.db.views import sql
from xunjian.errors import UserError


class GroupKeys(Struct, frozen=True):
    """A group's keys with their secret halves, as an enrolment file hands them over."""

    card: GroupCard
    identity: str
    joining: Hex32
    """Seed of the key that admits laptops."""


@dataclass(frozen=True)
class KnownLaptop:
    """A laptop that has signed a bundle."""

    key: str
    name: str
    seen_at: str
    revoked_at: str | None


@dataclass(frozen=True)
class KnownEnrolment:
    """A set of keys, and the laptops seen with it."""

    uid: str
    team: str
    group: str
    made_at: str
    expires: str | None
    revoked_at: str | None
    revoked_why: str
    laptops: tuple[KnownLaptop, ...]


def current(connection: Connection, team: str) -> list[GroupCard]:
    """Return the public keys of a team that are in force, oldest first."""
    rows = connection.execute(
        sql("SELECT card FROM local_enrolment WHERE team = :team AND revoked_at IS NULL ORDER BY made_at, uid"),
        {"team": team},
    )
    return [msgspec.json.decode(row.card, type=GroupCard) for row in rows]


def keys_for(session: Session, found: Keys, bureau: str, team: str, name: str, expires: date) -> GroupKeys:
    """Return a team's keys: those in force, so that members who join later open their mates' bundles, or new ones."""
    rows = session.scalars(
        select(Enrolment)
        .where(Enrolment.team == team, Enrolment.revoked_at.is_(None), Enrolment.secret.is_not(None))
        .order_by(Enrolment.made_at.desc())
    )
    for row in rows:
        text = keys.take_from(row.secret or "", found.identities[0])
        if text is not None:
            row.expires = max(row.expires or "", expires.isoformat())
            return msgspec.json.decode(text, type=GroupKeys)
    made = _new_keys(found, bureau, team)
    session.add(
        Enrolment(
            uid=made.card.enrolment,
            team=team,
            name=name,
            card=msgspec.json.encode(made.card).decode(),
            secret=keys.hand_to(msgspec.json.encode(made), found.bureau.recipient),
            made_at=instant_text(now()),
            expires=expires.isoformat(),
        )
    )
    session.flush()
    return made


def _new_keys(found: Keys, bureau: str, team: str) -> GroupKeys:
    identity, joining = keys.new_identity(), Signer.new()
    card = GroupCard(new_uid(), team, keys.recipient_of(identity), joining.key)
    signed = msgspec.structs.replace(card, signature=found.signer.sign(card.message(bureau)).hex())
    return GroupKeys(signed, identity, joining.seed.hex())


def known(session: Session) -> list[KnownEnrolment]:
    """Return all sets of keys, newest first, with the laptops that were seen."""
    laptops = session.scalars(select(Laptop).order_by(Laptop.seen_at)).all()
    return [
        KnownEnrolment(
            row.uid,
            row.team,
            row.name,
            row.made_at,
            row.expires,
            row.revoked_at,
            row.revoked_why or "",
            tuple(
                KnownLaptop(one.key, one.name, one.seen_at, one.revoked_at)
                for one in laptops
                if one.enrolment == row.uid
            ),
        )
        for row in session.scalars(select(Enrolment).order_by(Enrolment.made_at.desc()))
    ]


def revoke(session: Session, which: str, why: str = "") -> int:
    """Revoke a set of keys, or a laptop's key, by the beginning of its uid or key; return how many laptops it stops.

    Bundles of theirs are put aside from now on; those that were merged stay.
    """
    moment = instant_text(now())
    found = {uid for uid in session.scalars(select(Enrolment.uid)) if uid.startswith(which)}
    held = {key for key in session.scalars(select(Laptop.key)) if key.startswith(which)}
    if len(found) + len(held) != 1 or len(which) < 6:
        raise UserError(
            f"没有唯一一个编号以“{which}”开头的入组或电脑。",
            safe="什么都没有改。",
            hint="用 enrol list 看看编号，至少写前六位。",
        )
    marked = {"revoked_at": moment, "revoked_why": why.strip() or None}
    session.execute(update(Enrolment).where(Enrolment.uid.in_(found)).values(**marked))
    session.execute(update(Laptop).where(Laptop.key.in_(held)).values(**marked))
    return len(session.scalars(select(Laptop.key).where(Laptop.enrolment.in_(found) | Laptop.key.in_(held))).all())

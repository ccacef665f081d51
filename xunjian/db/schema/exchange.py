"""What a workspace knows of keys and of bundles that wait: never logged; a signature proves itself wherever it lies."""

from sqlalchemy import Column, Integer, LargeBinary, Table
from sqlalchemy.orm import Mapped, mapped_column

from xunjian.db.schema.base import Base
from xunjian.db.types import TEXT


class BureauKeys(Base):
    """The bureau's keys, the secret ones under its passphrase; beside the ledger, so that every backup has them."""

    __tablename__ = "local_bureau_keys"

    bureau: Mapped[str] = mapped_column(TEXT, primary_key=True)
    content: Mapped[str] = mapped_column(TEXT)
    """As services/keys/keyring.py writes it."""
    tried_on: Mapped[str | None] = mapped_column(TEXT)
    """Day of the last trial opening with the recovery key."""


class Enrolment(Base):
    """A set of keys that the bureau made for a group, or that a report of the group has shown."""

    __tablename__ = "local_enrolment"

    uid: Mapped[str] = mapped_column(TEXT, primary_key=True)
    team: Mapped[str] = mapped_column(TEXT)
    name: Mapped[str] = mapped_column(TEXT)
    card: Mapped[str] = mapped_column(TEXT)
    """The public keys under the bureau's signature (bundle/keys.py, GroupCard) as JSON."""
    secret: Mapped[str | None] = mapped_column(TEXT)
    """The secret keys as an age file for the bureau, so that a further file of the same keys can be made."""
    made_at: Mapped[str] = mapped_column(TEXT)
    expires: Mapped[str | None] = mapped_column(TEXT)
    """Last day on which its newest file may be opened."""
    revoked_at: Mapped[str | None] = mapped_column(TEXT)
    revoked_why: Mapped[str | None] = mapped_column(TEXT)


class Laptop(Base):
    """A replica that signed a bundle, and whose key that was."""

    __tablename__ = "local_laptop"

    replica: Mapped[str] = mapped_column(TEXT, primary_key=True)
    key: Mapped[str] = mapped_column(TEXT)
    team: Mapped[str | None] = mapped_column(TEXT)
    """None: the bureau's."""
    enrolment: Mapped[str | None] = mapped_column(TEXT)
    name: Mapped[str] = mapped_column(TEXT)
    seen_at: Mapped[str] = mapped_column(TEXT)
    revoked_at: Mapped[str | None] = mapped_column(TEXT)
    revoked_why: Mapped[str | None] = mapped_column(TEXT)


class BureauPhoto(Base):
    """A photo or document that the bureau said it holds; reports leave it out."""

    __tablename__ = "local_bureau_photo"

    sha256: Mapped[str] = mapped_column(TEXT, primary_key=True)


class Held(Base):
    """A bundle that waits, whole, for somebody at the bureau to look at it; its row stays when that is done."""

    __tablename__ = "log_held"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    file: Mapped[str] = mapped_column(TEXT)
    """Its name in the workspace's folder `held`; in `held_piece` where the ledger is on a server."""
    sha256: Mapped[str] = mapped_column(TEXT)
    """Of its manifest."""
    name: Mapped[str] = mapped_column(TEXT)
    sender: Mapped[str] = mapped_column(TEXT)
    why: Mapped[str] = mapped_column(TEXT)
    at: Mapped[str] = mapped_column(TEXT)
    settled: Mapped[str | None] = mapped_column(TEXT)
    """admitted or dropped."""
    settled_at: Mapped[str | None] = mapped_column(TEXT)
    settled_by: Mapped[str | None] = mapped_column(TEXT)


held_piece = Table(
    "held_piece",
    Base.metadata,
    Column("file", TEXT, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)
"""Bundles that wait, in pieces, where the ledger is on a server: whoever reviews them sits at another machine."""

proof = Table(
    "log_proof",
    Base.metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("signature", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""The bureau's signatures over commits, by the commit's hash: what carries one passes wherever it is unknown."""

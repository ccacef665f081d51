"""How documents were served; where a group was, and which notice announced it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# What a bundle puts into these columns may be longer than an entry of a B-tree.
HASHED: dict[str, Any] = {"postgresql_using": "hash"}
_TOLD = (
    "method",
    "served_on",
    "served_time",
    "place",
    "servers",
    "receiver",
    "relation",
    "refusal",
    "witnesses",
    "address",
    "parcel",
    "entrusted",
    "note",
    "at",
    "by",
)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "service_receipt",
        sa.Column("visit", TEXT),
        sa.Column("document", TEXT),
        *(sa.Column(name, TEXT) for name in _TOLD),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_service_receipt_visit"), "service_receipt", ["visit"], unique=False, **HASHED)
    op.create_index(op.f("ix_service_receipt_document"), "service_receipt", ["document"], unique=False, **HASHED)
    op.add_column("visit", sa.Column("place", TEXT))
    op.add_column("visit", sa.Column("inspection_notice", TEXT))

"""Signatures on the screen, and refusals to sign."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# What a bundle puts into these columns may be longer than an entry of a B-tree.
HASHED: dict[str, Any] = {"postgresql_using": "hash"}
_TOLD = (
    "side",
    "name",
    "post",
    "ink_sha256",
    "shown_sha256",
    "refusal",
    "witness",
    "witness_post",
    "signed_at",
    "by",
)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "signature",
        sa.Column("visit", TEXT),
        sa.Column("document", TEXT),
        *(sa.Column(name, TEXT) for name in _TOLD),
        sa.Column("agreed", sa.BigInteger()),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_signature_visit"), "signature", ["visit"], unique=False, **HASHED)
    op.create_index(op.f("ix_signature_document"), "signature", ["document"], unique=False, **HASHED)

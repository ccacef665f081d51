"""The areas of a visit as a set, and bundles that wait where the ledger is on a server."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.BigInteger()
# What a bundle puts into these columns may be longer than an entry of a B-tree.
HASHED: dict[str, Any] = {"postgresql_using": "hash"}


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "visit_area",
        sa.Column("visit", TEXT),
        sa.Column("area", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_visit_area_visit"), "visit_area", ["visit"], unique=False, **HASHED)
    op.create_table(
        "held_piece",
        sa.Column("file", TEXT, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("file", "place"),
    )

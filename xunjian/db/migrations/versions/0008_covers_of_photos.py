"""Rectangles over faces in photos."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.BigInteger()
# What a bundle puts into these columns may be longer than an entry of a B-tree.
HASHED: dict[str, Any] = {"postgresql_using": "hash"}


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "evidence_cover",
        sa.Column("visit", TEXT),
        sa.Column("evidence", TEXT),
        *(sa.Column(name, WHOLE) for name in ("from_left", "from_top", "width", "height", "deleted")),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_evidence_cover_visit"), "evidence_cover", ["visit"], unique=False, **HASHED)
    op.create_index(op.f("ix_evidence_cover_evidence"), "evidence_cover", ["evidence"], unique=False, **HASHED)

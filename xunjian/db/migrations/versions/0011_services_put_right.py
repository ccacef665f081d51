"""A wrongly registered service is put right by a further record."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Take the step."""
    for column in ("replaces", "reason"):
        op.add_column("service_receipt", sa.Column(column, TEXT))

"""Whether a bureau issues on site or feeds back first."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Take the step."""
    op.add_column("bureau", sa.Column("route", TEXT))

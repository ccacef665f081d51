"""Why keys of a group or a laptop were revoked."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Take the step."""
    for table in ("local_enrolment", "local_laptop"):
        op.add_column(table, sa.Column("revoked_why", TEXT))

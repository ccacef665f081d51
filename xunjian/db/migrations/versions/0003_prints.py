"""Which printer was used, and which pages were printed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Take the step."""
    op.add_column("document_event", sa.Column("printer", TEXT))
    op.add_column("document_event", sa.Column("pages", TEXT))

"""Until when certificates count; what a supervision opinion and an order need of the bureau and the visit."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_NEW = (
    ("person", "inspector_until"),
    ("person", "enforcement_until"),
    ("bureau", "supervision_authority"),
    ("bureau", "remedies"),
    ("visit", "announced_on"),
    ("visit", "evaluation"),
)


def upgrade() -> None:
    """Take the step."""
    for table, column in _NEW:
        op.add_column(table, sa.Column(column, TEXT))

"""Ledgers as earlier versions of the program left them."""

from sqlalchemy import Connection, text

_SINCE = {
    "0003": ("ALTER TABLE document_event DROP COLUMN printer", "ALTER TABLE document_event DROP COLUMN pages"),
    "0004": ("ALTER TABLE document DROP COLUMN fonts",),
    "0005": (
        "ALTER TABLE visit DROP COLUMN place",
        "ALTER TABLE visit DROP COLUMN inspection_notice",
        "DROP TABLE service_receipt",
    ),
    "0006": (
        "ALTER TABLE person DROP COLUMN inspector_until",
        "ALTER TABLE person DROP COLUMN enforcement_until",
        "ALTER TABLE bureau DROP COLUMN supervision_authority",
        "ALTER TABLE bureau DROP COLUMN remedies",
        "ALTER TABLE visit DROP COLUMN announced_on",
        "ALTER TABLE visit DROP COLUMN evaluation",
    ),
    "0007": ("ALTER TABLE bureau DROP COLUMN route",),
    "0008": ("DROP TABLE evidence_cover",),
    "0009": ("DROP TABLE signature",),
    "0010": (
        "ALTER TABLE local_enrolment DROP COLUMN revoked_why",
        "ALTER TABLE local_laptop DROP COLUMN revoked_why",
    ),
    "0011": (
        "ALTER TABLE service_receipt DROP COLUMN replaces",
        "ALTER TABLE service_receipt DROP COLUMN reason",
    ),
}
"""What takes back each step of the migrations; a new step is added here and every test of an upgrade has it."""


def set_back(connection: Connection, version: str) -> None:
    """Make a ledger what it was at this version, without what later steps added."""
    for step, statements in reversed(_SINCE.items()):  # the newest first: it may stand on an older one's table
        for statement in statements if step > version else ():
            connection.execute(text(statement))
    connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})

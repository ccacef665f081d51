"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.BigInteger()
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# What a bundle puts into these columns may be longer than an entry of a B-tree.
HASHED: dict[str, Any] = {"postgresql_using": "hash"}


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "answer",
        sa.Column("visit", TEXT),
        sa.Column("item", TEXT),
        sa.Column("result", TEXT),
        sa.Column("reason", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_answer_visit"), "answer", ["visit"], unique=False, **HASHED)
    op.create_table(
        "assignment",
        sa.Column("campaign", TEXT),
        sa.Column("team", TEXT),
        sa.Column("school", TEXT),
        sa.Column("planned_on", TEXT),
        sa.Column("why", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "blob_content",
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "bureau",
        sa.Column("name", TEXT),
        sa.Column("level", TEXT),
        sa.Column("region_code", TEXT),
        sa.Column("phone", TEXT),
        sa.Column("address", TEXT),
        sa.Column("office", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "campaign",
        sa.Column("name", TEXT),
        sa.Column("kind", TEXT),
        sa.Column("purpose", TEXT),
        sa.Column("plan_title", TEXT),
        sa.Column("starts_on", TEXT),
        sa.Column("ends_on", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "checklist",
        sa.Column("code", TEXT),
        sa.Column("title", TEXT),
        sa.Column("version", TEXT),
        sa.Column("effective_from", TEXT),
        sa.Column("owner", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "checklist_item",
        sa.Column("checklist", TEXT),
        sa.Column("code", TEXT),
        sa.Column("position", WHOLE),
        sa.Column("title", TEXT),
        sa.Column("severity", TEXT),
        sa.Column("content", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "document",
        sa.Column("visit", TEXT),
        sa.Column("school", TEXT),
        sa.Column("kind", TEXT),
        sa.Column("prefix", TEXT),
        sa.Column("year", WHOLE),
        sa.Column("serial", WHOLE),
        sa.Column("issued_on", TEXT),
        sa.Column("issued_at", TEXT),
        sa.Column("issued_by", TEXT),
        sa.Column("content", TEXT),
        sa.Column("content_sha256", TEXT),
        sa.Column("pdf_sha256", TEXT),
        sa.Column("pages", WHOLE),
        sa.Column("corrects", TEXT),
        sa.Column("trial", WHOLE),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_document_corrects"), "document", ["corrects"], unique=False, **HASHED)
    op.create_index(op.f("ix_document_school"), "document", ["school"], unique=False, **HASHED)
    op.create_index(op.f("ix_document_visit"), "document", ["visit"], unique=False, **HASHED)
    op.create_table(
        "document_event",
        sa.Column("visit", TEXT),
        sa.Column("document", TEXT),
        sa.Column("kind", TEXT),
        sa.Column("at", TEXT),
        sa.Column("by", TEXT),
        sa.Column("copies", WHOLE),
        sa.Column("reason", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_document_event_document"), "document_event", ["document"], unique=False, **HASHED)
    op.create_index(op.f("ix_document_event_visit"), "document_event", ["visit"], unique=False, **HASHED)
    op.create_table(
        "document_finding",
        sa.Column("visit", TEXT),
        sa.Column("document", TEXT),
        sa.Column("finding", TEXT),
        sa.Column("position", WHOLE),
        sa.Column("fact", TEXT),
        sa.Column("amount", WHOLE),
        sa.Column("people", WHOLE),
        sa.Column("bases", TEXT),
        sa.Column("requirement", TEXT),
        sa.Column("due_date", TEXT),
        sa.Column("severity", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_document_finding_document"), "document_finding", ["document"], unique=False, **HASHED)
    op.create_index(op.f("ix_document_finding_finding"), "document_finding", ["finding"], unique=False, **HASHED)
    op.create_index(op.f("ix_document_finding_visit"), "document_finding", ["visit"], unique=False, **HASHED)
    op.create_table(
        "document_prefix",
        sa.Column("bureau", TEXT),
        sa.Column("kind", TEXT),
        sa.Column("prefix", TEXT),
        sa.Column("valid_from", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "evidence",
        sa.Column("visit", TEXT),
        sa.Column("owner_table", TEXT),
        sa.Column("owner", TEXT),
        sa.Column("kind", TEXT),
        sa.Column("sha256", TEXT),
        sa.Column("media_type", TEXT),
        sa.Column("size", WHOLE),
        sa.Column("file_name", TEXT),
        sa.Column("taken_at", TEXT),
        sa.Column("device_clock", TEXT),
        sa.Column("taken_by", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_evidence_owner"), "evidence", ["owner"], unique=False, **HASHED)
    op.create_index(op.f("ix_evidence_visit"), "evidence", ["visit"], unique=False, **HASHED)
    op.create_table(
        "evidence_note",
        sa.Column("visit", TEXT),
        sa.Column("evidence", TEXT),
        sa.Column("caption", TEXT),
        sa.Column("position", WHOLE),
        sa.Column("hidden", WHOLE),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_evidence_note_evidence"), "evidence_note", ["evidence"], unique=False, **HASHED)
    op.create_index(op.f("ix_evidence_note_visit"), "evidence_note", ["visit"], unique=False, **HASHED)
    op.create_table(
        "finding",
        sa.Column("visit", TEXT),
        sa.Column("item", TEXT),
        sa.Column("school", TEXT),
        sa.Column("fact", TEXT),
        sa.Column("amount", WHOLE),
        sa.Column("amount_basis", TEXT),
        sa.Column("people", WHOLE),
        sa.Column("classes", TEXT),
        sa.Column("period_from", TEXT),
        sa.Column("period_to", TEXT),
        sa.Column("statement", TEXT),
        sa.Column("severity", TEXT),
        sa.Column("fixed_on_spot", WHOLE),
        sa.Column("relapse_of", TEXT),
        sa.Column("confirmed_bases", TEXT),
        sa.Column("step", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_finding_relapse_of"), "finding", ["relapse_of"], unique=False, **HASHED)
    op.create_index(op.f("ix_finding_school"), "finding", ["school"], unique=False, **HASHED)
    op.create_index(op.f("ix_finding_step"), "finding", ["step"], unique=False, **HASHED)
    op.create_index(op.f("ix_finding_visit"), "finding", ["visit"], unique=False, **HASHED)
    op.create_table(
        "finding_amount",
        sa.Column("visit", TEXT),
        sa.Column("finding", TEXT),
        sa.Column("what", TEXT),
        sa.Column("who", TEXT),
        sa.Column("amount", WHOLE),
        sa.Column("voucher", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_finding_amount_finding"), "finding_amount", ["finding"], unique=False, **HASHED)
    op.create_index(op.f("ix_finding_amount_visit"), "finding_amount", ["visit"], unique=False, **HASHED)
    op.create_table(
        "holiday",
        sa.Column("day", TEXT),
        sa.Column("kind", TEXT),
        sa.Column("name", TEXT),
        sa.Column("source", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "legal_basis",
        sa.Column("code", TEXT),
        sa.Column("content", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "local_bureau_keys",
        sa.Column("bureau", TEXT, nullable=False),
        sa.Column("content", TEXT, nullable=False),
        sa.Column("tried_on", TEXT),
        sa.PrimaryKeyConstraint("bureau"),
    )
    op.create_table(
        "local_bureau_photo",
        sa.Column("sha256", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "local_enrolment",
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("team", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("card", TEXT, nullable=False),
        sa.Column("secret", TEXT),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("expires", TEXT),
        sa.Column("revoked_at", TEXT),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "local_laptop",
        sa.Column("replica", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("team", TEXT),
        sa.Column("enrolment", TEXT),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("seen_at", TEXT, nullable=False),
        sa.Column("revoked_at", TEXT),
        sa.PrimaryKeyConstraint("replica"),
    )
    op.create_table(
        "local_school_search",
        sa.Column("school", TEXT, nullable=False),
        sa.Column("names", TEXT, nullable=False),
        sa.Column("initials", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("school"),
    )
    op.create_table(
        "local_setting",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "local_undone",
        sa.Column("cid", WHOLE, autoincrement=False, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("cid"),
    )
    op.create_table(
        "log_bad_value",
        sa.Column("op_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("op_id"),
    )
    op.create_table(
        "log_carried",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("first", WHOLE, nullable=False),
        sa.Column("last", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("import_id", "first"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_case",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("log_case_name", "log_case", ["uid", "kind"], unique=True)
    op.create_table(
        "log_conflict",
        sa.Column("rid", WHOLE, nullable=False),
        sa.Column("fid", sa.Integer(), nullable=False),
        sa.Column("distinct_values", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rid", "fid"),
        sqlite_with_rowid=False,
    )
    op.create_index("log_conflict_field", "log_conflict", ["fid"], unique=False)
    op.create_table(
        "log_counter",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "log_dirty",
        sa.Column("tbl", TEXT, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("tx", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("tbl", "uid", "tx"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_field",
        sa.Column("fid", sa.Integer(), nullable=False),
        sa.Column("tbl", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("fid"),
    )
    op.create_index("log_field_name", "log_field", ["tbl", "name"], unique=True)
    op.create_table(
        "log_further_parent",
        sa.Column("op_id", WHOLE, nullable=False),
        sa.Column("parent", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("op_id", "parent"),
        sqlite_with_rowid=False,
    )
    op.create_index("log_further_parent_parent", "log_further_parent", ["parent"], unique=False)
    op.create_table(
        "log_head",
        sa.Column("rid", WHOLE, nullable=False),
        sa.Column("fid", sa.Integer(), nullable=False),
        sa.Column("op_id", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("rid", "fid", "op_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sender", TEXT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("settled", TEXT),
        sa.Column("settled_at", TEXT),
        sa.Column("settled_by", TEXT),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "log_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("manifest", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("by", TEXT),
        sa.Column("sender", TEXT),
        sa.Column("new_commits", sa.Integer(), nullable=False),
        sa.Column("known_commits", sa.Integer(), nullable=False),
        sa.Column("retracted", TEXT),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "log_operation",
        sa.Column("op_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("rid", WHOLE, nullable=False),
        sa.Column("fid", sa.Integer(), nullable=False),
        sa.Column("val", TEXT, nullable=False),
        sa.Column("parent", WHOLE),
        sa.PrimaryKeyConstraint("op_id"),
    )
    op.create_index(
        "log_operation_parent",
        "log_operation",
        ["parent"],
        unique=False,
        sqlite_where=sa.text("parent IS NOT NULL"),
        postgresql_where=sa.text("parent IS NOT NULL"),
    )
    op.create_index("log_operation_record", "log_operation", ["rid"], unique=False)
    op.create_table(
        "log_proof",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_replica",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("uid"),
    )
    op.create_table(
        "measure",
        sa.Column("visit", TEXT),
        sa.Column("position", WHOLE),
        sa.Column("text", TEXT),
        sa.Column("responsible", TEXT),
        sa.Column("responsible_post", TEXT),
        sa.Column("kind", TEXT),
        sa.Column("workdays", WHOLE),
        sa.Column("due_date", TEXT),
        sa.Column("deadline_reason", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_measure_visit"), "measure", ["visit"], unique=False, **HASHED)
    op.create_table(
        "measure_finding",
        sa.Column("visit", TEXT),
        sa.Column("measure", TEXT),
        sa.Column("finding", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_measure_finding_finding"), "measure_finding", ["finding"], unique=False, **HASHED)
    op.create_index(op.f("ix_measure_finding_measure"), "measure_finding", ["measure"], unique=False, **HASHED)
    op.create_index(op.f("ix_measure_finding_visit"), "measure_finding", ["visit"], unique=False, **HASHED)
    op.create_table(
        "number_block",
        sa.Column("team", TEXT),
        sa.Column("seat", WHOLE),
        sa.Column("kind", TEXT),
        sa.Column("year", WHOLE),
        sa.Column("first", WHOLE),
        sa.Column("last", WHOLE),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "number_void",
        sa.Column("prefix", TEXT),
        sa.Column("year", WHOLE),
        sa.Column("serial", WHOLE),
        sa.Column("why", TEXT),
        sa.Column("by", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "person",
        sa.Column("name", TEXT),
        sa.Column("unit", TEXT),
        sa.Column("post", TEXT),
        sa.Column("phone", TEXT),
        sa.Column("inspector_no", TEXT),
        sa.Column("enforcement_no", TEXT),
        sa.Column("expert_field", TEXT),
        sa.Column("role", TEXT),
        sa.Column("active", WHOLE),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "school",
        sa.Column("code", TEXT),
        sa.Column("uscc", TEXT),
        sa.Column("name", TEXT),
        sa.Column("region_code", TEXT),
        sa.Column("region_name", TEXT),
        sa.Column("township", TEXT),
        sa.Column("school_type", TEXT),
        sa.Column("ownership", TEXT),
        sa.Column("urban_rural", TEXT),
        sa.Column("address", TEXT),
        sa.Column("postcode", TEXT),
        sa.Column("principal", TEXT),
        sa.Column("phone", TEXT),
        sa.Column("students", WHOLE),
        sa.Column("teachers", WHOLE),
        sa.Column("classes", WHOLE),
        sa.Column("boarding", WHOLE),
        sa.Column("canteen", TEXT),
        sa.Column("license_no", TEXT),
        sa.Column("license_until", TEXT),
        sa.Column("status", TEXT),
        sa.Column("valid_from", TEXT),
        sa.Column("valid_to", TEXT),
        sa.Column("same_as", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_school_same_as"), "school", ["same_as"], unique=False, **HASHED)
    op.create_table(
        "school_name",
        sa.Column("school", TEXT),
        sa.Column("name", TEXT),
        sa.Column("kind", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "step",
        sa.Column("visit", TEXT),
        sa.Column("finding", TEXT),
        sa.Column("kind", TEXT),
        sa.Column("result", TEXT),
        sa.Column("at", TEXT),
        sa.Column("on_day", TEXT),
        sa.Column("by", TEXT),
        sa.Column("role", TEXT),
        sa.Column("note", TEXT),
        sa.Column("due_date", TEXT),
        sa.Column("document", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_step_document"), "step", ["document"], unique=False, **HASHED)
    op.create_index(op.f("ix_step_finding"), "step", ["finding"], unique=False, **HASHED)
    op.create_index(op.f("ix_step_visit"), "step", ["visit"], unique=False, **HASHED)
    op.create_table(
        "team",
        sa.Column("campaign", TEXT),
        sa.Column("number", WHOLE),
        sa.Column("name", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "team_member",
        sa.Column("team", TEXT),
        sa.Column("person", TEXT),
        sa.Column("role", TEXT),
        sa.Column("rank", WHOLE),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "visit",
        sa.Column("campaign", TEXT),
        sa.Column("team", TEXT),
        sa.Column("school", TEXT),
        sa.Column("day", TEXT),
        sa.Column("kind", TEXT),
        sa.Column("areas", TEXT),
        sa.Column("started", TEXT),
        sa.Column("ended", TEXT),
        sa.Column("received_by", TEXT),
        sa.Column("received_post", TEXT),
        sa.Column("unchecked_reason", TEXT),
        sa.Column("note", TEXT),
        sa.Column("merged_into", TEXT),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_visit_merged_into"), "visit", ["merged_into"], unique=False, **HASHED)
    op.create_index(op.f("ix_visit_school"), "visit", ["school"], unique=False, **HASHED)
    op.create_table(
        "visit_member",
        sa.Column("visit", TEXT),
        sa.Column("person", TEXT),
        sa.Column("role", TEXT),
        sa.Column("recusal_declared", WHOLE),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("deleted", WHOLE),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(op.f("ix_visit_member_visit"), "visit_member", ["visit"], unique=False, **HASHED)
    op.create_table(
        "log_commit",
        sa.Column("cid", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("replica", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("prev", sa.LargeBinary()),
        sa.Column("actor", TEXT),
        sa.Column("wall", TEXT, nullable=False),
        sa.Column("app", TEXT, nullable=False),
        sa.Column("schema", WHOLE, nullable=False),
        sa.Column("reason", TEXT),
        sa.Column("extra", TEXT),
        sa.Column("import_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["log_case.id"],
        ),
        sa.ForeignKeyConstraint(
            ["replica"],
            ["log_replica.id"],
        ),
        sa.PrimaryKeyConstraint("cid"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("log_commit_case", "log_commit", ["case_id", "replica", "seq"], unique=False)
    op.create_table(
        "log_record",
        sa.Column("rid", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("tbl", TEXT, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["log_case.id"],
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("uid"),
    )

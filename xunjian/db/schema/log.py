"""The change log: an append-only set of commits, and what is derived from it (docs/architecture.md, "Change log").

An operation's number is its commit's local number times 65,536 plus its place in the commit. Local numbers are
given out once and never again. A commit's name is the SHA-256 of its line, the same on every machine.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, text

from xunjian.db.schema.base import Base
from xunjian.db.types import TEXT

metadata = Base.metadata

GIVEN = BigInteger().with_variant(Integer, "sqlite")
"""A key whose numbers come from `log_counter`; this spelling makes it SQLite's own row number."""

OPERATIONS_PER_COMMIT = 65_536

counter = Table(
    "log_counter",
    metadata,
    Column("name", TEXT, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

replica = Table(
    "log_replica",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", TEXT, nullable=False, unique=True),
)

case = Table(
    "log_case",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("kind", TEXT, nullable=False),
    Column("uid", TEXT, nullable=False),
    Index("log_case_name", "uid", "kind", unique=True),
)

commit = Table(
    "log_commit",
    metadata,
    Column("cid", GIVEN, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("replica", ForeignKey("log_replica.id"), nullable=False),
    Column("case_id", ForeignKey("log_case.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("prev", LargeBinary),
    Column("actor", TEXT),
    Column("wall", TEXT, nullable=False),
    Column("app", TEXT, nullable=False),
    Column("schema", BigInteger, nullable=False),
    Column("reason", TEXT),
    Column("extra", TEXT),
    Column("import_id", Integer),
    Index("log_commit_case", "case_id", "replica", "seq"),
)

record = Table(
    "log_record",
    metadata,
    Column("rid", GIVEN, primary_key=True, autoincrement=False),
    Column("uid", TEXT, nullable=False, unique=True),
    Column("tbl", TEXT, nullable=False),
    Column("case_id", ForeignKey("log_case.id"), nullable=False),
)

field = Table(
    "log_field",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("tbl", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Index("log_field_name", "tbl", "name", unique=True),
)

_PARENT = text("parent IS NOT NULL")

operation = Table(
    "log_operation",
    metadata,
    Column("op_id", GIVEN, primary_key=True, autoincrement=False),
    Column("rid", BigInteger, nullable=False),
    Column("fid", Integer, nullable=False),
    Column("val", TEXT, nullable=False),
    Column("parent", BigInteger),
    Index("log_operation_record", "rid"),
    Index("log_operation_parent", "parent", sqlite_where=_PARENT, postgresql_where=_PARENT),
)

further_parent = Table(
    "log_further_parent",
    metadata,
    Column("op_id", BigInteger, primary_key=True),
    Column("parent", BigInteger, primary_key=True),
    Index("log_further_parent_parent", "parent"),
    sqlite_with_rowid=False,
)

head = Table(
    "log_head",
    metadata,
    Column("rid", BigInteger, primary_key=True),
    Column("fid", Integer, primary_key=True),
    Column("op_id", BigInteger, primary_key=True),
    sqlite_with_rowid=False,
)

conflict = Table(
    "log_conflict",
    metadata,
    Column("rid", BigInteger, primary_key=True),
    Column("fid", Integer, primary_key=True),
    Column("distinct_values", Integer, nullable=False),
    Index("log_conflict_field", "fid"),
    sqlite_with_rowid=False,
)

bad_value = Table(
    "log_bad_value",
    metadata,
    Column("op_id", BigInteger, primary_key=True, autoincrement=False),
    Column("why", TEXT, nullable=False),
)

imported = Table(
    "log_import",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("bundle", TEXT, nullable=False),
    Column("sha256", TEXT, nullable=False),
    Column("manifest", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
    Column("by", TEXT),
    Column("sender", TEXT),
    Column("new_commits", Integer, nullable=False),
    Column("known_commits", Integer, nullable=False),
    Column("retracted", TEXT),
)

carried = Table(
    "log_carried",
    metadata,
    Column("import_id", Integer, primary_key=True),
    Column("first", BigInteger, primary_key=True),
    Column("last", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

dirty = Table(
    "log_dirty",
    metadata,
    Column("tbl", TEXT, primary_key=True),
    Column("uid", TEXT, primary_key=True),
    Column("tx", BigInteger, primary_key=True),
    sqlite_with_rowid=False,
)
"""Marks. Where others write at the same time, each transaction has marks of its own (`tx`); SQLite has one writer."""

"""The change log: an append-only set of commits, and what is derived from it (docs/architecture.md, "Change log").

An operation's number is its commit's local number times 65,536 plus its place in the commit. Local numbers are
given out once and never again. A commit's name is the SHA-256 of its line, the same on every machine.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from xunjian.db.schema.base import Base

metadata = Base.metadata

OPERATIONS_PER_COMMIT = 65_536

counter = Table(
    "log_counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

replica = Table(
    "log_replica",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", Text, nullable=False, unique=True),
)

case = Table(
    "log_case",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("uid", Text, nullable=False),
    Index("log_case_name", "uid", "kind", unique=True),
)

commit = Table(
    "log_commit",
    metadata,
    Column("cid", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("replica", ForeignKey("log_replica.id"), nullable=False),
    Column("case_id", ForeignKey("log_case.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("prev", LargeBinary),
    Column("actor", Text),
    Column("wall", Text, nullable=False),
    Column("app", Text, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("reason", Text),
    Column("extra", Text),
    Column("import_id", Integer),
    Index("log_commit_case", "case_id", "replica", "seq"),
)

record = Table(
    "log_record",
    metadata,
    Column("rid", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("uid", Text, nullable=False, unique=True),
    Column("tbl", Text, nullable=False),
    Column("case_id", ForeignKey("log_case.id"), nullable=False),
)

field = Table(
    "log_field",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("tbl", Text, nullable=False),
    Column("name", Text, nullable=False),
    Index("log_field_name", "tbl", "name", unique=True),
)

operation = Table(
    "log_operation",
    metadata,
    Column("op_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("rid", BigInteger, nullable=False),
    Column("fid", Integer, nullable=False),
    Column("val", Text, nullable=False),
    Column("parent", BigInteger),
    Index("log_operation_record", "rid"),
    Index("log_operation_parent", "parent", sqlite_where=text("parent IS NOT NULL")),
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
    sqlite_with_rowid=False,
)

bad_value = Table(
    "log_bad_value",
    metadata,
    Column("op_id", BigInteger, primary_key=True),
    Column("why", Text, nullable=False),
)

imported = Table(
    "log_import",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("bundle", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("manifest", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text),
    Column("sender", Text),
    Column("new_commits", Integer, nullable=False),
    Column("known_commits", Integer, nullable=False),
    Column("retracted", Text),
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
    Column("tbl", Text, primary_key=True),
    Column("uid", Text, primary_key=True),
    sqlite_with_rowid=False,
)

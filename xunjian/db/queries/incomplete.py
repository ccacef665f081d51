"""What does not fit together (要核对): each part may be right, and the whole still contradicts itself."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from xunjian.db.queries import twins
from xunjian.db.references import TARGETS, references
from xunjian.db.registers import DELETED, logged_tables
from xunjian.db.schema.base import ALL
from xunjian.db.statements import Statement
from xunjian.rules.twins import rings

SIGNERS = frozenset({"by", "issued_by", "taken_by"})
"""Columns that say who did something: people of other groups need not be known here."""

PERIODS = (
    ("campaign", "starts_on", "ends_on"),
    ("finding", "period_from", "period_to"),
    ("school", "valid_from", "valid_to"),
    ("visit", "started", "ended"),
    ("number_block", "first", "last"),
)


class Orphan(NamedTuple):
    """A record that belongs to one which is not here (资料未到)."""

    table: str
    uid: str
    column: str
    missing: str


class Backwards(NamedTuple):
    """A record that ends before it begins."""

    table: str
    uid: str
    begins: str
    ends: str


class Misfit(NamedTuple):
    """A value that its field cannot hold: kept in the log, not shown, until somebody fills the field."""

    table: str
    uid: str
    register: str
    value: str
    """As JSON."""


class Loose(NamedTuple):
    """A measure that answers no finding."""

    uid: str
    visit: str


_MISFITS = Statement(
    "SELECT r.tbl, r.uid, f.name, o.val FROM log_bad_value b JOIN log_operation o ON o.op_id = b.op_id"
    " JOIN log_record r ON r.rid = o.rid JOIN log_field f ON f.fid = o.fid ORDER BY r.tbl, r.uid, f.name, o.val"
)


def misfits(connection: Connection) -> Iterator[Misfit]:
    """Yield the values of the wrong type that a bundle has brought."""
    return (Misfit(*row) for row in _MISFITS.rows(connection))


def orphans(connection: Connection) -> Iterator[Orphan]:
    """Yield every reference of a record that is not deleted to one that is not here."""
    for name, table in sorted(logged_tables().items()):
        for column in references(table):
            # Reference data travel to every group, schools only to those that visit them.
            elsewhere = table.case.kind == ALL.kind and TARGETS[column] == "school"
            if column not in SIGNERS and not elsewhere:
                for uid, missing in _orphans(name, column).rows(connection):
                    # Plain text: the names are of a class of SQLAlchemy that JSON does not know.
                    yield Orphan(str(name), uid, str(column), missing)


def _living(table: str, alias: str) -> str:
    return f" AND coalesce({alias}.deleted, 0) = 0" if DELETED in logged_tables()[table].by_name else ""


@cache
def _orphans(table: str, column: str) -> Statement:
    return Statement(
        f'SELECT t.uid, t."{column}" FROM {table} t WHERE t."{column}" <> \'\'{_living(table, "t")}'  # noqa: S608
        f' AND NOT EXISTS (SELECT 1 FROM log_record r WHERE r.uid = t."{column}") ORDER BY t.uid'
    )


def backwards(connection: Connection) -> Iterator[Backwards]:
    """Yield records whose end lies before their beginning."""
    for table, begins, ends in PERIODS:
        for uid, start, end in _backwards(table, begins, ends).rows(connection):
            yield Backwards(table, uid, str(start), str(end))


@cache
def _backwards(table: str, begins: str, ends: str) -> Statement:
    return Statement(
        f'SELECT t.uid, t."{begins}", t."{ends}" FROM {table} t'  # noqa: S608 - our own names
        f' WHERE t."{begins}" > t."{ends}"{_living(table, "t")} ORDER BY t.uid'
    )


_LOOSE = Statement(
    "SELECT m.uid, m.visit FROM measure m WHERE coalesce(m.deleted, 0) = 0 AND NOT EXISTS (SELECT 1"
    " FROM measure_finding l JOIN finding f ON f.uid = l.finding WHERE l.measure = m.uid AND l.visit = m.visit"
    " AND coalesce(l.deleted, 0) = 0 AND coalesce(f.deleted, 0) = 0) ORDER BY m.uid"
)


def loose_measures(connection: Connection) -> Iterator[Loose]:
    """Yield measures without a finding that is not deleted."""
    return (Loose(uid, visit or "") for uid, visit in _LOOSE.rows(connection))


def rings_of_twins(session: Session) -> tuple[tuple[str, ...], ...]:
    """Return the schools that name each other as the same, each ring from its smallest uid on."""
    return tuple(rings(twins.same_as(session)))

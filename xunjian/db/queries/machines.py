"""Signs of copied disks and wrong clocks. Neither changes anything that is merged; people should know."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from xunjian.db.statements import Statement
from xunjian.db.views import chunks

AHEAD = timedelta(hours=24)


class Writing(NamedTuple):
    """A commit, who signed it, and how it came here."""

    commit: str
    actor: str | None
    wall: str
    sender: str
    """The name of the group whose bundle brought it, "" for what was made here."""


class Clone(NamedTuple):
    """Two machines that write under one name: the first commits that they numbered alike in a case."""

    replica: str
    case: tuple[str, str]
    seq: int
    commits: tuple[Writing, ...]


class FastClock(NamedTuple):
    """A machine whose commits claim to be from more than a day after they were merged (时钟可疑)."""

    replica: str
    sender: str
    wall: str
    merged_at: str


_TWICE = Statement(
    "SELECT case_id, replica, MIN(seq) FROM (SELECT case_id, replica, seq FROM log_commit"
    " GROUP BY case_id, replica, seq HAVING COUNT(*) > 1) twice GROUP BY case_id, replica ORDER BY case_id, replica"
)
_WRITINGS = Statement(
    "SELECT r.uid, k.kind, k.uid, c.hash, c.actor, c.wall, c.import_id FROM log_commit c"
    " JOIN log_replica r ON r.id = c.replica JOIN log_case k ON k.id = c.case_id"
    " WHERE c.case_id = :case_id AND c.replica = :replica AND c.seq = :seq ORDER BY c.hash"
)
_NEWEST = Statement(
    "SELECT r.uid, n.import_id, n.wall FROM (SELECT replica, import_id, MAX(wall) AS wall FROM log_commit"
    " WHERE import_id IS NOT NULL GROUP BY replica, import_id) n JOIN log_replica r ON r.id = n.replica"
    " ORDER BY r.uid, n.import_id"
)
_IMPORTS = Statement("SELECT id, at, manifest FROM log_import WHERE id IN :imports")


def clones(connection: Connection) -> Iterator[Clone]:
    """Yield, by machine and case, where two commits got one number."""
    for case_id, replica, seq in _TWICE.rows(connection):
        rows = _WRITINGS.rows(connection, case_id=case_id, replica=replica, seq=seq)
        senders = _senders(connection, {row[-1] for row in rows if row[-1] is not None})
        uid, kind, case, *_ = rows[0]
        commits = (
            Writing(bytes(name).hex(), actor, wall, senders.get(import_id, ("", ""))[1])
            for *_, name, actor, wall, import_id in rows
        )
        yield Clone(uid, (kind, case), seq, tuple(commits))


def fast_clocks(connection: Connection) -> Iterator[FastClock]:
    """Yield, by machine, the newest time that it claimed, where that is a day or more after its merging."""
    rows = _NEWEST.rows(connection)
    imports = _senders(connection, {import_id for _, import_id, _ in rows})
    worst: dict[str, list[FastClock]] = defaultdict(list)
    for replica, import_id, wall in rows:
        at, sender = imports[import_id]
        if _is_ahead(wall, at):
            worst[replica].append(FastClock(replica, sender, wall, at))
    return (max(several, key=lambda one: one.wall) for several in worst.values())


def _is_ahead(wall: str, merged_at: str) -> bool:
    """Tell whether a claimed time is later than it can be; what is no time at all is."""
    try:
        return datetime.fromisoformat(wall) > datetime.fromisoformat(merged_at) + AHEAD
    except (ValueError, TypeError, OverflowError):
        return True


def _senders(connection: Connection, imports: set[int]) -> dict[int, tuple[str, str]]:
    """Return when each import was merged, and what its sender was called."""
    return {
        number: (at, _name(manifest))
        for part in chunks(sorted(imports))
        for number, at, manifest in _IMPORTS.rows(connection, imports=part)
    }


def _name(manifest: str) -> str:
    sender = json.loads(manifest).get("from")
    return str(sender.get("name", "")) if isinstance(sender, dict) else ""

"""What this machine has written and not yet handed out (未导出): counted since the last report that left it.

Whether it arrived at the bureau is another question (services/handover/returning.py).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from xunjian import settings
from xunjian.db.types import instant_text, now
from xunjian.db.views import sql
from xunjian.settings import Name
from xunjian.workspace import Workspace

_CASES = sql(
    "SELECT k.kind, COUNT(DISTINCT k.id) AS cases FROM log_commit c JOIN log_case k ON k.id = c.case_id"
    " WHERE c.cid > :mark AND c.import_id IS NULL AND k.kind <> 'bureau' GROUP BY k.kind"
)
_DOCUMENTS = sql(
    "SELECT COUNT(DISTINCT o.rid) FROM log_commit c"
    " JOIN log_operation o ON o.op_id BETWEEN c.cid << 16 AND (c.cid << 16) + 65535 JOIN log_record r ON r.rid = o.rid"
    " WHERE c.cid > :mark AND c.import_id IS NULL AND r.tbl = 'document'"
)
_PHOTOS = sql(
    "SELECT COUNT(DISTINCT e.sha256) FROM log_commit c"
    " JOIN log_operation o ON o.op_id BETWEEN c.cid << 16 AND (c.cid << 16) + 65535 JOIN log_record r ON r.rid = o.rid"
    " JOIN evidence e ON e.uid = r.uid WHERE c.cid > :mark AND c.import_id IS NULL AND r.tbl = 'evidence'"
    " AND e.sha256 NOT IN (SELECT sha256 FROM local_bureau_photo)"
)


@dataclass(frozen=True)
class Outstanding:
    """What would be lost with this machine, as far as no report holds it."""

    visits: int = 0
    documents: int = 0
    photos: int = 0
    others: int = 0
    """Schools, complaints and reference data that were changed."""
    exported_at: datetime | None = None
    """When the last report left this machine."""

    @property
    def nothing(self) -> bool:
        """Whether everything was handed out."""
        return not (self.visits or self.documents or self.photos or self.others)


def unexported(session: Session) -> Outstanding:
    """Return what this machine has written since its last report; photos since its last report with photos."""
    mark, at = _mark(session, Name.EXPORTED)
    with_photos, _ = _mark(session, Name.EXPORTED_PHOTOS)
    connection = session.connection()
    cases = {row.kind: row.cases for row in connection.execute(_CASES, {"mark": mark})}
    visits = cases.pop("visit", 0)
    documents = connection.execute(_DOCUMENTS, {"mark": mark}).scalar_one()
    photos = connection.execute(_PHOTOS, {"mark": with_photos}).scalar_one()
    return Outstanding(visits, documents, photos, sum(cases.values()), at)


def words(found: Outstanding) -> str:
    """Return what is outstanding as people say it: 3 次检查、2 份文书、214 张照片; "" where nothing is."""
    parts = (
        (found.visits, f"{found.visits} 次检查"),
        (found.documents, f"{found.documents} 份文书"),
        (found.photos, f"{found.photos} 张照片"),
        (found.others, f"{found.others} 处其他改动"),
    )
    return "、".join(word for count, word in parts if count)


def note_exported(workspace: Workspace, last_commit: int, *, with_photos: bool) -> None:
    """Note that a report left this machine which holds everything up to a commit; a reader may note it, too."""
    value = f"{last_commit}|{instant_text(now())}"
    names = (Name.EXPORTED, Name.EXPORTED_PHOTOS) if with_photos else (Name.EXPORTED,)
    with workspace.store.apart() as session:
        for name in names:
            settings.put(session, name, value)


def last_own_commit(connection: Connection) -> int:
    """Return the number of the newest commit that was made here."""
    return int(
        connection.execute(sql("SELECT coalesce(max(cid), 0) FROM log_commit WHERE import_id IS NULL")).scalar_one()
    )


def _mark(session: Session, name: Name) -> tuple[int, datetime | None]:
    number, _, at = (settings.get(session, name) or "").partition("|")
    return int(number or 0), datetime.fromisoformat(at) if at else None

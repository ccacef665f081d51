"""How a workspace stands with its backups: when the last was made, what came since, and what is to be said of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xunjian import settings
from xunjian.db import views
from xunjian.db.views import sql
from xunjian.errors import UserError
from xunjian.services.backup import form
from xunjian.services.backup.making import default_place
from xunjian.services.backup.vault import Vault
from xunjian.settings import Name
from xunjian.workspace import SHANGHAI, Workspace

STALE = timedelta(days=5)
"""So long a backup on another disk may be old before somebody is asked for a stick."""


@dataclass(frozen=True)
class BackupStanding:
    """The backups beside the workspace, and the last one on another disk."""

    made_at: datetime | None
    number: int
    behind: int
    """Saves since the last backup."""
    issued: int
    """Documents given out since."""
    away_at: datetime | None

    def words(self, today: date) -> str:
        """Return how the last backup stands, in a sentence: string 35."""
        if self.made_at is None:
            return "还没有备份过。"
        return f"已备份（{moment(self.made_at, today)}），第 {self.number} 份。"

    def reminder(self, now: datetime) -> str:
        """Return that a backup on another disk is due: string 36; "" where none is."""
        if self.away_at is None:
            return "还没有备份到别的盘。插上 U 盘，一分钟就好。"
        if now - self.away_at > STALE:
            return f"已经 {(now - self.away_at).days} 天没备份到别的盘了。插上 U 盘，一分钟就好。"
        return ""


def standing(workspace: Workspace) -> BackupStanding:
    """Return how the workspace stands with its backups."""
    vault = Vault(default_place(workspace.folder))
    names, listed = vault.names(), None
    if names:
        try:
            listed = form.read_list(vault.folder / names[0])
        except UserError:
            names = []
    with workspace.store.read() as session:
        last = views.last_commit(session.connection())
        documents = int(session.connection().execute(sql("SELECT count(*) FROM document")).scalar_one())
        away = settings.get(session, Name.BACKED_UP_AWAY)
    return BackupStanding(
        made_at=datetime.fromisoformat(listed.made_at) if listed else None,
        number=len(names),
        # After a restore the newest backup may hold more than there is now; that is a change as well.
        behind=abs(last - listed.last_commit) if listed else last,
        issued=max(documents - listed.documents, 0) if listed else documents,
        away_at=datetime.fromisoformat(away) if away else None,
    )


def moment(at: datetime, today: date) -> str:
    """Return a moment as people say it: 今天 17:10, 昨天 17:10, 11月20日 17:10."""
    local = at.astimezone(SHANGHAI)
    names = {today: "今天", today - timedelta(days=1): "昨天"}
    day = names.get(local.date(), f"{local.month}月{local.day}日")
    if local.year != today.year and local.date() not in names:
        day = f"{local.year}年{day}"
    return f"{day} {local:%H:%M}"

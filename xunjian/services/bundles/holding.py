"""Bundles that wait, whole, for somebody at the bureau to look at them; who admits or drops one is noted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.bundle.reading import Bundle
from xunjian.bundle.refusals import SAFE
from xunjian.db.schema.exchange import Held
from xunjian.db.types import instant_text, now
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.workspace import Workspace

ADMITTED, DROPPED = "admitted", "dropped"


@dataclass(frozen=True)
class Waiting:
    """A bundle that was put aside."""

    id: int
    name: str
    sender: str
    why: str
    at: str


class HeldForReview(UserError):
    """A bundle was put aside instead of merged; nothing of it is in the log."""

    def __init__(self, name: str, why: str, held: int) -> None:
        super().__init__(
            f"“{name}”要局里的人先看：{why}。",
            safe="整个包先放在一边，还没有合入，本库没动。",
            hint=f"看过后收下（bundle held admit {held}），或者不要（bundle held drop {held}）。",
        )
        self.held = held


def hold(workspace: Workspace, path: Path, bundle: Bundle, why: str) -> UserError:
    """Put a bundle aside and return what to raise; the same bundle is put aside once."""
    if not workspace.is_bureau:
        return UserError(
            f"“{bundle.name}”要局里的人先看：{why}。", safe=SAFE, hint="请把这个包交给局里，由局里合入后再发任务包。"
        )
    try:
        return HeldForReview(bundle.name, why, _put_aside(workspace, path, bundle, why))
    except OSError as error:
        raise UserError(
            "这个包要局里的人先看，但没能放好。", safe=SAFE, hint="请看看磁盘满了没有，再合一次。"
        ) from error


def _put_aside(workspace: Workspace, path: Path, bundle: Bundle, why: str) -> int:
    with workspace.store.apart() as session:
        row = session.scalars(select(Held).where(Held.sha256 == bundle.sha256, Held.settled.is_(None))).first()
        if row is None:
            row = Held(
                file=f"{new_uid()}.xjb",
                sha256=bundle.sha256,
                name=bundle.name,
                sender=bundle.manifest.sender.name,
                why=why,
                at=instant_text(now()),
            )
            workspace.held.put(session.connection(), row.file, path)
            session.add(row)
            session.flush()
        return row.id


def waiting(workspace: Workspace) -> list[Waiting]:
    """Return the bundles that wait, oldest first."""
    with workspace.store.read() as session:
        rows = session.scalars(select(Held).where(Held.settled.is_(None)).order_by(Held.id))
        return [Waiting(row.id, row.name, row.sender, row.why, row.at) for row in rows]


@contextmanager
def taken(workspace: Workspace, held: int) -> Iterator[Path]:
    """Yield where a bundle that waits can be read for as long as this lasts."""
    with TemporaryDirectory(dir=workspace.temporary, ignore_cleanup_errors=True) as folder:
        with workspace.store.read() as session:
            path = _fetched(workspace, session, _waiting(session, held), Path(folder))
        yield path


def _fetched(workspace: Workspace, session: Session, row: Held, folder: Path) -> Path:
    try:
        return workspace.held.fetch(session.connection(), row.file, folder)
    except OSError as error:
        raise UserError("等着看的包取不到这台机器上来。", safe=SAFE, hint="请看看磁盘满了没有，再试一次。") from error


def _waiting(session: Session, held: int) -> Held:
    row = session.get(Held, held)
    if row is None or row.settled is not None:
        raise UserError(
            f"没有第 {held} 号等着看的包。",
            safe="什么都没有改。",
            hint="也许别人已经处理了。用 bundle held list 看看还有哪些。",
        )
    return row


def drop(workspace: Workspace, held: int) -> None:
    """Drop a bundle that waits; its sender still has all that is in it."""
    require_reviewer(workspace)
    with workspace.store.write(by=workspace.person) as session:
        row = _waiting(session, held)
        _settle(row, DROPPED, workspace.person)
    _forget(workspace, row)


def admitted(workspace: Workspace, held: int) -> None:
    """Note that a bundle which waited has been merged, whatever somebody else has said of it meanwhile."""
    with workspace.store.write(by=workspace.person) as session:
        row = session.get_one(Held, held)
        _settle(row, ADMITTED, workspace.person)
    _forget(workspace, row)


def require_reviewer(workspace: Workspace) -> None:
    """Raise UserError where nobody may decide about a bundle that waits."""
    if not workspace.is_bureau:
        raise UserError("等着看的包在局里处理。", safe="什么都没有改。", hint="请在局里的电脑上做。")


def _settle(row: Held, how: str, by: str | None) -> None:
    row.settled, row.settled_at, row.settled_by = how, instant_text(now()), by


def _forget(workspace: Workspace, row: Held) -> None:
    with workspace.store.apart() as session:
        workspace.held.forget(session.connection(), row.file)

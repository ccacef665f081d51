"""Bundles that wait, whole, for somebody at the bureau to look at them; who admits or drops one is noted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from xunjian.bundle.reading import PIECE, Bundle
from xunjian.bundle.refusals import SAFE
from xunjian.db.schema.exchange import Held
from xunjian.db.types import instant_text, now
from xunjian.errors import UserError
from xunjian.files import replacing
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
    name = f"{bundle.sha256}.xjb"
    _keep(workspace, path, name)
    with workspace.store.write() as session:
        row = session.scalars(select(Held).where(Held.sha256 == bundle.sha256, Held.settled.is_(None))).first()
        if row is None:
            row = Held(
                file=name,
                sha256=bundle.sha256,
                name=bundle.name,
                sender=bundle.manifest.sender.name,
                why=why,
                at=instant_text(now()),
            )
            session.add(row)
            session.flush()
        return HeldForReview(bundle.name, why, row.id)


def _keep(workspace: Workspace, path: Path, name: str) -> None:
    folder = workspace.folder / "held"
    try:
        folder.mkdir(exist_ok=True)
        with path.open("rb") as source, replacing(folder / name) as target:
            while piece := source.read(PIECE):
                target.write(piece)
    except OSError as error:
        raise UserError(
            "这个包要局里的人先看，但没能放好。", safe=SAFE, hint="请看看磁盘满了没有，再合一次。"
        ) from error


def waiting(workspace: Workspace) -> list[Waiting]:
    """Return the bundles that wait, oldest first."""
    with workspace.store.read() as session:
        rows = session.scalars(select(Held).where(Held.settled.is_(None)).order_by(Held.id))
        return [Waiting(row.id, row.name, row.sender, row.why, row.at) for row in rows]


def path_of(workspace: Workspace, held: int) -> Path:
    """Return where a bundle that waits lies."""
    with workspace.store.read() as session:
        row = session.get(Held, held)
        if row is None or row.settled is not None:
            raise UserError(
                f"没有第 {held} 号等着看的包。", safe="什么都没有改。", hint="用 bundle held list 看看有哪些。"
            )
        return workspace.folder / "held" / row.file


def drop(workspace: Workspace, held: int) -> None:
    """Drop a bundle that waits; its sender still has all that is in it."""
    with settling(workspace, held, DROPPED):
        pass


@contextmanager
def settling(workspace: Workspace, held: int, how: str) -> Iterator[Path]:
    """Yield where a bundle that waits lies; at a clean exit it waits no longer, and who settled it is noted."""
    if not workspace.is_bureau:
        raise UserError("等着看的包在局里处理。", safe="什么都没有改。", hint="请在局里的电脑上做。")
    path = path_of(workspace, held)
    yield path
    with workspace.store.write(by=workspace.person) as session:
        row = session.get_one(Held, held)
        row.settled, row.settled_at, row.settled_by = how, instant_text(now()), workspace.person
    path.unlink(missing_ok=True)

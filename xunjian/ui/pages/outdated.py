"""Writing what somebody saw: what changed meanwhile becomes a conflict; what was taken back meanwhile is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from xunjian.db.store import Stale
from xunjian.errors import UserError
from xunjian.workspace import Workspace


class Outdated(UserError):
    """What a page shows was taken back behind it; the page has been read again and keeps what was typed."""

    def __init__(self) -> None:
        super().__init__(
            "这一页打开之后，有一次合包被撤回了，刚才写的没有存。",
            safe="您写的还在这一页上，别的内容已换成现在的样子。",
            hint="请核对一遍，再存一次。",
        )


@contextmanager
def writing(workspace: Workspace, reason: str | None, as_of: int | None) -> Iterator[Any]:
    """Yield the session of one write by the acting person, who had the state `as_of` before them."""
    try:
        with workspace.store.write(by=workspace.person, reason=reason, as_of=as_of) as session:
            yield session
    except Stale as error:
        raise Outdated from error

"""Search in one workspace: the index beside its ledger, kept up to date, and asked."""

from dataclasses import replace

from xunjian.db.search.following import BATCH, Following
from xunjian.db.search.index import NAME, SearchIndex
from xunjian.services.search.finding import A_GROUP, find
from xunjian.services.search.hits import Found
from xunjian.workspace import Workspace


class Searcher:
    """Opens the index when it is first needed. One thread at a time may use it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._index: SearchIndex | None = None
        self._following: Following | None = None

    def find(self, typed: str, limit: int = A_GROUP) -> Found:
        """Return what is found, with what was saved just now; after a large merge see `Found.behind`."""
        behind = self.go_on()
        index, _ = self._opened()
        with self._workspace.store.read() as session:
            return replace(find(session, index, typed, today=self._workspace.today(), limit=limit), behind=behind)

    def go_on(self, visits: int = BATCH) -> int:
        """Bring the index further up to the ledger, and return how many visits are left."""
        _, following = self._opened()
        with self._workspace.store.read() as session:
            return following.step(session.connection(), visits)

    def close(self) -> None:
        """Let go of the file."""
        if self._index is not None:
            self._index.close()

    def _opened(self) -> tuple[SearchIndex, Following]:
        if self._index is None or self._following is None:
            self._index = SearchIndex(self._workspace.folder / NAME)
            self._following = Following(self._index)
        return self._index, self._following

"""Who receives: a bureau and a laptop, each with a ledger of its own, set back in an instant."""

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from tests.bundles import BUREAU
from tests.fuzz import corpus
from tests.fuzz.corpus import BUREAU_MACHINE, LAPTOP, MATE, PHOTO, STRANGER, Draft, Machine
from tests.fuzz.inputs import Parcel, enveloped
from tests.fuzz.oracle import Ledger
from tests.fuzz.zips import Archive
from xunjian.db import integrity, merge
from xunjian.progress import Unwatched
from xunjian.services.bundles import exchange
from xunjian.settings import Name
from xunjian.workspace import DATABASE, Workspace


class Receiver:
    """A workspace, and what it was before anything came."""

    def __init__(
        self,
        folder: Path,
        name: str,
        machine: Machine,
        *,
        here: Sequence[Draft],
        brought: Sequence[Draft],
        url: str | None = None,
    ) -> None:
        self.name = name
        self.folder = folder / name
        role = {Name.ROLE: "group" if machine.team else "bureau", Name.TRIAL: "yes"}
        team = {Name.TEAM: machine.team} if machine.team else {}
        self.workspace = Workspace.create(self.folder, bureau=BUREAU, values=role | team, database_url=url)
        self.workspace.keys = machine.keys
        self.workspace.store.replica = machine.replica
        self.stick = folder / f"{name}.stick"
        self.stick.mkdir()
        self.path = self.stick / "来包.xjb"
        lines = corpus.welded(here)
        with self.workspace.store.connection(writing=True) as connection:
            merge.apply(connection, merge.stage(connection, lines), merge.Source("bundle", "sha256", "{}"))
        self.workspace.photos.add(PHOTO, "image/jpeg")
        self.ledger = Ledger.of(lines)
        self.honest = tuple(corpus.welded(brought))
        self.passed: dict[frozenset[str], str] = {}
        """Digests of the ledger with lines that were held against the rules already, by the names of the lines."""

    def keep(self) -> None:
        """Note what there is now: that is what `set_back` brings back."""
        self._watch = sqlite3.connect(self.folder / DATABASE, isolation_level=None)
        self._kept = sqlite3.connect(":memory:")
        self._watch.backup(self._kept)
        self._files = self.files()
        self._version = self._seen()
        self.digest = self.digest_now()

    def untouched(self) -> bool:
        """Tell whether nobody committed anything to the ledger, and no temporary file stays."""
        return self._seen() == self._version and not any(self.workspace.temporary.iterdir())

    def digest_now(self) -> str:
        with self.workspace.store.connection(writing=False) as connection:
            return integrity.digest(connection)

    def files(self) -> set[Path]:
        """Return all files of the workspace but the database's own."""
        return {path for path in self.folder.rglob("*") if not path.name.startswith(DATABASE)}

    def set_back(self) -> None:
        """Make everything as it was."""
        if self._seen() == self._version and self.files() == self._files:
            return
        self._kept.backup(self._watch)
        for path in sorted(self.files() - self._files, reverse=True):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        self._version = self._seen()

    def _seen(self) -> int:
        """Return a number that changes whenever another connection commits."""
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def merge(self, parcel: Parcel) -> None:
        """Take in an honest bundle as it comes on a stick."""
        self.path.write_bytes(enveloped(Archive(parcel.members()[1]).written(), self.name))
        exchange.merge_bundle(self.workspace, self.path, Unwatched())

    def close(self) -> None:
        self._watch.close()
        self._kept.close()
        self.workspace.close()


class Served(Receiver):
    """A workspace whose ledger is on a server: for what is rolled back, for nothing can be set back there."""

    def keep(self) -> None:
        self.digest = self.digest_now()

    def untouched(self) -> bool:
        return self.digest_now() == self.digest

    def set_back(self) -> None:
        assert self.untouched(), "nothing on the server can be set back"

    def close(self) -> None:
        self.workspace.close()


def bureau(folder: Path, url: str | None = None) -> Receiver:
    """Return the bureau, to which all three laptops have reported once."""
    kind = Served if url else Receiver
    one = kind(folder, "bureau", BUREAU_MACHINE, here=corpus.WRITTEN.here, brought=corpus.WRITTEN.report, url=url)
    for machine in (LAPTOP, MATE, STRANGER):
        one.merge(Parcel(machine, photos=[PHOTO]))
    one.keep()
    return one


def laptop(folder: Path) -> Receiver:
    """Return a laptop with the group's own work and what it was enrolled with."""
    one = Receiver(folder, "laptop", LAPTOP, here=corpus.ON_LAPTOP, brought=corpus.TASK)
    one.keep()
    return one

"""What an entry point opens: one folder with database, photos, settings and the acting person."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

from xunjian import settings
from xunjian.bundle.keys import Keys
from xunjian.db import peek
from xunjian.db.photos import PhotoStore
from xunjian.db.places import OnServer, Place, forget_address, keep_address, place_in
from xunjian.db.served_photos import ServedPhotos
from xunjian.db.shelf import ServedShelf, Shelf
from xunjian.db.store import Store
from xunjian.errors import UserError
from xunjian.machine import machine_id
from xunjian.settings import UNSURE, Name

SHANGHAI = ZoneInfo("Asia/Shanghai")
DATABASE = peek.DATABASE


class Workspace:
    """An open workspace folder. One writer at a time holds its lock; readers may look on beside it."""

    def __init__(self, folder: Path, store: Store, lock: FileLock | None) -> None:
        self.folder = folder
        self.store = store
        self.temporary = folder / "tmp"
        self.temporary.mkdir(exist_ok=True)
        self.photos = (
            ServedPhotos(folder / "blobs", self.temporary, store)
            if store.is_shared
            else PhotoStore(folder / "blobs", self.temporary)
        )
        self.held = (ServedShelf if store.is_shared else Shelf)(folder / "held")
        """Bundles that wait for somebody at the bureau."""
        self.keys: Keys | None = None
        """What signs and opens bundles, once unlocked; never written down from here."""
        self._lock = lock
        with store.read() as session:
            self.person = settings.get(session, Name.PERSON)
            self.team = settings.get(session, Name.TEAM)
            self.is_bureau = settings.get(session, Name.ROLE) != "group"
            self.is_trial = settings.get(session, Name.TRIAL) == "yes"

    @classmethod
    def open(cls, folder: Path, *, writing: bool = True) -> "Workspace":
        """Open the workspace in `folder`; a second writer is refused."""
        if not peek.has_workspace(folder):
            raise UserError("这里没有工作库。", safe="什么都没有改。", hint="请新建工作库，或用入组文件加入。")
        lock = _locked(folder) if writing else None
        with _released_on_failure(lock):
            if writing:
                _empty(folder / "tmp")
            store = Store.open(place_in(folder))
            if writing:
                _settle(store)
            return cls(folder, store, lock)

    @classmethod
    def create(
        cls, folder: Path, *, bureau: str, values: dict[Name, str], database_url: str | None = None
    ) -> "Workspace":
        """Make an empty workspace in `folder`, which must not hold one yet; its ledger there, or on a server."""
        stored = {name.value: value for name, value in values.items()}
        with _new(folder, database_url) as (place, lock):
            store = Store.create(place, bureau=bureau, values=stored)
            _settle(store)
            return cls(folder, store, lock)

    @classmethod
    def join(cls, folder: Path, database_url: str) -> "Workspace":
        """Make a workspace in `folder` for one more machine of a bureau whose ledger is on a server."""
        with _new(folder, database_url) as (place, lock):
            if not isinstance(place, OnServer):
                raise ValueError("no server")
            store = Store.join(place)
            _settle(store)
            return cls(folder, store, lock)

    def close(self) -> None:
        """Let go of the database and the lock."""
        self.store.close()
        if self._lock is not None:
            self._lock.release()

    def act_as(self, person: str) -> None:
        """Let `person` be who signs what is done from now on."""
        with self.store.write() as session:
            settings.put(session, Name.PERSON, person)
        self.person = person

    def today(self) -> date:
        """Return today's civil date in Shanghai; trial workspaces may have it pinned by XUNJIAN_TODAY."""
        pinned = os.environ.get("XUNJIAN_TODAY") if self.is_trial else None
        return date.fromisoformat(pinned) if pinned else datetime.now(SHANGHAI).date()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a workspace folder without opening it: nobody writes there meanwhile."""
    lock = _locked(folder)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _new(folder: Path, database_url: str | None) -> Iterator[tuple[Place, FileLock]]:
    """Yield where a new workspace's ledger is to be; a failure leaves the folder as one that holds none."""
    if peek.has_workspace(folder):
        raise UserError("这个文件夹里已经有一个工作库。", safe="它没有动。", hint="请打开它，或换一个文件夹。")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError("这个文件夹建不了。", safe="什么都没有改。", hint="请换一个能写的位置。") from error
    lock = _locked(folder)
    with _released_on_failure(lock):
        if database_url is None:
            yield folder / DATABASE, lock
            return
        try:
            yield keep_address(folder, database_url), lock
        except BaseException:
            forget_address(folder)
            raise


def _settle(store: Store) -> None:
    """Let a copied or moved workspace write as a replica of its own, and ask before it issues a number."""
    if name := machine_id():
        store.settle_on(name, if_moved={Name.NUMBERS.value: UNSURE})


def _locked(folder: Path) -> FileLock:
    lock = FileLock(folder / "lock", thread_local=False)  # a window opens on one thread and closes on another
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise UserError(
            "这个工作库正被另一个巡检窗口或命令用着。", safe="什么都没有改。", hint="请先关掉那一个，再试一次。"
        ) from error
    except OSError as error:
        raise UserError(
            "这个工作库的文件夹写不进去。", safe="什么都没有改。", hint="请检查文件夹的权限，或换一个位置。"
        ) from error
    return lock


@contextmanager
def _released_on_failure(lock: FileLock | None) -> Iterator[None]:
    """Let go of the lock if the workspace does not open: the next attempt must not be told that it is in use."""
    try:
        yield
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _empty(folder: Path) -> None:
    """Remove what an interrupted run left unfinished."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(exist_ok=True)

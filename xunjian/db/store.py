"""The ledger of a workspace: opening, reading, writing; the same on both engines (engines/)."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, Table, inspect, text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from xunjian.db import changelog, engines, integrity, views
from xunjian.db.changelog import EXTERNAL, Author, Resolved
from xunjian.db.migrations import NEWEST, stored_version, upgrade
from xunjian.db.places import OnServer, Place
from xunjian.db.registers import logged_tables
from xunjian.db.schema.local import Setting
from xunjian.db.uids import new_uid
from xunjian.errors import UserError

_ADD_SETTING = text("INSERT INTO local_setting (name, value) VALUES (:name, :value)")
_PUT_SETTING = text(
    "INSERT INTO local_setting (name, value) VALUES (:name, :value)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_SETTINGS = text("SELECT name, value FROM local_setting")


class Stale(UserError):
    """A form shows what an undo of an import may have taken away since; nothing was saved."""

    def __init__(self) -> None:
        super().__init__(
            "这一页打开之后，有一次合包被撤回了，页上可能还是撤回的内容。",
            safe="您写的还在这一页上，没有存；库里的内容没有动。",
            hint="请抄下您写的，重新打开这一页，再填一次。",
        )


class Store:
    """One ledger: who writes into it here (the replica) and for which bureau; sessions that read, that write.

    This machine's own settings lie in the same file, or beside a ledger that is on a server.
    """

    def __init__(self, ledger: Engine, own: Engine) -> None:
        self._engine = ledger
        self._own = own
        with engines.advising(own), engines.begin(own, writing=False) as connection:
            settings: dict[str, str] = dict(connection.execute(_SETTINGS).all())
        self.replica: str = settings["replica"]
        self.bureau: str = settings["bureau"]
        self._machine: str | None = settings.get("machine")
        self.folder = Path(str(own.url.database)).parent

    @classmethod
    def open(cls, place: Place) -> "Store":
        """Open the ledger at `place`, bringing older ones up to date; a newer one is refused untouched."""
        file = place if isinstance(place, Path) else place.machine
        if not file.is_file() or file.stat().st_size == 0:
            raise UserError("这里没有工作库。", safe="什么都没有改。", hint="请新建工作库，或用入组文件加入。")
        with _closed_on_failure(engines.connect(place)) as engine:
            version = _version(engine, place)
            if version < NEWEST:
                _bring_up_to_date(engine)
            _prepare(engine)
            store = cls(engine, engine if isinstance(place, Path) else engines.connect(place.machine))
            if version < NEWEST:
                # What a newer program had written lay in the log unseen; now there are columns to show it in.
                with store.connection(writing=True) as connection:
                    integrity.rebuild(connection)
        return store

    @classmethod
    def create(cls, place: Place, *, bureau: str, values: Mapping[str, str] | None = None) -> "Store":
        """Make an empty ledger for a bureau, with a replica uid of its own for this machine.

        `values` are the settings with which every machine of this ledger begins.
        """
        if isinstance(place, Path) and place.exists():
            raise UserError("这里已经有一个工作库。", safe="它没有动。", hint="请打开它，或换一个文件夹。")
        with _closed_on_failure(engines.connect(place)) as engine:
            _found(engine, {"bureau": bureau, **(values or {})})
            own = engine if isinstance(place, Path) else engines.connect(place.machine)
            _begin_here(own, {} if own is engine else _founded(engine))
            return cls(engine, own)

    @classmethod
    def join(cls, place: OnServer) -> "Store":
        """Let this machine work on a ledger that is on a server: as a replica of its own."""
        with _closed_on_failure(engines.connect(place)) as engine:
            _version(engine, place)
            _begin_here(engines.connect(place.machine), _founded(engine))
            engine.dispose()
        return cls.open(place)

    @property
    def is_shared(self) -> bool:
        """Whether other machines work on the same ledger."""
        return self._own is not self._engine

    def settle_on(self, machine: str, *, if_moved: Mapping[str, str]) -> bool:
        """Write as a replica of the computer `machine`; return whether the workspace was another computer's before.

        Then it gets a new replica uid, and the settings `if_moved`, before it writes anything: two copies of one disk
        must not number their commits alike.
        """
        if machine == self._machine:
            return False
        moved = self._machine is not None
        values = {"machine": machine, **({"replica": new_uid(), **if_moved} if moved else {})}
        with engines.advising(self._own), engines.begin(self._own, writing=True) as connection:
            for name, value in values.items():
                connection.execute(_PUT_SETTING, {"name": name, "value": value})
        self._machine, self.replica = machine, values.get("replica", self.replica)
        return moved

    def close(self) -> None:
        """Let go of files and connections."""
        self._engine.dispose()
        self._own.dispose()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session that sees one state; its `info["as_of"]` is what a form hands back when it is saved."""
        with engines.advising(self._engine), self._session(writing=False) as (connection, session):
            session.info["as_of"] = views.last_commit(connection)
            yield session

    @contextmanager
    def write(
        self,
        *,
        by: str | None = None,
        reason: str | None = None,
        as_of: int | None = None,
        resolving: Resolved = frozenset(),
    ) -> Iterator[Session]:
        """Yield a session whose changes are logged and committed at a clean exit, or undone whole by an exception.

        `by` is the acting person's uid. `as_of` is the state that the person had before them; `resolving` names the
        registers whose conflict the person decides. A state from before an undo of an import is refused: `Stale`.
        What is in `info["before_commit"]` is called when all is written, before it counts.
        """
        author = Author(self.replica, self.bureau, by, reason)
        with engines.advising(self._engine), self._session(writing=True) as (connection, session):
            if as_of is not None and as_of < views.last_retraction(connection):
                raise Stale
            changelog.seal(connection, Author(self.replica, self.bureau, EXTERNAL))
            yield session
            session.flush()
            changelog.seal(connection, author, as_of=as_of, resolving=resolving)
            for act in session.info["before_commit"]:
                act()

    @contextmanager
    def connection(self, *, writing: bool) -> Iterator[Connection]:
        """Yield a bare connection in a transaction of its own, for statements over sets."""
        with engines.advising(self._engine), self._begin(writing=writing) as connection:
            if writing:
                changelog.seal(connection, Author(self.replica, self.bureau, EXTERNAL))
            yield connection

    @contextmanager
    def beside(self) -> Iterator[Connection]:
        """Yield a connection for what is no part of the ledger: each statement stands alone and takes no turn."""
        with (
            engines.advising(self._engine),
            self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        ):
            yield connection

    @contextmanager
    def apart(self) -> Iterator[Session]:
        """Yield a session that writes what is large and no part of the log: on a server nobody waits for its end."""
        with (
            engines.advising(self._engine),
            engines.begin(self._engine, writing=True, in_turn=False) as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session
            session.flush()

    @contextmanager
    def _session(self, *, writing: bool) -> Iterator[tuple[Connection, Session]]:
        with ExitStack() as stack:
            own: dict[Any, Any] = {}
            if self._own is not self._engine:
                own[Setting] = stack.enter_context(engines.begin(self._own, writing=False))
            connection = stack.enter_context(self._begin(writing=writing))
            info = {"folder": self.folder, "before_commit": []}
            yield connection, stack.enter_context(Session(connection, binds=own, expire_on_commit=False, info=info))

    def _begin(self, *, writing: bool) -> AbstractContextManager[Connection]:
        return engines.begin(self._engine, writing=writing)


@contextmanager
def _closed_on_failure(engine: Engine) -> Iterator[Engine]:
    try:
        with engines.advising(engine):
            yield engine
    except BaseException:
        engine.dispose()
        raise


def _version(engine: Engine, place: Place) -> int:
    """Return the version of a ledger's tables; refuses what is no ledger, or a newer one."""
    with engines.begin(engine, writing=False) as connection:
        version = stored_version(connection)
    if version is None and isinstance(place, OnServer):
        raise UserError("那里没有巡检的工作库。", safe="程序没有改动它。", hint="请核对库名，或先新建工作库。")
    if version is None:
        raise UserError("这个文件不是巡检的工作库。", safe="程序没有改动它。", hint="请换一个文件夹，或从备份恢复。")
    if version > NEWEST:
        raise UserError("这个工作库是新版程序建的，这一版打不开。", safe="工作库没有动。", hint="请先升级程序。")
    return version


def _bring_up_to_date(engine: Engine) -> None:
    with engines.begin(engine, writing=True) as connection:
        upgrade(connection)


def _found(engine: Engine, values: Mapping[str, str]) -> None:
    """Make the tables of a new ledger, with what all its machines begin with."""
    with engines.begin(engine, writing=False) as connection:
        tables = inspect(connection).get_table_names()
    if tables:
        raise _taken(ours="log_commit" in tables)
    try:
        with engines.begin(engine, writing=True, in_turn=False) as connection:
            upgrade(connection)
            connection.execute(_ADD_SETTING, [{"name": name, "value": value} for name, value in values.items()])
    except (IntegrityError, ProgrammingError) as error:
        # Another machine was making its tables at the same moment, and was first.
        raise _taken(ours=True) from error
    _prepare(engine)


def _taken(*, ours: bool) -> UserError:
    if ours:
        return UserError("这里已经有一个工作库。", safe="它没有动。", hint="请接到它上面，或换一个空的数据库。")
    return UserError("这个数据库里已经有别的表。", safe="什么都没有改。", hint="请管理员另建一个空的数据库。")


def _founded(engine: Engine) -> dict[str, str]:
    with engines.begin(engine, writing=False) as connection:
        return dict(connection.execute(_SETTINGS).all())


def _begin_here(own: Engine, values: Mapping[str, str]) -> None:
    """Make this machine's own settings: its replica uid, and what the ledger was founded with."""
    table = cast("Table", Setting.__table__)
    with engines.begin(own, writing=True) as connection:
        table.create(connection, checkfirst=True)
        settings = {**values, "replica": new_uid()}
        connection.execute(_ADD_SETTING, [{"name": name, "value": value} for name, value in settings.items()])


_WANTED_COUNTERS = ("cid", "rid", "case", "import")


def _prepare(engine: Engine) -> None:
    """See to what every opening needs: triggers as they must be, registers and counters known."""
    kind, tables = engines.kind_of(engine), sorted(logged_tables())
    with engines.begin(engine, writing=False) as connection:
        triggers_wanted = not kind.has_triggers(connection, tables)
        fields = _unknown_fields(connection)
        counters = _unknown_counters(connection)
    if not (triggers_wanted or fields or counters):
        return
    with engines.begin(engine, writing=True) as connection:
        if triggers_wanted:
            kind.make_triggers(connection, tables)
        for statement, rows in ((_ADD_FIELD, fields), (_ADD_COUNTER, counters)):
            if rows:
                connection.execute(statement, rows)


_ADD_FIELD = text("INSERT INTO log_field (tbl, name) VALUES (:tbl, :name) ON CONFLICT (tbl, name) DO NOTHING")
_ADD_COUNTER = text("INSERT INTO log_counter (name, value) VALUES (:name, 0) ON CONFLICT (name) DO NOTHING")


def _unknown_fields(connection: Connection) -> list[dict[str, str]]:
    known = {tuple(row) for row in connection.execute(text("SELECT tbl, name FROM log_field"))}
    registers = ((table.name, register.name) for table in logged_tables().values() for register in table.registers)
    return [{"tbl": table, "name": name} for table, name in registers if (table, name) not in known]


def _unknown_counters(connection: Connection) -> list[dict[str, str]]:
    known = set(connection.scalars(text("SELECT name FROM log_counter")))
    return [{"name": name} for name in _WANTED_COUNTERS if name not in known]

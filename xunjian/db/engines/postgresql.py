"""PostgreSQL: the ledger is on a server, and several machines of a bureau work on it at once.

A transaction sees the state at its beginning (REPEATABLE READ), so a statement never meets half of what somebody else
did meanwhile; if another tool changes the same row at the same time, one of the two is refused instead of the
other's edit being lost.
"""

from collections.abc import Iterable

from psycopg import Connection as DriverConnection
from psycopg import OperationalError
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import ConnectionPoolEntry

from xunjian.db.engines.ordering import NothingFirst
from xunjian.db.places import OnServer
from xunjian.errors import UserError

OLDEST = 130_000
"""pg_current_xact_id() came with 13."""

_SETTINGS = {
    # A turn, or a row that another tool holds, is waited for no longer than a person at a form waits.
    "lock_timeout": "15s",
    # A machine that vanished in the middle of a write must not keep the others waiting for hours.
    "idle_in_transaction_session_timeout": "300s",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}

# Nothing of the ledger but the migrations writes to this table, so a lock on it holds nobody else up. Taking it does
# not fix the state that the transaction sees, as a SELECT of pg_advisory_xact_lock() would: whoever has waited for a
# turn sees what was written in the turn before. And it goes with its transaction, whatever happens to the machine.
_TAKE_TURN = "LOCK TABLE alembic_version IN EXCLUSIVE MODE"

_NOT_SAVED = "您刚才改的没有存，已存的内容没有动。"
_ADVICE = {
    "53100": ("数据库服务器满了，刚才这一项没存上。", "前面的都在。", "请管理员腾出空间，再存一次。"),
    "53200": ("数据库服务器的内存不够，刚才这一项没存上。", "前面的都在。", "请过一会儿再存一次，或告诉管理员。"),
    "53300": ("数据库服务器的连接满了。", "已存的内容没有动。", "请过一会儿再试，或请管理员加大连接数。"),
    "55P03": ("另一台机器正在写，这一次没有轮到。", _NOT_SAVED, "请稍等一会儿，再存一次。"),
    "40001": ("就在刚才，另一个程序改了同一处。", _NOT_SAVED, "请看一看它改了什么，再存一次。"),
    "40P01": ("就在刚才，另一个程序改了同一处。", _NOT_SAVED, "请看一看它改了什么，再存一次。"),
    "25006": ("数据库服务器现在只能读，不能写。", _NOT_SAVED, "请管理员检查服务器，再存一次。"),
    "42501": ("这个数据库用户的权限不够。", "已存的内容没有动。", "请管理员给它这个库的全部权限。"),
    "57014": ("数据库服务器中断了刚才这一步。", _NOT_SAVED, "请再存一次；总是这样就告诉管理员。"),
    "58030": ("数据库服务器的磁盘读写出错，刚才这一项没存上。", "前面的都在。", "请马上告诉管理员。"),
    "XX001": ("数据库服务器上的文件损坏了。", "程序没有改动它。", "请管理员从备份恢复。"),
    "XX002": ("数据库服务器上的索引损坏了。", "程序没有改动它。", "请管理员重建索引，或从备份恢复。"),
}


def connect(place: OnServer) -> Engine:
    """Return an engine for the database of a server."""
    query = dict(place.url.query)
    settings = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    arguments = {
        "connect_timeout": query.pop("connect_timeout", "10"),
        "client_encoding": "utf8",
        "application_name": query.pop("application_name", "xunjian"),
        "options": f"{settings} {query.pop('options', '')}".strip(),
    }
    if place.password is not None:
        arguments["passfile"] = str(place.password)
    url = place.url.set(query=query)
    engine = create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True, connect_args=arguments)
    engine.dialect.statement_compiler = NothingFirst

    @event.listens_for(engine, "connect")
    def set_up(connection: "DriverConnection[tuple[object, ...]]", _record: ConnectionPoolEntry) -> None:
        try:
            _check_server(connection)
        except UserError:
            connection.close()
            raise
        connection.adapters.register_loader("numeric", _WholeLoader)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("in_turn", False):
            connection.exec_driver_sql(_TAKE_TURN)

    return engine


class _WholeLoader(Loader):
    """Sums of whole numbers are whole numbers here; SQLAlchemy would make money of them that is no longer an int."""

    def load(self, data: Buffer) -> int | float:
        digits = bytes(data).decode()
        return float(digits) if "." in digits else int(digits)


def _check_server(connection: "DriverConnection[tuple[object, ...]]") -> None:
    info = connection.info
    if info.server_version < OLDEST:
        raise UserError(
            f"数据库服务器太旧（PostgreSQL {info.server_version // 10_000}）。",
            safe="什么都没有改。",
            hint="请管理员升级到 PostgreSQL 13 或更新的版本。",
        )
    if info.parameter_status("server_encoding") != "UTF8":
        raise UserError(
            "这个数据库的编码不是 UTF-8，存不下所有汉字。",
            safe="什么都没有改。",
            hint="请管理员另建一个编码为 UTF8 的数据库。",
        )


def advice(cause: BaseException) -> UserError | None:
    """Return what its reader can do about an error of the driver; None for a mistake of the program."""
    state = getattr(cause, "sqlstate", None)
    if state in _ADVICE:
        what, safe, hint = _ADVICE[state]
        return UserError(what, safe=safe, hint=hint)
    if state is None and isinstance(cause, OperationalError) and "connection to server" in str(cause):
        return _unreachable(str(cause))
    if isinstance(cause, OperationalError) and (state is None or state.startswith(("08", "57P", "25P03"))):
        return UserError(
            "和数据库服务器的连接断了。",
            safe="已存的内容没有动；刚才这一项多半没存上。",
            hint="请等连接恢复，看看刚才这一项在不在，再存一次。",
        )
    return None


def _unreachable(message: str) -> UserError:
    """Tell why no connection came about: the library tells it only in words, and the server's are its own language."""
    said = " ".join(message.partition(" failed: ")[2].split("\n")[0].split()).removeprefix("FATAL:").strip()
    if any(word in message for word in ("password", "pg_hba", "role ", "密码", "口令", "认证")):
        return UserError(
            f"数据库服务器不让进（{said}）。",
            safe="什么都没有改。",
            hint="请核对地址里的用户名和密码，或请管理员放行这台机器。",
        )
    if "FATAL" in message and "database" in message:
        return UserError(
            f"服务器上没有这个数据库（{said}）。", safe="什么都没有改。", hint="请核对库名，或请管理员先建好。"
        )
    return UserError(
        f"连不上数据库服务器（{said}）。",
        safe="已存的内容没有动。",
        hint="请检查网络、地址和服务器是否开着，再试一次。",
    )


_FUNCTION = "log_mark"
# TRUNCATE fires no trigger of a row. Each transaction has marks of its own: a mark that somebody else is clearing at
# this moment stands for what they have seen, not for this edit.
_BODY = """
DECLARE
  tx CONSTANT bigint := pg_current_xact_id()::text::bigint;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    EXECUTE format('INSERT INTO log_dirty (tbl, uid, tx) SELECT %L, uid, %s FROM %I ON CONFLICT DO NOTHING',
                   TG_TABLE_NAME, tx, TG_TABLE_NAME);
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO log_dirty (tbl, uid, tx) VALUES (TG_TABLE_NAME, OLD.uid, tx) ON CONFLICT DO NOTHING;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO log_dirty (tbl, uid, tx) VALUES (TG_TABLE_NAME, NEW.uid, tx) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
"""
_TRIGGERS = {
    "mark": ("AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW", 1 + 4 + 8 + 16),
    "mark_all": ("BEFORE TRUNCATE ON {table} FOR EACH STATEMENT", 2 + 32),
}
"""When each fires: in words, and in the bits of pg_trigger.tgtype."""

_PRESENT = text(
    "SELECT c.relname, t.tgname, t.tgtype, t.tgenabled::text, p.prosrc FROM pg_trigger t"
    " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
    " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace AND t.tgname IN ('mark', 'mark_all')"
)


def has_triggers(connection: Connection, tables: Iterable[str]) -> bool:
    """Tell whether the triggers that note touched rows of `tables` are there and as they must be."""
    wanted = {(table, name, bits, "O", _BODY) for table in tables for name, (_, bits) in _TRIGGERS.items()}
    return {tuple(row) for row in connection.execute(_PRESENT)} == wanted


def make_triggers(connection: Connection, tables: Iterable[str]) -> None:
    """Make them anew."""
    connection.execute(
        text(f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$")
    )
    for table in tables:
        for name, (moment, _) in _TRIGGERS.items():
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} {moment.format(table=table)} EXECUTE FUNCTION {_FUNCTION}()"
            )


def faults(_connection: Connection) -> list[str]:
    """Return nothing: the server's administrator sees to its files."""
    return []

"""Drivers of databases: their methods that take a statement ask the SQL guard first."""

from __future__ import annotations

import sys

from .. import audit, faults, imports, registry
from . import sql

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    Row = tuple[str, str, str, str]

_BOTH = "execute executemany"
_DRIVERS: tuple[Row, ...] = (
    ("psycopg.cursor", "Cursor", "postgres", "execute executemany stream copy"),
    ("psycopg.cursor_async", "AsyncCursor", "postgres", "execute executemany stream copy"),
    ("psycopg._server_cursor", "ServerCursor", "postgres", "execute"),
    ("psycopg._server_cursor_async", "AsyncServerCursor", "postgres", "execute"),
    ("pymysql.cursors", "Cursor", "mysql", _BOTH),
    ("MySQLdb.cursors", "BaseCursor", "mysql", _BOTH),
    ("aiomysql.cursors", "Cursor", "mysql", _BOTH),
    ("mysql.connector.cursor", "MySQLCursor MySQLCursorPrepared", "mysql", _BOTH),
    ("mysql.connector.cursor_cext", "CMySQLCursor CMySQLCursorPrepared", "mysql", _BOTH),
    ("mysql.connector.aio.cursor", "MySQLCursor MySQLCursorPrepared", "mysql", _BOTH),
    (
        "asyncpg.connection",
        "Connection",
        "postgres",
        "execute executemany fetch fetchval fetchrow fetchmany prepare cursor copy_from_query",
    ),
    ("pg8000.dbapi", "Cursor", "postgres", _BOTH),
    ("pg8000.legacy", "Cursor", "postgres", _BOTH),
    ("pg8000.native", "Connection", "postgres", "run prepare"),
    ("redshift_connector.cursor", "Cursor", "postgres", _BOTH),
    ("aiosqlite.core", "Connection", "sqlite", "execute executemany executescript execute_insert execute_fetchall"),
    ("aiosqlite.cursor", "Cursor", "sqlite", "execute executemany executescript"),
    ("clickhouse_driver.client", "Client", "mysql", "execute execute_iter execute_with_progress query_dataframe"),
    (
        "clickhouse_connect.driver",
        "HttpClient Client",
        "mysql",
        "query query_np query_df query_arrow query_column_block_stream query_row_block_stream query_rows_stream "
        "query_np_stream query_df_stream query_arrow_stream command raw_query raw_stream",
    ),
    ("clickhouse_connect.driver._backendclient", "SyncBackendClient", "mysql", "command raw_query raw_stream"),
    ("duckdb", "DuckDBPyConnection", "postgres", "execute executemany sql query"),
)
"""Module, classes, dialect, methods.  A class that lacks a method has it from another in this table, or not at all."""
_NAMES = ("query", "sql", "operation", "statement", "command", "cmd")
_ELSEWHERE = {
    "_sqlite3": "databases_c.sqlite",
    "sqlite3.dbapi2": "databases_c.sqlite",
    "psycopg2.extensions": "databases_c.psycopg2_types",
    "psycopg2": "databases_c.psycopg2",
    "pyodbc": "databases_shells.pyodbc",
    "pymssql": "databases_shells.pymssql",
}
"""Modules whose types are not Python's, and what guards them: loaded with the first of them."""
_COROUTINE = 0x80
"""The flag of `async def` in a function's code."""


def install() -> None:
    """Wait for the drivers' modules."""
    for module, act in _ELSEWHERE.items():
        imports.when(module, lambda found, act=act: _load(act)(found))  # type: ignore[misc]
    for row in _DRIVERS:
        imports.when(row[0], lambda module, row=row: _wrap(module, row))  # type: ignore[misc]

    registry.before.append(("databases", _look))
    audit.on("socket.connect", _look)  # a driver that the handler has imported just now connects first


_checked: set[str] = set()
_size = [0]
"""How many modules there were when they were looked at last."""


def _look(_found: object) -> None:
    """Guard drivers that are in no table, and have been imported since the last look."""
    if len(sys.modules) == _size[0]:
        return
    _size[0] = len(sys.modules)
    for name in list(sys.modules):
        names = getattr(sys.modules.get(name), "__dict__", {}) if name not in _checked else {}
        if getattr(names.get("__spec__"), "_initializing", False):  # it is being imported
            continue
        _checked.add(name)
        if "apilevel" in names and "paramstyle" in names and "connect" in names and not _is_known(name):
            faults.shielded("driver " + name, _load("databases_any.follow"), sys.modules[name])


def _is_known(name: str) -> bool:
    package = name.partition(".")[0]
    return any(one.partition(".")[0] == package for one in (*_ELSEWHERE, *(row[0] for row in _DRIVERS)))


def _load(act: str) -> Any:
    """A function of another module here, as `databases_c.sqlite`."""
    module, _, name = act.partition(".")
    return getattr(__import__(f"{__package__}.{module}", fromlist=(name,)), name)


def _wrap(module: ModuleType, row: Row) -> None:
    name, classes, dialect, methods = row
    wrapped = 0
    for owner in (getattr(module, one, None) for one in classes.split()):
        for method in methods.split():
            original = vars(owner).get(method) if owner is not None else None
            if callable(original):
                sink = f"{name.partition('.')[0]}.{method}"
                setattr(owner, method, asking(original, dialect, sink))
                wrapped += 1
    if not wrapped:
        faults.missing("the statements of " + name)


def asking(original: Any, dialect: str, sink: str) -> Any:
    """The method, with the guard asked about its statement before it does anything."""

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        ask(args, kwargs, dialect, sink, self)
        return original(self, *args, **kwargs)

    async def awaited(self: Any, *args: Any, **kwargs: Any) -> Any:
        ask(args, kwargs, dialect, sink, self)
        return await original(self, *args, **kwargs)

    flags = getattr(getattr(original, "__code__", None), "co_flags", 0)
    return dressed(awaited if flags & _COROUTINE else method, original)


def ask(args: tuple[Any, ...], kwargs: dict[str, Any], dialect: str, sink: str, owner: Any = None) -> None:
    """Have the statement judged that is the first argument, or has one of the names that drivers give it."""
    name = None if args else next((name for name in _NAMES if name in kwargs), None)
    statement = args[0] if args else kwargs.get(name) if name else None
    if statement is not None:
        bound = (*args[1:], *(value for key, value in kwargs.items() if key != name))
        sql.ask(statement, dialect, sink, owner, bound)


def dressed(wrapper: Any, original: Any) -> Any:
    """The wrapper, looking like what it wraps."""
    for name in ("__name__", "__qualname__", "__doc__", "__module__"):
        value = getattr(original, name, None)
        if value is not None:
            setattr(wrapper, name, value)
    wrapper.__dict__.update(getattr(original, "__dict__", ()))  # marks, such as that of a coroutine
    wrapper.__wrapped__ = original
    return wrapper

"""Drivers of databases: their methods that take a statement ask the SQL guard first."""

from __future__ import annotations

from .. import faults, imports
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
)
"""Module, classes, dialect, methods.  A class that lacks a method has it from another in this table, or not at all."""
_NAMES = ("query", "sql", "operation", "statement", "command")
_COROUTINE = 0x80
"""The flag of `async def` in a function's code."""


def install() -> None:
    """Wait for the drivers' modules."""
    imports.when("sqlite3.dbapi2", _sqlite)
    imports.when("psycopg2.extensions", _psycopg2_types)
    imports.when("psycopg2", _psycopg2)
    for row in _DRIVERS:
        imports.when(row[0], lambda module, row=row: _wrap(module, row))  # type: ignore[misc]


def _sqlite(module: ModuleType) -> None:
    from . import databases_c

    databases_c.sqlite(module)


def _psycopg2_types(module: ModuleType) -> None:
    from . import databases_c

    databases_c.psycopg2_types(module)


def _psycopg2(module: ModuleType) -> None:
    from . import databases_c

    databases_c.psycopg2(module)


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

    def before(self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        statement = args[0] if args else next((kwargs[name] for name in _NAMES if name in kwargs), None)
        if statement is not None:
            sql.ask(statement, dialect, sink, self)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        before(self, args, kwargs)
        return original(self, *args, **kwargs)

    async def awaited(self: Any, *args: Any, **kwargs: Any) -> Any:
        before(self, args, kwargs)
        return await original(self, *args, **kwargs)

    flags = getattr(getattr(original, "__code__", None), "co_flags", 0)
    return dressed(awaited if flags & _COROUTINE else method, original)


def dressed(wrapper: Any, original: Any) -> Any:
    """The wrapper, looking like what it wraps."""
    for name in ("__name__", "__qualname__", "__doc__", "__module__"):
        value = getattr(original, name, None)
        if value is not None:
            setattr(wrapper, name, value)
    wrapper.__dict__.update(getattr(original, "__dict__", ()))  # marks, such as that of a coroutine
    wrapper.__wrapped__ = original
    return wrapper

"""Drivers of types that cannot be changed, and drivers that no table names: guarded, and as before to the function."""

# ruff: noqa: S608  # careless statements are what is tested
from __future__ import annotations

import asyncio
import inspect
import sys
from types import ModuleType, SimpleNamespace
from typing import Any, Callable

import pytest

from ennead_agent import verdicts
from ennead_agent.guards import databases, databases_any, databases_shells, sql, sql_lexer

Serving = Callable[..., "list[dict[str, Any]]"]
ATTACK = "x' OR '1'='1"


def _owned(value: str) -> str:
    return "SELECT id FROM items WHERE owner = '" + value + "'"


def _finish(value: Any) -> Any:
    return asyncio.run(value) if inspect.iscoroutine(value) else value


class Fixed(type):
    """The type of types that can be neither changed nor derived from, as those of C modules."""

    def __setattr__(cls, name: str, value: Any) -> None:
        raise TypeError(f"cannot set {name!r} attribute of immutable type")


class FixedCursor(metaclass=Fixed):
    """A cursor as pyodbc and pymssql have it."""

    __slots__ = ("arraysize", "connection", "rows", "sent")

    def __init__(self, connection: Any) -> None:
        self.sent: str | None = None
        self.connection, self.arraysize, self.rows = connection, 1, iter([(1,)])

    def execute(self, sql: str, *params: Any) -> FixedCursor:
        """Sends."""
        self.sent = sql
        return self

    executemany = execute

    def fetchone(self) -> Any:
        return next(self.rows, None)

    def __iter__(self) -> FixedCursor:
        return self

    def __next__(self) -> Any:
        return next(self.rows)

    def __enter__(self) -> FixedCursor:
        return self

    def __exit__(self, *_: object) -> None:
        self.sent = None


class FixedConnection(metaclass=Fixed):
    """A connection of the same kind; `execute` makes a cursor of its own."""

    __slots__ = ("autocommit", "name")

    def __init__(self, name: str, autocommit: bool = False) -> None:
        self.name, self.autocommit = name, autocommit

    def cursor(self) -> FixedCursor:
        return FixedCursor(self)

    def execute(self, sql: str, *params: Any) -> FixedCursor:
        return self.cursor().execute(sql, *params)

    def getinfo(self, number: int) -> str:
        if not self.name:
            raise LookupError("the driver does not tell")
        return self.name if number == 17 else "other"

    def __enter__(self) -> FixedConnection:
        return self

    def __exit__(self, *_: object) -> None:
        self.autocommit = False


def _fixed(name: str) -> Any:
    module: Any = ModuleType(name)
    module.apilevel, module.paramstyle = "2.0", "qmark"
    module.Connection, module.Cursor = FixedConnection, FixedCursor

    def connect(name: str, autocommit: bool = False) -> FixedConnection:
        """Connects."""
        return FixedConnection(name, autocommit)

    module.connect = connect
    return module


@pytest.mark.parametrize("name", ["pyodbc", "pymssql"])
def test_types_that_cannot_be_changed_get_shells(name: str, serving: Serving) -> None:
    """Each way to a statement is guarded: by cursors, by the connection, in `with`, behind what a call gives."""
    module = _fixed(name)
    getattr(databases_shells, name)(module)
    assert module.connect.__doc__ == "Connects."
    said = serving({"owner": ATTACK})
    connection = module.connect("Microsoft SQL Server", autocommit=True)
    with connection as again, connection.cursor() as cursor:
        assert again is connection
        cursors = [
            cursor,
            connection.cursor(),
            connection.execute("SELECT 1"),
            cursor.execute("SELECT 1"),
            iter(cursor),
        ]
    cursors.append(cursor.connection.cursor())
    for one in cursors:
        for call in (one.execute, one.executemany):
            with pytest.raises(verdicts.Blocked):
                call(_owned(ATTACK))
            with pytest.raises(verdicts.Blocked):
                call(sql=_owned(ATTACK))
        assert one.execute(_owned("ann"), 1) is one
        assert one.sent == _owned("ann")
    with pytest.raises(verdicts.Blocked):
        connection.execute(_owned(ATTACK))
    assert {(event["facts"]["dialect"], event["facts"]["sink"].partition(".")[0]) for event in said} == {
        ("mssql", name)
    }


def test_shells_look_like_what_is_in_them() -> None:
    """Classes, attributes, their change, iteration, names and errors are those of the object."""
    module = _fixed("pyodbc")
    databases_shells.pyodbc(module)
    connection = module.connect("SQLite")
    cursor = connection.cursor()
    assert isinstance(connection, module.Connection)
    assert isinstance(cursor, module.Cursor)
    assert not isinstance(cursor, module.Connection)
    assert (type(cursor).__name__, type(cursor).__module__, type(cursor).__doc__) == (
        "FixedCursor",
        FixedCursor.__module__,
        FixedCursor.__doc__,
    )
    assert cursor.connection is connection
    cursor.arraysize = 7
    assert cursor.arraysize == 7
    del cursor.arraysize
    with pytest.raises(AttributeError, match="arraysize"):
        _ = cursor.arraysize
    with pytest.raises(AttributeError, match="unheard_of"):
        cursor.unheard_of = 1
    assert not hasattr(connection, "fetchone")
    assert not hasattr(connection, "__iter__")
    assert list(cursor) == [(1,)]
    assert cursor.fetchone() is None
    assert dir(cursor) == dir(FixedCursor(None))
    assert "FixedCursor object" in repr(cursor)
    assert {cursor: 1}[cursor] == 1
    with pytest.raises(TypeError):
        cursor.execute()


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("Microsoft SQL Server", "mssql"),
        ("PostgreSQL", "postgres"),
        ("MariaDB", "mysql"),
        ("SQLite", "sqlite"),
        ("Oracle", "ansi"),
        ("", "mssql"),
    ],
)
def test_odbc_tells_the_dialect(name: str, dialect: str) -> None:
    """A connection by ODBC is judged as the database that it leads to; as SQL Server if that is not told."""
    assert databases_shells._dialect_of_odbc(FixedConnection(name)) == dialect


def test_fault_of_ours_leaves_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that cannot be put into a shell is handed out as it is, and said; the driver's errors pass."""
    from ennead_agent import faults

    said: list[str] = []
    monkeypatch.setattr(faults, "caught", lambda where, _error: said.append(where))
    module = _fixed("pymssql")
    databases_shells.follow(module, lambda _: 1 / 0)  # type: ignore[arg-type,return-value]
    assert type(module.connect("x")) is FixedConnection
    assert said == ["pymssql"]
    with pytest.raises(TypeError):
        module.connect()


TSQL = "SELECT TOP (5) [order], N'it''s' FROM [dbo].[items] WITH (NOLOCK) WHERE owner = N'%s' AND id = %s -- [x] 'y'"


@pytest.mark.parametrize(
    ("owner", "number", "stopped"),
    [
        ("ann", "7", False),
        ("O''Brien", "-7", False),
        ("[x]", "7.5", False),
        ("WAITFOR; -- a 'seat'".replace("'", "''"), "0", False),
        ("x' WAITFOR DELAY '0:0:5' --", "7", True),
        ("x'; EXEC xp_cmdshell 'dir' --", "7", True),
        ("x' OR [order] = N'1", "7", True),
        ("ann", "7 WAITFOR DELAY '0:0:5'", True),
        ("ann", "7; SHUTDOWN", True),
        ("ann", "7 /* a /* b */ OR */", True),
        ("ann", "7 [alias]", True),
        ("ann", "7--", True),
        ("ann", "7 OR 1=1", True),
        ("ann", "(SELECT TOP 1 id FROM items)", True),
    ],
)
def test_transact_sql_is_read_as_the_server_does(owner: str, number: str, stopped: bool, serving: Serving) -> None:
    """Brackets, `N'..'`, `TOP`, dashes and statements without a semicolon between them are those of SQL Server."""
    said = serving({"owner": owner, "number": number})
    statement = TSQL % (owner, number)
    if stopped:
        with pytest.raises(verdicts.Blocked):
            sql.ask(statement, "mssql", "pyodbc.execute")
    else:
        sql.ask(statement, "mssql", "pyodbc.execute")
        assert said == []


def test_comments_of_transact_sql_may_lie_in_one_another() -> None:
    """A comment of SQL Server ends with the outermost mark, and one to the line's end with the line."""
    statement = "1 /* a /* b */ c */ x -- y */\n z"
    kinds = [(kind, statement[start:end]) for kind, start, end, _, _ in sql_lexer.tokens(statement, "mssql")]
    assert kinds == [
        ("number", "1"),
        ("comment", "/* a /* b */ c */"),
        ("word", "x"),
        ("comment", "-- y */"),
        ("word", "z"),
    ]


# -- drivers that no table names ---------------------------------------------------------------------------------------


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Puts a module of a driver among those that are loaded, with these names in it."""
    monkeypatch.setattr(databases, "_checked", set())
    monkeypatch.setattr(databases, "_size", [0])
    monkeypatch.setattr(databases_any, "_done", set())

    def put(name: str, **names: Any) -> Any:
        module = ModuleType(name)
        vars(module).update(names)
        for value in names.values():
            if isinstance(value, type) and type(value) is not Fixed:
                value.__module__ = name
        monkeypatch.setitem(sys.modules, name, module)
        return module

    return put


LEVEL = {"apilevel": "2.0", "paramstyle": "named", "threadsafety": 1}


def _driver() -> tuple[Any, Any]:
    class Base:
        sent: Any = None

        def execute(self, operation: str, parameters: Any = None) -> Any:
            """Sends."""
            self.sent = operation
            return self

        executemany = execute

        @staticmethod
        def prepare(name: str) -> str:
            return name

        def fetchone(self) -> None:
            return None

    class Cursor(Base):
        async def execute_async(self, command: str) -> None:
            self.sent = command

    return Base, Cursor


@pytest.mark.parametrize(
    "parts", [("olap",), ("olap.dbapi", "olap.cursor"), ("cloud.olap.dbapi", "cloud.olap.dbapi.c")]
)
def test_a_driver_is_known_by_what_it_says_of_itself(
    parts: tuple[str, ...], imported: Callable[..., Any], serving: Serving
) -> None:
    """A module of the usual interface has its cursors guarded, wherever in its package they are, and derived ones."""
    base, cursor = _driver()
    module = imported(parts[0], **LEVEL, connect=cursor)
    if len(parts) > 2 or parts[-1].startswith(parts[0]):
        module.__path__ = []
    holder = imported(parts[-1], Base=base, Cursor=cursor) if len(parts) > 1 else module
    vars(holder).update(Base=base, Cursor=cursor)
    base.__module__ = cursor.__module__ = parts[-1]
    said = serving({"owner": ATTACK})
    databases._look(None)
    databases._size[0] = 0
    databases._look(None)
    one = module.connect()
    for call in (one.execute, one.executemany, one.execute_async):
        with pytest.raises(verdicts.Blocked):
            _finish(call(_owned(ATTACK)))
    assert one.sent is None
    assert len(said) == 3
    assert one.execute("SELECT 1").sent == "SELECT 1"
    assert one.execute.__doc__ == "Sends."
    assert one.prepare(_owned(ATTACK)) == _owned(ATTACK)


def test_an_unknown_driver_of_fixed_types_gets_shells(imported: Callable[..., Any], serving: Serving) -> None:
    """Where a driver's cursors cannot be changed, what its `connect` gives is guarded."""
    module = imported("fixed_driver", **vars(_fixed("fixed_driver")))
    serving({"owner": ATTACK})
    databases._look(None)
    with pytest.raises(verdicts.Blocked):
        module.connect("x").cursor().execute(_owned(ATTACK))


def test_a_driver_that_cannot_be_guarded_is_said(imported: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A driver whose `connect` is a type, with cursors that cannot be changed, is named, and stays as it is."""
    from ennead_agent import faults

    said: list[str] = []
    monkeypatch.setattr(faults, "missing", said.append)
    module = imported("cx_driver", **LEVEL, connect=FixedConnection, Cursor=FixedCursor)
    databases._look(None)
    assert said == ["the statements of cx_driver"]
    assert module.connect is FixedConnection


def test_what_is_no_driver_is_let_be(imported: Callable[..., Any]) -> None:
    """Modules without the interface, those that are just being imported, and those of the table are not touched."""
    base, cursor = _driver()
    before = vars(base)["execute"]
    imported("just_a_module", Cursor=cursor, connect=None)
    imported("pymysql", **LEVEL, Cursor=cursor, connect=None)
    busy = imported("busy_driver", **LEVEL, Base=base, connect=None)
    busy.__spec__ = SimpleNamespace(_initializing=True)
    databases._look(None)
    assert vars(base)["execute"] is before
    busy.__spec__._initializing = False
    databases._size[0] = 0
    databases._look(None)
    assert vars(base)["execute"] is not before

"""Drivers whose connections and cursors are of types that can be neither changed nor derived from (pyodbc, pymssql).

What their `connect` gives is put into a shell that asks the SQL guard before a statement is sent, and hands on all
else.  `isinstance` says of a shell what it says of the object in it; `type` does not.
"""

from __future__ import annotations

from .. import faults
from . import databases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

_STATEMENTS = ("execute", "executemany")
_SPECIAL = ("__enter__", "__exit__", "__iter__", "__next__", "__len__", "__getitem__", "__call__")
"""What Python looks for in the type alone: a shell has those that its object has."""
_DBMS_NAME = 17
"""ODBC's number of the name of the database behind a connection (`SQL_DBMS_NAME`), which the driver knows by itself."""
_BY_NAME = (
    ("sql server", "mssql"),
    ("postgres", "postgres"),
    ("redshift", "postgres"),
    ("mysql", "mysql"),
    ("mariadb", "mysql"),
    ("snowflake", "mysql"),
    ("spark", "mysql"),
    ("sqlite", "sqlite"),
)
_types: dict[type, type] = {}


def pyodbc(module: ModuleType) -> None:
    """Guard what `pyodbc.connect` gives, in the dialect of the database that it leads to."""
    follow(module, _dialect_of_odbc)


def pymssql(module: ModuleType) -> None:
    """Guard what `pymssql.connect` gives."""
    follow(module, lambda _connection: "mssql")


def follow(module: Any, dialect: Callable[[Any], str]) -> None:
    """Have a module's `connect` give shells; `dialect` is asked about each connection."""
    connect = module.connect

    def connected(*args: Any, **kwargs: Any) -> Any:
        raw = connect(*args, **kwargs)
        try:
            return _shell(raw, dialect(raw), module.__name__, None)
        except Exception as error:  # noqa: BLE001
            faults.caught(module.__name__, error)
            return raw

    module.connect = databases.dressed(connected, connect)


def _dialect_of_odbc(connection: Any) -> str:
    try:
        name = str(connection.getinfo(_DBMS_NAME)).lower()
    except Exception:  # noqa: BLE001  # the driver does not tell
        return "mssql"
    return next((dialect for part, dialect in _BY_NAME if part in name), "ansi")


class Shell:
    """A connection or cursor with the guard before it."""

    __slots__ = ("__weakref__", "_ennead_dialect", "_ennead_of", "_ennead_raw", "_ennead_sink")

    def __getattr__(self, name: str) -> Any:
        of = _get(self, "_ennead_of")
        if name == "connection" and of is not None:
            return of
        found = getattr(_get(self, "_ennead_raw"), name)
        if name in _STATEMENTS or (name == "cursor" and of is None):
            return _method(self, name, found)
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(_get(self, "_ennead_raw"), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(_get(self, "_ennead_raw"), name)

    def __dir__(self) -> Any:
        return dir(_get(self, "_ennead_raw"))

    def __repr__(self) -> str:
        return repr(_get(self, "_ennead_raw"))

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return type(_get(self, "_ennead_raw"))


_get = object.__getattribute__


def _shell(raw: Any, dialect: str, sink: str, of: Any) -> Any:
    """A shell for an object; `of`: the connection's shell, if it is a cursor."""
    made: Any = object.__new__(_type(type(raw)))
    values = {"_ennead_raw": raw, "_ennead_dialect": dialect, "_ennead_sink": sink, "_ennead_of": of}
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made


def _type(kind: type) -> type:
    """The shells' class for objects of this one: with its name, its words and its special methods."""
    found = _types.get(kind)
    if found is None:
        members: dict[str, Any] = {"__slots__": (), "__doc__": kind.__doc__, "__module__": kind.__module__}
        members.update((name, _special(name)) for name in _SPECIAL if hasattr(kind, name))
        found = _types[kind] = type(kind.__name__, (Shell,), members)
    return found


def _special(name: str) -> Any:
    def method(self: Any, *args: Any) -> Any:
        raw = _get(self, "_ennead_raw")
        return _given(self, getattr(raw, name)(*args))

    method.__name__ = name
    return method


def _method(shell: Any, name: str, original: Any) -> Any:
    sink = f"{_get(shell, '_ennead_sink')}.{name}"

    def method(*args: Any, **kwargs: Any) -> Any:
        if name in _STATEMENTS:
            databases.ask(args, kwargs, _get(shell, "_ennead_dialect"), sink)
        return _given(shell, original(*args, **kwargs))

    return databases.dressed(method, original)


def _given(shell: Any, result: Any) -> Any:
    """What a call gives, as the function may have it: the shell for the object itself, a shell for a new cursor."""
    if result is _get(shell, "_ennead_raw"):
        return shell
    if _get(shell, "_ennead_of") is None and hasattr(result, "execute") and hasattr(result, "fetchone"):
        return _shell(result, _get(shell, "_ennead_dialect"), _get(shell, "_ennead_sink"), shell)
    return result

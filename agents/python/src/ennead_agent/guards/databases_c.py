"""Drivers written in C (sqlite3, psycopg2): their types cannot be changed, so the modules get subclasses of them.

The subclasses bear the names of the types and take their place in the module, so that what a function derives from
them, and what it asks with `isinstance`, is theirs.  Loaded when the first of these modules is imported.
"""

from __future__ import annotations

import sys

from . import databases, sql

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

_EXECUTES = ("execute", "executemany", "executescript")
_FACTORY_AT = 5
"""Where `sqlite3.connect` takes the class of its connection, if it is not named."""


_SQLITE = ("_sqlite3", "sqlite3.dbapi2", "sqlite3")
"""Modules in which the names of SQLite's types stand, each taken over from the one before."""
_guarded: list[Any] = []
"""Their `connect`, as this guard has made it."""


def sqlite(module: ModuleType) -> None:
    """Guard the module that is there first; those that take its names over later take the guarded ones."""
    raw_connection, raw_cursor, raw_connect = module.Connection, module.Cursor, module.connect
    if raw_connect in _guarded:  # taken over from a module that came before; another library's wrapping is none of ours
        return
    cursor = _sqlite_cursor(raw_cursor)
    connection = _sqlite_connection(raw_connection, cursor)

    def connect(*args: Any, **kwargs: Any) -> Any:
        if len(args) <= _FACTORY_AT and kwargs.get("factory", raw_connection) is raw_connection:
            kwargs["factory"] = connection
        return raw_connect(*args, **kwargs)

    dressed = databases.dressed(connect, raw_connect)
    _guarded.append(dressed)
    changed = (
        ("Connection", raw_connection, connection),
        ("Cursor", raw_cursor, cursor),
        ("connect", raw_connect, dressed),
    )
    for place in (module, *(sys.modules.get(name) for name in _SQLITE)):
        for name, raw, guarded in changed:
            if getattr(place, name, None) is raw:
                setattr(place, name, guarded)


def _sqlite_cursor(raw: Any) -> Any:
    def asking(name: str) -> Any:
        original = getattr(raw, name)
        sink = "sqlite3." + name

        def execute(self: Any, *args: Any) -> Any:
            if args:
                sql.ask(args[0], "sqlite", sink, bound=args[1:])
            return original(self, *args)

        return databases.dressed(execute, original)

    return _subclass(raw, {name: asking(name) for name in _EXECUTES})


def _sqlite_connection(raw: Any, cursor_class: Any) -> Any:
    """Its cursors are guarded ones, also those that it makes for statements given to itself."""
    get_cursor = raw.cursor
    by_method = sys.version_info < (3, 11)  # from then on the connection makes them past its own method

    def cursor(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not args and not kwargs:
            return get_cursor(self, cursor_class)
        return get_cursor(self, *args, **kwargs)

    def executing(name: str) -> Any:
        def execute(self: Any, *args: Any) -> Any:
            made = self.cursor() if by_method else get_cursor(self, cursor_class)
            return getattr(made, name)(*args)

        return databases.dressed(execute, getattr(raw, name))

    members = {name: executing(name) for name in _EXECUTES}
    return _subclass(raw, {"cursor": databases.dressed(cursor, get_cursor), **members})


def psycopg2_types(module: ModuleType) -> None:
    """Guard the types of `psycopg2.extensions`; what the package itself derives from them comes after this."""
    raw_cursor, raw_connection = module.cursor, module.connection
    members = {}
    for name in ("execute", "executemany", "copy_expert"):
        members[name] = databases.asking(getattr(raw_cursor, name), "postgres", "psycopg2." + name)
    cursor_class = _subclass(raw_cursor, members)
    get_cursor = raw_connection.cursor

    def cursor(self: Any, *args: Any, **kwargs: Any) -> Any:
        if len(args) < 2 and kwargs.get("cursor_factory") is None and self.cursor_factory is None:
            kwargs["cursor_factory"] = cursor_class
        return get_cursor(self, *args, **kwargs)

    connection_class = _subclass(raw_connection, {"cursor": databases.dressed(cursor, get_cursor)})
    module.cursor, module.connection = cursor_class, connection_class  # type: ignore[attr-defined]


def psycopg2(module: ModuleType) -> None:
    """Have `psycopg2.connect` make guarded connections where it is not told which."""
    raw_connect = module._connect
    connection_class = module.extensions.connection

    def connect(dsn: Any, connection_factory: Any = None, **words: Any) -> Any:
        return raw_connect(dsn, connection_factory=connection_factory or connection_class, **words)

    module._connect = databases.dressed(connect, raw_connect)  # type: ignore[attr-defined]


def _subclass(base: type, members: dict[str, Any]) -> Any:
    members = {"__slots__": (), "__module__": base.__module__, "__doc__": base.__doc__, **members}
    return type(base.__name__, (base,), members)

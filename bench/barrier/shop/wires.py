"""Tripwires: functions that other databases have, which say that they were called."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from typing import Any

VALUES: dict[str, Any] = {
    **dict.fromkeys("sleep benchmark pg_sleep delay waitfor".split(), 0),
    **dict.fromkeys("version user database schema current_user session_user system_user".split(), "shop"),
    **dict.fromkeys("load_file pg_read_file xp_cmdshell utl_inaddr utl_http dbms_lock load_extension".split(), ""),
    **dict.fromkeys("extractvalue updatexml xmltype name_const row_count last_insert_id found_rows".split(), 1),
    **dict.fromkeys("md5 sha1 sha password encode decode compress uuid hashbytes".split(), "0" * 32),
    **dict.fromkeys("conv bin oct ord ascii mid substring left right locate position field elt".split(), 1),
    **dict.fromkeys("to_char to_number convert newid getdate now sysdate rand pi exp floor row".split(), 1),
    **dict.fromkeys("db_name host_name object_id col_name is_srvrolemember serverproperty chr make_set".split(), "1"),
    **dict.fromkeys("current_database current_schema query_to_xml pg_ls_dir lo_import dblink if len".split(), "1"),
    **dict.fromkeys("connection_id json_keys analyse polygon multipoint geometrycollection linestring".split(), 1),
}
"""Name to what it gives back."""


def arm(connection: sqlite3.Connection, told: Callable[[str], None]) -> None:
    """Register them all; `told(name)` is called with each call of one."""
    for name, value in VALUES.items():
        connection.create_function(name, -1, _wire(name, lambda *_words, value=value: value, told))
    connection.create_function("concat", -1, _wire("concat", lambda *words: "".join(map(str, words)), told))
    connection.create_function("concat_ws", -1, _wire("concat_ws", lambda *words: "".join(map(str, words)), told))
    connection.create_function("char", -1, _wire("char", _char, told))


def _wire(name: str, gives: Callable[..., Any], told: Callable[[str], None]) -> Callable[..., Any]:
    def called(*words: Any) -> Any:
        told(name)
        return gives(*words)

    return called


def _char(*words: Any) -> str:
    return "".join(chr(word) for word in words if isinstance(word, int) and 0 < word < 0xD800)


def to_descriptor(descriptor: int, call: list[str]) -> Callable[[str], None]:
    """Says it on a descriptor, with the call it belongs to (the list's only word)."""
    return lambda name: void(os.write(descriptor, f"{call[0]} {name}\n".encode()))


def void(_written: int) -> None:
    """Nothing."""

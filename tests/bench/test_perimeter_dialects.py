"""The servers' stand-ins read a statement as their server would: comments, strings and several statements."""

from __future__ import annotations

import sqlite3

import pytest

from bench.barrier import oracle, widths
from bench.barrier.oracle import Seen
from bench.barrier.servers import Server
from bench.barrier.sinks import BY_NAME

QUOTED = "SELECT id FROM items WHERE owner = '{}'"


@pytest.mark.parametrize(
    ("dialect", "value", "rows"),
    [
        ("mysql", "x' OR 1=1 #", 4),
        ("mysql", "x' OR 1=1 -- ", 4),
        ("mysql", "x' OR 1=1 --", None),  # no comment without a blank after it
        ("mysql", "x' || 1=1 || '", 4),
        ("mysql", "x' OR 'a'=\"a", None),
        ("mysql", 'x\' OR "a"="a" #', 4),
        ("mysql", "x\\' OR 1=1 #", 0),  # the quote is escaped: it is all one string
        ("mysql", "x\\\\' OR 1=1 #", 4),
        ("mysql", "x' /*!50000OR*/ 1=1 #", 4),
        ("mysql", "x'; DROP TABLE items #", None),
        ("mysql", "x' UNION SELECT table_name FROM information_schema.tables #", 1),
        ("postgres", "x' OR 1=1 --", 4),
        ("postgres", "x' OR 1=1 #", None),
        ("postgres", "x\\' OR 1=1 --", 4),  # a backslash is a character
        ("postgres", "x' OR name ILIKE $$L%$$ --", 1),
        ("postgres", "x' /* a /* b */ c */ OR 1::int=1 --", 4),
        ("postgres", "x' UNION SELECT tablename FROM pg_catalog.pg_tables --", 1),
        ("postgres", "O''Brien", 0),
        ("mysql", "O\\'Brien", 0),
    ],
)
def test_a_value_in_quotes_is_read_as_the_server_does(dialect: str, value: str, rows: int | None) -> None:
    """How many rows a value gives between quotes; None where the server takes no such statement."""
    server = Server(dialect)
    if rows is None:
        with pytest.raises(sqlite3.Error):
            server.run(QUOTED.format(value), ())
    else:
        assert len(server.run(QUOTED.format(value), ())) == rows
    assert server.left() == ([], None)


def test_the_time_of_a_statement_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement that takes too long is ended; what is looked up after it is not, however late that is."""
    monkeypatch.setattr("bench.barrier.servers._SECONDS", -1.0)
    server = Server("postgres")
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        server.run(endless, ())
    for number in range(5000):
        server._shop.execute("INSERT INTO notes(text) VALUES (?)", (str(number) * 50,))
    assert server.left()[1] is not None


def test_bound_values_are_values() -> None:
    """Whatever is bound is text."""
    for dialect in ("mysql", "postgres"):
        assert Server(dialect).run("SELECT id FROM items WHERE owner = %s", ("x' OR 1=1 -- ",)) == []


def test_what_a_statement_leaves_is_told_once() -> None:
    """Another table, and what was called, is told with the call that did it; the next begins anew."""
    server = Server("postgres")
    server.run(QUOTED.format("'; DELETE FROM users; SELECT pg_sleep(5); --"), ())
    called, now = server.left()
    assert called == ["pg_sleep"]
    assert now is not None
    assert now["users"] == []
    assert server.left() == ([], None)
    assert len(server.run("SELECT id FROM users", ())) == 3


@pytest.mark.parametrize(
    ("sink", "value", "width"),
    [("mysql-text", "' UNION SELECT 1,2,3 #", 3), ("postgres-number", "0 UNION SELECT 1", 1)],
)
def test_widths_are_fitted_and_rows_heard(sink: str, value: str, width: int) -> None:
    """The number of columns is fitted for servers too, and other rows than the bound ones are an effect."""
    assert widths.fitting(BY_NAME[sink], value) == width
    heard = Seen("ok", b'{"answer": "[(1, 2, 3)]", "kind": "plain"}')
    assert oracle.effects(BY_NAME[sink], value, width, heard) == ["rows"]
    assert oracle.effects(BY_NAME[sink], value, width, Seen("ok", b'{"answer": "[]", "kind": "plain"}')) == []

# ruff: noqa: S608
"""The servers' stand-ins read a statement as their server would: comments, strings and several statements."""

from __future__ import annotations

import json
import sqlite3

import pytest

from bench.barrier import oracle, widths
from bench.barrier.oracle import Seen
from bench.barrier.partiql import Invalid, selected
from bench.barrier.servers import Server
from bench.barrier.shop.documents import DOCUMENTS
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
        ("postgres", "x' UNION SELECT tablename FROM pg_catalog.pg_tables --", None),  # a text beside a number
        ("postgres", "x' UNION SELECT length(tablename) FROM pg_catalog.pg_tables --", 1),
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


def rows(dialect: str, statement: str, *bound: str) -> list[int] | None:
    """The ids that a statement gives; None where the server refuses it."""
    try:
        return [row[0] for row in Server(dialect).run(statement, bound)]
    except sqlite3.Error:
        return None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1", [1]),
        ("'1'", [1]),
        ("'x'", None),  # no integer
        ("1.0", [1]),
        ("`id`", None),
        ('"id"', [1, 2, 3, 4]),
        ('"foo"', None),  # a name, never a text
        ('"ID"', None),
        ("'a' or 'b'", None),
        ("1 or 2", None),
        ("1 or 'yes'", [1, 2, 3, 4]),
        ("1 or 1", None),
        ("1 = 1", None),  # one comparison after another
        ("'x' * 'y'", None),
        ("1 + '1'", [2]),
        ("1 + 'x'", None),
        ("1 #", None),
        ("1 /*", None),
        ("1 -- x", [1]),
        ("1--", [1]),
        ("1 || 'a' = '1a'", None),
        ("1 or 'a' || 'b' = 'ab'", [1, 2, 3, 4]),
        ("1 or owner = 0", None),
        ("1 or name like 'L%'", [1]),
        ("1 or name ilike 'L%'", [1]),
        ("1 or name like 'l%'", [1]),
        ("1 or name not like 'l%'", [1, 2, 3, 4]),
        ("1 or id like '1'", None),
        ("1 or id in (2, '3')", [1, 2, 3]),
        ("1 or id in (2, 'c')", None),
        ("1 or id between 2 and '3'", [1, 2, 3]),
        ("1 or (select count(*) from users) = 3", [1, 2, 3, 4]),
        ("1 or cast((select name from users limit 1) as int) = 1", None),
        ("'2'::int", [2]),
        ("1 union select 9", [1, 9]),
        ("1 union select name from users", None),
        ("1 union select null", [None, 1]),
        ("1 glob 1", None),
        ("rowid", None),
        ("1 limit 0, 1", None),
    ],
)
def test_postgres_refuses_what_does_not_fit(value: str, expected: list[int] | None) -> None:
    """Texts, numbers and truth are kinds of their own, and a double-quoted word is a name: the rest is refused."""
    assert rows("postgres", "SELECT id FROM items WHERE id = " + value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1 or owner = 0", [1, 2, 3, 4]),
        ("1 or owner = 1", [1]),
        ("'2 chairs'", [2]),
        ('"2"', [2]),
        ('"WHITE" + "PLATE"', []),
        ("'1' '0'", []),  # texts that follow one another are one
        ("1 || 2 = 2", [1, 2, 3, 4]),
        ("1 || 1 = 2", [1]),
        ("1 && 1 = 2", []),
        ("9 xor 1", [1, 2, 3, 4]),
        ("!1", []),
        ("1 #x", [1]),
        ("1 -- x", [1]),
        ("1 --", [1]),
        ("1--1", [2]),
        ("1--x", None),
        ("1 /*", None),
        ("1 /*!99999 or 1*/", [1]),
        ("1 /*! or 1*/", [1, 2, 3, 4]),
        ("1 /*! or 1", None),
        ("@ann #tag", []),
        ("1 or @ann is null", [1, 2, 3, 4]),
        ("1 or owner = 'ANN'", [1, 3]),
        ("1 or owner <=> null", [1]),
        ("4 div 2", [2]),
        ("1 or owner in (0)", [1, 2, 3, 4]),
        ("1 or owner between -1 and 0", [1, 2, 3, 4]),
        ("1 = 1 = 1", [1]),
        ("1 union (select 9)", [1, 9]),
        ("0x31", [1]),
    ],
)
def test_mysql_takes_texts_for_numbers(value: str, expected: list[int] | None) -> None:
    """A text beside a number counts by the number that it begins with; `||` and `&&` are words of logic."""
    assert rows("mysql", "SELECT id FROM items WHERE id = " + value) == expected


def test_variables_of_mysql_are_a_tripwire() -> None:
    """What is asked of the server itself is told."""
    server = Server("mysql")
    server.run("SELECT @@version", ())
    assert server.left()[0] == ["@@version"]


@pytest.mark.parametrize(
    ("dialect", "value", "expected"),
    [
        ("mysql", "1 --", [1]),
        ("mysql", "x", []),
        ("mysql", "1\0", [1]),
        ("postgres", " 1 ", [1]),
        ("postgres", "1 --", None),
        ("postgres", "x", None),
        ("postgres", "1\0", None),
        ("postgres", "99999999999", None),
    ],
)
def test_a_bound_text_for_an_integer_is_read_or_refused(dialect: str, value: str, expected: list[int] | None) -> None:
    """MySQL takes the number at the beginning, PostgreSQL a whole integer or nothing."""
    assert rows(dialect, "SELECT id FROM items WHERE id = %s", value) == expected


@pytest.mark.parametrize(("value", "effect"), [("1.0", []), ("1 or 1=1", ["rows"]), ("-1 or 1=2", [])])
def test_what_a_bound_value_is_refused_for_is_an_effect_if_it_gives_rows(value: str, effect: list[str]) -> None:
    """Where the server refuses the bound value, rows are an effect; those of a plain number are none."""
    sink = BY_NAME["postgres-number"]
    found = rows("postgres", "SELECT id, name FROM items WHERE id = " + value)
    answer = [tuple(row) for row in Server("postgres").run("SELECT id, name FROM items WHERE id = " + value, ())]
    seen = Seen("ok", json.dumps({"answer": repr(answer), "kind": "plain"}).encode())
    assert found is not None
    assert oracle.effects(sink, value, 2, seen) == effect


@pytest.mark.parametrize("dialect", ["mysql", "postgres"])
def test_statements_nested_too_deeply_are_refused(dialect: str) -> None:
    """Thousands of parentheses are an error like any other."""
    assert rows(dialect, "SELECT id FROM items WHERE id = " + "(" * 5000 + "1" + ")" * 5000) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ann", [1, 3]),
        ("O''Brien", []),
        ("' OR owner <> 'x", [1, 2, 3, 4]),
        ("' OR NOT owner = 'ann", [2, 4]),
        ("' OR begins_with(owner, 'b') OR owner = '", [2]),
        ("' OR contains(owner, 'ar') OR owner = '", [4]),
        ("' OR attribute_type(price, 'N') OR owner = '", [1, 2, 3, 4]),
        ("' OR size(owner) > 3 OR owner = '", [4]),
        ("' OR price BETWEEN 20 AND 50 OR owner = '", [2, 4]),
        ("' OR owner IN ['bob', 'carol'] OR owner = '", [2, 4]),
        ("' OR none IS MISSING OR owner = '", [1, 2, 3, 4]),
        ("' OR price = '12", []),  # a number is no text
        ("' OR none = 'x", []),
        ("x'*'y", None),
        ("' OR 1+1=2 OR owner = '", None),
        ("' OR owner LIKE '%", None),
        ("' OR 1=1 --", [1, 2, 3, 4]),
        ("' OR /* all */ 1=1 --", [1, 2, 3, 4]),
        ("' OR 1=1 /*", None),
        ("' UNION SELECT * FROM items WHERE owner = 'ann", None),
        ("' OR id IN (SELECT id FROM items) OR owner = '", None),
        ("' OR sleep(5) = 1 OR owner = '", None),
        ("' OR true OR owner = '", None),
        ("'; DELETE FROM items WHERE owner = 'ann", None),
        ("' || 'x", None),
    ],
)
def test_partiql_knows_conditions_only(value: str, expected: list[int] | None) -> None:
    """The table service takes comparisons, a few functions and comments; all else is a ValidationException."""
    try:
        found = [item["id"] for item in selected(f"SELECT * FROM items WHERE owner = '{value}'", [], DOCUMENTS)]
    except Invalid:
        found = None
    assert found == expected


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

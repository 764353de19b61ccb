"""Guard `sql`: untrusted text is a value in a statement, or a name where names are usual, and nothing else."""

# ruff: noqa: S608  # careless statements are what is tested
from __future__ import annotations

import _sqlite3
import functools
import sqlite3
from types import SimpleNamespace
from typing import Any, Callable

import pytest

from conftest import SQLITE_NAMES
from ennead_agent import invocation, verdicts
from ennead_agent.guards import databases_c, sql, sql_judge, sql_lexer

Serving = Callable[..., "list[dict[str, Any]]"]

# What is untrusted stands between « and » in these statements; each row tells dialect and statement.
CHANGES = [
    ("sqlite", "SELECT id FROM items WHERE owner = '«x' OR '1'='1»'"),
    ("sqlite", "SELECT id FROM items WHERE owner = '«' UNION SELECT password FROM users--»'"),
    ("sqlite", "SELECT id FROM items WHERE id = «1 OR 1=1»"),
    ("sqlite", "SELECT id FROM items WHERE id = «id»"),
    ("sqlite", "SELECT id FROM items WHERE id = «abs(id)»"),
    ("sqlite", "SELECT id FROM items WHERE id = «1/**/OR/**/1»"),
    ("sqlite", "SELECT id FROM items WHERE id IN («1,(SELECT id FROM users)»)"),
    ("sqlite", "SELECT id FROM items WHERE id = «1 AND 1=1»"),
    ("sqlite", "SELECT id FROM items WHERE id = «'a' OR owner»"),
    ("sqlite", 'SELECT id FROM items WHERE owner = "«owner»"'),
    ("sqlite", "SELECT id FROM items WHERE name LIKE '%«x%' OR '%'='»%'"),
    ("sqlite", "INSERT INTO notes(text) VALUES ('«x'); DROP TABLE users; --»')"),
    ("sqlite", "INSERT INTO notes(text) VALUES ('«x'); DROP TABLE users; '»')"),
    ("sqlite", "SELECT id FROM items ORDER BY «(SELECT 1)»"),
    ("sqlite", "SELECT id FROM items ORDER BY name «, (SELECT 1)»"),
    ("sqlite", "SELECT id FROM «items, users»"),
    ("sqlite", "SELECT «password FROM users--» FROM items"),
    ("sqlite", "SELECT id FROM items /* «*/ UNION SELECT 1 /*» */"),
    ("sqlite", "SELECT id FROM items WHERE a = 1 «or» b = 2"),
    ("sqlite", "SELECT id FROM items WHERE id = x«-1»"),
    ("sqlite", "SELECT id FROM items WHERE owner = 'a\\«' OR 1=1 --»'"),
    ("sqlite", "INSERT INTO notes(text) VALUES ('«a LIKE '%'»')"),
    ("mysql", "SELECT id FROM items WHERE owner = 'a\\\\«' OR 1=1 -- »'"),
    ("mysql", "SELECT id FROM items WHERE id = «1 # »AND owner = 2"),
    ("mysql", "SELECT id FROM items WHERE id = «1 /*!50000 union*/»"),
    ("mysql", "SELECT id FROM items /*«!50000 union select 1 »*/"),
    ("mysql", "SELECT id FROM items WHERE name = '\\' AND pw = '« OR 1=1 -- »'"),
    ("mysql", "SELECT id FROM `items«` UNION SELECT 1 -- »`"),
    ("mysql", "SELECT id FROM items WHERE owner = '«'-'»'"),
    ("mysql", "SELECT id FROM items WHERE owner = '«x'*'y»'"),
    ("mysql", "SELECT id FROM items WHERE id = «@ann #tag »AND owner = 2"),
    ("mysql", "SELECT id FROM items WHERE id = «@@version»"),
    ("mysql", 'SELECT id FROM items WHERE id = «1%" OR x AND "%"=" »'),
    ("mysql", 'SELECT id FROM items WHERE id = «"1" + "a"»'),
    ("mysql", "SELECT id FROM items WHERE id = «0=0»"),
    ("mysql", "SELECT id FROM items WHERE id = «1.UNION» SELECT 2"),
    ("sqlite", "SELECT id FROM items WHERE id = «1=1»"),
    ("postgres", "SELECT id FROM items WHERE id = «@ann»"),
    ("sqlite", 'SELECT id FROM items WHERE owner = "«" LIKE "%»"'),
    ("sqlite", 'SELECT id FROM items WHERE NOT owner = "«" LIKE "x»"'),
    ("postgres", "SELECT id FROM items WHERE active = '«' LIKE 'x»'"),
    ("postgres", "SELECT id FROM items WHERE owner = $$«a$$ OR $$»$$ = $$b$$"),
    ("postgres", "SELECT id FROM items WHERE owner = E'a\\\\«' OR 1=1 --»'"),
    ("postgres", "SELECT id FROM items WHERE owner = '«x\\' OR 1=1 --»'"),
    ("postgres", "SELECT id FROM items /* «/* */ » */ WHERE a = 1"),
    ("postgres", "SELECT id FROM items WHERE id = «1::int»"),
    ("postgres", "SELECT id FROM items WHERE id = «$1»"),
    ("postgres", "SELECT id FROM items WHERE owner = '«a' or 'true»'"),
    ("mssql", "SELECT id FROM [items«] WHERE 1=1 --»]"),
    ("mssql", "SELECT id FROM items ORDER BY name «shutdown»"),
    ("partiql", "SELECT * FROM items WHERE owner = '«a' OR owner > '»'"),
    ("ansi", "SELECT id FROM items WHERE day = «current_date»"),
    ("postgres", 'SELECT id FROM items WHERE id = «"id"»'),
    ("mysql", "SELECT id FROM items WHERE id = «`id`»"),
    ("sqlite", "SELECT id FROM items WHERE id = «[id]»"),
    ("mysql", "SELECT id FROM items WHERE id = «1_000»"),
]
PASSES = [
    ("sqlite", "SELECT id FROM items WHERE owner = '«select a seat; or -- two»'"),
    ("sqlite", "SELECT id FROM items WHERE owner = '«O''Brien»'"),
    ("sqlite", "SELECT id FROM items WHERE name LIKE '%«50%_off»%'"),
    ("sqlite", "SELECT id FROM items WHERE id = «1»"),
    ("sqlite", "SELECT id FROM items WHERE id = «-1.5e3»"),
    ("sqlite", "SELECT id FROM items WHERE id = «0x1F»"),
    ("sqlite", "SELECT id FROM items WHERE id = «1_000»"),
    ("postgres", "SELECT id FROM items WHERE id = «1_000.5»"),
    ("sqlite", "SELECT id FROM items WHERE id = «(2 + 3) * 4»"),
    ("sqlite", "SELECT id FROM items WHERE id = «030-555-0199»"),
    ("sqlite", "SELECT id FROM items WHERE active = «true»"),
    ("sqlite", "SELECT id FROM items WHERE id = «'bob'»"),
    ("sqlite", "SELECT id FROM items WHERE id IN («1,2, 3»)"),
    ("sqlite", "SELECT id FROM items WHERE id = «1 AND 1 IS 2»"),
    ("sqlite", "SELECT id FROM items LIMIT «10»"),
    ("sqlite", "SELECT id FROM items ORDER BY «name»"),
    ("sqlite", "SELECT id FROM items ORDER BY «name DESC, id»"),
    ("sqlite", "SELECT id FROM items ORDER BY name «desc»"),
    ("sqlite", "SELECT «id, items.name» FROM items"),
    ("sqlite", "SELECT id FROM «items»"),
    ("sqlite", "SELECT id FROM items_«2024» WHERE a = 1"),
    ("sqlite", "SELECT count(«id») FROM items"),
    ("sqlite", "INSERT INTO items («name», owner) VALUES (?, ?)"),
    ("sqlite", "UPDATE items SET «name» = ? WHERE id = ?"),
    ("sqlite", "SELECT id FROM items WHERE «owner» = ?"),
    ("sqlite", "SELECT id FROM items WHERE price «>=» ?"),
    ("sqlite", 'SELECT id FROM items WHERE owner = "«bob»"'),
    ("sqlite", 'SELECT "«name»" FROM items'),
    ("sqlite", "SELECT id FROM [«items»]"),
    ("sqlite", "SELECT id FROM items /* trace «00-4bf9-01» */"),
    ("sqlite", "SELECT id FROM items WHERE owner = 'O'«Brien»'"),
    ("sqlite", "SELECT id FROM items WHERE owner = '«O'Brien»'"),
    ("mysql", "SELECT id FROM items WHERE owner = '«O\\'Brien»'"),
    ("mysql", 'SELECT id FROM items WHERE owner = "«it\'s -- here»"'),
    ("mysql", "SELECT id FROM `«items»` WHERE a = 1"),
    ("mysql", 'SELECT id FROM items WHERE id = «"WHITE" + "PLATE"»'),
    ("mysql", 'SELECT id FROM items WHERE id = «"WHITE" "PLATE"»'),
    ("mysql", "SELECT id FROM items WHERE id = «@ann #tag $cash»"),
    ("mysql", "SELECT id FROM items WHERE id = «@ann»"),
    ("mysql", "SELECT id FROM items WHERE id = «1=1»"),
    ("sqlite", 'SELECT id FROM items WHERE owner = "«"LIKE" STAMP»"'),
    ("mysql", "SELECT id FROM items WHERE owner = _binary'«a b»'"),
    ("postgres", "SELECT id FROM items WHERE owner = $tag$«it's $$ here»$tag$"),
    ("postgres", "SELECT id FROM items WHERE owner = E'«O\\'Brien»'"),
    ("postgres", "SELECT id FROM items WHERE data->>'«key»' = $1"),
    ("mssql", "SELECT id FROM [«odd name»] WHERE a = N'«b c»'"),
    ("mssql", "SELECT id FROM items ORDER BY name «desc»"),
    ("postgres", "SELECT id «shutdown» FROM items"),
    ("partiql", "SELECT * FROM \"«orders»\" WHERE owner = '«ann»'"),
]


class Part:
    """What the judge reads of a span."""

    exact = joined = True

    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end


def parts(marked: str) -> tuple[str, list[Any]]:
    """The statement without its marks, and where they stood."""
    found: list[Any] = []
    text = ""
    for piece in marked.split("«"):
        inner, mark, rest = piece.partition("»")
        if mark:
            found.append(Part(len(text), len(text) + len(inner)))
        text += inner + rest
    return text, found


@pytest.mark.parametrize(("dialect", "marked"), CHANGES)
def test_text_that_changes_a_statement_is_found(dialect: str, marked: str) -> None:
    """Untrusted text that brings operators, names as values, comments, quotes or statements changes the statement."""
    text, spans = parts(marked)
    assert sql_judge.changes(text, dialect, spans) is not None


@pytest.mark.parametrize(("dialect", "marked"), PASSES)
def test_value_or_name_passes(dialect: str, marked: str) -> None:
    """Untrusted text that is one value, a name where names are usual, or breaks the statement for good, passes."""
    text, spans = parts(marked)
    assert sql_judge.changes(text, dialect, spans) is None


@pytest.mark.parametrize("dialect", ["sqlite", "postgres", "mysql", "mssql", "partiql", "ansi"])
def test_tokens_cover_the_statement(dialect: str) -> None:
    """Whatever the text, tokens stand in order, leave out blanks alone, and their inner part lies within them."""
    import random

    draw = random.Random(7)  # noqa: S311
    for _ in range(2000):
        text = "".join(draw.choices("'\"`[]$eE\\ab1.0x-/*#;!@:?%\n é\x00", k=draw.randrange(30)))
        at = 0
        for _, start, end, first, last in sql_lexer.tokens(text, dialect):
            assert not text[at:start].strip(" \t\n\f\r\v")
            assert start < end
            assert start <= first <= last <= end
            at = end
        assert not text[at:].strip(" \t\n\f\r\v")


@pytest.mark.parametrize("text", ["'" * 20001, "(" * 20000, "/*" * 20000, "'a" * 9999, "$a" * 9999, "1-" * 9999])
def test_long_statement_is_read_in_one_pass(text: str) -> None:
    """A statement of many quotes or parentheses takes no more than a pass, in every dialect."""
    for dialect in ("sqlite", "postgres", "mysql", "mssql", "partiql", "ansi"):
        sql_judge.changes(text, dialect, [Part(10, 19000)])  # type: ignore[list-item]


def _shop(module: Any, **words: Any) -> Any:
    connection = module.connect(":memory:", **words)
    connection.executescript("CREATE TABLE items(id, owner); INSERT INTO items VALUES (1, 'ann'), (2, 'bob');")
    return connection


def _owned(value: str) -> str:
    return "SELECT id FROM items WHERE owner = '" + value + "'"


ATTACK = "x' OR '1'='1"
DROP = "x'); DELETE FROM items; --"


@pytest.mark.parametrize(
    "act",
    [
        lambda connection: connection.execute(_owned(ATTACK)),
        lambda connection: connection.cursor().execute(_owned(ATTACK)),
        lambda connection: connection.execute("SELECT 1").execute(_owned(ATTACK)),
        lambda connection: connection.executemany(_owned(ATTACK), [()]),
        lambda connection: connection.cursor().executemany(_owned(ATTACK), [()]),
        lambda connection: connection.executescript("INSERT INTO items(owner) VALUES ('" + DROP + "')"),
        lambda connection: connection.cursor().executescript("INSERT INTO items(owner) VALUES ('" + DROP + "')"),
    ],
)
def test_sqlite_stops_what_changes_a_statement(act: Any, guarded: Any, serving: Serving) -> None:
    """Each way to give sqlite3 a statement is guarded; the event names the field and no value."""
    connection = _shop(guarded)
    said = serving({"owner": ATTACK, "note": DROP})
    with pytest.raises(verdicts.Blocked):
        act(connection)
    assert connection.execute("SELECT count(*) FROM items").fetchone() == (2,)
    assert [one["guard"] for one in said] == ["sql"]
    assert said[0]["facts"]["field"] in ("owner", "note")
    assert "OR" not in str(said[0]["facts"])
    connection.close()


@pytest.mark.parametrize("module", [_sqlite3, sqlite3.dbapi2], ids=lambda module: module.__name__)
@pytest.mark.parametrize("way", ["connect", "Connection"])
def test_every_module_of_sqlite_is_guarded(module: Any, way: str, guarded: Any, serving: Serving) -> None:
    """A connection made by the module beneath, or by its type, is guarded as one of `sqlite3`, and of its type."""
    serving({"owner": ATTACK})
    connection = getattr(module, way)(":memory:")
    connection.execute("CREATE TABLE items(id, owner)")
    for act in (connection.execute, connection.cursor().execute, module.Cursor(connection).execute):
        with pytest.raises(verdicts.Blocked):
            act(_owned(ATTACK))
    assert isinstance(connection, guarded.Connection)
    connection.close()


def test_sqlite_that_another_library_wraps_is_guarded(serving: Serving) -> None:
    """A `connect` that a tracer has wrapped before is not taken for one of ours."""
    names = {name: getattr(sqlite3, name) for name in ("Connection", "Cursor")}
    real = sqlite3.connect

    @functools.wraps(real)
    def traced(*args: Any, **kwargs: Any) -> Any:
        return real(*args, **kwargs)

    module: Any = SimpleNamespace(__name__="stand_in", connect=traced, **names)
    databases_c.sqlite(module)
    serving({"owner": ATTACK})
    connection = module.connect(":memory:")
    connection.execute("CREATE TABLE items(id, owner)")
    with pytest.raises(verdicts.Blocked):
        connection.execute(_owned(ATTACK))
    connection.close()


def test_sqlite_that_is_guarded_already_stays(guarded: Any) -> None:
    """Where the module beneath was there first, those above take over its guarded names, and are not guarded twice."""
    before = [getattr(sqlite3, name) for name in SQLITE_NAMES]
    databases_c.sqlite(sqlite3.dbapi2)
    databases_c.sqlite(_sqlite3)
    assert [getattr(sqlite3, name) for name in SQLITE_NAMES] == before
    assert [getattr(_sqlite3, name) for name in SQLITE_NAMES] == before


def test_observe_lets_the_statement_pass(guarded: Any, serving: Serving) -> None:
    """In `observe` the call goes on, and the event says what would have been."""
    connection = _shop(guarded)
    said = serving({"owner": ATTACK}, "observe")
    assert len(connection.execute(_owned(ATTACK)).fetchall()) == 2
    assert said[0]["facts"]["would"] == "block"
    connection.close()


@pytest.mark.parametrize("value", ["ann", "O''Brien", "select a seat -- now"])
def test_sqlite_answers_as_before(value: str, guarded: Any, serving: Serving) -> None:
    """A value gets the rows that it gets without the agent, and nothing is said."""
    connection = _shop(guarded)
    said = serving({"owner": value.replace("''", "'")})
    assert connection.execute(_owned(value)).fetchall() == ([(1,)] if value == "ann" else [])
    assert not said
    connection.close()


def test_broken_statement_stays_a_syntax_error(guarded: Any, serving: Serving) -> None:
    """A quote that breaks a careless statement gives the driver's own error."""
    connection = _shop(guarded)
    said = serving({"owner": "O'Brien"})
    with pytest.raises(sqlite3.OperationalError):
        connection.execute(_owned("O'Brien"))
    assert not said
    connection.close()


def test_sqlite_types_hold(guarded: Any) -> None:
    """Classes, factories, rows and the rest of sqlite3 are as before."""

    class Own(guarded.Connection):  # type: ignore[misc]
        pass

    class OwnCursor(guarded.Cursor):  # type: ignore[misc]
        pass

    connection = _shop(guarded, factory=Own)
    assert type(connection) is Own
    assert isinstance(connection.cursor(), guarded.Cursor)
    assert type(connection.cursor(OwnCursor)) is OwnCursor
    assert type(connection.cursor(factory=OwnCursor)) is OwnCursor
    connection.row_factory = guarded.Row
    assert dict(connection.execute("SELECT id FROM items").fetchone()) == {"id": 1}
    assert any("CREATE TABLE" in line for line in connection.iterdump())
    other = guarded.connect(":memory:")
    connection.backup(other)
    assert other.execute("SELECT count(*) FROM items").fetchone() == (2,)
    with other:
        other.execute("DELETE FROM items WHERE id = :id", {"id": 1})
    assert (type(other).__name__, type(other).__module__) == ("Connection", "sqlite3")
    with pytest.raises(AttributeError):
        other.unheard_of = 1
    with pytest.raises(TypeError):
        other.execute()
    connection.close()
    other.close()


def test_factory_by_place_is_kept(guarded: Any) -> None:
    """A factory that is given by its place is the one that is used."""

    class Own(guarded.Connection):  # type: ignore[misc]
        pass

    with pytest.MonkeyPatch.context():
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # places are on their way out since 3.12
            connection = guarded.connect(":memory:", 5.0, 0, None, True, Own)
    assert type(connection) is Own
    connection.close()


def test_trusted_field_is_the_codes_own(guarded: Any, serving: Serving) -> None:
    """A field that the contract trusts for this guard may bring a statement; another field may not."""
    from ennead_agent import registry

    connection = _shop(guarded)
    assert registry.state.policy is not None
    registry.state.policy.rules["trusted"] = [{"field": "report.sql", "guards": ["sql"]}]
    statement = "SELECT id FROM items" + chr(32) + "WHERE 1 = 1"
    serving({"report": {"sql": statement}})
    assert len(connection.execute(statement).fetchall()) == 2
    serving({"report": {"sql": statement}, "other": statement})
    with pytest.raises(verdicts.Blocked):
        connection.execute(statement)
    serving({"reports": {"sql": statement}})
    with pytest.raises(verdicts.Blocked):
        connection.execute(statement)
    connection.close()


def test_statement_is_judged_once(guarded: Any, serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same statement of the same invocation is judged once; another text that comes in makes it judged anew."""
    connection = _shop(guarded)
    serving({"owner": "ann"})
    judged: list[str] = []
    changes = sql_judge.changes

    def noted(*words: Any) -> Any:
        judged.append(words[0])
        return changes(*words)

    monkeypatch.setattr(sql_judge, "changes", noted)
    for _ in range(3):
        connection.execute(_owned("ann")).fetchall()
    assert len(judged) == 1
    found = invocation.current()
    assert found is not None
    assert found.untrusted is not None
    found.untrusted.add({"name": "zoe"}, "table")
    connection.execute(_owned("ann")).fetchall()
    assert len(judged) == 2
    connection.close()


def test_between_invocations_nothing_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of an invocation a statement costs nothing."""
    monkeypatch.setattr(sql, "_judge", lambda *_: pytest.fail("judged"))
    invocation.leave()
    sql.ask("SELECT 1 OR 1", "sqlite", "sqlite3.execute")

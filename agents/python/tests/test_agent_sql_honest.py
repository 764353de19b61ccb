"""Guard `sql`, and honest functions whose statements lie elsewhere, beside texts with words of SQL in them."""

# ruff: noqa: S608  # careless statements are what is tested
from __future__ import annotations

import enum
import itertools
import json
import sqlite3
from collections.abc import Iterator
from typing import Any, Callable

import pytest

from ennead_agent import untrusted, verdicts
from ennead_agent.guards import sql_judge
from ennead_agent.untrusted import forms, texts

Serving = Callable[..., "list[dict[str, Any]]"]
STATEMENTS = {
    "open": "SELECT id FROM posts WHERE body LIKE ? AND title IS NOT NULL GROUP BY author ORDER BY author LIMIT 10",
    "new": "INSERT INTO posts (title, body, author) VALUES (?, ?, ?)",
}


@pytest.fixture
def database(guarded: Any) -> Iterator[sqlite3.Connection]:
    made = guarded.connect(":memory:")
    made.execute("CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, body TEXT, author TEXT)")
    made.execute("INSERT INTO posts (title, body, author) VALUES ('one', 'two', 'ann'), ('1', '2', 'bob')")
    yield made
    made.close()


@pytest.mark.parametrize(
    "text",
    [
        "order by",
        "group by",
        "not null",
        "is not null",
        "limit 10",
        "select id",
        "from posts",
        "and title",
        "is null",
    ],
)
@pytest.mark.parametrize("bound", [True, False])
def test_bound_words_of_a_statement(text: str, bound: bool, serving: Serving, database: sqlite3.Connection) -> None:
    """A text is bound, and a statement that lies in a table of the module has the same words: it passes."""
    said = serving({"q": text})
    database.execute(STATEMENTS["open"], ("%" + text + "%" if bound else "x",))
    database.execute(STATEMENTS["new"], (text, text, "ann"))
    assert said == []


@pytest.mark.parametrize(
    "title",
    [
        "I can't select from the menu where items are not in stock",
        "Select a post from the posts where title is not set",
    ],
)
def test_sentences_like_statements(title: str, serving: Serving, database: sqlite3.Connection) -> None:
    """A sentence is stored by a statement that has its words in the same order."""
    said = serving({"title": title})
    database.execute(STATEMENTS["new"], (title, "text", "ann"))
    database.execute(STATEMENTS["open"], ("x",))
    assert said == []


@pytest.mark.parametrize("bound", [True, False])
@pytest.mark.parametrize("text", ["1 OR 1=1", "1 UNION SELECT title FROM posts", "id or id"])
def test_bound_and_put_in(text: str, bound: bool, serving: Serving, database: sqlite3.Connection) -> None:
    """A text that is put into the statement is stopped, also where it is a bound value as well."""
    serving({"q": text})
    with pytest.raises(verdicts.Blocked):
        database.execute("SELECT id FROM posts WHERE title <> ? AND id = " + text, (text if bound else "x",))


@pytest.mark.parametrize(
    "body",
    [
        '{"title":"Hello","body":"line one\\nline two","author":"ann"}',
        '{"title":"a \\"quoted\\" word","body":"two","author":"ann"}',
        '{"title":"https://shop.example/?a=1&b=2","body":"two","author":"ann"}',
        'title,body\n"one","two"\n',
    ],
)
def test_columns_in_quotes(body: str, serving: Serving, database: sqlite3.Connection) -> None:
    """Columns that the code joins with quotes and commas are the code's, though the body has such signs too."""
    said = serving({"body": body})
    columns = ["title", "body", "author"]
    listed = ", ".join(f'"{one}"' for one in columns)
    tight = ",".join(f'"{one}"' for one in columns)
    for names in (listed, tight):
        database.execute(f'INSERT INTO "posts" ({names}) VALUES (?, ?, ?)', ("Hello", "x", "ann"))
    assert said == []


COLUMNS = {"title", "author", "id"}


@pytest.mark.parametrize(
    ("given", "statement"),
    [
        ("id>10", "id > ?"),
        ("id!=3", "id != ?"),
        ("title = 'tea'", "title = ?"),
        ("id>=10;title==open", "id >= ? AND title = ?"),
        ("title = 'open' AND author = 'O'Brien'", "title = ? AND author = ?"),
        ("title = 'open' or author <> 'x'", "title = ? or author <> ?"),
    ],
)
def test_filters_that_the_code_reads(
    given: str, statement: str, serving: Serving, database: sqlite3.Connection
) -> None:
    """Names and comparisons of a filter come from the event and their values are bound."""
    said = serving({"filter": given})
    database.execute("SELECT id FROM posts WHERE " + statement + " ORDER BY id", ("1", "2")[: statement.count("?")])
    assert said == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT id FROM items WHERE «id = 1 or 1 =» ?",
        "SELECT id FROM items WHERE «id = 'a' or owner = 'b'»",
        "SELECT id FROM items WHERE «1 =» ?",
        "SELECT id FROM items WHERE id = «owner =» ?",
        "SELECT id FROM items WHERE id = ? «or owner»",
        "SELECT id FROM items WHERE «id in (select 1) and id =» ?",
        "SELECT id FROM items ORDER BY «2, (SELECT 1)»",
        "SELECT «2, password» FROM items WHERE id = «1 desc»",
    ],
)
def test_more_than_a_filter(statement: str) -> None:
    """What a filter's language has no need of changes a statement."""
    text, spans = _marked(statement)
    assert sql_judge.changes(text, "sqlite", spans) is not None


@pytest.mark.parametrize("order", ["2 desc", "1, 2 desc", "title desc, 1", "3"])
def test_columns_numbers(order: str, serving: Serving, database: sqlite3.Connection) -> None:
    """The event may name the columns that are sorted by with their numbers."""
    said = serving({"sort": order})
    database.execute("SELECT id, title, author FROM posts ORDER BY " + order)
    assert said == []


def test_allowed_expression(serving: Serving, database: sqlite3.Connection) -> None:
    """An expression that is one of the code's own constants is the code's; one that is not is none."""
    other = "author".join(("sum(", ")"))
    said = serving({"value": "sum(id)", "other": other})
    for value in ("sum(id)", "count(*)"):
        database.execute("SELECT " + value + " FROM posts")
    assert said == []
    with pytest.raises(verdicts.Blocked):
        database.execute("SELECT " + other + " FROM posts")


class _Metric(enum.Enum):
    TOTAL = "sum(id)"


_LISTED = {"most": "max(id)", "name": "title"}


def test_expression_of_a_table(serving: Serving, database: sqlite3.Connection) -> None:
    """An expression of the code's tables may be chosen; a name of them does not stand for a value."""
    texts = [_Metric.TOTAL.value, _LISTED["most"], _LISTED["name"]]
    said = serving({"metric": texts})
    for text in texts[:2]:
        database.execute(f"SELECT title, {text} FROM posts GROUP BY title")
    assert said == []
    with pytest.raises(verdicts.Blocked):
        database.execute("SELECT id FROM posts WHERE title = " + texts[2])


def test_documents_have_no_pairs() -> None:
    """A JSON document is read by its parts, and what decoding it as a whole gives is no plain text."""
    text = '{"url": "http://a.example/?x=1&y=2", "note": "a\\nb"}'
    assert not [one for one in forms.of(text) if type(one) is dict and "y" in one]


def test_words_of_a_long_text_are_cut_once(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long text's words are found once, whatever the number of arguments."""
    serving({"text": "see ../docs " * 9000})
    cut = []

    def islice(found: Any, most: int) -> Any:
        cut.append(most)
        return itertools.islice(found, most)

    monkeypatch.setattr(texts, "islice", islice)
    for number in range(20):
        untrusted.spans(f"dm.{number}-ees/scod/pmt/"[::-1], "path")
    assert 1 <= len(cut) <= 2  # the text, and what it is without its last blank


def test_documents_beyond_ascii_are_documents() -> None:
    """What is left of a document without its accents is a document still, and no text with quotes and commas."""
    body = json.dumps({"title": "Ünïted", "body": "one two three", "author": "ann"}, ensure_ascii=False)
    index = texts.of_event(json.dumps({"body": body}).encode())
    assert all(one.holds for one in index if one.value.startswith("{"))
    assert any("nted" in one.value and one.value.startswith("{") for one in index)


def _marked(statement: str) -> tuple[str, list[Any]]:
    from types import SimpleNamespace

    text, spans = "", []
    for number, part in enumerate(statement.replace("»", "«").split("«")):
        if number % 2:
            found = SimpleNamespace(start=len(text), end=len(text) + len(part), exact=True, joined=True, text=None)
            spans.append(found)
        text += part
    return text, spans

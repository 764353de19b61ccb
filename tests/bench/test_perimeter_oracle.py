"""The oracle hears an effect where there is one, and none where a value was plain data."""

from __future__ import annotations

import json
import sqlite3
from importlib import import_module
from typing import Any

import pytest

from bench.barrier import oracle, widths
from bench.barrier.oracle import SECRET, Seen, bound_rows
from bench.barrier.shop import app, changes, sql, wires
from bench.barrier.shop.pages import formatted, template
from bench.barrier.sinks import BY_NAME, SINKS
from bench.barrier.store import fill, tables


def ok(answer: str = "", kind: str = "plain", **more: Any) -> Seen:
    """What is left of a call that was answered."""
    return Seen("ok", json.dumps({"answer": answer, "kind": kind}).encode(), **more)


def effects(sink: str, value: str, seen: Seen, width: int = 2) -> list[str]:
    """What the oracle says."""
    return oracle.effects(BY_NAME[sink], value, width, seen)


def asked(sink: str, value: str, width: int = 2) -> Seen:
    """What a careless statement leaves, run here."""
    shop = sqlite3.connect(":memory:")
    fill(shop)
    called: list[str] = []
    first = tables(shop)
    wires.arm(shop, called.append)
    try:
        seen = ok(repr(getattr(sql, BY_NAME[sink].careless)(shop, value, width)))
    except (sqlite3.Error, sqlite3.Warning):
        seen = Seen("error", b"{}")
    now = tables(shop)
    seen.tables, seen.wires = (None if now == first else now), called
    shop.close()
    return seen


@pytest.mark.parametrize(
    ("sink", "value", "effect"),
    [
        ("sql-text", "' OR 1=1 --", "rows"),
        ("sql-text", "' UNION SELECT id, password FROM users --", "rows"),
        ("sql-text", "' OR sleep(5) --", "tripwire"),
        ("sql-number", "1 OR 1=1", "rows"),
        ("sql-like", "%' OR owner LIKE '%", "rows"),
        ("sql-script", "x'); DELETE FROM users; --", "table"),
        ("sql-script", "x'), ((SELECT password FROM users LIMIT 1)); --", "table"),
        ("sql-script", "x'); DROP TABLE items; nonsense", "table"),
        ("sql-double", '" OR 1=1 --', "rows"),
        ("sql-grouped", "')) OR 1=1 --", "rows"),
    ],
)
def test_statements_that_were_changed_are_heard(sink: str, value: str, effect: str) -> None:
    """Other rows, another table or a tripwire tell that a value became part of the statement, also after an error."""
    assert effect in effects(sink, value, asked(sink, value))


@pytest.mark.parametrize("sink", ["sql-text", "sql-like", "sql-script", "sql-double", "sql-grouped"])
@pytest.mark.parametrize("value", ["ann", "no one", "select from where", "100%", "a;b"])
def test_plain_values_in_statements_have_no_effect(sink: str, value: str) -> None:
    """A value that stays a value has no effect."""
    assert effects(sink, value, asked(sink, value)) == []


@pytest.mark.parametrize(
    ("value", "effect"),
    [
        ("O''Brien", []),
        ("sleep(1) and ''", []),
        ("\\''); DROP TABLE users; --", []),
        ("' = '", ["table"]),
        ("a' || 'b", ["table"]),
        ("x'), ('y", ["table"]),
        ("x'); --", ["table"]),
        ("'||(SELECT password FROM users)||'", ["table"]),
    ],
)
def test_a_doubled_quote_within_one_literal_is_no_effect(value: str, effect: list[str]) -> None:
    """The note may hold one quote where the value had two; whatever the statement works out is an effect."""
    assert effects("sql-script", value, asked("sql-script", value)) == effect


def test_a_statement_that_fails_has_no_effect() -> None:
    """An apostrophe that breaks the statement has done nothing."""
    assert effects("sql-text", "O'Brien", asked("sql-text", "O'Brien")) == []


@pytest.mark.parametrize("width", [1, 2, 3, 7, 12])
def test_the_number_of_columns_is_fitted(width: int) -> None:
    """The width is found in which a UNION of so many columns works; nothing is tried on the function for it."""
    value = "' UNION SELECT " + ",".join("7" * width) + " --"
    assert widths.fitting(BY_NAME["sql-text"], value) == width
    assert effects("sql-text", value, asked("sql-text", value, width), width) == ["rows"]


def test_values_without_effect_keep_the_usual_width() -> None:
    """A value that works nowhere, or that writes before it fails, leaves the usual width for the next."""
    assert widths.fitting(BY_NAME["sql-text"], "ann") == widths.USUAL
    assert widths.fitting(BY_NAME["sql-text"], "' UNION SELECT 1 FROM nothing --") == widths.USUAL
    assert widths.fitting(BY_NAME["sql-text"], "'; ATTACH 'x' AS y --") == widths.USUAL


def test_bound_rows_are_those_of_the_twin() -> None:
    """What the rows are held against is what the bound statement gives."""
    assert bound_rows(BY_NAME["sql-text"], "bob", 2) == "[(2, 'chair')]"
    assert bound_rows(BY_NAME["sql-text"], "' OR 1=1 --", 2) == "[]"


@pytest.mark.parametrize(
    ("sink", "value", "seen", "expected"),
    [
        ("shell-argument", "x", ok("0", out=b"order x\n"), []),
        ("shell-argument", "x", ok("0", out=SECRET.encode()), ["secret"]),
        ("shell-single", "x", ok("root:x:0:0:root:/root:/bin/sh\n"), ["secret"]),
        ("shell-double", "x", ok("0", out=b"the root:x is told\n"), []),
        ("shell-double", "x", ok("0", started=True), ["program"]),
        ("shell-double", "x", ok("0", err=b"/bin/sh: 1: frobnicate: not found\n"), ["asked for"]),
        ("shell-double", "x", ok("0", err=b"/bin/sh: 1: Syntax error: Unterminated quoted string\n"), []),
        ("shell-double", "x", Seen("error", marker=True), ["marker"]),
        ("shell-double", "x", Seen("timeout", started=True), ["program"]),
        ("path-open", "orders.txt", ok("3 lamps\n1 chair\n"), []),
        ("path-open", "../x", ok(SECRET + "\n"), ["outside"]),
        ("path-open", "../x", ok("no such file"), []),
        ("path-open", "../x", Seen("error", b"{}"), []),
        ("path-join", "/dev/null", ok(""), []),
        ("fetch-url", "http://x", ok("GET http://x HTTP/1.1", requests=1), []),
        ("fetch-url", "http://10.0.0.1", ok("x", requests=1, hits=["proxy"]), ["proxy"]),
        ("fetch-url", "http://127.0.0.1", Seen("error", requests=1, hits=["port", "port"]), ["port"]),
        ("fetch-url", " FILE:///etc/hostname", ok("me", requests=0), ["file"]),
        ("fetch-url", "data:text/plain,file", ok("file", requests=0), []),
        ("code-eval", "2", ok("6", "number"), []),
        ("code-eval", "'a'", ok("aaa"), ["no number"]),
        ("code-eval", "x", Seen("error", b"{}"), []),
        ("code-exec", "globals()", ok("dict", "object"), ["no number"]),
        ("pickle-text", "I1\n.", ok("1", "number"), []),
        ("yaml-load", "!!python/name:os.system", ok("function", "object"), ["object"]),
        ("partiql-text", "ann", ok("[1, 3]"), []),
        ("partiql-text", "' OR '1'='1", ok("[1, 2, 3, 4]"), ["documents"]),
        ("filter-json", '{"$ne": null}', ok("[1, 2, 3, 4]"), ["documents"]),
        ("filter-json", '"ann"', ok("[1, 3]"), []),
        ("filter-json", "7", ok("[]"), []),
    ],
)
def test_what_is_left_tells_the_effect(sink: str, value: str, seen: Seen, expected: list[str]) -> None:
    """Each sink's effect is told from what is left of the call."""
    assert effects(sink, value, seen) == expected


@pytest.mark.parametrize("value", ["ann", "100 %", "a {b} c", "$5 #1", "line\r\nline\rline\n", "{ {x} }", "tail\n\n"])
def test_texts_without_marks_of_the_template_are_literal(value: str) -> None:
    """Line ends that the template makes one kind are no effect."""
    assert effects("template-jinja", value, ok(template(value))) == []


@pytest.mark.parametrize("value", ["{{ 7*7 }}", "{% if 1 %}x{% endif %}", "{# c #}", "{% raw %}x{% endraw %}"])
def test_templates_are_heard(value: str) -> None:
    """Whatever a template engine reads is an effect."""
    assert effects("template-jinja", value, ok(template(value))) == ["evaluated"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("{user.name}", ["reached"]), ("{user.__class__}", ["reached"]), ("{user}", []), ("{{user.name}}", []), ("x", [])],
)
def test_formats_that_reach_something_are_heard(value: str, expected: list[str]) -> None:
    """An attribute or an item was reached; doubled braces reach nothing."""
    assert effects("template-format", value, ok(formatted(value))) == expected


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (3, "number"),
        (2j, "number"),
        ("x", "plain"),
        (None, "plain"),
        ({"a": [1, (b"x", {2})]}, "plain"),
        ([open], "object"),
        ({"a": {"b": sqlite3}}, "object"),
        (ValueError, "object"),
    ],
)
def test_results_are_plain_or_not(result: object, kind: str) -> None:
    """Plain data is told from objects, however deep they lie."""
    assert app.kind(result) == kind
    assert (app.answer(result)["answer"].find("0x") == -1) or kind == "plain"


@pytest.mark.parametrize("name", changes.CHANGES)
def test_changes_give_the_value_that_was_meant(name: str) -> None:
    """What an event brings becomes the value, or one that says the same, by the handler's own change."""
    value = "' or 1=1 -- ünï"
    found = changes.change(name, changes.brought(name, value), "sql")
    assert found == {"f-string": "a" + value}.get(name, value)
    assert "".join(changes.halves(value)) == value


def test_every_sink_has_a_function_and_a_twin() -> None:
    """No sink names a function that is not there."""
    for sink in SINKS:
        module = import_module("bench.barrier.shop." + sink.module)
        assert callable(getattr(module, sink.careless))
        assert callable(getattr(module, sink.twin))

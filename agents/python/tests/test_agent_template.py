"""Guard `template`: untrusted text in a template's source is shown, never computed."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from ennead_agent import verdicts
from ennead_agent.guards import template

Serving = Callable[..., "list[dict[str, Any]]"]


LINES = "ann\n% for x in y:"
SUM = "{{ 7 * 7 }}"
EXPRESSION = "x.y"


def _greeting(value: str) -> str:
    return "Hello " + value


def _inside(value: str) -> str:
    return "{{ " + value + " }}"


def _between(value: str) -> str:
    return "{" + value + "} of {{ user }}"


@pytest.mark.parametrize(
    ("made", "value"),
    [
        (_greeting, "{{ 7 * 7 }}"),
        (_greeting, "{% for x in y %}x{% endfor %}"),
        (_greeting, "{# hidden #}shown"),
        (_inside, "user.__class__"),
        (_between, "{ user }"),
    ],
)
def test_marks_of_the_engine_are_stopped(made: Callable[[str], str], value: str, serving: Serving) -> None:
    """A mark in the value, one that the value completes, and a value between two marks are stopped."""
    serving({"value": value})
    with pytest.raises(verdicts.Blocked):
        template.judge(made(value), template._JINJA)


@pytest.mark.parametrize("value", ["O'Brien", "{user}", "100 %", "# 5", "$ {x}", "{ {x} }", "user"])
def test_plain_text_passes(value: str, serving: Serving) -> None:
    """Single braces, percent signs and words are text."""
    said = serving({"value": value})
    template.judge("Hello " + value + ", {{ user }}", template._JINJA)
    assert said == []


@pytest.mark.parametrize("value", ["say hi", "100%", "O'Brien", "7*7", "a # b", "$x ${y}"])
def test_text_of_an_expression_passes(value: str, serving: Serving) -> None:
    """A value within one literal of an expression, which is shown or compared, is text."""
    said = serving({"value": value})
    template.judge('{{ "' + value + '" }}', template._JINJA)
    template.judge('{{- user ~ "' + value + '"|upper }}', template._JINJA)
    template.judge('{% if user == "' + value + '" %}x{% endif %}', template._JINJA)
    assert said == []


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ('{{ "', '" ~ user.key ~ "', '" }}'),
        ('{{ user["', "a b", '"] }}'),
        ('{{ user|attr("', "a b", '") }}'),
        ('{% include "', "../secret.html", '" %}'),
        ('{{ "', "{0.key}", '".format(user) }}'),
        ('{{ "', "x }}{{ user", '" }}'),
        ('{{ "', "x\\", '" ~ user.key ~ "" }}'),
    ],
)
def test_text_that_leaves_or_chooses_is_stopped(before: str, value: str, after: str, serving: Serving) -> None:
    """A value that ends its literal, or whose literal names what is read, is no text."""
    serving({"value": value})
    with pytest.raises(verdicts.Blocked):
        template.judge(before + value + after, template._JINJA)


def test_a_value_of_a_mako_template(serving: Serving) -> None:
    """Mako's lines of Python count where the value begins one."""
    serving({"value": LINES})
    with pytest.raises(verdicts.Blocked):
        template.judge(_greeting(LINES), template._MAKO, ("%", "##"))


def test_jinja_itself_is_watched(serving: Serving) -> None:
    """The engine's own parser asks the guard, for templates and for expressions."""
    jinja2 = pytest.importorskip("jinja2", reason="jinja2 is not installed for this Python")
    parser = pytest.importorskip("jinja2.parser")
    original = parser.Parser.__init__
    template._follow_jinja(parser)
    try:
        serving({"value": SUM, "expression": EXPRESSION})
        with pytest.raises(verdicts.Blocked):
            jinja2.Template(_greeting(SUM))
        with pytest.raises(verdicts.Blocked):
            jinja2.Environment(autoescape=True).compile_expression(EXPRESSION)
        assert jinja2.Template(_greeting("ann {{ user }}")).render(user=1) == "Hello ann 1"
    finally:
        parser.Parser.__init__ = original


STORED = list(b"Dear {{ customer.name }}: {% if customer.vip %}VIP{% endif %} {{ order.id }} {{ total }}")
"""A template that no running code has as a text: it came out of a file or a store."""


def _stored(changes: dict[str, str]) -> str:
    text = bytes(STORED).decode()
    for name, value in changes.items():
        text = text.replace(name, value)
    return text


@pytest.mark.parametrize(
    "event",
    [{"merge": {"customer.name": "Ann", "customer.vip": True, "order.id": 1}, "total": 1}, {"customer.name": "total"}],
)
def test_a_path_that_the_event_has_as_a_name_passes(event: Any, serving: Serving) -> None:
    """A stored template has names with dots, and so has the event, beside the values that are put in."""
    said = serving(event)
    template.judge(_stored({}), template._JINJA)
    assert said == []


@pytest.mark.parametrize(
    ("event", "changes"),
    [
        ({"customer.__class__": 1}, {"customer.name": "customer.__class__"}),
        ({"customer.name": 1, "customer._private": 1}, {"order.id": "customer._private"}),
        ({"merge": {"customer.name|safe": 1}}, {"customer.name": "customer.name|safe"}),
        ({"merge": {"customer.name()": 1}}, {"customer.name": "customer.name()"}),
        ({"merge": {"customer.name": 1, "x": "order.id }}{{ user.key"}}, {"order.id": "order.id }}{{ user.key"}),
        # a value that chooses what is read
        ({"field": "user.password"}, {"order.id": "user.password"}),
        ({"fields": ["config.key"]}, {"order.id": "config.key"}),
    ],
)
def test_what_is_no_plain_path_is_stopped(event: Any, changes: dict[str, str], serving: Serving) -> None:
    """Names that are kept for the engine, calls and filters, and paths that came as a value."""
    serving(event)
    with pytest.raises(verdicts.Blocked):
        template.judge(_stored(changes), template._JINJA)


@pytest.mark.parametrize("name", ["user.key", "user.address.city"])
def test_a_path_that_the_code_puts_in_is_stopped(name: str, serving: Serving) -> None:
    """A name of the event's that the code joins to its template chooses what is shown."""
    serving({"merge": {name: 1}})
    with pytest.raises(verdicts.Blocked):
        template.judge(_inside(name), template._JINJA)

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

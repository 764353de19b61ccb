"""Guard `code`: untrusted text runs neither as Python nor chooses a module; data and arithmetic pass."""

from __future__ import annotations

import ast
import enum
from typing import Any, Callable, ClassVar

import pytest

from ennead_agent import faults, registry, verdicts
from ennead_agent.guards import allowed, code

Serving = Callable[..., "list[dict[str, Any]]"]


CALL = "__import__('os').getpid()"
SHOUTED = "  __IMPORT__('OS').GETPID()  "
NAME = "open"
MODULE = "antigravity"


def _priced(value: str) -> str:
    return "price * " + value


def _formatted(value: str) -> str:
    return "f" + value


def _named(value: str) -> str:
    return f"owner == '{value}' and open_orders > 0"


def _whole(value: str) -> str:
    return value


@pytest.mark.parametrize(
    ("made", "value"),
    [
        (_priced, "__import__('os').getpid()"),
        (_formatted, "'{open(1)}'"),
        (_priced, "9**9**9**9"),
        (_priced, "1 if print('x') else 2"),
        (_named, "x' or True or '"),
        (_named, "x' or open('/etc/passwd') or '"),
        (_whole, "open('/etc/passwd').read()"),
        (_whole, "[x for x in ().__class__.__bases__]"),
    ],
)
def test_untrusted_code_is_stopped(made: Callable[[str], str], value: str, serving: Serving) -> None:
    """Names, calls, strings that end the code's own, and chains of powers are stopped before they are parsed."""
    said = serving({"value": value})
    with pytest.raises(verdicts.Blocked):
        code.judge(made(value))
    assert said[0]["guard"] == "code"
    assert "value" in said[0]["reason"]
    assert value not in said[0]["reason"]


@pytest.mark.parametrize(
    ("made", "value"),
    [
        (_priced, "2"),
        (_priced, "-2.5e3"),
        (_priced, "0x1F"),
        (_priced, "'a'"),
        (_priced, "(1, 2)"),
        (_priced, "(2 + 3) * 4 // 5"),
        (_named, "O’Brien or Ann"),
        (_named, "select 1; import os"),
        (_whole, "[1, 'a', {'b': None}]"),
        (_whole, "{'import': 'os.system(1)'}"),
    ],
)
def test_data_in_code_passes(made: Callable[[str], str], value: str, serving: Serving) -> None:
    """A number, plain arithmetic, text inside a literal of the code, and a whole literal run as before."""
    said = serving({"value": value})
    code.judge(made(value))
    assert said == []


def test_words_that_the_code_has_itself_pass(serving: Serving) -> None:
    """A formula of the code is its own, though the event has each of its words."""
    said = serving({"price": "price", "quantity": "quantity", "formula": "price quantity"})
    code.judge("price * quantity")
    assert said == []


def test_a_name_of_the_event_is_code(serving: Serving) -> None:
    """A single name where the code puts a value in is computed, so it is stopped."""
    serving({"value": NAME})
    with pytest.raises(verdicts.Blocked):
        code.judge("result = " + NAME)


def test_changed_text_is_stopped(serving: Serving) -> None:
    """Text that was put in lower case and stripped on the way is known by its words."""
    serving({"value": SHOUTED})
    with pytest.raises(verdicts.Blocked):
        code.judge(_priced(SHOUTED.strip().lower()))


def test_a_tree_of_untrusted_text_is_stopped(serving: Serving) -> None:
    """A text that is parsed first and compiled as a tree runs as well; a library's trees are its own."""
    serving({"value": CALL})
    tree = ast.parse(CALL, mode="eval")
    code.judge(tree, own=False)
    with pytest.raises(verdicts.Blocked):
        code.judge(tree)
    code.judge(ast.parse("1 + 1", mode="eval"))


def test_observe_only_says(serving: Serving) -> None:
    """In `observe` the event says what would have been, and the code runs."""
    said = serving({"value": CALL}, mode="observe")
    code.judge(_priced(CALL))
    assert [(one["verdict"], one["facts"]["would"]) for one in said] == [("flag", "block")]


def test_a_module_named_by_the_event_is_stopped(serving: Serving) -> None:
    """A module may be chosen below a package that the code names, and not from the beginning."""
    serving({"value": MODULE, "handler": "orders"})
    with pytest.raises(verdicts.Blocked):
        code._judge_module(MODULE)
    code._judge_module(".".join(["handlers", "orders"]))


def test_names_that_a_library_makes_code_of_pass(both: Callable[..., Any], function: Callable[..., Any]) -> None:
    """Tuples with names, data classes and modules that make them are no code of the event's, whatever its fields."""
    task = function(
        """
        def handler(event, context):
            import collections, dataclasses, importlib, urllib.parse
            importlib.reload(urllib.parse)
            row = collections.namedtuple("Row", event["columns"])
            record = dataclasses.make_dataclass("Record", event["columns"].split(", "))
            return [row(1, 2, 3).netloc, record(1, 2, 3).path]
        """
    )
    event = {"columns": "scheme, netloc, path", "scheme": "a", "netloc": "b", "path": "c", "type": "string"}
    bare, ran = both(task, [event], env={"ENNEAD_MODE": "enforce"})
    assert ran.answers == bare.answers == [b"[2, 3]"]
    assert ran.of("attack") == []


@pytest.mark.parametrize("event", [{"value": "x"}, {"list": [f"text {number}" for number in range(20_100)]}])
def test_what_is_too_large_is_said(event: dict[str, Any], serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code, or an event, that is not looked at whole is no clean one: it is said once, and refused where faults are."""
    monkeypatch.setattr(verdicts, "_unjudged", set())
    said = serving(event)
    argument = NAME + "1" * (200_100 if "value" in event else 3)
    code.judge(argument)
    code.judge(argument)
    assert [(one["kind"], one["guard"]) for one in said] == [("error", "code")]
    assert registry.state.policy is not None
    registry.state.policy.closed = True
    with pytest.raises(verdicts.Blocked):
        code.judge(argument)


class _Format(enum.Enum):
    CSV = "exports.csv"


class _Plugins:
    TABLE: ClassVar = {"exports.xml": 1}


_LISTED = ("exports.json", ["exports.pdf", "a report"])


@pytest.mark.parametrize("name", ["exports.csv", "exports.xml", "exports.json", "exports.pdf"])
def test_a_module_of_the_functions_own_table(name: str, serving: Serving) -> None:
    """A module is loaded that the function's tables, classes' tables or enumerations have; any other is stopped."""
    assert all((_Format, _Plugins, _LISTED))  # as a handler names them
    other = "nib.stropxe"[::-1]
    said = serving({"format": name, "other": other})
    code._judge_module(name)
    assert said == []
    with pytest.raises(verdicts.Blocked):
        code._judge_module(other)


def test_tables_of_the_agent_let_nothing_be_chosen() -> None:
    """What our own code on the way to the question has in its tables is nobody's to choose from."""
    for place, wanted in ((faults.HOME + "x.py", False), ("/var/task/app.py", True)):
        names: dict[str, Any] = {"TABLE": frozenset(("x-perl",)), "lists": allowed.lists}
        exec(compile("def ask(text): return TABLE and lists(text)", place, "exec"), names)  # noqa: S102
        assert names["ask"]("-".join(("x", "perl"))) is wanted


def test_a_table_is_asked_only_as_far_as_a_person_writes_it(serving: Serving) -> None:
    """A cache of thousands is no table to choose from."""
    name = _MANY[7]
    serving({"format": name})
    with pytest.raises(verdicts.Blocked):
        code._judge_module(name)


_MANY = [f"exports.m{number}" for number in range(5000)]


_SECRET_NAME = "secret[0]"


@pytest.mark.parametrize(
    ("before", "after", "stops"), [("f'{", "}'", True), ("f'{{", "}}'", False), ("f'{1} ", "'", False)]
)
def test_expressions_of_strings(before: str, after: str, stops: bool, serving: Serving) -> None:
    """Within the braces of an f-string a text is code, beside them and within double ones it is text."""
    said = serving({"q": _SECRET_NAME})
    if stops:
        with pytest.raises(verdicts.Blocked):
            code.judge(before + _SECRET_NAME + after)
    else:
        code.judge(before + _SECRET_NAME + after)
        assert said == []

"""JSON by the positions of its tokens."""

from __future__ import annotations

import json

import pytest

from ennead.remedy.edit import Edit
from ennead.remedy.errors import RemedyError
from tests.remedy.making import add, append, drop, made, put

TALL = '{\r\n\t"b": [1,  2],\r\n\t"a": {\r\n\t\t"x": "\\u00e9"\r\n\t},\r\n\t"e": {}\r\n}\r\n'


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (put(("b", 0), 3), "[1,  2]", "[3,  2]"),
        (append(("b",), "z"), "[1,  2]", '[1,  2,  "z"]'),
        (drop("b", 0), "[1,  2]", "[2]"),
        (drop("a"), '\t"a": {\r\n\t\t"x": "\\u00e9"\r\n\t},\r\n', ""),
        (drop("e"), ',\r\n\t"e": {}', ""),
        (add(("a",), "y", "é"), '"\\u00e9"\r\n', '"\\u00e9",\r\n\t\t"y": "\\u00e9"\r\n'),
        (add((), "z", {"k": [1]}, "b"), "2],\r\n", '2],\r\n\t"z": {\r\n\t\t"k": [\r\n\t\t\t1\r\n\t\t]\r\n\t},\r\n'),
        (add(("e",), "k", 1), "{}", '{\r\n\t\t"k": 1\r\n\t}'),
        (drop("a", "x"), '{\r\n\t\t"x": "\\u00e9"\r\n\t}', "{}"),
    ],
)
def test_indentation_spacing_and_escapes_stay(edit: Edit, old: str, new: str) -> None:
    """A file with tabs and CRLF changes where the edit is, in its own style."""
    assert made(TALL, edit, name="template.json") == TALL.replace(old, new, 1)


def test_one_line_stays_one_line() -> None:
    """A file without indentation gets none."""
    assert made('{"a":1}', add((), "b", {"c": [1, 2]}), name="a.json") == '{"a":1, "b":{"c":[1,2]}}'


def test_a_template_of_another_name_may_be_json() -> None:
    """JSON is told by what the file holds."""
    assert made('{\n  "a": 1\n}\n', add((), "b", {"Ref": "X"})) == '{\n  "a": 1,\n  "b": {\n    "Ref": "X"\n  }\n}\n'


@pytest.mark.parametrize("text", ["{", '{"a": NaN}', "[" * 5000])
def test_broken_json_is_refused(text: str) -> None:
    """What cannot be read is not edited."""
    with pytest.raises(RemedyError, match="not valid JSON"):
        made(text, put(("a",), 1), name="a.json")


def test_a_key_that_stands_twice_is_refused() -> None:
    """Nobody can tell which one is meant."""
    with pytest.raises(RemedyError, match="2 times"):
        made('{"a": 1, "a": 2}', put(("a",), 3), name="a.json")


def test_values_of_a_list_are_changed_one_by_one() -> None:
    """A list set to another one keeps the text of the items that stay."""
    text = '{"a": [ "x",   {"k": 1.50}, "y" ]}'
    new = made(text, put(("a",), ["x", {"k": 1.5}, "z", "z"]), name="a.json")
    assert json.loads(new) == {"a": ["x", {"k": 1.5}, "z", "z"]}
    assert '"x",   {"k": 1.50}' in new

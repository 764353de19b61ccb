"""Hostile folders: templates that are broken, odd or meant to hurt, made from seeds by seeded chance.

A case is a folder as a mapping of file names to bytes.  The same seed and number always give the same case.
"""

# ruff: noqa: E501  (tables)

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.hostile_seeds import CRAFTED, SEEDS

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Case:
    """A folder to scan; `label` says how it came about."""

    label: str
    files: dict[str, bytes]


def seeds() -> dict[str, str]:
    """Template texts to start from: small ones of our own, and the sample applications' templates."""
    samples = sorted((ROOT / "samples").rglob("template.yaml"))
    return {**SEEDS, **{path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in samples}}


def crafted() -> Iterator[Case]:
    """Cases written for one weakness each."""
    for label, make in CRAFTED.items():
        made = make()
        files = made if isinstance(made, dict) else {"template.yaml": made}
        yield Case(f"crafted {label}", {name: _bytes(text) for name, text in files.items()})


def case(number: int, seed: int, texts: dict[str, str]) -> Case:
    """The case of that number.  Two in three change the tree, one in three the text; some have a second file."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311  (no secret is made of it)
    label, text = _changed(chance, texts)
    files = {"template.yaml": _bytes(text)}
    if chance.random() < 0.15:
        other, part = _changed(chance, texts)
        place = chance.choice(["part.yaml", "newsletter/template.yaml", "statemachines/fulfilment.asl.json"])
        label, files[place] = f"{label} with {place} {other}", _bytes(part)
    return Case(f"{number} {label}", files)


def _changed(chance: random.Random, texts: dict[str, str]) -> tuple[str, str | bytes]:
    """A seed with some changes, and what was done to it."""
    name = chance.choice(sorted(texts))
    text: str | bytes = texts[name]
    done = []
    if chance.random() < 0.66:
        tree = _tree(texts[name])
        for _ in range(chance.randint(1, 4)):
            change = chance.choice(TREE_CHANGES)
            tree = change(tree, chance)
            done.append(change.__name__.strip("_"))
        text = json.dumps(tree, indent=chance.choice([None, 1]), ensure_ascii=chance.random() < 0.5)
    if isinstance(text, str) and (not done or chance.random() < 0.2):
        change_text = chance.choice(TEXT_CHANGES)
        done.append(change_text.__name__.strip("_"))
        text = change_text(text, chance)
    return f"{name} {' '.join(done)}", text


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


def _tree(text: str) -> Any:
    from ennead.sources.cloudformation.load import parse  # noqa: PLC0415

    return json.loads(json.dumps(parse(text, "template.yaml").root))


# -- changes of the tree --------------------------------------------------------------------------

Route = tuple[Any, Any]


def _places(tree: Any) -> list[Route]:
    """Every (container, key) of the tree."""
    found: list[Route] = []
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in items:
            found.append((value, key))
            if isinstance(item, dict | list):
                waiting.append(item)
    return found


def _spot(tree: Any, chance: random.Random) -> Route | None:
    places = _places(tree)
    return chance.choice(places) if places else None


_PLAIN: list[Any] = [
    None, True, False, 0, -1, 10**30, -(10**300), 1e308, 1.5, "", " ", "true", "*", "${", "${}", "${A", "${AWS::Region}",
    "${!x}", "${?x}", "$.a", "arn:", "arn:aws", "arn:aws:lambda", "arn:aws:lambda:::function:", "arn:aws:sqs:::q",
    "arn:aws:execute-api:::x/functions/arn:aws:lambda:::function:/invocations", "s3://a/b", "https://sqs.", "../../..",
    "/etc/passwd", "\x00", "\x1b[31mred\x1b[0m", "\u202eevil", "\ud800", "😀" * 20, "a\nb\r\nc", "{{resolve:ssm:x}}",
    "{{resolve:secretsmanager:${A}:SecretString:x}}", [], {}, [[]], [{}], {"": ""}, [None], {"a": None}, "x" * 3000,
    "AWS::NoValue", "AWS::Serverless::Function", "AWS::Lambda::Function", "AWS::Serverless::Api", "Custom::", "::",
    "rate(", "ANY", "NONE", "integrations/", "/{proxy+}", "GET /", "999999999999999999999", "1e400", "nan", "-0", "0x10",
]  # fmt: skip

_CALLS: list[Any] = [
    {"Ref": "Nothing"}, {"Ref": None}, {"Ref": ["a"]}, {"Ref": {"Ref": "A"}}, {"Ref": "AWS::NoValue"}, {"Ref": "AWS::X"},
    {"Fn::GetAtt": None}, {"Fn::GetAtt": "A"}, {"Fn::GetAtt": ["A"]}, {"Fn::GetAtt": ["A", {"Ref": "B"}]},
    {"Fn::GetAtt": {"a": 1}}, {"Fn::GetAtt": "A.Outputs.B"}, {"Fn::Sub": None}, {"Fn::Sub": []}, {"Fn::Sub": ["a"]},
    {"Fn::Sub": ["${a}", None]}, {"Fn::Sub": ["${a}${b}", {"a": {"Fn::Sub": "${b}"}}]}, {"Fn::Sub": "${A.B.C}${!D}${}"},
    {"Fn::Sub": {"Ref": "A"}}, {"Fn::Join": None}, {"Fn::Join": ["", None]}, {"Fn::Join": [1, [1, None, {}]]},
    {"Fn::Join": ["", {"Ref": "A"}]}, {"Fn::Split": ["", "abc"]}, {"Fn::Split": [None, None]}, {"Fn::Split": ["a"]},
    {"Fn::Select": [0, []]}, {"Fn::Select": ["x", ["a"]]}, {"Fn::Select": [-1, ["a"]]}, {"Fn::Select": [10**20, ["a"]]},
    {"Fn::Select": ["²", ["a"]]}, {"Fn::Select": [True, ["a", "b"]]}, {"Fn::FindInMap": None}, {"Fn::FindInMap": ["a"]},
    {"Fn::FindInMap": [{}, [], None]}, {"Fn::FindInMap": ["M", "a", "b", {"DefaultValue": {"Ref": "X"}}]},
    {"Fn::FindInMap": ["M", "a", "b", None]}, {"Fn::If": None}, {"Fn::If": ["a"]}, {"Fn::If": ["Nope", 1, 2]},
    {"Fn::If": [{"Fn::Equals": [1, 1]}, 1, 2]}, {"Fn::If": [["x"], 1, 2]}, {"Fn::If": [None, {"Ref": "AWS::NoValue"}, []]},
    {"Condition": "Nope"}, {"Condition": None}, {"Fn::Equals": None}, {"Fn::Equals": [1]}, {"Fn::Equals": [{}, []]},
    {"Fn::And": None}, {"Fn::And": []}, {"Fn::Or": ["x"]}, {"Fn::Not": []}, {"Fn::Not": None}, {"Fn::Not": [{"a": 1}]},
    {"Fn::Base64": None}, {"Fn::Base64": "\ud800"}, {"Fn::ImportValue": None}, {"Fn::ImportValue": {"Fn::Sub": "${A}-x"}},
    {"Fn::GetAZs": ""}, {"Fn::Cidr": None}, {"Fn::Length": None}, {"Fn::Length": "x"}, {"Fn::ToJsonString": {"a": {"Ref": "X"}}},
    {"Fn::Transform": None}, {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "../x"}}},
    {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "\x00"}}}, {"Fn::Transform": [{}]},
    {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "/etc/passwd"}}}, {"Fn::Nonsense": 1}, {"Fn::": 1},
    {"Fn::ForEach::L": ["x", ["a", "b"], {"${x}": 1}]}, {"Fn::ForEach::L": None}, {"Fn::ForEach::L": ["x", {"Ref": "Y"}, {}]},
    {"Fn::Contains": [["a"], "a"]}, {"Fn::Contains": None}, {"Ref": "A", "Fn::Sub": "b"}, {"Fn::GetAtt": ["A", "Arn"], "x": 1},
]  # fmt: skip


def _swap_value(tree: Any, chance: random.Random) -> Any:
    spot = _spot(tree, chance)
    if spot:
        spot[0][spot[1]] = copy.deepcopy(chance.choice(_PLAIN))
    return tree


def _wrong_call(tree: Any, chance: random.Random) -> Any:
    spot = _spot(tree, chance)
    if spot:
        spot[0][spot[1]] = copy.deepcopy(chance.choice(_CALLS))
    return tree


def _wrap(tree: Any, chance: random.Random) -> Any:
    """A value as the argument of some function, or inside a list or mapping."""
    spot = _spot(tree, chance)
    if spot:
        old = spot[0][spot[1]]
        name = chance.choice(
            ["Ref", "Condition", *(f"Fn::{one}" for one in "Sub Join If Select Split Not Length".split())]
        )
        spot[0][spot[1]] = chance.choice([{name: old}, {name: [old]}, {name: [old, old, old]}, [old], {"a": old}])
    return tree


def _delete(tree: Any, chance: random.Random) -> Any:
    spot = _spot(tree, chance)
    if spot:
        del spot[0][spot[1]]
    return tree


def _rename(tree: Any, chance: random.Random) -> Any:
    places = [place for place in _places(tree) if isinstance(place[0], dict)]
    if places:
        holder, key = chance.choice(places)
        new = chance.choice(["", "Fn::Sub", "Ref", "\x00", "\x1b[2J", "é" * 30, "a/b c", "__class__", "x" * 400, "A.B", "NONE",
                             "Fn::Transform", "Fn::ForEach::A", "Type", "Properties", "Condition", "${A}", "\ud800", "<<"])  # fmt: skip
        holder[new] = holder.pop(key)
    return tree


def _graft(tree: Any, chance: random.Random) -> Any:
    """A part of the tree put somewhere else."""
    one, other = _spot(tree, chance), _spot(tree, chance)
    if one and other:
        part = copy.deepcopy(one[0][one[1]])
        if len(json.dumps(part)) < 30_000:
            other[0][other[1]] = part
    return tree


def _deepen(tree: Any, chance: random.Random) -> Any:
    spot = _spot(tree, chance)
    if spot:
        value = spot[0][spot[1]]
        kind = chance.choice(["list", "map", "If", "Join", "Sub", "Not", "Select"])
        for _ in range(chance.randint(5, 150)):
            value = {
                "list": [value], "map": {"a": value}, "If": {"Fn::If": ["Nope", value, 1]},
                "Join": {"Fn::Join": ["", [value]]}, "Sub": {"Fn::Sub": ["${a}", {"a": value}]},
                "Not": {"Fn::Not": [value]}, "Select": {"Fn::Select": [0, [value]]},
            }[kind]  # fmt: skip
        spot[0][spot[1]] = value
    return tree


def _many(tree: Any, chance: random.Random) -> Any:
    """A member many times over."""
    spot = _spot(tree, chance)
    if spot:
        holder, key = spot
        size = len(json.dumps(holder[key])) + 1
        count = min(chance.choice([50, 400, 3000]), 60_000 // size + 1)
        if isinstance(holder, list):
            holder += [copy.deepcopy(holder[key]) for _ in range(count)]
        else:
            holder.update({f"{key}{number}": copy.deepcopy(holder[key]) for number in range(count)})
    return tree


def _cross(tree: Any, chance: random.Random) -> Any:
    """References between resources at random, themselves included."""
    resources = tree.get("Resources") if isinstance(tree, dict) else None
    spot = _spot(tree, chance)
    if spot and isinstance(resources, dict) and resources:
        name = chance.choice(sorted(map(str, resources)))
        spot[0][spot[1]] = chance.choice(
            [{"Ref": name}, {"Fn::GetAtt": [name, "Arn"]}, {"Fn::Sub": f"${{{name}}}-${{{name}.Arn}}"}, f"${{{name}}}"]
        )
    return tree


def _retype(tree: Any, chance: random.Random) -> Any:
    """A resource's properties under another resource's type."""
    resources = tree.get("Resources") if isinstance(tree, dict) else None
    whole = [one for one in resources.values() if isinstance(one, dict)] if isinstance(resources, dict) else []
    if len(whole) > 1:
        one, other = chance.sample(whole, 2)
        one["Type"], other["Type"] = other.get("Type"), one.get("Type")
    return tree


Change = Callable[[Any, random.Random], Any]
TREE_CHANGES: tuple[Change, ...] = (
    _swap_value, _swap_value, _wrong_call, _wrong_call, _wrap, _delete, _rename, _graft, _deepen, _many, _cross, _retype,
)  # fmt: skip


# -- changes of the text --------------------------------------------------------------------------


def _flip(text: str, chance: random.Random) -> bytes:
    data = bytearray(_bytes(text))
    for _ in range(chance.randint(1, 30)):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _insert(text: str, chance: random.Random) -> str:
    part = chance.choice(
        ["\t", "\x00", "\x07", "\x85", "\u2028", "\ufeff", "&a ", "*a", "<<: ", "!!python/object:os.system ", "!Ref ", "!!binary ",
         "!Sub ", "!GetAtt ", "---\n", "...\n", "? ", "%TAG ! tag:x,2000:\n", "'", '"', "{", "}", "[", "]", "|\n", ">-\n", ": ", "- ",
         "!!set ", "!!omap ", "!<tag:yaml.org,2002:int> ", "😀", "# ennead: ignore[*]\n", "# checkov:skip=\n", "!!float ", "&a *a "]
    )  # fmt: skip
    for _ in range(chance.choice([1, 1, 3, 40])):
        place = chance.randrange(len(text) + 1)
        text = text[:place] + part + text[place:]
    return text


def _cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _shuffle_lines(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    for _ in range(chance.randint(1, 8)):
        if lines:
            lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
    return "".join(lines)


def _repeat_lines(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    start = chance.randrange(len(lines))
    part = lines[start : start + chance.randint(1, 30)]
    return "".join((*lines[:start], *part, *part, *lines[start:]))


def _encode(text: str, chance: random.Random) -> bytes:
    kind = chance.choice(["utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-8-sig", "utf-7"])
    return text.encode(kind, "replace")


def _random_bytes(_text: str, chance: random.Random) -> bytes:
    return b"AWSTemplateFormatVersion: x\nResources:\n" + chance.randbytes(chance.choice([10, 1000, 100_000]))


TextChange = Callable[[str, random.Random], "str | bytes"]
TEXT_CHANGES: tuple[TextChange, ...] = (
    _flip, _flip, _insert, _insert, _cut, _shuffle_lines, _repeat_lines, _encode, _random_bytes,
)  # fmt: skip

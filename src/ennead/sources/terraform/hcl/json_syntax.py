"""Terraform's JSON syntax to the same tree.

Source: https://developer.hashicorp.com/terraform/language/syntax/json.  A nested block cannot be told from an
argument without the provider's schema: objects and lists of objects stay arguments.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ennead.model.location import Location
from ennead.sources.cloudformation.load import parse
from ennead.sources.cloudformation.marks import Mark, MarkedDict, mark_of
from ennead.sources.errors import Malformed
from ennead.sources.terraform.hcl.parse import parse_expression, parse_template
from ennead.sources.terraform.hcl.syntax import (
    Attribute,
    Bad,
    Block,
    Body,
    Expression,
    FunctionCall,
    Items,
    Literal,
    Mapping,
    Name,
)

_LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "locals": 0}
_RAW = {"variable": ("type",), "module": ("source", "version")}
"""Arguments whose text is no template."""
_REFERENCES = frozenset({"provider"})
"""Arguments whose text is a reference."""


def parse_json(text: str, path: str) -> Body:
    """The tree of a file.  Raises Malformed."""
    root = parse(text, path).root
    if not isinstance(root, MarkedDict):
        raise Malformed("no JSON object", Location(path, 1, 1))
    if path.endswith(".tfvars.json"):
        return _body(root, "values", (path, 1, 1), plain=True)
    blocks: list[Block] = []
    for kind, wanted in _LABELS.items():
        if kind in root:
            blocks.extend(_blocks(kind, (), root[kind], wanted, mark_of(root, kind) or (path, 1, 1)))
    return Body({}, tuple(blocks))


def _blocks(kind: str, labels: tuple[str, ...], value: Any, wanted: int, mark: Mark) -> Iterator[Block]:
    """The blocks of a kind: an object for each label, and lists where there are several of the same."""
    if isinstance(value, list):
        for item in value:
            yield from _blocks(kind, labels, item, wanted, getattr(item, "mark", None) or mark)
    elif isinstance(value, MarkedDict) and wanted:
        for label, inner in value.items():
            yield from _blocks(kind, (*labels, label), inner, wanted - 1, mark_of(value, label) or mark)
    elif isinstance(value, MarkedDict):
        yield Block(kind, labels, _body(value, kind, mark), mark, mark[1])


def _body(value: MarkedDict, kind: str, mark: Mark, *, plain: bool = False) -> Body:
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for name, item in value.items():
        at = mark_of(value, name) or mark
        if name == "//":
            continue
        if name == "dynamic" and isinstance(item, MarkedDict):
            blocks.extend(_dynamic(item, at))
        elif name in _REFERENCES and isinstance(item, str):
            attributes[name] = Attribute(name, Name(at, tuple(item.split("."))), at)
        elif name == "type" and kind == "variable" and isinstance(item, str):
            attributes[name] = Attribute(name, _type(item, at), at)
        elif name == "providers" and isinstance(item, MarkedDict):
            pairs = tuple((Literal(at, key), Name(at, tuple(str(word).split(".")))) for key, word in item.items())
            attributes[name] = Attribute(name, Mapping(at, pairs), at)
        else:
            raw = plain or name in _RAW.get(kind, ()) or (kind == "variable" and name == "default")
            attributes[name] = Attribute(name, _expression(item, at, raw=raw), at)
    return Body(attributes, tuple(blocks))


def _dynamic(value: MarkedDict, mark: Mark) -> Iterator[Block]:
    for label, item in value.items():
        for one in item if isinstance(item, list) else [item]:
            if isinstance(one, MarkedDict):
                content = one.get("content")
                outer = MarkedDict({key: inner for key, inner in one.items() if key != "content"}, one.mark)
                body = _body(outer, "dynamic", mark)
                inside = _body(content, "content", mark) if isinstance(content, MarkedDict) else Body()
                iterator = one.get("iterator")
                if isinstance(iterator, str):
                    body.attributes["iterator"] = Attribute("iterator", Name(mark, (iterator,)), mark)
                yield Block("dynamic", (label,), Body(body.attributes, (Block("content", (), inside, mark),)), mark)


def _type(text: str, mark: Mark) -> Expression:
    expression, faults = parse_expression(text, mark[0])
    known = isinstance(expression, Name | FunctionCall) and not faults
    return expression if known else Bad(mark, "not a type")


def value_of(value: Any, mark: Mark) -> Expression:
    """A value of JSON as an expression that gives it."""
    return _expression(value, mark, raw=True)


def _expression(value: Any, mark: Mark, *, raw: bool) -> Expression:
    if isinstance(value, dict):
        pairs = []
        for key, item in value.items():
            at = mark_of(value, key) or mark
            name = Literal(at, key) if raw else _text(key, at)
            pairs.append((name, _expression(item, at, raw=raw)))
        return Mapping(getattr(value, "mark", None) or mark, tuple(pairs))
    if isinstance(value, list):
        places = [mark_of(value, place) or mark for place in range(len(value))]
        items = tuple(_expression(item, at, raw=raw) for item, at in zip(value, places, strict=True))
        return Items(mark, items)
    if isinstance(value, str) and not raw:
        return _text(value, mark)
    return Literal(mark, value)


def _text(text: str, mark: Mark) -> Expression:
    """Text is a template."""
    expression, faults = parse_template(text, mark[0], mark)
    return Bad(mark, "not a valid template") if faults else expression

"""The statements of a policy as Terraform's files hold them: objects, blocks, or JSON text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ennead.remedy.edit import Route
from ennead.remedy.errors import RemedyError
from ennead.remedy.hcl_tree import Attribute, Block, bare, expression, find, key_text, sides, wide
from ennead.remedy.roles.tf_module import Top

if TYPE_CHECKING:
    from tree_sitter import Node

_INTERPOLATION = re.compile(r"\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")


@dataclass(frozen=True, slots=True)
class Keys:
    """What a statement's parts are called."""

    effect: str
    action: str
    resource: str
    condition: str
    sid: str


IAM = Keys("Effect", "Action", "Resource", "Condition", "Sid")
PLAIN = Keys("effect", "actions", "resources", "condition", "sid")


@dataclass(frozen=True, slots=True)
class Part:
    """The actions or resources of a statement: an expression for each, and whether they stand in a list."""

    texts: tuple[str, ...]
    listed: bool
    tall: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One statement: its route, its parts, the text of its condition, the keys that it has.

    `quoted` and `sign` are how an object writes its keys.
    """

    route: Route
    actions: Part | None
    resources: Part | None
    condition: str | None = None
    keys: frozenset[str] = frozenset()
    quoted: bool = False
    sign: str = "="


def of_object(top: Top, base: Route, node: Node, keys: Keys) -> tuple[Item, ...] | None:
    """The statements in a list or object of objects, or of the one object there is; None where it is none."""
    held = bare(node, top.text)
    if held.type == "tuple":
        found = [child for child in held.children if child.type == "expression"]
        routes: list[Route] = [(*base, number) for number in range(len(found))]
    elif held.type == "object" and keys is PLAIN:
        pairs = [sides(child) for child in held.children if child.type == "object_elem"]
        found = [value for _, value in pairs]
        routes = [(*base, key_text(key, top.text)) for key, _ in pairs]
    elif held.type == "object":
        found, routes = [node], [base]
    else:
        return None
    items = [_object(route, one, top.text, keys) for route, one in zip(routes, found, strict=True)]
    return None if None in items else tuple(one for one in items if one is not None)


def _object(route: Route, node: Node, text: str, keys: Keys) -> Item | None:
    held = bare(node, text)
    if held.type != "object":
        return None
    pairs = [child for child in held.children if child.type == "object_elem"]
    members = {key_text(key, text): value for key, value in map(sides, pairs)}
    condition = members.get(keys.condition) or members.get("conditions")
    first = pairs[0] if pairs else None
    key, value = sides(first) if first else (None, None)
    between = text[key.end_byte : value.start_byte] if key and value else "="
    return Item(
        route,
        _part(members.get(keys.action), text),
        _part(members.get(keys.resource), text),
        wide(text[condition.start_byte : condition.end_byte]) if condition else None,
        frozenset(members),
        quoted=bool(key and text[key.start_byte] == '"'),
        sign=":" if ":" in between else "=",
    )


def _part(node: Node | None, text: str) -> Part | None:
    """Each expression of a list, or the one there is."""
    if node is None:
        return None
    held = bare(node, text)
    if held.type != "tuple":
        return Part((wide(text[node.start_byte : node.end_byte]),), listed=False)
    found = [child for child in held.children if child.type == "expression"]
    texts = tuple(wide(text[one.start_byte : one.end_byte]) for one in found)
    return Part(texts, listed=True, tall="\n" in text[held.start_byte : held.end_byte])


def of_blocks(top: Top) -> tuple[Item, ...]:
    """The statements of a data source `aws_iam_policy_document`.

    Raises:
        RemedyError: some of them are not written there one by one.
    """
    items: list[Item] = []
    for entry in top.block.body.entries:
        if isinstance(entry, Attribute) and entry.name not in {"version", "policy_id", "depends_on", "provider"}:
            raise RemedyError(f"{top.address} is put together with {entry.name}: edit it by hand")
        if isinstance(entry, Block) and entry.kind == "dynamic":
            raise RemedyError(f"{top.address} has dynamic statements: edit it by hand")
        if isinstance(entry, Block) and entry.kind == "statement":
            items.append(_block((*top.route, "statement", len(items)), entry, top.text))
    return tuple(items)


def _block(route: Route, block: Block, text: str) -> Item:
    found = {one.name: one for one in block.body.entries if isinstance(one, Attribute)}
    inner = [one for one in block.body.entries if isinstance(one, Block)]
    condition = "\n".join(wide(text[one.start : one.end]) for one in inner if one.kind == "condition")
    return Item(
        route,
        _part(found["actions"].value if "actions" in found else None, text),
        _part(found["resources"].value if "resources" in found else None, text),
        condition or None,
        frozenset({*found, *(one.kind for one in inner)}),
    )


@dataclass(frozen=True, slots=True)
class Masked:
    """JSON text whose interpolations are replaced by words, so that it is read as JSON."""

    text: str
    held: dict[str, str]

    @property
    def document(self) -> Any:
        """The JSON.  Raises RemedyError."""
        try:
            return json.loads(self.text)
        except ValueError as error:
            raise RemedyError("the policy's JSON is put together by a template: edit it by hand") from error

    def shown(self, text: str) -> str:
        """Text with its interpolations."""
        for word, held in self.held.items():
            text = text.replace(word, held)
        return text


def masked(text: str) -> Masked:
    """The text with its interpolations masked; one that stands outside of quotes makes it no JSON."""
    held: dict[str, str] = {}

    def word(found: re.Match[str]) -> str:
        made = f"\ue000{len(held)}\ue001"
        held[made] = found[0]
        return made

    return Masked(_INTERPOLATION.sub(word, text), held)


def of_json(made: Masked) -> tuple[Item, ...]:
    """The statements of a policy in JSON.  Raises RemedyError."""
    document = made.document
    statements = document.get("Statement") if isinstance(document, dict) else None
    if isinstance(statements, dict):
        return (_member(("Statement",), statements, made),)
    if not isinstance(statements, list) or not all(isinstance(one, dict) for one in statements):
        raise RemedyError("the policy's statements are not written one by one: edit it by hand")
    return tuple(_member(("Statement", number), one, made) for number, one in enumerate(statements))


def _member(route: Route, statement: dict[str, Any], made: Masked) -> Item:
    condition = statement.get("Condition")
    return Item(
        route,
        _texts(statement.get("Action"), made),
        _texts(statement.get("Resource"), made),
        json.dumps(condition) if condition else None,
        frozenset(statement),
    )


def _texts(value: Any, made: Masked) -> Part | None:
    if value is None:
        return None
    listed = isinstance(value, list)
    texts = tuple(f'"{made.shown(str(one))}"' for one in (value if listed else [value]))
    return Part(texts, listed=listed)


def inside(top: Top, route: Route) -> Node:
    """The expression that a route leads to in a block.  Raises RemedyError."""
    if top.part is not None:
        return expression(top.part.value, route, top.text)
    found = find(top.block.body, route)
    if not isinstance(found.entry, Attribute):
        raise RemedyError(f"{top.address} is not written as it should be: edit it by hand")
    return expression(found.entry.value, found.rest, top.text)

"""What an expression of Terraform comes to where a list is wanted: a list, a set, null, or something else."""

from __future__ import annotations

import posixpath
import re
from enum import StrEnum
from typing import TYPE_CHECKING

from ennead.attach.written import Templates
from ennead.remedy.roles.tf_module import Top

if TYPE_CHECKING:
    from tree_sitter import Node


class Kind(StrEnum):
    """What a value is; `other`: it is not written here what."""

    LIST = "list"
    SET = "set"
    NULL = "null"
    OTHER = "other"


Kinds = frozenset[Kind]
_NONE: Kinds = frozenset()
_NULL: Kinds = frozenset({Kind.NULL})
_OTHER: Kinds = frozenset({Kind.OTHER})
_LISTS = frozenset("coalescelist compact concat distinct flatten formatlist range reverse slice sort split".split())
_SETS = frozenset("setintersection setsubtract setunion toset".split())
_PASSING = frozenset("coalesce nonsensitive sensitive tolist try".split())
"""Functions that give back one of what they are given."""
_REFERENCE = re.compile(r"(var|local)\.([\w-]+)\Z")
_TYPES = {"list(": Kind.LIST, "tuple(": Kind.LIST, "set(": Kind.SET}


def kinds(node: Node, top: Top, templates: Templates, seen: frozenset[Top] = frozenset()) -> Kinds:
    """What an expression in a block may come to, through locals, variables and the modules that give them a value.

    Raises:
        RemedyError: a file that has a say in it cannot be read.
    """
    node = _inner(node)
    if node.type in {"null_lit", "tuple", "for_tuple_expr"}:
        return _NULL if node.type == "null_lit" else frozenset({Kind.LIST})
    if node.type == "conditional":
        return _any(_expressions(node)[1:], top, templates, seen)
    if node.type == "function_call":
        return _of_call(node, top, templates, seen)
    if any(child.type == "splat" for child in node.children):
        return frozenset({Kind.LIST})
    if found := _REFERENCE.match(top.text[node.start_byte : node.end_byte]):
        return _of_reference(found[1], found[2], top, templates, seen)
    return _OTHER


def _any(nodes: list[Node], top: Top, templates: Templates, seen: frozenset[Top]) -> Kinds:
    return _NONE.union(*(kinds(one, top, templates, seen) for one in nodes))


def _inner(node: Node) -> Node:
    """An expression without what is wrapped around it."""
    while node.type in {"expression", "collection_value", "literal_value", "for_expr"}:
        children = [child for child in node.children if child.is_named and child.type != "comment"]
        if len(children) != 1:
            return node
        node = children[0]
    return node


def _expressions(node: Node) -> list[Node]:
    return [child for child in node.children if child.type == "expression"]


def _of_call(node: Node, top: Top, templates: Templates, seen: frozenset[Top]) -> Kinds:
    name = top.text[node.children[0].start_byte : node.children[0].end_byte]
    if name in _LISTS or name in _SETS:
        return frozenset({Kind.LIST if name in _LISTS else Kind.SET})
    if name not in _PASSING:
        return _OTHER
    given = [one for part in node.children if part.type == "function_arguments" for one in _expressions(part)]
    found = _any(given, top, templates, seen)
    if name == "tolist":
        return frozenset({Kind.LIST}) | (found & _NULL)
    return found - _NULL if name == "coalesce" else found


def _of_reference(root: str, name: str, top: Top, templates: Templates, seen: frozenset[Top]) -> Kinds:
    tops = templates.modules.of(posixpath.dirname(top.file)).tops
    for one in tops:
        if one in seen:
            continue
        if root == "local" and one.address == f"local.{name}" and one.part is not None:
            return kinds(one.part.value, one, templates, seen | {one})
        if root == "var" and one.block.kind == "variable" and one.label == name:
            return _of_variable(one, templates, seen | {one})
    return _OTHER


def _of_variable(top: Top, templates: Templates, seen: frozenset[Top]) -> Kinds:
    """What its callers give, or its default; its type makes one kind of both."""
    written = top.node("default")
    default = kinds(written, top, templates, seen) if written is not None else _NONE
    calls = templates.calls.get(posixpath.dirname(top.file), [])
    found = _NONE if calls else default
    for call in calls:
        given = call.node(top.label)
        found |= default if given is None else kinds(given, call, templates, seen)
    if top.attribute("nullable") == "false":
        found = (found - _NULL) | default
    declared = (top.attribute("type") or "any").strip()
    kind = next((kind for start, kind in _TYPES.items() if declared.startswith(start)), None)
    if kind is None and declared == "any" and not calls:  # what a person gives to Terraform is no set
        kind = Kind.LIST
    return (found & _NULL) | {kind} if kind is not None else found or _OTHER

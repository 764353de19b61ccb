"""What was read under made ids, under the addresses of the configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar

from ennead.model.app import Dialect, Edge, Fragment, Function, Node, Reference
from ennead.sources.cloudformation.desk import short_name
from ennead.sources.terraform.draft import MADE_ID, Draft

T = TypeVar("T")

_TOKEN = re.compile(rf"\$\{{({MADE_ID.pattern})(?:\.([A-Za-z0-9.]{{1,100}}))?\}}|({MADE_ID.pattern})")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(slots=True)
class Names:
    """Made ids and what they stand for; texts are looked at once."""

    addresses: Mapping[str, str]
    known: dict[str, str] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """A text with addresses instead of made ids."""
        if "Tf" not in text:
            return text
        found = self.known.get(text)
        if found is None:
            found = self.known[text] = _TOKEN.sub(self._one, text)
        return found

    def _one(self, match: re.Match[str]) -> str:
        made_id, attribute, bare = match.groups()
        if bare:
            return self.addresses.get(bare, bare)
        address = self.addresses.get(made_id, made_id)
        return f"${{{address}.{_CAPITAL.sub('_', attribute).lower()}}}" if attribute else f"${{{address}}}"

    def of(self, value: T) -> T:
        """A value with every text in it renamed."""
        return self._of(value)  # type: ignore[no-any-return]

    def _of(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value) if type(value) is str else value
        if isinstance(value, tuple):
            parts = tuple(self._of(part) for part in value)
            return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
        if is_dataclass(value) and not isinstance(value, type):
            changes = {
                one.name: new
                for one in fields(value)
                if one.init and (new := self._of(old := getattr(value, one.name))) is not old
            }
            return replace(value, **changes) if changes else value
        return value


def renamed(fragment: Fragment, draft: Draft) -> Fragment:
    """The fragment as the configuration names its things."""
    names = Names({made: address.replace("${", "").replace("}", "") for made, address in draft.addresses.items()})
    aside = {node.id: f"{node.kind}/{short_name(names.text(draft.outside[node.logical_id]))}"
             for node in fragment.nodes if node.logical_id in draft.outside}  # fmt: skip
    edges = (_moved(edge, aside) for edge in _pointed(fragment, draft))
    nodes = (_node(node, draft, names, aside) for node in fragment.nodes)
    return replace(
        fragment,
        nodes=tuple({node.id: node for node in nodes}.values()),
        edges=tuple(dict.fromkeys(names.of(edge) for edge in edges)),
        gaps=tuple(names.of(gap) for gap in fragment.gaps),
    )


def _node(node: Node, draft: Draft, names: Names, aside: Mapping[str, str]) -> Node:
    """A node under its address, with its type as the provider calls it."""
    made_id = node.logical_id or ""
    if not made_id:
        return names.of(node)
    if made_id in draft.outside:
        return names.of(replace(node, id=aside[node.id], logical_id=None, type=None, external=True))
    kind = draft.types.get(made_id) if node.type else None
    done = replace(names.of(node), type=kind or node.type, dialect=_dialect(made_id, draft))
    conditional = draft.conditional.get(done.logical_id or "")
    return replace(done, conditional=conditional) if conditional else done


def _dialect(made_id: str, draft: Draft) -> Dialect:
    """Whether a change to the thing belongs into its own block or into the call of the module that makes it."""
    instance = draft.instances.get(draft.addresses.get(made_id, ""))
    return Dialect.TERRAFORM_MODULE if instance and instance.module in draft.outputs else Dialect.TERRAFORM


def _moved(edge: Edge, aside: Mapping[str, str]) -> Edge:
    """An edge of things that are declared elsewhere."""
    if edge.source in aside or edge.target in aside:
        return replace(edge, source=aside.get(edge.source, edge.source), target=aside.get(edge.target, edge.target))
    return edge


def _pointed(fragment: Fragment, draft: Draft) -> list[Edge]:
    """The edges, with what variables of functions point at as the configuration says it, not as a name reads."""
    ids = {node.logical_id: node.id for node in fragment.nodes if node.logical_id}
    wanted = {
        (ids[function], name): ids[target]
        for (function, name), target in draft.named.items()
        if function in ids and target in ids
    }
    edges: list[Edge] = []
    for edge in fragment.edges:
        key = (edge.source, edge.via or "") if isinstance(edge, Reference) else ("", "")
        edges.append(replace(edge, target=wanted.pop(key)) if key in wanted else edge)
    for node in fragment.nodes:
        for one in node.environment if isinstance(node, Function) else ():
            target = wanted.get((node.id, one.name))
            if target and one.at:
                edges.append(
                    Reference(source=node.id, target=target, via=one.name, locations=(one.at,), label=one.name)
                )
    return edges

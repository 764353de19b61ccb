"""Where a property is written, in each dialect, and the edit that sets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ennead.model.app import Dialect, Node
from ennead.model.location import Location
from ennead.remedy import files
from ennead.remedy.edit import Edit, Route, Set, shown
from ennead.remedy.encoding import decoded
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.source import Source


@dataclass(frozen=True, slots=True)
class Written:
    """The files below a folder."""

    root: Path
    source: Source

    def at(self, file: str, route: Route) -> Any:
        """What is written at a route of a template; None where nothing is."""
        return self.source.at(file, route)

    def resource(self, node: Node) -> tuple[str, Route]:
        """The file and the route of a resource that a template declares itself.

        Raises:
            RemedyError: something else makes it.
        """
        at = node.at
        name = at.route[1] if at and len(at.route) > 1 else (node.logical_id or "").rpartition(".")[2]
        if at is not None and node.dialect is not Dialect.CDK:
            for route in (("Resources", name), ("resources", "Resources", name)):
                if isinstance(self.at(at.path, route), dict):
                    return at.path, route
        made = "its CDK code" if node.dialect is Dialect.CDK else "what makes it"
        raise RemedyError(f"{name or node.name} is not written in a template itself: change {made}")

    def property(self, node: Node, path: Route, value: Any) -> Set:
        """The edit that sets a property of a template's resource."""
        file, base = self.resource(node)
        return self.set(file, (*base, "Properties", *path), value)

    def set(self, file: str, route: Route, value: Any) -> Set:
        """The edit that sets a place of a template; mappings that are missing on the way are made.

        Raises:
            RemedyError: a function of the template decides what stands there.
        """
        for depth in range(1, len(route) + 1):
            here = self.at(file, route[:depth])
            if isinstance(here, dict) and len(here) == 1 and _is_function(next(iter(here))):
                raise RemedyError(f"{shown(route[:depth])} is made by {next(iter(here))}: change it by hand")
        for depth in range(len(route) - 1, 0, -1):
            if isinstance(self.at(file, route[:depth]), dict):
                for key in reversed(route[depth + 1 :]):
                    value = {key: value}
                return Set(file, route[: depth + 1], value)
        raise RemedyError(f"{shown(route)} has no place in {file}: change it by hand")

    def arguments(self, at: Location | None, values: Mapping[str, Any], *, inside: Route = ()) -> Iterator[Edit]:
        """The edits that set arguments of the Terraform block at a place.

        Raises:
            RemedyError: there is no such block, or a variable decides.
        """
        from ennead.remedy import hcl_tree  # noqa: PLC0415  loads the grammar

        if at is None or not at.path.endswith((".tf", ".tofu")):
            raise RemedyError("it is not written in a Terraform file: change what makes it")
        text = hcl_tree.narrow(decoded(files.content(files.located(self.root, at.path), at.path), at.path).text)
        body = hcl_tree.tree(text, at.path)
        start = sum(len(line) for line in text.splitlines(keepends=True)[: at.line - 1])
        end = text.find("\n", start) if "\n" in text[start:] else len(text)
        for block in body.entries:
            if isinstance(block, hcl_tree.Block) and block.start <= end and start < block.end:
                route: Route = (block.kind, *(hcl_tree.wide(label) for label in block.labels), *inside)
                _refuse_variables(body, route, values, text)
                yield from (Set(at.path, (*route, name), value) for name, value in values.items())
                return
        raise RemedyError(f"there is no block at {at}: scan again")


def _refuse_variables(body: Any, route: Route, values: Mapping[str, Any], text: str) -> None:
    from ennead.remedy import hcl_tree  # noqa: PLC0415

    for name in values:
        try:
            entry = hcl_tree.find(body, (*route, name)).entry
        except RemedyError:
            continue
        if isinstance(entry, hcl_tree.Attribute):
            written = text[entry.value.start_byte : entry.value.end_byte]
            if not _is_literal(written):
                raise RemedyError(f"{shown((*route, name))} is {hcl_tree.wide(written)[:60]}: change that")


def _is_literal(text: str) -> bool:
    return text in {"true", "false", "null"} or text.isdecimal() or (text[:1] == '"' and "${" not in text)


def _is_function(key: object) -> bool:
    return isinstance(key, str) and (key in {"Ref", "Condition"} or key.startswith("Fn::"))

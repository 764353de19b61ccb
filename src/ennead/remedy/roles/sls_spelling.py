"""Places as a service's file names them: by reference, by its own variables, never by a value of one stage."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ennead.graph.graph import AppGraph
from ennead.graph.needed.document import Writer, template_name
from ennead.graph.needed.held import within
from ennead.graph.needed.places import Places, parts_of
from ennead.model.app import Bucket, Function, Node, StateMachine, Trigger, UserPool
from ennead.model.need import Place
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.arn_parts import COUNT, TOKEN
from ennead.remedy.roles.circles import Dependencies, named
from ennead.remedy.roles.sls_service import Service, texts
from ennead.remedy.roles.sls_values import Values
from ennead.remedy.roles.units import each

_PSEUDO = re.compile(r"\$\{AWS::\w+\}")


@dataclass(frozen=True, slots=True)
class Origin:
    """A resource that a statement names now: what it comes to, and how it is written."""

    arn: str
    value: Any


@dataclass
class Spelling:
    """Writes places for one function into its service's file."""

    service: Service
    graph: AppGraph
    function: Function
    values: Values
    origins: list[Origin] = field(default_factory=list)

    def resources(self, places: Iterable[Place]) -> list[Any]:
        """A value of `Resource` for each place.

        Raises:
            RemedyError: one can only be named by a value that no variable gives, or in a circle.
        """
        found = [self._one(one) for place in places for one in each(place)]
        kept = list({str(one): one for one in found}.values())
        return ["*"] if "*" in kept else kept

    def _one(self, place: Place) -> Any:
        if place.arn == "*":
            return "*"
        for one in self.origins:
            same = within(one.arn, place.arn) and within(place.arn, one.arn)
            if same or self._places.named(one.arn, "{}").arn == place.arn:
                return one.value
        node = self.graph.nodes.get(place.node) if place.node else None
        if node is not None and not self._is_after(node):
            written = self._writer.resource(place)
            if template_name(node) in set(named([written])):
                return written
        return self._outside(place)

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self.function, self.graph)

    @cached_property
    def _places(self) -> Places:
        return Places(self.graph)

    def _is_after(self, node: Node) -> bool:
        """Whether a resource is made after the function, so that its role cannot refer to it."""
        if isinstance(node, Function | StateMachine):
            return True
        if isinstance(node, Bucket | UserPool) and any(self.graph.out_of(node, Trigger)):
            return True
        name = template_name(node)
        return name in self._known.resources and self._known.reaches(name, template_name(self.function))

    @cached_property
    def _known(self) -> Dependencies:
        """What the service's own resources depend on, its functions among them."""
        here = self.service.resources
        own = self.service.at(*here) if here is not None else {}
        functions = {
            template_name(one): {"Environment": [variable.value for variable in one.environment]}
            for one in self.graph.nodes_of(Function)
        }
        return Dependencies({"Resources": {**functions, **own}})

    def _outside(self, place: Place) -> Any:
        parts = parts_of(place.arn)
        if len(parts) != COUNT or parts[0] != "arn":
            return self._sub(self._name(place.arn))
        head = self._head(parts[2]) or ["${AWS::Partition}", "${AWS::Region}", "${AWS::AccountId}"]
        if parts[5].startswith("foundation-model/"):
            head[1] = "*"
        partition, region, account = (
            new if old == "*" or _PSEUDO.fullmatch(old) else old
            for old, new in zip((parts[1], parts[3], parts[4]), head, strict=True)
        )
        partition = head[0] if partition == "aws" else partition
        return self._sub(":".join(("arn", partition, parts[2], region, account, self._name(parts[5]))))

    def _head(self, service: str) -> list[str] | None:
        """Partition, region and account as a statement that is there writes them for a service."""
        for one in self.origins:
            value = one.value.get("Fn::Sub") if isinstance(one.value, dict) else one.value
            if not isinstance(value, str):
                continue
            parts = parts_of(value)
            if len(parts) == COUNT and parts[2] == service:
                return [parts[1], parts[3], parts[4]]
        return None

    def _name(self, text: str) -> str:
        """A name with the variables that give it.  Raises RemedyError where only deployment knows part of it."""
        own = template_name(self.function)
        for token in TOKEN.findall(text):
            plain = token.lstrip("?")
            if plain.startswith("AWS::") or f"${{{plain}}}" in self._written:
                continue
            if self.service.resource(plain.partition(".")[0]) is None or plain.partition(".")[0] == own:
                raise RemedyError(f"{plain} is known only once it is deployed: write it by hand")
            if self._known.reaches(plain.partition(".")[0], own):
                raise RemedyError(f"{plain} is made after {self.function.logical_id}: write its name by hand")
        return self.values.written(text.replace("${?", "${"))

    @cached_property
    def _written(self) -> frozenset[str]:
        """The variables that stand in the file."""
        return frozenset(f"${{{found}}}" for text in texts(self.service.root) for found in TOKEN.findall(text))

    def _sub(self, text: str) -> Any:
        """Text, with `Fn::Sub` where CloudFormation has to put something in."""
        tokens = [
            one
            for one in TOKEN.findall(text)
            if one.startswith("AWS::") or self.service.resource(one.partition(".")[0])
        ]
        return {"Fn::Sub": text} if tokens else text

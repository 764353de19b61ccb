"""The CloudFormation template that is made of a configuration, resource by resource, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ennead.model.app import GapKind
from ennead.model.location import Location
from ennead.sources.cloudformation.inputs import Gaps
from ennead.sources.cloudformation.marks import Mark, MarkedDict
from ennead.sources.terraform.instance import Instance, Joined, Pointer, Unclear

MADE_ID = re.compile(r"Tf[0-9]{7}Id")
"""A logical id of ours: it stands for an address, and no output shows it."""

ARNS = ("arn", "invoke_arn", "execution_arn", "stream_arn", "qualified_arn", "url")
"""Attributes that only the provider fills in, and that name one thing in the world."""
WITH_IDS = (
    "aws_api_gateway_",
    "aws_apigatewayv2_",
    "aws_cognito_user_pool",
    "aws_cognito_identity_pool",
    "aws_appsync_",
)
"""Types whose id is made by AWS."""
NAMES = ("name", "bucket", "function_name", "key", "id", "arn")
"""Arguments that name a thing."""


@dataclass(slots=True)
class Draft:
    """The template while it is made.

    `folder` is the root module's, relative to the scanned one.  `instances` by address (those of well-known modules
    among them), `addresses` by made id, `main` the made id of an instance's own resource.  `outputs` are those of calls
    whose module is known to us, `conditional` why it could not be told whether an address exists.  `outside` are made
    ids of things that are named here and declared elsewhere, `named` which made id a function's variable points at,
    `besides` the first resource that was added to an instance, `settled` what pointers came to.
    """

    gaps: Gaps
    folder: str
    instances: dict[str, Instance] = field(default_factory=dict)
    made: MarkedDict = field(default_factory=MarkedDict)
    addresses: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    main: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    conditional: dict[str, str] = field(default_factory=dict)
    outside: dict[str, str] = field(default_factory=dict)
    named: dict[tuple[str, str], str] = field(default_factory=dict)
    besides: dict[str, str] = field(default_factory=dict)
    settled: dict[Pointer, Any] = field(default_factory=dict)
    busy: set[Pointer] = field(default_factory=set)
    archives: dict[Any, Instance] | None = None
    methods: dict[Any, Instance] | None = None
    _filled: dict[str, Pointer] | None = None
    _families: dict[str, list[str]] | None = None
    _kinds: dict[tuple[str, str], list[Instance]] | None = None
    _names: dict[str, dict[Any, Instance]] = field(default_factory=dict)

    def claim(self, instance: Instance, *, main: bool = True) -> str:
        """A logical id for a resource of an instance; its own (`main`) or one more that belongs to it."""
        made_id = f"Tf{len(self.addresses):07d}Id"
        self.addresses[made_id] = instance.address
        self.types[made_id] = instance.type
        if main:
            self.main[instance.address] = made_id
        if instance.conditional is not None:
            self.conditional[instance.address] = instance.conditional
        return made_id

    def put(self, made_id: str, kind: str, properties: MarkedDict, mark: Mark, **more: Any) -> None:
        """Add a resource under a claimed id.  Its place is `mark`."""
        properties.mark = properties.mark or mark
        self.made[made_id] = MarkedDict({"Type": kind, "Properties": properties, **more}, mark)
        self.made.keys_at[made_id] = mark

    def beside(self, instance: Instance, kind: str, mark: Mark | None = None, **properties: Any) -> str:
        """Add one more resource that belongs to an instance; its made id."""
        at = mark or instance.mark
        done = MarkedDict(properties, at)
        done.keys_at = dict.fromkeys(properties, at)
        made_id = self.claim(instance, main=False)
        self.put(made_id, kind, done, at)
        self.besides.setdefault(instance.address, made_id)
        return made_id

    def made_properties(self, made_id: str) -> MarkedDict:
        """The properties of a resource that is made."""
        found: MarkedDict = self.made[made_id]["Properties"]
        return found

    def elsewhere(self, name: str, kind: str, instance: Instance, **properties: Any) -> MarkedDict:
        """Properties of a thing that an instance speaks of and somebody else declares; made once for each name."""
        for made_id, known in self.outside.items():
            if known == name and self.made[made_id]["Type"] == kind:
                found: MarkedDict = self.made[made_id]["Properties"]
                return found
        done = MarkedDict(properties, instance.mark)
        made_id = self.claim(instance, main=False)
        self.addresses[made_id] = name
        self.outside[made_id] = name
        self.put(made_id, kind, done, instance.mark)
        return done

    def properties(self, address: str) -> MarkedDict | None:
        """The properties of an instance's own resource, once it is made."""
        resource = self.made.get(self.main.get(address, ""))
        found: MarkedDict | None = resource["Properties"] if resource else None
        return found

    def instance(self, pointer: Pointer) -> Instance | None:
        """The instance a pointer is at; where it leaves the key out, the only one, or the first, there is."""
        exact = self.instances.get(pointer.address)
        if exact is not None:
            return exact
        if self._families is None:
            self._families = {}
            for address in self.instances:
                if address.endswith("]"):
                    self._families.setdefault(_bare(address), []).append(address)
        family = self._families.get(pointer.address)
        return self.instances[family[0]] if family else None

    def of_type(self, mode: str, *types: str) -> Iterator[Instance]:
        """The instances of some types, in order."""
        if self._kinds is None:
            self._kinds = {}
            for one in self.instances.values():
                self._kinds.setdefault((one.mode, one.type), []).append(one)
        for kind in types:
            yield from self._kinds.get((mode, kind), ())

    def named_so(self, kind: str, value: Any) -> Instance | None:
        """The instance of a type that bears a name (or ARN), the first where several do."""
        known = self._names.get(kind)
        if known is None:
            known = self._names[kind] = {}
            for instance in self.of_type("managed", kind):
                for name in NAMES:
                    given = as_key(instance.attributes.get(name))
                    if given is not None:
                        known.setdefault(given, instance)
        return known.get(as_key(value))

    def pointed_by(self, text: str) -> Pointer | None:
        """What a text that a plan or state has filled in stands for: an ARN, or an id that nothing else can be."""
        if self._filled is None:
            self._filled = {}
            for address in self.main:
                instance = self.instances[address]
                names = (*ARNS, "id") if instance.type.startswith(WITH_IDS) else ARNS
                for name in names:
                    value = instance.attributes.get(name)
                    if isinstance(value, str) and (name == "id" or value.startswith(("arn:", "https:"))):
                        self._filled.setdefault(value, Pointer(address, (name,)))
        return self._filled.get(text)

    def missing(self, klass: str, reason: str, mark: Mark, about: str, *, hides: bool = False) -> None:
        """Note something that could not be told."""
        self.gaps.add(GapKind.INPUT, klass, reason, Location(*mark), about, hides=hides)

    def unsupported(self, klass: str, reason: str, mark: Mark, about: str, *, hides: bool = False) -> None:
        """Note something that is not read yet."""
        self.gaps.add(GapKind.UNSUPPORTED, klass, reason, Location(*mark), about, hides=hides)


def as_key(value: object) -> object:
    """A value by which a thing can be looked up; None for what names nothing."""
    return value if isinstance(value, str | int | Pointer | Unclear | Joined) else None


def _bare(address: str) -> str:
    """An address without the key it ends with."""
    return address[: address.rindex("[")] if "[" in address else address


def ref(made_id: str) -> MarkedDict:
    """A `Ref`."""
    return MarkedDict({"Ref": made_id})


def sub(text: str) -> MarkedDict:
    """A `Fn::Sub`."""
    return MarkedDict({"Fn::Sub": text})


def join(parts: list[Any]) -> MarkedDict:
    """Parts put together without anything between them."""
    return MarkedDict({"Fn::Join": ["", parts]})

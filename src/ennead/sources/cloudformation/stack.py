"""A stack in one environment: its resources with resolved properties, nested stacks included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ennead.model.app import Dialect, GapKind
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation import identity
from ennead.sources.cloudformation.expand import Files, Loops, include, is_remote
from ennead.sources.cloudformation.inputs import Gaps, Inputs, hole
from ennead.sources.cloudformation.marks import MarkedDict, mark_of
from ennead.sources.cloudformation.resolve import Resolver
from ennead.sources.cloudformation.scalars import NO_VALUE
from ennead.sources.cloudformation.template import LANGUAGE_EXTENSIONS, Template, template_of
from ennead.sources.cloudformation.view import View
from ennead.sources.errors import SourceError
from ennead.sources.sam.origin import ALIASES, Event, Origin, events, origin_of, origins

MAX_NESTED = 8
MAX_NAME = 2048
"""Characters of the longest name a service takes; what is longer names nothing."""
STATISTICS = "AWS::CDK::Metadata"
"""What CDK adds for its own statistics, under a condition that hangs on the region: no part of the application."""
READER = "Custom::CrossRegionExportReader"
"""CDK's own resource for outputs of stacks in other regions; its attributes are the names they are exported under."""
_IMPLICIT = {"ServerlessRestApi": "AWS::Serverless::Api", "ServerlessHttpApi": "AWS::Serverless::HttpApi"}
"""The APIs SAM makes of events that name none; they take what `Globals` says and stand nowhere in the source."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of the finished template.

    `logical_id` carries the nested stack's name (`Stack.LogicalId`), `name` is its physical name or
    token, `arn` its ARN, `ref` what Ref returns.  `origin` leads back to the SAM source, `dialect` says whether that is
    SAM's own.
    """

    logical_id: str
    type: str
    properties: View
    at: Location
    name: str
    arn: str
    ref: str
    condition: str | None = None
    deletion_policy: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    origin: Origin | None = None
    dialect: Dialect = Dialect.CLOUDFORMATION

    @property
    def bare_id(self) -> str:
        """The logical id inside its own stack."""
        return self.logical_id.rpartition(".")[2]


@dataclass(slots=True)
class Stack:
    """One template with its inputs; resources are resolved when asked for.

    `prefix` is `Parent.` for nested stacks.  Raises SourceError from `open` where a template is malformed.
    """

    template: Template
    inputs: Inputs
    files: Files
    gaps: Gaps
    managed: Mapping[str, str]
    prefix: str = ""
    ancestors: tuple[str, ...] = ()
    root: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)
    declared: dict[str, list[Event]] = field(default_factory=dict)
    children: dict[str, Stack | None] = field(default_factory=dict)
    faults: list[tuple[str | None, str, Location]] = field(default_factory=list)
    _origins: dict[str, Origin] = field(default_factory=dict)
    _names: dict[str, str | None] = field(default_factory=dict)
    _resolver: Resolver | None = None

    def open(self) -> Stack:
        """Expand, translate and get ready to answer."""
        for twice in self.template.duplicates:
            reason = f"{twice.key} stands twice in one mapping: the later one counts"
            self.gaps.add(GapKind.INPUT, "duplicate-key", reason, Location(*twice.mark), twice.key)
        self.source = include(self.template.root, self.files, self.gaps)
        if LANGUAGE_EXTENSIONS in self.template.transforms:
            loops = Loops(self.inputs, self.gaps, self.resolver.value)
            self.source = loops.expand(self.source)
        self.template = Template(
            self.template.path, MarkedDict(self.source, self.template.root.mark), self.template.transforms
        )
        self.template.root.keys_at = dict(self.source.keys_at) if isinstance(self.source, MarkedDict) else {}
        self.inputs.template = self.template
        for event in events(self.source):
            self.declared.setdefault(event.owner, []).append(event)
        self._origins = origins(self.source)
        self.root = self._translated() if self.template.is_sam and self.source.get("Resources") else self.source
        self.inputs.template = Template(self.template.path, self.template.root, self.template.transforms)
        self._note_macros()
        return self

    @property
    def resolver(self) -> Resolver:
        """The resolver of this stack."""
        if self._resolver is None:
            self._resolver = Resolver(self.inputs, self.reference, self.gaps)
        return self._resolver

    def _note_macros(self) -> None:
        for name in self.template.transforms:
            if not name.startswith("AWS::"):
                self.gaps.add(
                    GapKind.INPUT, "macro", f"the macro {name} changes the template at deployment",
                    self.template.at("Transform"), name, hides=True,
                )  # fmt: skip
        for holder in (self.root, *(self.root.get("Resources") or {}).values()):
            if isinstance(holder, dict) and "Fn::Transform" in holder:
                self.resolver.transform(holder["Fn::Transform"], holder)

    def _translated(self) -> dict[str, Any]:
        from ennead.sources.sam.definitions import with_definitions  # noqa: PLC0415
        from ennead.sources.sam.translate import translate  # noqa: PLC0415

        ready = with_definitions(self.source, self.files, self.gaps)
        result = translate(ready, self._plain_parameters(), self.managed)
        for fault in result.faults:
            origin = self._origins.get(fault.logical_id or "")
            at = origin.at if origin else Location(self.template.path)
            self.faults.append((fault.logical_id, fault.reason, at))
        return result.root

    def _plain_parameters(self) -> dict[str, Any]:
        """Parameters that have a plain value; the translator leaves the others as references."""
        names = self.template.section("Parameters")
        values = {name: self.inputs.given.get(name, _default(names[name])) for name in names}
        return {
            name: value
            for name, value in values.items()
            if isinstance(value, str | int | float) and "${" not in str(value)
        }

    # -- resources ------------------------------------------------------------------------------

    def resources(self) -> Iterator[Resource]:
        """Every resource whose condition does not rule it out, those of nested stacks after their stack."""
        section = self.root.get("Resources")
        for name, raw in section.items() if isinstance(section, dict) else ():
            resource = self._resource(name, raw)
            if resource is None:
                continue
            yield resource
            if resource.type == "AWS::CloudFormation::Stack" and (child := self.child(name)):
                yield from child.resources()

    def _resource(self, name: str, raw: Any) -> Resource | None:
        kind = raw.get("Type") if isinstance(raw, dict) else None
        if not isinstance(kind, str):
            mark = mark_of(self.source.get("Resources"), name)
            at = Location(*mark) if mark else Location(self.template.path)
            self.faults.append((name, f"resource {name} has no type", at))
            return None
        if kind == STATISTICS:
            return None
        condition = raw.get("Condition")
        conditional = None
        if isinstance(condition, str):
            holds = self.resolver.condition(condition)
            if holds is False:
                return None
            if isinstance(holds, Unknown):
                conditional = condition
                self.resolver.undecided(holds, condition)
        origin = origin_of(name, self._origins, self.declared)
        at = origin.at if origin and origin.at.path else Location(self.template.path)
        token = self._token(name)
        physical = self.physical_name(name)
        policy = raw.get("DeletionPolicy")
        metadata = raw.get("Metadata")
        return Resource(
            logical_id=self.prefix + _stable(name, kind, origin),
            type=kind,
            properties=self._view(raw.get("Properties"), kind, origin, at, name),
            at=at,
            name=physical,
            arn=self._placed(identity.arn_of(kind, token, physical)),
            ref=self._placed(identity.ref_of(kind, token, physical)),
            condition=conditional,
            deletion_policy=policy if isinstance(policy, str) else None,
            metadata=metadata if isinstance(metadata, dict) else {},
            origin=origin,
            dialect=self._dialect(origin.logical_id if origin else name),
        )

    def _dialect(self, logical_id: str) -> Dialect:
        """SAM where a resource of SAM's own is what the source has of that id."""
        section = self.source.get("Resources")
        resource = section.get(logical_id) if isinstance(section, dict) else None
        kind = str(resource.get("Type", "")) if isinstance(resource, dict) else _IMPLICIT.get(logical_id, "")
        return Dialect.SAM if kind.startswith("AWS::Serverless::") else Dialect.CLOUDFORMATION

    def _view(self, raw: Any, kind: str, origin: Origin | None, at: Location, name: str) -> View:
        value = self.resolver.value(raw) if isinstance(raw, dict) else {}
        twins = (origin.properties, *self._globals_for(origin.logical_id)) if origin else (*self._globals_for(name),)
        return View(value if isinstance(value, dict) else {}, at, twins, ALIASES.get(kind, ()))

    def _globals_for(self, logical_id: str) -> Iterator[dict[str, Any]]:
        resource = self.source.get("Resources", {}).get(logical_id)
        kind = str(resource.get("Type", "")) if isinstance(resource, dict) else _IMPLICIT.get(logical_id, "")
        defaults = self.source.get("Globals")
        part = defaults.get(kind.removeprefix("AWS::Serverless::")) if isinstance(defaults, dict) else None
        if isinstance(part, dict) and kind.startswith("AWS::Serverless::"):
            yield part

    def _token(self, name: str) -> str:
        return f"${{{self.prefix}{name}}}"

    def physical_name(self, name: str) -> str:
        """The name a resource is given, or its token; a name that hangs on itself is its token."""
        if name in self._names:
            return self._names[name] or self._token(name)
        self._names[name] = None
        raw = self.root.get("Resources", {}).get(name)
        kind = raw.get("Type") if isinstance(raw, dict) else None
        shape = identity.SHAPES.get(kind) if isinstance(kind, str) else None
        properties = raw.get("Properties") if isinstance(raw, dict) else None
        given = properties.get(shape.name) if shape and shape.name and isinstance(properties, dict) else None
        value = self.resolver.value(given) if given is not None else None
        is_name = isinstance(value, str | int) and not isinstance(value, bool) and 0 < len(str(value)) <= MAX_NAME
        self._names[name] = str(value) if is_name else None
        return self._names[name] or self._token(name)

    def nameless(self, name: str) -> None:
        """Take a resource's physical name for none: another stack of the application has one of that name."""
        self._names[name] = None

    # -- references -----------------------------------------------------------------------------

    def reference(self, name: str, attribute: str | None) -> Any:
        """What Ref (attribute None) or GetAtt of a resource returns; None where there is no such resource."""
        section = self.root.get("Resources") or self.template.section("Resources")
        raw = section.get(name) if isinstance(section, dict) else None
        if not isinstance(raw, dict):
            return None
        kind = raw.get("Type")
        kind = kind if isinstance(kind, str) else ""
        token = self._token(name)
        if kind == "AWS::CloudFormation::Stack" and attribute and attribute.startswith("Outputs."):
            return self._output_of(name, attribute.removeprefix("Outputs."))
        if kind in {"AWS::Lambda::Version", "AWS::Lambda::Alias"}:
            return (
                self._qualified(raw, kind, token)
                if attribute in {None, "AliasArn", "FunctionArn"}
                else f"{token[:-1]}.{attribute}}}"
            )
        if kind == READER and attribute and (found := self.inputs.exports.imported(attribute)) is not None:
            return found
        physical = self.physical_name(name)
        return self._placed(
            identity.ref_of(kind, token, physical)
            if attribute is None
            else identity.attribute_of(kind, token, physical, attribute)
        )

    def _placed(self, text: str) -> str:
        """With the region and the account where they are known, as everything else that is resolved has them."""
        for name in ("AWS::Region", "AWS::AccountId"):
            text = text.replace(f"${{{name}}}", self.inputs.pseudo(name) or f"${{{name}}}")
        return text

    def _qualified(self, raw: dict[str, Any], kind: str, token: str) -> str:
        """A version's or an alias's ARN: its function's with a qualifier."""
        properties = raw.get("Properties")
        properties = properties if isinstance(properties, dict) else {}
        function = self.resolver.value(properties.get("FunctionName"))
        base = function if isinstance(function, str) else token
        if not base.startswith("arn:"):
            base = f"arn:aws:lambda:{identity.REGION}:{identity.ACCOUNT}:function:{base}"
        qualifier = self.resolver.value(properties.get("Name")) if kind.endswith("Alias") else token
        return f"{base}:{qualifier if isinstance(qualifier, str) else token}"

    # -- nested stacks --------------------------------------------------------------------------

    def child(self, name: str) -> Stack | None:
        """The nested stack of that logical id; None, with a gap, where its template is out of reach."""
        if name not in self.children:
            self.children[name] = None
            self.children[name] = self._open_child(name)
        return self.children[name]

    def _open_child(self, name: str) -> Stack | None:
        properties = self.root["Resources"][name].get("Properties")
        properties = properties if isinstance(properties, dict) else {}
        origin = self._origins.get(name)
        at = origin.at if origin else Location(self.template.path)
        location = self._template_of(name, properties)
        if not isinstance(location, str) or is_remote(location):
            what = location if isinstance(location, str) else "an application of the public repository"
            reason = f"nested stack {name}: its template is not here ({what})"
            self.gaps.add(GapKind.INPUT, "nested", reason, at, name, hides=True)
            return None
        try:
            root = self.files.document(location)
            path = self.files.locate(location)[1]
            template = template_of_root(root, path)
        except SourceError as error:
            self.gaps.add(GapKind.INPUT, "file", f"nested stack {name}: {error.reason}", at, name, hides=True)
            return None
        if not self.gaps.budget.nest(len(self.files.seen)):
            self.gaps.once("nested", "more nested stacks than are read", at, "stacks", hides=True)
            return None
        if path in (*self.ancestors, self.template.path) or len(self.ancestors) >= MAX_NESTED:
            reason = f"nested stack {name} contains itself, or is too deep"
            self.gaps.add(GapKind.INPUT, "nested", reason, at, name, hides=True)
            return None
        given = self.resolver.value(properties.get("Parameters"))
        given = {k: v for k, v in given.items() if v is not NO_VALUE} if isinstance(given, dict) else {}
        inputs = Inputs(template, {**self._pseudo(), **given}, self.gaps, self.inputs.exports)
        base = path.rpartition("/")[0]
        return Stack(
            template, inputs, self.files.below(base), self.gaps, self.managed,
            f"{self.prefix}{name}.", (*self.ancestors, self.template.path),
        ).open()  # fmt: skip

    def _template_of(self, name: str, properties: dict[str, Any]) -> Any:
        """Where a nested stack's template is: a local file where the address is one that it is uploaded to."""
        location = self.resolver.value(properties.get("TemplateURL"))
        staged = self.files.staged(location) if isinstance(location, str) else None
        metadata = self.root["Resources"][name].get("Metadata")
        if staged is None and isinstance(metadata, dict) and metadata.get("aws:asset:property") == "TemplateURL":
            return metadata.get("aws:asset:path", location)
        return staged or location

    def _pseudo(self) -> dict[str, Any]:
        return {name: value for name, value in self.inputs.given.items() if name.startswith("AWS::")}

    def _output_of(self, name: str, output: str) -> Any:
        child = self.child(name)
        declared = child.template.section("Outputs").get(output) if child else None
        if child is None or not isinstance(declared, dict):
            return hole(f"{name}.Outputs.{output}")
        return child.resolver.value(declared.get("Value"))

    def stacks(self) -> Iterator[Stack]:
        """This stack and every nested one that was opened."""
        yield self
        for child in self.children.values():
            if child:
                yield from child.stacks()


def template_of_root(root: Any, path: str) -> Template:
    """The template in a parsed file.  Raises Malformed where it is none."""
    from ennead.sources.cloudformation.load import Document  # noqa: PLC0415

    return template_of(Document(root), path)


def _default(declared: Any) -> Any:
    return declared.get("Default") if isinstance(declared, dict) else None


_HASH = re.compile(r"[0-9a-f]{10}\Z")
_HASHED = frozenset({"AWS::Lambda::LayerVersion", "AWS::Lambda::Version"})


def _stable(name: str, kind: str, origin: Origin | None) -> str:
    """The id without the hash of its content that SAM puts behind a layer's or version's: ids outlive changes."""
    generated = origin is not None and origin.logical_id != name
    return _HASH.sub("", name) if kind in _HASHED and generated else name

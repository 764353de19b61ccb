"""The CloudFormation template that is made of a service, resource by resource, each with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ennead.model.app import GapKind
from ennead.model.location import Location
from ennead.sources.cloudformation.inputs import Gaps
from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList, mark_of


@dataclass(frozen=True, slots=True)
class Declared:
    """A function of the service: its key, its body, its place."""

    key: str
    body: MarkedDict
    mark: Mark

    @property
    def prefix(self) -> str:
        """What the framework begins the ids of its resources with."""
        return normalized(self.key)

    @property
    def logical_id(self) -> str:
        """The framework's logical id of the function."""
        return f"{self.prefix}LambdaFunction"

    @property
    def arn(self) -> MarkedDict:
        """A reference to the function's ARN."""
        return get_att(self.logical_id)


@dataclass(frozen=True, slots=True)
class Outside:
    """A trigger of something another stack declares; `kind` is `bucket` or `user_pool`, `name` as written."""

    kind: str
    name: Any
    function: str
    event: str
    filter: str | None
    mark: Mark


@dataclass(slots=True)
class Draft:
    """The template while it is made.

    `path` is the service's file, `root` its resolved content, `resources` those of `resources.Resources`
    (the framework's own are put beside them), `functions` by key.
    """

    path: str
    root: MarkedDict
    stage: str
    gaps: Gaps
    functions: dict[str, Declared] = field(default_factory=dict)
    own: MarkedDict = field(default_factory=MarkedDict)
    made: MarkedDict = field(default_factory=MarkedDict)
    outside: list[Outside] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)

    @property
    def service(self) -> str:
        """The service's name."""
        value = self.root.get("service")
        value = value.get("name") if isinstance(value, dict) else value
        return str(value) if isinstance(value, str | int) else "service"

    @property
    def provider(self) -> MarkedDict:
        """The `provider` section."""
        return mapping(self.root.get("provider"))

    @property
    def provider_mark(self) -> Mark:
        """Its place."""
        return mark_of(self.root, "provider") or (self.path, 1, 1)

    @property
    def plugins(self) -> tuple[str, ...]:
        """The names of the plugins."""
        value = self.root.get("plugins")
        value = value.get("modules") if isinstance(value, dict) else value
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

    def put(self, logical_id: str, kind: str, properties: MarkedDict, mark: Mark, **more: Any) -> str:
        """Add a resource; the first of an id stays.  Its place is `mark`."""
        if logical_id not in self.made:
            properties.mark = properties.mark or mark
            self.made[logical_id] = MarkedDict({"Type": kind, "Properties": properties, **more}, mark)
            self.made.keys_at[logical_id] = mark
        return logical_id

    def properties(self, logical_id: str) -> MarkedDict:
        """The properties of a resource that was put."""
        return mapping(self.made[logical_id]["Properties"])

    def permission(self, logical_id: str, function: str, principal: str, mark: Mark, **limits: Any) -> None:
        """Let a service invoke a function, as the framework does; `limits` are `SourceArn` and the like."""
        properties = made(
            mark,
            FunctionName=get_att(function),
            Action="lambda:InvokeFunction",
            Principal=principal,
            **{key: value for key, value in limits.items() if value is not None},
        )
        self.put(logical_id, "AWS::Lambda::Permission", properties, mark)

    def api_permission(self, declared: Declared, api: Any, mark: Mark, suffix: str, routes: str) -> None:
        """Let an API of API Gateway invoke a function; `routes` are those parts of its ARN behind the API."""
        arn = ["arn:aws:execute-api:", ref("AWS::Region"), ":", ref("AWS::AccountId"), ":", api, routes]
        self.permission(
            f"{declared.prefix}{suffix}", declared.logical_id, "apigateway.amazonaws.com", mark,
            SourceArn={"Fn::Join": ["", arn]},
        )  # fmt: skip

    def missing(self, klass: str, reason: str, mark: Mark | None, about: str, *, hides: bool = False) -> None:
        """Note something that could not be told."""
        self.gaps.add(
            GapKind.INPUT, klass, reason, Location(*mark) if mark else Location(self.path), about, hides=hides
        )

    def unsupported(self, klass: str, reason: str, mark: Mark | None, about: str, *, hides: bool = False) -> None:
        """Note something that is not read yet."""
        self.gaps.add(
            GapKind.UNSUPPORTED, klass, reason, Location(*mark) if mark else Location(self.path), about, hides=hides
        )

    def at(self, holder: object, key: str | int, fallback: Mark) -> Mark:
        """Where a member is written, else the fallback."""
        return mark_of(holder, key) or fallback


def mapping(value: object) -> MarkedDict:
    """The value if it is a mapping, else an empty one."""
    if isinstance(value, MarkedDict):
        return value
    return MarkedDict(value) if isinstance(value, dict) else MarkedDict()


def sequence(value: object) -> MarkedList:
    """The value if it is a list, else a list of it; an empty one for nothing."""
    if isinstance(value, MarkedList):
        return value
    if isinstance(value, list):
        return MarkedList(value)
    return MarkedList() if value is None else MarkedList([value])


def made(mark: Mark, **members: Any) -> MarkedDict:
    """A mapping whose members all have the same place."""
    done = MarkedDict(members, mark)
    done.keys_at = dict.fromkeys(members, mark)
    return done


def moved(source: Mapping[str, Any], names: Mapping[str, str], mark: Mark) -> MarkedDict:
    """Members of a mapping under other names (old name -> new), each with its own place."""
    done = MarkedDict(mark=mark)
    for old, new in names.items():
        if source.get(old) is not None:
            put(done, new, source[old], mark_of(source, old) or mark)
    return done


def put(holder: MarkedDict, key: str, value: Any, mark: Mark) -> None:
    """Set a member with its place."""
    holder[key] = value
    holder.keys_at[key] = mark


def ref(logical_id: str) -> MarkedDict:
    """A `Ref`."""
    return MarkedDict({"Ref": logical_id})


def get_att(logical_id: str, attribute: str = "Arn") -> MarkedDict:
    """A `Fn::GetAtt`."""
    return MarkedDict({"Fn::GetAtt": MarkedList([logical_id, attribute])})


def sub(text: str) -> MarkedDict:
    """A `Fn::Sub`."""
    return MarkedDict({"Fn::Sub": text})


def normalized(name: str) -> str:
    """A key as the framework writes it into logical ids."""
    text = name.replace("-", "Dash").replace("_", "Underscore")
    return text[:1].upper() + text[1:]


def alphanumeric(name: object) -> str:
    """A name without what logical ids cannot hold."""
    text = re.sub(r"[^0-9A-Za-z]", "", name if isinstance(name, str) else named(name))
    return (text[:1].upper() + text[1:])[:200]


def named(value: object) -> str:
    """A word for a value that may be a reference: the id it names, else its text."""
    for _ in range(5):
        if isinstance(value, dict) and len(value) == 1:
            value = next(iter(value.values()))
        elif isinstance(value, list) and value:
            value = next((item for item in value if isinstance(item, str) and item), value[0])
        else:
            break
    return value if isinstance(value, str) else "Unnamed"

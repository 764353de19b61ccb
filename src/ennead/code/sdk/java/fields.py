"""What is told of the SDK's own objects: the fields of a request, however it is built, and of objects inside it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ennead.code.hosts.java_chains import Link, Start, chain, simple, start
from ennead.code.hosts.java_settings import Told
from ennead.code.sdk import tables
from ennead.code.sdk.java import positional
from ennead.code.sdk.java.enums import constant
from ennead.code.sdk.resources import named
from ennead.code.values import Choice, Known, Made, Member, Own, Record, Ref, Series, Value, Words

_VERSION1 = "com.amazonaws."
_VERSION2 = "software.amazon."
_STRUCTURE = frozenset(
    """builder build toBuilder overrideConfiguration applyMutation copy clone cloneFrom
    requestCredentialsProvider sdkClientExecutionTimeout""".split()
)
_LISTS = frozenset(
    """java.util.List.of java.util.Set.of java.util.Arrays.asList java.util.Collections.singletonList
    java.util.Collections.singleton java.util.stream.Stream.of com.google.common.collect.ImmutableList.of
    com.google.common.collect.Lists.newArrayList""".split()
)
_MAPS = frozenset(
    "java.util.Map.of java.util.Collections.singletonMap com.google.common.collect.ImmutableMap.of".split()
)
_DEEPEST = 12
_MOST_PARTS = 2_000
"""How much of one request is read: builders may hold each other, and themselves."""
_ALIASES = {
    "bucketname": "Bucket",
    "cannedacl": "ACL",
    "accesscontrollist": "ACL",
    "sourcebucketname": "sourceBucket",
    "destinationbucketname": "destinationBucket",
    "sseawskeymanagementparams": "SSEKMSKeyId",
}
"""Names that S3 has of its own in 1.x."""


class Fields:
    """Reads objects of the SDK with all that a program says of them."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self._left = 0

    def links(self, value: Value, method: str = "", number: int = 0) -> tuple[Link, ...] | None:
        """What is set on an object of the SDK, or by the lambda that a method is given as that argument; None where
        it is neither."""
        if isinstance(value, Own):
            return self.told.of_lambda(method, number, value) if value.kind == "function" else None
        begun = start(chain(value).root)
        if begun is None or not begun.cls.startswith((_VERSION1, _VERSION2)):
            return None
        return self.told.links(value)

    def raw(self, value: Value, method: str = "", number: int = 0) -> dict[str, tuple[Value, ...]] | None:
        """The same by names, with the arguments as they are; constructors' arguments by the names they have."""
        links = self.links(value, method, number)
        if links is None:
            return None
        begun = start(chain(value).root)
        found = _by_position(begun)
        settings = (
            self.told.lambda_settings(method, number, value) if isinstance(value, Own) else self.told.settings(value)
        )
        for name, args in settings.items():
            field = _field(name, args)
            if field is not None:
                found[field] = (*found.get(field, ()), *args) if name.startswith("add") else args
        return found

    def record(self, value: Value | None, service: str, operation: str, method: str = "", number: int = 0) -> Record:
        """The arguments of an operation by their names in the API; open where the request is not told."""
        raw = None if value is None else self.raw(value, method, number)
        begun = None if value is None else start(chain(value).root)
        known = raw is not None and (begun is None or begun.at is not None)
        entries = self._named(raw or {}, service, operation)
        return Record(entries, open=not known and value is not None)

    def named(self, raw: Mapping[str, tuple[Value, ...]], service: str, operation: str) -> Record:
        """Fields by their names in the API."""
        return Record(self._named(raw, service, operation))

    def _named(
        self, raw: Mapping[str, tuple[Value, ...]], service: str, operation: str
    ) -> tuple[tuple[Value, Value], ...]:
        self._left = _MOST_PARTS
        found = tables.service(service)
        lower = found is not None and any(name[:1].islower() for name in found.parameters(operation))
        entries: list[tuple[Value, Value]] = []
        for name, args in raw.items():
            alias = _ALIASES.get(name.lower(), name)
            api = found.parameter(operation, alias) if found is not None else None
            shown = api or _cased(alias, lower)
            value = self._of_args(name, args, lower, 0)
            entries.append((Known(shown), _as_list(value) if shown in _lists(service, operation) else value))
        return _with_source(tuple(entries))

    def value(self, value: Value, lower: bool = False, depth: int = 0) -> Value:
        """The value with the SDK's objects in it as records."""
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            return value
        if isinstance(value, Choice):
            return Choice(tuple(self.value(option, lower, depth + 1) for option in value.options))
        if isinstance(value, Series):
            return Series(tuple(self.value(item, lower, depth + 1) for item in value.items), value.open)
        if isinstance(value, Record):
            return Record(tuple((key, self.value(v, lower, depth + 1)) for key, v in value.entries), value.open)
        if isinstance(value, Ref):
            return constant(value)
        return self._made(value, lower, depth) if isinstance(value, Made) else value

    def _made(self, value: Made, lower: bool, depth: int) -> Value:
        listed = _listed(value)
        if listed is not None:
            return self.value(listed, lower, depth + 1)
        root, links = chain(value)
        begun = start(root)
        if begun is None or not begun.cls.startswith((_VERSION1, _VERSION2)):
            return value
        if begun.static.startswith("from") and begun.cls.endswith(".AttributeValue") and not links:
            return Record(((Known(begun.static[4:]), self._of_args("", begun.args, lower, depth)),))
        if links and not links[-1].args and links[-1].name not in _STRUCTURE:
            return self._got(value, links[-1].name, lower, depth)
        if not _is_model(begun.cls):
            return value
        raw = self.raw(value) or {}
        return Record(
            tuple((Known(_cased(name, lower)), self._of_args(name, args, lower, depth)) for name, args in raw.items())
        )

    def _got(self, value: Made, getter: str, lower: bool, depth: int) -> Value:
        """`request.tableName()`, `request.getTableName()`: what was set."""
        raw = self.raw(value.callee.of) if isinstance(value.callee, Member) else None
        name = getter[3:4].lower() + getter[4:] if getter.startswith("get") else getter
        for field, args in (raw or {}).items():
            if field.lower() == name.lower():
                return self._of_args(field, args, lower, depth)
        return value

    def _of_args(self, method: str, args: tuple[Value, ...], lower: bool, depth: int) -> Value:
        """The one argument, or all as a list."""
        values = tuple(self._argument(method, number, one, lower, depth) for number, one in enumerate(args))
        return values[0] if len(values) == 1 else Series(values)

    def _argument(self, method: str, number: int, value: Value, lower: bool, depth: int) -> Value:
        if not isinstance(value, Own) or value.kind != "function" or depth > _DEEPEST or self._left < 0:
            return self.value(value, lower, depth + 1)
        raw = self.raw(value, method, number) or {}
        return Record(
            tuple(
                (Known(_cased(name, lower)), self._of_args(name, args, lower, depth + 1)) for name, args in raw.items()
            )
        )


@lru_cache(maxsize=1024)
def _lists(service: str, operation: str) -> frozenset[str]:
    """Arguments of an operation that are lists."""
    return frozenset(path.partition("[]")[0] for path in named(service, operation) if "[]" in path.partition(".")[0])


def _as_list(value: Value) -> Value:
    """A method that takes any number of items was given one."""
    if isinstance(value, Choice):
        return Choice(tuple(_as_list(option) for option in value.options))
    return Series((value,)) if isinstance(value, Record | Known | Words) else value


def _by_position(begun: Start | None) -> dict[str, tuple[Value, ...]]:
    if begun is None or not begun.new or not begun.cls.startswith(_VERSION1):
        return {}
    names = positional.CONSTRUCTORS.get(simple(begun.cls), ())
    return {name: (value,) for name, value in zip(names, begun.args, strict=False)}


def _field(method: str, args: tuple[Value, ...]) -> str | None:
    """The field that a method sets; None where it sets none."""
    if not args or method in _STRUCTURE:
        return None
    for start_of in ("with", "set", "add"):
        rest = method.removeprefix(start_of)
        if rest != method and rest[:1].isupper():
            method = rest[:1].lower() + rest[1:]
            break
    return method.removesuffix("WithStrings")


def _cased(name: str, lower: bool) -> str:
    return name[:1].lower() + name[1:] if lower else name[:1].upper() + name[1:]


def _is_model(cls: str) -> bool:
    return ".model." in cls or "Request" in simple(cls) or simple(cls).startswith("SSE")


def _with_source(entries: tuple[tuple[Value, Value], ...]) -> tuple[tuple[Value, Value], ...]:
    """A copy names source and target apart; the API has the source in one."""
    names = {key.value: value for key, value in entries if isinstance(key, Known)}
    lowered = {str(name).lower(): value for name, value in names.items()}
    more: list[tuple[Value, Value]] = []
    source = [
        (Known(name), lowered[f"source{name.lower()}"])
        for name in ("Bucket", "Key", "VersionId")
        if f"source{name.lower()}" in lowered
    ]
    if source and "CopySource" not in names:
        more.append((Known("CopySource"), Record(tuple(source))))
    for name in ("Bucket", "Key"):
        target = lowered.get(f"destination{name.lower()}")
        if target is not None and source:
            more.append((Known(name), target))
    return (*entries, *more)


def _listed(value: Made) -> Value | None:
    """`List.of(...)` and `Map.of(...)` where they are not told as such."""
    if not isinstance(value.callee, Ref):
        return None
    name = ".".join((value.callee.module, *value.callee.path))
    if name in _LISTS:
        return Series(value.args)
    if name in _MAPS and len(value.args) % 2 == 0:
        return Record(tuple(zip(value.args[::2], value.args[1::2], strict=True)))
    return None

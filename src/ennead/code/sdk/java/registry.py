"""Glue's schema registry behind Kafka's clients: serializers and deserializers that properties name, or that are made.

What they ask for is from the library's own client (`AWSSchemaRegistryClient`) and the manual's policies for both sides
(Glue's manual, "Getting started with schema registry").
"""

from __future__ import annotations

from collections.abc import Iterator

from ennead.code.facts import CallFact
from ennead.code.hosts.java import entries, property_name
from ennead.code.hosts.java_settings import Told
from ennead.code.hosts.java_tables import PROPERTIES
from ennead.code.sdk.java.request import Answer, record, request
from ennead.code.values import Known, Made, Record, Ref, Value, full_name, options, text

_PACKAGE = "com.amazonaws.services.schemaregistry."
_FINDS = ("GetSchemaByDefinition",)
_REGISTERS = ("GetSchemaVersion", "CreateSchema", "RegisterSchemaVersion", "PutSchemaVersionMetadata")
_READS = ("GetSchemaVersion",)
_AUTOMATIC = ("schemaAutoRegistrationEnabled", "SCHEMA_AUTO_REGISTRATION_SETTING")
_REGISTRY = ("registry.name", "REGISTRY_NAME")
_SCHEMA = ("schemaName", "SCHEMA_NAME")
_OFF = (Known(False), Known("false"))


def of_call(fact: CallFact, told: Told) -> Answer:
    """A client of Kafka that is made with properties, or a serializer that is made by itself."""
    name = full_name(fact.callee) if isinstance(fact.callee, Ref) else None
    if name is None:
        return
    if fact.new and _side(name) is not None:
        made = Made(fact.callee, fact.args, fact.keywords, fact.at, fact.new)
        given = (*fact.args, *told.settings(made).get("configure", ()))
        yield from _asks(fact, {name}, _settings(given, told))
        return
    number, client = PROPERTIES.get((name, "new") if fact.new else _apart(name), (0, ""))
    if client == "kafka":
        settings = _settings(fact.args[number : number + 1], told)
        yield from _asks(fact, set(_classes(settings)), settings)


def _apart(name: str) -> tuple[str, str]:
    cls, _, method = name.rpartition(".")
    return cls, method


def _settings(given: tuple[Value, ...], told: Told) -> list[tuple[str, Value]]:
    found: list[tuple[str, Value]] = []
    for value in given:
        for option in options(value):
            for key, one in entries(option, told):
                name = property_name(key)
                if name is not None:
                    found.append((name, one))
    return found


def _classes(settings: list[tuple[str, Value]]) -> Iterator[str]:
    """The classes that properties name: as text, as `X.class`, or by `X.class.getName()`."""
    for _, value in settings:
        for option in options(value):
            inner = option.callee if isinstance(option, Made) else option
            word = inner.module if isinstance(inner, Ref) and inner.path[:1] == ("class",) else text(inner)
            if word is not None and word.startswith(_PACKAGE):
                yield word


def _side(cls: str) -> bool | None:
    """Whether a class writes (True) or reads (False); None for any other."""
    if not cls.startswith(_PACKAGE):
        return None
    if cls.endswith("Deserializer"):
        return False
    return True if cls.endswith("Serializer") else None


def _asks(fact: CallFact, classes: set[str], settings: list[tuple[str, Value]]) -> Answer:
    operations: dict[str, None] = {}
    for cls in sorted(classes):
        if _side(cls) is False:
            operations |= dict.fromkeys(_READS)
        elif _side(cls):
            automatic = _first(settings, _AUTOMATIC)
            is_on = automatic is not None and automatic not in _OFF
            operations |= dict.fromkeys((*_FINDS, *(_REGISTERS if is_on else ())))
    for operation in operations:
        yield from request(fact, "glue", operation, _given(operation, settings), how="helper")


def _given(operation: str, settings: list[tuple[str, Value]]) -> Record:
    """The registry and the schema, where properties name them; a schema without a name has that of its topic."""
    registry, schema = _first(settings, _REGISTRY), _first(settings, _SCHEMA)
    if operation == "CreateSchema":
        return record(RegistryId=None if registry is None else record(RegistryName=registry), SchemaName=schema)
    identity = record(RegistryName=registry, SchemaName=schema)
    return record(SchemaId=identity) if identity.entries else Record(())


def _first(settings: list[tuple[str, Value]], names: tuple[str, ...]) -> Value | None:
    return next((value for name, value in settings if name in names), None)

"""Reads a contract and refuses what it does not know: a word written wrongly would agree to something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar, Final

import yaml

from ennead.contract.errors import ContractError
from ennead.contract.words import ELSEWHERE, GUARDS, MODES, SCHEMA, TYPES, WHO, Contract, Event, Flow, Rules
from ennead.model.data import DataClass

MAXIMUM_BYTES: Final = 4_000_000
_DEPTH: Final = 12
_CLASSES: Final = re.compile(r"[a-z][a-z0-9_-]{0,40}")
_REST: Final = (
    "mode", "guards", "on_error", "deny", "trusted", "limits", "refusal", "lifetime", "hygiene", "modules", "decoys",
    "rings",
)  # fmt: skip
_KEYS: Final = ("events", "actions", "flows", "processes", "paths", "ports", "untrusted", "accepted", *_REST)
_EVENT: Final = ("from", "fields", "required", "max_bytes", "max_depth", "closed")
_FLOW: Final = ("to", "ops", "classes", "max_bytes", "mode", "because")
_LIMITS: Final = ("per_caller", "per_function", "invocation_s", "margin_s")
_REFUSAL: Final = {
    "partial_batch": "flag", "fifo": "flag", "raise": "flag", "response_hosts": "texts", "records": "text",
    "dead_letter": "flag",
}  # fmt: skip
_DIGEST: Final = re.compile(r"(?:sha256:)?[0-9a-f]{64}")
_CLEARED: Final = re.compile(r"(?:/tmp|/dev/shm)/.*[^/]")
_CLIMBS: Final = re.compile(r"//|/\.\.?(?:/|$)")
_RINGS: Final = {"seccomp": "flag", "landlock": "flag"}
_BUCKET: Final = {"rate": "number", "per_s": "number", "burst": "number"}

Where = tuple[str, ...]


class _Loader(yaml.CSafeLoader):
    """Plain YAML as of version 1.2: only `true` and `false` are no texts among words, and a key stands once."""

    yaml_implicit_resolvers: ClassVar = {  # type: ignore[misc]
        letter: [one for one in found if one[0].rpartition(":")[2] in {"null", "float", "merge"}]
        for letter, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[Any] = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if not isinstance(name, str):
                raise yaml.MarkedYAMLError(
                    problem=f"{name!r} is no text: put it in quotes", problem_mark=key.start_mark
                )
            if name in seen:
                raise yaml.MarkedYAMLError(problem=f"{name} stands twice", problem_mark=key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep=deep)


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|false"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9][0-9]*)"), list("-0123456789"))


def load(file: Path) -> Contract:
    """The contract in a file.  Raises ContractError."""
    return read(text_of(file), str(file))


def text_of(file: Path) -> str:
    """The text of a file.  Raises ContractError where it cannot be read."""
    try:
        raw = file.read_bytes()
    except FileNotFoundError as error:
        raise ContractError(f"there is no {file}: `ennead contract init` writes it") from error
    except OSError as error:
        raise ContractError(f"{file} cannot be read: {error.strerror}") from error
    if len(raw) > MAXIMUM_BYTES:
        raise ContractError(f"{file} is larger than {MAXIMUM_BYTES // 1_000_000} MB: no contract is")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ContractError(f"{file} is no UTF-8") from error


def read(text: str, name: str) -> Contract:
    """The contract of a text.  Raises ContractError with the place of what is wrong."""
    try:
        _refuse(text)
        document = yaml.load(text, Loader=_Loader)  # noqa: S506  a safe loader, stricter than PyYAML's own
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f":{mark.line + 1}" if mark is not None else ""
        raise ContractError(f"{name}{place}: {error.problem or 'no YAML'}") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ContractError(f"{name}: it is no YAML ({type(error).__name__})") from error
    return _Reading(name).contract(document)


def _mark(event: yaml.Event) -> yaml.Mark | None:
    found: Any = event.start_mark
    return None if found is None else yaml.Mark("", found.index, found.line, found.column, None, 0)


def _refuse(text: str) -> None:
    """Raises yaml.MarkedYAMLError for aliases and for what is nested without an end."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="an alias: write it out", problem_mark=_mark(event))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEPTH:
            raise yaml.MarkedYAMLError(problem="it is nested too deep", problem_mark=_mark(event))


class _Reading:
    """Checks and takes apart one document."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fault(self, where: Where, what: str) -> ContractError:
        """An error at a place."""
        place = ".".join(where)
        return ContractError(f"{self.name}: {place + ': ' if place else ''}{what}")

    def contract(self, document: Any) -> Contract:
        held = self.mapping(document, ("schema", "default", "functions"), ())
        if held.get("schema") != SCHEMA:
            raise self.fault(("schema",), f"it has to be {SCHEMA}")
        functions = self.mapping(held.get("functions", {}), None, ("functions",))
        return Contract(
            self.rules(held.get("default", {}), ("default",)),
            {name: self.rules(value, ("functions", name)) for name, value in functions.items()},
        )

    def rules(self, value: Any, where: Where) -> Rules:
        held = self.mapping(value if value is not None else {}, _KEYS, where)
        paths = self.mapping(held.get("paths", {}), ("read", "write"), (*where, "paths"))
        return Rules(
            events=self.each(held, "events", self.event, where),
            actions=self.each(held, "actions", self.texts, where),
            flows=self.flows(held, where),
            processes=self.optional(held, "processes", self.texts, where),
            read=self.optional(paths, "read", self.texts, (*where, "paths")),
            write=self.optional(paths, "write", self.texts, (*where, "paths")),
            ports=self.optional(held, "ports", self.ports, where),
            untrusted=self.optional(held, "untrusted", self.texts, where),
            rest={key: self.rest(key, held[key], (*where, key)) for key in _REST if key in held},
            accepted=self.optional(held, "accepted", self.texts, where) or (),
        )

    # -- parts --------------------------------------------------------------------------------------

    def event(self, value: Any, where: Where) -> Event:
        held = self.mapping(value if value is not None else {}, _EVENT, where)
        senders = self.each(held, "from", lambda who, at: self.word(who, WHO, at), where)
        shape: dict[str, Any] = {str(key): held[key] for key in _EVENT[1:] if key in held}
        for name, kind in self.mapping(shape.get("fields", {}), None, (*where, "fields")).items():
            self.word(kind, TYPES, (*where, "fields", name))
        if "required" in shape:
            self.texts(shape["required"], (*where, "required"))
        for key in ("max_bytes", "max_depth"):
            if key in shape:
                self.count(shape[key], (*where, key))
        if "closed" in shape and not isinstance(shape["closed"], bool):
            raise self.fault((*where, "closed"), "it is true or false")
        return Event(senders, shape)

    def flows(self, held: Mapping[str, Any], where: Where) -> tuple[Flow, ...] | None:
        if "flows" not in held:
            return None
        where = (*where, "flows")
        return tuple(
            self.flow(one, (*where, str(number))) for number, one in enumerate(self.items(held["flows"], where))
        )

    def flow(self, value: Any, where: Where) -> Flow:
        held = self.mapping(value, _FLOW, where)
        to = self.text(held.get("to"), (*where, "to"))
        if "/" not in to and to != ELSEWHERE:
            raise self.fault((*where, "to"), f"{to} is no target: write its kind before it (table/{to})")
        if "mode" in held:
            self.word(held["mode"], MODES, (*where, "mode"))
        classes = self.optional(held, "classes", self.texts, where)
        for one in classes or ():
            self.data_class(one, (*where, "classes"))
        return Flow(
            to,
            self.optional(held, "ops", self.texts, where),
            classes,
            self.optional(held, "max_bytes", self.count, where),
            held.get("mode"),
            self.optional(held, "because", self.text, where),
        )

    def data_class(self, name: str, where: Where) -> str:
        """A class of the map or, finer, of the agents."""
        if not _CLASSES.fullmatch(name):
            raise self.fault(where, f"{name} is no class of data: there is {', '.join(DataClass)}")
        return name

    def rest(self, key: str, value: Any, where: Where) -> Any:
        """What goes to the agents as it stands."""
        checks: dict[str, Callable[[Any, Where], Any]] = {
            "mode": lambda one, at: self.word(one, MODES, at),
            "on_error": lambda one, at: self.word(one, ("open", "closed"), at),
            "guards": self.guards,
            "deny": lambda one, at: self.entries(one, {"class": "text", "to": "text"}, ("class", "to"), at),
            "trusted": self.trusted,
            "limits": self.limits,
            "refusal": self.refusal,
            "lifetime": self.lifetime,
            "hygiene": self.hygiene,
            "modules": self.modules,
            "rings": lambda one, at: self.record(one, _RINGS, at),
            "decoys": lambda one, at: self.entries(
                one, dict.fromkeys(("kind", "name", "salt", "hash"), "text"), ("kind", "name"), at
            ),
        }
        return checks[key](value, where)

    def guards(self, value: Any, where: Where) -> Any:
        for name, mode in self.mapping(value, GUARDS, where).items():
            self.word(mode, MODES, (*where, name))
        return value

    def trusted(self, value: Any, where: Where) -> Any:
        for number, one in enumerate(self.items(value, where)):
            at = (*where, str(number))
            held = self.mapping(one, ("field", "guards"), at)
            self.text(held.get("field"), (*at, "field"))
            for guard in self.texts(held.get("guards", []), (*at, "guards")):
                self.word(guard, GUARDS, (*at, "guards"))
        return value

    def limits(self, value: Any, where: Where) -> Any:
        held = self.mapping(value if value is not None else {}, _LIMITS, where)
        for key in ("per_caller", "per_function"):
            if key in held:
                self.record(held[key], _BUCKET, (*where, key))
        for key in ("invocation_s", "margin_s"):
            if key in held:
                self.kind("number", held[key], (*where, key))
        return held

    def refusal(self, value: Any, where: Where) -> Any:
        held = self.record(value, _REFUSAL, where)
        if "records" in held:
            self.word(held["records"], ("one_by_one",), (*where, "records"))
        return held

    def lifetime(self, value: Any, where: Where) -> Any:
        kinds = {"max_age_s": "number", "max_invocations": "number", "jitter": "number", "flush": "text"}
        held = self.record(value, kinds, where)
        if "flush" in held:
            self.word(held["flush"], ("off", "soft"), (*where, "flush"))
        return held

    def hygiene(self, value: Any, where: Where) -> Any:
        held = self.mapping(value if value is not None else {}, ("every", "remove_executables", "clear"), where)
        if "every" in held:
            self.count(held["every"], (*where, "every"))
        if "remove_executables" in held:
            self.kind("flag", held["remove_executables"], (*where, "remove_executables"))
        for pattern in self.optional(held, "clear", self.texts, where) or ():
            if not _CLEARED.fullmatch(pattern) or _CLIMBS.search(pattern):
                raise self.fault((*where, "clear"), f"{pattern} is no path below /tmp or /dev/shm")
        return held

    def modules(self, value: Any, where: Where) -> Any:
        held = self.mapping(value if value is not None else {}, None, where)
        for path, digest in held.items():
            if not _DIGEST.fullmatch(self.text(digest, (*where, str(path)))):
                raise self.fault((*where, str(path)), "it has to be the SHA-256 of the file, in hexadecimal")
        return held

    # -- plain values -------------------------------------------------------------------------------

    def mapping(self, value: Any, keys: tuple[str, ...] | list[str] | None, where: Where) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.fault(where, "it has to be a mapping (key: value)")
        for key in value:
            if keys is not None and key not in keys:
                near = get_close_matches(str(key), keys, 1)
                hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(keys)}"
                raise self.fault(where, f"there is no {key} here: {hint}")
        return value

    def record(self, value: Any, kinds: Mapping[str, str], where: Where) -> dict[str, Any]:
        held = self.mapping(value if value is not None else {}, tuple(kinds), where)
        for key, one in held.items():
            self.kind(kinds[key], one, (*where, key))
        return held

    def entries(self, value: Any, kinds: Mapping[str, str], needed: tuple[str, ...], where: Where) -> Any:
        for number, one in enumerate(self.items(value, where)):
            held = self.record(one, kinds, (*where, str(number)))
            for key in needed:
                if key not in held:
                    raise self.fault((*where, str(number)), f"{key} is missing")
        return value

    def kind(self, kind: str, value: Any, where: Where) -> None:
        if kind == "text":
            self.text(value, where)
        elif kind == "texts":
            self.texts(value, where)
        elif kind == "flag" and not isinstance(value, bool):
            raise self.fault(where, "it is true or false")
        elif kind == "number" and (isinstance(value, bool) or not isinstance(value, int | float) or not value > 0):
            raise self.fault(where, "it has to be a number above 0")

    def items(self, value: Any, where: Where) -> list[Any]:
        if not isinstance(value, list):
            raise self.fault(where, "it has to be a list")
        return value

    def texts(self, value: Any, where: Where) -> tuple[str, ...]:
        return tuple(self.text(one, where) for one in self.items(value, where))

    def text(self, value: Any, where: Where) -> str:
        if not isinstance(value, str) or not value:
            raise self.fault(where, "it has to be a text" + ("" if value is None else f", not {value!r}: use quotes"))
        return value

    def ports(self, value: Any, where: Where) -> tuple[int, ...]:
        found = tuple(self.count(one, where) for one in self.items(value, where))
        if any(one >= 1 << 16 for one in found):
            raise self.fault(where, "a port is below 65536")
        return found

    def count(self, value: Any, where: Where) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
            raise self.fault(where, "it has to be a whole number above 0")
        return value

    def word(self, value: Any, words: tuple[str, ...] | list[str], where: Where) -> str:
        if value not in words:
            raise self.fault(where, f"{value!r} is none of {', '.join(words)}")
        return str(value)

    def optional(self, held: Mapping[str, Any], key: str, take: Callable[[Any, Where], Any], where: Where) -> Any:
        return take(held[key], (*where, key)) if key in held else None

    def each(self, held: Mapping[str, Any], key: str, take: Callable[[Any, Where], Any], where: Where) -> Any:
        if key not in held:
            return None
        return {
            name: take(one, (*where, key, name)) for name, one in self.mapping(held[key], None, (*where, key)).items()
        }

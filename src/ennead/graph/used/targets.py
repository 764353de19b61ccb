"""Which thing of the application a value in code names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ennead.code.values import Choice, Element, Env, Known, Made, Member, Result, Value, Words
from ennead.graph.graph import AppGraph
from ennead.model import app
from ennead.model.app import Function, Node, Reference, Trigger

KINDS: dict[str, tuple[type[Node], ...]] = {
    "s3": (app.Bucket,),
    "dynamodb": (app.Table,),
    "sqs": (app.Queue,),
    "sns": (app.Topic,),
    "lambda": (app.Function,),
    "stepfunctions": (app.StateMachine,),
    "events": (app.Bus,),
    "kinesis": (app.Stream,),
    "firehose": (app.Stream,),
    "secretsmanager": (app.Secret,),
    "ssm": (app.Parameter,),
    "cognito-idp": (app.UserPool,),
    "kms": (app.Key,),
    "logs": (app.LogGroup,),
    "rds-data": (app.Database, app.Secret),
}
"""The kinds of things that a service's requests name."""

_OTHERS: dict[str, tuple[type[Node], ...]] = {
    "Bucket": (app.Bucket,),
    "TopicArn": (app.Topic,),
    "secretArn": (app.Secret,),
    "SecretArn": (app.Secret,),
    "LambdaARN": (app.Function,),
}
"""By the end of an argument's name: things of another service."""
_INSIDE = frozenset({"Key", "IndexName", "Keys", "VersionId", "Username", "Prefix"})
"""Arguments that name a part of a thing."""
_FEWEST_LETTERS = 4
"""Known letters that a pattern needs to be held against names."""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing, and what names it in the code (`environment TABLE`, `literal`, `event`)."""

    node: Node
    by: str


@dataclass(slots=True)
class Targets:
    """Finds things of one graph by what code calls them."""

    graph: AppGraph
    _by_kind: dict[type[Node], list[Node]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for node in self.graph.nodes.values():
            self._by_kind[type(node)].append(node)

    def of(self, value: Value, service: str, argument: str, function: Function) -> Iterator[Named]:
        """The things that an argument of a request names; none where it names nothing of the application."""
        yield from self.named(value, self.kinds(service, argument), function)

    @staticmethod
    def kinds(service: str, argument: str) -> tuple[type[Node], ...]:
        """The kinds of things that an argument names; none where it names something that is no node."""
        if argument.rpartition(".")[2] in _INSIDE:
            return ()
        return next((kinds for end, kinds in _OTHERS.items() if argument.endswith(end)), KINDS.get(service, ()))

    def named(self, value: Value, kinds: tuple[type[Node], ...], function: Function) -> Iterator[Named]:
        """The things of some kinds that a value names."""
        for one in value.options if isinstance(value, Choice) else (value,):
            if isinstance(one, Env):
                yield from self._by_variable(one, kinds, function)
            elif isinstance(one, Known):
                yield from (Named(node, "literal") for node in self._called(str(one.value), kinds))
            elif isinstance(one, Words):
                yield from (Named(node, "literal") for node in self._like(one, kinds, function))
            elif app.Bucket in kinds and is_bucket_of_event(one):
                yield from (Named(node, "event") for node in self._triggering(function, kinds))

    def _by_variable(self, value: Env, kinds: tuple[type[Node], ...], function: Function) -> Iterator[Named]:
        by = f"environment {value.name}"
        found = [
            node
            for edge in self.graph.out_of(function, Reference)
            if edge.via == value.name and (node := self.graph.nodes.get(edge.target)) and isinstance(node, kinds)
        ]
        text = text_of(value, function)
        if not found and text is not None:
            found = self._called(text, kinds)
        yield from (Named(node, by) for node in found)
        if not found and value.default is not None:
            yield from self.named(value.default, kinds, function)

    def _called(self, text: str, kinds: tuple[type[Node], ...]) -> list[Node]:
        """By physical name, ARN or URL."""
        if not text:
            return []
        last = re.split(r"[/:]", text)[-1] if text.startswith(("arn:", "https://")) else text
        found = [
            node
            for kind in kinds
            for node in self._by_kind[kind]
            if text in (node.arn, node.name) or (last == node.name and (last != text or not node.external))
        ]
        own = [node for node in found if not node.external]
        return own or found

    def _like(self, value: Words, kinds: tuple[type[Node], ...], function: Function) -> list[Node]:
        """By a pattern of known parts: only where exactly one thing of the application fits."""
        parts = [text_of(part, function) for part in value.parts]
        if all(part is not None for part in parts):
            return self._called("".join(filter(None, parts)), kinds)
        if sum(len(part or "") for part in parts) < _FEWEST_LETTERS:
            return []
        pattern = re.compile("".join(".*" if part is None else re.escape(part) for part in parts))
        found = [
            node
            for kind in kinds
            for node in self._by_kind[kind]
            if not node.external and (pattern.fullmatch(node.name) or (node.arn and pattern.fullmatch(node.arn)))
        ]
        return found if len(found) == 1 else []

    def _triggering(self, function: Function, kinds: tuple[type[Node], ...]) -> list[Node]:
        """What starts the function."""
        sources = (self.graph.nodes.get(edge.source) for edge in self.graph.into(function, Trigger))
        return [node for node in sources if isinstance(node, kinds)]


def is_told(value: Value, function: Function) -> bool:
    """Whether the code, with the template's variables, tells a name: then what it names is not of this application."""
    options = value.options if isinstance(value, Choice) else (value,)
    return all(
        text_of(one, function) is not None
        or (isinstance(one, Words) and all(text_of(part, function) is not None for part in one.parts))
        for one in options
    )


def text_of(value: Value, function: Function) -> str | None:
    """The text of a value, environment variables filled in as the template sets them."""
    if isinstance(value, Known):
        return str(value.value)
    if isinstance(value, Env):
        for variable in function.environment:
            if variable.name == value.name:
                return variable.value if isinstance(variable.value, str) else None
        return text_of(value.default, function) if value.default is not None else None
    return None


def is_bucket_of_event(value: Value) -> bool:
    """`event["Records"][0]["s3"]["bucket"]["name"]`, in whatever language."""
    words = {word.lower().removeprefix("get") for word in _steps(value)}
    return bool(words & {"bucket", "bucketname"}) and bool(words & {"s3", "detail", "bucket"})


def _steps(value: Value) -> Iterable[str]:
    """The names of members and keys on the way to a part of an event."""
    while True:
        if isinstance(value, Member):
            yield value.name
            value = value.of
        elif isinstance(value, Element):
            if isinstance(value.key, Known) and isinstance(value.key.value, str):
                yield value.key.value
            value = value.of
        elif isinstance(value, Made) and isinstance(value.callee, Member):
            value = value.callee
        elif isinstance(value, Made) and value.args:
            value = value.args[0]
        elif isinstance(value, Result) and value.of:
            value = value.of[0]
        else:
            return

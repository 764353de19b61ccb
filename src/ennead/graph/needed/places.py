"""Which resources a value in code names: the application's own, or a pattern of ARNs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ennead.code.values import Choice, Env, Known, Series, Value, Words
from ennead.graph.derive import service_of
from ennead.graph.graph import AppGraph
from ennead.graph.needed.texts import texts_of
from ennead.graph.used.targets import is_bucket_of_event
from ennead.model.app import Alias, Bucket, Function, Node, Reference, Role, Trigger
from ennead.model.need import Place

_TOKEN = re.compile(r"\$\{([^{}]*)\}")
_GEOGRAPHY = re.compile(r"^(?:us|us-gov|eu|apac|jp|au|ca|global)\.")
"""What the id of an inference profile has before that of the model."""
_SCHEMES = (Known("s3://"), Known("s3a://"), Known("s3n://"))
_ATTRIBUTE = re.compile(r"^\$\{([^{}]+)\.\w*[aA]rn\}$")
"""An attribute that is a resource's ARN, where only deployment knows it."""
_QUEUE = re.compile(
    r"^https?://sqs\.(?P<region>[a-z0-9-]+|\$\{[^{}]+\})\.[^/]+/(?P<account>\d{12}|\$\{[^{}]+\})/[^/]+$"
)
"""The URL of a queue, with its region and account."""
_ARN_PARTS = 6


@dataclass(slots=True)
class Places:
    """Finds the resources of one graph by values; texts in it hold `*` for what the code does not tell."""

    graph: AppGraph
    _by_name: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for node in self.graph.nodes.values():
            for text in {node.arn, node.name, node.logical_id and f"${{{node.logical_id}}}"}:
                if text:
                    self._by_name[text].append(node)

    def of(self, value: Value, pattern: str, function: Function, suffix: str = "") -> tuple[Place, ...]:
        """The places that a value names, where `pattern` is how the service's ARNs are made of names; none where
        nothing is told."""
        found: dict[Place, None] = {}
        for one in value.options if isinstance(value, Choice) else (value,):
            for item in one.items if isinstance(one, Series) else (one,):
                for place in self._one(item, pattern, function, suffix):
                    found[place] = None
        return tuple(found)

    def node_of(self, value: Value, pattern: str, function: Function) -> Iterator[Node]:
        """The application's own resources that a value names."""
        for place in self.of(value, pattern, function):
            if place.node is not None and (node := self.graph.nodes.get(place.node)):
                yield node

    def _one(self, value: Value, pattern: str, function: Function, suffix: str) -> Iterator[Place]:
        if isinstance(value, Env) and (named := self._referenced(value, pattern, function)):
            yield from (self.place(node, pattern, suffix) for node in named)
            return
        if ":s3:" in pattern and _names_bucket_of_event(value):
            yield from (self.place(node, pattern, suffix) for node in self._triggering(function))
            return
        for text in texts_of(value, function):
            if text.strip("*:/ "):
                yield self.named(text, pattern, suffix)

    def _referenced(self, value: Env, pattern: str, function: Function) -> list[Node]:
        """What the template puts into a variable, where that is one whole resource."""
        written = next((one.value for one in function.environment if one.name == value.name), None)
        edges = [edge for edge in self.graph.out_of(function, Reference) if edge.via == value.name]
        nodes = [node for edge in edges if (node := self.graph.nodes.get(edge.target))]
        if isinstance(written, str) and _TOKEN.search(written) and not _whole(written, nodes):
            return []
        return [node for node in nodes if _fits(node, pattern)]

    def _triggering(self, function: Function) -> Iterator[Bucket]:
        for edge in self.graph.into(function, Trigger):
            node = self.graph.nodes.get(edge.source)
            if isinstance(node, Bucket):
                yield node

    def named(self, text: str, pattern: str, suffix: str = "") -> Place:
        """The place that a text names: an ARN, a URL, a name."""
        if text.startswith("http") and (node := self._behind(text, pattern)) is not None:
            return self.place(node, pattern, suffix)
        name = text if text.startswith("arn:") else _name(text, pattern)
        if (node := self._own(name, pattern) or self._own(text, pattern)) is not None:
            return self.place(node, pattern, suffix)
        if name.startswith("arn:"):
            for head, tail in _heads(name):
                if (node := self._own(head, pattern)) is not None:
                    return self.place(node, pattern, suffix if suffix.startswith(tail) else tail + suffix)
            return _outside(f"{name.rstrip('/')}{suffix}" if suffix and not name.endswith(suffix) else name)
        if ":sqs:" in pattern and (queue := _QUEUE.match(text)):
            return _outside(f"arn:aws:sqs:{queue['region']}:{queue['account']}:{name}{suffix}")
        place = _outside(pattern.replace("{}", name) + suffix)
        if ":ses:" in pattern and "@" in name:  # the address, or its domain: whichever is verified
            return replace(place, instead=_outside(pattern.replace("{}", name.rpartition("@")[2])).arn)
        return place

    def _behind(self, url: str, pattern: str) -> Node | None:
        """The one resource whose attribute a URL is made of (`https://${Api}.execute-api...`, `${Graph.Url}/...`)."""
        named = [f"${{{token.partition('.')[0]}}}" for token in _TOKEN.findall(url)]
        found = [node for text in dict.fromkeys(named) if (node := self._own(text, pattern)) is not None]
        return found[0] if len(found) == 1 else None

    def _own(self, text: str, pattern: str) -> Node | None:
        if match := _ATTRIBUTE.match(text):
            text = f"${{{match[1]}}}"
        nodes = [node for node in self._by_name.get(text, ()) if _fits(node, pattern)]
        own = [node for node in nodes if not node.external]
        return own[0] if own else None

    def place(self, node: Node, pattern: str, suffix: str = "") -> Place:
        """A resource of the application's own as a place."""
        function = self.graph.nodes.get(node.function or "") if isinstance(node, Alias) else None
        if function is not None:
            return self.place(function, pattern, f":{node.name}{suffix}")
        if node.external or node.logical_id is None:
            return _outside((node.arn or pattern.replace("{}", node.name)) + suffix)
        own = node.arn if node.arn is not None and _service(pattern) in ("", _service(node.arn)) else None
        arn = own or pattern.replace("{}", f"${{{node.logical_id}}}")
        inner = "" if suffix.strip("/*:") == "" else suffix
        whole = arn if suffix and arn.endswith(suffix) else arn + suffix  # a log group's ARN has its `:*`
        return Place(f"{node.logical_id}{inner}", whole, node.id)


def _heads(arn: str) -> Iterator[tuple[str, str]]:
    """An ARN cut before each slash or colon behind its first five parts, the longest beginning first."""
    cuts = [found.start() for found in re.finditer(r"[/:](?![^{}]*\})", arn)]
    for cut in reversed(cuts[_ARN_PARTS - 1 :]):
        yield arn[:cut], arn[cut:]


def _names_bucket_of_event(value: Value) -> bool:
    """The bucket that an event tells of, alone or in an address (`s3://BUCKET/KEY`)."""
    if isinstance(value, Words):
        parts = [part for part in value.parts if part not in _SCHEMES]
        value = parts[0] if parts else value
    return is_bucket_of_event(value)


def everywhere(pattern: str, suffix: str = "") -> Place:
    """All resources of a type, where nothing tells which."""
    arn = pattern.replace("{}", "*") + suffix
    return Place(arn, arn, told=False)


def _outside(arn: str) -> Place:
    """A pattern of ARNs: what only deployment knows of it is `*`, parameters keep their names."""
    parts = parts_of(arn)
    if len(parts) == _ARN_PARTS:
        head = [part if not _TOKEN.search(part) else "*" for part in parts[1:5]]
        arn = ":".join(("arn", "*", *head[1:], parts[5]))
    arn = re.sub(r"\*{2,}", "*", arn.replace("${?", "${"))
    return Place(re.sub(r"\$\{AWS::[^}]*\}", "*", arn), arn)


def parts_of(arn: str) -> list[str]:
    """The parts of an ARN, six where it is whole; colons in its tokens do not part it."""
    held = _TOKEN.sub(lambda found: found[0].replace(":", "\0"), arn)
    return [part.replace("\0", ":") for part in held.split(":", _ARN_PARTS - 1)]


def _whole(written: str, nodes: list[Node]) -> bool:
    """Whether a text is one resource's name, ARN or URL, with nothing around it; an alias of a function is behind
    its ARN."""
    return any(
        written in (node.arn, node.name)
        or (
            node.logical_id is not None
            and f"${{{node.logical_id}" in written
            and written.count("${") <= _tokens(node)
            and not (isinstance(node, Function) and written.startswith(f"{node.arn}:"))
        )
        for node in nodes
    )


def _tokens(node: Node) -> int:
    """Tokens that its ARN, or its URL, may have."""
    return max(3, (node.arn or "").count("${"))


_BESIDE: dict[type[Node], str] = {Role: "iam", Alias: "lambda"}
"""Services of what no grant is drawn to."""


def _service(arn: str) -> str:
    return arn.split(":")[2] if arn.count(":") > 1 else ""


def _fits(node: Node, pattern: str) -> bool:
    """Whether a node is of the service that the pattern speaks of; unknown kinds are taken at their word."""
    service = _service(pattern)
    own = service_of(node) or _BESIDE.get(type(node))
    return own is None or not service or own == service


def _name(text: str, pattern: str) -> str:
    """The name in a URL (of a queue) or before a qualifier; parameters begin without their slash."""
    if text.startswith("s3://"):
        return text[5:].partition("/")[0]
    if text.startswith(("https://", "http://")):
        host, _, path = text.partition("://")[2].partition("/")
        if ":s3:" in pattern and host.startswith(("s3.", "s3-")):  # the bucket stands in the path
            return path.partition("/")[0]
        by_host = ":s3:" in pattern or ":execute-api:" in pattern
        return host.partition(".")[0] if by_host else path.rstrip("/").rpartition("/")[2] or host
    if pattern.endswith("foundation-model/{}"):
        return _GEOGRAPHY.sub("", text)
    if pattern.endswith(":key/{}") and text.startswith("alias/"):
        return "*"
    if pattern.endswith("/{}"):
        return text.lstrip("/")
    return text

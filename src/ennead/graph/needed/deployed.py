"""Which of an application's own things a name or an ARN of a running account is.

CloudFormation makes names of what has none: `STACK-LOGICALID-RANDOM`, in lower case for buckets, cut where they would
be too long (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from ennead.graph.derive import service_of
from ennead.graph.graph import AppGraph
from ennead.model.app import Bucket, Dialect, Node, Table
from ennead.model.need import Place

_TOKEN = re.compile(r"\$\{\??([^{}]*)\}")
_LONGEST = 2048
_SHORTENED = 10
"""Characters of a logical id that are enough where a name was cut."""
_RANDOM = frozenset({"user_pool", "key", "api"})
"""Kinds whose names AWS draws: nothing of the logical id is in them."""
_STACKS = frozenset({Dialect.SAM, Dialect.CLOUDFORMATION, Dialect.CDK, Dialect.SERVERLESS})


class Fit(IntEnum):
    """How well a name fits a thing."""

    NO = 0
    MAYBE = 1
    CUT = 2
    YES = 3


@dataclass(slots=True)
class Deployed:
    """Finds the things of one graph by the names they have in an account."""

    graph: AppGraph
    _by_service: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for node in self.graph.nodes.values():
            service = service_of(node)
            if service is not None and not node.external and node.arn and node.logical_id:
                self._by_service[service].append(node)

    def place(self, arn: str) -> Place | None:
        """The resource of an ARN as a place: of the application's own the one it fits best."""
        parts = arn[:_LONGEST].split(":", 5)
        if len(parts) != 6:
            return None
        fits = {node.id: (fit, rest) for node in self._by_service[parts[2]] for fit, rest in _inside(node, parts[5])}
        best = _best((self.graph.nodes[name], fit) for name, (fit, _) in fits.items())
        return _placed(best, fits[best.id][1]) if best is not None else None


def fit(name: str, node: Node) -> Fit:
    """Whether a thing is called so in an account."""
    shape = node.name
    if shape == node.logical_id:
        return made_of(name, node)
    if "${" not in shape:
        return Fit.YES if shape == name else Fit.NO
    pattern = _pattern(shape)
    if pattern.fullmatch(name[:_LONGEST]) is None:
        return Fit.NO
    return Fit.YES if re.search(r"\w", _TOKEN.sub("", shape)) else Fit.MAYBE


def made_of(name: str, node: Node) -> Fit:
    """Whether CloudFormation makes such a name for a thing that has none."""
    bare = (node.logical_id or "").rpartition(".")[2].lower()
    if node.dialect not in _STACKS or node.kind in _RANDOM:
        return Fit.MAYBE
    pieces = name.lower().split("-")[-2:]
    if bare in pieces:
        return Fit.YES
    cut = any(len(piece) >= _SHORTENED and bare.startswith(piece) for piece in pieces)
    return Fit.CUT if cut else Fit.NO


def _best(fits: Iterable[tuple[Node, Fit]]) -> Node | None:
    """The one that fits best; None where two fit as well."""
    ranked = sorted(((fit, node.id, node) for node, fit in fits if fit), reverse=True, key=lambda one: one[:2])
    if not ranked or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return None
    return ranked[0][2]


def best(name: str, nodes: Iterable[Node]) -> Node | None:
    """The one of some things that is called so; None where none is, or where it could be several."""
    return _best((node, fit(name, node)) for node in nodes)


def _inside(node: Node, tail: str) -> Iterator[tuple[Fit, str]]:
    """How well the last part of an ARN fits a thing, and what follows its own."""
    shape = _tail(node.arn or "").removesuffix(":*")
    found = re.fullmatch(f"(?P<own>{_pattern(shape).pattern})(?P<rest>(?:[/:].*)?)", tail, re.DOTALL)
    if found is None:
        return
    token = f"${{{node.logical_id}}}"
    if token in shape:
        own = _TOKEN.sub(lambda one: "(.+)" if one[0] == token else ".+", _escaped(shape))
        name = re.fullmatch(own, found["own"], re.DOTALL)
        yield (made_of(name[1], node) if name else Fit.MAYBE), found["rest"]
        return
    yield (Fit.YES if re.search(r"\w", _TOKEN.sub("", shape)) else Fit.MAYBE), found["rest"]


def _tail(arn: str) -> str:
    """The last part of an ARN whose tokens may hold colons."""
    held = _TOKEN.sub(lambda found: found[0].replace(":", "\0"), arn)
    return held.split(":", 5)[-1].replace("\0", ":")


@lru_cache(maxsize=4096)
def _pattern(shape: str) -> re.Pattern[str]:
    """What a name with tokens and wildcards may be."""
    return re.compile(_TOKEN.sub(lambda _: "[^/:]+", _escaped(shape)), re.DOTALL)


def _escaped(shape: str) -> str:
    """A shape as a regular expression in which tokens still stand."""
    parts = re.split(r"(\$\{[^{}]*\})", shape)
    return "".join(
        part if place % 2 else re.escape(part).replace(r"\?", ".").replace(r"\*", ".*")
        for place, part in enumerate(parts)
    )


def _placed(node: Node, rest: str) -> Place:
    """A thing with what was asked for inside it: any object of a bucket, any item, a stream by whatever name."""
    if isinstance(node, Bucket) and rest:
        rest = "/*"
    if isinstance(node, Table) and rest.startswith("/stream/"):
        rest = "/stream/*"
    if rest == ":*":
        rest = ""
    return Place(f"{node.logical_id}{rest}", f"{(node.arn or '').removesuffix(':*')}{rest}", node.id)

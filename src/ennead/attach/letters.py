"""Where refused records go: the queue that a person names, and what a function's template and role say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ennead.attach.words import DEAD_LETTER, Allowed, Letter
from ennead.code.values import Env
from ennead.graph.authority import policies_of
from ennead.graph.graph import AppGraph
from ennead.graph.needed.held import Rights
from ennead.graph.needed.places import Places
from ennead.iam.evaluate import Request, Verdict, decide
from ennead.iam.match import names_action
from ennead.model.app import Dialect, EdgeKind, Function, Node, Pipe, Queue, Role, Trigger
from ennead.model.need import Place
from ennead.model.policy import Effect, Policy, Statement
from ennead.model.unknown import Unknown
from ennead.remedy.errors import RemedyError

SEND = "sqs:SendMessage"
OF_KEY = ("kms:GenerateDataKey", "kms:Decrypt")
"""What a sender needs of the key that a queue is encrypted with
(https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html)."""
_ARN = re.compile(r"arn:aws[a-z-]*:sqs:[a-z]{2}(?:-[a-z]+)+-\d:\d{12}:(?P<name>[\w-]{1,80}(?:\.fifo)?)", re.ASCII)
_PATTERN = "arn:*:sqs:*:*:{}"
_SHAPE = "arn:PARTITION:sqs:REGION:ACCOUNT:NAME"


@dataclass(frozen=True, slots=True)
class Target:
    """A queue: how it is shown, where it is, and the template's own resource where it is one."""

    shown: str
    place: Place
    queue: Queue | None = None


def _refuse_text(text: str) -> None:
    """Raises RemedyError for what is neither an id nor the ARN of a queue."""
    if (text.startswith("arn:") or "/" in text) and not _ARN.fullmatch(text):
        raise RemedyError(f"--dead-letter takes the id of an AWS::SQS::Queue of the template, or {_SHAPE}, not {text}")


def named(text: str, graph: AppGraph) -> list[Node]:
    """The resources of an application that a word may mean: by id, in a nested stack or module too; by construct."""
    return [one for one in graph.nodes.values() if not one.external and text in _names(one)]


def _names(node: Node) -> Iterator[str]:
    if node.logical_id is not None:
        yield node.logical_id
        yield node.logical_id.removeprefix(prefix_of(node))
    if node.construct is not None:
        path = node.construct.removesuffix("/Resource")
        yield from (path, path.rpartition("/")[2])


def prefix_of(node: Node) -> str:
    """The nested stacks, or the modules, that a resource stands in: "" for the template itself, else with its dot."""
    address = node.logical_id or ""
    found = re.match(r"(?:module\.[^.\[]+(?:\[[^\]]*\])?\.)+", address)
    if found is not None:
        return found[0]
    return "" if (node.type or "").startswith("aws_") else address[: address.rfind(".") + 1]


def target(text: str, function: Function, graph: AppGraph) -> Target:
    """The queue that a word means for a function.

    Raises:
        RemedyError: its template has none of that name.
    """
    if text.startswith("arn:"):
        if alike := next((one for one in graph.nodes_of(Queue) if not one.external and _is(one, text)), None):
            raise RemedyError(f"{text} may be the queue {alike.logical_id} of the template: name it by its id")
        return Target(text, Place(text, text))
    found = [one for one in named(text, graph) if isinstance(one, Queue)]
    for queue in found:
        if prefix_of(queue) == stands_in(function):
            return Target(queue.logical_id or text, Places(graph).place(queue, _PATTERN), queue)
    where = "is written elsewhere (another template, or module)" if found else "is no queue of its template"
    raise RemedyError(f"{text} {where}: name the queue by its ARN")


def stands_in(function: Function) -> str:
    """The prefix of what is written beside a function; one that a well-known module makes stands at its call."""
    prefix = prefix_of(function)
    if function.dialect is not Dialect.TERRAFORM_MODULE:
        return prefix
    return prefix[: prefix.rfind("module.")]


# -- what is refused for all ------------------------------------------------------------------------------------------


def refuse(text: str, chosen: Iterable[tuple[Function, AppGraph]], graphs: Iterable[AppGraph]) -> None:
    """Raises RemedyError for a queue that is not there, or that starts one of the functions."""
    _refuse_text(text)
    queues = [] if text.startswith("arn:") else _queues(text, list(graphs))
    for function, graph in chosen:
        if any(one in queues or _is(one, text) for one in _starting(function, graph)):
            raise RemedyError(
                f"{text} starts {function.logical_id or function.name}, so that what it refuses would come back to it "
                "without end: name another queue, or only the other functions (--function)"
            )


def _starting(function: Function, graph: AppGraph) -> Iterator[Queue]:
    """The queues whose messages a function gets, by itself or through a pipe."""
    for edge in graph.into(function, Trigger):
        ids = [edge.source]
        if graph.node(edge.source, Pipe) is not None:
            ids += [one.source for one in graph.into(edge.source, None, EdgeKind.PUBLISHES)]
        yield from (queue for one in ids if (queue := graph.node(one, Queue)) is not None)


def _queues(text: str, graphs: list[AppGraph]) -> list[Queue]:
    found = [one for graph in graphs for one in named(text, graph)]
    queues = [one for one in found if isinstance(one, Queue)]
    if found and not queues:
        raise RemedyError(f"{text} is no queue ({found[0].kind.replace('_', ' ')}): --dead-letter takes a queue")
    if not queues:
        every = (one for graph in graphs for one in graph.nodes_of(Queue) if not one.external)
        own = sorted({one.logical_id or one.name for one in every})
        there = f"there is {', '.join(own[:8])}" if own else "no template here has one"
        raise RemedyError(f"no queue is called {text}: {there}; one from elsewhere is named by its ARN ({_SHAPE})")
    return queues


def _is(queue: Queue, text: str) -> bool:
    """Whether an ARN may be a queue's: of one that starts a function, the graph keeps the name."""
    return text.startswith("arn:") and text.rpartition(":")[2] in (queue.name, (queue.arn or "").rpartition(":")[2])


# -- what is there ----------------------------------------------------------------------------------------------------


def letter_of(function: Function, graph: AppGraph) -> Letter | None:
    """Where the template says that refused records go, and whether the function's role may send there."""
    there = next((one.value for one in function.environment if one.name == DEAD_LETTER), None)
    if there is None:
        return None
    place = _place(there, function, graph)
    if place is None:
        return Letter(None, Allowed.UNTOLD, "which queue that is, only deployment knows")
    allowed, reason = _allowed(place, function, graph)
    if any(one.id == place.node or _is(one, place.arn) for one in _starting(function, graph)):
        reason = "that queue starts it: what it refuses comes back to it without end"
    return Letter(place.shown, allowed, reason)


def _place(there: object, function: Function, graph: AppGraph) -> Place | None:
    """The one queue that the variable names."""
    if isinstance(there, Unknown):
        return None
    if isinstance(there, str) and _ARN.fullmatch(there):
        return Place(there, there)
    found = Places(graph).of(Env(DEAD_LETTER), _PATTERN, function)
    told = len(found) == 1 and (found[0].node is not None or "${" not in found[0].arn)
    return found[0] if told else None


def _allowed(place: Place, function: Function, graph: AppGraph) -> tuple[Allowed, str | None]:
    try:
        role = role_of(function, graph)
    except RemedyError as error:
        return Allowed.UNTOLD, f"whether it may send there is not known: {error}"
    allowed = may(SEND, place, role, graph)
    reasons = {
        Allowed.NO: f"its role may not send there ({SEND})",
        Allowed.UNTOLD: "whether its role may send there could not be told",
    }
    return allowed, reasons.get(allowed)


def _roles(function: Function, graph: AppGraph) -> list[Role]:
    found = {edge.target: graph.node(edge.target, Role) for edge in graph.out_of(function, None, EdgeKind.ASSUMES)}
    return [role for role in found.values() if role is not None]


def role_of(function: Function, graph: AppGraph) -> Role:
    """The one role of a function that is declared here.  Raises RemedyError."""
    roles = _roles(function, graph)
    if len(roles) > 1:
        raise RemedyError(f"its role is another one by environment ({', '.join(one.name for one in roles)})")
    if not roles:
        raise RemedyError("which role it has could not be told")
    if roles[0].external:
        raise RemedyError("its role is named by an ARN or a parameter, and not declared here")
    return roles[0]


def may(action: str, place: Place, role: Role, graph: AppGraph, more: tuple[Statement, ...] = ()) -> Allowed:
    """Whether a role's own statements, and some more, allow an action for certain; as if of the queue's account."""
    policies = list(policies_of(graph, role))
    statements = [*(one for policy in policies for one in policy.statements), *more]
    if "*" in place.arn:  # a queue of which partition, region or account are not told
        rights = Rights(role, statements, graph)
        if not rights.allow(action, place):
            return Allowed.UNTOLD if _open(policies) else Allowed.NO
        return Allowed.YES if rights.covers(action, place) else Allowed.UNTOLD
    verdict = decide(Request(action, place.arn), statements).verdict
    if verdict is Verdict.DENY:
        return Allowed.UNTOLD if _open(policies) and not _denied(statements, action) else Allowed.NO
    return Allowed.YES if verdict is Verdict.ALLOW else Allowed.UNTOLD


def _open(policies: list[Policy]) -> bool:
    """Whether a part of what the role allows could not be told."""
    return any(one.unknown is not None or any(each.unknown for each in one.statements) for one in policies)


def _denied(statements: list[Statement], action: str) -> bool:
    return any(one.effect is Effect.DENY and names_action(one, action) for one in statements)

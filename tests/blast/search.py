"""A second opinion: reach searched over the map's JSON alone, with a reading of actions of its own.

It shares nothing with the code under test but the document.  Breadth first, from one start at a time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

AIMS = ("confidentiality", "integrity", "availability")
STORES = (
    "bucket",
    "bus",
    "database",
    "log_group",
    "parameter",
    "queue",
    "secret",
    "stream",
    "table",
    "topic",
    "user_pool",
)

READ = """
    dynamodb:getitem dynamodb:query dynamodb:scan dynamodb:batchgetitem s3:getobject s3:getobjectversion
    sqs:receivemessage kinesis:getrecords secretsmanager:getsecretvalue ssm:getparameter ssm:getparameters
    ssm:getparametersbypath logs:getlogevents logs:filterlogevents logs:startquery cognito-idp:listusers
    cognito-idp:admingetuser sns:subscribe
""".split()
CHANGE = """
    dynamodb:putitem dynamodb:updateitem dynamodb:batchwriteitem dynamodb:deleteitem dynamodb:deletetable s3:putobject
    s3:deleteobject s3:deletebucket sqs:sendmessage sqs:deletemessage sqs:purgequeue sqs:deletequeue sns:publish
    sns:deletetopic events:putevents kinesis:putrecord kinesis:putrecords firehose:putrecord
    firehose:putrecordbatch secretsmanager:putsecretvalue
    secretsmanager:updatesecret secretsmanager:deletesecret ssm:putparameter ssm:deleteparameter
    cognito-idp:admincreateuser cognito-idp:adminupdateuserattributes cognito-idp:admindeleteuser logs:deleteloggroup
    logs:deletelogstream
""".split()
STOP = """
    dynamodb:deleteitem dynamodb:batchwriteitem dynamodb:deletetable dynamodb:updatetable s3:deleteobject
    s3:deletebucket s3:putlifecycleconfiguration sqs:sendmessage sqs:deletemessage sqs:purgequeue sqs:deletequeue
    sqs:changemessagevisibility sns:deletetopic kinesis:putrecord firehose:putrecord kinesis:deletestream
    secretsmanager:deletesecret ssm:deleteparameter cognito-idp:admindeleteuser cognito-idp:admindisableuser
    logs:deleteloggroup
    events:deleteeventbus
""".split()
RULE = """
    s3:putbucketpolicy s3:putbucketacl s3:putobjectacl sqs:setqueueattributes sqs:addpermission sns:settopicattributes
    sns:addpermission dynamodb:putresourcepolicy secretsmanager:putresourcepolicy events:putpermission
    logs:putresourcepolicy logs:putsubscriptionfilter kinesis:putresourcepolicy
""".split()
FILL = """
    dynamodb:putitem dynamodb:updateitem dynamodb:deleteitem dynamodb:batchwriteitem s3:putobject s3:deleteobject
    sqs:sendmessage sns:publish events:putevents kinesis:putrecord kinesis:putrecords firehose:putrecord
    logs:putlogevents cognito-idp:signup cognito-idp:admincreateuser
""".split()
RUN = [
    "lambda:invokefunction",
    "lambda:addpermission",
    "lambda:updatefunctioncode",
    "lambda:updatefunctionconfiguration",
]
HELD = "held "
"""Before the id of a state machine whose role somebody has."""
START = ["states:startexecution", "states:startsyncexecution"]
ENTRANCE = {"bucket": "s3:PutObject", "queue": "sqs:SendMessage", "topic": "sns:Publish", "bus": "events:PutEvents",
            "stream": "kinesis:PutRecord", "table": "dynamodb:PutItem", "user_pool": "cognito-idp:SignUp",
            "log_group": "logs:PutLogEvents"}  # fmt: skip


def _any(actions: list[str], wanted: list[str]) -> bool:
    return any(fnmatchcase(word, pattern.lower()) for pattern in actions for word in wanted)


class Search:
    """One document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.nodes = {node["id"]: node for node in document["nodes"]}
        self.out: dict[str, list[dict[str, Any]]] = {}
        self.into: dict[str, list[dict[str, Any]]] = {}
        for edge in document["edges"]:
            self.out.setdefault(edge["from"], []).append(edge)
            self.into.setdefault(edge["to"], []).append(edge)

    def reach(self, start: str) -> dict[tuple[str, str], int]:
        """`(aim, store)` to the number of steps of a shortest way."""
        found: dict[tuple[str, str], int] = {}
        distance = {start: 0}
        waiting = deque([start])
        if self._kind(start) in STORES:
            distance.clear()
            waiting.clear()
            self._enter(start, found, distance, waiting)
        if self._kind(start) == "state_machine":  # whoever holds a machine has its role
            distance[HELD + start] = 0
            waiting.append(HELD + start)
        while waiting:
            place = waiting.popleft()
            for target, aims, moves in self._moves(place):
                for aim in aims:
                    found.setdefault((aim, target), distance[place] + 1)
                if moves and target not in distance:
                    distance[target] = distance[place] + 1
                    waiting.append(target)
        return found

    def _enter(
        self, store: str, found: dict[tuple[str, str], int], distance: dict[str, int], waiting: deque[str]
    ) -> None:
        """Whoever stands before a store does what it is open for, and fills it where that starts something."""
        opened = [edge for edge in self.into.get(store, ()) if edge["kind"] == "exposes"]
        actions = [
            action
            for edge in opened
            if not edge["from"].startswith("service/")
            for action in edge["properties"].get("actions", ["*"])
        ]
        leads = any(True for _ in self._moves(store))
        if leads:
            actions += ENTRANCE.get(self._kind(store), "").split()
        for aim in self._aims(store, actions):
            found[aim, store] = 1
        if leads and self._kind(store) in ENTRANCE:
            distance[store] = 0
            waiting.append(store)

    def _kind(self, node: str) -> str:
        return node.partition("/")[0]

    def _aims(self, store: str, actions: list[str]) -> set[str]:
        if _any(actions, RULE):
            return set(AIMS)
        aims = {aim for aim, words in zip(AIMS, (READ, CHANGE, STOP), strict=True) if _any(actions, words)}
        if self.nodes[store]["properties"].get("stream") and _any(actions, ["dynamodb:getrecords"]):
            aims.add("confidentiality")
        return aims

    def _moves(self, place: str) -> Iterator[tuple[str, set[str], bool]]:
        """Where a place leads: the node, what is lost of it, whether it is controlled from then on."""
        if place.startswith(HELD):
            edges = self.out.get(place.removeprefix(HELD), ())
            yield from ((edge["to"], set(), True) for edge in edges if edge["kind"] == "assumes")
            return
        for edge in self.out.get(place, ()):
            yield from self._along(edge)
        properties = self.nodes[place]["properties"]
        if self._kind(place) == "route" and properties.get("authorizer"):
            yield properties["authorizer"], set(), True
        if self._kind(place) == "route" and self._protocol(properties.get("api")) == "APPSYNC":
            yield properties["api"], set(), True
        if self._kind(place) == "api":
            routes = (node for node in self.nodes.values() if node["properties"].get("api") == place)
            yield from ((node["id"], set(), True) for node in routes if node["kind"] == "route")

    def _protocol(self, api: str | None) -> str | None:
        node = self.nodes.get(api or "")
        return node["properties"].get("protocol") if node else None

    def _along(self, edge: dict[str, Any]) -> Iterator[tuple[str, set[str], bool]]:
        target, properties = edge["to"], edge["properties"]
        match edge["kind"]:
            case "grants" if not properties.get("maybe"):
                yield from self._granted(target, properties.get("actions", []))
            case "triggers" if properties.get("enabled") is not False:
                yield target, set(), True
                if properties.get("on_failure"):
                    yield properties["on_failure"], {"integrity"}, True
            case "assumes" if self._kind(edge["from"]) != "state_machine":
                yield target, set(), True
            case "publishes" | "writes" | "fails_to" | "invokes":
                yield target, {"integrity"} if self._kind(target) in STORES else set(), True
            case "deletes":
                yield target, {"integrity", "availability"}, True
            case "calls":
                is_served = self._kind(edge["from"]) == "distribution" and self._kind(target) == "bucket"
                yield target, {"confidentiality"} if is_served else set(), not is_served
            case "reads":
                yield target, {"confidentiality"}, False
            case "exposes" if edge["from"] == "internet/internet" and properties.get("auth") == "none":
                yield from self._opened(target, properties.get("actions", []))

    def _granted(self, target: str, actions: list[str]) -> Iterator[tuple[str, set[str], bool]]:
        kind = self._kind(target)
        if kind in STORES:
            yield target, self._aims(target, actions), _any(actions, FILL) or _any(actions, RULE)
        elif kind == "state_machine" and _any(actions, ["states:updatestatemachine"]):
            yield HELD + target, set(), True
            yield target, set(), True
        elif _any(actions, {"function": RUN, "state_machine": START}.get(kind, [])):
            yield target, set(), True

    def _opened(self, target: str, actions: list[str]) -> Iterator[tuple[str, set[str], bool]]:
        if self._kind(target) in STORES:
            yield target, self._aims(target, actions), _any(actions, FILL)
        else:
            yield target, set(), True

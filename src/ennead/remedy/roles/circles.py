"""Resources that depend on a function: its role must not name them by reference, or the template is a circle.

A bucket that starts a function is made after it, and the function after its role; a role that says `!GetAtt
Bucket.Arn` closes the circle (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html).
Their names are written out instead, as the template itself has them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from ennead.graph.graph import AppGraph
from ennead.graph.needed.held import touches, within
from ennead.graph.needed.places import Places
from ennead.model.app import Function
from ennead.model.need import Need, Place
from ennead.model.policy import Statement
from ennead.remedy.errors import RemedyError

_SUB = re.compile(r"\$\{([A-Za-z][A-Za-z0-9]*)(?:\.[^}]*)?\}")
_NAMES = {
    "AWS::S3::Bucket": ("BucketName", "arn:*:s3:::{}"),
    "AWS::DynamoDB::Table": ("TableName", "arn:*:dynamodb:*:*:table/{}"),
    "AWS::Serverless::SimpleTable": ("TableName", "arn:*:dynamodb:*:*:table/{}"),
    "AWS::SQS::Queue": ("QueueName", "arn:*:sqs:*:*:{}"),
    "AWS::SNS::Topic": ("TopicName", "arn:*:sns:*:*:{}"),
    "AWS::Lambda::Function": ("FunctionName", "arn:*:lambda:*:*:function:{}"),
    "AWS::Serverless::Function": ("FunctionName", "arn:*:lambda:*:*:function:{}"),
    "AWS::StepFunctions::StateMachine": ("StateMachineName", "arn:*:states:*:*:stateMachine:{}"),
    "AWS::Serverless::StateMachine": ("Name", "arn:*:states:*:*:stateMachine:{}"),
}
"""By type: the property that is its name, and the ARN that is made of it."""
_BACKWARDS = {"S3": "Bucket", "Cognito": "UserPool", "Api": "RestApiId", "HttpApi": "ApiId"}
"""Events of SAM that make the thing they name depend on the function."""


class Dependencies:
    """What every resource of a template depends on, with what is about to be written."""

    def __init__(self, document: Any) -> None:
        resources = document.get("Resources") if isinstance(document, dict) else None
        self.resources: dict[str, Any] = resources if isinstance(resources, dict) else {}
        self._needs: dict[str, set[str]] = defaultdict(set)
        made = {f"{name}Role": name for name, one in self.resources.items() if _has_its_role_made(one)}
        for name, resource in self.resources.items():
            self._needs[name] |= {made.get(one, one) for one in named(resource)} & self.resources.keys()
            for target in _behind(resource):
                self._needs[target].add(name)

    def reaches(self, start: str, end: str) -> bool:
        """Whether one resource is made after another; each is made after itself."""
        seen, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            if here == end:
                return True
            waiting += self._needs[here] - seen
            seen |= self._needs[here]
        return False

    def add(self, name: str, others: Iterable[str]) -> None:
        """A resource is about to name others."""
        self._needs[name] |= set(others) & self.resources.keys()


def named(value: Any) -> Iterator[str]:
    """The logical ids that a value refers to: `Ref`, `GetAtt`, `Sub`, `DependsOn`."""
    if isinstance(value, list):
        for one in value:
            yield from named(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key in {"Ref", "DependsOn"}:
                yield from (name for name in (one if isinstance(one, list) else [one]) if isinstance(name, str))
            elif key == "Fn::GetAtt":
                yield str(one[0] if isinstance(one, list) and one else one).partition(".")[0]
            elif key == "Fn::Sub":
                text, *values = one if isinstance(one, list) and one else [one]
                yield from _SUB.findall(text if isinstance(text, str) else "")
                yield from named(values)
            else:
                yield from named(one)


def _has_its_role_made(resource: Any) -> bool:
    """Whether SAM makes a function's role, which is a part of the function here."""
    if not isinstance(resource, dict) or resource.get("Type") != "AWS::Serverless::Function":
        return False
    properties = resource.get("Properties")
    return not isinstance(properties, dict) or "Role" not in properties


def _behind(resource: Any) -> Iterator[str]:
    """The resources that SAM makes depend on a function because of its events."""
    properties = resource.get("Properties") if isinstance(resource, dict) else None
    events = properties.get("Events") if isinstance(properties, dict) else None
    for event in events.values() if isinstance(events, dict) else ():
        key = _BACKWARDS.get(event.get("Type", "")) if isinstance(event, dict) else None
        inside = event.get("Properties") if key else None
        if key and isinstance(inside, dict):
            yield from named(inside.get(key))


def opened(
    needs: Iterable[Need],
    function: Function,
    granted: list[Statement],
    graph: AppGraph,
    known: Dependencies,
    role: str | None = None,
) -> tuple[tuple[Need, ...], tuple[str, ...]]:
    """The needs with no reference to what depends on the function itself; and what could not be narrowed for that.

    `role` is what names them, where that is a resource of its own: a key whose policy speaks of it is made after it.

    Raises:
        RemedyError: such a resource has no name of its own, and nothing was granted on it until now.
    """
    own = (function.logical_id or "").rpartition(".")[2]
    subjects = (own,) if role is None else (role, own)
    places = Places(graph)
    made: list[Need] = []
    notes: dict[str, None] = {}
    for need in needs:
        found: dict[Place, None] = {}
        for place in need.places:
            told = _opened(need.action, place, subjects, granted, places, known)
            if told != [place] and any(one.arn in _granted_on(need.action, granted) for one in told):
                notes[f"{place.shown} is made after it and has no name of its own: {need.action} is left as it was"] = (
                    None
                )
            found |= dict.fromkeys(told)
        made.append(Need(need.action, tuple(found), need.because, need.at, need.condition, need.passed_to))
    return tuple(made), tuple(notes)


def _granted_on(action: str, granted: list[Statement]) -> dict[str, None]:
    return dict.fromkeys(one for statement in granted if touches(statement, action) for one in statement.resources)


def _opened(
    action: str, place: Place, subjects: tuple[str, ...], granted: list[Statement], places: Places, known: Dependencies
) -> list[Place]:
    node = places.graph.nodes.get(place.node) if place.node else None
    name = (node.logical_id or "").rpartition(".")[2] if node else ""
    before = [one for one in subjects if name in known.resources and known.reaches(name, one)]
    if node is None or not before:
        if name:
            known.add(subjects[0], [name])
        return [place]
    spelt = _spelt(name, known)
    if spelt is not None:
        suffix = place.arn.removeprefix(node.arn) if node.arn and place.arn.startswith(node.arn) else ""
        return [Place(place.shown, spelt + suffix)]
    every = _granted_on(action, granted)
    until_now = [one for one in every if within(place.arn, one)] or list(every)
    if not until_now and name in subjects:
        raise RemedyError(f"it needs {action} on itself and has no name of its own: name it, or allow that by hand")
    if not until_now:
        after = f"{name} is made after {before[0]} and has no name of its own"
        raise RemedyError(f"{after}: name it, or allow {action} by hand")
    return [Place(one, one) for one in until_now]


def _spelt(name: str, known: Dependencies) -> str | None:
    """The ARN of a resource made of its name as the template writes it; None where it has none that can be."""
    resource = known.resources[name]
    key, pattern = _NAMES.get(resource.get("Type", ""), (None, ""))
    value = resource.get("Properties", {}).get(key) if key else None
    if isinstance(value, dict) and isinstance(value.get("Ref"), str):
        value = f"${{{value['Ref']}}}"
    elif isinstance(value, dict) and isinstance(value.get("Fn::Sub"), str):
        value = value["Fn::Sub"]
    if not isinstance(value, str) or any(
        known.reaches(one, name) for one in _SUB.findall(value) if one in known.resources
    ):
        return None
    return pattern.replace("{}", value)

"""Libraries that answer a CloudFormation custom resource, at the address that its event names.

`cfn-response` (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cfn-lambda-function-code-cfnresponsemodule.html)
and crhelper put their answer to `ResponseURL` of the event.
"""

from __future__ import annotations

from collections.abc import Iterator

from ennead.code.facts import CallFact, HostCall
from ennead.code.hosts.signature import Model, connections
from ennead.code.values import Element, Event, Known


def _answered(fact: CallFact) -> Iterator[HostCall]:
    """The event is the first argument."""
    for event in fact.args[:1]:
        yield from connections(fact, Element(event, Known("ResponseURL")), "cfn-response")


def _helped(fact: CallFact) -> Iterator[HostCall]:
    """A helper is made with its settings, and then called with the event."""
    if fact.args and isinstance(fact.args[0], Event):
        yield from _answered(fact)


PYTHON: dict[str, Model] = {"cfnresponse.send": _answered, "crhelper.CfnResource()": _helped}
JAVASCRIPT: dict[str, Model] = {"cfn-response.send": _answered}

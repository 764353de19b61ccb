"""Custom resources are answered at the address that their event names."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.code.facts import HostCall
from ennead.code.hosts import javascript, python
from ennead.code.values import Element, Event, Known
from tests.code.asking import asked
from tests.code.following import javascript as followed
from tests.code.hosts.making import call, facts, made, method, ref

_ANSWERED = Element(Event("event"), Known("ResponseURL"))
_HELPER = """\
from crhelper import CfnResource

helper = CfnResource(json_logging=True)

@helper.create
@helper.update
def make(event, context):
    return "id"

def handler(event, context):
    {body}
"""


def told(hosts: tuple[HostCall, ...]) -> list[tuple[str, object]]:
    """The library and the target of each connection."""
    return [(one.client, one.target) for one in hosts]


@pytest.mark.parametrize(
    "text",
    [
        "import cfnresponse\n\ndef handler(event, context):\n    cfnresponse.send(event, context, 'SUCCESS', {})\n",
        "from cfnresponse import send\n\ndef handler(event, context):\n    send(event, context, 'FAILED', {}, 'id')\n",
        _HELPER.format(body="helper(event, context)"),
    ],
)
def test_a_python_program_answers_its_event(tmp_path: Path, text: str) -> None:
    """The module of AWS and a helper that is called with the event connect to its `ResponseURL`, and nowhere else."""
    assert told(asked(tmp_path, text).hosts) == [("cfn-response", _ANSWERED)]


@pytest.mark.parametrize(
    "text",
    [
        "const response = require('cfn-response');\nexports.handler = (event, context) => "
        "{ response.send(event, context, response.SUCCESS, {}); };",
        "import {send} from 'cfn-response';\nexport const handler = async (event, context) => "
        "{ await send(event, context, 'SUCCESS'); };",
    ],
)
def test_a_javascript_program_answers_its_event(tmp_path: Path, text: str) -> None:
    """So does the module of AWS for Node."""
    assert told(followed(tmp_path, text).hosts) == [("cfn-response", _ANSWERED)]


def test_a_helper_that_is_not_called(tmp_path: Path) -> None:
    """Its decorators register functions and answer nobody; neither does making it with its settings."""
    assert asked(tmp_path, _HELPER.format(body="return None")).hosts == ()
    helper = made(ref("crhelper", "CfnResource"))
    registered = [call(helper, ref("app", "make")), call(method(helper, "create"), Event("event")), call(helper)]
    assert list(python.hosts(facts(*registered))) == []


def test_an_answer_without_an_event() -> None:
    """A call that hands over nothing is no connection."""
    assert list(python.hosts(facts(call(ref("cfnresponse", "send"))))) == []
    assert list(javascript.hosts(facts(call(ref("cfn-response", "send"))))) == []

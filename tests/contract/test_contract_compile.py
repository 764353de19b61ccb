"""The compiled contract: names as they are where functions run, the same bytes each time, and the agent reads it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ennead.contract.compile import compiled
from ennead.contract.deployed import Deployed, operations
from ennead.contract.errors import ContractError
from ennead.contract.gather import applications, gathered
from ennead.contract.words import FILE
from ennead.engine.scan import Request
from tests.contract.making import TABLE, app, compiled_of, contract, function

DIALECTS = Path(__file__).parents[2] / "samples" / "dialects"
AGENT = Path(__file__).parents[2] / "agents" / "python" / "src"
HEAD = "schema: ennead.contract/1\n"


def flows(folder: Path, to: str, given: dict[str, str] | None = None, ops: str = "") -> list[Any]:
    """The compiled flows of a contract with one flow."""
    text = f"{HEAD}functions: {{Work: {{flows: [{{to: '{to}'{ops}}}]}}}}\n"
    made: list[Any] = json.loads(compiled_of(folder, text, given).data)["functions"]["Work"]["flows"]
    return made


def test_bytes_and_hash(tmp_path: Path) -> None:
    """The same contract is the same bytes; the hash is theirs."""
    folder = app(tmp_path)
    done = compiled_of(folder)
    assert done.data == compiled_of(folder).data
    assert done.digest == hashlib.sha256(done.data).hexdigest()


def test_deployed_names(tmp_path: Path) -> None:
    """A name that the template gives is used; an id where the stack makes one up; both can be said by hand."""
    named = function("Work", more="      FunctionName: shop-work\n")
    folder = app(tmp_path, named, function("Other", more=""))
    done = compiled_of(folder)
    assert done.functions == ("Other", "shop-work")
    assert compiled_of(folder, given={"Other": "stack-Other-1A2B"}).functions == ("shop-work", "stack-Other-1A2B")


def test_a_name_that_deployment_makes(tmp_path: Path) -> None:
    """A name with a token of deployment is no name that an agent could compare: the id stands for it."""
    folder = app(tmp_path, function("Work", more='      FunctionName: !Sub "${AWS::StackName}-work"\n'))
    assert compiled_of(folder).functions == ("Work",)


def test_targets(tmp_path: Path) -> None:
    """Tables by their names, by what is told of them, by their ids where the stack names them; never more than told."""
    physical = TABLE.replace("Properties:\n", "Properties:\n      TableName: shop-orders\n")
    token = TABLE.replace("Properties:\n", 'Properties:\n      TableName: !Sub "orders-${AWS::AccountId}"\n')
    more = physical.replace("Orders:", "Named:") + token.replace("Orders:", "Half:")
    folder = app(tmp_path, more=more)
    assert [one["to"] for one in flows(folder, "table/Named")] == ["table/shop-orders"]
    assert [one["to"] for one in flows(folder, "table/Half")] == ["table/orders-*"]
    assert [one["to"] for one in flows(folder, "table/Orders")] == ["table/Orders"]
    assert [one["to"] for one in flows(folder, "table/Orders", {"Orders": "live"})] == ["table/live"]


@pytest.mark.parametrize(
    ("to", "seen"),
    [
        ("service/ses", ["service/ses/*"]),
        ("service/cognito-idp", ["user_pool/*"]),
        ("external/api.pay.example", ["external/api.pay.example"]),
        ("external/api.pay.example:8443", ["external/api.pay.example:8443"]),
        ("external/$API_URL", ["external/${API_URL}"]),
        ("*", ["*", "external/*"]),
        ("bucket/acme-prices", ["bucket/acme-prices"]),
        ("secret/acme", ["secret/acme", "secret/acme-*"]),
    ],
)
def test_targets_of_other_kinds(tmp_path: Path, to: str, seen: list[str]) -> None:
    """Services, hosts, variables and names of other applications, as agents see them."""
    folder = app(tmp_path)
    assert [one["to"] for one in flows(folder, to)] == seen


def test_operations_in_both_spellings(tmp_path: Path) -> None:
    """The SDK's service id may differ from the service's name: both are compiled."""
    assert operations("events:PutEvents") == ("events:PutEvents", "eventbridge:PutEvents")
    assert operations("dynamodb:PutItem") == ("dynamodb:PutItem",)
    made = flows(app(tmp_path), "bus/default", ops=", ops: [events:PutEvents]")
    assert made[0]["ops"] == ["eventbridge:PutEvents", "events:PutEvents"]


@pytest.mark.parametrize(
    ("senders", "audience"),
    [("a: internal, b: signed_in, c: account", "signed_in"), ("a: anonymous, b: internal", "anonymous"), ("", None)],
)
def test_who_makes_events_happen(tmp_path: Path, senders: str, audience: str | None) -> None:
    """Agents get the widest audience of each kind in the place of senders, which are names of the template."""
    text = f"{HEAD}functions: {{Work: {{events: {{invoke: {{from: {{{senders}}}, closed: true}}}}}}}}\n"
    made = json.loads(compiled_of(app(tmp_path), text).data)["functions"]["Work"]["events"]["invoke"]
    assert made == {"closed": True, **({"audience": audience} if audience else {})}


def test_two_functions_of_one_name(tmp_path: Path) -> None:
    """Two functions that would be one in the file, and are agreed different things, are an error with the way out."""
    folder = app(tmp_path, function("Work"), function("Other", more=""))
    with pytest.raises(ContractError, match="--name ID=NAME"):
        compiled_of(folder, given={"Work": "same", "Other": "same"})


def test_too_large_for_an_agent(tmp_path: Path) -> None:
    """What an agent would not read is not written."""
    folders = ", ".join(f"/mnt/{number:0100d}" for number in range(10_000))
    with pytest.raises(ContractError, match="--function"):
        compiled_of(app(tmp_path), f"{HEAD}functions: {{Work: {{paths: {{write: [{folders}]}}}}}}\n")


def test_every_dialect_says_the_same() -> None:
    """One application in four dialects has one compiled contract, byte for byte."""
    found, faults = gathered(DIALECTS, Request(()))
    assert faults == []
    apps, _ = applications(DIALECTS, Request(()))
    assert {app.file for app in apps} == {f"{name}/{FILE}" for name in ("sam", "cdk", "serverless", "terraform")}
    data = {compiled(contract(one), Deployed(app.graphs)).data for one, app in zip(found, apps, strict=True)}
    assert len(data) == 1


_LOAD = """
import json, sys
from ennead_agent import contract
policy = contract.load(sys.argv[1])
print(json.dumps([policy.complaints, policy.mode, sorted(policy.rules)]))
"""


def test_the_agent_reads_it(tmp_path: Path) -> None:
    """The agent takes the file by its hash, and the function by its name."""
    done = compiled_of(app(tmp_path / "app", function("Work", more="      FunctionName: shop-work\n")))
    (tmp_path / "ennead.contract.json").write_bytes(done.data)
    told = _agent(tmp_path, done.digest, "shop-work")
    assert told[:2] == [[], "observe"]
    assert {"flows", "processes", "untrusted"} <= set(told[2])
    assert _agent(tmp_path, done.digest, "another")[2] == ["mode", "on_error"]
    assert "is not the one deployed" in _agent(tmp_path, "0" * 64, "shop-work")[0][0]


def _agent(layer: Path, digest: str, name: str) -> list[Any]:
    variables = {"ENNEAD_CONTRACT_HASH": digest, "AWS_LAMBDA_FUNCTION_NAME": name, "PYTHONPATH": str(AGENT)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ENNEAD_")}
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, str(layer)], env={**kept, **variables}, capture_output=True, text=True, check=True
    )
    told: list[Any] = json.loads(done.stdout)
    return told

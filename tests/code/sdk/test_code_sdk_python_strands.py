"""Strands' agents: which model an agent asks, by itself or among others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.asking import handled, hosts, reasons, requests

_IMPORTS = """
import boto3
from strands import Agent, tool
from strands.models import BedrockModel
from strands.models.openai import OpenAIModel
from strands.models.sagemaker import SageMakerAIModel
from strands.multiagent import GraphBuilder, Swarm
from strands.session.s3_session_manager import S3SessionManager

@tool
def look(key: str) -> str:
    return boto3.client("s3").get_object(Bucket="b", Key="k")
"""
_STREAM = "bedrock-runtime:ConverseStream modelId"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Agent()('hello')", [f"{_STREAM}=Unknown helper"]),
        ("Agent('some.model')('hello')", [f"{_STREAM}=some.model helper"]),
        ("Agent(model=BedrockModel(model_id=os.environ['M']))('hello')", [f"{_STREAM}=$M helper"]),
        (
            "Agent(model=BedrockModel(model_id='m', streaming=False))('hello')",
            ["bedrock-runtime:Converse modelId=m helper"],
        ),
        (
            "Agent(model=BedrockModel(model_id='m', streaming=event['s']))('hello')",
            [f"{_STREAM}=m helper", "bedrock-runtime:Converse modelId=m helper"],
        ),
        ("await Agent('m').invoke_async('hello')", [f"{_STREAM}=m helper"]),
        ("Agent('m')", []),
        ("Agent('m')('hello').message", [f"{_STREAM}=m helper"]),
        ("Swarm([Agent('m'), Agent('n')])('go')", [f"{_STREAM}=m helper", f"{_STREAM}=n helper"]),
        ("GraphBuilder().add_node(Agent('m'), 'first')", [f"{_STREAM}=m helper"]),
        (
            "Agent(model=SageMakerAIModel(endpoint_config={'endpoint_name': 'e'}))('hello')",
            ["sagemaker-runtime:InvokeEndpointWithResponseStream EndpointName=e helper"],
        ),
        ("Agent(model=OpenAIModel(model_id='gpt'))('hello')", []),
        ("Agent(tools=[look])", ["s3:GetObject Bucket=b Key=k client"]),
    ],
)
def test_an_agent_that_is_called_asks_its_model(tmp_path: Path, line: str, expected: list[str]) -> None:
    """A called agent asks its model, those of a swarm theirs; one that is only made asks nothing."""
    answer = handled(tmp_path, _IMPORTS, line)
    assert requests(answer) == expected
    assert reasons(answer) == []


def test_a_session_is_kept_in_its_bucket(tmp_path: Path) -> None:
    """The sessions that are kept in S3 are read, listed and written there."""
    answer = handled(tmp_path, _IMPORTS, "Agent('m', session_manager=S3SessionManager('id', os.environ['B']))")
    operations = ("HeadObject", "GetObject", "PutObject", "ListObjectsV2")
    assert requests(answer) == [f"s3:{operation} Bucket=$B helper" for operation in operations]


def test_a_model_that_is_asked_elsewhere_is_a_host(tmp_path: Path) -> None:
    """A model of another maker is asked at its host, or where the arguments of its client say."""
    answer = handled(
        tmp_path, _IMPORTS, "OpenAIModel(model_id='x')",
        "OpenAIModel(client_args={'base_url': 'https://llm.example.com/v1'}, model_id='x')",
    )  # fmt: skip
    assert hosts(answer) == ["api.openai.com", "llm.example.com"]


@pytest.mark.parametrize("line", ["Agent(model=event['m'])('hello')", "import strands.other; strands.other.run()"])
def test_what_is_not_told_is_a_gap(tmp_path: Path, line: str) -> None:
    """An untold model, or another part of the library, is said."""
    answer = handled(tmp_path, _IMPORTS, line)
    assert requests(answer) == []
    assert len(reasons(answer)) == 1

"""Requests of Strands' agents: an agent that is called asks its model, Bedrock's where no other is given.

As `strands/agent/agent.py`, `models/bedrock.py`, `models/sagemaker.py` and `session/s3_session_manager.py` of 1.62 have
it.  The default model hangs on the release and on the region: it is untold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.code.facts import CallFact
from ennead.code.sdk.python.requests import Answer, helper, unresolved
from ennead.code.sdk.python.told import argument, keywords
from ennead.code.values import (
    Env,
    Known,
    Made,
    Member,
    Record,
    Series,
    Typed,
    Unknown,
    Value,
    Words,
    full_name,
    options,
    text,
)

_AGENTS = frozenset({"strands.Agent", "strands.agent.Agent", "strands.agent.agent.Agent"})
_BEDROCK = re.compile(r"^strands\.models\.(?:bedrock\.)?BedrockModel$")
_SAGEMAKER = re.compile(r"^strands\.models\.(?:sagemaker\.)?SageMakerAIModel$")
_ELSEWHERE = re.compile(
    r"^strands\.models\.(?:\w+\.)?(?:Anthropic|Gemini|LlamaAPI|LlamaCpp|Mistral|Ollama|OpenAI|OpenAIResponses|Writer)Model$"
)
"""Models that are not asked at AWS, unless they are told to be."""
_SESSIONS = re.compile(r"^strands\.session\.(?:s3_session_manager\.)?S3SessionManager$")
_SILENT = re.compile(
    r"^strands\.(?:tool$|tools\.|types\.|hooks\.|telemetry\.|multiagent\.|interrupt\.|handlers\."
    r"|agent\.conversation_manager\.|agent\.(?:agent_result|state)\.|session\.(?:\w+\.)?(?:File|Repository)SessionManager$)"
)
"""What asks nothing of a service itself."""
_ASKING = frozenset({"__call__", "invoke_async", "stream_async", "structured_output", "structured_output_async"})


def of_call(fact: CallFact) -> Answer:
    """A call of the library: of an agent, of something that is given agents, or of what makes one."""
    callee = fact.callee
    name = full_name(callee) or ""
    owner = callee.of if isinstance(callee, Member) else callee
    given = list(_agents(fact))
    for agent in given:
        yield from _asked(agent, fact)
    if _is_agent(owner):
        if not isinstance(callee, Member) or callee.name in _ASKING:
            yield from _asked(owner, fact)
    elif _SESSIONS.match(name):
        for operation in ("HeadObject", "GetObject", "PutObject", "ListObjectsV2"):
            yield helper(fact, "s3", operation, "boto3", {"Bucket": argument(fact, 1, "bucket")})
    elif not given and not _is_silent(callee):
        yield unresolved(fact, "strands talks to Bedrock in its own way")


def _is_silent(callee: Value) -> bool:
    """Whether nothing is asked: what makes an agent or a model, and what is done with an answer."""
    while isinstance(callee, Member | Made):
        name = full_name(callee)
        if name is not None:
            return _is_silent_name(name)
        if _is_agent(callee):
            return True
        callee = callee.of if isinstance(callee, Member) else callee.callee
    name = full_name(callee.type if isinstance(callee, Typed) else callee)
    return name is not None and _is_silent_name(name)


def _is_silent_name(name: str) -> bool:
    makes = name in _AGENTS or any(model.match(name) for model in (_BEDROCK, _SAGEMAKER, _ELSEWHERE))
    return makes or _SILENT.match(name) is not None


def _is_agent(value: Value) -> bool:
    if isinstance(value, Typed):
        return full_name(value.type) in _AGENTS
    return isinstance(value, Made) and full_name(value.callee) in _AGENTS


def _agents(fact: CallFact) -> Iterator[Value]:
    """The agents among the arguments, which the library will call; those in lists too."""
    for value in (*fact.args, *(value for _, value in fact.keywords)):
        for option in options(value):
            for one in option.items if isinstance(option, Series) else (option,):
                if _is_agent(one):
                    yield one


def _asked(agent: Value, fact: CallFact) -> Answer:
    if not isinstance(agent, Made):
        yield unresolved(fact, "the model of an agent of strands is not told")
        return
    for model in options(argument(agent, 0, "model") or Known(None)):
        yield from _of_model(model, fact)


def _of_model(model: Value, fact: CallFact) -> Answer:
    name = full_name(model.callee) or "" if isinstance(model, Made) else ""
    if model == Known(None):
        yield from _conversed(fact, Unknown("the default model of strands"), Known(True))
    elif not isinstance(model, Made):
        if isinstance(model, Env | Words) or text(model) is not None:
            yield from _conversed(fact, model, Known(True))
        else:
            yield unresolved(fact, "the model of an agent of strands is not told")
    elif _BEDROCK.match(name):
        told = keywords(model)
        untold = Unknown("among arguments that are not told")
        default = untold if told.open else Unknown("the default model of strands")
        streams = told.get("streaming") or (untold if told.open else Known(True))
        yield from _conversed(fact, told.get("model_id") or default, streams)
    elif _SAGEMAKER.match(name):
        yield from _endpoint(fact, model)
    elif not _ELSEWHERE.match(name) or argument(model, None, "bedrock_mantle_config") is not None:
        yield unresolved(fact, "the model of an agent of strands is not told")


def _conversed(fact: CallFact, model_id: Value, streams: Value) -> Answer:
    """Both operations where it is not told whether the answer is streamed."""
    for option in options(streams):
        if option != Known(False):
            yield helper(fact, "bedrock-runtime", "ConverseStream", "boto3", {"modelId": model_id})
        if option != Known(True):
            yield helper(fact, "bedrock-runtime", "Converse", "boto3", {"modelId": model_id})


def _endpoint(fact: CallFact, model: Made) -> Answer:
    endpoint, payload = argument(model, 0, "endpoint_config"), argument(model, 1, "payload_config")
    name = endpoint.get("endpoint_name") if isinstance(endpoint, Record) else None
    streams = payload.get("stream") if isinstance(payload, Record) else None
    told = {"EndpointName": name or Unknown("an endpoint that is not told")}
    if streams != Known(False):
        yield helper(fact, "sagemaker-runtime", "InvokeEndpointWithResponseStream", "boto3", dict(told))
    if streams is not None and streams != Known(True):
        yield helper(fact, "sagemaker-runtime", "InvokeEndpoint", "boto3", dict(told))

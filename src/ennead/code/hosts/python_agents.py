"""Servers of tools that speak MCP, and models that Strands' agents ask elsewhere than at AWS."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.code.facts import CallFact, HostCall
from ennead.code.hosts.address import is_whole
from ennead.code.hosts.record import argument, first
from ennead.code.hosts.signature import Model, connections
from ennead.code.values import Env, Known, Unknown, options

_NO_URL = Unknown("no URL is given")


def _server(client: str, *names: str) -> Model:
    def model(fact: CallFact) -> Iterator[HostCall]:
        yield from connections(fact, argument(fact, 0, *names) or _NO_URL, client)

    return model


def _address(client: str, *names: str) -> Model:
    """A client that is given an address, or something else (a server in the same program, a script)."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        given = argument(fact, 0, *names)
        for option in options(given) if given is not None else ():
            if is_whole(option) or isinstance(option, Env):
                yield from connections(fact, option, client)

    return model


def _asked(host: str, *names: str) -> Model:
    """A model of Strands: its maker's host, or the one in the arguments of the client inside it."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        if argument(fact, None, "client", "bedrock_mantle_config") is not None:
            return  # that client is made elsewhere
        given = argument(fact, None, "client_args")
        replaced = next((found for one in options(given) if (found := first(one, *names))), None) if given else None
        yield from connections(fact, replaced or Known(host), "strands")

    return model


def _model(module: str, name: str, model: Model) -> dict[str, Model]:
    return {f"strands.models.{module}.{name}": model, f"strands.models.{name}": model}


MODELS: dict[str, Model] = {
    **{
        f"mcp.client.{name}": _server("mcp", "url")
        for name in (
            "streamable_http.streamablehttp_client",
            "streamable_http.streamable_http_client",
            "sse.sse_client",
            "websocket.websocket_client",
        )
    },
    "fastmcp.Client": _address("fastmcp", "transport"),
    "fastmcp.client.Client": _address("fastmcp", "transport"),
    "fastmcp.client.transports.StreamableHttpTransport": _server("fastmcp", "url"),
    "fastmcp.client.transports.SSETransport": _server("fastmcp", "url"),
    **_model("openai", "OpenAIModel", _asked("api.openai.com", "base_url")),
    **_model("openai_responses", "OpenAIResponsesModel", _asked("api.openai.com", "base_url")),
    **_model("anthropic", "AnthropicModel", _asked("api.anthropic.com", "base_url")),
    **_model("gemini", "GeminiModel", _asked("generativelanguage.googleapis.com")),
    **_model("mistral", "MistralModel", _asked("api.mistral.ai", "server_url")),
    **_model("writer", "WriterModel", _asked("api.writer.com", "base_url")),
    **_model("llamaapi", "LlamaAPIModel", _asked("api.llama.com", "base_url")),
    **_model("llamacpp", "LlamaCppModel", _server("strands", "base_url")),
    **_model("ollama", "OllamaModel", _server("strands", "host")),
}
"""By what is called, as `signature.signature` writes it."""

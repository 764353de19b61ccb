"""OpenSearch's client where it signs its requests: `new Client({...AwsSigv4Signer({service}), node})`.

The verbs are those of OpenSearch's own REST API.
"""

from __future__ import annotations

from collections.abc import Iterable

from ennead.code.facts import Argument, CallFact
from ennead.code.sdk.javascript.chains import Chain, chain, each, origin, setting
from ennead.code.sdk.javascript.named import argument, named
from ennead.code.sdk.javascript.request import Answer, request, unresolved
from ennead.code.values import Known, Made, Member, Record, text

_CLIENT = "@opensearch-project/opensearch"
_SIGNERS = frozenset({f"{_CLIENT}/aws", f"{_CLIENT}/aws-v3", f"{_CLIENT}/lib/aws"})
_VERBS = {
    "GET": "getSource info getMapping getSettings getAlias getTemplate stats health get state indices count",
    "HEAD": "exists existsSource ping existsAlias existsTemplate existsIndexTemplate",
    "PUT": "create putMapping putSettings putTemplate putIndexTemplate putAlias putPipeline putScript",
    "DELETE": "delete deleteAlias deleteTemplate deleteIndexTemplate deletePipeline deleteScript clearScroll",
}
_VERB = {method: verb for verb, methods in _VERBS.items() for method in methods.split()}
_BY_BODY = frozenset({"search", "count", "msearch", "mget", "explain", "validateQuery"})
"""Methods that post their body and get without one."""
_PARTS = frozenset({"indices", "cat", "cluster", "ingest", "nodes", "snapshot", "tasks"})
_QUIET = frozenset({"close", "child", "extend", "on", "once", "off", "emit"})


def signers(calls: Iterable[CallFact]) -> tuple[CallFact, ...]:
    """Where a program makes signers for the client."""
    found = []
    for fact in calls:
        name = named(fact.callee)
        if name is not None and name.module in _SIGNERS and name.path == ("AwsSigv4Signer",):
            found.append(fact)
    return tuple(found)


def of_call(fact: CallFact, signed_by: tuple[CallFact, ...]) -> Answer:
    """A method of a client into whose settings those of a signer were spread."""
    if not signed_by or not isinstance(fact.callee, Member) or fact.callee.name in _QUIET:
        return
    receiver = chain(fact.callee.of)
    config = _signing(receiver)
    if config is None or any(step.name not in _PARTS or step.args is not None for step in receiver.steps):
        return
    verb = _verb(fact, receiver, fact.callee.name)
    node = setting(config, "node", "nodes")
    more = tuple(Argument(name, value) for name, value in (("url", node), ("method", Known(verb))) if value is not None)
    for signer in signed_by:
        for service in each(setting(argument(signer.args, 0), "service") or Known("es")):
            name = text(service)
            if name == "es":
                yield from request(fact, "es", f"ESHttp{verb.capitalize()}", how="signed", sdk="http", more=more)
            elif name == "aoss":
                yield from request(fact, "opensearchserverless", "APIAccessAll", how="signed", sdk="http", more=more)
            else:
                yield from unresolved(fact, "a request is signed for a service that is not told")


def _signing(receiver: Chain) -> Record | None:
    """The settings of a client that has more than is told: those of a signer are spread into them."""
    name = origin(receiver.root)
    if name is None or name.module != _CLIENT or name.path != ("Client",) or not isinstance(receiver.root, Made):
        return None
    config = argument(receiver.root.args, 0)
    return config if isinstance(config, Record) and config.open else None


def _verb(fact: CallFact, receiver: Chain, method: str) -> str:
    given = argument(fact.args, 0)
    if receiver.steps and receiver.steps[0].name == "cat":
        return "GET"
    if method in _BY_BODY:
        return "GET" if not isinstance(given, Record) or (setting(given, "body") is None and not given.open) else "POST"
    if method == "index" and setting(given, "id") is not None:
        return "PUT"
    return _VERB.get(method, "POST")

"""Requests that a program makes by HTTP itself and signs with the function's credentials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ennead.code.facts import Argument, CallFact, SdkCall
from ennead.code.sdk.python.requests import Answer, unresolved
from ennead.code.sdk.python.told import argument, split
from ennead.code.values import Known, Made, Member, Place, Record, Series, Value, full_name, options, text


class _Signer(NamedTuple):
    """Where the signing name stands among a signer's arguments."""

    position: int | None
    name: str
    default: str = ""


_SIGNERS = {
    "requests_aws4auth.AWS4Auth": _Signer(3, "service"),
    "requests_auth_aws_sigv4.AWSSigV4": _Signer(0, "service"),
    "aws_requests_auth.boto_utils.BotoAWSRequestsAuth": _Signer(2, "aws_service"),
    "aws_requests_auth.aws_auth.AWSRequestsAuth": _Signer(4, "aws_service"),
    "httpx_auth.AWS4Auth": _Signer(3, "service"),
    "httpx_auth_awssigv4.SigV4Auth": _Signer(2, "service"),
    "botocore.auth.SigV4Auth": _Signer(1, "service_name"),
    "botocore.auth.S3SigV4Auth": _Signer(1, "service_name"),
    "botocore.auth.SigV4QueryAuth": _Signer(1, "service_name"),
    "botocore.crt.auth.CrtSigV4Auth": _Signer(1, "service_name"),
    "botocore.crt.auth.CrtSigV4AsymAuth": _Signer(1, "service_name"),
    "gql.transport.appsync_auth.AppSyncIAMAuthentication": _Signer(None, "service", "appsync"),
    **{
        f"opensearchpy{module}.{name}": _Signer(2, "service", "es")
        for module in ("", ".helpers.signer", ".helpers.asyncsigner")
        for name in ("AWSV4SignerAuth", "RequestsAWSV4SignerAuth", "Urllib3AWSV4SignerAuth", "AWSV4SignerAsyncAuth")
    },
}
PACKAGES = frozenset(name.partition(".")[0] for name in _SIGNERS)
"""The libraries that sign, by their top module."""
_SEARCH_CLIENTS = ("OpenSearch", "AsyncOpenSearch", "Elasticsearch", "AsyncElasticsearch")
_VERBS = frozenset("get post put patch delete head options request Request".split())
_SEARCH_VERBS = {
    "GET": "get get_source info cat get_mapping get_settings get_alias stats health",
    "HEAD": "exists ping exists_alias exists_template",
    "PUT": "create put_mapping put_settings put_template put_alias put_pipeline put_script",
    "DELETE": "delete delete_alias delete_template delete_pipeline clear_scroll",
}
_SEARCH_VERB = {method: verb for verb, methods in _SEARCH_VERBS.items() for method in methods.split()}
_SEARCH_HELPERS = frozenset(
    "bulk streaming_bulk parallel_bulk scan reindex async_bulk async_streaming_bulk async_scan async_reindex".split()
)
"""Functions that are given a client first."""
_OPERATIONS = {
    "appsync": ("appsync", "GraphQL"),
    "aoss": ("opensearchserverless", "APIAccessAll"),
    "execute-api": ("execute-api", "Invoke"),
    "lambda": ("lambda", "InvokeFunctionUrl"),
    "neptune-db": ("neptune-db", "connect"),
    "vpc-lattice-svcs": ("vpc-lattice-svcs", "Invoke"),
}
_S3 = {"GET": "GetObject", "PUT": "PutObject", "DELETE": "DeleteObject", "HEAD": "HeadObject", "POST": "PutObject"}


def used(calls: Iterable[CallFact]) -> frozenset[Place]:
    """Where the signers are made that are seen to be given to a request or a client."""
    found: list[Place] = []
    for fact in calls:
        apart = split(fact.callee)
        if apart is not None and (_sends(apart[1]) or apart[1] in _SEARCH_CLIENTS):
            found += [signer.at for signer in _signers(_given(fact))]
        if apart is not None and apart[1] == "add_auth":
            found += [signer.at for signer in _signers(apart[0])]
    return frozenset(found)


def _sends(method: str) -> bool:
    """Whether a function or class of this name sends a request to an address that it is given."""
    return method in _VERBS or method.endswith("Transport")


def of_call(fact: CallFact, used_signers: frozenset[Place]) -> Answer:
    """A request that is signed; a signer that is seen nowhere else is a request that cannot be told."""
    name = full_name(fact.callee)
    if name in _SIGNERS:
        if fact.at not in used_signers:
            made = Made(fact.callee, fact.args, fact.keywords, fact.at)
            yield from _signed(fact, made, None, None)
        return
    apart = split(fact.callee)
    if apart is None:
        return
    owner, method = apart
    if method == "add_auth":
        given = fact.args[0] if fact.args else None
        for signer in _signers(owner):
            yield from _signed(fact, signer, *_request(given))
    elif _sends(method) and (signers := list(_signers(_given(fact)))):
        for signer in signers:
            yield from _signed(fact, signer, *_sent(method, fact))
    else:
        yield from _searched(owner, method, fact)


def _given(fact: CallFact) -> Value | None:
    return next((value for name, value in fact.keywords if name in {"auth", "http_auth"}), None)


def _signers(value: Value | None) -> Iterator[Made]:
    for option in options(value) if value is not None else ():
        if isinstance(option, Made) and full_name(option.callee) in _SIGNERS:
            yield option


def _request(given: Value | None) -> tuple[Value | None, Value | None]:
    """Method and address of botocore's own request."""
    if not isinstance(given, Made):
        return None, None
    return argument(given, 0, "method"), argument(given, 1, "url")


def _sent(method: str, fact: CallFact) -> tuple[Value | None, Value | None]:
    if method.endswith("Transport"):
        return Known("POST"), argument(fact, 0, "url")
    if method.lower() == "request":
        return argument(fact, 0, "method"), argument(fact, 1, "url")
    return Known(method.upper()), argument(fact, 0, "url")


def _searched(owner: Value, method: str, fact: CallFact) -> Answer:
    """A method of a client of OpenSearch that signs, or one of its parts (`client.indices.create`)."""
    if method in _SEARCH_HELPERS and fact.args and ".helpers." in (full_name(fact.callee) or ""):
        owner = fact.args[0]
    part = ""
    while isinstance(owner, Member):
        part, owner = owner.name, owner.of
    for client in options(owner):
        if isinstance(client, Made) and (full_name(client.callee) or "").rpartition(".")[2] in _SEARCH_CLIENTS:
            for signer in _signers(argument(client, None, "http_auth")):
                for verb in _search_verbs(part, method, fact):
                    yield from _signed(fact, signer, verb, _host(argument(client, 0, "hosts")))


def _search_verbs(part: str, method: str, fact: CallFact) -> Iterator[Value]:
    """The HTTP methods that a method of a client (or of a part of it) sends; all of them where it is not told which.

    `client.transport.perform_request(verb, path)` and `client.http.get(path)` are told the verb.
    """
    if method in {"close", "__enter__", "__exit__", "__aenter__", "__aexit__"}:
        return
    if part == "http":
        yield Known(method.upper())
    elif method == "perform_request":
        for option in options(argument(fact, 0, "method") or Known("")):
            told = text(option)
            yield from (option,) if told else map(Known, ("GET", "POST", "PUT", "DELETE", "HEAD"))
    else:
        yield Known(_SEARCH_VERB.get(method, "POST"))
        if method in {"scan", "async_scan"}:  # what was held open for it is let go
            yield Known("DELETE")


def _host(hosts: Value | None) -> Value | None:
    """The first of the hosts that a client is made with."""
    if isinstance(hosts, Series) and hosts.items:
        hosts = hosts.items[0]
    return hosts.get("host") if isinstance(hosts, Record) else hosts


def _signed(fact: CallFact, signer: Made, method: Value | None, url: Value | None) -> Answer:
    facts = _SIGNERS[full_name(signer.callee) or ""]
    told = argument(signer, facts.position, facts.name) or Known(facts.default)
    for option in options(told):
        name = text(option)
        found = _operation(name, (text(method) or "").upper())
        if found is None:
            yield unresolved(fact, f"a request signed for {name or 'an untold service'} is made by hand")
            continue
        arguments = tuple(
            Argument(key, value) for key, value in (("url", url), ("method", method)) if value is not None
        )
        yield SdkCall(*found, arguments, fact.at, "signed", "http", fact.within, fact.via)


def _operation(name: str | None, verb: str) -> tuple[str, str] | None:
    if name == "es":
        return "es", f"ESHttp{(verb or 'Post').capitalize()}"
    if name == "s3" and verb in _S3:
        return "s3", _S3[verb]
    return _OPERATIONS.get(name or "")

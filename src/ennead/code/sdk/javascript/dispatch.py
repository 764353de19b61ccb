"""Which model answers for a call."""

from __future__ import annotations

from collections.abc import Callable

from ennead.code.facts import CallFact, Facts
from ennead.code.sdk.javascript import (
    commands,
    durable,
    dynamoose,
    electrodb,
    libraries,
    middy,
    powertools,
    signed,
    toolbox,
    untold,
    version2,
)
from ennead.code.sdk.javascript.chains import Chain, chain, origin
from ennead.code.sdk.javascript.client import client_of, v2_path
from ennead.code.sdk.javascript.named import Named, maker, named, peel
from ennead.code.sdk.javascript.powertools import Method
from ennead.code.sdk.javascript.request import Answer, unresolved
from ennead.code.values import Choice, Element, Made, Member, Value, text

_SIGN: dict[str, Method] = dict.fromkeys(("sign", "presign", "signRequest"), signed.by_signer)

_FUNCTIONS: dict[str, Callable[[CallFact], Answer]] = {
    **powertools.FUNCTIONS,
    **middy.FUNCTIONS,
    "@aws-sdk/s3-request-presigner.getSignedUrl": libraries.signed_url,
    "@aws-sdk/s3-presigned-post.createPresignedPost": libraries.post,
    "@aws-sdk/polly-request-presigner.getSynthesizeSpeechUrl": libraries.speech_url,
    "@aws-sdk/credential-providers.fromTemporaryCredentials": libraries.role,
    "@aws-sdk/credential-provider-web-identity.fromTemporaryCredentials": libraries.role,
    "aws-sdk.ChainableTemporaryCredentials": libraries.role,
    "aws-sdk.TemporaryCredentials": libraries.role,
    "@aws/durable-execution-sdk-js.withDurableExecution": durable.checkpoints,
    "aws4.sign": signed.by_aws4,
    "aws4-axios.aws4Interceptor": signed.by_interceptor,
}
_METHODS: dict[str, dict[str, Method]] = {
    **powertools.METHODS,
    "@aws-sdk/lib-storage.Upload": {"done": libraries.upload},
    "@aws-sdk/s3-request-presigner.S3RequestPresigner": {"presign": libraries.presigned_by_hand},
    "@aws-sdk/rds-signer.Signer": {"getAuthToken": libraries.database_token},
    "@aws-sdk/dsql-signer.DsqlSigner": {
        "getDbConnectAuthToken": libraries.dsql_token,
        "getDbConnectAdminAuthToken": libraries.dsql_admin_token,
    },
    "@aws-sdk/signature-v4.SignatureV4": _SIGN,
    "@smithy/signature-v4.SignatureV4": _SIGN,
    "@aws-sdk/signature-v4-multi-region.SignatureV4MultiRegion": _SIGN,
    "nodemailer.createTransport": {"sendMail": libraries.mail},
    "aws4fetch.AwsClient": {"fetch": signed.by_aws4fetch, "sign": signed.by_aws4fetch},
}
_V2_METHODS: dict[tuple[str, str], Method] = {
    **{("ManagedUpload", word): version2.managed_upload for word in ("promise", "send", "done")},
    ("Signer", "getAuthToken"): lambda fact, made: libraries.database_token(fact, made, "js2"),
    ("V4", "addAuthorization"): signed.by_v2,
}
"""By the class inside a class of the SDK v2, and the method."""

_LIBRARIES: dict[str, Callable[[CallFact, Named], Answer]] = {
    "dynamodb-toolbox": toolbox.function,
    "dynamoose": dynamoose.function,
}
"""Packages whose functions ask for something."""
_BUILDERS: dict[str, Callable[[CallFact, Chain, str], Answer]] = {
    "dynamodb-toolbox": toolbox.method,
    "dynamoose": dynamoose.method,
    "electrodb": electrodb.method,
}
"""Packages whose objects build a request in a chain of calls."""


def has_sdk(facts: Facts) -> bool:
    """Whether the program brings in a client of the SDK."""
    return any(name.startswith(("aws-sdk", "@aws-sdk/client-", "@aws-sdk/lib-")) for name in facts.packages)


def answer(fact: CallFact, program_has_sdk: bool) -> Answer:
    """What the call is."""
    name = named(fact.callee)
    if name is not None:
        yield from _function(fact, name)
        return
    callee = fact.callee
    if isinstance(callee, Member):
        yield from _on(fact, callee.of, callee.name, program_has_sdk)
    elif isinstance(callee, Element):
        yield from _by_key(fact, callee, program_has_sdk)


def _function(fact: CallFact, name: Named) -> Answer:
    function = _FUNCTIONS.get(f"{name.module}.{name.dotted}" if name.path else name.module)
    library = _LIBRARIES.get(name.module.partition("/")[0])
    if function is not None:
        yield from function(fact)
    elif library is not None:
        yield from library(fact, name)
    elif name.path and commands.is_package(name):
        yield from commands.function(fact, name)


def _by_key(fact: CallFact, callee: Element, program_has_sdk: bool) -> Answer:
    """`client[name](input)`."""
    keys = callee.key.options if isinstance(callee.key, Choice) else (callee.key,)
    for key in keys:
        word = text(key)
        if word is not None:
            yield from _on(fact, callee.of, word, program_has_sdk)
            continue
        client = client_of(callee.of)
        if client is not None:
            yield from unresolved(fact, f"the method of {client.shown} is named at run time", "dynamic")


def _on(fact: CallFact, receiver: Value, name: str, program_has_sdk: bool) -> Answer:
    receiver = peel(receiver)
    for option in receiver.options if isinstance(receiver, Choice) else (receiver,):
        yield from _method(fact, option, name, program_has_sdk)


def _method(fact: CallFact, receiver: Value, name: str, program_has_sdk: bool) -> Answer:
    made = maker(receiver)
    model = _of_maker(made[0], name) if made is not None else None
    if made is not None and model is not None:
        yield from model(fact, made[1])
        return
    if name == "invoke" and durable.is_context(receiver):
        yield from durable.invoke(fact)
        return
    builder = _builder(receiver)
    if builder is not None:
        yield from builder(fact, chain(receiver), name)
        return
    client = client_of(receiver)
    if name == "send" and (client is None or client.sdk == "js3"):
        yield from commands.sent(fact, receiver, program_has_sdk)
    elif client is None:
        yield from _no_client(fact, receiver, name, program_has_sdk)
    elif client.sdk == "js3":
        yield from commands.method(fact, client, name)
    else:
        yield from version2.method(fact, client, name)


def _builder(receiver: Value) -> Callable[[CallFact, Chain, str], Answer] | None:
    """The model of the package whose object is at the start of a chain."""
    name = origin(chain(receiver).root)
    if name is None and isinstance(receiver, Made) and isinstance(receiver.callee, Made):
        name = origin(receiver.callee)
    return None if name is None else _BUILDERS.get(name.module.partition("/")[0])


def _of_maker(name: Named, method: str) -> Method | None:
    inner = v2_path(name)
    if len(inner) > 1:
        return _V2_METHODS.get((inner[-1], method))
    return _METHODS.get(f"{name.module}.{name.dotted}", {}).get(method)


def _no_client(fact: CallFact, receiver: Value, name: str, program_has_sdk: bool) -> Answer:
    """A class of the SDK that is named at run time (`new AWS[name]()`), or nothing of the SDK's as far as is told."""
    if isinstance(receiver, Made) and isinstance(receiver.callee, Element):
        inside = named(receiver.callee.of)
        if inside is not None and inside.module.startswith("aws-sdk"):
            yield from unresolved(fact, "the client is named at run time", "dynamic")
            return
    yield from untold.method(fact, receiver, name, program_has_sdk)

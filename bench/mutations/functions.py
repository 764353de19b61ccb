"""Faults of single functions, user pools and logs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.mutations.kinds import Change, add, drop, fault, put
from bench.mutations.shapes import functions, mentions, referred, sam_functions, setting, typed
from bench.mutations.text import Doc

AGED = {"python": "python3.8", "nodejs": "nodejs16.x", "java": "java8", "dotnet": "dotnet6", "ruby": "ruby2.7"}
OLDEST_SAFE = frozenset(
    "python3.11 python3.12 python3.13 python3.14 nodejs22.x nodejs24.x java17 java21 java25 dotnet10 ruby3.4".split()
)
STRANGERS_LAYER = "arn:aws:lambda:us-east-1:444455556666:layer:halfway-there:3"


def _secrets() -> tuple[tuple[str, str], ...]:
    """Names and made-up values; put together here, so that no scanner of this repository takes one for real."""
    return (
        ("DB_PASSWORD", "-".join(("Orchard", "7", "lantern"))),
        ("UPLOAD_KEY_ID", "AKIA" + "Q3EGRVXT5ZPLM2WD"),
        ("PAYMENT_API_KEY", "sk_live_" + "9fQ2xLw7Tz4KbRm1Vc8YpHd3"),
        ("DATABASE_URL", "postgres://" + "shop:k3ttle-9bridge" + "@db.halfmoon.internal:5432/shop"),
    )


@fault("end-of-life-runtime")
def runtime_aged(doc: Doc) -> Iterator[Change]:
    """A function runs on a version of its language that has ended."""
    for name, _ in functions(doc):
        runtime = setting(doc, name, "Runtime")
        if runtime in OLDEST_SAFE:
            aged = AGED[next(word for word in AGED if runtime.startswith(word))]
            yield Change((name,), f"{name} runs {aged}", (put(aged, "Resources", name, "Properties", "Runtime"),))


@fault("secret-in-environment")
def secret_written_in(doc: Doc) -> Iterator[Change]:
    """A variable holds a secret."""
    secrets = _secrets()
    for number, (name, properties) in enumerate(functions(doc)):
        variable, value = secrets[number % len(secrets)]
        block = properties.get("Environment")
        known = block.get("Variables") if isinstance(block, dict) else {}
        words = ("secret", "password", "token", "key")
        if isinstance(known, dict) and not any(word in str(known).lower() for word in words):
            path = ("Resources", name, "Properties", "Environment", "Variables", variable)
            yield Change((name,), f"{name} has {variable}", (put(value, *path),))


@fault("no-concurrency-bound")
def concurrency_dropped(doc: Doc) -> Iterator[Change]:
    """A function that anyone starts through its URL loses the bound on how many run."""
    for name, properties in sam_functions(doc):
        url = properties.get("FunctionUrlConfig")
        bound = "ReservedConcurrentExecutions" in properties
        if bound and isinstance(url, dict) and url.get("AuthType") == "NONE":
            path = ("Resources", name, "Properties", "ReservedConcurrentExecutions")
            yield Change((name,), f"nothing bounds {name}", (drop(*path),))


@fault("no-concurrency-bound")
def unbounded_url_added(doc: Doc) -> Iterator[Change]:
    """A function that nothing bounds gets a URL for everybody."""
    for name, properties in sam_functions(doc):
        bare = "Events" not in properties and setting(doc, name, "ReservedConcurrentExecutions") is None
        if bare and setting(doc, name, "FunctionUrlConfig") is None and not mentions(doc, name):
            path = ("Resources", name, "Properties", "FunctionUrlConfig")
            yield Change((name,), f"anyone starts {name} without bound", (put({"AuthType": "NONE"}, *path),))


@fault("recursive-loop-allowed")
def loop_allowed(doc: Doc) -> Iterator[Change]:
    """A function switches Lambda's loop detection off."""
    for name, properties in functions(doc):
        if "RecursiveLoop" not in properties:
            edit = put("Allow", "Resources", name, "Properties", "RecursiveLoop")
            yield Change((name,), f"{name} may loop", (edit,))


@fault("foreign-layer")
def layer_of_strangers(doc: Doc) -> Iterator[Change]:
    """A layer of an account nobody here knows runs inside a function."""
    for name, properties in functions(doc):
        layers = setting(doc, name, "Layers")
        own = layers is None or (
            isinstance(layers, list) and all(isinstance(one, dict) and "Ref" in one for one in layers)
        )
        if own and setting(doc, name, "PackageType") != "Image" and "ImageUri" not in properties:
            edit = add(STRANGERS_LAYER, "Resources", name, "Properties", "Layers")
            yield Change((name,), f"{name} has a stranger's layer", (edit,))


@fault("missing-code-signing")
def signing_dropped(doc: Doc) -> Iterator[Change]:
    """One of several functions whose code must be signed takes any code."""
    signed = [name for name, properties in functions(doc) if "CodeSigningConfigArn" in properties]
    for name in signed if len(signed) > 1 else ():
        yield Change(
            (name,), f"{name} takes any code", (drop("Resources", name, "Properties", "CodeSigningConfigArn"),)
        )


@fault("log-retention")
def retention_dropped(doc: Doc) -> Iterator[Change]:
    """A log group of functions keeps its lines for ever."""
    for name, properties in typed(doc, "AWS::Logs::LogGroup"):
        logged = [
            fn
            for fn, _ in functions(doc)
            if referred((setting(doc, fn, "LoggingConfig") or {}).get("LogGroup")) == name
            or f"/aws/lambda/${{{fn}}}" in str(properties.get("LogGroupName"))
        ]
        if "RetentionInDays" in properties and logged:
            edit = drop("Resources", name, "Properties", "RetentionInDays")
            yield Change((name, *logged), f"{name} keeps for ever", (edit,))


@fault("self-service-attribute")
def admin_attribute_added(doc: Doc) -> Iterator[Change]:
    """A pool where anybody signs up has an attribute that makes an administrator, and users may write it."""
    for name, properties in typed(doc, "AWS::Cognito::UserPool"):
        closed = (properties.get("AdminCreateUserConfig") or {}).get("AllowAdminCreateUserOnly")
        clients = [
            (key, own)
            for key, own in typed(doc, "AWS::Cognito::UserPoolClient")
            if referred(own.get("UserPoolId")) == name
        ]
        schema = properties.get("Schema")
        if closed or not clients or not (schema is None or isinstance(schema, list)) or "admin" in str(schema):
            continue
        entry = {"Name": "is_admin", "AttributeDataType": "String", "Mutable": True}
        edits = [add(entry, "Resources", name, "Properties", "Schema")]
        client, own = clients[0]
        if "WriteAttributes" in own:
            edits.append(add("custom:is_admin", "Resources", client, "Properties", "WriteAttributes"))
        about = (name, *(key for key, _ in clients))
        yield Change(about, f"users of {name} make themselves administrators", tuple(edits))


WEAK: dict[str, Any] = {
    "MinimumLength": 6,
    "RequireLowercase": True,
    "RequireUppercase": False,
    "RequireNumbers": False,
    "RequireSymbols": False,
}


@fault("weak-password-policy")
def password_weakened(doc: Doc) -> Iterator[Change]:
    """A pool takes passwords of six small letters."""
    for name, properties in typed(doc, "AWS::Cognito::UserPool"):
        policy = (properties.get("Policies") or {}).get("PasswordPolicy")
        length = policy.get("MinimumLength") if isinstance(policy, dict) else None
        if policy is None or (isinstance(length, int) and length >= 8):
            path = ("Resources", name, "Properties", "Policies", "PasswordPolicy")
            yield Change((name,), f"{name} takes six small letters", (put(WEAK, *path),))

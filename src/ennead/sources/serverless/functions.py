"""Functions of a service with what the framework makes of them: log groups, URLs, layers, destinations."""

from __future__ import annotations

import posixpath
from typing import Any

from ennead.sources.cloudformation.inputs import has_hole
from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList, mark_of
from ennead.sources.serverless.draft import (
    Declared,
    Draft,
    made,
    mapping,
    moved,
    normalized,
    put,
    ref,
)
from ennead.sources.serverless.packaging import base_of, layer_path, packaging

TIMEOUT = 6
MEMORY = 1024
"""The framework's defaults (https://www.serverless.com/framework/docs/providers/aws/guide/functions)."""

_DIRECT = {
    "runtime": "Runtime", "handler": "Handler", "timeout": "Timeout", "memorySize": "MemorySize",
    "name": "FunctionName", "reservedConcurrency": "ReservedConcurrentExecutions",
    "kmsKeyArn": "KmsKeyArn", "layers": "Layers",
}  # fmt: skip
_INHERITED = ("runtime", "timeout", "memorySize", "kmsKeyArn", "layers", "architecture", "snapStart")
_VPC = {"securityGroupIds": "SecurityGroupIds", "subnetIds": "SubnetIds"}
_IMAGE_CONFIG = {"command": "Command", "entryPoint": "EntryPoint", "workingDirectory": "WorkingDirectory"}
_CORS = {
    "allowedOrigins": "AllowOrigins", "allowedHeaders": "AllowHeaders", "allowedMethods": "AllowMethods",
    "allowCredentials": "AllowCredentials", "exposedResponseHeaders": "ExposeHeaders", "maxAge": "MaxAge",
}  # fmt: skip


def function(declared: Declared, draft: Draft, role: Any, role_mark: Mark) -> None:
    """A function and everything that is not an event of it."""
    body, mark = declared.body, declared.mark
    settings = _merged(body, draft)
    properties = moved(settings, _DIRECT, mark)
    if "FunctionName" not in properties:
        put(properties, "FunctionName", f"{draft.service}-{draft.stage}-{declared.key}", mark)
    properties.setdefault("Timeout", TIMEOUT)
    properties.setdefault("MemorySize", MEMORY)
    _code(properties, declared, draft)
    _environment(properties, body, draft)
    _network(properties, body, draft)
    _small(properties, settings, body, draft)
    if role is not None:
        put(properties, "Role", role, role_mark)
    more = {key: value for key, name in _CARRIED.items() if (value := body.get(name)) is not None}
    if found := packaging(declared, draft):
        more["Metadata"] = found
    draft.put(declared.logical_id, "AWS::Lambda::Function", properties, mark, **more)
    draft.owners[declared.logical_id] = declared.key
    _log_group(declared, draft, properties["FunctionName"])
    _url(declared, draft)
    _asynchronous(declared, draft)
    _alias(declared, draft)


_CARRIED = {"Condition": "condition"}


def _merged(body: MarkedDict, draft: Draft) -> MarkedDict:
    """The function's settings over those of the provider."""
    done = MarkedDict(mark=body.mark)
    for holder, keys in ((draft.provider, _INHERITED), (body, tuple(body))):
        for key in keys:
            if holder.get(key) is not None:
                put(done, key, holder[key], mark_of(holder, key) or draft.provider_mark)
    return done


def _code(properties: MarkedDict, declared: Declared, draft: Draft) -> None:
    """Where the handler's code is: its folder, relative to the service; an image's address."""
    body, mark = declared.body, declared.mark
    image = body.get("image")
    if image is not None:
        at = mark_of(body, "image") or mark
        put(properties, "PackageType", "Image", at)
        address = _image(image, draft)
        if address is not None:
            put(properties, "Code", made(at, ImageUri=address), at)
        if config := moved(mapping(image), _IMAGE_CONFIG, at):
            put(properties, "ImageConfig", config, at)
        properties.pop("Runtime", None)
        return
    if "Runtime" not in properties:
        reason = f"function {declared.key} names no runtime: the framework's version decides"
        draft.missing("runtime", reason, mark, declared.key)
    handler = body.get("handler")
    if not isinstance(handler, str):
        draft.missing("handler", f"function {declared.key} has no handler that could be told", mark, declared.key)
        return
    if has_hole(handler):
        return
    code = posixpath.normpath(posixpath.join(base_of(declared, draft), handler.rpartition("/")[0]))
    put(properties, "CodeUri", posixpath.relpath(code, posixpath.dirname(mark[0]) or "."), mark)


def _image(image: Any, draft: Draft) -> Any:
    """An image's address: written, or that of an image of `provider.ecr.images`."""
    images = mapping(mapping(draft.provider.get("ecr")).get("images"))
    body = mapping(image)
    if body.get("uri") is not None:
        return body["uri"]
    name = body.get("name") if body else image
    known = images.get(name) if isinstance(name, str) else None
    if isinstance(known, dict):
        return known.get("uri")
    return known if known is not None else (image if isinstance(image, str) and "/" in image else None)


def _environment(properties: MarkedDict, body: MarkedDict, draft: Draft) -> None:
    variables = MarkedDict(mark=body.mark)
    for holder in (draft.provider, body):
        section = holder.get("environment")
        if isinstance(section, str) and has_hole(section):
            put(properties, "Environment", made(mark_of(holder, "environment") or ("", 0, 0), Variables=section),
                mark_of(holder, "environment") or draft.provider_mark)  # fmt: skip
            return
        for name, value in mapping(section).items():
            if value is None:
                variables.pop(name, None)
            else:
                put(variables, name, value, mark_of(section, name) or draft.provider_mark)
    if variables:
        at = mark_of(body, "environment") or mark_of(draft.provider, "environment") or draft.provider_mark
        put(properties, "Environment", made(at, Variables=variables), at)
    if any("dotenv" in name for name in draft.plugins):
        put(properties, "EnvironmentOpen", "a plugin adds what a .env file holds", draft.provider_mark)


def _network(properties: MarkedDict, body: MarkedDict, draft: Draft) -> None:
    for holder in (body, draft.provider):
        if "vpc" not in holder:
            continue
        at = mark_of(holder, "vpc") or draft.provider_mark
        section = holder["vpc"]
        if isinstance(section, str):
            put(properties, "VpcConfig", section, at)
        elif isinstance(section, dict) and section:
            put(properties, "VpcConfig", moved(section, _VPC, at), at)
        return


def _small(properties: MarkedDict, settings: MarkedDict, body: MarkedDict, draft: Draft) -> None:
    """Tracing, storage, architecture, dead letters, logging."""
    mark = body.mark or draft.provider_mark
    tracing = body.get("tracing", mapping(draft.provider.get("tracing")).get("lambda"))
    if tracing is not None and tracing is not False:
        mode = "Active" if tracing is True else tracing
        put(properties, "TracingConfig", made(mark, Mode=mode), mark_of(body, "tracing") or draft.provider_mark)
    if body.get("ephemeralStorageSize") is not None:
        at = mark_of(body, "ephemeralStorageSize") or mark
        put(properties, "EphemeralStorage", made(at, Size=body["ephemeralStorageSize"]), at)
    if settings.get("architecture") is not None:
        put(
            properties,
            "Architectures",
            MarkedList([settings["architecture"]]),
            mark_of(settings, "architecture") or mark,
        )
    if settings.get("snapStart") is True:
        at = mark_of(settings, "snapStart") or mark
        put(properties, "SnapStart", made(at, ApplyOn="PublishedVersions"), at)
    if body.get("onError") is not None:
        at = mark_of(body, "onError") or mark
        put(properties, "DeadLetterConfig", made(at, TargetArn=body["onError"]), at)
    logs = mapping(body.get("logs") or mapping(draft.provider.get("logs")).get("lambda"))
    if logs:
        names = {"logFormat": "LogFormat", "logGroup": "LogGroup"}
        put(properties, "LoggingConfig", moved(logs, names, mark), logs.mark or mark)


def _log_group(declared: Declared, draft: Draft, name: Any) -> None:
    """The log group the framework makes for a function, with the retention of the function or provider."""
    body = declared.body
    if body.get("disableLogs") is True:
        return
    at = mark_of(body, "logRetentionInDays") or mark_of(draft.provider, "logRetentionInDays")
    days = body.get("logRetentionInDays", draft.provider.get("logRetentionInDays"))
    text = f"/aws/lambda/{name}" if isinstance(name, str) else None
    value = text if text else MarkedDict({"Fn::Join": MarkedList(["", MarkedList(["/aws/lambda/", name])])})
    properties = made(declared.mark, LogGroupName=value)
    if days is not None:
        put(properties, "RetentionInDays", days, at or declared.mark)
    draft.put(f"{declared.prefix}LogGroup", "AWS::Logs::LogGroup", properties, declared.mark)


def _url(declared: Declared, draft: Draft) -> None:
    url = declared.body.get("url")
    if url is None or url is False:
        return
    at = mark_of(declared.body, "url") or declared.mark
    body = mapping(url)
    asks = body.get("authorizer")
    auth = (
        "AWS_IAM" if isinstance(asks, str) and asks.lower() == "aws_iam" else asks if isinstance(asks, str) else "NONE"
    )
    properties = made(at, TargetFunctionArn=declared.arn)
    put(properties, "AuthType", auth, mark_of(body, "authorizer") or at)
    cors = body.get("cors")
    if cors is True:
        put(
            properties,
            "Cors",
            made(mark_of(body, "cors") or at, AllowOrigins=MarkedList(["*"])),
            mark_of(body, "cors") or at,
        )
    elif isinstance(cors, dict):
        rules = moved(cors, _CORS, at)
        rules.setdefault("AllowOrigins", MarkedList(["*"]))
        put(properties, "Cors", rules, mark_of(body, "cors") or at)
    draft.put(f"{declared.prefix}LambdaFunctionUrl", "AWS::Lambda::Url", properties, at)
    if auth == "NONE":
        grant = made(at, FunctionName=declared.arn, Action="lambda:InvokeFunctionUrl", Principal="*",
                     FunctionUrlAuthType="NONE")  # fmt: skip
        draft.put(f"{declared.prefix}LambdaPermissionFnUrl", "AWS::Lambda::Permission", grant, at)


def _asynchronous(declared: Declared, draft: Draft) -> None:
    """Retries and destinations of asynchronous invocations."""
    names = {"maximumEventAge": "MaximumEventAgeInSeconds", "maximumRetryAttempts": "MaximumRetryAttempts"}
    properties = moved(declared.body, names, declared.mark)
    places = mapping(declared.body.get("destinations"))
    config = MarkedDict(mark=places.mark)
    for key, name in (("onSuccess", "OnSuccess"), ("onFailure", "OnFailure")):
        if places.get(key) is not None:
            at = mark_of(places, key) or declared.mark
            put(config, name, made(at, Destination=destination(places[key], draft)), at)
    if config:
        put(properties, "DestinationConfig", config, mark_of(declared.body, "destinations") or declared.mark)
    if properties:
        put(properties, "FunctionName", ref(declared.logical_id), declared.mark)
        draft.put(f"{declared.prefix}LambdaEvConf", "AWS::Lambda::EventInvokeConfig", properties, declared.mark)


def destination(value: Any, draft: Draft) -> Any:
    """A destination's ARN: a function's key, an ARN, or a mapping with one."""
    if isinstance(value, dict) and "arn" in value:
        value = value["arn"]
    if isinstance(value, str) and value in draft.functions:
        return draft.functions[value].arn
    return value


def _alias(declared: Declared, draft: Draft) -> None:
    count = declared.body.get("provisionedConcurrency")
    if count is None:
        return
    at = mark_of(declared.body, "provisionedConcurrency") or declared.mark
    config = made(at, ProvisionedConcurrentExecutions=count)
    properties = made(
        at, FunctionName=ref(declared.logical_id), Name="provisioned", ProvisionedConcurrencyConfig=config
    )
    draft.put(f"{declared.prefix}ProvConcLambdaAlias", "AWS::Lambda::Alias", properties, at)


def layers(draft: Draft) -> None:
    """The layers of the service itself."""
    section = draft.root.get("layers")
    for key, body in mapping(section).items():
        at = mark_of(section, key) or draft.provider_mark
        layer = mapping(body)
        properties = moved(layer, {"name": "LayerName", "compatibleRuntimes": "CompatibleRuntimes"}, at)
        properties.setdefault("LayerName", key)
        put(properties, "ContentUri", layer_path(layer, draft, at), at)
        draft.put(f"{normalized(key)}LambdaLayer", "AWS::Lambda::LayerVersion", properties, at)

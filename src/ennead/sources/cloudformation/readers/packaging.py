"""Where the code of functions and layers lies, and what is said of how it is built."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from ennead.model.app import Dialect, Text
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.desk import Desk
from ennead.sources.cloudformation.stack import Resource

PACKAGING = "ennead:packaging"
"""Metadata in which the other dialects hand on what they know beyond CloudFormation's words: a list of pairs."""
Facts = tuple[tuple[str, str], ...]


def code_of(resource: Resource, desk: Desk, key: str = "Code") -> Text:
    """The code's folder or file relative to the scanned folder; None where it is inline, an image or elsewhere.

    `key` is the property: `Code` of functions, `Content` of layers; SAM's is called after it.
    """
    raw: Any = None
    if resource.origin:
        raw = resource.origin.properties.get(f"{key}Uri")
        if raw is None and resource.properties.twins[1:]:
            raw = resource.properties.twins[1].get(f"{key}Uri")
        raw = desk.value_of(resource.logical_id, raw)
    if raw is None:
        raw = resource.properties.raw(key)
        if staged := uploaded(resource, desk, key):
            return staged
    if not isinstance(raw, str) or "://" in raw:
        return Unknown("the code's place could not be told") if isinstance(raw, Unknown) else None
    return _placed(raw, resource)


def _placed(path: str, resource: Resource) -> str:
    """A path as the resource's file names it, relative to the scanned folder."""
    base = posixpath.dirname(resource.at.path)
    return posixpath.normpath(posixpath.join(base, path)) if path not in {"", "."} else base or "."


def uploaded(resource: Resource, desk: Desk, key: str = "Code") -> str | None:
    """The code's folder or file where it is known what is uploaded under its key or image tag."""
    code = resource.properties.view(key)
    image = code.known("ImageUri")
    return desk.asset(code.known("S3Key")) or (desk.asset(image.rpartition(":")[2]) if image else None)


def image_of(resource: Resource) -> Text:
    """The address of a function's image; None where its code is an archive."""
    code = resource.properties.view("Code")
    if resource.properties.text("PackageType") != "Image" and not code.has("ImageUri"):
        return None
    return code.text("ImageUri")


def inline_of(resource: Resource) -> dict[str, Any]:
    """The fields `inline` and `inline_at` of a function: code in the template itself, and the key it stands under."""
    code = resource.properties.view("Code")
    if code.has("ZipFile"):
        return {"inline": code.text("ZipFile"), "inline_at": code.at("ZipFile")}
    if resource.properties.has("InlineCode"):  # SAM that could not be translated
        return {"inline": resource.properties.text("InlineCode"), "inline_at": resource.properties.at("InlineCode")}
    return {}


def packaging_of(resource: Resource) -> Facts:
    """What is said of how the code is built: `Metadata` for the build, and what is set over an image's own."""
    metadata = resource.metadata
    found = (_beside(resource), _build(resource), _staged(metadata), _over_image(resource), _handed(metadata))
    return tuple(dict.fromkeys(pair for pairs in found for pair in pairs))


def _beside(resource: Resource) -> Iterator[tuple[str, str]]:
    """The folder that SAM's build takes where a function does not say where its code is: the template's."""
    if resource.dialect is not Dialect.SAM or resource.type != "AWS::Lambda::Function":
        return
    twins = resource.properties.twins
    said = {key for twin in twins for key in ("CodeUri", "InlineCode", "ImageUri") if twin.get(key) is not None}
    if twins and not said and image_of(resource) is None:
        yield "base", _placed(".", resource)


def _build(resource: Resource) -> Iterator[tuple[str, str]]:
    """SAM's metadata.

    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/building-custom-runtimes.html
    """
    metadata = resource.metadata
    method, properties = metadata.get("BuildMethod"), metadata.get("BuildProperties")
    if isinstance(method, str):
        yield "build", method
    inner: Mapping[str, Any] = properties if isinstance(properties, dict) else {}
    yield from (("entry", entry) for entry in _texts(inner.get("EntryPoints")))
    if method == "makefile":
        place = inner.get("WorkingDirectory", metadata.get("ContextPath"))
        yield "makefile", _placed(posixpath.join(place if isinstance(place, str) else "", "Makefile"), resource)
    if any(isinstance(metadata.get(key), str) for key in ("Dockerfile", "DockerContext")):
        file, context, target = (metadata.get(key) for key in ("Dockerfile", "DockerContext", "DockerBuildTarget"))
        yield "context", _placed(context if isinstance(context, str) else ".", resource)
        yield "dockerfile", file if isinstance(file, str) else "Dockerfile"
        if isinstance(target, str):
            yield "target", target


def _staged(metadata: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """CDK's metadata of an asset: a path in the assembly, and whether a bundler made it."""
    if metadata.get("aws:asset:is-bundled") is True:
        yield "build", "bundled"
    for key, name in (("path", "asset"), ("dockerfile-path", "dockerfile"), ("docker-build-target", "target")):
        if isinstance(value := metadata.get(f"aws:asset:{key}"), str):
            yield name, value


def _over_image(resource: Resource) -> Iterator[tuple[str, str]]:
    config = resource.properties.view("ImageConfig")
    for key, name in (("EntryPoint", "entrypoint"), ("Command", "command"), ("WorkingDirectory", "workdir")):
        yield from ((name, text) for text in config.texts(key))


def _handed(metadata: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the reader of another dialect put under its key."""
    pairs = metadata.get(PACKAGING)
    for pair in pairs if isinstance(pairs, list | tuple) else ():
        if isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(part, str) for part in pair):
            yield pair[0], pair[1]


def _texts(value: object) -> Iterator[str]:
    yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str) and one)

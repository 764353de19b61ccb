"""SAM to CloudFormation with aws-sam-translator: no network, no AWS configuration, no client.

Region and account are handed in.  What one resource breaks costs that resource alone: it is taken out,
the rest is translated again, and a function that cannot be translated still stands in the result as a
plain function.
"""

from __future__ import annotations

import copy
import logging
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from ennead.sources.cloudformation.marks import MarkedDict

MAX_ROUNDS = 12
"""How often a template is tried again without the resources that broke it."""

_CODE = "s3://code/local.zip"
_IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/local:latest"


@dataclass(frozen=True, slots=True)
class Fault:
    """What the translator refused: a resource (None for the template as a whole) and its reason."""

    logical_id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Translation:
    """The template as CloudFormation, and what was left out of it."""

    root: dict[str, Any]
    faults: tuple[Fault, ...] = ()


def translate(root: dict[str, Any], parameters: Mapping[str, Any], managed: Mapping[str, str]) -> Translation:
    """Translate; `parameters` are plain values, `managed` names of AWS managed policies with their ARNs."""
    source = _prepared(root)
    faults: list[Fault] = []
    for _ in range(MAX_ROUNDS):
        attempt = copy.deepcopy(source)
        try:
            done = _run(attempt, parameters, managed)
        except _document_error() as error:
            broken = _faults_of(error, source["Resources"])
        except Exception as error:  # noqa: BLE001  (the translator meets input it was not made for)
            broken = [Fault(None, f"the SAM translator failed: {type(error).__name__}: {error}")]
        else:
            return Translation(_with_fallbacks(done, root, faults), tuple(faults))
        faults += broken
        ids = {fault.logical_id for fault in broken} - {None}
        if not ids:
            break
        source["Resources"] = MarkedDict({k: v for k, v in source["Resources"].items() if k not in ids})
        if not source["Resources"]:
            break
    return Translation(_untranslated(root, faults), tuple(faults))


@contextmanager
def _without_ipv6() -> Iterator[None]:
    """Whether a machine knows IPv6 is asked by urllib3, when boto3 imports it, with a socket; a scan opens none."""
    had = socket.has_ipv6
    socket.has_ipv6 = False
    try:
        yield
    finally:
        socket.has_ipv6 = had


def _document_error() -> type[Exception]:
    with _without_ipv6():
        from samtranslator.model.exceptions import InvalidDocumentException  # noqa: PLC0415

    return InvalidDocumentException


def _run(root: dict[str, Any], parameters: Mapping[str, Any], managed: Mapping[str, str]) -> dict[str, Any]:
    with _without_ipv6():
        from samtranslator.parser.parser import Parser  # noqa: PLC0415
        from samtranslator.translator.translator import Translator  # noqa: PLC0415

    logging.getLogger("samtranslator").setLevel(logging.CRITICAL)
    session: Any = SimpleNamespace(region_name="us-east-1")
    translator = Translator(dict(managed), Parser(), boto_session=session)
    done: dict[str, Any] = translator.translate(root, {"AWS::Region": "${AWS::Region}", **parameters})
    return done


def _faults_of(error: Any, resources: Mapping[str, Any]) -> list[Fault]:
    found = []
    for cause in getattr(error, "causes", None) or [error]:
        name = getattr(cause, "_logical_id", None)
        names = name if isinstance(name, list) else [name]
        reason = str(getattr(cause, "message", cause))
        found += [Fault(str(one) if one in resources else None, reason) for one in names]
    return found


def _prepared(root: dict[str, Any]) -> dict[str, Any]:
    """A copy whose local code and applications are things the translator takes without looking for them."""
    done = copy.deepcopy(root)
    defaults = done.get("Globals")
    inherited = defaults.get("Function") if isinstance(defaults, dict) else None
    inherited = inherited if isinstance(inherited, dict) else {}
    _stand_in(inherited)
    for resource in list(done["Resources"].values()):
        if not isinstance(resource, dict):
            continue
        properties = resource.get("Properties")
        properties = properties if isinstance(properties, dict) else {}
        kind = resource.get("Type")
        if kind == "AWS::Serverless::Application":
            _as_stack(resource, properties)
        elif isinstance(kind, str) and kind.startswith("AWS::Serverless::"):
            _stand_in(properties)
            if kind == "AWS::Serverless::Function":
                _with_code(properties, inherited)
    done["Resources"] = MarkedDict({k: v for k, v in done["Resources"].items() if isinstance(v, dict)})
    return done


def _stand_in(properties: dict[str, Any]) -> None:
    for key in ("CodeUri", "ContentUri"):
        value = properties.get(key)
        if isinstance(value, str) and not value.startswith("s3://"):
            properties[key] = _CODE
    image = properties.get("ImageUri")
    if isinstance(image, str) and ".dkr.ecr." not in image:
        properties["ImageUri"] = _IMAGE


def _with_code(properties: dict[str, Any], inherited: dict[str, Any]) -> None:
    """Code where the template leaves its place to the build: the translator wants to see some."""
    if "Image" in {properties.get("PackageType"), inherited.get("PackageType")}:
        properties.setdefault("ImageUri", _IMAGE)
    elif not {"CodeUri", "InlineCode", "ImageUri"} & {*properties, *inherited}:
        properties["CodeUri"] = _CODE


def _as_stack(resource: dict[str, Any], properties: dict[str, Any]) -> None:
    """A nested application is a nested stack; one of the public repository stays a name without a template."""
    location = properties.get("Location")
    resource["Type"] = "AWS::CloudFormation::Stack"
    resource["Properties"] = MarkedDict(
        {"TemplateURL": location, "Parameters": properties.get("Parameters") or {}},
        getattr(properties, "mark", None),
    )


def _untranslated(root: dict[str, Any], faults: list[Fault]) -> dict[str, Any]:
    """The template with nothing translated: plain resources as they are, functions in their plain form."""
    done = dict(root)
    ids = [Fault(name, "") for name in root["Resources"]]
    done["Resources"] = {
        name: resource
        for name, resource in root["Resources"].items()
        if isinstance(resource, dict) and not str(resource.get("Type")).startswith("AWS::Serverless::")
    }
    return _with_fallbacks(done, root, [*faults, *ids])


def _with_fallbacks(done: dict[str, Any], root: dict[str, Any], faults: list[Fault]) -> dict[str, Any]:
    for fault in faults:
        resource = root["Resources"].get(fault.logical_id) if fault.logical_id else None
        if isinstance(resource, dict) and resource.get("Type") == "AWS::Serverless::Function":
            done["Resources"].setdefault(fault.logical_id, _plain_function(resource, root.get("Globals")))
    return done


def _plain_function(resource: dict[str, Any], defaults: Any) -> dict[str, Any]:
    inherited = defaults.get("Function") if isinstance(defaults, dict) else None
    own = resource.get("Properties")
    merged = {**(inherited if isinstance(inherited, dict) else {}), **(own if isinstance(own, dict) else {})}
    if "Tracing" in merged:
        merged["TracingConfig"] = {"Mode": merged["Tracing"]}
    return {**resource, "Type": "AWS::Lambda::Function", "Properties": merged}

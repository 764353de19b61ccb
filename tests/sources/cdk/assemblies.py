"""Cloud assemblies as `cdk synth` lays them out, written by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

BOOTSTRAP = {
    "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk/version"}},
    "Rules": {
        "CheckBootstrapVersion": {
            "Assertions": [{"Assert": {"Fn::Not": [{"Fn::Contains": [["1"], {"Ref": "BootstrapVersion"}]}]}}]
        }
    },
    "Conditions": {"CDKMetadataAvailable": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}},
}
"""What CDK puts into every template by itself."""
METADATA = {"Type": "AWS::CDK::Metadata", "Condition": "CDKMetadataAvailable", "Properties": {"Analytics": "v2"}}
QUEUE = {"Type": "AWS::SQS::Queue"}


def function(key: str, **properties: Any) -> dict[str, Any]:
    """A function whose code is uploaded under that key."""
    code = {"S3Bucket": "assets", "S3Key": key}
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {"Handler": "index.handler", "Runtime": "python3.13", "Code": code, **properties},
    }


def mapping(source: object, target: object) -> dict[str, Any]:
    """A poller between a queue and a function."""
    return {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {"EventSourceArn": source, "FunctionName": target},
    }


def template(resources: Mapping[str, Any], outputs: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A template with what CDK adds."""
    return {"Resources": {**resources, "CDKMetadata": METADATA}, "Outputs": dict(outputs or {}), **BOOTSTRAP}


def stack(name: str, constructs: Mapping[str, str] | None = None, **properties: Any) -> dict[str, Any]:
    """A stack of the manifest; `constructs` are construct paths by logical id."""
    entries = {path: [{"type": "aws:cdk:logicalId", "data": key}] for key, path in (constructs or {}).items()}
    return {
        "type": "aws:cloudformation:stack",
        "properties": {"templateFile": f"{name}.template.json", **properties},
        "metadata": entries,
    }


def file_asset(path: str, key: str) -> dict[str, Any]:
    """A file or folder of the asset manifest."""
    return {"source": {"path": path, "packaging": "zip"}, "destinations": {"here": {"objectKey": key}}}


def write_assembly(
    folder: Path,
    stacks: Mapping[str, Mapping[str, Any]],
    assets: Mapping[str, Any] | None = None,
    files: Mapping[str, Any] | None = None,
    manifest: Mapping[str, Any] | None = None,
) -> Path:
    """An assembly in `folder/cdk.out`: templates by stack, an asset manifest, further JSON files, parts of the
    manifest."""
    out = folder / "cdk.out"
    artifacts = {name: stack(name) for name in stacks} | {
        "all.assets": {"type": "cdk:asset-manifest", "properties": {"file": "all.assets.json"}},
        "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}},
    }
    written = {
        "manifest.json": {"version": "55.0.0", "artifacts": artifacts, **(manifest or {})},
        "all.assets.json": {"version": "55.0.0", **(assets or {})},
        "cdk.out": {"version": "55.0.0"},
        **{f"{name}.template.json": body for name, body in stacks.items()},
        **(files or {}),
    }
    for name, body in written.items():
        file = out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body if isinstance(body, str) else json.dumps(body, indent=1), encoding="utf-8")
    return folder

"""Code, images and definitions that are uploaded at deployment are found where they lie in the scanned folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ennead.model.app import Function
from tests.sources.cdk.assemblies import QUEUE, file_asset, function, stack, template, write_assembly
from tests.sources.reading import edges, fragment_in, ids, one


@pytest.mark.parametrize(
    ("path", "key", "code"),
    [
        ("asset.a1", "a1.zip", "cdk.out/asset.a1"),
        ("../src/orders", "a1.zip", "src/orders"),
        ("asset.a1", "team/prefix/a1.zip", "cdk.out/asset.a1"),
        ("../../elsewhere", "a1.zip", None),
        ("asset.b2", "b2.zip", None),
    ],
)
def test_code_is_where_its_asset_is(tmp_path: Path, path: str, key: str, code: str | None) -> None:
    """The folder of the asset that is uploaded under the function's key; none where it lies outside or is another."""
    used = "a1.zip" if key == "b2.zip" else key
    assets = {"files": {"a1" if key != "b2.zip" else "b2": file_asset(path, key)}}
    folder = write_assembly(tmp_path, {"App": template({"Fn": function(used)})}, assets)
    assert one(fragment_in(folder), "function/Fn", Function).code == code


def test_an_asset_named_by_its_full_path_is_inside_too(tmp_path: Path) -> None:
    """An asset that is not staged is named by an absolute path, and shown relative to the scanned folder."""
    assets = {"files": {"a1": file_asset(str(tmp_path / "lambda"), "a1.zip")}}
    folder = write_assembly(tmp_path, {"App": template({"Fn": function("a1.zip")})}, assets)
    assert one(fragment_in(folder), "function/Fn", Function).code == "lambda"


def test_an_image_is_found_by_its_tag(tmp_path: Path) -> None:
    """The folder a container image is built from is its function's code."""
    uri = {"Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/assets-${AWS::Region}:i1"}
    image = {"Type": "AWS::Lambda::Function", "Properties": {"PackageType": "Image", "Code": {"ImageUri": uri}}}
    docker = {"i1": {"source": {"directory": "asset.i1"}, "destinations": {"here": {"imageTag": "i1"}}}}
    folder = write_assembly(tmp_path, {"App": template({"Fn": image})}, {"dockerImages": docker})
    node = one(fragment_in(folder), "function/Fn", Function)
    assert node.code == "cdk.out/asset.i1"
    assert isinstance(node.image, str)
    assert node.image.endswith(":i1")


def test_assets_of_the_older_synthesizer_go_through_parameters(tmp_path: Path) -> None:
    """A key put together from a template parameter is the one its metadata entry names, and leaves no gap."""
    halves: list[Any] = [{"Fn::Select": [n, {"Fn::Split": ["||", {"Ref": "Key"}]}]} for n in (0, 1)]
    fn = function("unused")
    fn["Properties"]["Code"] = {"S3Bucket": {"Ref": "Bucket"}, "S3Key": {"Fn::Join": ["", halves]}}
    body = template({"Fn": fn})
    body["Parameters"] = {name: {"Type": "String"} for name in ("Bucket", "Key")}
    names = {"s3KeyParameter": "Key", "s3BucketParameter": "Bucket"}
    data = {"path": "asset.c3", "packaging": "zip", "sourceHash": "c3", **names}
    app = stack("App")
    app["metadata"] = {"/App": [{"type": "aws:cdk:asset", "data": data}, {"type": "aws:cdk:asset", "data": 1}]}
    fragment = fragment_in(write_assembly(tmp_path, {"App": body}, manifest={"artifacts": {"App": app}}))
    assert one(fragment, "function/Fn", Function).code == "cdk.out/asset.c3"
    assert fragment.gaps == ()


def test_an_uploaded_state_machine_is_read(tmp_path: Path) -> None:
    """A definition in a file asset is read like one in the template."""
    state = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "${Url}"}}
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {
            "DefinitionS3Location": {"Bucket": "assets", "Key": "m1.json"},
            "DefinitionSubstitutions": {"Url": {"Ref": "Q"}},
        },
    }
    assets = {"files": {"m1": file_asset("asset.m1.json", "m1.json")}}
    files = {"asset.m1.json": {"StartAt": "A", "States": {"A": {**state, "End": True}}}}
    body = template({"Q": QUEUE, "M": machine})
    fragment = fragment_in(write_assembly(tmp_path, {"App": body}, assets, files))
    assert edges(fragment, "publishes") == {("state_machine/M", "queue/Q")}
    assert fragment.gaps == ()


@pytest.mark.parametrize(("written", "gaps"), [(True, []), (False, ["file", "definition"])])
def test_an_uploaded_api_definition_is_read(tmp_path: Path, *, written: bool, gaps: list[str]) -> None:
    """Routes of an OpenAPI file asset are routes; where the file is not there, that is a gap."""
    api = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"BodyS3Location": {"Bucket": "assets", "Key": "o1.json"}}}
    operation = {"x-amazon-apigateway-integration": {"type": "mock"}}
    spec = {"openapi": "3.0.1", "info": {"title": "x"}, "paths": {"/ping": {"get": operation}}}
    assets = {"files": {"o1": file_asset("asset.o1.json", "o1.json")}}
    files = {"asset.o1.json": spec} if written else {}
    fragment = fragment_in(write_assembly(tmp_path, {"App": template({"Api": api})}, assets, files))
    assert ("route/GET /ping" in ids(fragment)) is written
    assert [gap.klass for gap in fragment.gaps] == gaps

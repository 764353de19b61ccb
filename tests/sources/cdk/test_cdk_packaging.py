"""What an assembly says of how its assets were made, and of the code of layers."""

from __future__ import annotations

from pathlib import Path

from ennead.model.app import Function, Layer
from tests.sources.cdk.assemblies import file_asset, function, template, write_assembly
from tests.sources.reading import fragment_in, one


def test_bundled_assets_and_layers(tmp_path: Path) -> None:
    """Metadata says that a bundler made the asset; a layer has the folder that is uploaded under its key."""
    fn = function("a1.zip") | {
        "Metadata": {"aws:asset:path": "asset.a1", "aws:asset:is-bundled": True, "aws:asset:property": "Code"}
    }
    layer = {"Type": "AWS::Lambda::LayerVersion", "Properties": {"Content": {"S3Bucket": "b", "S3Key": "l1.zip"}}}
    assets = {"files": {"a1": file_asset("asset.a1", "a1.zip"), "l1": file_asset("asset.l1", "l1.zip")}}
    found = fragment_in(write_assembly(tmp_path, {"App": template({"Fn": fn, "L": layer})}, assets))
    assert one(found, "function/Fn", Function).packaging == (("build", "bundled"), ("asset", "asset.a1"))
    assert one(found, "layer/L", Layer).code == "cdk.out/asset.l1"

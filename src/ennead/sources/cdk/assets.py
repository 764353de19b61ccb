"""What a cloud assembly uploads at deployment: files and image folders, by the key or tag they get.

Shapes: https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema (asset
manifest; `aws:cdk:asset` metadata of the older synthesizer).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from ennead.sources.cdk.files import Folder, items, mapping, text


def of_manifest(manifest: dict[str, Any], folder: Folder) -> Iterator[tuple[str, str]]:
    """Key or tag, and path relative to the scanned folder, of each asset that lies inside it."""
    for hashed, asset in items(manifest.get("files")):
        path = text(mapping(asset.get("source")).get("path"))
        yield from _placed(path, _names(asset, "objectKey", hashed), folder)
    for hashed, asset in items(manifest.get("dockerImages")):
        path = text(mapping(asset.get("source")).get("directory"))
        yield from _placed(path, _names(asset, "imageTag", hashed), folder)


def _names(asset: dict[str, Any], key: str, hashed: str) -> set[str]:
    found = {hashed, *(text(one.get(key)) or hashed for _, one in items(asset.get("destinations")))}
    return found | {posixpath.basename(name) for name in found}


def _placed(path: str | None, names: set[str], folder: Folder) -> Iterator[tuple[str, str]]:
    inside = folder.within(path) if path else None
    if inside is not None:
        yield from ((name, inside) for name in names)


def of_metadata(data: dict[str, Any], folder: Folder) -> tuple[dict[str, str], dict[str, str]]:
    """An asset of the older synthesizer: its places by key, and values for the parameters its template has for it.

    The template puts the key together from both sides of `||` in a parameter.
    """
    path, hashed = text(data.get("path")), text(data.get("sourceHash"))
    if path is None or hashed is None:
        return {}, {}
    ending = ".zip" if data.get("packaging") == "zip" else posixpath.splitext(path)[1]
    key = f"{hashed}{ending}"
    values = {"s3BucketParameter": "cdk-assets", "s3KeyParameter": f"||{key}", "artifactHashParameter": hashed}
    given = {name: value for field, value in values.items() if (name := text(data.get(field)))}
    return dict(_placed(path, {key, text(data.get("imageTag")) or hashed}, folder)), given

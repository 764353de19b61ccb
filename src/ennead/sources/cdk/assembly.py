"""A cloud assembly: the stacks its manifest lists, those of nested assemblies too, and what goes with them.

The manifest's version is not looked at: what is read here has kept its shape since version 1
(https://docs.aws.amazon.com/cdk/v2/guide/deploy.html; package `@aws-cdk/cloud-assembly-schema`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ennead.model.app import Gap, GapKind
from ennead.model.location import Location
from ennead.sources.app import Fault
from ennead.sources.cdk import assets
from ennead.sources.cdk.files import Folder, items, mapping, text
from ennead.sources.errors import SourceError

MANIFEST = "manifest.json"
MAX_ASSEMBLIES = 200
"""A pipeline has one nested assembly per stage."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A stack: `id` is unique in the assembly, `template` relative to the scanned folder.

    `given` are values of its parameters, `constructs` pairs of logical id and construct path.
    """

    id: str
    stack_name: str
    template: str
    given: dict[str, str]
    constructs: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Assembly:
    """Everything the manifests say.  `assets` as `Files` takes them; `read` are the files that were read."""

    stacks: list[Artifact] = field(default_factory=list)
    assets: dict[str, str] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, name: str, reason: str, at: Location) -> None:
        """Note a part that cannot be read."""
        self.faults.append(Fault(name, f"{name}: {reason}", at))


def open_assembly(root: Path, path: str) -> Assembly:
    """Read the assembly in a folder (relative to `root`).  Raises SourceError where its manifest cannot be read."""
    assembly = Assembly()
    waiting, seen = [Folder(root, path)], set()
    while waiting:
        folder = waiting.pop(0)
        if folder.path in seen:
            continue
        seen.add(folder.path)
        try:
            manifest = folder.json(MANIFEST)
        except SourceError as error:
            if len(seen) == 1:
                raise
            assembly.fault(folder.path, error.reason, error.at)
            continue
        if len(seen) > MAX_ASSEMBLIES:
            assembly.fault(folder.path, f"more than {MAX_ASSEMBLIES} nested assemblies", folder.at(MANIFEST))
            break
        waiting += _take(manifest, folder, assembly)
    return assembly


def _take(manifest: dict[str, Any], folder: Folder, assembly: Assembly) -> Iterator[Folder]:
    """Note what a manifest lists; yields the folders of nested assemblies."""
    for name, artifact in items(manifest.get("artifacts")):
        properties = mapping(artifact.get("properties"))
        kind = artifact.get("type")
        if kind == "aws:cloudformation:stack":
            _stack(name, artifact, folder, assembly)
        elif kind == "cdk:asset-manifest" and (file := text(properties.get("file"))):
            try:
                assembly.assets.update(assets.of_manifest(folder.json(file), folder))
            except SourceError as error:
                assembly.fault(name, error.reason, error.at)
        elif kind == "cdk:cloud-assembly" and (directory := text(properties.get("directoryName"))):
            nested = folder.below(directory)
            if nested:
                yield nested
            else:
                assembly.fault(name, "the folder of a nested assembly lies outside the scanned folder", folder.at("."))
    missing = manifest.get("missing")
    for one in missing if isinstance(missing, list) else ():
        key = text(mapping(one).get("key")) or "a value"
        reason = f"{key} was not known when the app was synthesised: what hangs on it is a placeholder"
        assembly.gaps.append(Gap(GapKind.INPUT, reason, folder.at(MANIFEST), "context", key))


def _stack(name: str, artifact: dict[str, Any], folder: Folder, assembly: Assembly) -> None:
    properties = mapping(artifact.get("properties"))
    file = text(properties.get("templateFile"))
    template = folder.within(file) if file else None
    if template is None:
        assembly.fault(name, "its template is not in the scanned folder", folder.at(MANIFEST))
        return
    given = {key: value for key, value in mapping(properties.get("parameters")).items() if isinstance(value, str)}
    constructs: list[tuple[str, str]] = []
    for path, kind, data in _metadata(name, artifact, folder, assembly):
        if kind == "aws:cdk:logicalId" and isinstance(data, str):
            constructs.append((data, path.removeprefix("/")))
        elif kind == "aws:cdk:asset":
            places, values = assets.of_metadata(mapping(data), folder)
            assembly.assets.update(places)
            given.update(values)
    stack_name = text(properties.get("stackName")) or text(artifact.get("displayName")) or name
    assembly.stacks.append(Artifact(name, stack_name, template, given, tuple(constructs)))


def _metadata(
    name: str, artifact: dict[str, Any], folder: Folder, assembly: Assembly
) -> Iterator[tuple[str, str, object]]:
    """Construct path, type and data of each entry: in the manifest, or in the file it names."""
    entries = dict(mapping(artifact.get("metadata")))
    if file := text(artifact.get("additionalMetadataFile")):
        try:
            entries.update(folder.json(file))
        except SourceError as error:
            assembly.fault(name, f"construct paths: {error.reason}", error.at)
    for path, group in entries.items():
        for entry in group if isinstance(group, list) else ():
            if isinstance(entry, dict):
                yield path, str(entry.get("type")), entry.get("data")

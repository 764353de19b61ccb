"""A CDK application: all stacks of its cloud assembly as one fragment.  Nothing is executed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ennead.model.app import Dialect, Fragment, Route
from ennead.model.location import Location
from ennead.sources.app import AppReading, Options
from ennead.sources.cdk.assembly import MANIFEST, Artifact, Assembly, open_assembly
from ennead.sources.cdk.constructs import construct_paths
from ennead.sources.cdk.files import items, mapping, text
from ennead.sources.errors import NotGiven, SourceError

if TYPE_CHECKING:
    from ennead.sources.cloudformation.exports import Exports
    from ennead.sources.cloudformation.stack import Stack
    from ennead.sources.cloudformation.template import Template


def read_app(root: Path, path: str, name: str, options: Options) -> AppReading:
    """Read the cloud assembly in a folder (relative to `root`).

    Raises SourceError where it cannot be read or lists no stack that can, NotGiven for an environment
    (an assembly has none) or a parameter that no stack has.
    """
    from ennead.sources.cloudformation.read import read_stacks  # noqa: PLC0415

    manifest = Location(f"{path}/{MANIFEST}" if path != "." else MANIFEST)
    if options.environment is not None:
        reason = f"no environment {options.environment}: a cloud assembly has the ones it was synthesised for"
        raise NotGiven(reason, manifest)
    assembly = open_assembly(root, path)
    opened = _opened(root, assembly)
    if not opened:
        faults = "; ".join(fault.reason for fault in assembly.faults)
        raise SourceError(f"no stack in this cloud assembly could be read: {faults or 'it lists none'}", manifest)
    _known(opened, options, manifest)
    stacks = _stacks(root, opened, assembly, options)
    reading = read_stacks(tuple(stacks.values()), offering=options.offering)
    fragment = _constructed(reading.fragment, stacks, opened)
    fragment = replace(fragment, gaps=(*fragment.gaps, *assembly.gaps))
    for logical_id, reason, at in reading.faults:
        assembly.fault(logical_id or at.path, reason, at)
    texts = dict(_texts(root, fragment.sources))
    unread, offers = tuple(assembly.faults), {"": reading.offers}
    return AppReading(name, manifest.path, {"": fragment}, unread, reading.marks, texts, offers)


def _opened(root: Path, assembly: Assembly) -> dict[str, tuple[Artifact, Template]]:
    """The stacks whose templates can be read, by artifact id."""
    from ennead.sources.discover import open_template  # noqa: PLC0415

    found = {}
    for artifact in assembly.stacks:
        try:
            template, _ = open_template(root, artifact.template)
        except SourceError as error:
            assembly.fault(artifact.stack_name, error.reason, error.at)
            continue
        found[artifact.id] = (artifact, template)
    return found


def _known(opened: dict[str, tuple[Artifact, Template]], options: Options, at: Location) -> None:
    """Raises NotGiven for a parameter that no stack has."""
    declared = {name for _, template in opened.values() for name in template.section("Parameters")}
    for name in options.parameters:
        if name not in declared and not name.startswith("AWS::"):
            raise NotGiven(f"no parameter {name} in any stack of this cloud assembly", at)


def _stacks(
    root: Path, opened: dict[str, tuple[Artifact, Template]], assembly: Assembly, options: Options
) -> dict[str, Stack]:
    """The stacks, ready to be read, by artifact id; each finds the outputs of the others."""
    from ennead.iam.managed import managed_arns  # noqa: PLC0415
    from ennead.sources.cloudformation.expand import Files  # noqa: PLC0415
    from ennead.sources.cloudformation.exports import Exports  # noqa: PLC0415
    from ennead.sources.cloudformation.inputs import Gaps, Inputs  # noqa: PLC0415
    from ennead.sources.cloudformation.stack import Stack  # noqa: PLC0415

    gaps, exports = Gaps(), Exports(outside=options.outside)
    gaps.budget.written = sum(template.written for _, template in opened.values())
    seen = {template.path for _, template in opened.values()}
    files = Files(root, "", seen, gaps.budget, assets=assembly.assets)
    stacks = {}
    for key, prefix in _prefixes([artifact for artifact, _ in opened.values()]).items():
        artifact, template = opened[key]
        own = {"AWS::StackName": artifact.stack_name} if prefix else {}
        inputs = Inputs(template, {**own, **artifact.given, **options.parameters}, gaps, exports)
        base = files.below(template.path.rpartition("/")[0])
        stacks[key] = Stack(template, inputs, base, gaps, managed_arns(), prefix).open()
    for key, stack in stacks.items():
        exports.declare(opened[key][0].stack_name, stack.template.section("Outputs"), stack.resolver.value)
        for name, value in _regional(stack):
            exports.named.setdefault(name, []).append((value, stack.resolver.value))
    for stack in stacks.values():
        _arrived(stack, exports)
    _tell_apart(stacks)
    return stacks


def _prefixes(artifacts: list[Artifact]) -> dict[str, str]:
    """`Stack.` by artifact id: the stack's name, or the artifact's where two bear it; nothing for the only stack."""
    if len(artifacts) == 1:
        return {artifacts[0].id: ""}
    names = Counter(artifact.stack_name for artifact in artifacts)
    return {one.id: f"{one.stack_name if names[one.stack_name] == 1 else one.id}." for one in artifacts}


def _regional(stack: Stack) -> Iterator[tuple[str, object]]:
    """What a stack hands to stacks in other regions, through CDK's own resource."""
    for _, resource in items(stack.root.get("Resources")):
        if resource.get("Type") == "Custom::CrossRegionExportWriter":
            properties = mapping(mapping(resource.get("Properties")).get("WriterProps"))
            yield from mapping(properties.get("exports")).items()


def _arrived(stack: Stack, exports: Exports) -> None:
    """Values that a stack here hands over need no look into the parameter store they travel through."""
    from ennead.sources.cloudformation.stack import READER  # noqa: PLC0415

    for _, resource in items(stack.root.get("Resources")):
        if resource.get("Type") == READER:
            imports = mapping(mapping(mapping(resource.get("Properties")).get("ReaderProps")).get("imports"))
            for name in [name for name in imports if name in exports.named]:
                del imports[name]


def _tell_apart(stacks: dict[str, Stack]) -> None:
    """Stages of one application bear the same physical names: each keeps to its own resources."""
    named: dict[tuple[str | None, str], list[tuple[Stack, str]]] = {}
    for stack in stacks.values():
        for name, resource in items(stack.root.get("Resources")):
            physical = stack.physical_name(name)
            if not physical.startswith("${"):
                named.setdefault((text(resource.get("Type")), physical), []).append((stack, name))
    for holders in named.values():
        for stack, name in holders if len({id(stack) for stack, _ in holders}) > 1 else ():
            stack.nameless(name)


def _constructed(
    fragment: Fragment, stacks: dict[str, Stack], opened: dict[str, tuple[Artifact, Template]]
) -> Fragment:
    """The nodes with the paths of their constructs; a route has its API's logical id, and no construct of its own."""
    paths: dict[str, str] = {}
    for key, stack in stacks.items():
        paths.update(construct_paths(stack, opened[key][0].constructs))
    nodes = tuple(
        replace(
            node,
            construct=None if isinstance(node, Route) else paths.get(node.logical_id),
            dialect=Dialect.CDK,
        )
        if node.logical_id
        else node
        for node in fragment.nodes
    )
    return replace(fragment, nodes=nodes)


def _texts(root: Path, sources: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    from ennead.sources.cloudformation.load import read_text  # noqa: PLC0415

    for path in sources:
        yield path, read_text(root / path, path)

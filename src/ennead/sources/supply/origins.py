"""What a function's code comes from, beyond its own folder: base images, and the bucket that artefacts pass through."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ennead.model.app import DECLARED, Bucket, Edge, EdgeKind, Fragment, Function, Node
from ennead.model.location import Location
from ennead.sources.app import AppReading
from ennead.sources.cloudformation.load import read_text
from ennead.sources.errors import SourceError
from ennead.sources.supply.images import base_images


def with_base_images(reading: AppReading, root: Path) -> AppReading:
    """The reading with what the Dockerfiles of its functions begin with; itself where it has none."""
    files = dict(_dockerfiles(reading))
    texts: dict[str, str] = {}
    fragments = {key: _begun(fragment, files, root, texts) for key, fragment in reading.fragments.items()}
    return replace(reading, fragments=fragments, texts={**reading.texts, **texts})


def _beside(fn: Function) -> str | None:
    """The Dockerfile in the folder an image is built from."""
    return f"{fn.code}/Dockerfile" if fn.image is not None and isinstance(fn.code, str) else None


def _dockerfiles(reading: AppReading) -> Iterator[tuple[str, str]]:
    """Functions and the Dockerfiles their metadata names, as SAM has it (`DockerContext`, `Dockerfile`)."""
    for mark in reading.marks:
        context, file = mark.metadata.get("DockerContext"), mark.metadata.get("Dockerfile", "Dockerfile")
        if mark.logical_id and isinstance(context, str) and isinstance(file, str):
            yield mark.logical_id, posixpath.normpath(posixpath.join(posixpath.dirname(mark.path), context, file))


def _begun(fragment: Fragment, files: dict[str, str], root: Path, texts: dict[str, str]) -> Fragment:
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    for node in fragment.nodes:
        if not isinstance(node, Function) or node.external:
            continue
        path = files.get(node.logical_id or "") or _beside(node)
        text = _text(root, path, texts) if path else None
        if path is None or text is None:
            continue
        for image in base_images(text, path):
            nodes.setdefault(image.id, image)
            places = (image.at,) if image.at else ()
            edges.append(Edge(kind=EdgeKind.DEPENDS_ON, source=node.id, target=image.id, locations=places))
    if not nodes:
        return fragment
    sources = tuple(sorted({*fragment.sources, *(image.at.path for image in nodes.values() if image.at)}))
    return replace(
        fragment, nodes=(*fragment.nodes, *nodes.values()), edges=(*fragment.edges, *dict.fromkeys(edges)),
        sources=sources,
    )  # fmt: skip


def _text(root: Path, path: str, texts: dict[str, str]) -> str | None:
    """A Dockerfile inside the scanned folder; None where there is none."""
    if path in texts:
        return texts[path]
    try:
        file = (root / path).resolve()
        if path.startswith("..") or not file.is_relative_to(root.resolve()) or not file.is_file():
            return None
        texts[path] = read_text(file, path)
    except (OSError, ValueError, SourceError):
        return None
    return texts[path]


def with_bucket(fragment: Fragment, name: str, at: Location) -> Fragment:
    """The fragment with the bucket its artefacts pass through: whoever writes there replaces all its code."""
    own = next((node for node in fragment.nodes if isinstance(node, Bucket) and node.name == name), None)
    bucket = own or Bucket(id=f"bucket/{name}", name=name, at=at, external=True)
    edges = tuple(
        Edge(
            kind=EdgeKind.DEPLOYED_AS, source=node.id, target=bucket.id, locations=(at,), lenses=DECLARED, label="code"
        )
        for node in fragment.nodes
        if isinstance(node, Function) and not node.external
    )
    if not edges:
        return fragment
    nodes = fragment.nodes if own or any(node.id == bucket.id for node in fragment.nodes) else (*fragment.nodes, bucket)
    return replace(fragment, nodes=nodes, edges=(*fragment.edges, *edges))

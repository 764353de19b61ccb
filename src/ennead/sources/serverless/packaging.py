"""How a service packs its code: the folder paths start at, bundlers, patterns, images, layers."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from ennead.sources.cloudformation.inputs import has_hole
from ennead.sources.cloudformation.marks import Mark, MarkedDict
from ennead.sources.cloudformation.readers.packaging import PACKAGING
from ennead.sources.serverless.draft import Declared, Draft, mapping, sequence

_BUILDERS = {
    "serverless-esbuild": "esbuild", "serverless-plugin-esbuild": "esbuild", "serverless-bundle": "webpack",
    "serverless-webpack": "webpack", "serverless-plugin-typescript": "typescript",
    "serverless-typescript": "typescript", "serverless-python-requirements": "python-requirements",
    "serverless-plugin-optimize": "bundled", "serverless-jetpack": "jetpack", "serverless-rust": "rust",
}  # fmt: skip
"""Plugins that build, and what they build with."""


def packaging(declared: Declared, draft: Draft) -> dict[str, Any] | None:
    """The function's packaging as metadata of its resource."""
    found = list(dict.fromkeys(_facts(declared, draft)))
    return {PACKAGING: found} if found else None


def base_of(declared: Declared, draft: Draft) -> str:
    """The folder a handler's path starts at: the service's, or that of the function's own `module`."""
    module = declared.body.get("module")
    own = module if isinstance(module, str) and not has_hole(module) else ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(draft.path), own))


def layer_path(layer: MarkedDict, draft: Draft, mark: Mark) -> Any:
    """The folder of a layer as the file it is written in names it; its path is the service's."""
    path = mapping(layer.get("package")).get("artifact") or layer.get("path", ".")
    if not isinstance(path, str) or has_hole(path):
        return path
    full = posixpath.normpath(posixpath.join(posixpath.dirname(draft.path), path))
    return posixpath.relpath(full, posixpath.dirname(mark[0]) or ".")


def _facts(declared: Declared, draft: Draft) -> Iterator[tuple[str, str]]:
    if declared.body.get("image") is not None:
        yield from _image(declared.body["image"], draft)
        return
    yield "base", base_of(declared, draft)
    wsgi = mapping(mapping(draft.root.get("custom")).get("wsgi")).get("app")
    if isinstance(wsgi, str) and not has_hole(wsgi):
        yield "wsgi", wsgi
    for plugin in draft.plugins:
        if plugin in _BUILDERS:
            yield "build", _BUILDERS[plugin]
    if mapping(draft.root.get("build")).get("esbuild") or draft.root.get("build") == "esbuild":
        yield "build", "esbuild"
    whole, own = mapping(draft.root.get("package")), mapping(declared.body.get("package"))
    for holder in (whole, own):
        yield from (("pattern", one) for one in _texts(holder.get("patterns")))
        yield from (("pattern", one) for one in _texts(holder.get("include")))
        yield from (("pattern", f"!{one}") for one in _texts(holder.get("exclude")))
    if whole.get("individually") is True or own.get("individually") is True:
        yield "individually", "true"
    artifact = own.get("artifact") or whole.get("artifact")
    if isinstance(artifact, str) and not has_hole(artifact):
        yield "artifact", posixpath.normpath(posixpath.join(posixpath.dirname(draft.path), artifact))


def _image(image: Any, draft: Draft) -> Iterator[tuple[str, str]]:
    """The folder and file that an image of `provider.ecr.images` is built of."""
    name = mapping(image).get("name") if isinstance(image, dict) else image
    known = mapping(mapping(draft.provider.get("ecr")).get("images")).get(name) if isinstance(name, str) else None
    path = mapping(known).get("path")
    if isinstance(known, str) and "/" in known and ".amazonaws.com" not in known:
        path = known
    if isinstance(path, str) and not has_hole(path):
        yield "context", posixpath.normpath(posixpath.join(posixpath.dirname(draft.path), path))
        file = mapping(known).get("file")
        yield "dockerfile", file if isinstance(file, str) else "Dockerfile"


def _texts(value: object) -> Iterator[str]:
    yield from (one for one in sequence(value) if isinstance(one, str) and not has_hole(one))

"""How an image lies in a file or folder: as `docker save` writes it, or as the Open Container Initiative has it.

https://github.com/moby/docker-image-spec (manifest.json) ;
https://github.com/opencontainers/image-spec/blob/main/image-layout.md (index.json, blobs)
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ennead.packages.deployed.limits import Damaged

_MOST_LAYERS: Final = 200
"""Docker allows 127."""
_MOST_INDEXES: Final = 50
_PROCESSORS: Final = {"x86_64": "amd64", "arm64": "arm64"}


class Plan(NamedTuple):
    """The names of an image's layers, the lowest first, and its configuration; `others`: there are more images."""

    layers: tuple[str, ...]
    config: Mapping[str, Any]
    others: bool


def plan_of(texts: Mapping[str, bytes], architectures: tuple[str, ...]) -> Plan:
    """What the files of JSON say.  Raises Damaged where they are no image."""
    if "manifest.json" in texts:
        return _saved(texts)
    if "index.json" in texts:
        return _indexed(texts, architectures)
    raise Damaged("it is no image: it has neither manifest.json nor index.json")


def _saved(texts: Mapping[str, bytes]) -> Plan:
    listed = _json(texts, "manifest.json")
    images = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    if not images:
        raise Damaged("its manifest.json names no image")
    layers, config = images[0].get("Layers"), images[0].get("Config")
    if not isinstance(layers, list) or len(layers) > _MOST_LAYERS:
        raise Damaged("its manifest.json names no layers")
    names = tuple(posixpath.normpath(one) for one in layers if isinstance(one, str))
    return Plan(names, _config(texts, config), len(images) > 1)


def _indexed(texts: Mapping[str, bytes], architectures: tuple[str, ...]) -> Plan:
    wanted = {_PROCESSORS.get(one, one) for one in architectures} or {"amd64"}
    manifests = list(_manifests(texts, "index.json", wanted))
    if not manifests:
        raise Damaged("its index.json names no image")
    manifest = next((found for fits, found in manifests if fits), manifests[0][1])
    layers, config = manifest.get("layers"), manifest.get("config")
    if not isinstance(layers, list) or len(layers) > _MOST_LAYERS:
        raise Damaged("its manifest names no layers")
    names = tuple(name for one in layers if (name := _blob(one)) is not None)
    return Plan(names, _config(texts, _blob(config)), False)


def _manifests(texts: Mapping[str, bytes], name: str, wanted: set[str]) -> Iterator[tuple[bool, dict[str, Any]]]:
    """All manifests, those in indexes too, with whether they are for a wanted processor."""
    waiting, looked = [(name, True)], 0
    while waiting and looked < _MOST_INDEXES:
        here, fits = waiting.pop(0)
        looked += 1
        found = _json(texts, here) if here in texts else None
        if not isinstance(found, dict):
            continue
        if "layers" in found:
            yield fits, found
        inner = found.get("manifests")
        for one in inner if isinstance(inner, list) else ():
            blob = _blob(one)
            platform = one.get("platform") if blob is not None else None
            if blob is not None and not _is_statement(one):
                known = platform.get("architecture") if isinstance(platform, dict) else None
                waiting.append((blob, fits and known in {None, *wanted}))


def _is_statement(entry: Mapping[str, Any]) -> bool:
    """Whether an entry is what BuildKit says of an image, not one."""
    notes = entry.get("annotations")
    return isinstance(notes, dict) and "vnd.docker.reference.type" in notes


def _blob(entry: object) -> str | None:
    digest = entry.get("digest") if isinstance(entry, dict) else None
    return f"blobs/{digest.replace(':', '/', 1)}" if isinstance(digest, str) else None


def _config(texts: Mapping[str, bytes], name: object) -> Mapping[str, Any]:
    found = _json(texts, posixpath.normpath(name)) if isinstance(name, str) and name in texts else None
    inner = found.get("config") if isinstance(found, dict) else None
    return inner if isinstance(inner, dict) else {}


def _json(texts: Mapping[str, bytes], name: str) -> Any:
    try:
        return json.loads(texts[name])
    except (ValueError, RecursionError, KeyError) as error:
        raise Damaged(f"its {name} is no JSON") from error

"""Whether a layer called `ennead` is the agent's, or one of the user's own that has the same name."""

from __future__ import annotations

import os.path
import posixpath
import re
from typing import Any

from ennead.attach.making import is_ours
from ennead.attach.words import FOLDER, WRAPPER, WRAPPER_NAME, Wish
from ennead.attach.written import Templates
from ennead.remedy.roles.tf_module import Top

_LITERAL = re.compile(r'"(?:\$\{path\.module\}/)?([^"$%\\]*)"')
_OURS_BY_ARN = re.compile(r'"arn:[^"]*:layer:[^":]*ennead', re.IGNORECASE)


def of_terraform(layer: Top, templates: Templates, wish: Wish) -> bool:
    """Whether a block makes the agent's layer: from its zip, or carried with its wrapper; where no zip is told, by its
    name.
    """
    place = _LITERAL.fullmatch((layer.attribute("filename") or "").strip())
    if place is not None and _is_built(place[1], layer.file, templates, wish):
        return True
    if place is None and "ennead" in (layer.attribute("layer_name") or "").casefold():
        return True
    return any(_brings(one) for one in templates.modules.of(posixpath.dirname(layer.file)).users(layer.address))


def _brings(function: Top) -> bool:
    """Whether a block names our wrapper, and no layer of ours by an ARN."""
    text = function.text[function.block.start : function.block.end]
    return f'"{WRAPPER}"' in text and not _OURS_BY_ARN.search(text)


def of_service(layer: Any, reference: Any, file: str, templates: Templates, wish: Wish) -> bool:
    """Whether a service's layer is the agent's: from its folder or zip, or carried with its wrapper; where neither is
    told, by its name.
    """
    held = layer if isinstance(layer, dict) else {}
    package = held.get("package")
    place = package.get("artifact") if isinstance(package, dict) else held.get("path")
    if isinstance(place, str) and _is_built(place, file, templates, wish):
        return True
    if not isinstance(place, str) and "ennead" in str(held.get("name", "")).casefold():
        return True
    return any(_carries(one, reference, wish) for one in _functions(file, templates))


def _functions(file: str, templates: Templates) -> list[dict[str, Any]]:
    """The functions of a service and its resources, with what their layers and variables are."""
    found: list[dict[str, Any]] = []
    for key, inner in (("functions", None), ("resources", "Resources")):
        value = templates.source.at(file, (key,))
        for part in value if isinstance(value, list) else [value]:
            members = part.get(inner) if inner and isinstance(part, dict) else part
            found += [one for one in members.values() if isinstance(one, dict)] if isinstance(members, dict) else []
    return found


def _carries(function: dict[str, Any], reference: Any, wish: Wish) -> bool:
    """Whether a function names our wrapper, and this layer is the one that brings it."""
    properties = function.get("Properties")
    layers = properties.get("Layers") if isinstance(properties, dict) else function.get("layers")
    if not isinstance(layers, list) or reference not in layers or any(is_ours(one, wish) for one in layers):
        return False
    return WRAPPER in str(function)


def _is_built(place: str, file: str, templates: Templates, wish: Wish) -> bool:
    """Whether a path is that of the built layer, or a folder that holds the wrapper."""
    here = posixpath.normpath(posixpath.join(posixpath.dirname(file), place)).removesuffix(".zip")
    asked = posixpath.normpath(wish.layer).removesuffix(".zip")
    if here == asked or posixpath.basename(here) == FOLDER:
        return True
    return os.path.isfile(templates.root / here / WRAPPER_NAME)  # noqa: PTH113  # Path's raises for odd names

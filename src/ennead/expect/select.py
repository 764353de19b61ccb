"""Which things of a graph a selector means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ennead.expect.errors import near
from ennead.expect.expectation import Selector
from ennead.expect.scene import Scene
from ennead.graph.triggers import called, triggers_of
from ennead.model.app import Function, FunctionUrl, Node, Route
from ennead.model.unknown import Unknown

OUTSIDE = ("internet", "principal", "account", "service")
"""Kinds of who stands outside the application."""


def chosen(scene: Scene, subject: str, selector: Selector) -> tuple[Node, ...]:
    """The things, in the template's order; those left out are out."""
    return tuple(
        node
        for node in scene.things(subject)
        if _named(node, selector) and _fits(scene, node, selector) and not named(node, selector.other)
    )


def named(node: Node, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns means the node: by its id, its name here, its own name; `*` and `?` are wildcards."""
    return any(_means(pattern, node) for pattern in patterns)


def _named(node: Node, selector: Selector) -> bool:
    patterns = selector.names or ("*",)
    if isinstance(node, Route) and (node.preflight or node.method == "OPTIONS"):
        # A browser's preflight comes without proof and has to: it is meant only where it is named.
        patterns = tuple(pattern for pattern in patterns if "OPTIONS" in pattern)
    return named(node, patterns)


def _means(pattern: str, node: Node) -> bool:
    expression = globbed(pattern)
    return any(expression.fullmatch(name) for name in _names(node))


def _names(node: Node) -> Iterator[str]:
    yield node.id
    yield node.name
    if node.logical_id:
        yield node.logical_id
        yield node.logical_id.rpartition(".")[2]
    if isinstance(node, Route):
        label = f"{node.method} {node.path}"
        yield label
        if node.method in {"ANY", "*"}:  # it takes what comes with any method
            yield from (f"{method} {node.path}" for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"))
    if isinstance(node, FunctionUrl) and node.function:
        yield f"url {node.function.partition('/')[2]}"


@lru_cache(maxsize=4096)
def globbed(pattern: str) -> re.Pattern[str]:
    """The pattern as an expression for a whole text.

    What stands between two stars is an atomic group: once found it is never looked for again, so that the time is
    bounded whatever is written.
    """
    first, *rest = (_exactly(part) for part in re.split(r"\*+", pattern))
    if not rest:
        return re.compile(first, re.DOTALL)
    middle = "".join(f"(?>.*?{part})" for part in rest[:-1])
    return re.compile(f"{first}{middle}.*{rest[-1]}", re.DOTALL)


def _exactly(part: str) -> str:
    return "".join("." if char == "?" else re.escape(char) for char in part)


def _fits(scene: Scene, node: Node, selector: Selector) -> bool:
    tags = {key.lower(): value for key, value in node.tags}
    classes = {one.data_class.value for one in node.data_classes}
    return (
        (not selector.kinds or node.kind in selector.kinds)
        and (not selector.classes or bool(classes & set(selector.classes)))
        and all(key.lower() in tags and globbed(value).fullmatch(tags[key.lower()]) for key, value in selector.tags)
        and (not selector.paths or any(_stands(pattern, node) for pattern in selector.paths))
        and (not selector.exposed_to or _audience(scene, node) in selector.exposed_to)
        and (not selector.starts or _started(scene, node, set(selector.starts)))
    )


def _audience(scene: Scene, node: Node) -> str | None:
    from ennead.expect.audience import audience_of  # noqa: PLC0415 it asks us for names

    found = audience_of(scene, node)
    return None if isinstance(found, Unknown) else found.who


def _stands(pattern: str, node: Node) -> bool:
    """Whether the template or the code of the node lies under a path."""
    places = [node.at.path if node.at else ""]
    if isinstance(node, Function) and isinstance(node.code, str):
        places.append(node.code)
    under = pattern.rstrip("/")
    return any(globbed(under).fullmatch(place) or place.startswith(f"{under}/") for place in places if place)


def _started(scene: Scene, node: Node, ways: set[str]) -> bool:
    if not isinstance(node, Function):
        return False
    return any(
        edge.mode.value in ways or edge.source.partition("/")[0] in ways for edge in triggers_of(scene.graph, node)
    )


def nothing_called(scene_names: Iterable[str], patterns: Iterable[str], what: str) -> str:
    """The sentence that says that nothing here is called so, and what is near."""
    wanted = " or ".join(patterns) or "*"
    return f"nothing here is called {wanted} among the {what}: {near(wanted, scene_names, listed='there are', most=2)}"


def display(node: Node) -> str:
    """What to call a node in a sentence; a function URL by its function."""
    if isinstance(node, FunctionUrl) and node.function:
        return f"the URL of {node.function.partition('/')[2]}"
    return called(node)

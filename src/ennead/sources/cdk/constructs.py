"""Which construct made a resource: the path from the app's root, as `cdk` itself writes it."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.sources.cdk.files import items, mapping, text
from ennead.sources.cloudformation.stack import Stack

_NESTED = ".NestedStack/"


def construct_paths(stack: Stack, declared: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The construct path of each resource by its logical id, nested stacks' ones (`Stack.LogicalId`) included.

    A resource's own `aws:cdk:path` counts first.  `declared` are the pairs of logical id and path of the
    stack and its nested ones, in which an id may stand several times.
    """
    by_id: dict[str, list[str]] = {}
    for logical_id, path in declared:
        by_id.setdefault(logical_id, []).append(path)
    found: dict[str, str] = {}
    _collect(stack, None, by_id, found)
    return found


def _collect(stack: Stack, scope: str | None, by_id: dict[str, list[str]], found: dict[str, str]) -> None:
    """`scope` is the path of the nested stack's construct; None for the stack the assembly lists."""
    inner = tuple(_scopes(by_id))
    for name, resource in items(stack.root.get("Resources")):
        own = text(mapping(resource.get("Metadata")).get("aws:cdk:path"))
        path = own or _chosen(by_id.get(name, []), scope, inner)
        if path:
            found[stack.prefix + name] = path
        child = stack.children.get(name)
        if child:
            _collect(child, path.rpartition(_NESTED)[0] if path else None, by_id, found)


def _scopes(by_id: dict[str, list[str]]) -> Iterator[str]:
    for paths in by_id.values():
        yield from (f"{path.rpartition(_NESTED)[0]}/" for path in paths if _NESTED in path)


def _chosen(paths: list[str], scope: str | None, inner: tuple[str, ...]) -> str | None:
    """The path of an id in one stack: below the scope of its nested stack, or below none."""
    if len(paths) > 1 and scope:
        paths = [path for path in paths if path.startswith(f"{scope}/")]
    elif len(paths) > 1:
        paths = [path for path in paths if not path.startswith(inner)]
    return paths[0] if len(paths) == 1 else None

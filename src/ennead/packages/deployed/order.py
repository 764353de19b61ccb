"""Which of several packages of a name an instance looks up: Lambda's search order.

Python: the code, `/opt/python/lib/pythonX.Y/site-packages`, `/opt/python`, the runtime's own (the runtime's bootstrap
sets `sys.path` so; https://docs.aws.amazon.com/lambda/latest/dg/python-package.html).  Node: `node_modules` of the
code, then `NODE_PATH`: `/opt/nodejs/nodeN/node_modules`, `/opt/nodejs/node_modules`, the runtime's
(https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html).  Java: the code, its `lib`, `/opt/java/lib`.  Of
the same file in two layers that of the later one stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from ennead.model.package import Ecosystem, Origin
from ennead.packages.deployed.found import Found

TASK: Final = "var/task"
_OPT_SITE = re.compile(r"opt/python/lib/python(\d+\.\d+)/site-packages")
_OPT_NODE = re.compile(r"opt/nodejs/node(\d+)/node_modules")
_LANG_SITE = re.compile(r"var/lang/lib/python[\d.]+/site-packages")
_SITE = re.compile(r"(?:usr/(?:local/)?)lib(?:64)?/python[\d.]+/(?:site|dist)-packages")
_RUNTIME = re.compile(r"(?:python|nodejs)(\d+(?:\.\d+)?)")
_FIRST: Final = 0
_NEVER: Final = 99


class Order(NamedTuple):
    """What decides: the runtime's version where it is known, and the folders that a setting puts before the others."""

    version: str | None = None
    before: tuple[str, ...] = ()

    def rank(self, found: Found) -> int | None:
        """How early a package's folder is looked up; None where it is in no such folder, 99 where it never is."""
        rank = _RANKS.get(found.named.package.ecosystem)
        return None if rank is None else rank(found.folder, self)


def version_of(runtime: object) -> str | None:
    """The version in a runtime's name: `3.12`, `20`."""
    match = _RUNTIME.match(runtime) if isinstance(runtime, str) else None
    return match[1] if match else None


def _python(folder: str, order: Order) -> int | None:
    if folder in {TASK, *order.before}:
        return _FIRST
    if (match := _OPT_SITE.fullmatch(folder)) is not None:
        return 1 if order.version in {None, match[1]} else _NEVER
    if folder == "opt/python":
        return 2
    if _LANG_SITE.fullmatch(folder) or folder == "var/runtime":
        return 3
    return 4 if _SITE.fullmatch(folder) else None


def _node(folder: str, order: Order) -> int | None:
    if folder == f"{TASK}/node_modules" or folder in {f"{one}/node_modules" for one in order.before}:
        return _FIRST
    if (match := _OPT_NODE.fullmatch(folder)) is not None:
        return 1 if order.version in {None, match[1]} else _NEVER
    return {"opt/nodejs/node_modules": 2, "var/runtime/node_modules": 3}.get(folder)


def _java(folder: str, _: Order) -> int | None:
    return {"": _FIRST, f"{TASK}/lib": 1, "opt/java/lib": 2}.get(folder)


_RANKS = {Ecosystem.PYPI: _python, Ecosystem.NPM: _node, Ecosystem.MAVEN: _java}


def looked_up(found: Iterable[Found], order: Order) -> list[Found]:
    """What is looked up, without what never is: others of its name come first, or no runtime looks there."""
    found = list(found)
    ranked: dict[tuple[Ecosystem, str], list[tuple[int, Found]]] = defaultdict(list)
    for one in found:
        rank = order.rank(one) if one.named.bundled_in is None else None
        if rank is not None:
            ranked[_key(one)].append((rank, one))
    asked = _asked(found)
    hidden = {id(one) for group in ranked.values() for one in _behind(group, asked)}
    return [one for one in found if id(one) not in hidden]


def _key(one: Found) -> tuple[Ecosystem, str]:
    """npm looks up folders, whatever is in them; the others names."""
    package = one.named.package
    return package.ecosystem, one.named.imports[0] if package.ecosystem is Ecosystem.NPM else package.name


def _asked(found: list[Found]) -> set[tuple[str, str]]:
    """Folder and name of each npm package that another one in the same folder asks for: it is found there first."""
    return {(one.folder, name) for one in found for name in one.needs}


def _behind(group: list[tuple[int, Found]], asked: set[tuple[str, str]]) -> list[Found]:
    first = min(rank for rank, _ in group)
    chosen = [one for rank, one in group if rank == first and rank != _NEVER]
    hidden = [one for rank, one in group if rank == _NEVER or (rank > first and not _still_asked(one, asked))]
    if chosen and chosen[-1].named.origin is Origin.LAYER:  # of layers, the later one's files replace the others
        hidden += [one for one in chosen if (one.folder, one.root) != (chosen[-1].folder, chosen[-1].root)]
    return hidden


def _still_asked(one: Found, asked: set[tuple[str, str]]) -> bool:
    return one.named.package.ecosystem is Ecosystem.NPM and (one.folder, one.named.imports[0]) in asked

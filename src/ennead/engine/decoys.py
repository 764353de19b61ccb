"""The decoys that the contracts of an application list, by their salted hashes: a check of secrets knows them by these.

The contract lies beside the template (`ennead.contract.yml`, with the application's name where several lie there), of
a CDK application beside its assembly; the compiled one beside it, or in the layer's folder.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from ennead.graph.graph import AppGraph
from ennead.model.app import Dialect
from ennead.sources.cloudformation.load import parse
from ennead.sources.errors import SourceError

if TYPE_CHECKING:
    from ennead.code.entry.tree import Tree

Entry = Mapping[str, str]
_FILE: Final = re.compile(r"ennead\.contract(?:\.[^/]+)?\.(?:yml|json)\Z")
_LAYER: Final = "ennead-layer"


def decoys_of(graph: AppGraph, tree: Tree) -> tuple[Entry, ...]:
    """The entries with a hash of every contract of the application.

    A contract that cannot be read has none here, so that what it would have explained is found all the same.
    """
    return tuple(entry for file in _files(graph, tree) for entry in _entries(_document(file, tree.text(file) or "")))


def _files(graph: AppGraph, tree: Tree) -> Iterator[str]:
    places = {"", *(posixpath.dirname(source) for source in graph.sources)}
    if any(node.dialect is Dialect.CDK for node in graph.nodes.values()):
        places |= {posixpath.dirname(place) for place in places}
    for folder in sorted({*places, *(posixpath.join(place, _LAYER) for place in places)}):
        for name in tree.listing(folder or "."):
            if _FILE.match(name):
                yield posixpath.join(folder, name)


def _document(file: str, text: str) -> Any:
    try:
        return json.loads(text) if file.endswith(".json") else parse(text, file).root
    except (ValueError, RecursionError, SourceError):
        return None


def _entries(document: Any) -> Iterator[Entry]:
    held = document if isinstance(document, dict) else {}
    functions = held.get("functions")
    every = functions.values() if isinstance(functions, dict) else ()
    for rules in (held.get("default"), *every):
        listed = rules.get("decoys") if isinstance(rules, dict) else None
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict) and isinstance(one.get("salt"), str) and isinstance(one.get("hash"), str):
                yield {"salt": one["salt"], "hash": one["hash"]}

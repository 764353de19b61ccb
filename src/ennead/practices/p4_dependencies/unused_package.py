"""Check `unused-package`: what is declared, shipped and imported by no handler."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.model.app import Function, Layer
from ennead.model.finding import Confidence, Fix, Outcome, Practice, Related, Severity
from ennead.model.package import Ecosystem, Named, Origin
from ennead.packages.imported import known_imports
from ennead.packages.shipped import Load, Reached
from ennead.practices.p4_dependencies.told import loads, who
from ennead.practices.p8_denial.grouping import listed

if TYPE_CHECKING:
    from ennead.code.entry import Tree

_ENDINGS = (
    ".py",
    ".js",
    ".mjs",
    ".cjs",
    ".ts",
    ".mts",
    ".cts",
    ".tsx",
    ".jsx",
    ".json",
    ".yml",
    ".yaml",
    ".toml",
    ".cfg",
)
_MOST_FILES = 400
_LOADED_BY_NAME = re.compile(
    r"^(?:@types/|serverless-|aws-cdk|@aws-cdk/|eslint|babel|@babel/|webpack|typescript$|ts-|.*-loader$|.*-plugin|plugin-"
    r"|psycopg2|pymysql|mysqlclient|cx-oracle|gunicorn|uvicorn|python-multipart|tzdata|setuptools|wheel|pip$|pg-native"
    r"|bufferutil|utf-8-validate|encoding$|source-map-support|reflect-metadata|dnspython|werkzeug$|markupsafe$|jinja2$"
    r"|itsdangerous$|click$|urllib3$|certifi$|idna$|charset-normalizer$|six$|jmespath$|s3transfer$|botocore$"
    r"|python-dateutil$|esbuild$|constructs$|rimraf$|rxjs$|jsbi$|ion-js$|tslib$|core-js$|@aws-sdk/types$)"
)
"""Packages that others load by their names, and tools of builds."""


@check(Practice.DEPENDENCIES, Severity.INFO, on=AppGraph, references=("CWE-1164", "OWASP-SLS-S9"))
def unused_package(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A manifest names packages for what is deployed that no handler imports: they only add to what can be flawed."""
    users = _users(ctx)
    if not users or ctx.sources is None:
        return
    found: dict[str, tuple[Named, list[Function]]] = {}
    for path, shippers in users.items():
        for named in _idle(shippers):
            if not _is_mentioned(named, path, ctx.sources.tree):
                found.setdefault(named.package.name, (named, [fn for fn, _ in shippers]))
    if not found:
        return
    names = sorted(found)
    several = len(names) > 1
    functions = list({fn.id: fn for _, shipping in found.values() for fn in shipping}.values())
    yield ctx.finding(
        f"{listed(names)} {'are' if several else 'is'} declared for {who(functions)}, and no handler imports"
        f" {'them' if several else 'it'}",
        node=None,
        at=found[names[0]][0].at,
        confidence=Confidence.MEDIUM if all(one.origin is Origin.LOCK for one, _ in found.values()) else Confidence.LOW,
        related=[Related(found[name][0].at, name) for name in names] if several else (),
        about=tuple(functions),
        key="",
        fix=Fix("Take them out of the manifest" if several else f"Take {names[0]} out of the manifest"),
    )


def _users(ctx: Context) -> dict[str, list[tuple[Function, Load]]]:
    """The functions of each manifest; a manifest of which one's code could not be followed whole is left out."""
    found: dict[str, list[tuple[Function, Load]]] = {}
    layers = tuple(f"{layer.code}/" for layer in ctx.graph.nodes_of(Layer) if isinstance(layer.code, str))
    for function, load in loads(ctx):
        home = function.code if isinstance(function.code, str) else "."
        for path in {one.named.at.path for one in load.packages if one.declared}:
            inside = home == "." or path.startswith(f"{home}/")
            if inside and not path.startswith(layers):  # what is in a layer may be there for others
                found.setdefault(path, []).append((function, load))
    return {path: users for path, users in sorted(found.items()) if all(load.followed for _, load in users)}


def _idle(users: list[tuple[Function, Load]]) -> Iterator[Named]:
    """What the manifest names and none of the functions loads, and what no other package asks for."""
    _, first = users[0]
    for one in first.packages:
        named = one.named
        if not one.declared or named.roots or named.package.ecosystem not in {Ecosystem.PYPI, Ecosystem.NPM}:
            continue
        if _LOADED_BY_NAME.match(named.package.name):
            continue
        states = {each.reached for _, load in users for each in load.packages if each.named == named}
        if states == {Reached.NO}:
            yield named


def _is_mentioned(named: Named, path: str, tree: Tree) -> bool:
    """Whether any file beside the manifest imports or names the package: a script, a test, a configuration."""
    folder = path.rpartition("/")[0] or "."
    files = [one for one in tree.below(folder, *_ENDINGS) if one != path and "lock" not in one.rpartition("/")[2]]
    if len(files) > _MOST_FILES:
        return True
    words = {named.package.name, *(named.imports or known_imports(named.package.ecosystem, named.package.name))}
    pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in sorted(words)), re.IGNORECASE)
    return any(pattern.search(tree.text(one) or "") for one in files)

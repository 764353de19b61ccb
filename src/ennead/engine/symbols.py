"""Whether code calls one of the functions that an advisory names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ennead.model.package import Ecosystem, Named
from ennead.packages.imported import known_imports

if TYPE_CHECKING:
    from ennead.code.facts import CallFact

_HEAD = re.compile(r"^\(([^()]+)\)")
_ENDS = re.compile(r"\([^()]*\)$")


def is_called(symbols: Iterable[str], named: Named, calls: Iterable[CallFact]) -> bool:
    """Whether one of the calls is of a function of the package that has one of the names.

    A symbol is a whole name (`yaml.load`, `org.yaml.snakeyaml.Yaml.load`) or one without its package (`template`).
    """
    from ennead.code.values import full_name  # noqa: PLC0415  loaded only where code was read

    wanted = {_plain(one) for one in symbols} - {""}
    homes = named.imports or known_imports(named.package.ecosystem, named.package.name)
    whole = {f"{home}.{one}".lower() for home in homes for one in wanted} | {one.lower() for one in wanted}
    for call in calls:
        name = full_name(call.callee)
        if name is None:
            continue
        lowered = name.lower()
        if lowered in whole and _is_of(lowered, homes, named.package.ecosystem):
            return True
    return False


def _is_of(name: str, homes: Iterable[str], ecosystem: Ecosystem) -> bool:
    ends = (".", "/") if ecosystem is Ecosystem.NPM else (".",)
    return any(name == home.lower() or name.startswith(tuple(f"{home.lower()}{end}" for end in ends)) for home in homes)


def _plain(symbol: str) -> str:
    """A symbol as a dotted name: without parameters, `::`, `#` and `/` as dots."""
    plain = _ENDS.sub("", _HEAD.sub(r"\1", symbol.strip())).replace("::", ".").replace("#", ".")
    return plain if plain.startswith("@") else plain.replace("/", ".")

"""What an instance of a function sees: its code, its layers, its runtime, merged in Lambda's search order."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from ennead.model.app import Function, Layer
from ennead.model.location import Location
from ennead.model.package import Ecosystem, Unread
from ennead.packages.deployed.answer import Deployed
from ennead.packages.deployed.found import Answers, Found
from ennead.packages.deployed.instance import Instance, instance_of
from ennead.packages.deployed.items import Item
from ennead.packages.deployed.java import is_jar, jar, java
from ennead.packages.deployed.node import node
from ennead.packages.deployed.order import Order, looked_up, version_of
from ennead.packages.deployed.others import others
from ennead.packages.deployed.places import Places, Rooted
from ennead.packages.deployed.provided import provided
from ennead.packages.deployed.python import python
from ennead.packages.deployed.swallow import swallowed
from ennead.packages.deployed.system import release_of, system
from ennead.packages.deployed.undeclared import undeclared
from ennead.packages.locks.limits import MAX_UNREAD

_READERS: tuple[Callable[[Mapping[str, Item], str | None], Answers], ...] = (python, node, others)
_LOADED: Final = {
    "python": Ecosystem.PYPI, "nodejs": Ecosystem.NPM, "java": Ecosystem.MAVEN, "dotnet": Ecosystem.NUGET,
    "ruby": Ecosystem.RUBYGEMS,
}  # fmt: skip


def deployed(function: Function, layers: Iterable[Layer], tree: Rooted, places: Places | None = None) -> Deployed:
    """The packages that the function's instance sees.

    `layers` are those of its graph, of which it uses some; hand in `places` where several functions are asked about, so
    that what they share is read once.
    """
    places = places or Places(tree)
    instance = instance_of(function, layers, places)
    answers = _answers(instance, function, places)
    at = function.runtime_at or function.at or Location(function.code if isinstance(function.code, str) else ".")
    order = Order(version_of(function.runtime), instance.before)
    named = [one.named for one in looked_up(answers.found, order) if _is_loaded(one, function, instance)]
    brought = () if instance.is_image else tuple(provided(function.runtime, at))
    shipped = {(one.package.ecosystem, one.package.name) for one in named if one.bundled_in is None}
    return Deployed(
        named=(*named, *(one for one in brought if (one.package.ecosystem, one.package.name) not in shipped)),
        unread=_bounded(dict.fromkeys((*instance.unread, *answers.unread)), instance.code),
        files=tuple(sorted({one.named.at.path for one in answers.found})),
        binaries=tuple(undeclared(instance, answers.declared)),
        system=release_of(instance.items) if instance.is_image else None,
        built=instance.built,
    )


def _bounded(unread: Iterable[Unread], code: str) -> tuple[Unread, ...]:
    """As many reasons as anybody reads, and how many more there are."""
    told = tuple(unread)
    more = len(told) - MAX_UNREAD
    if more <= 0:
        return told
    return (*told[:MAX_UNREAD], Unread(Location(code or "."), f"{more} more of its files were not read"))


def _is_loaded(one: Found, function: Function, instance: Instance) -> bool:
    """Whether a package is told: of a folder of sources, which is built before it is deployed, only what the runtime
    loads; of what is deployed as it lies all."""
    runtime = function.runtime
    if one.root not in instance.sources or not isinstance(runtime, str):
        return True
    language = next((eco for start, eco in _LOADED.items() if runtime.startswith(start)), None)
    return language in {None, one.named.package.ecosystem}


def _answers(instance: Instance, function: Function, places: Places) -> Answers:
    """What was found in the instance, once for all that are made of the same."""
    runtime = function.runtime if isinstance(function.runtime, str) and instance.sources else "nodejs"
    scripts = runtime.startswith("nodejs")
    key = instance.made_of, scripts
    if key not in places.told:
        places.told[key] = _found(instance, scripts)
    return places.told[key]


def _found(instance: Instance, scripts: bool) -> Answers:
    answers = _read(instance.items, None, scripts)
    stem = posixpath.splitext(posixpath.basename(instance.code))[0] if is_jar(instance.code) else ""
    _add(answers, java(instance.items, None, stem))
    if instance.is_image:
        _add(answers, system(instance.items))
    return answers


def _read(items: Mapping[str, Item], bundled: str | None, scripts: bool) -> Answers:
    """The packages among some files, and in the archives among them; with `scripts` those in bundles too."""
    answers = Answers()
    for read in _READERS:
        _add(answers, read(items, bundled))
    if scripts:
        _add(answers, swallowed(items, bundled, answers.declared))
    for path, item in items.items():
        if item.inside is not None:
            _add(answers, _in_archive(path, item, bundled, scripts))
    return answers


def _in_archive(path: str, item: Item, bundled: str | None, scripts: bool) -> Answers:
    assert item.inside is not None
    inner = item.inside.items
    answers = jar(path, item, bundled) if is_jar(path) else java(inner, item.where)
    deeper = _read(inner, item.where, scripts and not is_jar(path))
    deeper.declared.clear()  # its paths are the archive's own
    _add(answers, deeper)
    answers.unread += item.inside.unread
    return answers


def _add(answers: Answers, more: Answers) -> None:
    answers.found += more.found
    answers.unread += more.unread
    answers.declared |= more.declared

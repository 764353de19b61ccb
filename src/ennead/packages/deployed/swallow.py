"""Packages that a bundler put into one script: by name, where something beside it tells; else it says so."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Package, Unread
from ennead.packages.deployed.bundles import licensed
from ennead.packages.deployed.found import Answers, Found, is_name, is_version
from ennead.packages.deployed.items import Bundled, Item

_NO_VERSION = "a bundler took it in, and names it without its version"
_UNTOLD = "a bundler swallowed packages without metadata: without a source map beside it they are not known"
_MINIFIED = "it is minified: which packages it holds is not known"


def swallowed(items: Mapping[str, Item], bundled: str | None, declared: set[str]) -> Answers:
    """What the bundles among some files hold, without those that came with a package (`declared`)."""
    answers = Answers()
    folders = {path.partition("node_modules/")[0] for path in items if "node_modules/" in path}
    for path, item in items.items():
        bundle = item.bundle
        if bundle is None or path.endswith(".map") or path in declared:
            continue
        beside = f"{posixpath.dirname(path)}/".lstrip("/")
        if not bundle.sure and beside in folders:
            continue
        named, item_of, whole = _told(path, bundle, items)
        answers.found += (Found(one, path, item.root) for one in _packages(named, item_of, item, bundled))
        if not whole:
            answers.unread.append(Unread(Location(item.where), _UNTOLD if bundle.sure else _MINIFIED))
    return answers


def _told(
    path: str, bundle: Bundled, items: Mapping[str, Item]
) -> tuple[tuple[tuple[str, str | None], ...], Item, bool]:
    """The packages of a bundle, the file that tells, and whether those are all."""
    note = items.get(f"{path}.map")
    if note is not None and note.bundle is not None:
        return note.bundle.names, note, True
    if bundle.names or bundle.whole:
        return bundle.names, items[path], bundle.whole
    licences = items.get(f"{path}.LICENSE.txt")
    if licences is not None and licences.data is not None:
        return licensed(licences.data), licences, False
    return (), items[path], False


def _packages(
    named: tuple[tuple[str, str | None], ...], teller: Item, script: Item, bundled: str | None
) -> Iterator[Named]:
    """The version in a licence is what a file once said of itself; that in a path of pnpm's or Yarn's store counts."""
    licence = teller.where.endswith(".LICENSE.txt")
    for name, version in named:
        if not is_name(Ecosystem.NPM, name):
            continue
        known = version if is_version(version) and not licence else None
        yield Named(
            Package(Ecosystem.NPM, name, known),
            Location(teller.where),
            script.origin,
            wanted=version if licence and is_version(version) else None,
            reason=None if known else _NO_VERSION,
            bundled_in=bundled or script.where,
            imports=(name,),
        )

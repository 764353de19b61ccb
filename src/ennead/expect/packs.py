"""Ready-made files of expectations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from importlib.resources import files

from ennead.expect.errors import Faulty, FaultyFile, NoSuchPack, near
from ennead.expect.expectation import Expectation
from ennead.expect.file import UsedPack, Wanted, read

_FOLDER = "packs"


def names() -> tuple[str, ...]:
    """Every pack there is."""
    folder = files("ennead.expect").joinpath(_FOLDER)
    return tuple(sorted(one.name.removesuffix(".yml") for one in folder.iterdir() if one.name.endswith(".yml")))


def text_of(name: str) -> str:
    """The file of a pack.  Raises NoSuchPack."""
    if name not in names():
        raise NoSuchPack(f"there is no pack {name}; {near(name, names(), listed='there are')}")
    return files("ennead.expect").joinpath(_FOLDER, f"{name}.yml").read_text(encoding="utf-8")


def pack(name: str) -> tuple[Expectation, ...]:
    """The expectations of a pack.  Raises NoSuchPack."""
    return read(text_of(name), f"pack:{name}", name).expectations


def expanded(wanted: Wanted, more: Iterable[str] = ()) -> tuple[Expectation, ...]:
    """The file's own expectations, then those of its packs, then those of packs asked for beside it.

    Raises FaultyFile for a pack of the file that is not there, NoSuchPack for one of `more`.
    """
    found = list(wanted.expectations)
    faults: list[Faulty] = []
    for used in wanted.packs:
        try:
            found += [_fitted(expectation, used) for expectation in pack(used.name)]
        except NoSuchPack as error:
            faults.append(Faulty(str(error), used.at))
    if faults:
        raise FaultyFile(faults)
    taken = {used.name for used in wanted.packs}
    for name in more:
        if name not in taken:
            found += pack(name)
    return tuple(found)


def _fitted(expectation: Expectation, used: UsedPack) -> Expectation:
    """A pack's expectation as the file wants it: with names left out, for one application or environment."""
    selector, goal = expectation.selector, expectation.goal
    return replace(
        expectation,
        selector=replace(selector, other=(*selector.other, *used.other)),
        goal=replace(goal, other=(*goal.other, *used.other)) if goal is not None else None,
        app=used.app,
        environments=used.environments or expectation.environments,
        accept_unknown=used.accept_unknown or expectation.accept_unknown,
    )

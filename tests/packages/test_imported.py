"""Which modules that code imports belong to no package."""

from __future__ import annotations

import pytest

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Origin, Package
from ennead.packages import imported
from ennead.packages.imported import Modules


def named(name: str, *imports: str) -> Named:
    """A package of PyPI."""
    package = Package(Ecosystem.PYPI, name, "1")
    return Named(package, Location("requirements.txt"), Origin.MANIFEST, imports=imports)


def test_what_is_left() -> None:
    """The first names of modules that no package holds are left, those of a namespace by what is below it."""
    modules = Modules(["google.cloud.storage", "yaml", "strange.deep", "strange"])
    assert modules.left([named("google-cloud-storage"), named("pyyaml")]) == {"strange"}
    assert modules.left([named("x", "strange")]) == {"google", "yaml"}


def test_modules_are_put_together_once_for_each_first_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many packages there are, what is imported is gone through once: else many take seconds."""
    made = []

    class Counted(Modules):
        def __init__(self, modules: list[str]) -> None:
            made.append(modules)
            super().__init__(modules)

    modules = Modules(f"m{number}.part" for number in range(50))
    monkeypatch.setattr(imported, "Modules", Counted)
    assert len(modules.left([named(f"other-{number}") for number in range(50)])) == 50
    assert len(made) == 50

"""Whether calls are of the functions that advisories name."""

from __future__ import annotations

import pytest

from ennead.code.facts import CallFact
from ennead.code.values import Place, Ref
from ennead.engine.symbols import is_called
from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Origin, Package


def named(ecosystem: Ecosystem, name: str) -> Named:
    """A package of a manifest."""
    return Named(Package(ecosystem, name, "1.0.0"), Location("package.json", 1), Origin.MANIFEST)


@pytest.mark.parametrize(
    ("ecosystem", "name", "symbol", "called", "answer"),
    [
        (Ecosystem.NPM, "lodash", "lodash.template", Ref("lodash", ("template",)), True),
        (Ecosystem.NPM, "lodash", "(lodash).template", Ref("lodash", ("template",)), True),
        (Ecosystem.NPM, "lodash", "template", Ref("lodash", ("template",)), True),
        (Ecosystem.NPM, "minimist", "(minimist)", Ref("minimist", ()), True),
        (Ecosystem.NPM, "lodash", "lodash.template", Ref("lodash", ("merge",)), False),
        (Ecosystem.NPM, "lodash", "template", Ref("handlebars", ("template",)), False),
        (Ecosystem.PYPI, "pyyaml", "yaml.load", Ref("yaml", ("load",)), True),
        (Ecosystem.PYPI, "pyyaml", "yaml::load(stream)", Ref("yaml", ("load",)), True),
        (Ecosystem.PYPI, "pyyaml", "yaml.load", Ref("yaml", ("safe_load",)), False),
    ],
)
def test_a_call_is_of_a_symbol(ecosystem: Ecosystem, name: str, symbol: str, called: Ref, answer: bool) -> None:
    """The whole name counts, however the advisory writes it, and only of the package itself."""
    calls = [CallFact(called, (), (), Place("app.py", 1, 1))]
    assert is_called([symbol], named(ecosystem, name), calls) is answer

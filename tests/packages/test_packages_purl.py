"""Package URLs, there and back."""

from __future__ import annotations

import pytest

from ennead.model.package import Ecosystem, Package
from ennead.packages.purl import package_of, purl

PAIRS = {
    "pkg:pypi/zope.interface@1.0": Package(Ecosystem.PYPI, "zope.interface", "1.0"),
    "pkg:npm/lodash": Package(Ecosystem.NPM, "lodash"),
    "pkg:npm/%40hapi/topo@3.1.0": Package(Ecosystem.NPM, "@hapi/topo", "3.1.0"),
    "pkg:maven/org.json/json@1.0": Package(Ecosystem.MAVEN, "org.json:json", "1.0"),
    "pkg:golang/github.com/BurntSushi/toml@v1.0.0": Package(Ecosystem.GO, "github.com/BurntSushi/toml", "v1.0.0"),
    "pkg:nuget/Newtonsoft.Json@13.0.1": Package(Ecosystem.NUGET, "Newtonsoft.Json", "13.0.1"),
    "pkg:gem/rails@7.0": Package(Ecosystem.RUBYGEMS, "rails", "7.0"),
    "pkg:deb/debian/libc6@1:2.3~x%2By": Package(Ecosystem.DEBIAN, "libc6", "1:2.3~x+y"),
    "pkg:apk/alpine/musl@1.2.3-r4": Package(Ecosystem.ALPINE, "musl", "1.2.3-r4"),
    "pkg:rpm/amzn/zlib@1.2": Package(Ecosystem.AMAZON, "zlib", "1.2"),
}


@pytest.mark.parametrize(("url", "package"), PAIRS.items())
def test_there_and_back(url: str, package: Package) -> None:
    """Each ecosystem's names are written as the specification says, and read back."""
    assert purl(package) == url
    assert package_of(url) == package


@pytest.mark.parametrize("url", ["", "lodash", "pkg:cargo/serde@1.0", "pkg:deb/ubuntu/libc6@1", "pkg:npm/"])
def test_what_is_not_known(url: str) -> None:
    """Another distribution, another ecosystem and what is no package URL name no package here."""
    assert package_of(url) is None

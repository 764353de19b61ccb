"""Package URLs (https://github.com/package-url/purl-spec), there and back."""

from __future__ import annotations

from ennead.model.package import Ecosystem, Package

_TYPES = {
    Ecosystem.PYPI: "pypi", Ecosystem.NPM: "npm", Ecosystem.MAVEN: "maven", Ecosystem.NUGET: "nuget",
    Ecosystem.GO: "golang", Ecosystem.RUBYGEMS: "gem", Ecosystem.DEBIAN: "deb", Ecosystem.ALPINE: "apk",
    Ecosystem.AMAZON: "rpm",
}  # fmt: skip
_DISTRIBUTIONS = {Ecosystem.DEBIAN: "debian", Ecosystem.ALPINE: "alpine", Ecosystem.AMAZON: "amzn"}
_SEPARATORS = {Ecosystem.MAVEN: ":", Ecosystem.NPM: "/", Ecosystem.GO: "/"}


def purl(package: Package) -> str:
    """The package URL.  It writes names of npm in small letters, which old ones are not always."""
    from packageurl import PackageURL  # noqa: PLC0415  start-up time

    namespace: str | None = _DISTRIBUTIONS.get(package.ecosystem)
    name, separator = package.name, _SEPARATORS.get(package.ecosystem)
    if separator and separator in name:
        namespace, _, name = name.rpartition(separator)
    return PackageURL(_TYPES[package.ecosystem], namespace, name, package.version).to_string()


def package_of(text: str) -> Package | None:
    """The package that a URL names; None where it is no package URL, or of an ecosystem that is not known here."""
    from packageurl import PackageURL  # noqa: PLC0415  start-up time

    try:
        read = PackageURL.from_string(text)
    except ValueError:
        return None
    ecosystem = next((one for one, kind in _TYPES.items() if kind == read.type), None)
    if ecosystem is None or read.name is None:
        return None
    name = read.name
    if ecosystem in _DISTRIBUTIONS:
        if read.namespace != _DISTRIBUTIONS[ecosystem]:
            return None
    elif read.namespace:
        name = f"{read.namespace}{_SEPARATORS.get(ecosystem, '/')}{name}"
    return Package(ecosystem, name, read.version or None)

"""What to do about a flawed package: the smallest version that clears it, or what to do where none does."""

from __future__ import annotations

from ennead.model.finding import Disposition, Fix, NoFix
from ennead.model.package import Ecosystem, Named
from ennead.packages.shipped import Carried, Reached


def way_out(carried: Carried, reached: Reached) -> Fix | NoFix:
    """How a flaw goes away."""
    named, name = carried.named, carried.named.package.name
    if carried.fix is None:
        return NoFix(f"no version clears it: {_without(name, reached)}")
    if named.bundled_in:
        return Fix(f"Update {named.bundled_in.rpartition('/')[2]}, which has {name} inside, until it has {carried.fix}")
    if named.direct is False and (named.roots or named.via):
        asker = (named.roots or named.via)[0]
        return Fix(
            f"Update {asker}, which brings {name}, until it brings {carried.fix}; or set that version over it",  # noqa: S608
            Disposition.REVIEW,
            _over(named, carried.fix),
        )
    return Fix(f"Update {name} to {carried.fix}", Disposition.REVIEW, _line(named, carried.fix))


def _without(name: str, reached: Reached) -> str:
    if reached is Reached.NO:
        return f"no handler imports {name}, so take it out"
    return f"replace {name}, or hand it nothing that a caller chooses"


def _line(named: Named, version: str) -> str | None:
    """The line of the manifest."""
    name = named.package.name
    if named.package.ecosystem is Ecosystem.NPM:
        return f'"{name}": "^{version}"'
    if named.package.ecosystem is Ecosystem.PYPI:
        return f"{name}=={version}"
    if named.package.ecosystem is Ecosystem.MAVEN:
        return _maven(name, version)
    return None


def _maven(name: str, version: str) -> str:
    group, _, artefact = name.partition(":")
    return (
        f"<dependency>\n  <groupId>{group}</groupId>\n  <artifactId>{artefact}</artifactId>\n"
        f"  <version>{version}</version>\n</dependency>"
    )


def _over(named: Named, version: str) -> str | None:
    """How a version is set over one that another package asks for."""
    name, path = named.package.name, named.at.path
    if named.package.ecosystem is Ecosystem.PYPI:
        return f"{name}>={version}"
    if named.package.ecosystem is Ecosystem.MAVEN:
        return f"<dependencyManagement>\n{_maven(name, version)}\n</dependencyManagement>"
    if named.package.ecosystem is not Ecosystem.NPM:
        return None
    if path.endswith("yarn.lock"):
        return f'"resolutions": {{"{name}": "^{version}"}}'
    if path.endswith("pnpm-lock.yaml"):
        return f'"pnpm": {{"overrides": {{"{name}": "^{version}"}}}}'
    return f'"overrides": {{"{name}": "^{version}"}}'

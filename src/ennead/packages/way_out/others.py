"""What is said in words alone: no version, AWS's own, what lies there built, files that are not edited here."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.model.package import Ecosystem, Origin
from ennead.packages.advisories.words import Advisory
from ennead.packages.way_out.told import AGAIN, command, way
from ennead.packages.way_out.words import Judged, Kind, WayOut

_SYSTEM = {
    Ecosystem.DEBIAN: "apt-get update && apt-get install --only-upgrade",
    Ecosystem.ALPINE: "apk upgrade",
    Ecosystem.AMAZON: "dnf upgrade",
}


def replaced(judged: Judged) -> WayOut:
    """No version clears it."""
    package = judged.named.package
    advisories = judged.verdict.advisories if judged.verdict is not None else ()
    if any(one.malicious for one in advisories):
        return WayOut(Kind.REPLACE, None, None, judged.named.at, tuple(_malicious(package.name)))
    version = f" {package.version}" if package.version is not None else ""
    told = (f"no fix exists: no version after {package.name}{version} is known that clears it", *_open(advisories))
    return WayOut(Kind.REPLACE, None, None, judged.named.at, (*told, *_instead(judged, advisories)))


def _malicious(name: str) -> Iterator[str]:
    yield f"no fix exists: {name} is the attack itself: remove it, from the manifest and from the lock"
    yield "take every secret for stolen that a build or a function could read that had it, and make new ones"
    yield "deploy anew from a machine that never installed it"


def _open(advisories: tuple[Advisory, ...]) -> Iterator[str]:
    """Which advisories have no fix, where others have one."""
    shut = [one.id for one in advisories if not one.fixed]
    if shut and len(shut) < len(advisories):
        yield f"versions that others are fixed in are still affected by {', '.join(shut[:5])}"


def _instead(judged: Judged, advisories: tuple[Advisory, ...]) -> Iterator[str]:
    name = judged.named.package.name
    if judged.named.via:
        by = " > ".join(judged.named.via[:5])
        yield f"it comes by {by}: without the first of them, or in another version of it, it may be gone"
    yield f"remove {name} where nothing needs it, or replace it by another package that is cared for"
    commits = [commit for one in advisories for commit in one.commits]
    if commits:
        commit = f"{commits[0].repository} {commits[0].id[:12]}"
        yield f"or carry a patch: {commit} repaired it, and no release of that is known"
    else:
        yield "or carry a patch of your own: a copy in your repository without what is flawed"
    yield "or put the function that uses it apart: with a role that may do next to nothing, and no secrets in reach"
    yield f"or accept it in writing, with a day to look again; {AGAIN}"


def runtime(judged: Judged) -> WayOut:
    """What AWS brings."""
    name, fix = judged.named.package.name, judged.fix
    version = f" {fix}" if fix else ""
    steps = (
        "the runtime brings it, and AWS chooses and renews its version, unless you pinned a version of the runtime",
        f"to be sure of one, ship {name}{version} yourself: what a function brings wins over what its runtime does",
    )
    return WayOut(Kind.RUNTIME, fix, None, None, steps)


def rebuilt(judged: Judged) -> WayOut:
    """What is deployed as it lies."""
    named, fix = judged.named, judged.fix or ""
    told = f"{named.at}: it lies there built, and no manifest here asks for it: what makes it has to take {fix}"
    if named.package.ecosystem in _SYSTEM:
        upgrade = f"`RUN {_SYSTEM[named.package.ecosystem]} {command(named.package.name).strip('`')}`"
        return way(
            Kind.REBUILD,
            judged,
            ("build the image anew on the newest base", f"where that has not got it yet: {upgrade}"),
        )
    if named.origin is Origin.LAYER:
        return way(Kind.REBUILD, judged, (told, "publish the layer anew, and take its new version at every function"))
    return way(Kind.REBUILD, judged, (told, "then build and deploy anew"))


def in_words(judged: Judged, fix: str) -> WayOut | None:
    """NuGet, Go and Ruby: their own tools edit their files."""
    named = judged.named
    if named.origin not in {Origin.LOCK, Origin.MANIFEST}:
        return None
    name = named.package.name
    if named.package.ecosystem is Ecosystem.GO:
        get = command("go", "get", f"{name}@v{fix.removeprefix('v')}")
        found = way(Kind.RAISE, judged, (f"{get}, then `go mod tidy`, write go.mod and go.sum",), admitted=False)
    elif named.package.ecosystem is Ecosystem.NUGET:
        add = command("dotnet", "add", "package", name, "--version", fix)
        also = "" if named.direct is not False else ": a package that the project names wins over what others ask for"
        found = way(Kind.RAISE, judged, (f"{add} writes the project and the lock{also}",), admitted=False)
    else:
        update = command("bundle", "update", "--conservative", name)
        text = f"{update} makes Gemfile.lock anew; where it stays, the Gemfile keeps it out: raise its range there"
        found = way(Kind.RELOCK, judged, (text,))
    return WayOut(found.kind, found.version, found.admitted, named.at, found.steps)

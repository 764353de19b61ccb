"""Packages of Maven in jars: `pom.properties`, manifests, file names; jars in jars; shaded jars.

https://maven.apache.org/shared/maven-archiver/ (pom.properties, manifest entries) ;
https://felix.apache.org/documentation/subprojects/apache-felix-maven-bundle-plugin-bnd.html (symbolic names)
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Package, Unread
from ennead.packages.deployed.found import Answers, Found, is_name, is_version
from ennead.packages.deployed.groups import group_of
from ennead.packages.deployed.items import JARS, Item, first_line

_POM = re.compile(r"(?:^|.*/)META-INF/maven/([^/]+)/([^/]+)/pom\.properties$")
_LINE = re.compile(r"^[ \t]*(groupId|artifactId|version)[ \t]*[=:][ \t]*(\S+)[ \t\r]*$", re.MULTILINE)
_NAMED = re.compile(r"(?P<name>[A-Za-z][\w.]*(?:-[A-Za-z][\w.]*)*)-(?P<version>\d[\w.+-]*)")
_NO_GROUP = "the jar does not say of which group it is, so no advisory can be asked for"
_CLASSES = re.compile(r"[A-Za-z_$][\w$]*(?:/[A-Za-z_$][\w$]*)*")
_MOST_HOMES = 200
_MANIFEST = "META-INF/MANIFEST.MF"


class Pom(NamedTuple):
    """What a `pom.properties` says."""

    group: str
    artifact: str
    version: str | None
    path: str
    item: Item


def java(items: Mapping[str, Item], bundled: str | None, stem: str = "") -> Answers:
    """The packages that are unpacked among some files, as in a jar that holds all of an application.

    `stem` is what that jar is called, by which the application itself is told.
    """
    answers = Answers()
    poms = _poms(items, answers)
    main = _main(poms, stem, _manifest(items.get(f"var/task/{_MANIFEST}"))) if stem else None
    for pom in poms:
        folder = "" if pom.path.startswith("var/task/") else pom.path.partition("META-INF/")[0]
        answers.found.append(Found(replace(_named(pom, bundled), own=pom is main), folder, pom.item.root))
    return answers


def jar(path: str, item: Item, bundled: str | None) -> Answers:
    """What a jar is, and what was shaded into it; the jars in it are looked at by themselves."""
    answers = Answers()
    inside = item.inside.items if item.inside is not None else {}
    poms = _poms(inside, answers)
    stem = posixpath.splitext(posixpath.basename(path))[0]
    manifest = _manifest(inside.get(_MANIFEST))
    main = _main(poms, stem, manifest)
    folder = posixpath.dirname(path)
    named = _named(main, bundled) if main is not None else _by_manifest(item, stem, manifest, bundled)
    if named is not None:
        homes = _homes(inside) if len(poms) <= 1 else ()  # of several, nobody says whose a class is
        answers.found.append(Found(replace(named, imports=homes), folder, item.root))
    elif not poms and item.inside is not None and any(name.endswith(".class") for name in inside):
        answers.unread.append(Unread(Location(item.where), "the jar does not say what it is"))
    carrier = item.where
    answers.found += (Found(_named(pom, carrier), folder, item.root) for pom in poms if pom is not main)
    return answers


def _homes(items: Mapping[str, Item]) -> tuple[str, ...]:
    """The packages of Java that a jar holds classes of, those below others left out."""
    folders = {
        path.rpartition("/")[0] for path in items if path.endswith(".class") and not path.startswith("META-INF/")
    }
    named = sorted(folder for folder in folders - {""} if _CLASSES.fullmatch(folder))
    tops: list[str] = []
    for folder in named:
        if not (tops and folder.startswith(f"{tops[-1]}/")):
            tops.append(folder)
    return tuple(top.replace("/", ".") for top in tops[:_MOST_HOMES])


def _poms(items: Mapping[str, Item], answers: Answers) -> list[Pom]:
    found = []
    for path, item in items.items():
        match = _POM.match(path) if path.endswith("pom.properties") else None
        if match is None or item.data is None:
            continue
        told: dict[str, str] = dict(_LINE.findall(item.data.decode("latin-1")))
        group, artifact = told.get("groupId") or str(match[1]), told.get("artifactId") or str(match[2])
        version = told.get("version")
        if not is_name(Ecosystem.MAVEN, f"{group}:{artifact}"):
            answers.unread.append(Unread(Location(item.where), "it does not say of which package it is"))
            continue
        known = version if is_version(version) and "${" not in str(version) else None
        found.append(Pom(group, artifact, known, path, item))
    return found


def _named(pom: Pom, bundled: str | None) -> Named:
    line = first_line(pom.item.data or b"", rb"(?m)^[ \t]*version[ \t]*[=:]")
    return Named(
        Package(Ecosystem.MAVEN, f"{pom.group}:{pom.artifact}", pom.version),
        Location(pom.item.where, line),
        pom.item.origin,
        reason=None if pom.version else "its pom.properties holds no version",
        bundled_in=bundled,
    )


def _main(poms: list[Pom], stem: str, manifest: Mapping[str, str]) -> Pom | None:
    """The package that a jar is itself: by its file's name, its manifest, or as the only one."""
    exact = [one for one in poms if stem in {one.artifact, f"{one.artifact}-{one.version}"}]
    title = manifest.get("Implementation-Title")
    titled = [one for one in poms if title and title in {one.artifact, f"{one.group}:{one.artifact}"}]
    begun = sorted((one for one in poms if stem.startswith(f"{one.artifact}-")), key=lambda one: -len(one.artifact))
    fitting = next(iter((*exact, *begun, *titled)), None)
    if fitting is not None or len(poms) != 1:
        return fitting
    known = _NAMED.fullmatch(stem)
    return poms[0] if known is None or poms[0].artifact in stem else None


def _by_manifest(item: Item, stem: str, manifest: Mapping[str, str], bundled: str | None) -> Named | None:
    """A jar without a record, by its manifest and its name."""
    match = _NAMED.fullmatch(stem)
    artifact = match["name"] if match else manifest.get("Implementation-Title", "").strip() or stem
    version = match["version"] if match else None
    version = version or manifest.get("Implementation-Version") or manifest.get("Bundle-Version")
    if not is_version(version) or not is_name(Ecosystem.MAVEN, artifact):
        return None
    group = _group(artifact, manifest)
    name = f"{group}:{artifact}" if group else artifact
    reason = None if group else _NO_GROUP
    inside = item.inside.items if item.inside else {}
    place = inside[_MANIFEST].where if not match and _MANIFEST in inside else item.where
    package = Package(Ecosystem.MAVEN, name, version if group else None)
    return Named(
        package, Location(place), item.origin, wanted=None if group else version, reason=reason, bundled_in=bundled
    )


def _group(artifact: str, manifest: Mapping[str, str]) -> str | None:
    """The group: as the manifest says it, as the rule for symbolic names has it, or as it is known."""
    vendor = manifest.get("Implementation-Vendor-Id", "")
    if "." in vendor and is_name(Ecosystem.MAVEN, f"{vendor}:{artifact}"):
        return vendor
    if (known := group_of(artifact)) is not None:
        return known
    symbolic = manifest.get("Bundle-SymbolicName", "").partition(";")[0].strip()
    group = symbolic.removesuffix(f".{artifact}")
    return group if group != symbolic and "." in group and is_name(Ecosystem.MAVEN, f"{group}:{artifact}") else None


def _manifest(item: Item | None) -> dict[str, str]:
    """The main section of a manifest; long lines go on after a space."""
    if item is None or item.data is None:
        return {}
    text = item.data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").partition("\n\n")[0]
    pairs = (line.partition(":") for line in text.replace("\n ", "").split("\n"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def is_jar(path: str) -> bool:
    """Whether a file is a jar by its name."""
    return path.lower().endswith(JARS)

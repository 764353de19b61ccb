"""build.gradle and build.gradle.kts: dependencies written as literals.  The file is a program; it is not run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Named, Origin, Scope, Unread
from ennead.packages.locks import reasons
from ennead.packages.locks.jvm.catalogue import Catalogue
from ennead.packages.locks.jvm.gradle_text import Statement, statements
from ennead.packages.locks.limits import MAX_WANTS
from ennead.packages.locks.naming import is_name, named, shown

_MAX_SETTINGS = 2_000
"""Texts that one build file sets by name."""
_LONGEST = 2000
"""Of a statement: longer than any that declares a dependency."""
_CALL = re.compile(r"(?P<configuration>[a-z]\w{1,80})\s*\(?\s*(?P<rest>.*)", re.DOTALL)
_PLATFORM = re.compile(r"(?:platform|enforcedPlatform|dependencies\.platform)\s*\(\s*")
_LITERAL = re.compile(r"""["'](?P<text>[^"'\n]{1,400})["']""")
_NAMED = re.compile(
    r"""\b(?P<key>group|name|version)\s*[:=]\s*(?:["'](?P<text>[^"'\n]{0,200})["']|(?P<word>[\w.]{1,100}))"""
)
_LIBRARY = re.compile(r"\blibs\.(?P<accessor>[\w.]{1,200})")
_SETTING = re.compile(
    r"""(?:(?:def|val|var|final|String)\s+|ext\.|project\.ext\.|extra\s*\[\s*["'])?(?P<name>[A-Za-z_][\w.]{0,100})"""
    r"""(?:["']\s*\])?(?:\s*:\s*String)?\s*=\s*["'](?P<value>[^"'\n$]{1,200})["']"""
)
_REFERENCE = re.compile(r"\$\{?(?:project\.|rootProject\.|ext\.)?(?P<name>[A-Za-z_][\w.]{0,100})\}?")
_CHOSEN = re.compile(r"""\b(?:strictly|require|prefer|version)\b\s*[(=]?\s*["'](?P<version>[^"'\n]{1,200})["']""")
_DEVELOPMENT = re.compile(
    r"(?:test|androidTest|integrationTest|functionalTest|jmh|testFixtures)(?:[A-Z]\w*)?|\w*Test(?:[A-Z]\w*)?"
    r"|compileOnly(?:Api)?|annotationProcessor|kapt\w*|ksp\w*|developmentOnly|checkstyle|pmd|spotbugs\w*|jacoco\w*|errorprone"
    r"|detekt\w*|ktlint\w*|lintChecks|compileClasspath|\w*[aA]nnotationProcessor\w*|kotlin\w*Classpath\w*|classpath"
)
_SHIPPED = re.compile(
    r"implementation|api|compile|runtime|runtimeOnly|runtimeClasspath|\w*(?:Implementation|RuntimeOnly|Api)"
)


@dataclass(slots=True)
class Build:
    """What build files declare: packages, and own projects that they ask for (`:orders`)."""

    named: list[Named] = field(default_factory=list)
    projects: list[tuple[str, Scope]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    """Lists of versions (platforms) that are asked for, and are not here."""


def read(
    text: str, path: str, catalogue: Catalogue | None = None, properties: Mapping[str, str] | None = None
) -> Inventory:
    """What a build file declares by itself."""
    found = build(text, path, catalogue, properties)
    return Inventory(tuple(found.named), tuple(found.unread), (path,))


def build(
    text: str, path: str, catalogue: Catalogue | None = None, properties: Mapping[str, str] | None = None
) -> Build:  # fmt: skip
    """Read a build file.  `properties` are those of gradle.properties and of build files above."""
    found = Build()
    lines = list(statements(text))
    known = {**(properties or {}), **settings(lines)}
    for index, one in enumerate(lines):
        inside = one.blocks
        if "buildscript" in inside or "pluginManagement" in inside or "dependencies" not in inside:
            continue
        if inside[-1] == "constraints":
            continue
        if len(found.named) >= MAX_WANTS:
            reason = f"more than {MAX_WANTS} dependencies; the rest is not read"
            found.unread.append(Unread(Location(path, one.line), reason))
            break
        if inside[-1] == "dependencies" and inside[-2:] != ("components", "dependencies"):
            _declared(found, one, lines[index + 1 : index + 6], path, catalogue, known)
    _lists_of_versions(found, lines)
    return _with_lists(found)


def scope_of(configuration: str) -> Scope:
    """What a configuration says: only tests and compilers need it, or the function does."""
    return Scope.DEVELOPMENT if _DEVELOPMENT.fullmatch(configuration) is not None else Scope.SHIPPED


def settings(lines: list[Statement]) -> dict[str, str]:
    """Texts that a build file sets by name."""
    found: dict[str, str] = {}
    for one in lines:
        match = _SETTING.match(one.text[:_LONGEST])
        if match is not None and len(found) < _MAX_SETTINGS:
            found.setdefault(match["name"].removeprefix("ext."), match["value"])
    return found


def _declared(
    found: Build,
    one: Statement,
    after: list[Statement],
    path: str,
    catalogue: Catalogue | None,
    known: Mapping[str, str],
) -> None:
    call = _CALL.match(one.text[:_LONGEST])
    if call is None:
        return
    configuration, rest = call["configuration"], call["rest"]
    if _DEVELOPMENT.fullmatch(configuration) is None and _SHIPPED.fullmatch(configuration) is None and ":" not in rest:
        return
    at, scope = Location(path, one.line), scope_of(configuration)
    platform = _PLATFORM.match(rest) is not None
    if (project := re.match(r"""project\s*\(\s*(?:path\s*[:=]\s*)?["']([^"'\n]{1,200})["']""", rest)) is not None:
        found.projects.append((project[1], scope))
        return
    coordinates = list(_coordinates(rest, catalogue))
    if not coordinates:
        _not_literal(found, rest, at)
    for name, version, line in coordinates:
        place = at if line is None or catalogue is None else Location(catalogue.path, line)
        if platform:
            found.lists.append(f"{name}:{_resolved(version or '', known)[0]}")
            continue
        text = version or _chosen(one, after)
        named_ = _named(name, text, place, scope, known)
        if named_ is None:
            found.unread.append(Unread(at, "a dependency with a name that is none"))
        else:
            found.named.append(named_)


def _coordinates(rest: str, catalogue: Catalogue | None) -> Iterator[tuple[str, str | None, int | None]]:
    """Name and version of each dependency of a call, and its line in the catalogue."""
    accessor = _LIBRARY.search(rest)
    if accessor is not None and catalogue is not None:
        for library in catalogue.get(accessor["accessor"].removesuffix(".get")):
            yield library.name, library.version, library.line
        return
    words = {
        match["key"]: match["text"] if match["text"] is not None else f"${match['word']}"
        for match in _NAMED.finditer(rest)
    }
    if "group" in words and "name" in words:
        yield f"{words['group']}:{words['name']}", words.get("version"), None
        return
    for literal in _LITERAL.finditer(rest):
        parts = literal["text"].partition("@")[0].split(":")
        if 2 <= len(parts) <= 4 and all(parts[:2]):
            version = parts[2] if len(parts) > 2 and parts[2] else None
            if version is None and (more := re.match(r"\s*\+\s*([\w.]{1,100})", rest[literal.end() :])) is not None:
                version = f"${more[1]}"
            yield f"{parts[0]}:{parts[1]}", version, None


def _chosen(one: Statement, after: list[Statement]) -> str | None:
    """A version that is chosen in the block behind a dependency."""
    for line in after:
        if len(line.blocks) <= len(one.blocks):
            break
        found = _CHOSEN.search(line.text[:_LONGEST])
        if found is not None:
            return found["version"]
    return None


def _named(name: str, version: str | None, at: Location, scope: Scope, known: Mapping[str, str]) -> Named | None:
    name = _resolved(name, known)[0]
    if not is_name(name) or "$" in name:
        return None
    text, unset = _resolved(version, known) if version is not None else ("", None)
    strict, _, _ = text.partition("!!")
    reason = None
    if version is None:
        reason = reasons.NO_VERSION
    elif unset is not None:
        reason = reasons.unset(unset)
    elif strict.endswith("+") or strict.startswith(("[", "(", "]", "latest.")):
        reason = reasons.RANGE
    return named(
        Ecosystem.MAVEN,
        name,
        None if reason is not None else strict,
        at,
        origin=Origin.MANIFEST,
        reason=reason,
        wanted=version,
        scope=scope,
        direct=True,
    )


def _resolved(text: str, known: Mapping[str, str]) -> tuple[str, str | None]:
    """A text with its variables, and the first that is not known."""
    for _ in range(10):
        found = next((one for one in _REFERENCE.finditer(text) if one["name"] in known), None)
        if found is None:
            break
        text = text[: found.start()] + known[found["name"]] + text[found.end() :]
    left = _REFERENCE.search(text)
    return text, left["name"] if left is not None else None


def _not_literal(found: Build, rest: str, at: Location) -> None:
    if re.match(r"(?:files|fileTree)\b", rest) is not None:
        found.unread.append(Unread(at, "files, which name no package"))
    elif re.match(r"(?:gradleApi|localGroovy|kotlin|gradleTestKit|gradleKotlinDsl)\b", rest) is None and rest.strip():
        found.unread.append(Unread(at, "a dependency that is not written as a literal"))


def _lists_of_versions(found: Build, lines: list[Statement]) -> None:
    for one in lines:
        if "dependencyManagement" in one.blocks and one.text.startswith("mavenBom"):
            literal = _LITERAL.search(one.text[:_LONGEST])
            found.lists.append(literal["text"] if literal is not None else "a list of versions")


def _with_lists(found: Build) -> Build:
    """Versions that are left out stand in the lists, where there are some."""
    if not found.lists:
        return found
    reason = shown(f"its version stands in {' or '.join(found.lists[:3])}, not here")
    found.named = [replace(one, reason=reason) if one.reason == reasons.NO_VERSION else one for one in found.named]
    return found

"""Which way leads out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from ennead.model.package import Ecosystem, Named, Origin
from ennead.packages.advisories.words import Status
from ennead.packages.locks.files import Files
from ennead.packages.way_out import others
from ennead.packages.way_out.gradle import GradleWays
from ennead.packages.way_out.maven import MavenWays
from ennead.packages.way_out.npm import NpmWays
from ennead.packages.way_out.python import PythonWays
from ennead.packages.way_out.words import Judged, WayOut


class Ways:
    """Ways out for the packages of some files.  Manifests are read again; nothing is written."""

    def __init__(self, files: Files, known: Iterable[Named] = ()) -> None:
        """`known` are all packages that the files name: whether a lock holds several versions of one."""
        self._files = files
        self._versions: dict[tuple[str, str], set[str | None]] = {}
        for one in known:
            self._versions.setdefault((one.at.path, one.package.name), set()).add(one.package.version)

    def of(self, judged: Judged) -> WayOut | None:
        """The way out of a vulnerable package; None where nothing is known against it."""
        if judged.verdict is None or judged.verdict.status is not Status.VULNERABLE:
            return None
        if judged.named.origin is Origin.RUNTIME:
            return others.runtime(judged)
        if judged.fix is None or any(one.malicious for one in judged.verdict.advisories):
            return others.replaced(judged)
        return self._by_ecosystem(judged, judged.fix) or others.rebuilt(judged)

    def _by_ecosystem(self, judged: Judged, fix: str) -> WayOut | None:
        ecosystem = judged.named.package.ecosystem
        if ecosystem is Ecosystem.NPM:
            return self._npm.of(judged, fix)
        if ecosystem is Ecosystem.PYPI:
            return self._python.of(judged, fix)
        if ecosystem is Ecosystem.MAVEN:
            return self._jvm(judged, fix)
        if ecosystem in {Ecosystem.GO, Ecosystem.NUGET, Ecosystem.RUBYGEMS}:
            return others.in_words(judged, fix)
        return None

    def _jvm(self, judged: Judged, fix: str) -> WayOut | None:
        """Of Gradle where a file of it says so; what lies in an archive belongs to whichever project is nearest."""
        path = judged.named.at.path
        if path.endswith(".xml") and "gradle/" not in path:
            return self._maven.of(judged, fix)
        if path.endswith((".gradle", ".kts", ".toml", ".lockfile", "verification-metadata.xml")):
            return self._gradle.of(judged, fix)
        return self._maven.of(judged, fix) or self._gradle.of(judged, fix)

    @cached_property
    def _npm(self) -> NpmWays:
        return NpmWays(self._files, self._versions)

    @cached_property
    def _python(self) -> PythonWays:
        return PythonWays(self._files)

    @cached_property
    def _maven(self) -> MavenWays:
        return MavenWays(self._files)

    @cached_property
    def _gradle(self) -> GradleWays:
        return GradleWays(self._files)

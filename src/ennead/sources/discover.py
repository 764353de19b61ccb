"""What a folder holds: templates that are applications, and inputs that nobody here reads yet."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ennead.model.location import Location
from ennead.sources.cloudformation.expand import is_remote
from ennead.sources.cloudformation.load import parse, read_text
from ennead.sources.cloudformation.template import Template, looks_like_template, template_of
from ennead.sources.errors import SourceError
from ennead.sources.serverless.recognise import Service, Services, recognise

SKIPPED = frozenset(
    ".git .hg .svn node_modules .aws-sam .venv __pycache__ .tox .mypy_cache .pytest_cache .serverless"
    " .terraform site-packages bower_components .gradle .m2".split()
)
"""Folders of tools, packages and builds: what they hold is not this application's source."""

MAX_FILES = 200_000
_ENDINGS = (".yaml", ".yml", ".json", ".template")
_MARKS = re.compile(r"AWSTemplateFormatVersion|AWS::Serverless|[\"']?Type[\"']?\s*:\s*[\"']?AWS::")
_RESOURCES = re.compile(r"(?:^|[{,])\s*[\"']?Resources[\"']?\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Unread:
    """An input that was seen and not read: what it is, why, and the next command, where there is one."""

    kind: str
    reason: str
    at: Location


@dataclass(frozen=True, slots=True)
class AppSource:
    """An application: the dialect it is written in, and the file or folder that declares it."""

    dialect: str
    path: str


@dataclass(frozen=True, slots=True)
class Found:
    """What discovery came to.

    `templates` are those of applications (nested ones are left to their parents), `others` applications
    in other dialects.
    """

    root: Path
    templates: tuple[str, ...]
    unread: tuple[Unread, ...]
    files: int
    others: tuple[AppSource, ...] = ()

    @property
    def sources(self) -> tuple[AppSource, ...]:
        """Every application, whatever its dialect."""
        return (*(AppSource("template", name) for name in self.templates), *self.others)


_OTHERS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"cdk\.json\Z"), "cdk",
     "a CDK application without its cloud assembly: not read yet; run `cdk synth`, then scan again"),
    (re.compile(r"serverless\.(ts|js|cjs|mjs)\Z"), "serverless-framework",
     "a Serverless Framework application written as code: not run; run `serverless package` and scan "
     ".serverless/cloudformation-template-update-stack.json"),
    (re.compile(r".*\.tf\Z"), "terraform", "Terraform: not read yet"),
    (re.compile(r"sst\.config\.(ts|js|mjs)\Z"), "sst", "an SST application: not read yet"),
    (re.compile(r"Pulumi\.ya?ml\Z"), "pulumi", "a Pulumi program: not read yet"),
    (re.compile(r"amplify\.ya?ml\Z|team-provider-info\.json\Z"), "amplify", "an Amplify application: not read yet"),
)  # fmt: skip


def discover(path: Path) -> Found:
    """Look through a folder, or take one template.  Links are not followed.  Raises SourceError if it is not there."""
    if not path.exists():
        raise SourceError(f"{path} does not exist", Location(str(path)))
    if path.is_file():
        if isinstance(recognise(path.parent, path.name), Service):
            return Found(path.parent, (), (), 1, (AppSource("serverless", path.name),))
        return Found(path.parent, (path.name,), (), 1)
    templates: list[str] = []
    nested: set[str] = set()
    unread: dict[tuple[str, str], Unread] = {}
    assemblies: list[str] = []
    services = Services(path)
    files = 0
    for name in _walk(path, assemblies):
        files += 1
        if files > MAX_FILES:
            unread["", "limit"] = Unread(
                "limit", f"more than {MAX_FILES} files: the rest was not looked at", Location(".")
            )
            break
        if name.endswith(_ENDINGS):
            _take(path, name, templates, nested, unread)
        services.take(name)
        _other(name, unread)
    kept = tuple(name for name in templates if name not in nested and not services.put_in(name))
    _services(services, unread)
    for assembly in assemblies:
        _synthesised(assembly, unread)
    others = (
        *(AppSource("cdk", assembly) for assembly in assemblies),
        *(AppSource("serverless", service.path) for service in services.found),
    )
    return Found(path, kept, tuple(unread.values()), files, others)


def _services(services: Services, unread: dict[tuple[str, str], Unread]) -> None:
    """Services that are not read, with their reason; a file of code beside one that is read is not the service."""
    for refused in services.refused:
        unread.setdefault((refused.at.path, refused.kind), Unread(refused.kind, refused.reason, refused.at))
    for service in services.found:
        unread.pop((service.path.rpartition("/")[0], "serverless-framework"), None)


def _is_assembly(folder: str, names: list[str]) -> bool:
    """Whether a folder is a CDK cloud assembly, by its name or by the file `cdk.out` that every synthesis leaves."""
    return "manifest.json" in names and ("cdk.out" in names or Path(folder).resolve().name == "cdk.out")


def _synthesised(assembly: str, unread: dict[tuple[str, str], Unread]) -> None:
    """The nearest CDK application above an assembly is read by it."""
    folder = assembly
    while folder:
        folder = folder.rpartition("/")[0]
        if unread.pop((folder, "cdk"), None):
            return


def _walk(root: Path, assemblies: list[str]) -> Iterator[str]:
    """The files below a folder; a cloud assembly is noted, and what it holds is no source of its own."""
    for folder, folders, names in os.walk(root, followlinks=False):
        if _is_assembly(folder, names):
            folders.clear()
            assemblies.append(Path(folder).relative_to(root).as_posix())
            continue
        if "pyvenv.cfg" in names:  # a virtual environment, whatever it is called; a folder `env` may be the app's own
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if name not in SKIPPED and not Path(folder, name).is_symlink())
        base = Path(folder).relative_to(root).as_posix()
        if "app.py" in names and ".chalice" in folders:
            yield f"{base}/.chalice" if base != "." else ".chalice"
        for name in sorted(names):
            if not Path(folder, name).is_symlink():
                yield name if base == "." else f"{base}/{name}"


def _other(name: str, unread: dict[tuple[str, str], Unread]) -> None:
    folder, _, file = name.rpartition("/")
    if file == ".chalice":
        unread.setdefault(
            (folder, "chalice"),
            Unread("chalice", "a Chalice application: not read yet; run `chalice package`", Location(name)),
        )
    for pattern, kind, reason in _OTHERS:
        if pattern.match(file):
            unread.setdefault((folder, kind), Unread(kind, reason, Location(name)))


def _take(root: Path, name: str, templates: list[str], nested: set[str], unread: dict[tuple[str, str], Unread]) -> None:
    """Note a template and the local templates it nests; a broken one is reported, not dropped."""
    try:
        text = read_text(root / name, name)
    except SourceError as error:
        if name.endswith((".template", "template.yaml", "template.yml", "template.json")) or _speaks_of_aws(
            root / name
        ):
            unread[name, "unreadable"] = Unread("unreadable", error.reason, error.at)
        return
    if not _MARKS.search(text) or not _RESOURCES.search(text):
        return
    try:
        root_value = parse(text, name).root
    except SourceError as error:
        unread[name, "malformed"] = Unread("malformed", error.reason, error.at)
        return
    if looks_like_template(root_value):
        templates.append(name)
        nested.update(_nested(root_value, name))


def _speaks_of_aws(file: Path) -> bool:
    """Whether a file that cannot be read as text looks like a template all the same; one nobody may open might be."""
    try:
        with file.open("rb") as handle:
            head = handle.read(65_536).replace(b"\0", b"")
    except OSError:
        return True
    return b"AWSTemplateFormatVersion" in head or b"AWS::Serverless" in head


def _nested(root: Any, name: str) -> Iterator[str]:
    base = name.rpartition("/")[0]
    for resource in (root["Resources"] or {}).values():
        kind = resource.get("Type") if isinstance(resource, dict) else None
        properties = resource.get("Properties") if isinstance(resource, dict) else None
        if kind in ("AWS::CloudFormation::Stack", "AWS::Serverless::Application") and isinstance(properties, dict):
            location = properties.get("TemplateURL") or properties.get("Location")
            if isinstance(location, str) and not is_remote(location):
                yield os.path.normpath(f"{base}/{location}" if base else location).replace(os.sep, "/")


def open_template(root: Path, name: str) -> tuple[Template, str]:
    """A template and its text.  Raises SourceError with the position where it is malformed."""
    text = read_text(root / name, name)
    return template_of(parse(text, name), name), text


def app_names(found: Found) -> dict[AppSource, str]:
    """A name per application: its folder's, with the file's own where the folder holds several."""
    folders = [source.path.rpartition("/")[0] for source in found.sources]
    names = {}
    for source, folder in zip(found.sources, folders, strict=True):
        base = folder or found.root.resolve().name or "app"
        file = source.path.rpartition("/")[2]
        stem = file.rpartition(".")[0] or file
        names[source] = base if folders.count(folder) == 1 else f"{base}/{stem}"
    return names

"""What a folder holds: templates that are applications, and inputs that nobody here reads yet."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ennead.model.location import Location
from ennead.sources.cloudformation.expand import is_remote
from ennead.sources.cloudformation.load import parse, read_text
from ennead.sources.cloudformation.template import Template, looks_like_template, template_of
from ennead.sources.errors import SourceError
from ennead.sources.ignore import Ignored
from ennead.sources.serverless.recognise import Service, Services, recognise
from ennead.sources.terraform.recognise import Configurations, of_file

SKIPPED = frozenset(
    ".git .hg .svn node_modules .aws-sam .venv __pycache__ .tox .mypy_cache .pytest_cache .serverless"
    " .terraform site-packages bower_components .gradle .m2".split()
)
"""Folders of tools, packages and builds: what they hold is not this application's source."""

MAX_FILES = 200_000
SHOWN = 3
"""Names of ignored templates that a message has room for."""
_ENDINGS = (".yaml", ".yml", ".json", ".template")
_INPUTS = (*_ENDINGS, ".tf", ".tofu")
_NO_FILE = "no regular file but a pipe, a socket or a device"
_MARKS = re.compile(r"AWSTemplateFormatVersion|AWS::Serverless|[\"']?Type[\"']?\s*:\s*[\"']?AWS::")
_PIPELINE = re.compile(r"(?:\A|/)(?:\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|buildspec[^/]*\.ya?ml)\Z")
_RESOURCES = re.compile(r"(?:^|[{,])\s*[\"']?Resources[\"']?\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Unread:
    """An input that was seen and not read: what it is, why, and the next command, where there is one."""

    kind: str
    reason: str
    at: Location


@dataclass(frozen=True, slots=True)
class AppSource:
    """An application: the dialect it is written in, and the file or folder that declares it.

    `root` is the folder its path starts from, where that is not the scanned one.
    """

    dialect: str
    path: str
    root: Path | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What discovery came to.

    `templates` are those of applications (nested ones are left to their parents), `others` applications
    in other dialects.  `ignored` are templates and services that git ignores, and so were left out;
    `pipelines` the files of CI services that may deploy what is here.
    """

    root: Path
    templates: tuple[str, ...]
    unread: tuple[Unread, ...]
    files: int
    others: tuple[AppSource, ...] = ()
    ignored: tuple[str, ...] = ()
    pipelines: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[AppSource, ...]:
        """Every application, whatever its dialect."""
        return (*(AppSource("template", name) for name in self.templates), *self.others)


_OTHERS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"cdk\.json\Z"), "cdk",
     "a CDK application without its cloud assembly: not read yet; run `cdk synth`, then scan again, or let --synth "
     "run it"),
    (re.compile(r"serverless\.(ts|js|cjs|mjs)\Z"), "serverless-framework",
     "a Serverless Framework application written as code: not run; run `serverless package` and scan "
     ".serverless/cloudformation-template-update-stack.json"),
    (re.compile(r"sst\.config\.(ts|js|mjs)\Z"), "sst", "an SST application: not read yet"),
    (re.compile(r"Pulumi\.ya?ml\Z"), "pulumi", "a Pulumi program: not read yet"),
    (re.compile(r"amplify\.ya?ml\Z|team-provider-info\.json\Z"), "amplify", "an Amplify application: not read yet"),
)  # fmt: skip


@dataclass(slots=True)
class _Looking:
    """What is collected on the way through a folder.

    `nested` are the templates that each template nests; `odd` are neither files nor folders, such as pipes.
    """

    services: Services
    configurations: Configurations
    templates: list[str] = field(default_factory=list)
    nested: dict[str, frozenset[str]] = field(default_factory=dict)
    unread: dict[tuple[str, str], Unread] = field(default_factory=dict)
    assemblies: list[str] = field(default_factory=list)
    pipelines: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    files: int = 0


def discover(path: Path, *, with_ignored: bool = False) -> Found:
    """Look through a folder, or take one template.  Links are not followed.  Raises SourceError if it is not there.

    What git ignores is left out, unless `with_ignored`; a cloud assembly, which usually is ignored, and a
    file that is named itself are read all the same.
    """
    if not path.is_dir():
        return _single(path)
    looking, rules = _Looking(Services(path), Configurations(path)), Ignored(path)
    for name in _walk(path, looking, rules):
        looking.files += 1
        if looking.files > MAX_FILES:
            reason = f"more than {MAX_FILES} files: the rest was not looked at"
            looking.unread["", "limit"] = Unread("limit", reason, Location("."))
            break
        if name.endswith(_ENDINGS):
            _take(path, name, looking)
        if _PIPELINE.search(name):
            looking.pipelines.append(name)
        looking.services.take(name)
        looking.configurations.take(name)
        _other(name, looking.unread)
    looking.unread.update(_not_files(looking.odd))
    return _found(path, looking, () if with_ignored else _left_out(looking, rules))


def _single(path: Path) -> Found:
    """What a file is that is named itself."""
    if not path.exists():
        raise SourceError(f"{path} does not exist", Location(str(path)))
    if not path.is_file():
        raise SourceError(f"{path} is {_NO_FILE}; name a file or a folder", Location(str(path)))
    if isinstance(recognise(path.parent, path.name), Service):
        return Found(path.parent, (), (), 1, (AppSource("serverless", path.name),))
    if of_file(path.parent, path.name):
        return Found(path.parent, (), (), 1, (AppSource("terraform", path.name),))
    return Found(path.parent, (path.name,), (), 1)


def _not_files(names: list[str]) -> Iterator[tuple[tuple[str, str], Unread]]:
    """Those that would be read if they were files."""
    for name in names:
        if name.endswith(_INPUTS):
            yield (name, "unreadable"), Unread("unreadable", _NO_FILE, Location(name))


def _left_out(looking: _Looking, rules: Ignored) -> tuple[str, ...]:
    """Take out what git ignores; the templates and services among it."""
    services = looking.services
    ignored = [name for name in (*looking.templates, *(one.path for one in services.found)) if rules.ignores(name)]
    configurations = looking.configurations
    ignored += [name for name in configurations.files() if rules.ignores(name)]
    gone = frozenset(ignored)
    configurations.without(gone)
    looking.templates[:] = [name for name in looking.templates if name not in gone]
    services.found[:] = [one for one in services.found if one.path not in gone]
    services.refused[:] = [one for one in services.refused if not rules.ignores(one.at.path)]
    looking.pipelines[:] = [name for name in looking.pipelines if not rules.ignores(name)]
    for key, one in list(looking.unread.items()):
        if one.kind != "limit" and rules.ignores(one.at.path):
            del looking.unread[key]
    return tuple(ignored)


def _found(path: Path, looking: _Looking, ignored: tuple[str, ...]) -> Found:
    services, unread = looking.services, looking.unread
    nested = {inner for name in looking.templates for inner in looking.nested[name]}
    kept = tuple(name for name in looking.templates if name not in nested and not services.put_in(name))
    _services(services, unread)
    for assembly in looking.assemblies:
        _synthesised(assembly, unread)
    others = (
        *(AppSource("cdk", assembly) for assembly in looking.assemblies),
        *(AppSource("serverless", service.path) for service in services.found),
        *(AppSource("terraform", name) for name in looking.configurations.apps()),
    )
    if ignored and not kept and not others:
        unread["", "ignored"] = Unread("ignored", _said(ignored), Location(ignored[0]))
    return Found(path, kept, tuple(unread.values()), looking.files, others, ignored, tuple(looking.pipelines))


def _said(ignored: tuple[str, ...]) -> str:
    """Templates that are there and were not read, where nothing else is."""
    count = "1 template is" if len(ignored) == 1 else f"{len(ignored)} templates are"
    more = ", ..." if len(ignored) > SHOWN else ""
    which = "its path to read it" if len(ignored) == 1 else "the path of one to read it"
    return f"{count} ignored by git: {', '.join(ignored[:SHOWN])}{more}; name {which}, or --no-ignore to read all"


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


def _walk(root: Path, looking: _Looking, rules: Ignored) -> Iterator[str]:
    """The files below a folder; a cloud assembly is noted, and what it holds is no source of its own."""
    for folder, folders, names in os.walk(root, followlinks=False):
        if _is_assembly(folder, names):
            folders.clear()
            looking.assemblies.append(Path(folder).relative_to(root).as_posix())
            continue
        if "pyvenv.cfg" in names:  # a virtual environment, whatever it is called; a folder `env` may be the app's own
            folders.clear()
            continue
        base = Path(folder).relative_to(root).as_posix()
        rules.walked(base, folders, names)
        folders[:] = sorted(name for name in folders if name not in SKIPPED and not Path(folder, name).is_symlink())
        if "app.py" in names and ".chalice" in folders:
            yield f"{base}/.chalice" if base != "." else ".chalice"
        for name in sorted(names):
            kind, path = _kind(Path(folder, name)), name if base == "." else f"{base}/{name}"
            if kind == stat.S_IFREG:
                yield path
            elif kind != stat.S_IFLNK:  # a pipe would be waited for, by whoever opens it
                looking.odd.append(path)


def _kind(file: Path) -> int:
    """What a name stands for, as `stat` has it; a file where nobody may look: whoever opens it says so."""
    try:
        return stat.S_IFMT(file.lstat().st_mode)
    except OSError:
        return stat.S_IFREG


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


def _take(root: Path, name: str, looking: _Looking) -> None:
    """Note a template and the local templates it nests; a broken one is reported, not dropped."""
    try:
        text = read_text(root / name, name)
    except SourceError as error:
        if name.endswith((".template", "template.yaml", "template.yml", "template.json")) or _speaks_of_aws(
            root / name
        ):
            looking.unread[name, "unreadable"] = Unread("unreadable", error.reason, error.at)
        return
    if not _MARKS.search(text) or not _RESOURCES.search(text):
        return
    try:
        root_value = parse(text, name).root
    except SourceError as error:
        looking.unread[name, "malformed"] = Unread("malformed", error.reason, error.at)
        return
    if looks_like_template(root_value):
        looking.templates.append(name)
        looking.nested[name] = frozenset(_nested(root_value, name))


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

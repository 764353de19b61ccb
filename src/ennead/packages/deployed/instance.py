"""Where a function's code and layers are, and where they stand in its instance."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from ennead.model.app import Function, Layer
from ennead.model.location import Location
from ennead.model.package import Origin, Unread, UnreadKind
from ennead.model.unknown import Unknown
from ennead.model.words import Dialect
from ennead.packages.deployed.image import Image
from ennead.packages.deployed.items import ARCHIVES, Contents, Item
from ennead.packages.deployed.order import TASK
from ennead.packages.deployed.places import Places

_FOLDERS: Final = {"python": "python", "nodejs": "nodejs", "java": "java/lib", "ruby": "ruby"}
"""The folder of a layer that a runtime looks into; a build puts what it is handed there."""
_TOPS: Final = ("python", "nodejs", "java", "ruby", "lib", "bin", "extensions")
"""Folders of a layer as it is deployed."""


@dataclass(slots=True)
class Instance:
    """The files that an instance sees by their paths without the first `/`.

    `code` is the place its code was read from, `sources` the places that are built before they are deployed, `before`
    the folders that a setting puts before others, `home` those that hold code of one's own, `programs` native
    files that are the function itself.  Two instances that are `made_of` the same have the same files.
    """

    items: dict[str, Item] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    code: str = ""
    sources: set[str] = field(default_factory=set)
    before: tuple[str, ...] = ()
    home: tuple[str, ...] = (TASK, "opt")
    programs: tuple[str, ...] = ()
    made_of: tuple[str, ...] = ()
    is_image: bool = False
    built: bool = False

    def mount(self, contents: Contents, source: str, at: str) -> None:
        """Put the files of a place somewhere, over those that stand there."""
        self.made_of += (source, at)
        for path, item in contents.items.items():
            place = f"{at}/{path}"
            self.items.pop(place, None)  # so that the later one comes later
            self.items[place] = item

    def tell(self, at: Location, reason: str, kind: UnreadKind = UnreadKind.OTHER) -> None:
        """Say that something of it is not known."""
        self.unread.append(Unread(at, reason, kind))


def instance_of(function: Function, layers: Iterable[Layer], places: Places) -> Instance:
    """The instance of a function, as far as it can be told from the scanned folder."""
    instance = Instance()
    saved = _saved(function, places)
    if saved is not None:
        _image(instance, function, saved, places)
    elif function.image is not None or _facts(function, "dockerfile"):
        reason = "its image is not in the scanned folder: what is in it is known once it is saved there (docker save)"
        instance.tell(_at(function), reason)
        instance.is_image = True
    else:
        _code(instance, function, places)
        _layers(instance, function, {layer.id: layer for layer in layers}, places)
    return instance


def _at(function: Function) -> Location:
    return function.at or Location(".")


def _facts(function: Function, name: str) -> tuple[str, ...]:
    return tuple(value for key, value in function.packaging if key == name)


def _saved(function: Function, places: Places) -> str | None:
    """The file or folder of the function's image, where it is in the scanned folder."""
    template = posixpath.dirname(_at(function).path)
    named = [function.image, function.code, *_facts(function, "artifact"), *_facts(function, "context")]
    paths = [one for one in named if isinstance(one, str)]
    if isinstance(function.image, str):
        paths.insert(0, posixpath.join(template, function.image))
    return next((one for one in paths if places.is_image(one)), None)


def _image(instance: Instance, function: Function, path: str, places: Places) -> None:
    found = places.image(path, function.architectures)
    instance.is_image, instance.built, instance.code = True, True, path
    if isinstance(found, Unread):
        instance.unread.append(found)
        return
    instance.items = found.contents.items
    instance.made_of = ("image", path, *function.architectures)
    instance.unread += found.contents.unread
    workdir = next(iter(_facts(function, "workdir")), found.workdir)
    searched = (workdir, *found.environment.get("PYTHONPATH", "").split(":"))
    instance.before = tuple(one.strip("/") for one in searched if one.strip("/"))
    instance.home = _home(found, workdir)


def _home(found: Image, workdir: str) -> tuple[str, ...]:
    """The folders of an image in which one puts one's own: a base image's programs lie elsewhere."""
    task = found.environment.get("LAMBDA_TASK_ROOT", "")
    wanted = (workdir.strip("/"), task.strip("/"), TASK, "opt", "home", "root", "tmp", "srv", "app", "usr/src/app")
    return tuple(dict.fromkeys(one for one in wanted if one))


def _code(instance: Instance, function: Function, places: Places) -> None:
    if function.inline is not None:
        instance.built = True
        return
    code = _place(function, places)
    if isinstance(code, Unread):
        instance.unread.append(code)
        return
    contents = places.contents(code, Origin.ARCHIVE)
    instance.code = code
    instance.built = _is_built(code, places)
    instance.mount(contents, code, TASK)
    instance.unread += contents.unread
    _program(instance, function)
    if not instance.built:
        instance.sources.add(code)
    elif not contents.items and not contents.unread:
        instance.tell(Location(code), "it is empty")


def _program(instance: Instance, function: Function) -> None:
    """The program that a function is, where its runtime has no language: what was linked into it is not told."""
    handler = function.handler if isinstance(function.handler, str) else ""
    for path in dict.fromkeys((f"{TASK}/bootstrap", f"{TASK}/{handler}")):
        item = instance.items.get(path)
        if item is not None and item.native:
            instance.programs += (path,)
            instance.tell(Location(item.where), "it is one program: which packages were linked into it is not known")


def _is_built(code: str, places: Places) -> bool:
    return not places.is_folder(code) or "/.aws-sam/build/" in f"/{code}" or "/asset." in f"/{code}"


def _place(function: Function, places: Places) -> str | Unread:
    """The folder or archive that is deployed: what a build left, else what the template names."""
    built = next((one for one in _outputs(function, places) if places.real(one) is not None), None)
    if built is not None:
        return built
    code = function.code if function.code is not None else next(iter(_facts(function, "base")), None)
    if isinstance(code, Unknown):
        reason = f"what is deployed could not be told: {code.reason}"
    elif code is None:
        reason = "its code is not in the scanned folder: it comes from a bucket, or its place is not said"
    elif places.real(code) is None:
        reason = f"{code} is not there: it is built first, or lies outside of the scanned folder"
    else:
        return code
    return Unread(_at(function), reason, UnreadKind.CODE)


def _outputs(function: Function, places: Places) -> Iterator[str]:
    """Where builds put what is deployed: an artifact, SAM's folder of one, the Serverless Framework's archive."""
    yield from _facts(function, "artifact")
    folder = posixpath.dirname(_at(function).path)
    name = function.logical_id or function.id.partition("/")[2]
    if function.dialect in {Dialect.SAM, Dialect.CLOUDFORMATION} and "/" not in name:
        yield posixpath.join(folder, ".aws-sam/build", name)
    if function.dialect is Dialect.SERVERLESS:
        packed = posixpath.join(folder, ".serverless")
        archives = [one for one in places.names(packed) if one.endswith(".zip")]
        yield from (posixpath.join(packed, one) for one in archives if one == f"{name}.zip")
        if len(archives) == 1 and not _facts(function, "individually"):
            yield posixpath.join(packed, archives[0])


def _layers(instance: Instance, function: Function, layers: dict[str, Layer], places: Places) -> None:
    for name in function.layers:
        layer = layers.get(name)
        code = layer.code if layer is not None else None
        if isinstance(code, str) and places.real(code) is not None:
            _layer(instance, function, code, places)
            continue
        where = f"{code} is not there" if isinstance(code, str) else "it is not in the scanned folder"
        said = layer.arn if layer is not None and layer.arn else name
        at = layer.at if layer is not None and layer.at else _at(function)
        published = layer is not None and layer.external and (layer.account or "").isdigit()
        kind = UnreadKind.PUBLISHED if published else UnreadKind.LAYER
        instance.tell(at, f"what the layer {said} holds is not known: {where}", kind)


def _layer(instance: Instance, function: Function, code: str, places: Places) -> None:
    """A layer stands at `/opt`; a folder without a runtime's folder in it is built, and comes below that."""
    contents = places.contents(code, Origin.LAYER)
    runtime = function.runtime if isinstance(function.runtime, str) else ""
    own = next((folder for start, folder in _FOLDERS.items() if runtime.startswith(start)), "python")
    if not contents.items and not contents.unread:
        instance.tell(Location(code), "it is empty")
    tops = {path.partition("/")[0] for path in contents.items}
    is_folder = not code.lower().endswith(ARCHIVES)
    if is_folder:
        instance.sources.add(code)
    instance.mount(contents, code, f"opt/{own}" if is_folder and tops.isdisjoint(_TOPS) else "opt")
    instance.unread += contents.unread

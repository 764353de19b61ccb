"""Images: their layers read through once, merged by names with what upper ones delete; nothing is unpacked.

https://github.com/opencontainers/image-spec/blob/main/layer.md (whiteouts)
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ennead.model.location import Location
from ennead.model.package import Origin, Unread, UnreadKind
from ennead.packages.deployed.gather import Gather
from ennead.packages.deployed.items import Contents, Item, clean
from ennead.packages.deployed.layout import plan_of
from ennead.packages.deployed.limits import MEBIBYTE, Budget, Damaged, Spent
from ennead.packages.deployed.streams import GZIP, ZSTD, Stream, unzipped
from ennead.packages.deployed.tars import BLOCK, Member, members

_MOST_TEXT: Final = 4 * MEBIBYTE
_GONE: Final = ".wh."
_ALL_GONE: Final = ".wh..wh..opq"


@dataclass(slots=True)
class Layer:
    """One layer: its files, and what it deletes of those below it (`emptied` folders, `removed` files and folders)."""

    contents: Contents = field(default_factory=Contents)
    removed: set[str] = field(default_factory=set)
    emptied: set[str] = field(default_factory=set)


class Image(NamedTuple):
    """The files of an image as a container sees them, its environment and its working folder."""

    contents: Contents
    environment: dict[str, str]
    workdir: str


class _Parts(NamedTuple):
    """What lies in an image's file: JSON, layers, links to layers, and why some could not be read."""

    texts: dict[str, bytes]
    layers: dict[str, Layer]
    links: dict[str, str]
    faults: dict[str, str]


Outer = Iterable[tuple[str, str | None, Stream]]
"""The files of an image as it is stored: name, what it is a link to, bytes."""


def read_image(outer: Outer, root: str, budget: Budget, architectures: tuple[str, ...] = ()) -> Image:
    """The image in a file or folder.  Raises Damaged where it is none."""
    parts = _Parts({}, {}, {}, {})
    stopped = None
    try:
        for name, target, data in outer:
            _part(parts, posixpath.normpath(name), target, data, root, budget)
    except (Spent, Damaged) as error:
        stopped = str(error)
        if parts.texts.keys().isdisjoint({"manifest.json", "index.json"}):
            raise Damaged(stopped) from error
    plan = plan_of(parts.texts, architectures)
    layers = [_layer(name, parts) for name in plan.layers]
    contents = merged([one for one in layers if isinstance(one, Layer)])
    contents.unread += [
        Unread(Location(root), f"{one}: what it adds is not known", UnreadKind.LAYER)
        for one in layers
        if isinstance(one, str)
    ]
    if stopped is not None:
        contents.tell(root, f"{stopped}: the rest of the image was not read")
    if plan.others:
        contents.tell(root, "it holds several images: the first was read")
    pairs = (text.partition("=") for text in _texts(plan.config.get("Env")))
    workdir = plan.config.get("WorkingDir")
    return Image(contents, {key: value for key, _, value in pairs}, workdir if isinstance(workdir, str) else "")


def _texts(value: object) -> Iterator[str]:
    yield from (one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _layer(name: str, parts: _Parts) -> Layer | str:
    """A layer, also where it is stored as a link to an equal one; else why it is not there."""
    target = parts.links.get(name)
    if name not in parts.layers and target is not None:
        name = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
    if name in parts.faults:
        return f"its layer {name[-80:]}: {parts.faults[name]}"
    return parts.layers.get(name, f"its layer {name[-80:]} is not there")


def _part(parts: _Parts, name: str, target: str | None, data: Stream, root: str, budget: Budget) -> None:
    budget.file()
    if target is not None:
        parts.links[name] = target
        return
    head = data.peek(BLOCK)
    if head[:1] in {b"{", b"["} or name.endswith(".json"):
        text = data.read(_MOST_TEXT)
        budget.keep(len(text))
        parts.texts[name] = text
        return
    if head.startswith(ZSTD):
        parts.faults[name] = "it is packed with Zstandard, which is not read"
    elif head.startswith(GZIP) or head[257:262] == b"ustar" or name.endswith("layer.tar") or name.startswith("blobs/"):
        layer = Layer()
        parts.layers[name] = layer
        try:
            _fill(layer, unzipped(data, budget) if head.startswith(GZIP) else data, root, budget)
        except Damaged as error:
            reason = f"its layer {name[-80:]}: {error}; the rest of that was not read"
            layer.contents.tell(root, reason, UnreadKind.LAYER)


def _fill(layer: Layer, stream: Stream, root: str, budget: Budget) -> None:
    gather = Gather(root, Origin.IMAGE, budget)
    layer.contents = gather.contents
    for member in members(stream):
        path = clean(member.name)
        folder, _, name = (path or "").rpartition("/")
        if path is None or member.name.endswith("/"):
            budget.file()
        elif name == _ALL_GONE:
            layer.emptied.add(folder)
        elif name.startswith(_GONE):
            layer.removed.add(f"{folder}/{name[len(_GONE) :]}".lstrip("/"))
        else:
            _member(gather, member, path)


def _member(gather: Gather, member: Member, path: str) -> None:
    items = gather.contents.items
    if member.is_file:
        gather.add(path, member.size, _reader(member.data))
    elif member.hard and (known := items.get(clean(member.target or "") or "")) is not None:
        items[path] = known
    else:
        gather.note(path)


def _reader(data: Stream) -> Callable[[int], bytes]:
    return data.read


def merged(layers: list[Layer]) -> Contents:
    """What is seen of all layers, from the uppermost down: each file is looked at once."""
    hidden: set[str] = set()
    taken: set[str] = set()
    visible: list[dict[str, Item]] = []
    found = Contents()
    for layer in reversed(layers):
        visible.append(
            {
                path: item
                for path, item in layer.contents.items.items()
                if path not in taken
                and path not in hidden
                and not any(one in hidden or one in taken for one in _above(path))
            }
        )
        taken.update(visible[-1])
        hidden |= layer.removed | layer.emptied
        found.unread[:0] = layer.contents.unread
    for items in reversed(visible):
        found.items.update(items)
    return found


def _above(path: str) -> Iterator[str]:
    while path:
        path = path.rpartition("/")[0]
        yield path

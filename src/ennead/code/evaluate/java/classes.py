"""Finds the application's own classes by name, and loads their files when they are first needed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ennead.code.evaluate import declare
from ennead.code.evaluate.frame import Frame
from ennead.code.evaluate.java.known import INTERFACES, LANG, PACKAGES
from ennead.code.evaluate.java.members import index
from ennead.code.evaluate.java.state import File, state
from ennead.code.evaluate.live import Cls, Live, Obj, join
from ennead.code.evaluate.modules import Loaded
from ennead.code.ir import DefineClass, Function, Import
from ennead.code.values import Place, Ref

if TYPE_CHECKING:
    from ennead.code.evaluate.machine import Machine

_MOST_BELOW = 12
_MOST_BESIDE = 200
_BASES = re.compile(r"\b(?:extends|implements)\b([^{;()]{1,1000})")
_WORD = re.compile(r"\w{1,200}")


# -- files ------------------------------------------------------------------------------------------------------------


def load(machine: Machine, path: str) -> File | None:
    """A file of the application; None where it cannot be had."""
    files = state(machine).files
    if path in files:
        return files[path]
    module = machine.sources.module(path)
    if module is None:
        return None
    loaded = machine.loaded[path] = Loaded(module)
    loaded.space = Obj("module", Place(path, 1), fields=loaded.scope.vars)
    file = files[path] = File(loaded, module.package, posixpath.dirname(path) or ".")
    machine.log.modules[path] = None
    for problem in module.problems:
        machine.unresolved("syntax", problem.reason, loaded.place(problem.at))
    for stmt in module.body:
        if isinstance(stmt, Import):
            _note(machine, file, stmt)
        elif isinstance(stmt, DefineClass):
            file.declared.setdefault(stmt.cls.name, stmt.cls)
    return file


def _note(machine: Machine, file: File, stmt: Import) -> None:
    """An import: it is kept until one of its names is used."""
    for name, here in stmt.names:
        if name == "*":
            (file.member_stars if _is_class(stmt.module) else file.stars).append(stmt.module)
        elif name:
            file.members.setdefault(here, []).append(stmt.module)
        else:
            file.singles[here] = (stmt.module, stmt.at)
    if not _path(machine, stmt.module) and not _is_package(machine, stmt.module):
        machine.log.packages[stmt.module] = None


def _is_class(dotted: str) -> bool:
    return dotted.rpartition(".")[2][:1].isupper()


def file_of(machine: Machine, loaded: Loaded) -> File:
    """The file that code stands in."""
    return state(machine).files[loaded.module.path]


# -- by full name -----------------------------------------------------------------------------------------------------


def find(machine: Machine, dotted: str) -> Cls | None:
    """A class of the application by its full name (`a.b.Outer.Inner`)."""
    known = machine.classes
    if dotted not in known:
        known[dotted] = None  # while it is looked for
        known[dotted] = _found(machine, dotted)
    return known[dotted]


def _found(machine: Machine, dotted: str) -> Cls | None:
    place = _path(machine, dotted)
    if place is None:
        return None
    path, name, inner = place
    file = load(machine, path)
    found = top(machine, file, name) if file is not None else None
    for part in inner:
        found = nested(machine, found, part) if found is not None else None
    return found


def _path(machine: Machine, dotted: str) -> tuple[str, str, list[str]] | None:
    """The file of a class, the class at its top, and the names of the classes inside that lead to it."""
    parts = dotted.split(".")
    first = next((number for number, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
    for number in range(first, len(parts)):
        name, packages = parts[number], "/".join(parts[:number])
        for root in machine.entry.roots:
            folder = posixpath.normpath(posixpath.join(root, packages))
            if f"{name}.java" in machine.sources.tree.listing(folder):
                return posixpath.normpath(f"{folder}/{name}.java"), name, parts[number + 1 :]
    return None


def _is_package(machine: Machine, dotted: str) -> bool:
    """Whether it is a package of the application."""
    folder = dotted.replace(".", "/")
    places = (posixpath.normpath(posixpath.join(root, folder)) for root in machine.entry.roots)
    return any(name.endswith(".java") for place in places for name in machine.sources.tree.listing(place))


def top(machine: Machine, file: File, name: str) -> Cls | None:
    """A class at the top of a file."""
    node = file.declared.get(name)
    if node is None:
        return None
    if name not in file.made:
        file.made[name] = declare.cls(machine, node, Frame(file.loaded, file.loaded.scope))
    return file.made[name]


def nested(machine: Machine, cls: Cls, name: str) -> Cls | None:
    """A class inside of a class, or of one above it."""
    for one in cls.line():
        held = one.statics.get(name)
        if isinstance(held, Cls):
            return held
        node = index(state(machine), one.cls).classes.get(name)
        if node is not None:
            made = declare.cls(machine, node, Frame(one.module, one.scope, one.name, (), one))
            one.statics[name] = made
            return made
    return None


# -- by simple name ---------------------------------------------------------------------------------------------------


def resolve(machine: Machine, file: File, name: str) -> Live | None:
    """What a simple name of a class stands for in a file: a class, a `Ref` or a choice of them."""
    if name not in file.known:
        file.known[name] = None
        file.known[name] = _resolved(machine, file, name)
    return file.known[name]


def _resolved(machine: Machine, file: File, name: str) -> Live | None:
    own = top(machine, file, name)
    if own is not None:
        return own
    if name in file.singles:
        full, at = file.singles[name]
        return _imported(machine, file, full, at)
    for cls in file.members.get(name, ()):
        holder = find(machine, cls)
        inner = nested(machine, holder, name) if holder is not None else None
        if inner is not None:
            return inner
    return _beside(machine, file, name) or _by_star(machine, file, name)


def _imported(machine: Machine, file: File, full: str, at: int) -> Live:
    found = find(machine, full)
    if found is not None:
        return found
    package = full.rpartition(".")[0]
    if _is_package(machine, package) or _path(machine, full):
        machine.unresolved("module", f"the class {full} is not in the scanned folder", file.loaded.place(at))
    return Ref(full)


def _beside(machine: Machine, file: File, name: str) -> Cls | None:
    """A class of the same package: in a file of its name, or in another."""
    full = f"{file.package}.{name}" if file.package else name
    found = find(machine, full)
    if found is not None or not name[:1].isupper():
        return found
    if f"{name}.java" in machine.sources.tree.listing(file.folder):
        other = load(machine, posixpath.normpath(f"{file.folder}/{name}.java"))
        return top(machine, other, name) if other is not None else None
    if name in LANG or any(name in PACKAGES.get(star, ()) for star in file.stars):
        return None
    return _in_other_file(machine, file, name)


def _in_other_file(machine: Machine, file: File, name: str) -> Cls | None:
    declaration = re.compile(rf"\b(?:class|interface|enum|record)\s+{re.escape(name)}\b")
    for path in machine.sources.tree.listing(file.folder)[:_MOST_BESIDE]:
        full = posixpath.normpath(f"{file.folder}/{path}")
        if not path.endswith(".java") or full == file.loaded.module.path:
            continue
        if declaration.search(machine.sources.tree.text(full) or ""):
            other = load(machine, full)
            found = top(machine, other, name) if other is not None else None
            if found is not None:
                return found
    return None


def _by_star(machine: Machine, file: File, name: str) -> Live | None:
    for star in (*file.stars, *file.member_stars):
        found = find(machine, f"{star}.{name}")
        if found is not None:
            return found
    if name in LANG:
        return Ref(f"java.lang.{name}")
    for star in file.stars:
        if name in PACKAGES.get(star, ()):
            return Ref(f"{star}.{name}")
    if not name[:1].isupper():
        return None
    outside = [star for star in file.stars if star not in PACKAGES and not _is_package(machine, star)]
    return join(Ref(f"{star}.{name}") for star in _likely(outside, name)) if outside else None


def _likely(stars: list[str], name: str) -> list[str]:
    """Clients of the SDK do not stand among its models, and models not beside the clients."""
    is_client = name.endswith(("Client", "Builder", "ClientBuilder"))
    fitting = [star for star in stars if star.endswith(".model") is not is_client]
    models = [star for star in stars if star.endswith(".model")]
    return fitting if models and fitting else stars


# -- below ------------------------------------------------------------------------------------------------------------


def below(machine: Machine, cls: Cls) -> list[Cls]:
    """The classes of the application that extend or implement a class and can be made, at most a dozen."""
    known = state(machine).below
    if cls not in known:
        known[cls] = []
        known[cls] = list(dict.fromkeys(_below(machine, cls)))[:_MOST_BELOW]
    return known[cls]


def _below(machine: Machine, cls: Cls) -> Iterator[Cls]:
    for path in _mentions(machine, cls.cls.name):
        file = load(machine, path)
        for name in file.declared if file is not None else ():
            for one in with_inner(machine, top(machine, file, name) if file is not None else None):
                if cls in one.bases:
                    if is_abstract(one):
                        yield from below(machine, one)
                    else:
                        yield one


def with_inner(machine: Machine, cls: Cls | None) -> Iterator[Cls]:
    """A class and those inside of it."""
    if cls is None:
        return
    yield cls
    for name in index(state(machine), cls.cls).classes:
        yield from with_inner(machine, nested(machine, cls, name))


def _mentions(machine: Machine, name: str) -> list[str]:
    """The files in which some class extends or implements one of that name."""
    found: list[str] = []
    for root in machine.entry.roots:
        key = ("bases", root)
        if key not in machine.sources.found:
            machine.sources.found[key] = _index(machine, root)
        found += machine.sources.found[key].get(name, ())
    return list(dict.fromkeys(found))


def _index(machine: Machine, root: str) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for path in machine.sources.tree.below(root, ".java"):
        if "/test/" in f"/{path}":
            continue
        text = machine.sources.tree.text(path) or ""
        words = {word for match in _BASES.finditer(text) for word in _WORD.findall(match[1])}
        for word in words:
            index.setdefault(word, []).append(path)
    return index


def is_abstract(cls: Cls) -> bool:
    """Whether no object is made of it itself."""
    if cls.cls.kind == "interface":
        return True
    return cls.cls.kind == "class" and any(isinstance(one, Function) and one.body is None for one in cls.cls.members)


def superclass(cls: Cls) -> Cls | Ref | None:
    """The class above, own or outside; interfaces are none."""
    first = cls.bases[0] if cls.bases else None
    if isinstance(first, Cls):
        return first if first.cls.kind != "interface" else None
    if isinstance(first, Ref) and first.module.rpartition(".")[2] not in INTERFACES:
        return first
    return None

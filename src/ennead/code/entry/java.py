"""Java: `package.Class::method`, in the sources of the module that builds the archive."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ennead.code.entry import frameworks
from ennead.code.entry.answer import Found, NoEntry
from ennead.code.entry.case import Case, template_folder, variable
from ennead.code.entry.own import is_vendored
from ennead.code.entry.paths import folder_of, is_below, joined, upwards, without
from ennead.code.entry.tree import Tree
from ennead.code.entry.wrapped import framework

_BUILDS = ("pom.xml", "build.gradle", "build.gradle.kts")
_SOURCES = "src/main/java"
_OTHERS = {".kt": "Kotlin", ".scala": "Scala", ".groovy": "Groovy", ".clj": "Clojure"}
_PACKAGE = re.compile(r"^[ \t]*package[ \t]+([\w.]{1,300})[ \t]*;", re.MULTILINE)
_DEFAULT = "handleRequest"


def find(case: Case) -> tuple[Found, str] | NoEntry:
    """The handler's file, and class and method."""
    if (other := framework(case.handler, case.function)) is not None:
        return _by_framework(case) or other
    full, _, method = case.handler.partition("::")
    full, *inner = full.split("$")
    package, _, name = full.rpartition(".")
    if not name:
        return NoEntry(f"the handler {case.handler} names no class", "handler")
    found = located(case, package, name)
    if isinstance(found, NoEntry):
        return found
    return found, ".".join([name, *inner, method or _DEFAULT])


def located(case: Case, package: str, name: str) -> Found | NoEntry:
    """The file of a class: below the code's folder, then below each folder above it."""
    tail = "/".join([*filter(None, package.split(".")), name])
    for folder in _searched(case):
        files = [one for one in case.tree.named(f"{name}.java", folder) if not is_vendored(one)]
        fitting = [one for one in files if without(one, f"{tail}.java") is not None] or [
            one for one in files if _declares(one, package, case.tree)
        ]
        if fitting:
            file = _nearest(fitting)
            return Found(file, "java-source", without(file, f"{tail}.java") or folder_of(file))
        for ending, language in _OTHERS.items():
            if any(without(one, tail + ending) for one in case.tree.named(name + ending, folder)):
                return NoEntry(f"{tail}{ending} is written in {language}, which is not read", "runtime")
        if len(files) == 1:  # of another package than the handler says
            return Found(files[0], "search", _package_root(files[0], case.tree))
    reason = f"{tail}.java is not there, neither below {case.folder} nor in the modules beside it"
    return NoEntry(reason, "missing")


def _by_framework(case: Case) -> tuple[Found, str] | None:
    """What a framework calls in the module; None where nothing is found, in more than one module, or in
    other languages too."""
    kind = frameworks.kind_of(case.handler)
    main = _main(case) if kind else None
    folder = main.root if main is not None else _start(case.folder, case.tree)
    parts = frameworks.parts(case, folder, kind) if kind else []
    if not any(frameworks.is_called(one, case, kind) for one in parts):
        return None
    roots = {_package_root(one.file, case.tree) for one in parts}
    if len(roots) > 1 or frameworks.is_mixed(case, folder, tuple(_OTHERS)):
        return None
    begun = next((one for one in parts if "." in one.name), parts[0])
    file, name = (main.file, posixpath.basename(main.file).removesuffix(".java")) if main is not None else begun
    return Found(file, "framework", roots.pop(), kind, frameworks.chosen(case)), name


def _main(case: Case) -> Found | None:
    """The class that a variable names as the application's."""
    package, _, name = (variable(case.function, "MAIN_CLASS") or "").rpartition(".")
    found = located(case, package, name) if name else None
    return found if isinstance(found, Found) else None


def _searched(case: Case) -> Iterator[str]:
    """The module's folder, then those above it that are the same project's: as far as the template, or built too."""
    start, template = _start(case.folder, case.tree), template_folder(case)
    for here in upwards(start):
        if here == start or is_below(here, template) or _builds(here, case.tree):
            yield here


def _builds(folder: str, tree: Tree) -> bool:
    return any(tree.exists(joined(folder, name)) for name in _BUILDS)


def _start(folder: str, tree: Tree) -> str:
    """The folder of the module that builds the code: the nearest with a build file, else the nearest there is."""
    for here in upwards(folder):
        if _builds(here, tree):
            return here
    return next((here for here in upwards(folder) if tree.is_folder(here)), ".")


def _package_root(file: str, tree: Tree) -> str:
    """The folder that a file's own package starts at."""
    package = _PACKAGE.search(tree.text(file) or "")
    folder = folder_of(file)
    return without(folder, package[1].replace(".", "/")) or folder if package else folder


def _declares(file: str, package: str, tree: Tree) -> bool:
    """Whether a file that lies elsewhere than its package says is of that package."""
    text = tree.text(file) or ""
    return f"package {package};" in text if package else "package " not in text


def _nearest(files: list[str]) -> str:
    """The main source before tests and copies, then the first."""
    return min(files, key=lambda one: ("/test/" in one or "cdk.out/" in one, _SOURCES not in one, len(one), one))


def source_roots(file: str, root: str, tree: Tree) -> Iterator[str]:
    """The source folders of the project: that of the file first, then those of the modules beside it."""
    yield root
    top = folder_of(file)
    for here in upwards(top):
        if any(tree.exists(joined(here, name)) for name in (*_BUILDS, "settings.gradle", "settings.gradle.kts")):
            top = here
    yield from sorted(set(_main_folders(top, tree)) - {root})


def _main_folders(top: str, tree: Tree) -> Iterator[str]:
    for name in _BUILDS:
        for build in tree.named(name, top):
            if tree.is_folder(folder := joined(folder_of(build), _SOURCES)):
                yield folder

"""From a function of the graph to where its code starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from ennead.code.entry import image, inline, java, layers, node, python, wrapped
from ennead.code.entry.answer import Entry, Found, NoEntry
from ennead.code.entry.archives import ENDINGS, Archive
from ennead.code.entry.assets import original
from ennead.code.entry.case import Case, facts, layers_of, variable
from ennead.code.entry.paths import folder_of, is_below, is_outside
from ennead.code.entry.projects import aliases
from ennead.code.entry.runtimes import languages_of
from ennead.code.entry.tree import Tree
from ennead.code.ir import Language
from ennead.model.app import Function, Layer

Finder: TypeAlias = Callable[[Case], tuple[Found, str] | NoEntry]
_FINDERS: dict[Language, Finder] = {
    Language.PYTHON: python.find,
    Language.JAVASCRIPT: node.find,
    Language.JAVA: java.find,
}
_FILES = (".py", *node.ENDINGS, ".java")


def entry_of(function: Function, layers: Iterable[Layer], tree: Tree) -> Entry | NoEntry:
    """Where the function's code starts; `layers` are those of its graph, of which it uses some."""
    own = layers_of(function, layers)
    if function.inline is not None:
        return inline.entry(function, own, tree)
    if function.image is not None or (function.runtime is None and facts(function, "dockerfile")):
        return _of_image(function, own, tree)
    handler = wrapped.handler_of(function)
    languages = languages_of(function)
    if isinstance(languages, NoEntry):
        return languages
    if isinstance(handler, NoEntry):
        return handler
    return wrapped.adapter(handler, function) or _of_code(Case(function, own, tree, languages, handler, "."))


def _of_code(case: Case) -> Entry | NoEntry:
    """The entry of a function whose code is a folder, a file or an archive."""
    code = _code(case.function)
    if isinstance(code, NoEntry):
        return code
    base = next(iter(case.facts("base")), None)
    if is_outside(code):
        return NoEntry(f"the code {code} lies outside the scanned folder", "missing")
    if base is None and code.endswith(ENDINGS):
        return _of_archive(case._replace(folder=folder_of(code)), code)
    if case.tree.exists(code) and code.endswith(_FILES):
        return _first(case._replace(folder=folder_of(code), file=code))
    return _first(case._replace(folder=base if base is not None else code))


def _code(function: Function) -> str | NoEntry:
    code = function.code
    if code is None:
        code = next(iter(facts(function, "base")), None)
    if isinstance(code, str):
        return code
    if code is None:
        reason = "the code is not in the scanned folder: it comes from a bucket, or its place is not said"
        return NoEntry(reason, "remote")
    return NoEntry(f"the code's place could not be told: {code.reason}", "remote")


def _of_archive(case: Case, code: str) -> Entry | NoEntry:
    """An archive is read where it lies, but its sources beside it are told instead where they are the same; one that
    is not here yet is built from sources beside it."""
    beside = _first(case)
    archive = case.tree.archive(code)
    if archive is None:
        if isinstance(beside, Entry) or beside.klass != "missing":
            return beside
        return NoEntry(f"{code} is not there (it is built first), and of its sources {beside.reason}", "missing")
    if isinstance(beside, Entry) and _is_packed(beside.file, archive, case.tree):
        return beside._replace(origin="archive")
    inside = _first(case._replace(folder=code))
    if isinstance(inside, Entry) and (is_below(inside.file, code) or inside.origin == "layer"):
        return inside._replace(origin="archive")
    if not archive.is_folder(""):
        return NoEntry(f"{code} is empty, damaged, or larger than a function may be: it cannot be read", "archive")
    compiled = ": what it holds of Java is compiled" if code.endswith((".jar", ".war")) else ""
    return NoEntry(f"{code} holds no source of {case.handler}{compiled}", "archive")


def _is_packed(file: str, archive: Archive, tree: Tree) -> bool:
    """Whether a file beside an archive is the one in it."""
    text = tree.content(file)
    return text is not None and archive.holds(file.rpartition("/")[2], text)


def _of_image(function: Function, own: tuple[Layer, ...], tree: Tree) -> Entry | NoEntry:
    """The entry of an image: what its Dockerfile starts, in the folders it copies."""
    known = image.image_of(function, tree)
    if isinstance(known, NoEntry):
        return known
    handler = next((name for one in wrapped.WRAPPERS if (name := variable(function, one))), known.handler)
    case = Case(function, own, tree, (known.language,), handler, known.context)
    tried = [_first(case._replace(folder=folder)) for folder in known.folders if not is_outside(folder)]
    exact = [one for one in tried if isinstance(one, Entry) and one.origin != "search"]
    entries = exact or [one for one in tried if isinstance(one, Entry)]
    if entries:
        origin = "image" if entries[0].origin == "code" else entries[0].origin
        return entries[0]._replace(origin=origin)
    reason = f"nothing of the repository is copied to where {handler} is looked up"
    return tried[0] if tried else NoEntry(reason, "image")


def _first(case: Case) -> Entry | NoEntry:
    """The entry in the first language in which there is one."""
    refused: list[NoEntry] = []
    for language in case.languages:
        found = _FINDERS[language](case)
        if not isinstance(found, NoEntry):
            return _entry(language, *found, case)
        refused.append(found)
    return refused[0]


def _entry(language: Language, found: Found, name: str, case: Case) -> Entry:
    if language is not Language.JAVA:
        found = original(found, name, case.tree)
    patterns, base = aliases(found.file, case.tree) if language is Language.JAVASCRIPT else ((), None)
    roots = [one for one in _roots(language, found, base, case) if not is_outside(one)]
    mounts = tuple(layers.mounted(language, case.layers, case.tree))
    return Entry(
        language, found.file, name, tuple(dict.fromkeys(roots)), found.origin, mounts=mounts, aliases=patterns,
        framework=found.framework, chosen=found.chosen,
    )  # fmt: skip


def _roots(language: Language, found: Found, base: str | None, case: Case) -> Iterator[str]:
    if language is Language.JAVA:
        yield from java.source_roots(found.file, found.root, case.tree)
    else:
        yield found.root
    if base is not None:
        yield base
    yield from layers.roots(language, case.layers, case.tree)

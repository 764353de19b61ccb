"""Files that look like handlers and that nothing starts: what is looked at, and what counts as being named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ennead.code.entry import Tree

_CODE = (".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".java")
_SAYING = (
    *_CODE, ".yaml", ".yml", ".json", ".tf", ".hcl", ".tfvars", ".toml", ".sh", ".gradle", ".kts", ".xml", ".mk",
    ".cfg", ".ini", "Makefile", "Dockerfile", ".jsonc", ".template", ".bat", ".ps1", ".rb", ".go", ".cs",
)  # fmt: skip
_LOCKS = ("package-lock.json", "npm-shrinkwrap.json")
_MOST_FILES = 4_000
"""Files that are searched for a name."""
_ASIDE = frozenset(
    "test tests __tests__ testing spec specs e2e mock mocks __mocks__ fixtures events example examples samples docs"
    " cdk.out dist build target out coverage scripts tools bin layers layer".split()
)
"""Folders of what is not deployed as a handler, or is built."""
_TEST = re.compile(r"(?:^|/)(?:test_[^/]*|conftest|[^/]*(?:_test|\.test|\.spec|Tests?|\.d))\.[a-z]+$")
_GENERIC = frozenset(
    "index app main handler lambda_function lambda function functions mod __init__ src lib code lambdas source backend"
    " python nodejs".split()
)
_PYTHON = re.compile(
    r"^(?:async[ \t]+)?def[ \t]+(handler|lambda_handler|main)[ \t]*\(\s*_?(?:event|evt)\w*\b[^,()]*,"
    r"\s*_?(?:context|ctx|_)?\w*\b[^,()]*[,)]",
    re.MULTILINE,
)
_JAVASCRIPT = re.compile(
    r"^(?:(?:module\.)?exports\.(handler|lambdaHandler)[ \t]*="
    r"|export[ \t]+(?:const|let|var|async[ \t]+function|function)[ \t]+(handler|lambdaHandler)\b)"
    r"(?![^\n]{0,80}\(\s*_?req\w*)",
    re.MULTILINE,
)
_JAVA = re.compile(
    r"^public[ \t]+(?:final[ \t]+)?class[ \t]+(\w{1,200})\b[^{;]{0,300}\bimplements\b[^{;]{0,300}?"
    r"\bRequest(?:Stream)?Handler\b",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Orphan:
    """A file, and the name in it that looks like a handler."""

    file: str
    name: str
    line: int


def candidates(tree: Tree, folders: Iterable[str], reached: frozenset[str]) -> Iterator[Orphan]:
    """Files below the folders that look like handlers and that nothing loads."""
    from ennead.code.entry.own import is_generated, is_vendored  # noqa: PLC0415  loaded only where code was read

    seen: set[str] = set()
    for folder in sorted(set(folders)):
        for file in tree.below(folder, *_CODE):
            if file in seen or file in reached or is_aside(file, folder) or is_vendored(file, tree):
                continue
            seen.add(file)
            text = tree.text(file) or ""
            match = _pattern(file).search(text)
            if match is not None and not is_generated(text):
                name = next(filter(None, match.groups()))
                yield Orphan(file, name, text.count("\n", 0, match.start()) + 1)


def is_aside(file: str, below: str = ".") -> bool:
    """Whether a file is a test, or lies where nothing is deployed from."""
    inside = file if below == "." else file.removeprefix(f"{below}/")
    return not _ASIDE.isdisjoint(inside.split("/")[:-1]) or bool(_TEST.search(file))


def _pattern(file: str) -> re.Pattern[str]:
    if file.endswith(".py"):
        return _PYTHON
    return _JAVA if file.endswith(".java") else _JAVASCRIPT


def texts(tree: Tree, scope: str) -> dict[str, str] | None:
    """The files that may name another; None where there are more than are searched."""
    from ennead.code.entry.own import is_vendored  # noqa: PLC0415

    files = [
        file
        for file in tree.below(scope, *_SAYING)
        if not file.endswith(_LOCKS) and not is_vendored(file, tree) and not _TEST.search(file)
    ]
    return None if len(files) > _MOST_FILES else {file: tree.text(file) or "" for file in files}


def unnamed(orphans: Iterable[Orphan], said: dict[str, str], scope: str) -> Iterator[Orphan]:
    """Those of which no other file says the name."""
    for orphan in orphans:
        pattern = _naming(orphan, scope)
        if not any(file != orphan.file and pattern.search(text) for file, text in said.items()):
            yield orphan


def _naming(orphan: Orphan, scope: str) -> re.Pattern[str]:
    """How another file would name this one: as a handler, a file, an import; one called `index` by its folder."""
    *folders, last = orphan.file.split("/")
    stem = last.rpartition(".")[0]
    if orphan.file.endswith(".java"):
        return re.compile(rf"\b{re.escape(stem)}\b")
    if stem.lower() in _GENERIC:
        inside = folders if scope == "." else folders[len(scope.split("/")) :]
        named = next((one for one in reversed(inside) if one.lower() not in _GENERIC), None)
        if named is not None:
            return re.compile(rf"(?<![\w-]){re.escape(named)}(?![\w-])")
    word = re.escape(stem)
    return re.compile(
        rf"(?<![\w-]){word}\.(?:{re.escape(orphan.name)}|py|[mc]?[jt]sx?|zip)\b"
        rf"|\b(?:import|from|require)\b[^\n]*(?<![\w-]){word}\b|[/'\"]{word}['\"]"
    )


def scope_of(sources: Iterable[str], folders: Iterable[str]) -> str:
    """The folder that holds the application's sources and its code."""
    parts = [one.split("/")[:-1] for one in sources] + [[] if one == "." else one.split("/") for one in folders]
    common: list[str] = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return "/".join(common) or "."

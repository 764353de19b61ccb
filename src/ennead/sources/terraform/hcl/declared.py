"""What the files of one folder declare, override files merged in.

Source: https://developer.hashicorp.com/terraform/language/files and .../language/files/override.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from ennead.model.location import Location
from ennead.sources.cloudformation.load import read_text
from ennead.sources.errors import SourceError, Unreadable
from ennead.sources.terraform.hcl.parse import parse
from ennead.sources.terraform.hcl.syntax import Attribute, Block, Body
from ennead.sources.terraform.instance import Fault

MAX_FILES = 500
"""Of one folder."""
MAX_TEXT = 1024 * 1024
MAX_LINES = 400_000
"""Of all folders that belong to a root module, its modules included."""
ENDINGS = (".tf", ".tf.json")
_KINDS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "locals": 0}
K = TypeVar("K")
Key = tuple[str, str, str]
"""Mode (`managed` or `data`), type and name."""


@dataclass(slots=True)
class Declared:
    """`folder` is relative to the scanned one.  `files` are those that were read."""

    folder: str
    variables: dict[str, Block] = field(default_factory=dict)
    values: dict[str, Attribute] = field(default_factory=dict)
    resources: dict[Key, Block] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    calls: dict[str, Block] = field(default_factory=dict)
    providers: list[Block] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Folders:
    """The folders of one scan that were read, each once, for all modules and environments."""

    root: Path
    read: dict[str, Declared] = field(default_factory=dict)
    modules: dict[str, dict[str, str]] = field(default_factory=dict)
    lines: int = 0
    work: int = 0

    def of(self, folder: str) -> Declared:
        """What a folder declares; nothing where it holds no such file."""
        if folder not in self.read:
            self.read[folder] = self._declared(folder)
        return self.read[folder]

    def _declared(self, folder: str) -> Declared:
        declared = Declared(folder)
        for name in file_names(self.root, folder):
            path = name if folder == "." else f"{folder}/{name}"
            if self.lines > MAX_LINES:
                declared.faults.append(
                    Fault(None, f"more than {MAX_LINES} lines: the rest is not read", Location(path))
                )
                break
            body, faults, lines = tree_of(self.root, path)
            self.lines += lines
            declared.files.append(path)
            declared.faults.extend(faults)
            for block in body.blocks:
                _take(declared, block, _overrides(name))
        return declared

    def installed(self, folder: str) -> dict[str, str]:
        """What `terraform init` has put into `.terraform/modules` of a root module, by the call's name."""
        if folder not in self.modules:
            self.modules[folder] = _installed(self.root, folder)
        return self.modules[folder]


def tree_of(root: Path, path: str) -> tuple[Body, list[Fault], int]:
    """A file's body, in either syntax, what is wrong with it, and how long it is (40 characters count a line)."""
    try:
        text = read_text(root / path, path)
        if len(text) > MAX_TEXT:
            raise Unreadable(f"longer than {MAX_TEXT} characters, not read", Location(path))
        if path.endswith(".json"):
            from ennead.sources.terraform.hcl.json_syntax import parse_json  # noqa: PLC0415

            return parse_json(text, path), [], len(text) // 40
    except SourceError as error:
        return Body(), [Fault(None, error.reason, error.at)], 0
    tree = parse(text, path)
    return tree.body, tree.faults, max(text.count("\n"), len(text) // 40)


def file_names(root: Path, folder: str) -> list[str]:
    """The configuration files of a folder, those that override last."""
    try:
        entries = sorted(entry.name for entry in (root / folder).iterdir() if _is_ours(entry))
    except OSError:
        return []
    return sorted(entries[:MAX_FILES], key=_overrides)


def _is_ours(entry: Path) -> bool:
    name = entry.name
    return name.endswith(ENDINGS) and not name.startswith((".", "#")) and not entry.is_symlink() and entry.is_file()


def _overrides(name: str) -> bool:
    stem = name.removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")


def _installed(root: Path, folder: str) -> dict[str, str]:
    file = root / folder / ".terraform" / "modules" / "modules.json"
    try:
        if not file.resolve().is_relative_to(root.resolve()) or file.stat().st_size > 1024 * 1024:
            return {}
        modules = json.loads(file.read_bytes())["Modules"]
        return {str(entry["Key"]): str(entry["Dir"]) for entry in modules if entry["Key"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}  # a lock file of Terraform's own that is none: the modules count as not at hand


def _take(declared: Declared, block: Block, overrides: bool) -> None:
    wanted = _KINDS.get(block.kind)
    if wanted is None:
        return  # terraform, moved, import, removed, check: nothing that is deployed
    if len(block.labels) != wanted:
        reason = f"a block {block.kind} with {len(block.labels)} labels, where {wanted} are needed"
        declared.faults.append(Fault(None, reason, Location(*block.mark)))
        return
    if block.kind == "locals":
        for name, attribute in block.body.attributes.items():
            declared.values[name] = attribute
    elif block.kind == "provider":
        _provider(declared, block, overrides)
    elif block.kind in ("resource", "data"):
        mode = "managed" if block.kind == "resource" else "data"
        _enter(declared, declared.resources, (mode, block.labels[0], block.labels[1]), block, overrides)
    else:
        tables = {"variable": declared.variables, "output": declared.outputs, "module": declared.calls}
        _enter(declared, tables[block.kind], block.labels[0], block, overrides)


def _enter(declared: Declared, table: dict[K, Block], key: K, block: Block, overrides: bool) -> None:
    other = table.get(key)
    if other is None:
        table[key] = block
    elif overrides:
        table[key] = _merged(other, block)
    else:
        reason = f"{block.kind} {'.'.join(block.labels)} is declared a second time; the first one counts"
        declared.faults.append(Fault(None, reason, Location(*block.mark)))


def _provider(declared: Declared, block: Block, overrides: bool) -> None:
    for place, other in enumerate(declared.providers):
        if overrides and other.labels == block.labels and _alias(other) == _alias(block):
            declared.providers[place] = _merged(other, block)
            return
    declared.providers.append(block)


def _alias(block: Block) -> object:
    attribute = block.body.attributes.get("alias")
    return getattr(attribute.value, "value", None) if attribute else None


def _merged(base: Block, over: Block) -> Block:
    """An override replaces arguments, and all nested blocks of the kinds it has."""
    kinds = {block.kind for block in over.body.blocks}
    kept = tuple(block for block in base.body.blocks if block.kind not in kinds)
    body = Body({**base.body.attributes, **over.body.attributes}, (*kept, *over.body.blocks))
    return Block(base.kind, base.labels, body, base.mark, base.last_line)

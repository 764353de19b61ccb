"""A template's sections, read once and shared by all its environments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ennead.model.location import Location
from ennead.sources.cloudformation.load import Document, Duplicate
from ennead.sources.cloudformation.marks import MarkedDict, mark_of
from ennead.sources.errors import Malformed

SAM = "AWS::Serverless-2016-10-31"
LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions"


@dataclass(frozen=True, slots=True)
class Template:
    """The sections of one file; `path` is relative to the scanned folder, `written` the number of its members."""

    path: str
    root: MarkedDict
    transforms: tuple[str, ...]
    written: int = 0
    duplicates: tuple[Duplicate, ...] = ()

    def section(self, name: str) -> dict[str, Any]:
        """A section as a mapping; empty where it is missing or of another type."""
        value = self.root.get(name)
        return value if isinstance(value, dict) else MarkedDict()

    @property
    def is_sam(self) -> bool:
        """Whether it asks for the Serverless transform, or uses its types all the same."""
        return SAM in self.transforms or any(
            isinstance(one, dict) and str(one.get("Type")).startswith("AWS::Serverless::")
            for one in self.section("Resources").values()
        )

    def at(self, section: str, name: str | None = None) -> Location:
        """Where a section, or one of its members, is written."""
        holder, key = (self.root, section) if name is None else (self.section(section), name)
        mark = mark_of(holder, key)
        return Location(*mark, route=(section, *((name,) if name else ()))) if mark else Location(self.path)


def template_of(document: Document, path: str) -> Template:
    """The template in a document.  Raises Malformed where it is none."""
    root = document.root
    if not isinstance(root, MarkedDict):
        if not isinstance(root, dict):
            raise Malformed("not a template: no mapping at the top", Location(path, 1, 1))
        root = MarkedDict(root)
    if "Resources" in root and root["Resources"] is None:
        root["Resources"] = MarkedDict()
    if not isinstance(root.get("Resources"), dict):
        raise Malformed("not a template: no mapping `Resources`", Location(path, 1, 1))
    return Template(path, root, _transforms(root.get("Transform")), document.written, document.duplicates)


def _transforms(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    names = (item.get("Name") if isinstance(item, dict) else item for item in items)
    return tuple(name for name in names if isinstance(name, str))


def looks_like_template(root: object) -> bool:
    """Whether a parsed file is a CloudFormation or SAM template: `Resources` with types, or its own marks."""
    if not isinstance(root, dict) or "Resources" not in root:
        return False
    if "AWSTemplateFormatVersion" in root or SAM in _transforms(root.get("Transform")):
        return root["Resources"] is None or isinstance(root["Resources"], dict)
    if not isinstance(root["Resources"], dict):
        return False
    types = [r.get("Type") for r in root["Resources"].values() if isinstance(r, dict)]
    return bool(types) and all(isinstance(kind, str) and "::" in kind for kind in types)

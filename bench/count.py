"""Count what a folder's templates declare, without Ennead: the yardstick of `corpus.py`.

    python bench/count.py FOLDER... [--json]

Counted are SAM templates (the text names the `Serverless-2016-10-31` transform) and plain CloudFormation
(`AWSTemplateFormatVersion`, or every resource has a type with `::`).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.template import Entry, Span, UnreadableError, Value, read

SUFFIXES = frozenset({".yaml", ".yml", ".json", ".template"})
NOT_WRITTEN_HERE = frozenset({".git", ".venv", "node_modules", ".aws-sam", ".serverless", ".terraform", "cdk.out"})
"""Folders of dependencies and of build results: a template there repeats one that is counted."""
LARGEST = 1_048_576
"""Bytes of the largest template CloudFormation takes (its quota «template body size in an S3 object»)."""
FUNCTIONS = frozenset({"AWS::Serverless::Function", "AWS::Lambda::Function"})
MAPPING = "AWS::Lambda::EventSourceMapping"
STAND_INS = frozenset({"AWS::Lambda::Alias", "AWS::Lambda::Version"})
RESOURCES = re.compile(r"""^(\s*["']?Resources["']?|\{.*"Resources")\s*:""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Function:
    """A declared function; `name` is its logical id."""

    name: str
    type: str
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """Something declared to start a function (or a state machine, which then stands in `owner`).

    `owner` is a logical id, None where the template does not say which function it is.  An event behind an
    `Fn::If` with two branches is two events.
    """

    owner: str | None
    name: str
    type: str
    span: Span


@dataclass(frozen=True, slots=True)
class Template:
    """What one template declares; `loops` are uses of `Fn::ForEach`, whose members are not counted.

    A skeleton whose `Resources` is empty has `resources` 0.
    """

    path: str
    kind: str
    resources: int
    functions: tuple[Function, ...]
    events: tuple[Event, ...]
    machine_events: tuple[Event, ...]
    loops: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A template that is no valid YAML or JSON."""

    path: str
    kind: str
    line: int
    column: int
    reason: str


@dataclass(frozen=True, slots=True)
class Count:
    """Everything one folder declares; paths are relative to it, with `/`."""

    templates: tuple[Template, ...]
    failures: tuple[Failure, ...]

    def totals(self) -> dict[str, int]:
        """Sums over all templates."""
        kinds = [template.kind for template in self.templates]
        return {
            "sam": kinds.count("sam"),
            "cloudformation": kinds.count("cloudformation"),
            "empty": sum(not template.resources for template in self.templates),
            "failures": len(self.failures),
            "functions": sum(len(template.functions) for template in self.templates),
            "events": sum(len(template.events) for template in self.templates),
            "machine_events": sum(len(template.machine_events) for template in self.templates),
            "loops": sum(template.loops for template in self.templates),
        }

    def document(self) -> dict[str, Any]:
        """The count as JSON: `templates`, `failures`, `totals`."""
        return {**asdict(self), "totals": self.totals()}


def count(root: Path) -> Count:
    """Count a folder, or one template (its path is then relative to the folder it lies in)."""
    base = root if root.is_dir() else root.parent
    templates: list[Template] = []
    failures: list[Failure] = []
    for path in _files(root):
        counted = count_text(path.relative_to(base).as_posix(), path.read_text("utf-8-sig", errors="replace"))
        if isinstance(counted, Template):
            templates.append(counted)
        elif isinstance(counted, Failure):
            failures.append(counted)
    return Count(tuple(templates), tuple(failures))


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if name not in NOT_WRITTEN_HERE)
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix in SUFFIXES and path.is_file() and path.stat().st_size <= LARGEST:
                yield path


def count_text(path: str, text: str) -> Template | Failure | None:
    """What a file declares; None where it is no template."""
    sam = "Serverless-2016-10-31" in text
    versioned = "AWSTemplateFormatVersion" in text
    if not RESOURCES.search(text) or not (sam or versioned or "::" in text):
        return None
    kind = "sam" if sam else "cloudformation"
    try:
        root = read(text)
    except UnreadableError as error:
        return Failure(path, kind, error.line, error.column, str(error)) if sam or versioned else None
    resources = root.get("Resources")
    if resources is None or not (sam or versioned or _all_typed(resources)):
        return None
    return _template(path, kind, resources)


def _all_typed(resources: Value) -> bool:
    members = resources.entries
    return bool(members) and all("::" in (_type(entry.value) or "") or _is_loop(entry) for entry in members)


def _is_loop(entry: Entry) -> bool:
    return entry.key.startswith("Fn::ForEach::")


def _type(resource: Value) -> str | None:
    value = resource.get("Type")
    return value.text if value else None


def _template(path: str, kind: str, resources: Value) -> Template:
    functions: list[Function] = []
    events: list[Event] = []
    machine_events: list[Event] = []
    loops = 0
    for entry in resources.entries:
        loops += _is_loop(entry)
        type_ = _type(entry.value)
        if type_ in FUNCTIONS:
            functions.append(Function(entry.key, type_, entry.span))
        if type_ == MAPPING:
            events.append(Event(_target(resources, entry.value), entry.key, MAPPING, entry.span))
        if type_ in {"AWS::Serverless::Function", "AWS::Serverless::StateMachine"}:
            found, inner = _events(entry)
            (events if type_ in FUNCTIONS else machine_events).extend(found)
            loops += inner
    return Template(path, kind, len(resources.entries), tuple(functions), tuple(events), tuple(machine_events), loops)


def _events(resource: Entry) -> tuple[list[Event], int]:
    """The events of a SAM resource, and how many loops stand among them."""
    found: list[Event] = []
    loops = 0
    written = resource.value.get("Properties", "Events")
    for block in written.alternatives() if written else ():
        for entry in block.entries:
            if _is_loop(entry):
                loops += 1
                continue
            for place, event in enumerate(entry.value.alternatives()):
                first = event.span.first if place else entry.span.first
                span = Span(first, max(first, event.span.last))
                found.append(Event(resource.key, entry.key, _type(event) or "", span))
    return found, loops


def _target(resources: Value, mapping: Value) -> str | None:
    """The logical id of the function an event source mapping feeds."""
    written = mapping.get("Properties", "FunctionName")
    for _ in range(3):  # a mapping may name an alias, which may name a version
        if written is None:
            return None
        name = _referred(written)
        resource = resources.get(name) if name else None
        type_ = _type(resource) if resource else None
        if type_ in FUNCTIONS:
            return name
        if resource is None or type_ not in STAND_INS:
            return _named(resources, written.text)
        written = resource.get("Properties", "FunctionName")
    return None


def _referred(value: Value) -> str | None:
    """The logical id in a `Ref`, a `Fn::GetAtt` or a `Fn::Sub` of one variable; `Fn.Alias` is SAM's own form."""
    attribute, reference, text = value.call("Fn::GetAtt"), value.call("Ref"), value.call("Fn::Sub")
    if attribute is not None:
        name = attribute.members[0].text if attribute.members else attribute.text
    elif reference is not None:
        name = reference.text
    else:
        variables = re.findall(r"\$\{([A-Za-z0-9]+)(?:\.\w+)?\}", text.text or "") if text is not None else []
        name = variables[0] if len(variables) == 1 else None
    return name.partition(".")[0] if name else None


def _named(resources: Value, name: str | None) -> str | None:
    """The function whose `FunctionName` is that literal."""
    for entry in resources.entries:
        written = entry.value.get("Properties", "FunctionName")
        if name and _type(entry.value) in FUNCTIONS and written is not None and written.text == name:
            return entry.key
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the counts of each folder; 2 where one is missing."""
    parser = argparse.ArgumentParser(description="Count what the templates of a folder declare.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--json", action="store_true", help="everything, with lines, as one JSON document")
    options = parser.parse_args(arguments)
    missing = [folder for folder in options.folders if not folder.exists()]
    if missing:
        print(f"{missing[0]} is not there", file=sys.stderr)
        return 2
    counts = {str(folder): count(folder) for folder in options.folders}
    if options.json:
        print(json.dumps({name: counted.document() for name, counted in counts.items()}, indent=1))
        return 0
    for name, counted in counts.items():
        print(name, " · ".join(f"{number} {what}" for what, number in counted.totals().items()), sep="   ")
        for failure in counted.failures:
            print(f"  not valid: {failure.path}:{failure.line}:{failure.column} {failure.reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

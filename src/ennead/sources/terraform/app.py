"""A Terraform configuration: its fragment in every environment.  Nothing is run, no state is read."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from pathlib import Path

from ennead.model.app import Fragment, Gap, GapKind
from ennead.model.location import Location
from ennead.sources.app import AppReading, Fault, Options
from ennead.sources.cloudformation.expand import Files
from ennead.sources.cloudformation.inputs import Gaps, Inputs
from ennead.sources.cloudformation.load import read_text
from ennead.sources.cloudformation.read import Mark, read_stacks
from ennead.sources.cloudformation.stack import Stack
from ennead.sources.errors import NotGiven, SourceError
from ennead.sources.terraform.configuration import configurations, environments_of, variables_of
from ennead.sources.terraform.convert import draft_of, template_of_draft
from ennead.sources.terraform.draft import Draft
from ennead.sources.terraform.instance import Configuration
from ennead.sources.terraform.rename import renamed

MAX_ENVIRONMENTS = 50
"""Environments of one configuration that are read."""


@dataclass(slots=True)
class _Collected:
    """What is collected over all environments."""

    faults: dict[tuple[str | None, str], Fault] = field(default_factory=dict)
    marks: dict[tuple[str, str | None], Mark] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)


def read_app(root: Path, path: str, name: str, options: Options) -> AppReading:
    """Read a root module (its folder or a file in it), or a plan as JSON.  Raises SourceError where there is none."""
    folder = path if (root / path).is_dir() else posixpath.dirname(path)
    folder = "" if folder == "." else folder
    plan = path.endswith(".json") and not path.endswith(".tf.json")
    found = _of_plan(root, path, options) if plan else _of_files(root, folder, options)
    collected = _Collected()
    fragments = {one.environment: _fragment(root, folder, one, collected) for one in found[:MAX_ENVIRONMENTS]}
    if len(found) > MAX_ENVIRONMENTS:
        fragments = {key: _with_gap(one, path, len(found)) for key, one in fragments.items()}
    if len(fragments) == 1:
        fragments = {"": next(iter(fragments.values()))}
    sources = sorted(collected.sources)
    shown = path if path in collected.sources else next(iter(sources), path)
    texts = {one: text for one in sources if (text := _text(root, one)) is not None}
    return AppReading(name, shown, fragments, tuple(collected.faults.values()), tuple(collected.marks.values()), texts)


def _of_plan(root: Path, path: str, options: Options) -> tuple[Configuration, ...]:
    """The plan's one environment.  Raises NotGiven for what a plan has settled already."""
    at = Location(path)
    if options.environment is not None:
        raise NotGiven(f"no environment {options.environment}: a plan has the one it was made for", at)
    for one in options.parameters:
        if not one.startswith("AWS::"):
            raise NotGiven(f"no variable {one} can be given: a plan has the values it was made with", at)
    from ennead.sources.terraform.plan import plan_configuration  # noqa: PLC0415

    return (plan_configuration(root, path),)


def _of_files(root: Path, folder: str, options: Options) -> tuple[Configuration, ...]:
    """The configuration in every environment, or in the one that is asked for.  Raises NotGiven."""
    declared = variables_of(root, folder)
    at = Location(folder or ".")
    for one in options.parameters:
        if one not in declared and not one.startswith("AWS::"):
            known = ", ".join(declared) or "none"
            raise NotGiven(f"no variable {one} in {folder or '.'} (it has {known})", at)
    found = configurations(root, folder, options.parameters)
    if options.environment is None:
        return found
    chosen = tuple(one for one in found if one.environment == options.environment)
    if not chosen:
        known = ", ".join(one for one in environments_of(root, folder) if one) or "none is declared"
        raise NotGiven(f"no environment {options.environment} in {folder or '.'} ({known})", at)
    return chosen


def _fragment(root: Path, folder: str, configuration: Configuration, collected: _Collected) -> Fragment:
    """One environment, and its faults, marks and sources."""
    gaps = Gaps()
    draft = draft_of(configuration, folder, gaps)
    path = next(iter(configuration.sources), folder or ".")
    template = template_of_draft(draft, path)
    gaps.budget.written = template.written
    files = Files(root, folder, set(), gaps.budget)
    given = {"AWS::Region": configuration.region} if configuration.region else {}
    stack = Stack(template, Inputs(template, dict(given), gaps), files, gaps, {}).open()
    _tell_apart(stack, draft)
    reading = read_stacks((stack,))
    fragment = renamed(reading.fragment, draft)
    _collect(configuration, collected)
    for logical_id, reason, at in reading.faults:
        named = draft.addresses.get(logical_id or "", logical_id)
        collected.faults.setdefault((named, reason), Fault(named, reason, at))
    every = tuple(dict.fromkeys((*configuration.gaps, *fragment.gaps)))
    return replace(fragment, gaps=every, sources=configuration.sources)


def _collect(configuration: Configuration, collected: _Collected) -> None:
    collected.sources.update(configuration.sources)
    for fault in configuration.faults:
        collected.faults.setdefault((fault.address, fault.reason), Fault(fault.address, fault.reason, fault.at))
    for one in configuration.instances:
        last = max(one.last_line, one.mark[1])
        collected.marks.setdefault((one.mark[0], one.address), Mark(one.mark[0], one.address, one.mark[1], last, {}))


def _tell_apart(stack: Stack, draft: Draft) -> None:
    """Things of one type with one name (often one that could not be told) are told apart by their addresses."""
    named: dict[tuple[str, str], list[str]] = {}
    for made_id, resource in draft.made.items():
        physical = stack.physical_name(made_id)
        if not physical.startswith("${Tf"):
            named.setdefault((resource["Type"], physical), []).append(made_id)
    for holders in named.values():
        for made_id in holders if len(holders) > 1 else ():
            stack.nameless(made_id)


def _text(root: Path, path: str) -> str | None:
    try:
        return read_text(root / path, path)
    except SourceError:
        return None  # whoever asked for the file has said so


def _with_gap(fragment: Fragment, path: str, count: int) -> Fragment:
    """The fragment with the gap of environments that were left out."""
    reason = f"{count} environments, of which {MAX_ENVIRONMENTS} are read: name the one to read with --env"
    return replace(fragment, gaps=(*fragment.gaps, Gap(GapKind.INPUT, reason, Location(path), "environments", path)))

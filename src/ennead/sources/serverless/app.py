"""An application of the Serverless Framework (v3, v4, osls): its fragment in every stage.

Nothing is run: no plugin, no JavaScript, no command of the framework.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ennead.model.app import Fragment, Gap, GapKind
from ennead.model.location import Location
from ennead.sources.app import AppReading, Fault, Options
from ennead.sources.cloudformation.expand import Files
from ennead.sources.cloudformation.exports import Exports
from ennead.sources.cloudformation.inputs import Gaps, has_hole
from ennead.sources.cloudformation.load import Document, parse, read_text
from ennead.sources.cloudformation.marks import MarkedDict, mark_of
from ennead.sources.cloudformation.read import Mark, read
from ennead.sources.errors import Malformed, NotGiven, SourceError
from ennead.sources.outside import Offer
from ennead.sources.serverless.build import build, places_of_functions
from ennead.sources.serverless.draft import Draft, mapping
from ennead.sources.serverless.rename import offers_renamed, renamed, spoken, with_outside
from ennead.sources.serverless.stages import MAX_STAGES, default_stage, stages
from ennead.sources.serverless.variables import Given, Variables


@dataclass(slots=True)
class _Service:
    """The service's file and what is collected while its stages are read."""

    root: Path
    path: str
    document: Document
    options: Options
    asked: set[str] = field(default_factory=set)
    faults: dict[tuple[str | None, str], Fault] = field(default_factory=dict)
    marks: dict[tuple[str, str | None], Mark] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    offers: dict[str, tuple[Offer, ...]] = field(default_factory=dict)

    def files(self, gaps: Gaps) -> Files:
        return Files(self.root, self.path.rpartition("/")[0], {self.path}, gaps.budget)

    def gaps(self) -> Gaps:
        gaps = Gaps()
        gaps.budget.written = self.document.written
        return gaps


def read_app(root: Path, path: str, name: str, options: Options) -> AppReading:
    """Read a service in every stage.  Raises SourceError where its file is malformed or holds no service."""
    text = read_text(root / path, path)
    document = parse(text, path)
    if not isinstance(document.root, MarkedDict):
        raise Malformed("not a service: no mapping at the top", Location(path, 1, 1))
    service = _Service(root, path, document, options)
    found = _stages(service)
    fragments = {stage: _fragment(service, stage) for stage in found[:MAX_STAGES]}
    offers = service.offers
    _known(service)
    if len(found) > MAX_STAGES:
        fragments = {stage: _with_gap(one, path, len(found)) for stage, one in fragments.items()}
    if len(fragments) == 1:
        fragments, offers = {"": next(iter(fragments.values()))}, {"": next(iter(offers.values()))}
    texts = {path: text} | {one: _text(root, one) for one in sorted(service.sources - {path})}
    faults, marks = tuple(service.faults.values()), tuple(service.marks.values())
    return AppReading(name, path, fragments, faults, marks, texts, offers)


def _text(root: Path, path: str) -> str:
    try:
        return read_text(root / path, path)
    except SourceError:
        return ""  # whoever asked for the file has said so


def _stages(service: _Service) -> tuple[str, ...]:
    """The stages to read.  Raises NotGiven for one a person asks for and the service does not show."""
    values = service.options.parameters
    root = service.document.root
    default = default_stage(root, service.files(service.gaps()), values)
    found = stages(root, service.files(service.gaps()), values, default)
    asked = service.options.environment or values.get("stage")
    if asked is None:
        return found
    if service.options.environment is not None and asked not in found:
        raise NotGiven(f"no stage {asked} in {service.path} ({', '.join(found)})", Location(service.path))
    return (asked,)


def _known(service: _Service) -> None:
    """Raises NotGiven for a value that no variable of the service asks for."""
    for name in service.options.parameters:
        if name not in service.asked and name not in {"stage", "region"} and not name.startswith("AWS::"):
            raise NotGiven(f"no variable of {service.path} asks for {name}", Location(service.path))


def _fragment(service: _Service, stage: str) -> Fragment:
    from ennead.iam.managed import managed_arns  # noqa: PLC0415

    gaps = service.gaps()
    files = service.files(gaps)
    given = Given(stage, service.options.parameters)
    exports = Exports(outside=service.options.outside)
    variables = Variables(service.document.root, given, files, gaps, exports=exports)
    resolved = mapping(variables.value(_read_sections(service.document.root)))
    service.asked |= variables.asked
    gaps.budget.depth = gaps.budget.work = 0
    template, draft = build(resolved, service.path, stage, gaps, service.document.written + gaps.budget.included)
    values = _values(service, resolved, stage)
    reading = read(template, service.root, values, managed_arns(), exports, offering=service.options.offering)
    service.offers[stage] = offers_renamed(reading.offers, draft.owners)
    for logical_id, reason, at in reading.faults:
        named = draft.owners.get(logical_id or "", logical_id)
        service.faults.setdefault((named, reason), Fault(named, reason, at))
    for mark in _marks(reading.marks, draft):
        service.marks.setdefault((mark.path, mark.logical_id), mark)
    fragment = with_outside(renamed(spoken(reading.fragment, draft.own), draft.owners), draft.outside)
    sources = tuple(sorted({*fragment.sources, *files.seen}))
    service.sources.update(sources)
    return replace(fragment, gaps=_joined(gaps, fragment.gaps), sources=sources)


_ASIDE = frozenset({"custom", "params", "stages", "outputs", "variablesResolutionMode"})
"""Sections whose values matter where a variable asks for them."""

_OF_PLUGINS = ("serverless-iam-roles-per-function", "wsgi")
"""Settings of plugins that are read."""


def _read_sections(root: MarkedDict) -> MarkedDict:
    """The sections that make the application."""
    done = root.copy()
    for name in _ASIDE & set(root):
        del done[name]
    custom = mapping(root.get("custom"))
    plugins = {name: custom[name] for name in _OF_PLUGINS if custom.get(name) is not None}
    if plugins:
        done["custom"] = MarkedDict(plugins)
    return done


def _values(service: _Service, resolved: MarkedDict, stage: str) -> dict[str, Any]:
    """Pseudo parameters that are known: the region where the file says it, the stack's name, what a person hands in."""
    values: dict[str, Any] = dict(service.options.parameters)
    region = mapping(resolved.get("provider")).get("region")
    if isinstance(region, str) and not has_hole(region) and "${" not in region:
        values.setdefault("AWS::Region", region)
    if service.options.offering and (name := _stack_name(resolved, stage)):
        values.setdefault("AWS::StackName", name)
    return values


def _stack_name(resolved: MarkedDict, stage: str) -> str | None:
    """The name the service is deployed under: its own and the stage's, unless it says another."""
    service, provider = resolved.get("service"), mapping(resolved.get("provider"))
    named = mapping(service).get("name") if isinstance(service, dict) else service
    name = provider.get("stackName") or (f"{named}-{stage}" if isinstance(named, str) and stage else None)
    return name if isinstance(name, str) and "${" not in name else None


def _marks(marks: tuple[Mark, ...], draft: Draft) -> Iterator[Mark]:
    """Functions with all their lines, and the resources the service itself declares."""
    for key, mark, last in places_of_functions(draft):
        yield Mark(mark[0], key, mark[1], last, {})
    for one in marks:
        if one.logical_id is None or mark_of(draft.own, one.logical_id):
            yield one


def _joined(gaps: Gaps, others: tuple[Gap, ...]) -> tuple[Gap, ...]:
    return tuple(dict.fromkeys((*gaps.all(), *others)))


def _with_gap(fragment: Fragment, path: str, count: int) -> Fragment:
    """The fragment with the gap of stages that were left out."""
    reason = f"{count} stages, of which {MAX_STAGES} are read: name the one to read with --env"
    return replace(fragment, gaps=(*fragment.gaps, Gap(GapKind.INPUT, reason, Location(path), "stages", path)))

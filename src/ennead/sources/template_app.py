"""An application that is one SAM or CloudFormation template: its fragment in every environment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ennead.model.app import Fragment
from ennead.model.location import Location
from ennead.sources.app import AppReading, Fault, Options
from ennead.sources.cloudformation.template import Template
from ennead.sources.discover import open_template
from ennead.sources.errors import NotGiven, SourceError
from ennead.sources.outside import Offer

if TYPE_CHECKING:
    from ennead.sources.cloudformation.read import Mark


MAX_ENVIRONMENTS = 100
"""Environments of one application with values of their own."""


def read_app(root: Path, template: str, name: str, options: Options) -> AppReading:
    """Read a template in every environment.  Raises SourceError where it is malformed."""
    from ennead.iam.managed import managed_arns  # noqa: PLC0415
    from ennead.sources.cloudformation.exports import Exports  # noqa: PLC0415
    from ennead.sources.cloudformation.read import read  # noqa: PLC0415

    opened, text = open_template(root, template)
    _known(opened, options)
    fragments: dict[str, Fragment] = {}
    offers: dict[str, tuple[Offer, ...]] = {}
    faults: dict[tuple[str | None, str], Fault] = {}
    marks: dict[tuple[str, str | None], Mark] = {}
    for environment, given in _environments(root, template, options).items():
        values = {**given, **options.parameters}
        if options.offering and (stack := _stack_name(root, template, environment)):
            values.setdefault("AWS::StackName", stack)
        reading = read(
            opened, root, values, managed_arns(), Exports(outside=options.outside), offering=options.offering
        )
        fragments[environment] = _deployed(root, template, environment, reading.fragment)
        offers[environment] = reading.offers
        for logical_id, reason, at in reading.faults:
            faults.setdefault((logical_id, reason), Fault(logical_id, reason, at))
        for mark in reading.marks:
            marks.setdefault((mark.path, mark.logical_id), mark)
    sources = sorted({source for fragment in fragments.values() for source in fragment.sources})
    texts = {template: text} | {path: _text(root, path) for path in sources if path != template}
    return AppReading(name, template, fragments, tuple(faults.values()), tuple(marks.values()), texts, offers)


def _stack_name(root: Path, template: str, environment: str) -> str | None:
    """The name the stack is deployed under, where samconfig has the same for all of these environments."""
    from ennead.sources.sam.samconfig import stack_names  # noqa: PLC0415

    named = stack_names(root, template)
    wanted = environment.split(",") if environment else list(named)
    found = {named.get(name) for name in wanted}
    return found.pop() if len(found) == 1 else None


def _deployed(root: Path, template: str, environment: str, fragment: Fragment) -> Fragment:
    """The fragment with the bucket that samconfig has the artefacts of an environment put into."""
    from ennead.sources.sam.samconfig import buckets  # noqa: PLC0415

    named = buckets(root, template)
    wanted = set(environment.split(",")) if environment else set(named)
    for bucket, at in sorted({named[name] for name in wanted if name in named}):
        from ennead.sources.supply.origins import with_bucket  # noqa: PLC0415

        fragment = with_bucket(fragment, bucket, at)
    return fragment


def _text(root: Path, path: str) -> str:
    from ennead.sources.cloudformation.load import read_text  # noqa: PLC0415

    return read_text(root / path, path)


def _environments(root: Path, template: str, options: Options) -> dict[str, dict[str, str]]:
    """Environments to read; those with the same values are read once, under all their names joined by a comma."""
    from ennead.sources.sam.samconfig import environments  # noqa: PLC0415

    declared = environments(root, template)
    if options.environment is not None:
        if options.environment not in declared:
            known = ", ".join(declared) or "none is declared"
            raise NotGiven(f"no environment {options.environment} in samconfig ({known})", Location(template))
        return {"": declared[options.environment]}
    grouped: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name, values in declared.items():
        grouped.setdefault(tuple(sorted(values.items())), []).append(name)
    if len(grouped) > MAX_ENVIRONMENTS:
        reason = f"samconfig has more than {MAX_ENVIRONMENTS} environments: name the one to read with --env"
        raise SourceError(reason, Location(template))
    if len(grouped) <= 1:
        return {"": dict(next(iter(grouped), ()))}
    return {",".join(names): dict(values) for values, names in grouped.items()}


def _known(template: Template, options: Options) -> None:
    """Raises NotGiven for a parameter the template does not have."""
    declared = template.section("Parameters")
    for name in options.parameters:
        if name not in declared and not name.startswith("AWS::"):
            known = ", ".join(declared) or "none"
            raise NotGiven(f"no parameter {name} in {template.path} (it has {known})", Location(template.path))

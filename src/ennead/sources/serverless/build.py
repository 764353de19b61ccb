"""A service in one stage to a CloudFormation template whose members know their line in the service's file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ennead.sources.cloudformation.inputs import Gaps, has_hole
from ennead.sources.cloudformation.load import Document
from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList, mark_of
from ennead.sources.cloudformation.template import Template, template_of
from ennead.sources.serverless.draft import Declared, Draft, made, mapping, put
from ennead.sources.serverless.events import events
from ennead.sources.serverless.functions import function, layers
from ennead.sources.serverless.lift import constructs
from ennead.sources.serverless.roles import flat, roles
from ennead.sources.serverless.steps import state_machines

MAX_DEPTH = 90
DEPLOYMENT_BUCKET = "ServerlessDeploymentBucket"
_PSEUDO = re.compile(r"#\{([A-Za-z0-9:.]{1,100})\}")


def build(root: MarkedDict, path: str, stage: str, gaps: Gaps, written: int) -> tuple[Template, Draft]:
    """The template of a service whose variables are resolved, and the draft it was made in."""
    draft = Draft(path, root, stage, gaps)
    sections = _resources(root)
    draft.own = mapping(sections.get("Resources"))
    draft.functions = {one.key: one for one in _functions(root, draft)}
    constructs(draft)
    layers(draft)
    assigned = roles(draft)
    for key, declared in list(draft.functions.items()):
        role, mark = assigned[key]
        function(declared, draft, role, mark)
        events(declared, draft)
    state_machines(draft)
    _deployment_bucket(draft)
    _sections_of_plugins(draft)
    return _template(draft, sections, written), draft


_KNOWN = frozenset(
    "service provider functions resources layers constructs stepFunctions plugins package custom params stages outputs"
    " app org tenant frameworkVersion configValidationMode deprecationNotificationMode disabledDeprecations useDotenv"
    " build variablesResolutionMode licenseKey unresolvedVariablesNotificationMode"
    " console enabled projectDir dashboard".split()
)


def _sections_of_plugins(draft: Draft) -> None:
    """Sections that a plugin reads and we do not."""
    for name in draft.root:
        if name not in _KNOWN and not name.startswith("x-"):
            reason = f"section {name} belongs to a plugin that is not read yet"
            draft.unsupported("plugin", reason, draft.root.keys_at.get(name), name, hides=True)
    if any("apigateway-service-proxy" in name for name in draft.plugins):
        reason = "routes of the plugin serverless-apigateway-service-proxy are not read yet"
        draft.unsupported("plugin", reason, draft.root.keys_at.get("plugins"), "service-proxy")


def _functions(root: MarkedDict, draft: Draft) -> Iterator[Declared]:
    """The functions of the service; a list of mappings is their union."""
    value = root.get("functions")
    for part in value if isinstance(value, list) else [value]:
        for key, body in part.items() if isinstance(part, dict) else ():
            mark = mark_of(part, key) or draft.provider_mark
            if isinstance(body, dict):
                yield Declared(key, mapping(body), mark)
            elif not (isinstance(body, str) and has_hole(body)):
                draft.missing("function", f"function {key} has no settings that could be told", mark, key)
            else:
                yield Declared(key, MarkedDict(mark=mark), mark)


def _resources(root: MarkedDict) -> MarkedDict:
    """The `resources` of the service; those of a list are merged."""
    done = MarkedDict()
    value = root.get("resources")
    for part in flat(value) if isinstance(value, list) else [value]:
        for name, section in part.items() if isinstance(part, dict) else ():
            if isinstance(section, dict):
                done[name] = _over(mapping(done.get(name)), mapping(section), 2 if name == "extensions" else 1)
            elif section is not None:
                done[name] = section
            if mark := mark_of(part, name):
                done.keys_at.setdefault(name, mark)
    return done


def _over(base: MarkedDict, top: MarkedDict, depth: int = MAX_DEPTH) -> MarkedDict:
    """One mapping over another, members that are mappings in both likewise, down to `depth`."""
    done = base.copy()
    done.mark = base.mark or top.mark
    for key, value in top.items():
        known = done.get(key)
        if depth > 0 and isinstance(known, dict) and isinstance(value, dict) and not _reference(value):
            done[key] = _over(mapping(known), mapping(value), depth - 1)
        else:
            done[key] = value
        if mark := mark_of(top, key):
            done.keys_at[key] = mark if known is None else done.keys_at.get(key, mark)
    return done


def _reference(value: dict[str, Any]) -> bool:
    return len(value) == 1 and any(key == "Ref" or key.startswith("Fn::") for key in value)


def _template(draft: Draft, sections: MarkedDict, written: int) -> Template:
    """Everything in one template: the framework's resources, the service's over them, and extensions."""
    resources = _over(draft.made, draft.own)
    for name, extension in mapping(sections.get("extensions")).items():
        if name in resources:
            resources[name] = _over(mapping(resources[name]), mapping(extension), 1)
        else:
            reason = f"extensions names {name}, which the service does not make"
            draft.missing("extension", reason, mark_of(sections.get("extensions"), name), name)
    root = MarkedDict(mark=(draft.path, 1, 1))
    root.keys_at = dict(draft.root.keys_at)
    for name, section in sections.items():
        if name not in {"Resources", "extensions"}:
            put(root, name, section, sections.keys_at.get(name, draft.provider_mark))
    put(root, "Resources", resources, draft.provider_mark)
    if any("pseudo-parameters" in name for name in draft.plugins):
        root["Resources"] = _substituted(resources)
    return template_of(Document(root, (), written), draft.path)


def _substituted(value: Any, depth: int = 0) -> Any:
    """Texts with `#{AWS::Region}`, as the plugin serverless-pseudo-parameters writes `Fn::Sub`."""
    if isinstance(value, str) and "#{" in value:
        return MarkedDict({"Fn::Sub": _PSEUDO.sub(r"${\1}", value)})
    if depth > MAX_DEPTH or not isinstance(value, dict | list):
        return value
    if isinstance(value, list):
        items = MarkedList((_substituted(item, depth + 1) for item in value), getattr(value, "mark", None))
        items.items_at = list(getattr(value, "items_at", []))
        return items
    done = MarkedDict(mark=getattr(value, "mark", None))
    done.keys_at = dict(getattr(value, "keys_at", {}))
    done.update({key: _substituted(item, depth + 1) for key, item in value.items()})
    return done


def _deployment_bucket(draft: Draft) -> None:
    """The bucket the framework makes for its artefacts, where a template of the service names it."""
    if draft.provider.get("deploymentBucket") is None and _names(draft.root.get("resources"), DEPLOYMENT_BUCKET):
        draft.put(DEPLOYMENT_BUCKET, "AWS::S3::Bucket", made(draft.provider_mark), draft.provider_mark)


def _names(value: Any, name: str) -> bool:
    """Whether a text stands anywhere in a value."""
    waiting, seen = [value], 0
    while waiting and seen < 100_000:
        item = waiting.pop()
        seen += 1
        if item == name:
            return True
        if isinstance(item, dict | list):
            waiting += item.values() if isinstance(item, dict) else item
    return False


def places_of_functions(draft: Draft) -> Iterator[tuple[str, Mark, int]]:
    """Every function: its key, its place, its last line."""
    marks = sorted(one.mark for one in draft.functions.values())
    sections = sorted(mark for mark in draft.root.keys_at.values())
    for declared in draft.functions.values():
        after = [mark[1] for mark in (*marks, *sections) if mark[0] == declared.mark[0] and mark[1] > declared.mark[1]]
        yield declared.key, declared.mark, min(after, default=10**9) - 1

"""Edits of SAM and CloudFormation templates: a layer of the template's own, and the functions that carry it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ennead.attach.making import Made, Wanted, is_ours, placed
from ennead.attach.words import Coverage, Wish
from ennead.attach.written import Templates
from ennead.remedy.edit import APPEND, Edit, Insert, Route, Set, shown
from ennead.remedy.errors import RemedyError
from ennead.remedy.values import function_of

LAYER = "EnneadLayer"
SERVERLESS_LAYER = "EnneadLambdaLayer"
"""What the Serverless Framework calls its layer `ennead`."""
_SERVERLESS_KEY = "ennead"
_SAM, _PLAIN = "AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion"
_NOTHING = {"Ref": "AWS::NoValue"}


def edits(coverage: Coverage, templates: Templates, wanted: Wanted) -> Made:
    """The edits for one function.

    Raises:
        RemedyError: it is not written in a way that can be edited.
    """
    file, route = templates.written.resource(coverage.function)
    properties: Route = (*route, "Properties")
    if not isinstance(templates.source.at(file, properties), dict):
        raise RemedyError(f"{coverage.name} has no Properties of its own: change what makes it")
    made = Made()
    if wanted.agent:
        made.edits += _agent(file, route, templates, wanted.wish)
    made.edits += _variables(file, properties, templates, wanted)
    return made


def _agent(file: str, route: Route, templates: Templates, wish: Wish) -> Iterator[Edit]:
    """What brings the agent: the layer, and the function that carries it."""
    reference: Any = wish.arn
    if wish.arn is None:
        service = route[0] == "resources"
        more, reference = layer_of_service(file, templates, wish) if service else _layer(file, templates, wish)
        yield from more
    yield from _layers(file, (*route, "Properties", "Layers"), reference, templates, wish)


def _layer(file: str, templates: Templates, wish: Wish) -> tuple[list[Edit], Any]:
    """The layer as a resource of the template."""
    place = placed(wish.layer, file)
    there = templates.source.at(file, ("Resources", LAYER))
    sam = _is_sam(templates.source.at(file, ("Transform",)))
    reference = {"Ref": LAYER}
    if there is None:
        properties = {"ContentUri" if sam else "Content": place, "CompatibleRuntimes": list(wish.runtimes)}
        value = {"Type": _SAM if sam else _PLAIN, "Properties": properties}
        return [Insert(file, ("Resources",), LAYER, value)], reference
    if not isinstance(there, dict) or there.get("Type") not in {_SAM, _PLAIN}:
        raise RemedyError(f"{file} has something else called {LAYER}: rename it, or name a layer by --layer-arn")
    key = "ContentUri" if there["Type"] == _SAM else "Content"
    if wish.named and templates.source.at(file, ("Resources", LAYER, "Properties", key)) != place:
        return [Set(file, ("Resources", LAYER, "Properties", key), place)], reference
    return [], reference


def _is_sam(transform: Any) -> bool:
    names = transform if isinstance(transform, list) else [transform]
    return any(isinstance(one, str) and one.startswith("AWS::Serverless") for one in names)


def layer_of_service(file: str, templates: Templates, wish: Wish) -> tuple[list[Edit], Any]:
    """The layer of a service of the Serverless Framework, under its own key."""
    reference = {"Ref": SERVERLESS_LAYER}
    place = placed(wish.layer, file)
    packed = place.endswith(".zip")
    value: dict[str, Any] = {"package": {"artifact": place}} if packed else {"path": place}
    held = templates.source.at(file, ("layers",))
    if held is not None and (not isinstance(held, dict) or function_of(held)):
        raise RemedyError(f"the layers of {file} are put in from elsewhere: name a layer by --layer-arn")
    made = {**value, "compatibleRuntimes": list(wish.runtimes)}
    if not held:
        return [Set(file, ("layers",), {_SERVERLESS_KEY: made})], reference
    if _SERVERLESS_KEY not in held:
        return [Insert(file, ("layers",), _SERVERLESS_KEY, made)], reference
    if wish.named:
        base: Route = ("layers", _SERVERLESS_KEY)
        gone = templates.source.at(file, base)
        kept = {key: one for key, one in gone.items() if key not in {"path", "package"}}
        return [Set(file, base, {**value, **kept})] if {**gone, **value} != gone else [], reference
    return [], reference


# -- layers of a function ---------------------------------------------------------------------------------------------


def _layers(file: str, route: Route, reference: Any, templates: Templates, wish: Wish) -> Iterator[Edit]:
    """The layer among the function's own; those of SAM's Globals are added to them by SAM."""
    present = templates.source.at(file, route)
    if present is None:
        before = "Environment" if templates.source.at(file, (*route[:-1], "Environment")) is not None else "Handler"
        yield Insert(file, route[:-1], "Layers", [reference], before)
    elif isinstance(present, list):
        yield from in_list(file, route, present, reference, wish)
    elif function_of(present) == "Fn::If" and isinstance(present["Fn::If"], list) and len(present["Fn::If"]) == 3:
        for number in (1, 2):
            branch = present["Fn::If"][number]
            if isinstance(branch, list):
                yield from in_list(file, (*route, "Fn::If", number), branch, reference, wish)
            elif branch == _NOTHING:
                yield Set(file, (*route, "Fn::If", number), [reference])
            else:
                raise RemedyError(_made_by(route, branch))
    else:
        raise RemedyError(_made_by(route, present))


def in_list(file: str, route: Route, present: list[Any], reference: Any, wish: Wish) -> Iterator[Edit]:
    """The layer in a list that is written one by one; an earlier one of ours is replaced."""
    ours = [place for place, item in enumerate(present) if _is_ours(item, wish)]
    if not ours:
        yield Insert(file, route, APPEND, reference)
    elif wish.named and present[ours[0]] != reference:
        yield Set(file, (*route, ours[0]), reference)


def _is_ours(item: Any, wish: Wish) -> bool:
    named = item.get("Ref") if isinstance(item, dict) else None
    return named in {LAYER, SERVERLESS_LAYER} or is_ours(item, wish)


def _made_by(route: Route, value: Any) -> str:
    how = f"made by {function_of(value)}" if function_of(value) else "not a list that is written one by one"
    return f"{shown(route)} is {how}: add the layer there by hand"


# -- its environment --------------------------------------------------------------------------------------------------


def _variables(file: str, properties: Route, templates: Templates, wanted: Wanted) -> Iterator[Edit]:
    """The variables at the function; what SAM's Globals say of a wrapper and a mode counts as there."""
    own = templates.source.at(file, (*properties, "Environment", "Variables"))
    whole = templates.source.at(file, (*properties, "Environment"))
    shared = _globals(file, properties, templates)
    for part in (whole, own, shared):
        if part is not None and (not isinstance(part, dict) or function_of(part)):
            how = function_of(part) or "no mapping"
            raise RemedyError(f"its environment is made by {how}: add the variables there by hand")
    held = {**_plain(shared), **_plain(own)}
    new = {name: value for name, value in wanted.over(held).items() if held.get(name) != value}
    base: Route = (*properties, "Environment")
    if own:
        yield from (Set(file, (*base, "Variables", name), value) for name, value in new.items())
    elif new and isinstance(whole, dict):
        yield Set(file, (*base, "Variables"), new)
    elif new:
        yield Insert(file, properties, "Environment", {"Variables": new}, "Handler")


def _globals(file: str, properties: Route, templates: Templates) -> Any:
    """The variables that SAM gives to all of its functions."""
    if templates.source.at(file, (*properties[:-1], "Type")) != "AWS::Serverless::Function":
        return None
    return templates.source.at(file, ("Globals", "Function", "Environment", "Variables"))


def _plain(values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None} if isinstance(values, dict) else {}

"""Edits of SAM and CloudFormation templates: a layer of the template's own, and the functions that carry it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ennead.attach import own_layer, size
from ennead.attach.making import Made, NotWritten, Wanted, is_ours, placed
from ennead.attach.words import RUNTIMES, Coverage, Why, Wish
from ennead.attach.written import Templates
from ennead.graph.graph import AppGraph
from ennead.remedy.edit import APPEND, Edit, Insert, Route, Set, shown
from ennead.remedy.errors import RemedyError
from ennead.remedy.values import function_of

LAYER = "EnneadLayer"
SERVERLESS_LAYER = "EnneadLambdaLayer"
"""What the Serverless Framework calls its layer `ennead`."""
SERVERLESS_KEY = "ennead"
_SAM, _PLAIN = "AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion"
_NOTHING = {"Ref": "AWS::NoValue"}


def edits(coverage: Coverage, graph: AppGraph, templates: Templates, wanted: Wanted) -> Made:
    """The edits for one function.

    Raises:
        RemedyError: it is not written in a way that can be edited.
    """
    file, route = templates.written.resource(coverage.function)
    properties: Route = (*route, "Properties")
    if not isinstance(templates.source.at(file, properties), dict):
        raise RemedyError(f"{coverage.name} has no Properties of its own: change what makes it")
    shared = _globals(file, route, templates)
    made = Made()
    if wanted.agent:
        if not coverage.attached:
            _refuse_runtime(templates.source.at(file, (*properties, "Runtime")) or shared.get("Runtime"))
            _refuse_open(templates.source.at(file, (*properties, "Layers")), graph)
        made.edits += _agent(file, route, templates, wanted.wish, shared.get("Layers"))
    made.edits += _variables(file, properties, templates, wanted, shared.get("Environment"))
    return made


def _globals(file: str, route: Route, templates: Templates) -> dict[str, Any]:
    """What SAM gives to all of its functions."""
    if templates.source.at(file, (*route, "Type")) != "AWS::Serverless::Function":
        return {}
    found = templates.source.at(file, ("Globals", "Function"))
    return found if isinstance(found, dict) else {}


def _refuse_runtime(said: Any) -> None:
    """Raises NotWritten for a condition that may take a runtime without an agent."""
    if function_of(said) != "Fn::If" or not isinstance(said["Fn::If"], list) or len(said["Fn::If"]) != 3:
        return
    condition, *branches = said["Fn::If"]
    for branch, where in zip(branches, ("holds", "does not hold"), strict=True):
        _refuse_runtime(branch)
        if isinstance(branch, str) and branch not in RUNTIMES:
            text = f"its runtime is {branch} where {condition} {where}, and no agent is there for that"
            raise NotWritten(Why.RUNTIME, f"{text}: add layer and variables under the same condition")


def _agent(file: str, route: Route, templates: Templates, wish: Wish, shared: Any) -> Iterator[Edit]:
    """What brings the agent: the layer, and the function that carries it."""
    reference: Any = wish.arn
    if wish.arn is None:
        service = route[0] == "resources"
        more, reference = layer_of_service(file, templates, wish) if service else _layer(file, templates, wish)
        yield from more
    place: Route = (*route, "Properties", "Layers")
    _refuse_layers(templates.source.at(file, place), shared, wish)
    yield from _layers(file, place, reference, templates, wish)


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
        return [Set(file, ("layers",), {SERVERLESS_KEY: made})], reference
    if SERVERLESS_KEY not in held:
        return [Insert(file, ("layers",), SERVERLESS_KEY, made)], reference
    if not own_layer.of_service(held[SERVERLESS_KEY], reference, file, templates, wish):
        rest = "rename it, name its folder by --layer if it is the agent's, or name a layer by --layer-arn"
        raise RemedyError(f"the layers of {file} have something else called {SERVERLESS_KEY}: {rest}")
    if wish.named:
        base: Route = ("layers", SERVERLESS_KEY)
        gone = templates.source.at(file, base)
        if not isinstance(gone, dict):
            raise RemedyError(f"{shown(base)} is put in from elsewhere: change its folder there")
        kept = {key: one for key, one in gone.items() if key not in {"path", "package"}}
        return [Set(file, base, {**value, **kept})] if {**gone, **value} != gone else [], reference
    return [], reference


# -- layers of a function ---------------------------------------------------------------------------------------------


def _refuse_open(layers: Any, graph: AppGraph) -> None:
    """Raises NotWritten where nobody can tell which list of layers is the function's: ours would not be read again."""
    parts = layers.get("Fn::If") if function_of(layers) == "Fn::If" else None
    condition = parts[0] if isinstance(parts, list) and parts else None
    if any(gap.klass == "condition" and gap.about == condition for gap in graph.gaps):
        text = f"its layers hang on the condition {condition}, which could not be told"
        raise NotWritten(Why.TEMPLATE, f"{text}: give what that hangs on a value (--parameter), or add ours by hand")


def _refuse_layers(own: Any, shared: Any, wish: Wish) -> None:
    """Raises NotWritten where ours would be one layer too many somewhere, or take the place of SAM's Globals."""
    if shared is not None and not isinstance(shared, list) and not isinstance(own, list):
        how = function_of(shared) or "no list"
        text = f"Globals.Function.Layers is made by {how}, and SAM adds nothing to that: add the layer there by hand"
        raise NotWritten(Why.TEMPLATE, text)
    joined = shared if isinstance(shared, list) and not function_of(own) else None
    if not _any_ours(own, wish) and not _any_ours(joined, wish) and _most(own) + _most(joined) >= size.MOST_LAYERS:
        text = f"it has {size.MOST_LAYERS} layers under some condition, and Lambda takes no more: join two"
        raise NotWritten(Why.LAYERS, text)


def _most(layers: Any) -> int:
    """How many layers a value is at most, as far as it is written here."""
    if isinstance(layers, list):
        return sum(_most(one) if function_of(one) == "Fn::If" else one != _NOTHING for one in layers)
    if function_of(layers) == "Fn::If" and isinstance(layers["Fn::If"], list):
        return max((_most(branch) for branch in layers["Fn::If"][1:]), default=0)
    return int(layers is not None and layers != _NOTHING)


def _any_ours(layers: Any, wish: Wish) -> bool:
    """Whether a layer of ours is written anywhere among them."""
    if isinstance(layers, list):
        return any(_any_ours(one, wish) for one in layers)
    if function_of(layers) == "Fn::If":
        return _any_ours(layers["Fn::If"], wish)
    return _is_ours(layers, wish)


def _layers(file: str, route: Route, reference: Any, templates: Templates, wish: Wish) -> Iterator[Edit]:
    """The layer among the function's own; those of SAM's Globals are added to them by SAM."""
    present = templates.source.at(file, route)
    if present is None and "Layers" in templates.source.at(file, route[:-1]):
        yield Set(file, route, [reference])  # the key is there, and nothing behind it
    elif present is None:
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


def _variables(file: str, properties: Route, templates: Templates, wanted: Wanted, common: Any) -> Iterator[Edit]:
    """The variables at the function; what SAM's Globals say of a wrapper and a mode counts as there."""
    own = templates.source.at(file, (*properties, "Environment", "Variables"))
    whole = templates.source.at(file, (*properties, "Environment"))
    shared = common.get("Variables") if isinstance(common, dict) and not function_of(common) else None
    for part in (whole, own, common, shared):
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


def _plain(values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None} if isinstance(values, dict) else {}

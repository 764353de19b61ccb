"""Edits of Terraform's files: a layer in the folder of the function, and the functions that carry it."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from typing import Any

from ennead.attach import own_layer, tf_ignored
from ennead.attach.making import Made, Wanted, placed
from ennead.attach.tf_kinds import Kind, kinds
from ennead.attach.words import CONTRACT_HASH, DEAD_LETTER, EXEC_WRAPPER, FUNCTION, MODE, WRAPPER, Coverage, Wish
from ennead.attach.written import Templates
from ennead.model.unknown import Unknown
from ennead.remedy.edit import APPEND, Edit, Hcl, Insert, Route, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.hcl_tree import Block, bare
from ennead.remedy.roles.tf_module import Top

ADDRESS = "aws_lambda_layer_version.ennead"
_KIND, _LABEL = ADDRESS.split(".")


def edits(coverage: Coverage, templates: Templates, wanted: Wanted) -> Made:
    """The edits for one function, or for the block that makes several.

    Raises:
        RemedyError: it is not written in a way that can be edited.
    """
    top = templates.top(coverage.function)
    tf_ignored.refuse(top, agent=wanted.agent)
    made = Made()
    if wanted.agent:
        made.edits += _agent(top, templates, wanted.wish)
    if top.address.startswith("module."):
        made.edits += _variables(top, ("environment_variables",), coverage, wanted)
    else:
        made.edits += _environment(top, coverage, wanted)
    return made


def _agent(top: Top, templates: Templates, wish: Wish) -> Iterator[Edit]:
    """What brings the agent: the layer, and the function that carries it."""
    there = templates.modules.of(posixpath.dirname(top.file)).by_address.get(ADDRESS)
    foreign = there is not None and not own_layer.of_terraform(there, templates, wish)
    if wish.arn is None:
        if (provider := top.attribute("provider")) is not None:
            raise RemedyError(f"it is made with the provider {provider}: name a layer of its region by --layer-arn")
        if there is not None and foreign:
            rest = "rename it, name its file by --layer if it is the agent's, or name a layer by --layer-arn"
            raise RemedyError(f"{there.file} has something else called {ADDRESS}: {rest}")
        yield from _layer(top, there, wish)
    reference = json.dumps(wish.arn) if wish.arn else f"{ADDRESS}.arn"
    yield from _layers(top, reference, templates, wish, foreign=foreign)


def _layer(top: Top, there: Top | None, wish: Wish) -> Iterator[Edit]:
    """The layer from its zip; Terraform uploads no folders."""
    file = wish.layer if wish.layer.endswith(".zip") else f"{wish.layer}.zip"
    place = placed(file, top.file)
    path = json.dumps(place if place.startswith("/") else "${path.module}/" + place)
    if there is None:
        runtimes = ", ".join(json.dumps(one) for one in wish.runtimes)
        text = (
            f'resource "{_KIND}" "{_LABEL}" {{\n'
            f'  layer_name          = "ennead"\n'
            f"  filename            = {path}\n"
            f"  source_code_hash    = filebase64sha256({path})\n"
            f"  compatible_runtimes = [{runtimes}]\n"
            "}"
        )
        yield Insert(top.file, (), "resource", Hcl(text), after=top.route)
    elif wish.named and there.attribute("filename") != path:
        yield Set(there.file, (*there.route, "filename"), Hcl(path))
        yield Set(there.file, (*there.route, "source_code_hash"), Hcl(f"filebase64sha256({path})"))


def _layers(top: Top, reference: str, templates: Templates, wish: Wish, *, foreign: bool) -> Iterator[Edit]:
    """The layer in the list, or behind an expression that makes one; `foreign`: what has our address is not ours."""
    text, node = top.attribute("layers"), top.node("layers")
    route: Route = (*top.route, "layers")
    if text is None or node is None:
        yield Insert(top.file, top.route, "layers", Hcl(f"[{reference}]"))
    elif reference in text:
        return
    elif (ours := _earlier(text, foreign=foreign)) is not None:
        if wish.named:
            yield Set(top.file, route, Hcl(text.replace(ours, reference)))
    elif bare(node, top.text).type == "tuple":
        yield Insert(top.file, route, APPEND, Hcl(reference))
    else:
        listed = _listed(text, kinds(node, top, templates))
        yield Set(top.file, route, Hcl(f"concat({listed}, [{reference}])"))


def _listed(text: str, held: frozenset[Kind]) -> str:
    """An expression as `concat` takes it: no set, and never null."""
    if " null" in text or Kind.NULL in held:
        why = f"its layers may be null ({text[:60]}), and concat() takes no null"
        raise RemedyError(f"{why}: add the layer there by hand")
    return text if held <= {Kind.LIST} else f"tolist({text})"


def _earlier(text: str, *, foreign: bool) -> str | None:
    """A layer of ours in the text, under another address."""
    address = "" if foreign else rf"{re.escape(ADDRESS)}\.arn|"
    found = re.search(rf'{address}"arn:[^"]*:layer:[^":]*ennead[^"]*"', text, re.IGNORECASE)
    return found[0] if found else None


# -- the environment --------------------------------------------------------------------------------------------------


def _environment(top: Top, coverage: Coverage, wanted: Wanted) -> Iterator[Edit]:
    blocks = [one for one in top.block.body.entries if isinstance(one, Block)]
    if any(one.kind == "dynamic" and one.labels == ("environment",) for one in blocks):
        raise RemedyError("its environment is made by a dynamic block: add the variables there by hand")
    if not any(one.kind == "environment" for one in blocks):
        if not (new := wanted.over({})):
            return
        lines = [f"    {name} = {_text(value)}" for name, value in new.items()]
        width = max(len(line.partition(" = ")[0]) for line in lines)
        lines = [f"{line.partition(' = ')[0]:<{width}} = {line.partition(' = ')[2]}" for line in lines]
        text = "\n".join(["environment {", "  variables = {", *lines, "  }", "}"])
        yield Insert(top.file, top.route, "environment", Hcl(text))
        return
    yield from _variables(top, ("environment", "variables"), coverage, wanted)


def _variables(top: Top, inside: Route, coverage: Coverage, wanted: Wanted) -> Iterator[Edit]:
    """The variables in the object, or merged behind an expression that makes one."""
    text, node = top.attribute(*inside), top.node(*inside)
    route: Route = (*top.route, *inside)
    if text is None or node is None:
        if new := wanted.over({}):
            yield Insert(top.file, route[:-1], str(route[-1]), _object(new))
        return
    if bare(node, top.text).type == "object":
        names = (EXEC_WRAPPER, MODE, CONTRACT_HASH, FUNCTION, DEAD_LETTER)
        held = {name: member for name in names if (member := _member(top, inside, name)) is not None}
        for name, value in wanted.over(held).items():
            if name in held:
                yield Set(top.file, (*route, name), value)
            else:
                yield Insert(top.file, route, name, value)
        return
    yield from _merged(top, route, text, coverage, wanted)


def _member(top: Top, inside: Route, name: str) -> Any:
    """A variable as it is written: plain text, or an expression."""
    text = top.member(inside, name)
    if text is None:
        return None
    plain = re.fullmatch(r'"([^"\\$%]*)"', text.strip())
    return plain[1] if plain else Hcl(text)


def _merged(top: Top, route: Route, text: str, coverage: Coverage, wanted: Wanted) -> Iterator[Edit]:
    """Variables that an expression makes: ours are merged behind them."""
    carried = f'"{WRAPPER}"' in text
    if not carried and (text.strip() == "null" or " null" in text):
        raise RemedyError(f"its variables may be null ({text[:60]}): add ours there by hand")
    if carried or not wanted.agent:
        made = _rewritten(text, wanted)
        yield from [Set(top.file, route, Hcl(made))] if made != text else []
        return
    function = coverage.function
    there = next((one.value for one in function.environment if one.name == EXEC_WRAPPER), None)
    told = not isinstance(there, Unknown) and "${" not in (there or "")
    if not told or function.environment_open is not None:
        raise RemedyError("whether its variables name a wrapper already could not be told: add ours by hand")
    held = {EXEC_WRAPPER: there} if isinstance(there, str) else {}
    yield Set(top.file, route, Hcl(f"merge({text}, {_object(wanted.over(held)).text})"))


def _rewritten(text: str, wanted: Wanted) -> str:
    """An expression that has our variables already, with those that are asked for; what it lacks is merged behind it.

    Raises:
        RemedyError: a variable is named in it, and not with a value that can be exchanged.
    """
    wish = wanted.wish
    given = {
        MODE: wish.mode,
        CONTRACT_HASH: wish.contract and wish.contract.digest,
        FUNCTION: wanted.called,
        DEAD_LETTER: wanted.letter,
    }
    missing: dict[str, Any] = {}
    for name, value in given.items():
        if value is None or (name != DEAD_LETTER and not wanted.agent):
            continue
        text, count = _exchanged(text, name, _text(value))
        if not count and name in text:
            raise RemedyError(f"where its {name} is written is not known: change it by hand")
        if not count:
            missing[name] = value
    return f"merge({text}, {_object(missing).text})" if missing else text


def _exchanged(text: str, name: str, value: str) -> tuple[str, int]:
    """The text with another value of a variable, and how often that stands in it: in quotes, a queue by its address."""
    held = r'"[^"]*"|[\w.-]+(?=\s)' if name == DEAD_LETTER else r'"[^"]*"'
    return re.subn(rf'({name}"?\s*=\s*)(?:{held})', lambda found: found[1] + value, text)


def _object(values: dict[str, Any]) -> Hcl:
    width = max(len(name) for name in values)
    return Hcl("\n".join(["{", *(f"  {name:<{width}} = {_text(value)}" for name, value in values.items()), "}"]))


def _text(value: Any) -> str:
    return value.text if isinstance(value, Hcl) else json.dumps(value)

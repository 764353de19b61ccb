"""Edits of Terraform's files that bring a function's role to its needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ennead.engine.roles import AppRoles, FunctionRoles
from ennead.graph.authority import policies_of
from ennead.model.need import Need, Place
from ennead.model.policy import Policy, PolicySource
from ennead.remedy.edit import Edit, Hcl, Insert, Remove
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles import conditions, quotas, tf_apart, tf_call, tf_required, tf_split, tf_text
from ennead.remedy.roles.choose import Choice, choose
from ennead.remedy.roles.tf_document import Document
from ennead.remedy.roles.tf_grants import grouped, label_of
from ennead.remedy.roles.tf_module import Modules, Top
from ennead.remedy.roles.tf_read import written
from ennead.remedy.roles.tf_role import Written, also_of, managed_removed, removed, single
from ennead.remedy.roles.tf_spelling import Spelling
from ennead.remedy.roles.tf_text import Grant
from ennead.remedy.roles.units import Unit, units_of

Found = tuple[tuple[Edit, ...], tuple[str, ...]]


def edits(choices: list[Choice], app: AppRoles, modules: Modules, *, shared: bool) -> Found:
    """The edits for one role, and what could not be narrowed with why.

    Functions that are made of one block (`for_each`, a module that is called twice) have to need the same.

    Raises:
        RemedyError: the role is not written in a way that can be edited.
    """
    if not shared:
        return _alike([choices[0].function], app, modules)
    group = [choice.function for choice in choices]
    try:
        return _alike(group, app, modules)
    except RemedyError:
        if len({_block(one) for one in group}) < len(group):
            raise
    if any(sibling not in group for one in group for sibling in _siblings(one, app)):
        raise RemedyError("several functions are made of its block, and it shares its role: edit it by hand")
    return tf_split.edits(choices, app.graph, modules, app.rules)


def _alike(group: list[FunctionRoles], app: AppRoles, modules: Modules) -> Found:
    """The edits that do for every one of some functions and for those that are made of the same blocks."""
    every = {id(one): one for member in group for one in (member, *_siblings(member, app))}
    found: list[Found] = []
    for one in every.values():
        choice = choose(one, app.graph)
        if choice is None:
            raise RemedyError("the role of a function that is made of the same block is not declared here")
        if choice.function.held.kept and len(every) > 1:
            raise RemedyError(f"several functions share it, and what one needs could not be told: {one.held.kept}")
        roles = {each.held.role.id for each in every.values() if each.held.role}
        found.append(in_place(choice, app, modules, frozenset(roles)))
    if any(one[0] != found[0][0] for one in found):
        raise RemedyError("several functions share its role or its block, and they need different things")
    return found[0]


def _siblings(one: FunctionRoles, app: AppRoles) -> list[FunctionRoles]:
    """Functions that are made of the same block."""
    return [other for other in app.functions if other is not one and _block(other) == _block(one)]


def _block(one: FunctionRoles) -> tuple[str, int]:
    at = one.function.at
    return (at.path, at.line) if at else (one.function.id, 0)


@dataclass
class Changes:
    """What is done to one role: grants by policy and statement, grants behind them, blocks that go."""

    choice: Choice
    role: Written
    spelling: Spelling
    grants: dict[Policy, dict[int, list[Grant]]] = field(default_factory=dict)
    rest: list[Need] = field(default_factory=list)
    tops: list[Top] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)


def in_place(choice: Choice, app: AppRoles, modules: Modules, alike: frozenset[str]) -> Found:
    """The edits of a role where it stands; `alike` are roles that may change with it."""
    if choice.empty:
        return (), ()
    role = written(choice.role, app.graph, modules)
    made = Changes(choice, role, role.spelling(choice.function.function))
    _taken(made, alike)
    _assigned(made)
    if not _apart(made, app):
        _rest(made)
    for policy, grants in made.grants.items():
        _policy(policy, grants, made)
    made.edits += removed(made.tops, role.module)
    made.edits += tf_required.of_role(app.rules, choice, role)
    return tuple(made.edits), ()


def _apart(made: Changes, app: AppRoles) -> bool:
    """Everything new goes into managed policies where the role's own would be longer than may be."""
    policies = list(policies_of(app.graph, made.choice.role))
    rest = grouped(units_of(made.rest), made.spelling, made.role.top) if made.rest else []
    if not tf_apart.too_long(made.choice, policies, made.grants, rest, next(iter(_holders(made)), None)):
        return False
    if made.role.call:
        limit = f"{quotas.INLINE:,} characters of policies"
        raise RemedyError(f"{made.role.address} would have more than {limit}: give the function less to do")
    function, top = made.choice.function.function, single(made.role.top)
    label = label_of(function.logical_id or function.name)
    grants = [*tf_apart.freed(made.grants, made.role), *rest]
    kept = quotas.managed(policies, made.choice.gone)
    made.edits += reversed(tf_apart.policies(grants, label, top.address, made.role, kept))
    return True


def _taken(made: Changes, alike: frozenset[str]) -> None:
    """Managed policies that go as a whole; the others' statements are noted as freed."""
    gone = set(made.choice.gone)
    for policy, numbers in made.choice.gone.items():
        others = also_of(policy, made.role) - alike if policy in made.role.blocks else set()
        if policy.source is PolicySource.MANAGED:
            _managed(policy, gone, made)
        elif policy.source is PolicySource.CUSTOMER and others:
            made.tops += made.role.attachments(policy)
        elif others:
            raise RemedyError(f"{policy.name} is written for several roles: edit it by hand")
        else:
            made.role.document(policy)
            made.grants[policy] = {number: [] for number in numbers}


def _managed(policy: Policy, gone: set[Policy], made: Changes) -> None:
    if made.role.call:
        tops: list[Top] = []
        more = tf_call.managed(policy, gone, made.role)
    else:
        tops, more = managed_removed(policy, gone, made.role)
    made.tops += tops
    made.edits += [edit for edit in more if edit not in made.edits]


def _assigned(made: Changes) -> None:
    """Each need comes to the statement that allowed it until now; the rest has none."""
    units: dict[tuple[Policy, int], list[Unit]] = defaultdict(list)
    for need in made.choice.written:
        left = []
        for place in need.places:
            found = conditions.place_of(need, place, made.choice.gone, made.grants)
            if found is None:
                _refuse_limited(need, place, made)
                left.append(place)
            else:
                units[found].append((need.action, place, need.passed_to))
        if left:
            made.rest.append(Need(need.action, tuple(left), need.because, need.at, need.condition, need.passed_to))
    for (policy, number), held in units.items():
        made.grants[policy][number] = grants_of(held, made.role.document(policy), number, made.spelling)


def _refuse_limited(need: Need, place: Place, made: Changes) -> None:
    """Raises RemedyError where only a policy that is not edited allowed a need, and under a condition."""

    def refuse(where: conditions.Where) -> None:
        raise RemedyError(f"{where[0].name} allows {need.action} under a condition: edit it by hand")

    conditions.by_condition([replace(need, places=(place,))], made.choice.gone, refuse)


def grants_of(units: Iterable[Unit], document: Document, number: int, spelling: Spelling) -> list[Grant]:
    """What stands in a statement's place: the grant most like it first."""
    item = document.items[number]
    into, foreign = document.owner, document.foreign
    grants = grouped(units, spelling, into, foreign=foreign)
    old = set(item.actions.texts) if item.actions else set()
    first = max(range(len(grants)), key=lambda place: (len(old & set(grants[place].quoted)), -place))
    ordered = [grants[first], *(one for place, one in enumerate(grants) if place != first)]
    return [replace(one, condition=item.condition) for one in ordered]


def _rest(made: Changes) -> None:
    """Needs that no statement allowed: behind the statements of a policy of the role, else in a new one."""
    if not made.rest:
        return
    units = units_of(made.rest)
    for policy, document in _holders(made).items():
        numbers = made.grants.get(policy, {})
        stays = len(document.items) > sum(not grants for grants in numbers.values())
        grants = grouped(units, made.spelling, document.owner)
        if stays:
            made.edits += document.edits({}, grants) if not document.alone else _first(policy, grants, made)
            return
        if document.items and document.items[0].condition is None and 0 in numbers:
            made.grants[policy][0] = grants
            made.edits += document.unnamed(0)
            return
    _new_policy(units, made)


def _holders(made: Changes) -> dict[Policy, Document]:
    """The policies that may hold what no statement allowed."""
    return {
        policy: document
        for policy, document in made.role.documents.items()
        if not document.foreign and not also_of(policy, made.role)
    }


def _first(policy: Policy, grants: list[Grant], made: Changes) -> list[Edit]:
    """Grants beside the one statement of a document that has no list."""
    held = made.grants.get(policy, {}).get(0)
    if held:
        held += grants
        return []
    raise RemedyError(f"{policy.name} has one statement and no list of them: make it a list, then run this again")


def _new_policy(units: list[Unit], made: Changes) -> None:
    """A policy of its own behind the role."""
    if made.role.call:
        made.edits += tf_call.added(grouped(units, made.spelling, made.role.top), made.role)
        return
    function, top = made.choice.function.function, single(made.role.top)
    if top.node("inline_policy", 0, "policy") is not None or "inline_policy" in str(top.route):
        raise RemedyError("its role has inline policies that cannot be edited: edit them by hand")
    label = f"{label_of(function.logical_id or function.name)}_needs"
    if f"aws_iam_role_policy.{label}" in made.role.module.by_address:
        raise RemedyError(f"aws_iam_role_policy.{label} is there already: edit it by hand")
    held = Top(top.file, ("resource", "aws_iam_role_policy", label), f"aws_iam_role_policy.{label}", top.block, "")
    grants = grouped(units, made.spelling, held)
    members = [
        ("name", f'"{label.replace("_", "-")}"'),
        ("role", f"{top.address}.id"),
        ("policy", tf_text.document(grants)),
    ]
    text = tf_text.resource("aws_iam_role_policy", label, members)
    made.edits.append(Insert(top.file, (), "resource", Hcl(text), after=top.route))


def _policy(policy: Policy, grants: dict[int, list[Grant]], made: Changes) -> None:
    """The edits of one policy; one of which nothing stays goes with its blocks."""
    document = made.role.document(policy)
    if len(grants) < len(document.items) or any(grants.values()):
        made.edits += document.edits(grants)
        return
    if made.role.call:
        made.edits += tf_call.emptied(policy, made.role)
        return
    top, route = made.role.blocks[policy]
    if route[0] == "inline_policy":
        made.edits.append(Remove(top.file, (*top.route, *route[:-1])))
        return
    made.tops += [*([single(top)] if top is not made.role.top else []), *made.role.attachments(policy)]

"""Edits of a Serverless Framework service that bring a function's role to its needs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from ennead.engine.roles import AppRoles, FunctionRoles
from ennead.graph.authority import policies_of
from ennead.model.need import Need
from ennead.model.policy import Policy, PolicySource
from ennead.remedy.edit import Edit, Insert, Remove, Route
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles import conditions, quotas, sls_list, sls_required, sls_split
from ennead.remedy.roles.choose import Choice, choose
from ennead.remedy.roles.sls_list import Grant, grouped, limited
from ennead.remedy.roles.sls_role import Written, written
from ennead.remedy.roles.sls_service import Service, service_of
from ennead.remedy.roles.sls_spelling import Spelling
from ennead.remedy.roles.sls_values import Values
from ennead.remedy.roles.source import Source
from ennead.remedy.roles.units import Unit

Found = tuple[tuple[Edit, ...], tuple[str, ...]]
_EMPTIED: tuple[Route, ...] = (("provider", "iam", "role"), ("provider", "iam"))
"""What goes with the last thing in it."""


class Services:
    """The services below a folder with what their variables come to, each worked out once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._values: dict[str, Values] = {}

    def of(self, app: AppRoles, function: str) -> tuple[Service, Values]:
        """The service that declares a function.  Raises RemedyError where it is not told which that is."""
        service = service_of(app.graph, function, self._source)
        if service.file not in self._values:
            self._values[service.file] = Values(service)
        values = self._values[service.file]
        return values.service, values


def edits(choices: list[Choice], app: AppRoles, services: Services, *, shared: bool) -> Found:
    """The edits for one role, and what could not be narrowed with why.

    A role that all functions share is narrowed where it stands if they need the same; else each gets its own.

    Raises:
        RemedyError: the role is not written in a way that can be edited.
    """
    service, values = services.of(app, choices[0].function.function.name)
    if not shared:
        return tuple(_in_place(choices[0], app, service, values)), ()
    try:
        return _alike([choice.function for choice in choices], app, service, values), ()
    except RemedyError:
        return sls_split.edits(choices, app.graph, service, values, app.rules), ()


def _alike(group: list[FunctionRoles], app: AppRoles, service: Service, values: Values) -> tuple[Edit, ...]:
    """The edits that do for every one of some functions.  Raises RemedyError where they need different things."""
    found: list[list[Edit]] = []
    for one in group:
        choice = choose(one, app.graph)
        if choice is None or one.held.kept:
            raise RemedyError("functions share its role, and what one of them needs could not be told")
        found.append(_in_place(choice, app, service, values))
    if any(one != found[0] for one in found):
        raise RemedyError("several functions share its role, and they need different things")
    return tuple(found[0])


@dataclass
class _Changes:
    """What is done to one role: grants by policy and statement, and what no statement allowed."""

    choice: Choice
    role: Written
    spelling: Spelling
    grants: dict[Policy, dict[int, list[Grant]]] = field(default_factory=dict)
    rest: list[Need] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)


def _in_place(choice: Choice, app: AppRoles, service: Service, values: Values) -> list[Edit]:
    if choice.empty:
        return []
    function = choice.function.function
    role = written(choice.role, function, app.graph, service)
    made = _Changes(choice, role, role.spelling(function, values))
    for policy, numbers in choice.gone.items():
        if policy.source is PolicySource.MANAGED:
            new = role.managed(policy, set(choice.gone))
            made.edits += [edit for edit in new if edit not in made.edits]
        else:
            role.listed(policy)
            made.grants[policy] = {number: [] for number in numbers}
    _assigned(made)
    _measured(made, app)
    for policy, grants in made.grants.items():
        made.edits += _policy(policy, grants, made)
    _added(made)
    return sls_required.of_role(app.rules, choice, role, made.edits)


def _measured(made: _Changes, app: AppRoles) -> None:
    """Raises RemedyError where a role would have more of its own than may be."""
    new = [grant for numbers in made.grants.values() for each in numbers.values() for grant in each]
    new += _rest(made)
    sizes = [quotas.size(grant.statement()) for grant in new]
    inline = quotas.inline(policies_of(app.graph, made.choice.role), made.choice.gone)
    if new and inline + quotas.document(sizes) > quotas.INLINE:
        limit = f"{quotas.INLINE:,} characters of policies"
        raise RemedyError(f"its role would have more than {limit}: put managed policies beside it by hand")


def _assigned(made: _Changes) -> None:
    """Each need comes to the statement that allowed it until now; the rest has none."""
    units: dict[tuple[Policy, int], list[Unit]] = defaultdict(list)
    for need in made.choice.written:
        for place in need.places:
            found = conditions.place_of(need, place, made.choice.gone, made.grants)
            if found is None:
                made.rest.append(replace(need, places=(place,)))
            else:
                units[found].append((need.action, place, need.passed_to))
    for (policy, number), held in units.items():
        made.grants[policy][number] = grouped(held, made.spelling)


def _rest(made: _Changes) -> list[Grant]:
    """What no statement in the lists allowed: a managed policy that goes, or nothing."""
    return limited(made.rest, made.choice.gone, made.spelling, made.role.condition)


def _policy(policy: Policy, grants: dict[int, list[Grant]], made: _Changes) -> list[Edit]:
    """The edits of one policy; a list of which nothing stays goes with what holds it."""
    listed = made.role.listed(policy)
    service = made.role.service
    stays = len(grants) < len(listed.items) or any(grants.values()) or bool(made.rest)
    if stays or listed.file != service.file:
        return list(sls_list.edits(listed, grants))
    if made.role.own is not None:
        return [_entry_removed(made.role, policy)]
    return (
        [Remove(service.file, emptied(service, listed.route))]
        if made.role.shared
        else list(sls_list.edits(listed, grants))
    )


def _entry_removed(role: Written, policy: Policy) -> Edit:
    """An inline policy of a resource goes; with the list where it is the only one."""
    route = role.listed(policy).route[:-2]
    alone = len(role.service.at(*route[:-1])) == 1
    return Remove(role.service.file, route[:-1] if alone else route)


def emptied(service: Service, route: Route) -> Route:
    """The route of the outermost mapping that holds nothing but what goes."""
    for outer in _EMPTIED:
        held = service.at(*outer)
        if route[: len(outer)] == outer and isinstance(held, dict) and len(held) == 1:
            route = outer
    return route


def _added(made: _Changes) -> None:
    """Needs that no statement allowed: behind the others of a list, else in a new one."""
    if not made.rest:
        return
    grants = _rest(made)
    if made.role.documents:
        listed = next(iter(made.role.documents.values()))
        made.edits += sls_list.added(listed, grants)
        return
    statements = [grant.statement() for grant in grants]
    made.edits += new_list(made.role, made.choice, statements)


def new_list(role: Written, choice: Choice, statements: list[dict[str, object]]) -> list[Edit]:
    """A list of statements where there is none."""
    service, file = role.service, role.service.file
    if role.own is not None:
        name = f"{role.own[-1]}Needs"
        document = {"Version": "2012-10-17", "Statement": statements}
        entry = {"PolicyName": name, "PolicyDocument": document}
        if service.at(*role.own, "Properties", "Policies") is not None:
            raise RemedyError(f"the policies of {role.own[-1]} are not written one by one: edit them by hand")
        return [Insert(file, (*role.own, "Properties"), "Policies", [entry])]
    if not role.shared:
        body = service.function(choice.function.function.logical_id or "")
        if service.at(*body, "iamRoleStatements") is not None or not service.per_function:
            raise RemedyError("its statements are not written one by one: edit them by hand")
        return [Insert(file, body, "iamRoleStatements", statements)]
    iam = service.at("provider", "iam")
    if iam is None:
        return [Insert(file, ("provider",), "iam", {"role": {"statements": statements}})]
    if isinstance(iam, dict) and "role" not in iam:
        return [Insert(file, ("provider", "iam"), "role", {"statements": statements})]
    if isinstance(iam, dict) and isinstance(iam["role"], dict) and "statements" not in iam["role"]:
        return [Insert(file, ("provider", "iam", "role"), "statements", statements)]
    raise RemedyError("the statements of its role are put in from elsewhere: edit them by hand")

"""Rights added to a role where it stands: nothing of it goes."""

from __future__ import annotations

from ennead.engine.roles import AppRoles, FunctionRoles
from ennead.graph.graph import AppGraph
from ennead.graph.needed.held import Held
from ennead.graph.needed.needs import Needs
from ennead.model.app import TERRAFORM, Dialect, Function, Role
from ennead.model.need import Need
from ennead.remedy.edit import Edit
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles import cloudformation, serverless, terraform
from ennead.remedy.roles.choose import Choice
from ennead.remedy.roles.circles import Dependencies
from ennead.remedy.roles.serverless import Services
from ennead.remedy.roles.source import Source
from ennead.remedy.roles.tf_module import Modules


class Adding:
    """The roles below a folder; what their files say is read once."""

    def __init__(self, source: Source, modules: Modules) -> None:
        self._source, self._modules = source, modules
        self._services = Services(source)
        self._known: dict[str, Dependencies] = {}

    def edits(
        self, needs: tuple[Need, ...], role: Role, function: Function, graph: AppGraph, title: str
    ) -> tuple[Edit, ...]:
        """The edits that allow a function's role some needs; `title` is what a new policy of a template is called.

        Raises:
            RemedyError: the role is not written in a way that can be edited.
        """
        alone = FunctionRoles(function, None, Needs(needs, ()), Held(role, (), (), (), needs, None))
        choice, app = Choice(alone, role, written=needs), AppRoles(graph.name, graph, (alone,))
        if role.dialect in TERRAFORM:
            return terraform.in_place(choice, app, self._modules, frozenset({role.id}))[0]
        if function.dialect is Dialect.SERVERLESS:
            return serverless.edits([choice], app, self._services, shared=False)[0]
        if role.dialect not in {Dialect.SAM, Dialect.CLOUDFORMATION} or role.at is None or function.at is None:
            raise RemedyError(f"its role is written in {role.dialect.value}: edit it by hand")
        if role.at.path != function.at.path:
            raise RemedyError("its role is written in another template: edit it there by hand")
        file = role.at.path
        if file not in self._known:
            self._known[file] = Dependencies(self._source.at(file, ()))
        return cloudformation.edits(choice, graph, self._source, self._known[file], title=title)[0]

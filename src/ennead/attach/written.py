"""What the templates say beyond the graph: managed instances, code signing, raw values of variables."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from ennead.model.app import TERRAFORM, Dialect, Function
from ennead.remedy.errors import RemedyError
from ennead.remedy.findings.written import Written
from ennead.remedy.hcl_tree import Block
from ennead.remedy.roles.source import Source
from ennead.remedy.roles.tf_module import Modules, Top

_POLICY = ("Properties", "CodeSigningPolicies", "UntrustedArtifactOnDeployment")


class Templates:
    """The files below a folder, each read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.source = Source(root)
        self.written = Written(root, self.source)
        self.modules = Modules(root)

    @cached_property
    def calls(self) -> dict[str, list[Top]]:
        """The calls of Terraform's modules that lie here, by the folder that is called."""
        found: dict[str, list[Top]] = {}
        for folder in _folders(self.root):
            for top in self.modules.of(folder).tops:
                source = (top.attribute("source") or "").strip('"') if top.block.kind == "module" else ""
                if source.startswith(("./", "../")):
                    called = posixpath.normpath(posixpath.join(folder, source))
                    found.setdefault("" if called == "." else called, []).append(top)
        return found

    def managed_instances(self, function: Function) -> bool:
        """Whether it runs on instances of its own, where several invocations run at a time."""
        try:
            if function.dialect in TERRAFORM:
                entries = self.top(function).block.body.entries
                return any(isinstance(one, Block) and one.kind == "capacity_provider_config" for one in entries)
            return self._property(function, "CapacityProviderConfig") is not None
        except RemedyError:  # it is not written here: the edit says so
            return False

    def _property(self, function: Function, name: str) -> Any:
        if function.dialect is Dialect.SERVERLESS:
            return None
        file, route = self.written.resource(function)
        own = self.written.at(file, (*route, "Properties", name))
        return own if own is not None else self.written.at(file, ("Globals", "Function", name))

    def top(self, function: Function) -> Top:
        """The block of Terraform that makes a function.

        Raises:
            RemedyError: it is not written in a .tf file, or nobody knows where.
        """
        at = function.at
        if at is None or not at.path.endswith((".tf", ".tofu")):
            raise RemedyError("it is not written in a .tf file: change what makes it")
        top = self.modules.of(posixpath.dirname(at.path)).at(at)
        if top is None or not top.address.startswith(("aws_lambda_function.", "module.")):
            raise RemedyError("where it is written is not known: change it by hand")
        return top

    def signing(self, function: Function) -> str | None:
        """`Enforce` or `Warn`, as the configuration it names says; None where that is not written here."""
        said = function.code_signing
        if not isinstance(said, str) or function.at is None:
            return None
        try:
            if function.dialect in TERRAFORM:
                return self._signing_of_terraform(function)
            found = self.source.at(function.at.path, ("Resources",))
        except RemedyError:
            return None
        for name, resource in found.items() if isinstance(found, dict) else ():
            if isinstance(resource, dict) and resource.get("Type") == "AWS::Lambda::CodeSigningConfig" and name in said:
                policy = self.source.at(function.at.path, ("Resources", name, *_POLICY))
                return policy if isinstance(policy, str) else "Warn"
        return None

    def _signing_of_terraform(self, function: Function) -> str | None:
        top = self.top(function)
        named = top.attribute("code_signing_config_arn") or ""
        for other in self.modules.of(posixpath.dirname(top.file)).tops:
            if other.address.startswith("aws_lambda_code_signing_config.") and other.address in named:
                policy = other.attribute("policies", "untrusted_artifact_on_deployment")
                return (policy or "Warn").strip('"')
        return None


def _folders(root: Path) -> Iterator[str]:
    """Folders that have files of Terraform; what tools put there is passed by."""
    for folder, inner, names in os.walk(root):
        inner[:] = [one for one in inner if not one.startswith(".") and one != "node_modules"]
        if any(name.endswith((".tf", ".tofu")) for name in names):
            place = Path(folder).relative_to(root).as_posix()
            yield "" if place == "." else place

"""Data sources whose answer can be told without asking anybody: policy documents, the region, templates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ennead.sources.terraform.hcl.policy_document import document
from ennead.sources.terraform.instance import Joined, Pointer, Unclear

if TYPE_CHECKING:
    from ennead.sources.terraform.hcl.resources import ResourceInstance

PROGRAMS = {("data", "external"): "what a program prints", ("managed", "null_resource"): "what commands leave behind"}
"""Things whose results nobody can know without running them."""
REGION = re.compile(r"[a-z]{2}(?:-[a-z]+){1,3}-[0-9]{1,2}\Z")
_PARTITIONS = (("cn-", "aws-cn", "amazonaws.com.cn"), ("us-gov-", "aws-us-gov", "amazonaws.com"))


def attribute(instance: ResourceInstance, name: str) -> Any:
    """The attribute's value; None where this says nothing about it.  Raises Problem."""
    resource = instance.resource
    kind = (resource.mode, resource.type)
    if kind == ("data", "aws_iam_policy_document") and name in ("json", "minified_json"):
        return _policy(instance)
    if kind == ("data", "aws_region") and name in ("name", "id", "region"):
        return instance.written("region") or instance.written("name") or region_of(instance)
    if kind == ("data", "aws_partition"):
        return _partition(region_of(instance), name)
    if kind == ("data", "template_file") and name == "rendered":
        return _rendered(instance)
    reason = PROGRAMS.get(kind)
    if reason and instance.written(name) is None:
        resource.scope.desk.gap("data", f"a result is {reason}", resource.block.mark, instance.address)
        return Unclear(f"{instance.address}.{name}", reason)
    return None


def region_of(instance: ResourceInstance) -> str | None:
    """The region of the provider that makes a thing; None where it is not known."""
    named = instance.resource.block.body.attributes.get("provider")
    region = instance.resource.scope.module.provider_argument(named.value if named else None, "region")
    return region if isinstance(region, str) and REGION.match(region) else None


def _policy(instance: ResourceInstance) -> Any:
    if "json" in instance.busy:
        return Pointer(instance.address, ("json",))
    if "json" not in instance.known:
        instance.busy.add("json")
        try:
            instance.known["json"] = document(
                instance.written, instance.resource.block.mark, instance.resource.scope.desk.budget
            )
        finally:
            instance.busy.discard("json")
    return instance.known["json"]


def _partition(region: str | None, name: str) -> str | None:
    if region is None:
        return None
    for prefix, partition, suffix in (*_PARTITIONS, ("", "aws", "amazonaws.com")):
        if region.startswith(prefix):
            return {"partition": partition, "id": partition, "dns_suffix": suffix}.get(name)
    return None


def _rendered(instance: ResourceInstance) -> Any:
    from ennead.sources.terraform.hcl.functions.files import rendered_text  # noqa: PLC0415 - few need it

    text, names = instance.written("template"), instance.written("vars")
    if not isinstance(text, str):
        return Unclear(f"{instance.address}.rendered", "a template that is not known") if text else None
    if isinstance(names, Pointer | Unclear | Joined):
        return Unclear(f"{instance.address}.rendered", "a template whose variables are not known")
    scope = instance.resource.scope
    return rendered_text(text, instance.resource.block.mark[0], dict(names or {}), scope)

"""Calls of modules that are not at hand: the well-known ones become the resources they make."""

from __future__ import annotations

import re
from collections.abc import Callable

from ennead.sources.terraform.draft import Draft
from ennead.sources.terraform.instance import Call, Configuration
from ennead.sources.terraform.modules import events, functions, stores
from ennead.sources.terraform.modules.making import Making

_KNOWN: dict[str, Callable[[Making], None]] = {
    "lambda": functions.function,
    "s3-bucket": stores.bucket,
    "s3-bucket//modules/notification": stores.notification,
    "sqs": stores.queue,
    "sns": stores.topic,
    "dynamodb-table": stores.table,
    "kms": stores.key,
    "ecr": stores.registry,
    "eventbridge": events.eventbridge,
    "apigateway-v2": events.http_api,
    "step-functions": events.state_machine,
}
"""Modules of https://registry.terraform.io/namespaces/terraform-aws-modules, whatever way their source is written."""

_PASSIVE = frozenset(
    """
    vpc vpc//modules/vpc-endpoints security-group acm route53 route53//modules/zones route53//modules/records
    ec2-instance autoscaling cloudwatch//modules/metric-alarm cloudwatch//modules/log-metric-filter key-pair
    customer-gateway vpn-gateway transit-gateway network-firewall global-accelerator managed-service-grafana
    lambda//modules/docker-build
    """.split()
)
"""Modules that make plumbing alone."""

_SOURCE = re.compile(
    r"(?:registry\.terraform\.io/)?terraform-aws-modules/(?P<name>[a-z0-9-]+)/aws(?P<part>//[^?]*)?\Z"
    r"|.*github\.com[/:]terraform-aws-modules/terraform-aws-"
    r"(?P<repo>[a-z0-9-]+?)(?:\.git)?(?P<inner>//[^?]*)?(?:\?.*)?\Z"
)
MAX_CALLS = 2_000


def module_of(source: str) -> str | None:
    """`lambda`, `s3-bucket//modules/notification`: the well-known module a source names."""
    found = _SOURCE.match(source[:500])
    if found is None:
        return None
    return (found["name"] or found["repo"]) + (found["part"] or found["inner"] or "").rstrip("/")


def expand(configuration: Configuration, draft: Draft) -> None:
    """Note every instance; those of well-known modules too."""
    for instance in configuration.instances:
        draft.instances.setdefault(instance.address, instance)
    for call in configuration.calls[:MAX_CALLS]:
        name = module_of(call.source)
        make = _KNOWN.get(name or "")
        if make is not None:
            making = Making(call)
            make(making)
            for instance in making.instances:
                draft.instances.setdefault(instance.address, instance)
            draft.outputs[call.address] = making.outputs
        elif name not in _PASSIVE:
            _unknown(call, draft)


def _unknown(call: Call, draft: Draft) -> None:
    """A module whose content nobody here knows; one of a local folder has its gap already."""
    if call.source.startswith(("./", "../")):
        return
    reason = (
        f"the module {call.source[:200] or call.address} is not at hand: run `terraform init`, whose modules are read,"
        " or scan a plan (`terraform show -json`)"
    )
    draft.missing("module", reason, call.mark, call.address, hides=True)

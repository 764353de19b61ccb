"""The small words of the model: lenses, kinds, what a value may be."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeAlias

from ennead.model.unknown import Unknown

Text: TypeAlias = str | Unknown | None
Number: TypeAlias = int | float | Unknown | None
Flag: TypeAlias = bool | Unknown | None


class Lens(StrEnum):
    """What a node or an edge was read from."""

    DECLARED = "declared"
    DERIVED = "derived"
    DEPLOYED = "deployed"
    OBSERVED = "observed"


class Dialect(StrEnum):
    """How a thing is written in its source, and so how a change to it is.

    `sam`: SAM's own resources, in whose template all else is CloudFormation.  `serverless`: what the Serverless
    Framework makes of its own keys; what stands under `resources` is CloudFormation.  `terraform_module`: an input of
    a well-known module's call.
    """

    CLOUDFORMATION = "cloudformation"
    SAM = "sam"
    SERVERLESS = "serverless"
    TERRAFORM = "terraform"
    TERRAFORM_MODULE = "terraform_module"
    CDK = "cdk"


TERRAFORM: Final = frozenset({Dialect.TERRAFORM, Dialect.TERRAFORM_MODULE})
"""Written in Terraform, by itself or by a well-known module of its registry."""


class EdgeKind(StrEnum):
    EXPOSES = "exposes"
    TRIGGERS = "triggers"
    MAY_INVOKE = "may_invoke"
    INVOKES = "invokes"
    ASSUMES = "assumes"
    GRANTS = "grants"
    READS = "reads"
    WRITES = "writes"
    DELETES = "deletes"
    PUBLISHES = "publishes"
    CALLS = "calls"
    REFERENCES = "references"
    FAILS_TO = "fails_to"
    DEPLOYED_AS = "deployed_as"
    DEPENDS_ON = "depends_on"
    STORES = "stores"


class Auth(StrEnum):
    """What a caller has to show."""

    NONE = "none"
    API_KEY = "api_key"
    IAM = "iam"
    JWT = "jwt"
    COGNITO = "cognito"
    CUSTOM = "custom"
    POLICY = "policy"
    UNKNOWN = "unknown"


class Mode(StrEnum):
    """How a trigger starts a function."""

    SYNC = "sync"
    ASYNC = "async"
    POLL = "poll"


class GapKind(StrEnum):
    INPUT = "input"
    UNSUPPORTED = "unsupported"


DECLARED = frozenset({Lens.DECLARED})

"""Rules of other tools and how they stand to our checks.

Two tables by rule id.  `SAME`: the rule speaks of the same fault as our checks, so a mark that accepts it
accepts ours, and findings of both at one place are the same finding.  A rule that only resembles one of
ours is not in it: `W3664` of cfn-lint compares a principal with its ARN and asks nobody for an ARN.
`ABSENT`: we have no such check, and why.  `NOT_HERE`: why ours may be silent where theirs is not.

Ids and what they look at: Checkov 3.3.30 (`checkov --list` and its checks), cfn-lint 1.58.0, the custom
rules of cfn_nag, trivy-checks (`AVD-AWS-…`, with the long ids tfsec used), semgrep-rules (last part of the id).
"""

from __future__ import annotations

CHECKOV = "checkov"
CFN_LINT = "cfn-lint"
CFN_NAG = "cfn_nag"
TRIVY = "trivy"
SEMGREP = "semgrep"

_WILDCARD_RESOURCE = ("wildcard-resource",)
_WILDCARD_ACTION = ("wildcard-action",)
_BLOCK = ("public-access-block-off",)
_SECRET = ("secret-in-environment",)
_END_OF_LIFE = ("end-of-life-runtime",)

SAME: dict[str, tuple[str, ...]] = {
    # Checkov: who reaches it
    "CKV_AWS_59": ("open-route",),  # REST method with AuthorizationType NONE and no API key, OPTIONS left out
    "CKV2_AWS_70": ("open-route",),  # the same for Terraform
    "CKV_AWS_309": ("open-route",),  # HTTP API route without an authorization type
    "CKV_AWS_258": ("open-function-url",),  # function URL with AuthType NONE
    "CKV_AWS_301": ("public-function",),  # permission with principal *
    "CKV_AWS_364": ("confused-deputy",),  # permission of a service without SourceArn or SourceAccount
    "CKV_AWS_20": ("public-bucket",),  # ACL that lets everybody read
    "CKV_AWS_57": ("public-bucket",),  # ACL that lets everybody write
    "CKV_AWS_70": ("public-bucket",),  # bucket policy with any principal
    "CKV_AWS_375": ("public-bucket",),  # bucket ACL resource with global view
    "CKV2_AWS_43": ("public-bucket",),  # ACL for every account of AWS
    "CKV_AWS_53": _BLOCK,
    "CKV_AWS_54": _BLOCK,
    "CKV_AWS_55": _BLOCK,
    "CKV_AWS_56": _BLOCK,
    "CKV2_AWS_6": _BLOCK,
    "CKV_AWS_168": ("public-queue",),  # queue policy for everybody
    "CKV_AWS_387": ("public-queue",),
    "CKV_AWS_169": ("public-topic",),
    "CKV_AWS_33": ("public-resource-policy",),  # key policy with principal *
    "CKV2_AWS_75": ("wildcard-cors",),  # function URL whose origins and methods are *
    # Checkov: roles.  107 to 111 speak of actions on `*` alone (cloudsplaining's unrestricted actions).
    "CKV_AWS_107": _WILDCARD_RESOURCE,
    "CKV_AWS_108": _WILDCARD_RESOURCE,
    "CKV_AWS_109": _WILDCARD_RESOURCE,
    "CKV_AWS_110": _WILDCARD_RESOURCE,
    "CKV_AWS_111": _WILDCARD_RESOURCE,
    "CKV_AWS_286": _WILDCARD_RESOURCE,
    "CKV_AWS_287": _WILDCARD_RESOURCE,
    "CKV_AWS_288": _WILDCARD_RESOURCE,
    "CKV_AWS_289": _WILDCARD_RESOURCE,
    "CKV_AWS_290": _WILDCARD_RESOURCE,
    "CKV_AWS_355": _WILDCARD_RESOURCE,
    "CKV_AWS_356": _WILDCARD_RESOURCE,
    "CKV_AWS_49": _WILDCARD_ACTION,
    "CKV_AWS_63": _WILDCARD_ACTION,
    "CKV2_AWS_40": _WILDCARD_ACTION,  # iam:*
    "CKV_AWS_1": ("wildcard-action", "wildcard-resource"),  # * on *
    "CKV_AWS_62": ("wildcard-action", "wildcard-resource"),
    "CKV_AWS_274": ("full-access-policy",),  # AdministratorAccess
    "CKV2_AWS_56": ("full-access-policy",),  # IAMFullAccess
    # Checkov: functions and logs
    "CKV_AWS_41": _SECRET,  # serverless.yml: access keys in the provider's environment
    "CKV_AWS_45": _SECRET,
    "CKV_AWS_115": ("no-concurrency-bound",),
    "CKV_AWS_116": ("no-dead-letter",),
    "CKV_AWS_272": ("missing-code-signing",),
    "CKV_AWS_363": _END_OF_LIFE,
    "CKV_AWS_66": ("log-retention",),
    # cfn-lint
    "W2531": _END_OF_LIFE,
    "E2531": _END_OF_LIFE,
    "E2533": _END_OF_LIFE,
    "E3505": ("short-visibility",),  # visibility timeout below the function's timeout
    "W3663": ("confused-deputy",),  # SourceArn without an account and no SourceAccount
    # cfn_nag
    "F3": _WILDCARD_ACTION,
    "F4": _WILDCARD_ACTION,
    "F5": _WILDCARD_ACTION,
    "W11": _WILDCARD_RESOURCE,
    "W12": _WILDCARD_RESOURCE,
    "W13": _WILDCARD_RESOURCE,
    "F38": _WILDCARD_RESOURCE,  # iam:PassRole on *
    "F39": _WILDCARD_RESOURCE,
    "F40": _WILDCARD_RESOURCE,
    "W43": ("full-access-policy",),  # AdministratorAccess
    "W44": ("full-access-policy",),  # PowerUserAccess, IAMFullAccess
    "F13": ("public-function",),
    "F14": ("public-bucket",),
    "W31": ("public-bucket",),
    "F16": ("public-bucket",),
    "F18": ("public-topic",),
    "F21": ("public-queue",),
    "F76": ("public-resource-policy",),
    "W59": ("open-route",),
    "W86": ("log-retention",),
    "W92": ("no-concurrency-bound",),
    # trivy, and tfsec before it
    "AVD-AWS-0004": ("open-route",),
    "AVD-AWS-0067": ("confused-deputy",),
    "AVD-AWS-0057": ("wildcard-action", "wildcard-resource"),
    "AVD-AWS-0345": _WILDCARD_ACTION,  # s3:* and its like
    "AVD-AWS-0086": _BLOCK,
    "AVD-AWS-0087": _BLOCK,
    "AVD-AWS-0091": _BLOCK,
    "AVD-AWS-0093": _BLOCK,
    "AVD-AWS-0094": _BLOCK,
    "AVD-AWS-0092": ("public-bucket",),
    # semgrep
    "aws-lambda-environment-credentials": _SECRET,
    "aws-lambda-permission-unrestricted-source-arn": ("confused-deputy",),
    "aws-sqs-queue-policy-wildcard-principal": ("public-queue",),
    "aws-iam-admin-policy": ("wildcard-action", "wildcard-resource"),
    "aws-cloudwatch-log-group-no-retention": ("log-retention",),
    "detected-aws-access-key-id-value": _SECRET,
    "detected-aws-secret-access-key": _SECRET,
    "detected-generic-api-key": _SECRET,
    "detected-generic-secret": _SECRET,
    "detected-username-and-password-in-uri": _SECRET,
}

_TRIVY_NAMES = {
    "aws-apigateway-no-public-access": "AVD-AWS-0004",
    "aws-lambda-restrict-source-arn": "AVD-AWS-0067",
    "aws-lambda-enable-tracing": "AVD-AWS-0066",
    "aws-iam-no-policy-wildcards": "AVD-AWS-0057",
    "aws-iam-no-s3-full-access": "AVD-AWS-0345",
    "aws-s3-block-public-acls": "AVD-AWS-0086",
    "aws-s3-block-public-policy": "AVD-AWS-0087",
    "aws-s3-ignore-public-acls": "AVD-AWS-0091",
    "aws-s3-no-public-access-with-acl": "AVD-AWS-0092",
    "aws-s3-no-public-buckets": "AVD-AWS-0093",
    "aws-s3-specify-public-access-block": "AVD-AWS-0094",
}

# KICS marks a line without naming a query: these are the faults it has a CloudFormation query for.
KICS_CHECKS = (
    "open-route",
    "public-bucket",
    "public-function",
    "public-queue",
    "public-topic",
    "no-dead-letter",
    "secret-in-environment",
    "shared-role",
    "wildcard-action",
    "wildcard-cors",
)

_VPC = "a VPC closes no door of a function: its callers come through its triggers; it serves private resources only"
_OWN_KEY = "the data is encrypted at rest without it; a key of your own adds a second permission, not encryption"
_ACCESS_LOG = "an access log records who came and stops nobody"
_BACKUP = "it is about getting data back; this scan asks who reaches the data and what it costs"
_TRACING = "tracing shows where time goes and stops nobody"
_NOT_YET = "not looked at yet"
_FIREWALL = "a web firewall in front of a route leaves the route as open as it is; see open-route and no-throttle"

ABSENT: dict[str, str] = {
    "CKV_AWS_117": _VPC,
    "W89": _VPC,
    **dict.fromkeys(("CKV_AWS_173", "CKV_AWS_119", "CKV_AWS_158", "CKV_AWS_149", "CKV_AWS_27", "CKV_AWS_26"), _OWN_KEY),
    **dict.fromkeys(("CKV_AWS_19", "CKV_AWS_145", "CKV_AWS_297", "CKV2_AWS_73"), _OWN_KEY),
    **dict.fromkeys(("W41", "W47", "W48", "W84"), _OWN_KEY),
    **dict.fromkeys(("AVD-AWS-0017", "AVD-AWS-0088", "AVD-AWS-0095", "AVD-AWS-0096"), _OWN_KEY),
    **dict.fromkeys(("AVD-AWS-0132", "AVD-AWS-0135", "AVD-AWS-0136"), _OWN_KEY),
    **dict.fromkeys(("CKV_AWS_18", "CKV_AWS_76", "CKV_AWS_95", "CKV_AWS_86"), _ACCESS_LOG),
    **dict.fromkeys(("W10", "W35", "W45", "W46", "W69", "AVD-AWS-0001", "AVD-AWS-0089"), _ACCESS_LOG),
    **dict.fromkeys(("CKV_AWS_21", "CKV_AWS_28", "CKV_AWS_165", "AVD-AWS-0090"), _BACKUP),
    **dict.fromkeys(("CKV_AWS_50", "CKV_AWS_73", "AVD-AWS-0003", "AVD-AWS-0066"), _TRACING),
    **dict.fromkeys(("CKV_AWS_68", "CKV2_AWS_29"), _FIREWALL),
    **dict.fromkeys(("CKV_AWS_120", "AVD-AWS-0190"), "a cache makes answers faster and shares them between callers"),
    "CKV_AWS_338": "log-retention asks that logs end one day, not that they last a year",
    "CKV2_AWS_61": "a lifecycle rule is about storage cost, not about who reaches the bucket",
    "CKV2_AWS_62": "notifications are a feature; a public bucket that has them is public-write-starts-function",
    **dict.fromkeys(("W64", "W68"), "a usage plan is one way to limit callers; no-throttle asks for any limit"),
    "W58": "a function without permission to write logs loses its logs and lets nobody in",
    **dict.fromkeys(
        ("F15", "F20", "AVD-AWS-0097"), "who a resource policy lets in counts, not how many actions it names"
    ),
    **dict.fromkeys(("CKV_AWS_366", "W57", "F78", "CKV_AWS_384", "CKV_AWS_60", "CKV_AWS_61"), _NOT_YET),
    **dict.fromkeys(
        ("CKV_AWS_34", "CKV_AWS_174", "CKV_AWS_193", "CKV_AWS_194", "CKV2_AWS_33", "CKV2_AWS_72"), _NOT_YET
    ),
    **dict.fromkeys(("CKV_AWS_192", "CKV_AWS_43"), _NOT_YET),
}

_BOUND = "no-concurrency-bound speaks up only where somebody outside reaches the function without a limit"
_ASYNC = "no-dead-letter speaks up only where a function is started asynchronously: a caller who waits sees the error"
_DEFAULT = "public-access-block-off speaks up where the template turns it off: S3 has it on for every new bucket"

NOT_HERE: dict[str, str] = {
    "CKV_AWS_115": _BOUND,
    "W92": _BOUND,
    "CKV_AWS_116": _ASYNC,
    **dict.fromkeys(("CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6", "AVD-AWS-0094"), _DEFAULT),
}


def rule_key(rule: str) -> str:
    """The id under which the tables know a rule: aliases resolved, the last part of a semgrep id."""
    text = rule.strip()
    if text.startswith("AWS-") and len(text) == len("AWS-0000"):
        return f"AVD-{text}"
    text = text.rpartition(".")[2]
    return _TRIVY_NAMES.get(text, text)


COVERED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"), ("public-bucket",)),
}
"""Checks of ours that say more about the same place.  A mark for the rule accepts none of their findings."""


def checks_for(rule: str) -> tuple[str, ...]:
    """Our checks of the same fault; empty where there is none."""
    key = rule_key(rule)
    if key.startswith("CKV_SECRET_"):
        return _SECRET
    return SAME.get(key, ())


def tool_of(rule: str) -> str | None:
    """Whose rule it is, by the shape of its id."""
    key = rule_key(rule)
    if key.startswith(("CKV_", "CKV2_")):
        return CHECKOV
    if key.startswith("AVD-"):
        return TRIVY
    if key[:1] in "EWIF" and key[1:].isdigit():
        return CFN_LINT if len(key) == 5 else CFN_NAG
    return SEMGREP if key in SAME else None


def rules_for(check: str, tool: str) -> tuple[str, ...]:
    """The rules of a tool for the same fault as our check, in the tables' order."""
    return tuple(rule for rule, checks in SAME.items() if check in checks and tool_of(rule) == tool)

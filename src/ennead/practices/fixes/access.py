"""Changes to who gets in, what runs, and how long logs are kept; names as in `limits`."""

from __future__ import annotations

from ennead.model.app import Bucket, Function, Node
from ennead.practices.fixes.change import Change, Words
from ennead.practices.fixes.notation import address, bucket_keys, label, ref

_BLOCK = {
    "BlockPublicAcls": True,
    "BlockPublicPolicy": True,
    "IgnorePublicAcls": True,
    "RestrictPublicBuckets": True,
}
_BLOCK_ARGUMENTS = """\
block_public_acls       = true
block_public_policy     = true
ignore_public_acls      = true
restrict_public_buckets = true"""


def public_access_block(bucket: Bucket) -> Change:
    """S3 lets no policy and no access list open the bucket; Terraform may have the block's resource already."""
    inner = _BLOCK_ARGUMENTS.replace("\n", "\n  ")
    resource = f"""\
resource "aws_s3_bucket_public_access_block" "{label(bucket)}" {{
  bucket = {address(bucket)}.id

  {inner}
}}"""
    return Change(
        cloudformation={"PublicAccessBlockConfiguration": _BLOCK},
        serverless=bucket_keys(bucket, "PublicAccessBlockConfiguration", _BLOCK),
        terraform=resource if bucket.public_access_block is None else _BLOCK_ARGUMENTS,
        terraform_module=_BLOCK_ARGUMENTS,
        cdk="set blockPublicAccess to BLOCK_ALL in %s",
    )


PASSWORDS = Change(
    cloudformation={
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 12,
                "RequireLowercase": True,
                "RequireUppercase": True,
                "RequireNumbers": True,
                "RequireSymbols": True,
            }
        }
    },
    serverless=None,
    terraform="""\
password_policy {
  minimum_length    = 12
  require_lowercase = true
  require_uppercase = true
  require_numbers   = true
  require_symbols   = true
}""",
    terraform_module=None,
    cdk="in passwordPolicy of %s set minLength to 12, with requireLowercase, requireUppercase, requireDigits and "
    "requireSymbols",
)

SIGNED_URL = Change(
    cloudformation={"AuthType": "AWS_IAM"},
    sam={"FunctionUrlConfig": {"AuthType": "AWS_IAM"}},
    serverless={"url": {"authorizer": "aws_iam"}},
    terraform='authorization_type = "AWS_IAM"',
    terraform_module='authorization_type = "AWS_IAM"',
    cdk="set authType to AWS_IAM in %s",
)

WRITE_ATTRIBUTES = Change(
    cloudformation={"WriteAttributes": ["email", "name"]},
    serverless=None,
    terraform='write_attributes = ["email", "name"]',
    terraform_module=None,
    cdk="set writeAttributes to email and name in %s",
)


def runtime(name: str) -> Change:
    """What a function runs on."""
    return Change(
        cloudformation={"Runtime": name},
        serverless={"runtime": name},
        terraform=f'runtime = "{name}"',
        terraform_module=f'runtime = "{name}"',
        cdk=f"set runtime to {name} in %s",
    )


LOG_RETENTION = Change(
    cloudformation={"RetentionInDays": 90},
    serverless={"logRetentionInDays": 90},
    terraform="retention_in_days = 90",
    terraform_module="cloudwatch_logs_retention_in_days = 90",
    cdk="set retention to 90 days in %s",
)

_ACCOUNT = ref("AWS::AccountId")


def permission_source(node: Node) -> Change:
    """For whose resources a service acts: in a function's permission, or in a statement of a policy.

    Those that the Serverless Framework makes itself name their source; the others stand under its `resources`.
    """
    if not isinstance(node, Function):
        return _STATEMENT_SOURCE
    return _PERMISSION_SOURCE


_PERMISSION = {"SourceArn": {"Fn::GetAtt": ["..."]}, "SourceAccount": _ACCOUNT}
_PERMISSION_SOURCE = Change(
    cloudformation=_PERMISSION,
    serverless=_PERMISSION,
    terraform='source_arn     = "..."\nsource_account = data.aws_caller_identity.current.account_id',
    terraform_module='source_arn     = "..."\nsource_account = data.aws_caller_identity.current.account_id',
    cdk="give addPermission of %s sourceArn and sourceAccount",
)
_CONDITION = {"Condition": {"StringEquals": {"aws:SourceAccount": _ACCOUNT}}}
_STATEMENT_SOURCE = Change(
    cloudformation=_CONDITION,
    serverless=_CONDITION,
    terraform="""\
condition { # of an aws_iam_policy_document
  test     = "StringEquals"
  variable = "aws:SourceAccount"
  values   = [data.aws_caller_identity.current.account_id]
}""",
    terraform_module=None,
    cdk="add the condition StringEquals aws:SourceAccount to the statement for %s",
)

OWN_ROLES = Words(
    cloudformation="",
    sam=": leave out Role and write Policies",
    serverless=": name one in role, or let the plugin serverless-iam-roles-per-function make them",
    terraform=": an aws_iam_role for each",
    terraform_module=": leave out lambda_role, and the module makes it",
    cdk=": leave out role, and the construct makes it",
)

CODE_SIGNING = Words(
    cloudformation=": CodeSigningConfigArn",
    sam=": CodeSigningConfigArn, once under Globals",
    serverless=": CodeSigningConfigArn, under resources.extensions",
    terraform=": code_signing_config_arn",
    terraform_module=": code_signing_config_arn",
    cdk=": codeSigningConfig",
)

LOG_GROUP = Words(
    cloudformation=", or name one in LoggingConfig",
    sam=", or name one in LoggingConfig",
    serverless=": take disableLogs out and set logRetentionInDays, or name one in logs.logGroup",
    terraform=", or name one in logging_config",
    terraform_module=": set cloudwatch_logs_retention_in_days, or name one in logging_log_group",
    cdk=", and hand it over as logGroup",
)

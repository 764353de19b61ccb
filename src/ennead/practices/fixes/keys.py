"""How each kind of store names a key of the customer's own; names as in `limits`."""

from __future__ import annotations

from ennead.model.app import Node
from ennead.practices.fixes.change import Change
from ennead.practices.fixes.notation import Members, address, arn, bucket_keys, extension, label, ref

_ARN = "aws_kms_key.key.arn"
_ID = "aws_kms_key.key.id"


def own_key(node: Node) -> Change:
    """The change that gives a store a key.

    CloudFormation makes no parameter that is encrypted: there only Terraform has a change to show.
    """
    kind = (node.type or "").lower()
    if node.kind == "database" and ("opensearch" in kind or "elasticsearch" in kind):
        return _SEARCH
    if node.kind == "stream" and "firehose" in kind:
        return _FIREHOSE
    if node.kind == "table" and kind.endswith("globaltable"):
        return _GLOBAL_TABLE
    make = {"bucket": _bucket, "database": _database, "log_group": _log_group, "topic": _topic}.get(node.kind)
    return make(node) if make else _PLAIN[node.kind]


def _bucket(node: Node) -> Change:
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn("Key")}
    rules = {
        "ServerSideEncryptionConfiguration": [{"BucketKeyEnabled": True, "ServerSideEncryptionByDefault": default}]
    }
    return Change(
        cloudformation={"BucketEncryption": rules},
        serverless=bucket_keys(node, "BucketEncryption", rules),
        terraform=f"""\
resource "aws_s3_bucket_server_side_encryption_configuration" "{label(node)}" {{
  bucket = {address(node)}.id
  rule {{
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {{
      sse_algorithm     = "aws:kms"
      kms_master_key_id = {_ARN}
    }}
  }}
}}""",
        terraform_module=f"""\
server_side_encryption_configuration = {{
  rule = {{
    bucket_key_enabled = true
    apply_server_side_encryption_by_default = {{
      sse_algorithm     = "aws:kms"
      kms_master_key_id = {_ARN}
    }}
  }}
}}""",
        cdk="set encryption to KMS and encryptionKey in %s",
    )


def _log_group(node: Node) -> Change:
    members: Members = {"KmsKeyId": arn("Key")}
    return Change(
        cloudformation=members,
        serverless=extension(node, members),
        terraform=f"kms_key_id = {_ARN}",
        terraform_module=f"cloudwatch_logs_kms_key_id = {_ARN}",
        cdk="set encryptionKey in %s",
    )


def _topic(node: Node) -> Change:
    members: Members = {"KmsMasterKeyId": ref("Key")}
    return Change(
        cloudformation=members,
        serverless=extension(node, members),
        terraform=f"kms_master_key_id = {_ID}",
        terraform_module=f"kms_master_key_id = {_ID}",
        cdk="set masterKey in %s",
    )


_SWITCHES = {
    "redshift": ("Encrypted", "encrypted"),
    "elasticache": ("AtRestEncryptionEnabled", "at_rest_encryption_enabled"),
}
"""What switches encryption on, besides the key, where it is not `StorageEncrypted`."""


def _database(node: Node) -> Change:
    kind = (node.type or "").lower()
    found = (names for word, names in _SWITCHES.items() if word in kind)
    switch, argument = next(found, ("StorageEncrypted", "storage_encrypted"))
    return Change(
        cloudformation={switch: True, "KmsKeyId": arn("Key")},
        serverless=None,
        terraform=f"{argument} = true\n{'kms_key_id':{len(argument)}} = {_ARN}",
        terraform_module=None,
        cdk="set the key of its storage in %s",
    )


_PLAIN = {
    "bus": Change(
        cloudformation={"KmsKeyIdentifier": arn("Key")},
        serverless=None,
        terraform=f"kms_key_identifier = {_ARN}",
        terraform_module=None,
        cdk="set kmsKey in %s",
    ),
    "parameter": Change(
        cloudformation=None,
        serverless=None,
        terraform=f'type   = "SecureString"\nkey_id = {_ARN}',
        terraform_module=None,
        cdk=None,
    ),
    "queue": Change(
        cloudformation={"KmsMasterKeyId": ref("Key")},
        serverless=None,
        terraform=f"kms_master_key_id = {_ID}",
        terraform_module=f"kms_master_key_id = {_ID}",
        cdk="set encryption to KMS and encryptionMasterKey in %s",
    ),
    "secret": Change(
        cloudformation={"KmsKeyId": ref("Key")},
        serverless=None,
        terraform=f"kms_key_id = {_ARN}",
        terraform_module=None,
        cdk="set encryptionKey in %s",
    ),
    "stream": Change(
        cloudformation={"StreamEncryption": {"EncryptionType": "KMS", "KeyId": ref("Key")}},
        serverless=None,
        terraform=f'encryption_type = "KMS"\nkms_key_id      = {_ID}',
        terraform_module=None,
        cdk="set encryption to KMS and encryptionKey in %s",
    ),
    "table": Change(
        cloudformation={"SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": ref("Key")}},
        serverless=None,
        terraform=f"server_side_encryption {{\n  enabled     = true\n  kms_key_arn = {_ARN}\n}}",
        terraform_module=f"""\
server_side_encryption_enabled     = true
server_side_encryption_kms_key_arn = {_ARN}""",
        cdk="set encryption to CUSTOMER_MANAGED and encryptionKey in %s",
    ),
}
_SEARCH = Change(
    cloudformation={"EncryptionAtRestOptions": {"Enabled": True, "KmsKeyId": ref("Key")}},
    serverless=None,
    terraform=f"encrypt_at_rest {{\n  enabled    = true\n  kms_key_id = {_ARN}\n}}",
    terraform_module=None,
    cdk="in encryptionAtRest of %s set kmsKey",
)
_FIREHOSE = Change(
    cloudformation={
        "DeliveryStreamEncryptionConfigurationInput": {"KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": arn("Key")}
    },
    serverless=None,
    terraform=f"""\
server_side_encryption {{
  enabled  = true
  key_type = "CUSTOMER_MANAGED_CMK"
  key_arn  = {_ARN}
}}""",
    terraform_module=None,
    cdk="set encryption to a customer managed key in %s",
)
_GLOBAL_TABLE = Change(
    cloudformation={
        "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS"},
        "Replicas": [{"SSESpecification": {"KMSMasterKeyId": ref("Key")}}],
    },
    serverless=None,
    terraform=None,
    terraform_module=None,
    cdk="set encryption to a customer managed key in %s",
)
"""A key for the table, and one in each of its replicas."""

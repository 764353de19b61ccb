"""The table of needs: it can be read, and it speaks of actions, operations and arguments that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ennead.code.sdk.resources import changes
from ennead.code.sdk.resources import named as naming
from ennead.code.sdk.tables import service as service_of
from ennead.iam.actions import find
from ennead.iam.facts import text_of
from ennead.iam.needs import table
from ennead.iam.needs.table import Rule, RuleError, as_of, covered, has, name_of, names, operations, rules

MADE = {"execute-api", "kafka-cluster", "neptune-db", "rds-db"}
"""Services that no SDK has: requests of their own kind are noted under them."""
MADE_OPERATIONS = {
    "appsync:GraphQL", "dsql:DbConnect", "dsql:DbConnectAdmin", "elasticache:Connect", "es:ESHttpDelete",
    "es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPatch", "es:ESHttpPost", "es:ESHttpPut", "iot:Connect",
    "lambda:InvokeFunctionUrl", "memorydb:Connect", "opensearchserverless:APIAccessAll", "rds:GenerateDbAuthToken",
}  # fmt: skip
"""Operations that no API has: connections and signed requests."""
NEWER = {
    "cloudformation": "RemoveAlias SetAlias",
    "cloudwatch": "AssociateDatasetKmsKey CreateResourceMetricsConfiguration DeleteMetricDataQueryDefinition "
    "DeleteResourceMetricsConfiguration DescribeAlarmContributors DisassociateDatasetKmsKey GetDataset "
    "GetMetricDataQueryDefinition GetOTelEnrichment GetResourceMetricsConfiguration ListMetricDataQueryDefinitions "
    "PutLogAlarm PutMetricDataQueryDefinition StartOTelEnrichment StopOTelEnrichment UpdateOTelEnrichment "
    "UpdateResourceMetricsConfiguration",
    "cognito-idp": "AdminDeleteSoftwareToken AdminGetUserAuthFactors AdminListUserSessions AdminRevokeUserSession "
    "CancelPointInTimeRecovery CreateCIMDPolicy CreateUserPoolReplica DeleteCIMDPolicy DeleteUserPoolReplica "
    "DescribeCIMDPolicy DescribePointInTimeRecovery DescribeTermsByClient GetClientToken GetDerivedToken "
    "GetProvisionedLimit GetUserPoolClientSessionConfiguration GetUserPoolSessionConfiguration "
    "InitiatePointInTimeRecovery ListCIMDPolicies ListClientMetadataURLs ListPointInTimeRecoveries "
    "ListUserPoolReplicas SetUserPoolClientSessionConfiguration SetUserPoolSessionConfiguration "
    "StartPointInTimeRecovery UpdateCIMDPolicy UpdateClientMetadataURLState UpdateProvisionedLimit "
    "UpdateUserPoolReplica",
    "dynamodb": "CancelBulkOperation DescribeBulkOperation ListBulkOperations SearchVectors StartBulkPutItems",
    "iam": "GetAccountProperties GetRoleTemplateVersion PutAccountProperties UpdateDelegationRequest "
    "UpdateOpenIDConnectProvider",
    "kinesis": "AcknowledgeDeadLetterQueueRecords AcknowledgeQueueRecords CreateChannel CreateQueue DeleteChannel "
    "DeleteQueue DescribeChannel DescribeQueue ListChannels ListQueues ReceiveDeadLetterQueueRecords "
    "ReceiveQueueRecords RestoreDeadLetterQueueRecords UpdateChannel UpdateDeadLetterQueueRecordsVisibility "
    "UpdateQueue UpdateQueueRecordsVisibility UpdateStreamRecordDistributionStrategy",
    "kms": "Decapsulate Encapsulate GetKeyLastUsage",
    "lambda": "DeleteDurableExecution DeleteResourcePolicy GetResourcePolicy PauseDurableExecution PutResourcePolicy "
    "ResumeDurableExecution",
    "logs": "DeleteSyslogConfiguration GetLogObject GetStorageTierPolicy ListSyslogConfigurations "
    "PutStorageTierPolicy PutSyslogConfiguration",
    "s3": "DeleteObjectAnnotation GetObjectAnnotation ListObjectAnnotations PutObjectAnnotation "
    "UpdateBucketMetadataAnnotationTableConfiguration",
    "secretsmanager": "AssociateCrossAccountReplica DisassociateCrossAccountReplica ListResourcePolicies",
    "ssm": "CreateCloudConnector DeleteCloudConnector DeregisterDefaultHostManagementConfiguration GetCloudConnector "
    "ListCloudConnectors RegisterDefaultHostManagementConfiguration UpdateCloudConnector ValidateCloudConnector",
    "sts": "GetScopedCredentials",
}
"""Actions that are newer than our table of actions, by prefix; each is named as its operation is."""


def every() -> Iterator[tuple[str, str, Rule]]:
    """Every rule with its service and operation.  Raises RuleError for one that cannot be read."""
    for service in covered():
        for operation in operations(service):
            for rule in rules(service, operation):
                yield service, operation, rule


def short(service: str, operation: str) -> list[str]:
    """The rules of an operation in short: `s3:GetObject Bucket/*`."""
    return [
        " ".join(
            filter(
                None,
                [
                    rule.action,
                    f"{rule.resource or ''}{rule.suffix}",
                    *(f"{'?' if test.wanted else '!'}{test.argument}" for test in rule.tests),
                    f"%{rule.key_of}" if rule.key_of else "",
                    f">{rule.passed_to}" if rule.passed_to else "",
                    "~" if rule.case else "",
                ],
            )
        )
        for rule in rules(service, operation)
    ]


# -- the whole file -----------------------------------------------------------------------------


def test_every_action_is_there() -> None:
    """Every action that a rule names is in the table of actions, or is listed here as newer; none is listed twice."""
    unknown = {rule.action for _, _, rule in every() if find(rule.action) is None}
    assert unknown == {f"{prefix}:{name}" for prefix, listed in NEWER.items() for name in listed.split()}


def test_every_action_is_written_as_iam_does() -> None:
    """Letters are as in the table of actions: what is pasted into a policy reads as the documentation does."""
    strange = {rule.action for _, _, rule in every() if (known := find(rule.action)) and known.name != rule.action}
    assert strange == set()


def test_every_operation_is_one_of_the_sdk() -> None:
    """Every operation is in botocore's table, unless it is one that no API has."""
    made = {one for one in covered() if service_of(one) is None}
    assert made == MADE
    strange = {
        f"{one}:{operation}"
        for one in covered()
        if (known := service_of(one)) is not None
        for operation in operations(one)
        if operation not in known.operations
    }
    assert strange == MADE_OPERATIONS


def arguments_of(rule: Rule) -> Iterator[str]:
    """The arguments that a rule asks for."""
    yield from (test.argument for test in rule.tests if not test.argument.startswith("$"))
    if rule.resource and rule.resource != "*" and not rule.resource.startswith("arn:"):
        yield rule.resource
    if rule.key_of:
        yield rule.key_of
    yield from re.findall(r"\{([^{}]+)\}", (rule.resource or "") + rule.suffix)


def test_every_argument_is_one_that_requests_tell() -> None:
    """A rule that asks for an argument that no request tells of would never apply."""
    untold = {
        f"{service}:{operation} {argument}"
        for service, operation, rule in every()
        if (known := service_of(service)) is not None and operation in known.operations
        for argument in arguments_of(rule)
        if argument not in naming(service, operation) and not changes(argument.removesuffix("[]"))
    }
    assert untold == set()


def test_every_argument_that_names_a_resource_has_a_pattern() -> None:
    """Without one the place of the need could not be told from the argument."""
    bare = {
        f"{service}:{operation} {argument}"
        for service, operation, rule in every()
        for argument in (rule.resource, rule.key_of)
        if argument and argument != "*" and not argument.startswith("arn:") and name_of(service, argument) is None
    }
    assert bare == set()


def test_patterns_are_arns_with_a_hole_or_a_star() -> None:
    """A pattern has the six parts of an ARN, of any partition, and something that is filled."""
    wrong = {
        f"{service} {argument}: {pattern}"
        for service in covered()
        for argument, pattern in names(service).items()
        if not re.match(r"arn:\*:[a-z0-9-]+:\*?:[^:]*:.", pattern) or not ("{" in pattern or "*" in pattern[6:])
    }
    assert wrong == set()


def test_written_arns_have_six_parts() -> None:
    """So have the ARNs that stand in rules."""
    arns = {rule.resource for _, _, rule in every() if rule.resource and rule.resource.startswith("arn:")}
    assert {arn for arn in arns if not re.match(r"arn:\*:[a-z0-9*-]+:\*?:[^:]*:.", arn)} == set()


def test_roles_are_handed_to_services() -> None:
    """`iam:PassRole` always says to whom, and nothing else does."""
    strange = {
        f"{service}:{operation}"
        for service, operation, rule in every()
        if (rule.action == "iam:PassRole") is not bool(rule.passed_to)
    }
    assert strange == set()
    assert {rule.passed_to for _, _, rule in every() if rule.passed_to and not rule.passed_to.endswith(".com")} == set()


def test_a_case_never_stands_in_place_of_a_test() -> None:
    """What is needed in a case only says which, in words."""
    assert {rule.case for _, _, rule in every() if rule.case is not None and len(rule.case.split()) < 2} == set()


def test_a_service_stands_in_one_piece() -> None:
    """Parts of the file are read alone: what stands elsewhere of a service would be easily overlooked."""
    headings = re.findall(r"(?m)^\[([\w-]+)", text_of("operations.toml"))
    runs = [one for number, one in enumerate(headings) if number == 0 or headings[number - 1] != one]
    assert sorted({one for one in runs if runs.count(one) > 1}) == []


def test_no_heading_is_overlooked() -> None:
    """Every line that begins a part is seen as one: none is indented, and each is of a service."""
    lines = [line for line in text_of("operations.toml").splitlines() if line.lstrip().startswith("[")]
    assert [line for line in lines if not re.fullmatch(r"\[[\w-]+(\.(names|operations))?\]", line)] == []


def test_the_file_says_its_day() -> None:
    """The day the table was looked through is in it."""
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", as_of())


# -- rules that are easily wrong ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "operation", "wanted"),
    [
        (
            "s3",
            "HeadObject",
            [
                "s3:GetObject Bucket/* !VersionId",
                "s3:GetObjectVersion Bucket/* ?VersionId",
                "s3:ListBucket Bucket !$how ~",
                "kms:Decrypt %Bucket",
            ],
        ),
        ("s3", "HeadBucket", ["s3:ListBucket Bucket"]),
        ("s3", "ListObjectsV2", ["s3:ListBucket Bucket"]),
        ("s3", "ListBuckets", ["s3:ListAllMyBuckets *"]),
        (
            "dynamodb",
            "Query",
            ["dynamodb:Query TableName !IndexName", "dynamodb:Query TableName/index/{IndexName} ?IndexName"],
        ),
        (
            "dynamodb",
            "TransactWriteItems",
            [
                f"dynamodb:{action} TransactItems[].{argument}.TableName ?TransactItems[].{argument}.TableName"
                for action, argument in (
                    ("PutItem", "Put"),
                    ("UpdateItem", "Update"),
                    ("DeleteItem", "Delete"),
                    ("ConditionCheckItem", "ConditionCheck"),
                )
            ],
        ),
        (
            "sqs",
            "SendMessageBatch",
            ["sqs:SendMessage QueueUrl", "kms:GenerateDataKey %QueueUrl", "kms:Decrypt %QueueUrl"],
        ),
        ("sqs", "DeleteMessageBatch", ["sqs:DeleteMessage QueueUrl"]),
        (
            "lambda",
            "Invoke",
            [
                "lambda:InvokeFunction FunctionName !Qualifier",
                "lambda:InvokeFunction FunctionName:{Qualifier} ?Qualifier",
            ],
        ),
        (
            "ssm",
            "GetParametersByPath",
            [
                "ssm:GetParametersByPath arn:*:ssm:*:*:parameter/{Path}",
                "ssm:GetParametersByPath arn:*:ssm:*:*:parameter/{Path}/*",
                "kms:Decrypt arn:*:kms:*:*:key/* ?WithDecryption ~",
            ],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_operations_that_are_named_otherwise(service: str, operation: str, wanted: list[str]) -> None:
    """The action is not the operation's name, or hangs on an argument."""
    assert short(service, operation) == wanted


def test_a_role_is_handed_over() -> None:
    """CreateFunction hands its role to Lambda; UpdateFunctionConfiguration only where one is given."""
    assert "iam:PassRole Role >lambda.amazonaws.com" in short("lambda", "CreateFunction")
    assert "iam:PassRole Role ?Role >lambda.amazonaws.com" in short("lambda", "UpdateFunctionConfiguration")


def test_an_inference_profile_needs_its_model_too() -> None:
    """A model asked through a profile needs both; a profile's ARN, of which the model is not told, every model."""
    found = [rule for rule in rules("bedrock-runtime", "InvokeModel") if rule.action == "bedrock:InvokeModel"]
    by_test = {"".join(value for test in rule.tests for value in test.values[:1]): rule.resource for rule in found}
    assert by_test[""] == "modelId"
    assert by_test["us.*"] == "arn:*:bedrock:*:*:inference-profile/{modelId}"
    assert by_test["arn:*inference-profile/*"] == "arn:*:bedrock:*::foundation-model/*"


def test_what_needs_nothing_is_known() -> None:
    """An empty list says that no permission is asked for; an operation of nobody is not known."""
    free = [
        (service, operation)
        for service in covered()
        for operation in operations(service)
        if not rules(service, operation)
    ]
    assert ("sts", "GetSessionToken") in free
    assert ("cognito-identity", "GetId") in free
    assert all(has(service, operation) for service, operation in free)
    assert not has("s3", "PaintObject")
    assert rules("s3", "PaintObject") == ()


def test_an_operation_that_is_not_in_the_table_needs_the_action_of_its_name() -> None:
    """Most are so; letters are those of the action."""
    assert [rule.action for rule in rules("dynamodb", "DescribeEndpoints")] == ["dynamodb:DescribeEndpoints"]
    assert rules("dynamodb", "GetItem")[0].action == "dynamodb:GetItem"


def test_prefixes() -> None:
    """Botocore's id of a service is not always its prefix."""
    assert [table.prefix(one) for one in ("stepfunctions", "bedrock-runtime", "amp", "s3")] == [
        "states",
        "bedrock",
        "aps",
        "s3",
    ]


def test_names_of_all_services() -> None:
    """A service's own pattern wins over the one that all have; by the whole path first, then by its last part."""
    assert name_of("lambda", "FunctionName") == "arn:*:lambda:*:*:function:{}"
    assert name_of("sagemaker", "Model.RoleArn") == "arn:*:iam::*:role/{}"
    assert name_of("dynamodb", "TransactItems[].Put.TableName") == "arn:*:dynamodb:*:*:table/{}"
    assert name_of("dynamodb", "Nothing") is None


# -- how rules are written ----------------------------------------------------------------------


def test_words_of_a_rule() -> None:
    """Every sort of word ends up in its field."""
    rule = table._rule("~iam:PassRole @Role/{Name}:* ?Role !Type=a|b %Bucket >x.amazonaws.com : the role is new", "s")
    assert rule == Rule(
        "iam:PassRole",
        "Role",
        "/{Name}:*",
        (table.Test("Role", True), table.Test("Type", False, ("a", "b"))),
        "the role is new",
        "Bucket",
        "x.amazonaws.com",
    )


@pytest.mark.parametrize(
    "text", ["~Get", "Get : sometimes", "Get Bucket", "Get @", "Get ?", "Get %", "Get >", "Get #x"]
)
def test_a_rule_that_says_nothing_is_refused(text: str) -> None:
    """A case without its mark, a mark without its word, or a word without a mark is a mistake, not ignored."""
    with pytest.raises(RuleError):
        table._rule(text, "s3")

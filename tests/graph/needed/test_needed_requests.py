"""What requests in code need: by their arguments, by how they are made, by what is told of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.graph.needed.making import HEAD, app_of, asking, assessed, function, said

RESOURCES = """\
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {}}}
  Orders: {Type: AWS::DynamoDB::Table}
  Files: {Type: AWS::S3::Bucket}
  Sealed:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: sealed
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: aws:kms, KMSMasterKeyID: !Ref Key}
"""
VARIABLES = "      Environment: {Variables: {TABLE: !Ref Orders, BUCKET: !Ref Files}}\n"
S3 = "boto3.client('s3')."
TABLE = "TableName=os.environ['TABLE']"
BUCKET = "Bucket=os.environ['BUCKET']"
PROFILE = "arn:aws:bedrock:us-east-1:111111111111:inference-profile/us.some.model"
FOUND = "a missing object is answered 404 instead of 403"


def needed(folder: Path, *lines: str) -> list[str]:
    """What the lines need."""
    return said(assessed(folder, VARIABLES, RESOURCES, asking(*lines)).needs.needed)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (f"boto3.client('dynamodb').query({TABLE})", ["dynamodb:Query Orders"]),
        (f"boto3.client('dynamodb').query({TABLE}, IndexName='by-day')", ["dynamodb:Query Orders/index/by-day"]),
        (f"boto3.client('dynamodb').query({TABLE}, IndexName=event['i'])", ["dynamodb:Query Orders/index/*"]),
        (
            f"boto3.client('dynamodb').transact_write_items(TransactItems=[{{'Put': {{'{TABLE[:9]}': 'far'}}}}, "
            "{'ConditionCheck': {'TableName': os.environ['TABLE']}}])",
            ["dynamodb:ConditionCheckItem Orders", "dynamodb:PutItem arn:*:dynamodb:*:*:table/far"],
        ),
        (
            "boto3.client('dynamodb').transact_write_items(TransactItems=event['items'])",
            [f"dynamodb:{action} arn:*:dynamodb:*:*:table/* (untold)"
             for action in ("ConditionCheckItem", "DeleteItem", "PutItem", "UpdateItem")],
        ),
        (
            "boto3.client('dynamodb').batch_write_item(RequestItems={'far': [{'PutRequest': {}}]})",
            ["dynamodb:BatchWriteItem arn:*:dynamodb:*:*:table/far"],
        ),
        (f"{S3}get_object({BUCKET}, Key='a')", ["s3:GetObject Files"]),
        (f"{S3}get_object({BUCKET}, Key='a', VersionId='1')", ["s3:GetObjectVersion Files"]),
        (f"{S3}get_object({BUCKET}, Key='a', VersionId=None)", ["s3:GetObject Files"]),
        (f"{S3}get_object(Bucket='sealed', Key='a')", ["s3:GetObject Sealed", "kms:Decrypt Key"]),
        (f"{S3}head_object({BUCKET}, Key='a')", ["s3:GetObject Files", f"s3:ListBucket Files if {FOUND}"]),
        (f"{S3}put_object({BUCKET}, Key='a')", ["s3:PutObject Files"]),
        (f"{S3}put_object({BUCKET}, Key='a', ACL='public-read')", ["s3:PutObject Files", "s3:PutObjectAcl Files"]),
        (
            f"{S3}put_object({BUCKET}, Key='a', SSEKMSKeyId='arn:aws:kms:eu-west-1:111111111111:key/k')",
            ["kms:GenerateDataKey arn:*:kms:eu-west-1:111111111111:key/k", "s3:PutObject Files"],
        ),
        (
            f"{S3}upload_file('/tmp/a', os.environ['BUCKET'], 'a')",
            ["s3:AbortMultipartUpload Files if a part of a large upload fails", "s3:PutObject Files"],
        ),
        (
            f"{S3}generate_presigned_url('get_object', Params={{'Bucket': os.environ['BUCKET'], 'Key': 'a'}})",
            ["s3:GetObject Files"],
        ),
        (f"{S3}list_objects_v2({BUCKET})", ["s3:ListBucket Files"]),
        (f"{S3}list_buckets()", ["s3:ListAllMyBuckets *"]),
        (
            f"{S3}copy_object({BUCKET}, Key='a', CopySource='far/a', TaggingDirective='REPLACE')",
            ["s3:GetObject arn:*:s3:::far/*", "s3:PutObject Files"],
        ),
        (
            "boto3.client('sqs').send_message_batch(QueueUrl='https://sqs.eu-west-1.amazonaws.com/111111111111/far')",
            ["sqs:SendMessage arn:*:sqs:eu-west-1:111111111111:far"],
        ),
        (
            "boto3.client('bedrock-runtime').invoke_model(modelId='some.model')",
            ["bedrock:InvokeModel arn:*:bedrock:*::foundation-model/some.model"],
        ),
        (
            "boto3.client('bedrock-runtime').invoke_model(modelId='us.some.model')",
            ["bedrock:InvokeModel arn:*:bedrock:*:*:inference-profile/us.some.model "
             "arn:*:bedrock:*::foundation-model/some.model"],
        ),
        (
            f"boto3.client('bedrock-runtime').invoke_model(modelId='{PROFILE}')",
            ["bedrock:InvokeModel arn:*:bedrock:*::foundation-model/* "
             "arn:*:bedrock:us-east-1:111111111111:inference-profile/us.some.model"],
        ),
        (
            "boto3.client('lambda').create_function(FunctionName='far', Role='arn:aws:iam::111111111111:role/r')",
            ["iam:PassRole arn:*:iam::111111111111:role/r", "lambda:CreateFunction arn:*:lambda:*:*:function:far"],
        ),
        (
            "boto3.client('lambda').update_function_configuration(FunctionName='far', "
            "Layers=['arn:aws:lambda:eu-west-1:111111111111:layer:l:1'])",
            ["lambda:GetLayerVersion arn:*:lambda:eu-west-1:111111111111:layer:l:1",
             "lambda:UpdateFunctionConfiguration arn:*:lambda:*:*:function:far"],
        ),
        (
            "boto3.client('transcribe').start_transcription_job(TranscriptionJobName='t', OutputBucketName='far', "
            "OutputEncryptionKMSKeyId='arn:aws:kms:eu-west-1:111111111111:key/k')",
            ["kms:GenerateDataKey arn:*:kms:eu-west-1:111111111111:key/k", "s3:GetObject arn:*:s3:::far/*",
             "s3:PutObject arn:*:s3:::far/*", "transcribe:StartTranscriptionJob *"],
        ),
        (
            "boto3.client('ssm').get_parameters_by_path(Path='/shop/prod')",
            ["ssm:GetParametersByPath arn:*:ssm:*:*:parameter/shop/prod arn:*:ssm:*:*:parameter/shop/prod/*"],
        ),
        (
            "boto3.client('ssm').get_parameters_by_path(Path='/shop/prod/')",
            ["ssm:GetParametersByPath arn:*:ssm:*:*:parameter/shop/prod/ arn:*:ssm:*:*:parameter/shop/prod/*"],
        ),
        (
            "boto3.client('ssm').get_parameters_by_path(Path='/')",
            ["ssm:GetParametersByPath arn:*:ssm:*:*:parameter/ arn:*:ssm:*:*:parameter/*"],
        ),
        ("boto3.client('sts').get_caller_identity()", ["sts:GetCallerIdentity * if never required"]),
        ("boto3.client('cognito-identity').get_id(IdentityPoolId='p')", []),
    ],
    ids=lambda value: value.replace("boto3.client", "") if isinstance(value, str) else "",
)  # fmt: skip
def test_requests(tmp_path: Path, line: str, wanted: list[str]) -> None:
    """Arguments decide which actions, on what, and in which case."""
    assert needed(tmp_path, line) == wanted


def test_a_value_that_reads_like_a_hole_is_text(tmp_path: Path) -> None:
    """`{Path}` as the path itself is filled in once; it does not call for another."""
    (line,) = needed(tmp_path, "boto3.client('ssm').get_parameters_by_path(Path='{Path}')")
    assert line == "ssm:GetParametersByPath arn:*:ssm:*:*:parameter/{Path} arn:*:ssm:*:*:parameter/{Path}/*"


def test_a_missing_object_that_is_handled(tmp_path: Path) -> None:
    """Code that speaks of a missing object may need the list of the bucket."""
    found = needed(
        tmp_path,
        "s3 = boto3.client('s3')",
        "try:",
        f"    s3.get_object({BUCKET}, Key='a')",
        "except s3.exceptions.NoSuchKey:",
        "    return None",
    )
    assert found == ["s3:GetObject Files", f"s3:ListBucket Files if {FOUND}"]


def test_a_condition_falls_away_where_the_same_is_always_needed(tmp_path: Path) -> None:
    """Two requests that need the same: the one that always does decides."""
    found = needed(tmp_path, f"{S3}head_object({BUCKET}, Key='a')", f"{S3}list_objects_v2({BUCKET})")
    assert found == ["s3:GetObject Files", "s3:ListBucket Files"]


def test_a_request_of_which_the_permission_is_not_known_is_said(tmp_path: Path) -> None:
    """Neither silence nor a guess: the request stands among what could not be told."""
    one = assessed(tmp_path, "", "", asking("getattr(boto3.client('s3'), event['do'])(Bucket='b')"))
    assert one.needs.untold
    assert one.held.kept == one.needs.untold[0].reason


def test_code_that_is_not_there(tmp_path: Path) -> None:
    """What is needed by triggers and configuration is told all the same."""
    app = app_of(tmp_path, {"template.yaml": HEAD + function("      Tracing: Active\n")})
    (one,) = app.functions
    assert "xray:PutTraceSegments *" in said(one.needs.needed)
    assert one.language is None
    assert one.needs.untold[0].reason.startswith("its code is not read")
    assert one.held.kept == one.needs.untold[0].reason

"""The SDK for Java 1.x: clients, requests with and without names, and S3's own ways."""

from __future__ import annotations

from ennead.code.values import Env, Ref, Unknown
from tests.code.sdk.java_facts import V1, Program, typed

S3 = f"{V1}.s3.AmazonS3"


def s3(name: str) -> str:
    return f"{V1}.s3.model.{name}"


def test_clients_however_they_are_made() -> None:
    """Builders, default clients, constructors and types are the same."""
    p = Program()
    builder = f"{S3}ClientBuilder"
    for client in (
        p.static(builder, "defaultClient"),
        p.chain(p.static(builder, "standard"), ("withRegion", "eu-west-1"), ("build",)),
        p.new(f"{S3}Client"),
        typed(S3),
    ):
        p.on(client, "getObject", "b", "k")
    assert p.seen() == ["s3:GetObject Bucket=b Key=k (client, java1)"] * 4
    assert p.untold() == []


def test_requests_by_constructor_and_by_setters() -> None:
    """Arguments of a constructor, `with` and `set` tell the same fields."""
    p = Program()
    client = typed(S3)
    p.on(client, "getObject", p.new(s3("GetObjectRequest"), "b", "k", "v"))
    put = p.new(s3("PutObjectRequest"), Env("BUCKET"), "k", Unknown())
    p.on(put, "setCannedAcl", Ref(s3("CannedAccessControlList"), ("PublicRead",)))
    p.on(client, "putObject", put)
    listing = p.chain(p.new(s3("ListObjectsV2Request")), ("withBucketName", "b"), ("withPrefix", "p"))
    p.on(client, "listObjectsV2", listing)
    assert p.seen() == [
        "s3:GetObject Bucket=b Key=k VersionId=v (client, java1)",
        "s3:PutObject Bucket=Env Key=k ACL=public-read (client, java1)",
        "s3:ListObjectsV2 Bucket=b (client, java1)",
    ]


def test_s3_methods_with_names_of_their_own() -> None:
    """1.x calls some operations by other names."""
    p = Program()
    client = typed(S3)
    p.on(client, "doesObjectExist", "b", "k")
    p.on(client, "getObjectMetadata", "b", "k")
    p.on(client, "copyObject", "a", "x", "b", "y")
    p.on(client, "deleteObject", "b", "k")
    p.on(client, "listObjects", "b", "prefix")
    p.on(client, "setBucketPolicy", "b", "{}")
    p.on(client, "getBucketLocation", "b")
    p.on(client, "initiateMultipartUpload", p.new(s3("InitiateMultipartUploadRequest"), "b", "k"))
    p.on(client, "getUrl", "b", "k")
    assert p.seen() == [
        "s3:HeadObject Bucket=b Key=k (client, java1)",
        "s3:HeadObject Bucket=b Key=k (client, java1)",
        "s3:CopyObject Bucket=b Key=y CopySource.Bucket=a CopySource.Key=x (client, java1)",
        "s3:DeleteObject Bucket=b Key=k (client, java1)",
        "s3:ListObjects Bucket=b (client, java1)",
        "s3:PutBucketPolicy Bucket=b (client, java1)",
        "s3:GetBucketLocation Bucket=b (client, java1)",
        "s3:CreateMultipartUpload Bucket=b Key=k (client, java1)",
    ]
    assert p.untold() == []


def test_presigned_urls() -> None:
    """The verb tells the operation; GET where none is given."""
    p = Program()
    client = typed(S3)
    verb = Ref("com.amazonaws.HttpMethod", ("PUT",))
    p.on(client, "generatePresignedUrl", "b", "k", Unknown())
    p.on(client, "generatePresignedUrl", "b", "k", Unknown(), verb)
    request = p.new(s3("GeneratePresignedUrlRequest"), "b", "k")
    p.on(request, "setMethod", verb)
    p.on(client, "generatePresignedUrl", request)
    assert p.seen() == [
        "s3:GetObject Bucket=b Key=k (presigned, java1)",
        "s3:PutObject Bucket=b Key=k (presigned, java1)",
        "s3:PutObject Bucket=b Key=k (presigned, java1)",
    ]


def test_transfer_manager() -> None:
    """Uploads may go in parts; a download looks at the object first."""
    p = Program()
    manager = p.chain(p.static(f"{V1}.s3.transfer.TransferManagerBuilder", "standard"), ("build",))
    p.on(manager, "download", "b", "k", Unknown())
    upload = p.on(manager, "upload", "b", "k", Unknown())
    p.on(upload, "waitForCompletion")
    assert p.seen()[:3] == [
        "s3:GetObject Bucket=b Key=k (transfer, java1)",
        "s3:HeadObject Bucket=b Key=k (transfer, java1)",
        "s3:PutObject Bucket=b Key=k (transfer, java1)",
    ]
    assert len(p.seen()) == 7


def test_methods_without_requests() -> None:
    """Arguments without names are told by their order."""
    p = Program()
    p.on(typed(f"{V1}.sqs.AmazonSQS"), "sendMessage", Env("URL"), "body")
    p.on(typed(f"{V1}.sns.AmazonSNS"), "publish", "arn", "text")
    p.on(typed(f"{V1}.dynamodbv2.AmazonDynamoDB"), "getItem", "t", {})
    p.on(typed(f"{V1}.sqs.AmazonSQSAsync"), "deleteMessageAsync", "url", "handle")
    assert p.seen() == [
        "sqs:SendMessage QueueUrl=Env (client, java1)",
        "sns:Publish TopicArn=arn (client, java1)",
        "dynamodb:GetItem TableName=t (client, java1)",
        "sqs:DeleteMessage QueueUrl=url (client, java1)",
    ]


def test_requests_of_other_services() -> None:
    """`with` methods name what they set."""
    p = Program()
    invoke = p.chain(p.new(f"{V1}.lambda.model.InvokeRequest"), ("withFunctionName", "f"), ("withPayload", "{}"))
    p.on(p.static(f"{V1}.lambda.AWSLambdaClientBuilder", "defaultClient"), "invoke", invoke)
    start = p.chain(p.new(f"{V1}.stepfunctions.model.StartExecutionRequest"), ("withStateMachineArn", "arn"))
    p.on(typed(f"{V1}.stepfunctions.AWSStepFunctions"), "startExecution", start)
    put = p.chain(p.new(f"{V1}.dynamodbv2.model.PutItemRequest", "t", {}), ("withReturnValues", "ALL_OLD"))
    p.on(Unknown(), "putItem", put)
    assert p.seen() == [
        "lambda:Invoke FunctionName=f (client, java1)",
        "stepfunctions:StartExecution stateMachineArn=arn (client, java1)",
        "dynamodb:PutItem TableName=t (client, java1)",
    ]


def test_an_untold_only_argument_may_be_a_request() -> None:
    """One untold argument names nothing."""
    p = Program()
    p.on(typed(f"{V1}.sqs.AmazonSQS"), "receiveMessage", Unknown())
    assert p.seen() == ["sqs:ReceiveMessage QueueUrl=? (client, java1)"]


def test_waiters_and_tables() -> None:
    """Waiters ask for the operation that they wait on."""
    p = Program()
    client = typed(f"{V1}.dynamodbv2.AmazonDynamoDB")
    request = p.new(f"{V1}.dynamodbv2.model.DescribeTableRequest", "t")
    waiter = p.on(p.on(client, "waiters"), "tableExists")
    p.on(waiter, "run", p.new("com.amazonaws.waiters.WaiterParameters", request))
    p.static(f"{V1}.dynamodbv2.util.TableUtils", "waitUntilActive", client, "t")
    assert p.seen() == ["dynamodb:DescribeTable TableName=t (waiter, java1)"] * 2


def test_clients_around_clients() -> None:
    """A client that wraps another asks the same service."""
    p = Program()
    wrapped = p.new("com.amazon.sqs.javamessaging.AmazonSQSExtendedClient", typed(f"{V1}.sqs.AmazonSQS"), Unknown())
    p.on(wrapped, "sendMessage", "url", "body")
    assert p.seen() == ["sqs:SendMessage QueueUrl=url (client, java1)"]


def test_a_signer_of_requests() -> None:
    """The name that a signer is given is the service's."""
    p = Program()
    signer = p.new("com.amazonaws.auth.AWS4Signer")
    p.on(signer, "setServiceName", "execute-api")
    p.on(signer, "sign", Unknown(), Unknown())
    assert p.seen() == ["execute-api:Invoke (signed, java1)"]

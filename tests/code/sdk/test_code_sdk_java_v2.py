"""The SDK for Java 2.x: clients, requests in all their forms, pages, waiters, presigned requests, transfers."""

from __future__ import annotations

from ennead.code.facts import CallFact
from ennead.code.values import Choice, Env, Known, Made, Member, Place, Ref, Unknown, Value
from tests.code.sdk.java_facts import V2, Program, typed

DYNAMO = f"{V2}.dynamodb.DynamoDbClient"
S3 = f"{V2}.s3.S3Client"


def s3(name: str) -> str:
    return f"{V2}.s3.model.{name}"


def test_a_built_request_to_a_built_client() -> None:
    """The request's fields are the operation's arguments under their names in the API."""
    p = Program()
    client = p.chain(p.static(DYNAMO, "builder"), ("region", Ref("Region")), ("build",))
    p.on(client, "getItem", p.built(f"{V2}.dynamodb.model.GetItemRequest", ("tableName", "orders"), ("key", {})))
    assert p.seen() == ["dynamodb:GetItem TableName=orders (client, java2)"]
    assert p.untold() == []


def test_a_client_by_its_type_and_a_request_filled_by_statements() -> None:
    """A builder that is filled statement by statement tells as much as a chain."""
    p = Program()
    builder = p.static(f"{V2}.sqs.model.SendMessageRequest", "builder")
    p.on(builder, "queueUrl", Env("QUEUE"))
    p.on(builder, "messageBody", "x")
    p.on(typed(f"{V2}.sqs.SqsAsyncClient"), "sendMessage", p.on(builder, "build"))
    assert p.seen() == ["sqs:SendMessage QueueUrl=Env (client, java2)"]


def test_statements_that_differ_are_each_told() -> None:
    """What two branches set differently may be either."""
    p = Program()
    builder = p.static(f"{V2}.sns.model.PublishRequest", "builder")
    p.on(builder, "topicArn", "a")
    p.on(builder, "topicArn", "b")
    p.on(typed(f"{V2}.sns.SnsClient"), "publish", p.on(builder, "build"))
    assert p.seen() == ["sns:Publish TopicArn=a TopicArn=b (client, java2)"]


def test_lambdas_fill_the_request_of_their_own_call() -> None:
    """Two calls with lambdas on one client are told apart."""
    p = Program()
    client = p.static(DYNAMO, "create")
    p.filled(client, "getItem", lambda b: p.chain(b, ("tableName", "one"), ("key", {})))
    p.filled(client, "getItem", lambda b: p.chain(b, ("key", {}), ("tableName", "two")))
    assert p.seen() == [f"dynamodb:GetItem TableName={name} (client, java2)" for name in ("one", "two")]


def test_lambdas_inside_of_lambdas_and_lists_of_objects() -> None:
    """Objects in a request are read as deep as they are told."""
    p = Program()
    client = typed(DYNAMO)
    put = p.built(f"{V2}.dynamodb.model.Put", ("tableName", "a"))
    item = p.built(f"{V2}.dynamodb.model.TransactWriteItem", ("put", put))
    request = p.built(f"{V2}.dynamodb.model.TransactWriteItemsRequest", ("transactItems", item))
    p.on(client, "transactWriteItems", request)
    p.filled(
        client,
        "transactWriteItems",
        lambda b: p.filled(b, "transactItems", lambda i: p.filled(i, "delete", lambda d: p.on(d, "tableName", "b"))),
    )
    assert p.seen() == [
        "dynamodb:TransactWriteItems TransactItems[].Put.TableName=a (client, java2)",
        "dynamodb:TransactWriteItems TransactItems[].Delete.TableName=b (client, java2)",
    ]


def test_lower_camel_services() -> None:
    """Names are spelled as the service has them."""
    p = Program()
    request = p.built(f"{V2}.sfn.model.StartExecutionRequest", ("stateMachineArn", Env("ARN")), ("input", "{}"))
    p.on(typed(f"{V2}.sfn.SfnClient"), "startExecution", request)
    p.filled(typed(f"{V2}.bedrockruntime.BedrockRuntimeClient"), "converse", lambda b: p.on(b, "modelId", "nova"))
    assert p.seen() == [
        "stepfunctions:StartExecution stateMachineArn=Env (client, java2)",
        "bedrock-runtime:Converse modelId=nova (client, java2)",
    ]


def test_s3_with_more_arguments() -> None:
    """Bodies and targets after the request change nothing."""
    p = Program()
    client = typed(S3)
    get = p.built(s3("GetObjectRequest"), ("bucket", "b"), ("key", "k"), ("versionId", "v"))
    p.on(client, "getObject", get, Unknown())
    p.on(client, "getObjectAsBytes", get)
    acl = Ref(s3("ObjectCannedACL"), ("PUBLIC_READ",))
    p.on(client, "putObject", p.built(s3("PutObjectRequest"), ("bucket", "b"), ("key", "k"), ("acl", acl)), Unknown())
    links = [(name, name) for name in ("sourceBucket", "sourceKey", "destinationBucket", "destinationKey")]
    p.on(client, "copyObject", p.built(s3("CopyObjectRequest"), *links))
    assert p.seen() == [
        "s3:GetObject Bucket=b Key=k VersionId=v (client, java2)",
        "s3:GetObject Bucket=b Key=k VersionId=v (client, java2)",
        "s3:PutObject Bucket=b Key=k ACL=public-read (client, java2)",
        "s3:CopyObject Bucket=destinationBucket Key=destinationKey CopySource.Bucket=sourceBucket"
        " CopySource.Key=sourceKey (client, java2)",
    ]


def test_pages_and_waiters() -> None:
    """Pages ask for the operation; a waiter for the one that it waits on."""
    p = Program()
    client = p.static(S3, "create")
    p.filled(client, "listObjectsV2Paginator", lambda b: p.on(b, "bucket", "b"))
    p.filled(p.on(client, "waiter"), "waitUntilBucketExists", lambda b: p.on(b, "bucket", "b"))
    waiter = p.built(f"{V2}.dynamodb.waiters.DynamoDbWaiter", ("client", client))
    p.filled(waiter, "waitUntilTableExists", lambda b: p.on(b, "tableName", "t"))
    assert p.seen() == [
        "s3:ListObjectsV2 Bucket=b (paginator, java2)",
        "s3:HeadBucket Bucket=b (waiter, java2)",
        "dynamodb:DescribeTable TableName=t (waiter, java2)",
    ]
    assert p.untold() == []


def test_presigned_requests() -> None:
    """The request inside of a presigned one is what is asked for later."""
    p = Program()
    signer = p.static(f"{V2}.s3.presigner.S3Presigner", "create")
    put = p.built(s3("PutObjectRequest"), ("bucket", "b"), ("key", "k"))
    wrapped = p.built(f"{V2}.s3.presigner.model.PutObjectPresignRequest", ("putObjectRequest", put))
    p.on(signer, "presignPutObject", wrapped)
    p.filled(
        signer, "presignGetObject", lambda b: p.filled(b, "getObjectRequest", lambda r: p.chain(r, ("bucket", "c")))
    )
    p.on(signer, "close")
    assert p.seen() == [
        "s3:PutObject Bucket=b Key=k (presigned, java2)",
        "s3:GetObject Bucket=c (presigned, java2)",
    ]


def test_transfers() -> None:
    """Uploads may go in parts; folders are listed."""
    p = Program()
    manager = p.static("software.amazon.awssdk.transfer.s3.S3TransferManager", "create")
    p.filled(manager, "downloadFile", lambda b: p.filled(b, "getObjectRequest", lambda r: p.on(r, "bucket", "b")))
    p.filled(manager, "uploadDirectory", lambda b: p.on(b, "bucket", "c"))
    p.filled(manager, "downloadDirectory", lambda b: p.on(b, "bucket", "d"))
    assert p.seen() == [
        "s3:GetObject Bucket=b (transfer, java2)",
        *(
            f"s3:{name} Bucket=c (transfer, java2)"
            for name in (
                "PutObject",
                "CreateMultipartUpload",
                "UploadPart",
                "CompleteMultipartUpload",
                "AbortMultipartUpload",
            )
        ),
        "s3:ListObjectsV2 Bucket=d (transfer, java2)",
        "s3:GetObject Bucket=d (transfer, java2)",
    ]


def test_requests_that_may_be_several_and_that_are_not_told() -> None:
    """Each request of a choice is one; an untold one leaves its arguments untold."""
    p = Program()
    first, second = (p.built(s3("DeleteObjectRequest"), ("bucket", name), ("key", "k")) for name in "ab")
    p.on(typed(S3), "deleteObject", Choice((first, second)))
    p.on(typed(S3), "deleteObject", typed(s3("DeleteObjectRequest")))
    p.on(typed(S3), "deleteObject", Unknown())
    p.on(typed(S3), "listBuckets")
    assert p.seen() == [
        "s3:DeleteObject Bucket=a Key=k (client, java2)",
        "s3:DeleteObject Bucket=b Key=k (client, java2)",
        "s3:DeleteObject Bucket=? Key=? (client, java2)",
        "s3:DeleteObject Bucket=? Key=? (client, java2)",
        "s3:ListBuckets (client, java2)",
    ]


def test_getters_of_requests_tell_what_was_set() -> None:
    """A field read back from a request is the field."""
    p = Program()
    first = p.built(s3("GetObjectRequest"), ("bucket", "b"), ("key", "k"))
    p.on(typed(S3), "headObject", p.built(s3("HeadObjectRequest"), ("bucket", p.on(first, "bucket")), ("key", "x")))
    assert p.seen() == ["s3:HeadObject Bucket=b Key=x (client, java2)"]


def test_a_told_request_on_an_untold_receiver() -> None:
    """The request says which service and operation, where the method is that of the operation."""
    p = Program()
    request = p.built(f"{V2}.dynamodb.model.GetItemRequest", ("tableName", "t"))
    p.on(Unknown(), "getItem", request)
    p.on(Unknown(), "add", request)
    p.on(typed("java.util.List"), "getItem", request)
    assert p.seen() == ["dynamodb:GetItem TableName=t (client, java2)"]


def test_untold_calls_that_may_be_requests_are_said() -> None:
    """Only where an SDK is brought in, the name is distinctive and nothing tells otherwise."""
    p = Program()
    p.on(Unknown(), "batchGetItem", Unknown())
    p.on(Unknown(), "get", Unknown())
    p.on(typed("com.example.Other"), "batchGetItem", Unknown())
    assert p.untold("software.amazon.awssdk.services.dynamodb.DynamoDbClient") == [
        "batchGetItem is called on something untold that may be a client of the SDK"
    ]
    assert p.untold("com.amazonaws.services.lambda.runtime.Context") == []
    assert p.seen() == []


def test_methods_without_an_operation_are_said() -> None:
    """An operation that the table does not have, on what is surely a client."""
    p = Program()
    client = p.static(S3, "create")
    p.on(client, "frobnicateObject", Unknown())
    p.on(client, "close")
    p.on(p.chain(p.static(S3, "builder"), ("forcePathStyle", True)), "crossRegionAccessEnabled", True)
    assert p.untold() == ["S3Client has no operation that is called frobnicateObject"]


def test_what_a_service_answered_is_no_client() -> None:
    """Calls on answers ask for nothing."""
    p = Program()
    answer = p.on(typed(f"{V2}.s3.S3AsyncClient"), "getObject", Unknown(), Unknown())
    p.chain(answer, ("thenApply", Unknown()), ("join",))
    assert p.seen() == ["s3:GetObject Bucket=? Key=? (client, java2)"]


def test_database_tokens() -> None:
    """A token for a database is signed for the user at the host."""
    p = Program()
    utilities = p.on(p.static(f"{V2}.rds.RdsClient", "create"), "utilities")
    p.filled(utilities, "generateAuthenticationToken", lambda b: p.chain(b, ("hostname", "h"), ("username", "u")))
    assert p.seen() == ["rds:GenerateDbAuthToken DBHostname=h DBUsername=u (signed, java2)"]


def test_clients_that_say_where_their_requests_go() -> None:
    """Of a client for connections the endpoint is told."""
    p = Program()
    uri = p.static("java.net.URI", "create", Env("CALLBACK"))
    client = p.built(f"{V2}.apigatewaymanagementapi.ApiGatewayManagementApiClient", ("endpointOverride", uri))
    p.filled(client, "postToConnection", lambda b: p.on(b, "connectionId", "c"))
    assert p.seen() == ["apigatewaymanagementapi:PostToConnection Endpoint=Env (client, java2)"]


def test_signed_requests() -> None:
    """A request signed by hand is told by the name it is signed with, or by its host."""
    p = Program()
    url = p.static("java.net.URI", "create", "https://x.appsync-api.eu-west-1.amazonaws.com/graphql")
    request = p.built(
        "software.amazon.awssdk.http.SdkHttpFullRequest",
        ("uri", url),
        ("method", Ref("software.amazon.awssdk.http.SdkHttpMethod", ("POST",))),
    )
    settings = p.built("software.amazon.awssdk.auth.signer.params.Aws4SignerParams", ("signingName", "appsync"))
    p.on(p.static("software.amazon.awssdk.auth.signer.Aws4Signer", "create"), "sign", request, settings)
    signer = p.static("software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner", "create")
    p.filled(signer, "sign", lambda b: p.on(b, "request", request))
    p.filled(signer, "sign", lambda b: p.on(b, "request", Unknown()))
    shown = "appsync:GraphQL url=https://x.appsync-api.eu-west-1.amazonaws.com/graphql method=POST (signed, java2)"
    assert p.seen() == [shown, shown]
    assert p.untold() == ["a request is signed by hand for a service that is not told; its operation is not told"]


def test_handed_over_methods() -> None:
    """A method that is handed over is asked for with untold arguments."""
    p = Program()
    p.calls.append(CallFact(Member(typed(DYNAMO), "putItem"), (), (), Place("App.java", 1), handed=True))
    assert p.seen() == ["dynamodb:PutItem TableName=? (client, java2)"]


def test_long_chains_end() -> None:
    """A chain without end is read in bounds."""
    p = Program()
    receiver: Value = p.static(f"{V2}.dynamodb.model.GetItemRequest", "builder")
    for _ in range(2_000):
        receiver = Made(Member(receiver, "tableName"), (Known("t"),), (), p.calls[0].at)
    p.on(typed(DYNAMO), "getItem", receiver)
    assert p.seen() == ["dynamodb:GetItem TableName=? (client, java2)"]

"""An event of our own making for each kind of trigger, with `TEXT` where somebody outside can write."""

from __future__ import annotations

import base64
import json
from typing import Any

TEXT = "the-text-that-is-stopped"
ACCOUNT = "111122223333"
CODED = base64.b64encode(TEXT.encode()).decode()


def message(number: int, body: str, queue: str = "orders") -> dict[str, Any]:
    """A message of a queue."""
    return {
        "messageId": f"m-{number}",
        "receiptHandle": f"r-{number}",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:{queue}",
        "awsRegion": "eu-west-1",
    }


def change(number: int, text: str) -> dict[str, Any]:
    """A record of a table's stream."""
    return {
        "eventID": f"e-{number}",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {"Keys": {"id": {"S": text}}, "NewImage": {"id": {"S": text}}, "SequenceNumber": f"{number}00"},
        "eventSourceARN": f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders/stream/1",
    }


def shard(number: int, text: str) -> dict[str, Any]:
    """A record of a data stream."""
    data = base64.b64encode(text.encode()).decode()
    return {
        "kinesis": {"partitionKey": "p", "sequenceNumber": f"{number}00", "data": data},
        "eventSource": "aws:kinesis",
        "eventID": f"shardId-0:{number}00",
        "eventSourceARN": f"arn:aws:kinesis:eu-west-1:{ACCOUNT}:stream/orders",
    }


def batch(*records: dict[str, Any]) -> dict[str, Any]:
    """An event with records."""
    return {"Records": list(records)}


def http(domain: str = "abc.execute-api.eu-west-1.amazonaws.com") -> dict[str, Any]:
    """A request in format 2.0."""
    return {
        "version": "2.0",
        "routeKey": "POST /orders",
        "rawPath": "/orders",
        "rawQueryString": "id=" + TEXT,
        "headers": {"content-type": "application/json"},
        "queryStringParameters": {"id": TEXT},
        "requestContext": {"http": {"method": "POST", "path": "/orders"}, "domainName": domain, "apiId": "abc"},
        "body": json.dumps({"id": TEXT}),
        "isBase64Encoded": False,
    }


def edge(when: str) -> dict[str, Any]:
    """A request or a response at the edge."""
    request = {"uri": "/" + TEXT, "method": "GET", "querystring": "", "headers": {}, "clientIp": "192.0.2.1"}
    inner: dict[str, Any] = {"config": {"distributionId": "D", "eventType": when}, "request": request}
    if when.endswith("response"):
        inner["response"] = {"status": "200", "statusDescription": "OK", "headers": {}}
    return {"Records": [{"cf": inner}]}


METHOD = f"arn:aws:execute-api:eu-west-1:{ACCOUNT}:abc/prod/GET/orders"
DATA = {"recordId": "1", "data": CODED, "approximateArrivalTimestamp": 1}
EVENTS: dict[str, Any] = {
    "api-rest": {
        "resource": "/orders",
        "path": "/orders",
        "httpMethod": "GET",
        "headers": {},
        "queryStringParameters": {"id": TEXT},
        "requestContext": {"resourcePath": "/orders", "apiId": "abc", "stage": "prod"},
        "body": None,
        "isBase64Encoded": False,
    },
    "api-http": http(),
    "function-url": http("abc.lambda-url.eu-west-1.on.aws"),
    "lattice": {
        "version": "2.0",
        "path": "/" + TEXT,
        "method": "GET",
        "headers": {},
        "requestContext": {"serviceNetworkArn": "arn:aws:vpc-lattice:eu-west-1:1:servicenetwork/sn"},
    },
    "alb": {
        "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/t/1"}},
        "httpMethod": "GET",
        "path": "/",
        "queryStringParameters": {"id": TEXT},
        "headers": {"host": "h"},
        "body": "",
        "isBase64Encoded": False,
    },
    "websocket": {
        "requestContext": {"routeKey": "$default", "eventType": "MESSAGE", "connectionId": "c", "apiId": "abc"},
        "body": TEXT,
        "isBase64Encoded": False,
    },
    "cloudfront": edge("viewer-request"),
    "s3-object-lambda": {
        "xAmzRequestId": "r",
        "getObjectContext": {"inputS3Url": "https://x", "outputRoute": "o", "outputToken": "t"},
        "configuration": {"payload": ""},
        "userRequest": {"url": "https://x/" + TEXT, "headers": {}},
    },
    "authorizer": {"type": "TOKEN", "authorizationToken": TEXT, "methodArn": METHOD},
    "authorizer-http": {
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": METHOD,
        "identitySource": [TEXT],
        "rawPath": "/orders",
        "requestContext": {"http": {"method": "GET", "path": "/orders"}, "apiId": "abc"},
    },
    "appsync-authorizer": {"authorizationToken": TEXT, "requestContext": {"apiId": "a", "queryString": "query {x}"}},
    "iot-authorizer": {"token": TEXT, "protocols": ["mqtt"], "protocolData": {"mqtt": {"clientId": "c"}}},
    "iot-provisioning": {
        "claimCertificateId": "c",
        "certificateId": "d",
        "templateArn": "arn:aws:iot:eu-west-1:1:provisioningtemplate/t",
        "parameters": {"serial": TEXT},
    },
    "client-vpn": {"connection-id": "c", "endpoint-id": "e", "common-name": TEXT, "schema-version": "v2"},
    "transfer": {"serverId": "s-1", "protocol": "SFTP", "username": TEXT, "sourceIp": "192.0.2.1"},
    "cognito": {
        "version": "1",
        "triggerSource": "PreSignUp_SignUp",
        "userPoolId": "eu-west-1_p",
        "userName": "u",
        "request": {"userAttributes": {"nickname": TEXT}},
        "response": {},
    },
    "cognito-sync": {
        "version": 2,
        "eventType": "SyncTrigger",
        "identityPoolId": "p",
        "datasetName": "d",
        "datasetRecords": {"k": {"oldValue": "a", "newValue": TEXT, "op": "replace"}},
    },
    "appsync": {
        "arguments": {"id": TEXT},
        "identity": None,
        "source": None,
        "request": {"headers": {}},
        "info": {"fieldName": "order", "parentTypeName": "Query", "variables": {}},
    },
    "cloudformation": {
        "RequestType": "Create",
        "ResponseURL": "http://127.0.0.1:1/answer?sig=1",
        "StackId": "arn:aws:cloudformation:eu-west-1:1:stack/s/1",
        "RequestId": "q-1",
        "LogicalResourceId": "Thing",
        "ResourceType": "Custom::Thing",
        "ResourceProperties": {"name": TEXT},
    },
    "secrets-manager": {"Step": "createSecret", "SecretId": "arn:" + TEXT, "ClientRequestToken": "t"},
    "sagemaker": {"version": "2018-10-16", "labelingJobArn": "arn:x", "dataObject": {"source": TEXT}},
    "invoke": {"order": TEXT},
    "sqs": batch(message(0, "a"), message(1, TEXT), message(2, "c")),
    "kinesis": batch(shard(1, "a"), shard(2, TEXT), shard(3, "c")),
    "dynamodb": batch(change(1, "a"), change(2, TEXT), change(3, "c")),
    "kafka": {
        "eventSource": "SelfManagedKafka",
        "bootstrapServers": "b:9092",
        "records": {"orders-0": [{"topic": "orders", "partition": 0, "offset": 1, "value": CODED}]},
    },
    "mq": {"eventSource": "aws:mq", "eventSourceArn": "arn:x", "messages": [{"messageID": "1", "data": CODED}]},
    "rmq": {
        "eventSource": "aws:rmq",
        "eventSourceArn": "arn:x",
        "rmqMessagesByQueue": {"orders::/": [{"basicProperties": {}, "data": CODED}]},
    },
    "docdb": {"eventSourceArn": "arn:x", "eventSource": "aws:docdb", "events": [{"event": {"fullDocument": TEXT}}]},
    "firehose": {"invocationId": "i", "deliveryStreamArn": "arn:x", "region": "eu-west-1", "records": [DATA]},
    "analytics": {"invocationId": "i", "applicationArn": "arn:x", "streamArn": "arn:y", "records": [DATA]},
    "analytics-delivery": {
        "invocationId": "i",
        "applicationArn": "arn:x",
        "records": [{"recordId": "1", "lambdaDeliveryRecordMetadata": {"retryHint": 0}, "data": CODED}],
    },
    "s3-batch": {
        "invocationSchemaVersion": "1.0",
        "invocationId": "i",
        "job": {"id": "j"},
        "tasks": [{"taskId": "t", "s3Key": TEXT, "s3VersionId": None, "s3BucketArn": "arn:aws:s3:::b"}],
    },
    "pipe": [message(0, TEXT)],
    "lex": {
        "currentIntent": {"name": "Order", "slots": {"size": TEXT}},
        "bot": {"name": "b"},
        "userId": "u",
        "inputTranscript": TEXT,
        "sessionAttributes": {"step": "2"},
    },
    "lex-v2": {
        "sessionId": "s",
        "inputTranscript": TEXT,
        "bot": {"id": "b"},
        "sessionState": {
            "intent": {"name": "Order", "slots": {}, "state": "InProgress"},
            "sessionAttributes": {"a": "1"},
        },
    },
    "connect": {"Name": "ContactFlowEvent", "Details": {"ContactData": {"Attributes": {}}, "Parameters": {"id": TEXT}}},
    "alexa": {
        "version": "1.0",
        "session": {"sessionId": "s"},
        "context": {"System": {}},
        "request": {"type": "IntentRequest", "intent": {"name": "I", "slots": {"a": {"value": TEXT}}}},
    },
    "alexa-home": {
        "directive": {
            "header": {"namespace": "Alexa.PowerController", "name": "TurnOn", "payloadVersion": "3", "messageId": "m"},
            "endpoint": {"endpointId": TEXT},
            "payload": {},
        }
    },
    "bedrock-agent": {
        "messageVersion": "1.0",
        "agent": {"name": "a"},
        "actionGroup": "orders",
        "function": "find",
        "parameters": [{"name": "id", "type": "string", "value": TEXT}],
    },
    "ses": batch({"eventSource": "aws:ses", "ses": {"mail": {"commonHeaders": {"subject": TEXT}}, "receipt": {}}}),
    "workmail": {
        "summaryVersion": "2019-07-28",
        "envelope": {"mailFrom": {"address": "a@example.com"}, "recipients": []},
        "subject": TEXT,
        "flowDirection": "INBOUND",
    },
    "sns": batch({"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": {"Message": TEXT, "MessageId": "1"}}),
    "s3": batch({"eventSource": "aws:s3", "s3": {"bucket": {"name": "b"}, "object": {"key": TEXT}}}),
    "codecommit": batch({"eventSource": "aws:codecommit", "codecommit": {"references": [{"ref": TEXT}]}}),
    "eventbridge": {"version": "0", "id": "1", "detail-type": "Order", "source": "shop", "detail": {"id": TEXT}},
    "schedule": {"id": "1", "detail-type": "Scheduled Event", "source": "aws.events", "detail": {"x": TEXT}},
    "logs": {"awslogs": {"data": CODED}},
    "alarm": {"source": "aws.cloudwatch", "alarmArn": "arn:x", "alarmData": {"alarmName": TEXT}},
    "config": {"invokingEvent": json.dumps({"x": TEXT}), "ruleParameters": "{}", "resultToken": "t"},
    "codepipeline": {"CodePipeline.job": {"id": "j", "data": {"actionConfiguration": {"x": TEXT}}}},
    "iot-1-click": {"deviceEvent": {"buttonClicked": {}}, "deviceInfo": {"attributes": {"a": TEXT}}},
    "iot-button": {"serialNumber": TEXT, "clickType": "SINGLE", "batteryVoltage": "2000 mV"},
    "destination": {
        "requestContext": {"condition": "Success"},
        "requestPayload": {"x": TEXT},
        "responseContext": {},
        "responsePayload": None,
    },
}

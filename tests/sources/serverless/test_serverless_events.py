"""Events: every type is an edge of the right sort, or a gap that says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.app import Auth, GapKind, Mode, Queue
from ennead.sources.serverless.events import EVENTS
from tests.sources.reading import edges, ids, one
from tests.sources.serverless.service import FN, HEAD, fragment, routes, trigger_of, with_event

ARN = "arn:aws:{}:us-east-1:123456789012:{}"
EXAMPLES = {
    "http: GET orders": ("route/GET /orders", "http", Mode.SYNC),
    "http: {method: post, path: '/a/{id}', async: true}": ("route/POST /a/{id}", "http", Mode.ASYNC),
    "httpApi: 'GET /orders'": ("route/GET /orders", "http", Mode.SYNC),
    "httpApi: '*'": ("route/ANY $default", "http", Mode.SYNC),
    "websocket: $connect": ("route/WS $connect", "http", Mode.SYNC),
    "s3: photos": ("bucket/S3BucketPhotos", "s3", Mode.ASYNC),
    "s3: {bucket: photos, existing: true, rules: [{suffix: .jpg}]}": ("bucket/photos", "s3", Mode.ASYNC),
    "sns: news": ("topic/SNSTopicNews", "sns", Mode.ASYNC),
    f"sns: {ARN.format('sns', 'news')}": ("topic/news", "sns", Mode.ASYNC),
    f"sqs: {ARN.format('sqs', 'jobs')}": ("queue/jobs", "sqs", Mode.POLL),
    f"stream: {ARN.format('dynamodb', 'table/t/stream/1')}": ("table/t", "dynamodb", Mode.POLL),
    f"stream: {{type: kinesis, arn: '{ARN.format('kinesis', 'stream/s')}'}}": ("stream/s", "kinesis", Mode.POLL),
    "schedule: rate(1 hour)": ("schedule/ListEventsRuleSchedule1", "schedule", Mode.ASYNC),
    "schedule: {rate: cron(0 1 * * ? *), method: scheduler}": (
        "schedule/ListEventsRuleSchedule1", "schedule", Mode.ASYNC),
    "eventBridge: {pattern: {source: [x]}}": ("rule/ListEventBridgeRule1", "events", Mode.ASYNC),
    "eventBridge: {eventBus: mine, pattern: {source: [x]}}": ("rule/ListEventBridgeRule1", "events", Mode.ASYNC),
    "eventBridge: {schedule: rate(1 day)}": ("schedule/ListEventBridgeRule1", "schedule", Mode.ASYNC),
    "cloudwatchEvent: {event: {source: [aws.ec2]}}": ("rule/ListEventsRuleCloudWatchEvent1", "events", Mode.ASYNC),
    "cloudwatchLog: /aws/lambda/other": ("log_group//aws/lambda/other", "logs", Mode.ASYNC),
    "cognitoUserPool: {pool: People, trigger: PreSignUp}": ("user_pool/CognitoUserPoolPeople", "PreSignUp", Mode.SYNC),
    "cognitoUserPool: {pool: People, trigger: PreSignUp, existing: true}": ("user_pool/People", "PreSignUp", Mode.SYNC),
    "iot: {sql: SELECT * FROM 'a'}": ("iot_rule/ListIotTopicRule1", "iot", Mode.ASYNC),
    "iotFleetProvisioning: {templateBody: x}": ("service/iot.amazonaws.com", "iot", Mode.ASYNC),
    "alb: {listenerArn: x, priority: 1, conditions: {path: /a}}": (
        "target_group/ListAlbTargetGroup1", "alb", Mode.SYNC),
    "alexaSkill": ("service/alexa-appkit.amazon.com", "alexa", Mode.SYNC),
    "alexaSkill: amzn1.ask.skill.x": ("service/alexa-appkit.amazon.com", "alexa", Mode.SYNC),
    "alexaSmartHome: amzn1.ask.skill.x": ("service/alexa-connectedhome.amazon.com", "alexa", Mode.SYNC),
    "kafka: {bootstrapServers: ['host:9092'], topic: t}": ("broker/host:9092", "kafka", Mode.POLL),
    f"msk: {{arn: '{ARN.format('kafka', 'cluster/c/1')}', topic: t}}": ("broker/c/1", "kafka", Mode.POLL),
    f"activemq: {{arn: '{ARN.format('mq', 'broker:b:1')}', queue: q}}": ("broker/b:1", "mq", Mode.POLL),
    f"rabbitmq: {{arn: '{ARN.format('mq', 'broker:b:1')}', queue: q}}": ("broker/b:1", "mq", Mode.POLL),
    f"documentDb: {{cluster: '{ARN.format('rds', 'cluster:c')}', db: d}}": (
        "database/cluster:c", "documentdb", Mode.POLL),
    "cloudFront: {eventType: viewer-request, origin: 'https://a.example'}": (
        "distribution/CloudFrontDistribution", "viewer-request", Mode.SYNC),
}  # fmt: skip


@pytest.mark.parametrize("event", EXAMPLES)
def test_every_event_is_an_edge_at_its_own_line(tmp_path: Path, event: str) -> None:
    """The source, the sort and the mode are the event's, and one of the places is the event's line."""
    found = with_event(tmp_path, event)
    trigger = trigger_of(found)
    assert (trigger.source, trigger.event, trigger.mode) == EXAMPLES[event]
    assert 9 in {place.line for place in trigger.locations}
    assert trigger.source in ids(found)
    assert found.gaps == ()


def test_every_event_type_has_an_example() -> None:
    """No type is read that no test reads."""
    assert {event.partition(":")[0] for event in EXAMPLES} == set(EVENTS)


def test_an_unknown_event_is_our_debt_and_one_without_value_is_told(tmp_path: Path) -> None:
    """A type we do not read is an unsupported gap; one that hangs on a variable has an input gap."""
    found = with_event(tmp_path, "carrierPigeon: x")
    assert [(gap.kind, gap.at and gap.at.line) for gap in found.gaps] == [(GapKind.UNSUPPORTED, 9)]
    found = with_event(tmp_path / "b", "http: ${env:ROUTE}")
    assert {gap.kind for gap in found.gaps} == {GapKind.INPUT}


def test_a_queue_of_one_s_own_is_named_by_reference(tmp_path: Path) -> None:
    """A reference leads to the resource, its settings to the trigger."""
    queue = "resources: {Resources: {Jobs: {Type: AWS::SQS::Queue}}}\n"
    event = (
        "sqs:\n  arn: !GetAtt Jobs.Arn\n  batchSize: 5\n  maximumConcurrency: 4\n"
        "  functionResponseType: ReportBatchItemFailures"
    )
    trigger = trigger_of(with_event(tmp_path, event, queue))
    assert (trigger.source, trigger.batch, trigger.concurrency, trigger.partial_batch) == ("queue/Jobs", 5, 4, True)


def test_a_stream_s_failures_and_limits(tmp_path: Path) -> None:
    """What happens to records that fail is the trigger's."""
    arn = ARN.format("kinesis", "stream/s")
    dead = ARN.format("sqs", "dead")
    event = (
        f"stream:\n  arn: {arn}\n  maximumRetryAttempts: 2\n  bisectBatchOnFunctionError: true\n"
        f"  destinations: {{onFailure: '{dead}'}}\n  filterPatterns: [{{eventName: [INSERT]}}]"
    )
    trigger = trigger_of(with_event(tmp_path, event))
    assert (trigger.retries, trigger.bisect, trigger.on_failure) == (2, True, "queue/dead")
    assert trigger.filter == '{"eventName": ["INSERT"]}'


@pytest.mark.parametrize("name", ["!Ref Photos", "shop-photos", "${self:custom.bucket}"])
def test_an_existing_bucket_of_the_service_is_its_own(tmp_path: Path, name: str) -> None:
    """By reference, by name and by variable, with notifications it has already kept."""
    more = (
        "custom: {bucket: shop-photos}\nresources:\n  Resources:\n    Photos:\n      Type: AWS::S3::Bucket\n"
        "      Properties: {BucketName: shop-photos}\n"
    )
    trigger = trigger_of(
        with_event(tmp_path, f"s3: {{bucket: {name!r}, existing: true}}".replace("'!Ref Photos'", "!Ref Photos"), more)
    )
    assert trigger.source == "bucket/Photos"


POOL = "resources: {Resources: {Pool: {Type: AWS::Cognito::UserPool}}}\n"


@pytest.mark.parametrize(
    ("authorizer", "auth"),
    [
        ("", Auth.NONE),
        (", authorizer: aws_iam", Auth.IAM),
        (", authorizer: {type: AWS_IAM}", Auth.IAM),
        (", authorizer: check", Auth.CUSTOM),
        (", authorizer: {name: check, type: request, resultTtlInSeconds: 0}", Auth.CUSTOM),
        (f", authorizer: '{ARN.format('lambda', 'function:theirs')}'", Auth.CUSTOM),
        (f", authorizer: '{ARN.format('cognito-idp', 'userpool/p')}'", Auth.COGNITO),
        (", authorizer: {name: pool, arn: !GetAtt Pool.Arn}", Auth.COGNITO),
        (", authorizer: {type: COGNITO_USER_POOLS, authorizerId: !Ref Mine, scopes: [a]}", Auth.COGNITO),
    ],
)
def test_who_may_call_a_rest_route(tmp_path: Path, authorizer: str, auth: Auth) -> None:
    """Every form of an authorizer is the proof it asks for."""
    more = f"  check: {{handler: check.main}}\n{POOL}    "
    mine = POOL.replace(
        "}}}}", "}, Mine: {Type: AWS::ApiGateway::Authorizer, Properties: {Type: COGNITO_USER_POOLS}}}}"
    )
    found = with_event(tmp_path, f"http: {{method: get, path: a{authorizer}}}", more.rstrip(" ").replace(POOL, mine))
    route = routes(found)["GET /a"]
    assert (route.auth, route.target) == (auth, "function/list")
    if "check" in authorizer:
        assert ("authorizer/CheckApiGatewayAuthorizer", "function/check") in edges(found, "triggers")
        assert route.authorizer == "authorizer/CheckApiGatewayAuthorizer"


HTTP_API = (
    "  httpApi:\n    cors: true\n    authorizers:\n      tokens: {issuerUrl: 'https://i.example', audience: [a]}\n"
    "      check: {type: request, functionName: check}\n"
)


@pytest.mark.parametrize(
    ("authorizer", "auth"),
    [
        ("", Auth.NONE),
        (", authorizer: tokens", Auth.JWT),
        (", authorizer: {name: tokens, scopes: [a]}", Auth.JWT),
        (", authorizer: check", Auth.CUSTOM),
        (", authorizer: {type: aws_iam}", Auth.IAM),
        (", authorizer: {id: abc, type: jwt}", Auth.JWT),
        (", authorizer: nobody", Auth.UNKNOWN),
    ],
)
def test_who_may_call_an_http_route(tmp_path: Path, authorizer: str, auth: Auth) -> None:
    """The same for HTTP APIs; an authorizer that is declared nowhere is unknown, not none, and told."""
    event = f"httpApi: {{method: get, path: /a{authorizer}}}"
    found = with_event(tmp_path, event, "  check: {handler: check.main}\n", HTTP_API)
    assert routes(found)["GET /a"].auth is auth
    assert bool(found.gaps) == (auth is Auth.UNKNOWN)


def test_a_socket_s_authorizer(tmp_path: Path) -> None:
    """A WebSocket route asks the function it names."""
    found = with_event(tmp_path, "websocket: {route: $connect, authorizer: check}", "  check: {handler: check.main}\n")
    assert routes(found)["WS $connect"].auth is Auth.CUSTOM
    assert ("authorizer/CheckWebsocketsAuthorizer", "function/check") in edges(found, "triggers")


def test_keys_cors_plans_and_policies_of_a_rest_api(tmp_path: Path) -> None:
    """The provider's settings of the gateway are the API's and its stage's."""
    provider = (
        "  endpointType: REGIONAL\n  apiGateway:\n    apiKeys: [one]\n"
        "    usagePlan: {throttle: {rateLimit: 5, burstLimit: 10}}\n"
        "    resourcePolicy: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: '*'}]\n"
    )
    found = with_event(tmp_path, "http: {method: get, path: a, private: true, cors: true}", provider=provider)
    nodes = {node.id: node for node in found.nodes}
    api, stage = nodes["api/ApiGatewayRestApi"], nodes["stage/ApiGatewayStage"]
    assert (getattr(api, "cors_origins", None), getattr(api, "endpoint", None)) == (("*",), "REGIONAL")
    assert getattr(stage, "usage_plan", None) is True
    assert routes(found)["GET /a"].api_key is True
    assert "resource_policy/ApiGatewayRestApi" in nodes
    assert "route/OPTIONS /a" in nodes


def test_a_gateway_of_another_stack_is_outside(tmp_path: Path) -> None:
    """A shared API is named, and its routes keep their whole path."""
    found = with_event(tmp_path, "http: GET a/b", provider="  apiGateway: {restApiId: abc, restApiRootResourceId: r}\n")
    assert routes(found)["GET /a/b"].api == "api/abc"


def test_failures_of_a_rule_and_a_subscription(tmp_path: Path) -> None:
    """Dead letters of pushed events are where they say."""
    dead = ARN.format("sqs", "dead")
    found = with_event(tmp_path, f"eventBridge: {{pattern: {{source: [x]}}, deadLetterQueueArn: '{dead}'}}")
    assert trigger_of(found).on_failure == "queue/dead"
    queue = "resources: {Resources: {Dead: {Type: AWS::SQS::Queue}}}\n"
    found = with_event(tmp_path / "b", "sns: {topicName: t, redrivePolicy: {deadLetterTargetRef: Dead}}", queue)
    assert trigger_of(found).on_failure == one(found, "queue/Dead", Queue).id


@pytest.mark.parametrize("kind", sorted(EVENTS))
@pytest.mark.parametrize(
    "value", ["null", "5", "[1]", "{}", "text", "{bucket: {a: [1]}, arn: {x: 1}, path: [1], type: {a: 1}}", "${env:X}"]
)
def test_no_value_of_an_event_breaks_the_reading(tmp_path: Path, kind: str, value: str) -> None:
    """Whatever stands behind an event's name, the function is read."""
    assert "function/list" in ids(with_event(tmp_path, f"{kind}: {value}"))


@pytest.mark.parametrize("value", ["null", "5", "[1]", "{a: 1}", "text", "${env:X}", "true"])
@pytest.mark.parametrize(
    "key",
    (
        "events environment vpc layers url destinations onError iamRoleStatements iam role image handler name timeout"
        " tracing provisionedConcurrency logs architecture condition module"
    ).split(),
)
def test_no_value_of_a_setting_breaks_the_reading(tmp_path: Path, key: str, value: str) -> None:
    """The same for a function's settings."""
    text = f"{HEAD}plugins: [serverless-iam-roles-per-function]\nfunctions:\n  list:\n    {key}: {value}\n"
    assert "function/list" in ids(fragment(tmp_path, text))


@pytest.mark.parametrize("value", ["null", "5", "[1]", "{a: 1}", "text", "${env:X}", "true", "[[1], {Resources: 5}]"])
@pytest.mark.parametrize(
    "key",
    (
        "provider.environment provider.iam provider.httpApi provider.apiGateway provider.stage provider.logs"
        " provider.region provider.vpc provider.layers provider.tracing provider.s3 provider.ecr layers resources"
        " resources.Resources resources.extensions custom plugins stepFunctions constructs params stages functions"
        " stepFunctions.stateMachines provider.iamRoleStatements"
    ).split(),
)
def test_no_value_of_a_section_breaks_the_reading(tmp_path: Path, key: str, value: str) -> None:
    """The same for the service's sections."""
    top, _, member = key.partition(".")
    if top == "provider":
        text = f"{HEAD}  {member}: {value}\n{FN}    events: [http: GET a, httpApi: GET /a, s3: b]\n"
    else:
        body = f"{top}:\n  {member}: {value}\n" if member else f"{top}: {value}\n"
        text = f"{HEAD}{body}" + (FN if top != "functions" else "")
    assert all(node.id for node in fragment(tmp_path, text).nodes)

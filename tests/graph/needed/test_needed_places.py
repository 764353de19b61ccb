"""Which resources values in code name."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ennead.code import values
from ennead.code.values import Choice, Env, Event, Known, Member, Series, Words
from ennead.graph.graph import AppGraph
from ennead.graph.needed.places import Places, everywhere
from ennead.graph.needed.texts import texts_of
from ennead.model.app import Bucket, Function, Queue, Stream, Table, Variable
from ennead.model.need import Place
from tests.graph.needed.making import HEAD, app_of, asking, assessed, said

TABLE = "arn:*:dynamodb:*:*:table/{}"
HERE = "${AWS::Region}:${AWS::AccountId}"
ORDERS = Table(id="table/Orders", name="orders", logical_id="Orders", arn=f"arn:aws:dynamodb:{HERE}:table/orders")
FILES = Bucket(id="bucket/Files", name="${Files}", logical_id="Files", arn="arn:aws:s3:::${Files}")
JOBS = Queue(id="queue/Jobs", name="jobs", logical_id="Jobs", arn=f"arn:aws:sqs:{HERE}:jobs")
WORK = Function(
    id="function/Work",
    name="${Work}",
    logical_id="Work",
    arn=f"arn:aws:lambda:{HERE}:function:${{Work}}",
    environment=(Variable("TABLE", "orders"), Variable("MODE", "live"), Variable("HELD", "${resolve:ssm:/a/b}-x")),
)
NODES = MappingProxyType({node.id: node for node in (ORDERS, FILES, JOBS, WORK)})
PLACES = Places(AppGraph("shop", NODES))

ENVIRONMENT = "      Environment: {{Variables: {{{}}}}}\n"
RESOURCES = """\
  Orders: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
  Files: {Type: AWS::S3::Bucket}
  Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
  Secret: {Type: AWS::SecretsManager::Secret}
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {}}}
  Topic: {Type: AWS::SNS::Topic}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: {DefinitionString: "{}", RoleArn: "arn:aws:iam::123456789012:role/x"}
  Setting: {Type: AWS::SSM::Parameter, Properties: {Name: /shop/setting, Type: String, Value: x}}
  Other: {Type: AWS::Serverless::Function, Properties: {Handler: other.handler, Runtime: python3.13, CodeUri: src}}
  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Other, FunctionVersion: "1", Name: live}}
"""
CLIENTS = {
    "dynamodb": "boto3.client('dynamodb').get_item(TableName={}, Key={{}})",
    "s3": "boto3.client('s3').get_object(Bucket={}, Key='a')",
    "sqs": "boto3.client('sqs').send_message(QueueUrl={}, MessageBody='')",
    "secret": "boto3.client('secretsmanager').get_secret_value(SecretId={})",
    "kms": "boto3.client('kms').decrypt(KeyId={}, CiphertextBlob=b'')",
    "sns": "boto3.client('sns').publish(TopicArn={}, Message='')",
    "states": "boto3.client('stepfunctions').start_execution(stateMachineArn={})",
    "ssm": "boto3.client('ssm').get_parameter(Name={})",
    "lambda": "boto3.client('lambda').invoke(FunctionName={})",
}


def named(folder: Path, client: str, value: str, variable: str = "") -> list[str]:
    """What a request needs whose resource is this value; `variable` is what the template has in VALUE."""
    code = asking(CLIENTS[client].format(value))
    one = assessed(folder, ENVIRONMENT.format(f"VALUE: {variable}") if variable else "", RESOURCES, code)
    return said(one.needs.needed)


@pytest.mark.parametrize(
    ("arn", "pattern", "own"),
    [
        ("arn:aws:kinesis:eu-west-1:111111111111:stream/clicks", "arn:*:kinesis:*:*:stream/{}", True),
        ("arn:aws:kinesis:eu-west-1:111111111111:stream/clicks", TABLE, False),
        ("arn:aws:kinesis:eu-west-1:111111111111:stream/clicks", "arn:*:firehose:*:*:deliverystream/{}", False),
        ("arn:aws:firehose:eu-west-1:111111111111:deliverystream/clicks", "arn:*:firehose:*:*:deliverystream/{}", True),
        ("arn:aws:firehose:eu-west-1:111111111111:deliverystream/clicks", "arn:*:kinesis:*:*:stream/{}", False),
    ],
)
def test_a_stream_is_named_by_requests_of_its_own_service(arn: str, pattern: str, own: bool) -> None:
    """What another service calls by a stream's name is something else."""
    stream = Stream(id="stream/Clicks", name="clicks", logical_id="Clicks", arn=arn)
    place = Places(AppGraph("shop", MappingProxyType({stream.id: stream}))).named("clicks", pattern)
    assert (place.node == stream.id) is own


# -- variables of the template ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("client", "variable", "wanted"),
    [
        ("dynamodb", "!Ref Orders", "dynamodb:GetItem Orders"),
        ("dynamodb", "!GetAtt Orders.Arn", "dynamodb:GetItem Orders"),
        ("dynamodb", "orders", "dynamodb:GetItem Orders"),
        ("dynamodb", "!Sub '${Orders}-old'", "dynamodb:GetItem arn:*:dynamodb:*:*:table/orders-old"),
        ("dynamodb", "!ImportValue far-table", "dynamodb:GetItem arn:*:dynamodb:*:*:table/${far-table}"),
        ("dynamodb", "'{{resolve:ssm:/a/b}}-x'", "dynamodb:GetItem arn:*:dynamodb:*:*:table/*-x"),
        ("dynamodb", "'{{resolve:ssm:/a/b}}'", "dynamodb:GetItem arn:*:dynamodb:*:*:table/* (untold)"),
        ("s3", "!Ref Files", "s3:GetObject Files"),
        ("s3", "!GetAtt Files.Arn", "s3:GetObject Files"),
        ("s3", "!Sub 's3://${Files}/in'", "s3:GetObject Files"),
        ("sqs", "!Ref Jobs", "sqs:SendMessage Jobs"),
        ("sqs", "!GetAtt Jobs.QueueUrl", "sqs:SendMessage Jobs"),
        (
            "sqs",
            "!Sub 'https://sqs.${AWS::Region}.amazonaws.com/${AWS::AccountId}/${Jobs.QueueName}'",
            "sqs:SendMessage Jobs",
        ),
        ("secret", "!Ref Secret", "secretsmanager:GetSecretValue Secret"),
        ("kms", "!Ref Key", "kms:Decrypt Key"),
        ("kms", "!GetAtt Key.Arn", "kms:Decrypt Key"),
        ("sns", "!Ref Topic", "sns:Publish Topic"),
        ("states", "!Ref Machine", "states:StartExecution Machine"),
        ("ssm", "!Ref Setting", "ssm:GetParameter Setting"),
        ("lambda", "!Ref Other", "lambda:InvokeFunction Other"),
        ("lambda", "!GetAtt Other.Arn", "lambda:InvokeFunction Other"),
        ("lambda", "!Ref Live", "lambda:InvokeFunction Other:live"),
    ],
)
def test_variables(tmp_path: Path, client: str, variable: str, wanted: str) -> None:
    """A variable that is one whole resource names it; one with more around it a pattern; an alias is not its function:
    a grant on the function does not allow what is asked of its alias."""
    assert named(tmp_path, client, "os.environ['VALUE']", variable) == [wanted]


def test_a_parameter_keeps_its_name(tmp_path: Path) -> None:
    """What only deployment tells is a token, which the policy can refer to."""
    files = "Parameters: {Name: {Type: String}}\n"
    code = asking(CLIENTS["dynamodb"].format("os.environ['VALUE']"))
    one = assessed(tmp_path, ENVIRONMENT.format("VALUE: !Sub '${Name}-x'"), f"{RESOURCES}{files}", code)
    assert said(one.needs.needed) == ["dynamodb:GetItem arn:*:dynamodb:*:*:table/${Name}-x"]


# -- values in code -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("client", "value", "wanted"),
    [
        ("dynamodb", "'orders'", "Orders"),
        ("dynamodb", "'far'", "arn:*:dynamodb:*:*:table/far"),
        ("sns", "'arn:aws:sns:eu-west-1:111111111111:far'", "arn:*:sns:eu-west-1:111111111111:far"),
        ("dynamodb", "f\"pre-{event['x']}-post\"", "arn:*:dynamodb:*:*:table/pre-*-post"),
        ("dynamodb", "'orders' if event else 'far'", "Orders arn:*:dynamodb:*:*:table/far"),
        ("dynamodb", "event['x']", "arn:*:dynamodb:*:*:table/* (untold)"),
        ("s3", "'acme-prices'", "arn:*:s3:::acme-prices/*"),
        ("s3", "event['Records'][0]['s3']['bucket']['name']", "arn:*:s3:::*/* (untold)"),
        ("sqs", "'https://sqs.eu-west-1.amazonaws.com/111111111111/jobs'", "Jobs"),
        ("sqs", "'https://sqs.eu-west-1.amazonaws.com/111111111111/far'", "arn:*:sqs:eu-west-1:111111111111:far"),
        ("ssm", "'/shop/setting'", "Setting"),
        ("ssm", "'/shop/other'", "arn:*:ssm:*:*:parameter/shop/other"),
        ("ssm", "'plain'", "arn:*:ssm:*:*:parameter/plain"),
        ("kms", "'alias/far'", "arn:*:kms:*:*:key/*"),
        ("lambda", "context.function_name", "Work"),
        ("lambda", "context.invoked_function_arn", "Work"),
        ("lambda", "os.environ['AWS_LAMBDA_FUNCTION_NAME']", "Work"),
        ("lambda", "'far:live'", "arn:*:lambda:*:*:function:far:live"),
    ],
)  # fmt: skip
def test_values(tmp_path: Path, client: str, value: str, wanted: str) -> None:
    """Names, ARNs and URLs are the application's own where it has such a thing; holes are stars."""
    (line,) = named(tmp_path, client, value)
    assert line.partition(" ")[2] == wanted


def test_bucket_of_the_event(tmp_path: Path) -> None:
    """The bucket that an event tells of is the one that starts the function."""
    events = "      Events: {Put: {Type: S3, Properties: {Bucket: !Ref Files, Events: 's3:ObjectCreated:*'}}}\n"
    code = asking(CLIENTS["s3"].format("event['Records'][0]['s3']['bucket']['name']"))
    assert said(assessed(tmp_path, events, RESOURCES, code).needs.needed) == ["s3:GetObject Files"]


def test_a_table_of_a_nested_stack(tmp_path: Path) -> None:
    """A parameter that a parent hands down is followed to the parent's table."""
    (tmp_path / "child.yaml").write_text(
        "Transform: AWS::Serverless-2016-10-31\nParameters: {Name: {Type: String}}\nResources:\n"
        "  Inner:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n"
        "      Handler: work.handler\n      CodeUri: src\n      Environment: {Variables: {VALUE: !Ref Name}}\n"
    )
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "work.py").write_text(asking(CLIENTS["dynamodb"].format("os.environ['VALUE']")))
    nested = (
        "  Child:\n    Type: AWS::Serverless::Application\n"
        "    Properties: {Location: child.yaml, Parameters: {Name: !Ref Orders}}\n"
    )
    app = app_of(tmp_path, {"template.yaml": HEAD + nested + RESOURCES})
    (one,) = (each for each in app.functions if each.function.logical_id == "Child.Inner")
    assert said(one.needs.needed) == ["dynamodb:GetItem Orders"]


def test_an_external_thing_is_no_resource_of_the_application() -> None:
    """What another stack declares has its ARN as a pattern, without a node to refer to."""
    far = Table(id="table/far", name="far", arn="arn:aws:dynamodb:eu-west-1:111111111111:table/far", external=True)
    places = Places(AppGraph("shop", {far.id: far}))
    assert places.place(far, TABLE, "/index/*") == Place(
        "arn:*:dynamodb:eu-west-1:111111111111:table/far/index/*",
        "arn:*:dynamodb:eu-west-1:111111111111:table/far/index/*",
    )
    assert places.named("far", TABLE).node is None


@pytest.mark.parametrize(
    ("text", "pattern", "suffix", "shown"),
    [
        ("orders", TABLE, "/index/by-day", "Orders/index/by-day"),
        ("orders", "arn:*:s3:::{}", "/*", "arn:*:s3:::orders/*"),
        (f"{ORDERS.arn}/index/by-day", TABLE, "", "Orders/index/by-day"),
        (f"{ORDERS.arn}/index/by-day", TABLE, "/index/by-day", "Orders/index/by-day"),
        (f"{WORK.arn}:live", "arn:*:lambda:*:*:function:{}", "", "Work:live"),
        ("${Files.Arn}", "arn:*:s3:::{}", "/*", "Files"),
        ("${?Name}", TABLE, "", "arn:*:dynamodb:*:*:table/${Name}"),
        ("shop@example.com", "arn:*:ses:*:*:identity/{}", "", "arn:*:ses:*:*:identity/shop@example.com"),
        ("us.some.model", "arn:*:bedrock:*::foundation-model/{}", "", "arn:*:bedrock:*::foundation-model/some.model"),
        (f"arn:${{AWS::Partition}}:dynamodb:{HERE}:table/far", TABLE, "/*", "arn:*:dynamodb:*:*:table/far/*"),
        ("s3://acme/in/x", "arn:*:s3:::{}", "/*", "arn:*:s3:::acme/*"),
        ("https://acme.s3.amazonaws.com/x", "arn:*:s3:::{}", "/*", "arn:*:s3:::acme/*"),
    ],
)  # fmt: skip
def test_texts(text: str, pattern: str, suffix: str, shown: str) -> None:
    """A name is one of the service's only; what stands behind an ARN stays behind it, once."""
    assert PLACES.named(text, pattern, suffix).shown == shown


def test_a_mail_address_does_as_its_domain() -> None:
    """Which of the two is verified is not in the code: either is enough."""
    place = PLACES.named("shop@example.com", "arn:*:ses:*:*:identity/{}")
    assert place.arns == ("arn:*:ses:*:*:identity/shop@example.com", "arn:*:ses:*:*:identity/example.com")


def test_a_queue_behind_its_url_keeps_region_and_account() -> None:
    """A queue of another account is not one of this."""
    found = PLACES.named("https://sqs.us-east-1.amazonaws.com/111111111111/far", "arn:*:sqs:*:*:{}")
    assert found.arn == "arn:*:sqs:us-east-1:111111111111:far"
    tokens = PLACES.named("https://sqs.${AWS::Region}.amazonaws.com/${AWS::AccountId}/far", "arn:*:sqs:*:*:{}")
    assert tokens.arn == "arn:*:sqs:*:*:far"


def test_all_of_a_set() -> None:
    """A value that is one of several, and a list of them, name each once; what is not told names nothing."""
    value = Choice((Known("orders"), Series((Known("far"), Known("orders")), open=True), values.Unknown("x")))
    assert [place.shown for place in PLACES.of(value, TABLE, WORK)] == ["Orders", "arn:*:dynamodb:*:*:table/far"]


def test_everywhere_is_not_told() -> None:
    """What stands for all of a type says so."""
    arn = "arn:*:dynamodb:*:*:table/*/index/*"
    assert everywhere(TABLE, "/index/*") == Place(arn, arn, told=False)


# -- texts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (Env("TABLE"), ("orders",)),
        (Env("HELD"), ("*-x",)),
        (Env("NONE", Known("far")), ("far",)),
        (Env("TABLE", Known("far")), ("orders",)),
        (Env("NONE"), ()),
        (Env("AWS_REGION"), ("${AWS::Region}",)),
        (Env("AWS_LAMBDA_FUNCTION_NAME"), ("${Work}",)),
        (Words((Known("a-"), Env("MODE"), Event("event"))), ("a-live*",)),
        (Words((Choice((Known("a"), Known("b"))), Known("-"), Env("MODE"))), ("a-live", "b-live")),
        (Member(Event("context"), "function_name"), ("${Work}",)),
        (Member(Event("event"), "function_name"), ()),
        (Known(None), ()),
        (Known(7), ("7",)),
    ],
)
def test_texts_of(value: values.Value, wanted: tuple[str, ...]) -> None:
    """Variables are filled in from the template, their defaults only where it has none; holes are stars."""
    assert texts_of(value, WORK) == wanted


def test_no_value_is_followed_to_endless_texts() -> None:
    """Ten parts of four options each would be a million texts."""
    part = Choice(tuple(Known(letter) for letter in "abcd"))
    assert len(texts_of(Words((part,) * 10), WORK)) == 64


ANY_TEXT = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from("arn:aws*${}/.@s3tphq-0?AWS\\"), max_size=60),
    st.builds("".join, st.lists(st.sampled_from(
        "arn: aws: s3 :: : / ${ } Orders Files.Arn ? * https:// s3:// {} @".split()
    ), max_size=12)),
)  # fmt: skip
ANY_PATTERN = st.one_of(
    ANY_TEXT,
    st.sampled_from(
        ["", TABLE, *"arn:*:s3:::{} arn:*:sqs:*:*:{} arn:*:kms:*:*:key/{} arn:*:ses:*:*:identity/{}".split()]
    ),
)  # fmt: skip


@given(ANY_TEXT, ANY_PATTERN, ANY_TEXT)
@example("arn:", "arn", "")
@example("arn:aws:s3:::${Files}/a/b", "arn:*:s3:::{}", "/*")
@example("https://", "arn:*:s3:::{}", "")
@example("${", "}", "${")
def test_any_text_names_some_place(text: str, pattern: str, suffix: str) -> None:
    """Whatever stands in code and template, a place comes of it: nothing raises, nothing hangs."""
    place = PLACES.named(text, pattern, suffix)
    assert isinstance(place.arn, str)
    assert place.node is None or place.node in NODES


@given(st.recursive(
    st.one_of(st.builds(Known, st.one_of(st.none(), st.integers(), ANY_TEXT)), st.builds(Env, st.sampled_from(
        ["TABLE", "MODE", "NONE", "AWS_REGION"])), st.just(Event("event")), st.just(values.Unknown("x"))),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3, unique=True).map(lambda found: Choice(tuple(found))),
        st.lists(inner, min_size=1, max_size=3).map(lambda found: Words(tuple(found))),
        st.lists(inner, max_size=3).map(lambda found: Series(tuple(found))),
    ), max_leaves=8), ANY_PATTERN)  # fmt: skip
def test_any_value_names_some_places(value: values.Value, pattern: str) -> None:
    """Values of any depth are read, and no place is named twice."""
    found = PLACES.of(value, pattern, WORK)
    assert len(found) == len(set(found))

"""The policy that gives a function what it needs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.graph.graph import AppGraph
from ennead.graph.needed.document import Writer
from ennead.graph.needed.held import Rights
from ennead.graph.needed.places import Places, everywhere
from ennead.iam.parse import parse_policy
from ennead.model.access import Key, Role
from ennead.model.app import Bucket, Dialect, Function, Node, Queue, Secret, StateMachine, Table, Topic
from ennead.model.need import EVERYTHING, Because, Need, Place

HERE = "${AWS::Region}:${AWS::AccountId}"
TABLE = "arn:*:dynamodb:*:*:table/{}"


def made(kind: type[Node], name: str, type_: str, arn: str | None, **more: Any) -> Node:
    """A resource of the template that CloudFormation names."""
    return kind(id=f"{kind.KIND}/{name}", name=f"${{{name}}}", logical_id=name, type=type_, arn=arn, **more)


WORK = Function(
    id="function/Work",
    name="${Work}",
    logical_id="Work",
    type="AWS::Serverless::Function",
    arn=f"arn:aws:lambda:{HERE}:function:${{Work}}",
)
NODES: dict[str, Node] = {
    node.id: node
    for node in (
        WORK,
        made(Table, "Orders", "AWS::DynamoDB::Table", f"arn:aws:dynamodb:{HERE}:table/${{Orders}}"),
        made(Bucket, "Files", "AWS::S3::Bucket", "arn:aws:s3:::${Files}"),
        made(Queue, "Jobs", "AWS::SQS::Queue", f"arn:aws:sqs:{HERE}:${{Jobs}}"),
        made(Topic, "News", "AWS::SNS::Topic", f"arn:aws:sns:{HERE}:${{News}}"),
        made(Key, "Seal", "AWS::KMS::Key", f"arn:aws:kms:{HERE}:key/${{Seal}}"),
        made(Secret, "Word", "AWS::SecretsManager::Secret", f"arn:aws:secretsmanager:{HERE}:secret:${{Word}}-??????"),
        made(StateMachine, "Flow", "AWS::StepFunctions::StateMachine", f"arn:aws:states:{HERE}:stateMachine:${{Flow}}"),
        made(Function, "Other", "AWS::Lambda::Function", f"arn:aws:lambda:{HERE}:function:${{Other}}"),
    )
}  # fmt: skip
GRAPH = AppGraph("shop", NODES)
PLACES = Places(GRAPH)


def place(name: str, suffix: str = "") -> Place:
    """One of the resources above."""
    (node,) = (one for one in NODES.values() if one.logical_id == name)
    return PLACES.place(node, node.arn or "", suffix)


def need(action: str, *places: Place, to: str | None = None) -> Need:
    """A need of the code."""
    return Need(action, places, Because.CODE, passed_to=to)


def resource(one: Place, function: Function = WORK, graph: AppGraph = GRAPH) -> Any:
    """How a place is written."""
    return Writer(function, graph).resource(one)


# -- resources ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (place("Orders"), {"Fn::GetAtt": ["Orders", "Arn"]}),
        (place("Orders", "/index/by-day"), {"Fn::Sub": "${Orders.Arn}/index/by-day"}),
        (place("Files", "/*"), {"Fn::Sub": "${Files.Arn}/*"}),
        (place("Jobs"), {"Fn::GetAtt": ["Jobs", "Arn"]}),
        (place("News"), {"Ref": "News"}),
        (place("Word"), {"Ref": "Word"}),
        (place("Flow"), {"Ref": "Flow"}),
        (place("Seal"), {"Fn::GetAtt": ["Seal", "Arn"]}),
        (place("Other", ":live"), {"Fn::Sub": "${Other.Arn}:live"}),
        (EVERYTHING, "*"),
        (PLACES.named("acme", "arn:*:s3:::{}", "/*"), {"Fn::Sub": "arn:${AWS::Partition}:s3:::acme/*"}),
        (
            PLACES.named("far", TABLE),
            {"Fn::Sub": "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/far"},
        ),
        (
            PLACES.named("https://sqs.us-east-1.amazonaws.com/111111111111/far", "arn:*:sqs:*:*:{}"),
            {"Fn::Sub": "arn:${AWS::Partition}:sqs:us-east-1:111111111111:far"},
        ),
        (
            PLACES.named("${?Name}-x", TABLE),
            {"Fn::Sub": "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Name}-x"},
        ),
        (
            PLACES.named("some.model", "arn:*:bedrock:*::foundation-model/{}"),
            {"Fn::Sub": "arn:${AWS::Partition}:bedrock:*::foundation-model/some.model"},
        ),
        (
            everywhere("arn:*:iam::*:role/{}"),
            {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*"},
        ),
    ],
    ids=lambda value: value.shown if isinstance(value, Place) else "",
)  # fmt: skip
def test_resources(one: Place, wanted: Any) -> None:
    """Own resources by reference, others by an ARN of this partition, region and account; a model in any region, since
    a profile asks it where it likes."""
    assert resource(one) == wanted


@pytest.mark.parametrize(
    ("type_", "pattern", "suffix", "wanted"),
    [
        ("AWS::MSK::Cluster", "arn:*:kafka:*:*:cluster/{}", "/*", {"Ref": "It"}),
        ("AWS::AmazonMQ::Broker", "arn:*:mq:*:*:broker:{}:*", "", {"Fn::GetAtt": ["It", "Arn"]}),
        ("AWS::SageMaker::Endpoint", "arn:*:sagemaker:*:*:endpoint/{}", "", {"Ref": "It"}),
        ("AWS::Bedrock::Guardrail", "arn:*:bedrock:*:*:guardrail/{}", "", {"Fn::GetAtt": ["It", "GuardrailArn"]}),
        ("AWS::StepFunctions::Activity", "arn:*:states:*:*:activity:{}", "", {"Ref": "It"}),
        (
            "AWS::Rekognition::Collection", "arn:*:rekognition:*:*:collection/{}", "",
            {"Fn::Sub": "arn:${AWS::Partition}:rekognition:${AWS::Region}:${AWS::AccountId}:collection/${It}"},
        ),
    ],
)  # fmt: skip
def test_resources_whose_reference_is_their_arn(type_: str, pattern: str, suffix: str, wanted: Any) -> None:
    """An ARN with an ARN in it would allow nothing."""
    node = made(Node, "It", type_, None)
    graph = AppGraph("shop", {node.id: node, WORK.id: WORK})
    assert resource(Places(graph).place(node, pattern, suffix), graph=graph) == wanted


def test_a_parameter_begins_with_one_slash() -> None:
    """Its name has the slash, or not."""
    for name, wanted in (("/shop/x", "parameter${Setting}"), ("${Setting}", "parameter/${Setting}")):
        node = Node(
            id="parameter/Setting",
            name=name,
            logical_id="Setting",
            type="AWS::SSM::Parameter",
            arn=f"arn:aws:ssm:{HERE}:parameter/{name.lstrip('/')}",
        )
        graph = AppGraph("shop", {node.id: node})
        written = resource(Places(graph).place(node, "arn:*:ssm:*:*:parameter/{}"), graph=graph)
        assert written["Fn::Sub"].rpartition(":")[2] == wanted


def test_a_role_does_not_refer_to_its_own_function() -> None:
    """The function is made after its role: a reference back would be a circle, which CloudFormation refuses."""
    own = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-Work-*"
    assert resource(PLACES.place(WORK, "arn:*:lambda:*:*:function:{}")) == {"Fn::Sub": own}
    log = PLACES.named("/aws/lambda/${Work}", "arn:*:logs:*:*:log-group:{}", ":*")
    assert resource(log) == {
        "Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/*:*"
    }


def test_what_another_template_declares_is_not_referred_to() -> None:
    """A nested stack does not know the names of its parent, nor the parent those of the nested one."""
    inner = Function(
        id="function/Child.Inner", name="${Child.Inner}", logical_id="Child.Inner", arn="arn:aws:lambda:::x"
    )
    table = made(Table, "Child.Mine", "AWS::DynamoDB::Table", f"arn:aws:dynamodb:{HERE}:table/${{Child.Mine}}")
    graph = AppGraph("shop", {**NODES, inner.id: inner, table.id: table})
    places = Places(graph)
    star = {"Fn::Sub": "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*"}
    assert resource(place("Orders"), inner, graph) == star
    assert resource(places.place(table, TABLE), WORK, graph) == star
    assert resource(places.place(table, TABLE), inner, graph) == {"Fn::GetAtt": ["Mine", "Arn"]}


def test_terraform() -> None:
    """Expressions of Terraform; what no expression names is a star."""
    table = Table(
        id="table/aws_dynamodb_table.orders",
        name="orders",
        logical_id="aws_dynamodb_table.orders",
        arn=f"arn:aws:dynamodb:{HERE}:table/orders",
        dialect=Dialect.TERRAFORM,
    )
    work = Function(id="function/aws_lambda_function.work", name="work", dialect=Dialect.TERRAFORM)
    graph = AppGraph("shop", {table.id: table, work.id: work})
    places = Places(graph)
    assert resource(places.place(table, TABLE), work, graph) == "${aws_dynamodb_table.orders.arn}"
    assert resource(places.place(table, TABLE, "/index/x"), work, graph) == "${aws_dynamodb_table.orders.arn}/index/x"
    assert resource(places.named("${var.name}", "arn:*:s3:::{}", "/*"), work, graph) == "arn:*:s3:::*/*"


# -- statements ---------------------------------------------------------------------------------


def test_statements_with_the_same_resources_are_one() -> None:
    """Actions are in order, a single one stands alone; so does a single resource."""
    needs = [
        need("dynamodb:PutItem", place("Orders")),
        need("dynamodb:GetItem", place("Orders")),
        need("s3:ListAllMyBuckets", EVERYTHING),
    ]
    assert Writer(WORK, GRAPH).document(needs) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:PutItem"],
                "Resource": {"Fn::GetAtt": ["Orders", "Arn"]},
            },
            {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"},
        ],
    }  # fmt: skip


def test_a_role_is_handed_only_to_its_service() -> None:
    """`iam:PassRole` has its condition, and is a statement of its own for each service."""
    role = PLACES.named("arn:aws:iam::111111111111:role/r", "arn:*:iam::*:role/{}")
    needs = [
        need("iam:PassRole", role, to="lambda.amazonaws.com"),
        need("iam:PassRole", role, to="states.amazonaws.com"),
        need("iam:GetRole", role),
    ]
    conditions = [one.get("Condition") for one in Writer(WORK, GRAPH).statements(needs)]
    assert conditions == [
        None,
        {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
        {"StringEquals": {"iam:PassedToService": "states.amazonaws.com"}},
    ]


def test_all_covers_each() -> None:
    """An action that is needed on everything does not list what it is needed on besides."""
    (one,) = Writer(WORK, GRAPH).statements([need("sqs:SendMessage", place("Jobs"), EVERYTHING)])
    assert one["Resource"] == "*"


def test_both_that_do_are_written() -> None:
    """Which of address and domain is verified is not known: both are allowed."""
    mail = PLACES.named("shop@example.com", "arn:*:ses:*:*:identity/{}")
    (one,) = Writer(WORK, GRAPH).statements([need("ses:SendEmail", mail)])
    assert [text["Fn::Sub"].rpartition("/")[2] for text in one["Resource"]] == ["shop@example.com", "example.com"]


def test_nothing_needed() -> None:
    """No needs are no statements."""
    assert Writer(WORK, GRAPH).document([]) == {"Version": "2012-10-17", "Statement": []}


# -- the written policy allows what is needed ---------------------------------------------------

OWN = ("Orders", "Files", "Jobs", "News", "Seal", "Word", "Flow", "Other")
ANY_PLACE = st.one_of(
    st.just(EVERYTHING),
    st.builds(place, st.sampled_from(OWN), st.sampled_from(["", "/*", "/index/by-day", ":live"])),
    st.builds(
        PLACES.named,
        st.sampled_from(["far", "far-*", "${Name}", "arn:aws:x:eu-west-1:111111111111:y/z", "${Orders}-old", "a@b.c"]),
        st.sampled_from(["arn:*:s3:::{}", TABLE, "arn:*:ses:*:*:identity/{}"]),
        st.sampled_from(["", "/*"]),
    ),
    st.builds(everywhere, st.sampled_from(["arn:*:s3:::{}", "arn:*:sqs:*:*:{}"]), st.sampled_from(["", "/*"])),
)  # fmt: skip
ANY_NEED = st.builds(
    lambda action, places: need(action, *places),
    st.sampled_from("s3:GetObject s3:PutObject sqs:SendMessage dynamodb:GetItem ses:SendEmail".split()),
    st.lists(ANY_PLACE, min_size=1, max_size=4, unique=True),
)


def resolved(value: Any) -> Any:
    """A written value as deployment would have it, in the words of the graph."""
    if isinstance(value, list):
        return [resolved(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        return arn_of(value["Ref"])
    if "Fn::GetAtt" in value:
        return arn_of(value["Fn::GetAtt"][0])
    if "Fn::Sub" in value:
        text = re.sub(r"\$\{(\w+)\.Arn\}", lambda found: arn_of(found[1]), value["Fn::Sub"])
        text = re.sub(r"\$\{(News|Word|Flow)\}", lambda found: arn_of(found[1]), text)
        return text.replace("${AWS::Partition}", "aws")
    return {key: resolved(one) for key, one in value.items()}


def arn_of(name: str) -> str:
    """The ARN of one of the resources above."""
    return next(node.arn or "" for node in NODES.values() if node.logical_id == name)


@given(st.lists(ANY_NEED, min_size=1, max_size=6))
def test_every_need_is_allowed(needs: list[Need]) -> None:
    """What is written allows every action on every place; both of two that do as well."""
    written = resolved(Writer(WORK, GRAPH).document(needs))
    rights = Rights(Role(id="role/WorkRole", name="r"), parse_policy(written), GRAPH)
    lacking = [(one.action, where.arn) for one in needs for where in one.places if not rights.covers(one.action, where)]
    assert lacking == []


@given(st.lists(ANY_NEED, min_size=1, max_size=6))
def test_no_more_actions_than_needed(needs: list[Need]) -> None:
    """Nothing is allowed that is not needed, and no statement says what another does."""
    statements = Writer(WORK, GRAPH).statements(needs)
    actions = [
        action
        for one in statements
        for action in ([one["Action"]] if isinstance(one["Action"], str) else one["Action"])
    ]
    assert set(actions) == {one.action for one in needs}
    assert len(actions) == len(set(actions))
    assert statements == Writer(WORK, GRAPH).statements(reversed(needs))

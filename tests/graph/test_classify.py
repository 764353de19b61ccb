"""Which data a store holds, and why: each sort of evidence, and what none of them may do."""

# ruff: noqa: E501  (templates)

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ennead.graph.data.tags import OTHER_NAMES, OURS, THEIRS
from ennead.graph.data.words import NEUTRAL, WORDS, told_by
from ennead.graph.derive import derive
from ennead.graph.graph import AppGraph
from ennead.graph.merge import merge
from ennead.model.data import DataClass, Declared, Evidence
from ennead.sources.text import fragment_of

PAGE = (Path(__file__).parents[2] / "docs" / "data-classes.md").read_text(encoding="utf-8")
SAM = "Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {Runtime: python3.12, Handler: a.b, CodeUri: .}}\n"

Reasons = dict[str, set[tuple[str, str]]]


def graph_of(resources: str, *declared: Declared) -> AppGraph:
    """The graph of some resources, in flow style, one a line."""
    lines = "".join(f"  {line}\n" for line in resources.strip().splitlines())
    return derive(merge("app", [fragment_of(f"{SAM}Resources:\n{lines}")]), declared)


def known(graph: AppGraph, node_id: str) -> set[tuple[str, str]]:
    """(class, sort of evidence) of a store."""
    return {(one.data_class.value, one.by.value) for one in graph.nodes[node_id].data_classes}


def classes(graph: AppGraph, node_id: str) -> set[str]:
    """The classes of a store."""
    return {one.data_class.value for one in graph.nodes[node_id].data_classes}


# -- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("OrdersTable", {"personal", "financial"}),
        ("orders-table", {"personal", "financial"}),
        ("SHOP_ORDERS_DB", {"personal", "financial"}),
        ("userstable", {"personal"}),
        ("CustomerAddresses", {"personal"}),
        ("PatientDiagnoses", {"personal", "health"}),
        ("AWSGpsTracks", {"location"}),
        ("dbPassword2", {"credentials"}),
        ("is_admin", {"authorization"}),
        ("product-images", {"business", "user_content"}),
        ("AuditTrail", {"internal"}),
        ("taskToken", {"internal"}),
        ("OAuthGrants", {"credentials"}),
        ("Categories", set()),
        ("RecorderStatus", set()),
        ("reordering", set()),
        ("UserPoolId", set()),
        ("SecretsManagerEndpoint", set()),
        ("documentdb", set()),
        ("${AWS::AccountId}-${Customer}-things", set()),
        ("${Customer}-orders-${AWS::Region}", {"personal", "financial"}),
        ("public-website", set()),
        ("", set()),
        ("42", set()),
    ],
)
def test_words_of_names(name: str, wanted: set[str]) -> None:
    """Names are split at capitals, digits and signs; tokens and parts of other words tell nothing."""
    assert {data_class.value for data_class, _ in told_by(name)} == wanted


def test_every_word_of_the_table_is_found() -> None:
    """Each word and phrase of a class speaks of that class when it stands alone, in capitals and in the plural."""
    missing = [
        (data_class, word)
        for data_class, text in WORDS.items()
        for word in (" ".join(one.split()) for one in text.split(","))
        for shape in (word, word.replace(" ", "_").upper(), word.title().replace(" ", ""))
        if data_class not in dict(told_by(shape))
    ]
    assert missing == []


# -- evidence -----------------------------------------------------------------------------------


def test_what_nothing_is_known_of_is_unknown() -> None:
    """A store without any evidence has the class unknown, with a reason, and no other."""
    graph = graph_of("B: {Type: AWS::S3::Bucket}")
    assert known(graph, "bucket/B") == {("unknown", "nothing")}
    assert graph.nodes["bucket/B"].data_classes[0].reason.startswith("Nothing tells")


@pytest.mark.parametrize(
    ("resource", "node_id", "wanted"),
    [
        ("T: {Type: AWS::DynamoDB::Table, Properties: {AttributeDefinitions: [{AttributeName: pk, AttributeType: S}, {AttributeName: patientId, AttributeType: S}]}}", "table/T", {("health", "schema"), ("personal", "schema")}),
        ("T: {Type: AWS::DynamoDB::Table, Properties: {TableName: invoices}}", "table/T", {("financial", "name"), ("personal", "name")}),
        ("Photos: {Type: AWS::S3::Bucket}", "bucket/Photos", {("user_content", "name")}),
        ("P: {Type: AWS::Cognito::UserPool, Properties: {Schema: [{Name: is_admin, AttributeDataType: String}]}}", "user_pool/P", {("credentials", "type"), ("personal", "type"), ("authorization", "schema")}),
        ("PaymentKey: {Type: AWS::SecretsManager::Secret}", "secret/PaymentKey", {("credentials", "type")}),
        ("L: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/lambda/payments}}", "log_group/L", {("internal", "type")}),
        ("OrdersTableName: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: x}}", "parameter/OrdersTableName", {("internal", "type")}),
        ("DbPassword: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: x}}", "parameter/DbPassword", {("internal", "type"), ("credentials", "name")}),
        ("W: {Type: AWS::S3::Bucket, Properties: {WebsiteConfiguration: {IndexDocument: i.html}}}", "bucket/W", {("public", "type")}),
        ("PublicWebsiteBucket: {Type: AWS::S3::Bucket}", "bucket/PublicWebsiteBucket", {("unknown", "nothing")}),
        ("OrdersBus: {Type: AWS::Events::EventBus, Properties: {Name: b}}", "bus/OrdersBus", {("personal", "name"), ("financial", "name")}),
    ],
    ids=lambda value: value.split(":")[0] if isinstance(value, str) else "",
)  # fmt: skip
def test_evidence_of_its_own(resource: str, node_id: str, wanted: set[tuple[str, str]]) -> None:
    """Attributes, names and kind of a store say what it holds; names of secrets, logs and parameters do not."""
    assert known(graph_of(resource), node_id) == wanted


def test_a_variable_tells() -> None:
    """The variable by which a function knows a store says what is in it; a setting that is none does not."""
    graph = graph_of(
        """
T: {Type: AWS::DynamoDB::Table}
F: {Type: AWS::Serverless::Function, Properties: {Environment: {Variables: {CUSTOMERS: !Ref T}}}}
"""
    )
    (one,) = graph.nodes["table/T"].data_classes
    assert (one.data_class, one.by, one.reason) == (DataClass.PERSONAL, Evidence.VARIABLE, "F calls it CUSTOMERS")
    assert one.at is not None
    assert one.at.line


TAGGED = [
    ("[{Key: 'ennead:data', Value: 'personal, financial'}]", {("personal", "tag"), ("financial", "tag")}),
    ("[{Key: 'ennead:data', Value: 'health+location'}]", {("health", "tag"), ("location", "tag")}),
    ("[{Key: data-classification, Value: PII}]", {("personal", "tag")}),
    ("[{Key: DataClassification, Value: User Content}]", {("user_content", "tag")}),
    ("[{Key: DataClassification, Value: Public}]", {("public", "tag")}),
    ("[{Key: DataClassification, Value: Highly Confidential}]", {("unknown", "nothing")}),
    ("[{Key: 'ennead:data', Value: persnal}]", {("unknown", "tag")}),
    ("[{Key: owner, Value: personal}]", {("unknown", "nothing")}),
    ("[{Key: DataClassification, Value: [a]}]", {("unknown", "nothing")}),
]  # fmt: skip


@pytest.mark.parametrize(("tags", "wanted"), TAGGED, ids=[row[0] for row in TAGGED])
def test_a_tag_tells(tags: str, wanted: set[tuple[str, str]]) -> None:
    """A tag names classes, ours by several names; a word that is no class is unknown and says so."""
    assert known(graph_of(f"B: {{Type: AWS::S3::Bucket, Properties: {{Tags: {tags}}}}}"), "bucket/B") == wanted


def test_tags_come_as_a_mapping_too() -> None:
    """User pools and parameters take tags as a mapping."""
    graph = graph_of(
        """
P: {Type: AWS::Cognito::UserPool, Properties: {UserPoolTags: {"ennead:data": health}}}
V: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: x, Tags: {"ennead:data": business}}}
"""
    )
    assert ("health", "tag") in known(graph, "user_pool/P")
    assert ("business", "tag") in known(graph, "parameter/V")


def test_a_tag_adds() -> None:
    """A tag never takes away what a name says: a payments bucket tagged public is both."""
    graph = graph_of("Payments: {Type: AWS::S3::Bucket, Properties: {Tags: [{Key: 'ennead:data', Value: public}]}}")
    assert known(graph, "bucket/Payments") == {("financial", "name"), ("public", "tag")}


# -- neighbours ---------------------------------------------------------------------------------

USER = "{Type: AWS::Serverless::Function, Properties: {Policies: [{Statement: [{Effect: Allow, Action: 'dynamodb:*', Resource: %s}]}]%s}}"


def test_the_name_of_a_user_tells() -> None:
    """Where a store says nothing of itself, the functions that are granted it by name do, and the routes to them."""
    route = ", Events: {E: {Type: HttpApi, Properties: {Path: /patients, Method: get}}}"
    graph = graph_of(f"T: {{Type: AWS::DynamoDB::Table}}\nCreateInvoice: {USER % ('!GetAtt T.Arn', route)}")
    assert known(graph, "table/T") == {
        ("financial", "neighbour"),
        ("personal", "neighbour"),
        ("health", "neighbour"),
    }
    reasons = {one.reason for one in graph.nodes["table/T"].data_classes}
    assert 'CreateInvoice, which may use it, says "invoice"' in reasons
    assert 'GET /patients, behind which CreateInvoice may use it, says "patient"' in reasons


def test_a_wildcard_says_nothing_of_what_it_hits() -> None:
    """A grant over all tables tells nothing about one of them."""
    graph = graph_of(f"T: {{Type: AWS::DynamoDB::Table}}\nCreateInvoice: {USER % (repr('*'), '')}")
    assert known(graph, "table/T") == {("unknown", "nothing")}


def test_neighbours_are_not_asked_where_the_store_speaks() -> None:
    """A product table that the order function reads stays a product table."""
    graph = graph_of(f"Products: {{Type: AWS::DynamoDB::Table}}\nPlaceOrder: {USER % ('!GetAtt Products.Arn', '')}")
    assert known(graph, "table/Products") == {("business", "name")}


def test_who_handles_it_is_a_neighbour() -> None:
    """The function that a queue starts says what is in its messages; who may call says nothing."""
    event = "Events: {{Q: {{Type: SQS, Properties: {{Queue: !GetAtt {0}.Arn}}}}}}"
    graph = graph_of(
        f"""
Q: {{Type: AWS::SQS::Queue}}
R: {{Type: AWS::SQS::Queue}}
SendEmails: {{Type: AWS::Serverless::Function, Properties: {{{event.format("Q")}}}}}
AdminAudit: {{Type: AWS::Serverless::Function, Properties: {{{event.format("R")}}}}}
"""
    )
    assert known(graph, "queue/Q") == {("personal", "neighbour")}
    assert known(graph, "queue/R") == {("unknown", "nothing")}


def test_what_is_handed_on() -> None:
    """What a topic sends to a queue, and a queue to its dead-letter queue, is there too; `public` does not travel."""
    graph = graph_of(
        """
Payments: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: sqs, Endpoint: !GetAtt Q.Arn}], Tags: [{Key: 'ennead:data', Value: public}]}}
Q: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt D.Arn, maxReceiveCount: 3}}}
D: {Type: AWS::SQS::Queue}
"""
    )
    assert known(graph, "queue/Q") == {("financial", "handed_on")}
    assert known(graph, "queue/D") == {("financial", "handed_on")}
    assert graph.nodes["queue/D"].data_classes[0].reason == "Q hands on to it"


def test_queues_that_hand_on_in_a_ring() -> None:
    """A ring of queues ends, and each has the reason nearest to where the class comes from."""
    graph = graph_of(
        """
Payments: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt B.Arn, maxReceiveCount: 3}}}
B: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt C.Arn, maxReceiveCount: 3}}}
C: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt B.Arn, maxReceiveCount: 3}}}
"""
    )
    assert [one.reason for one in graph.nodes["queue/B"].data_classes] == ["Payments hands on to it"]
    assert [one.reason for one in graph.nodes["queue/C"].data_classes] == ["B hands on to it"]


@pytest.mark.parametrize("name", ["Payments", "bucket/Payments"])
def test_what_is_declared_is_all_there_is(name: str) -> None:
    """A declaration replaces what was found, by either name of the store."""
    declared = Declared(name, (DataClass.BUSINESS,), source="pyproject.toml")
    graph = graph_of("Payments: {Type: AWS::S3::Bucket}", declared)
    (one,) = graph.nodes["bucket/Payments"].data_classes
    assert (one.data_class, one.by, one.reason) == (DataClass.BUSINESS, Evidence.DECLARED, "pyproject.toml says so")


def test_what_is_declared_of_a_queue_is_handed_on() -> None:
    """A declaration travels as everything else does, and nothing travels over one."""
    graph = graph_of(
        """
Q: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt D.Arn, maxReceiveCount: 3}}}
D: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt E.Arn, maxReceiveCount: 3}}}
E: {Type: AWS::SQS::Queue}
""",
        Declared("Q", (DataClass.HEALTH,)),
        Declared("E", (DataClass.INTERNAL,)),
    )
    assert classes(graph, "queue/D") == {"health"}
    assert classes(graph, "queue/E") == {"internal"}


def test_one_reason_of_each_sort() -> None:
    """Ten functions that call a table by telling names are one reason for its class."""
    functions = "\n".join(
        f"F{n}: {{Type: AWS::Serverless::Function, Properties: {{Environment: {{Variables: {{ORDERS_{n}: !Ref T}}}}}}}}"
        for n in range(10)
    )
    graph = graph_of(f"T: {{Type: AWS::DynamoDB::Table}}\n{functions}")
    assert [(one.data_class, one.reason) for one in graph.nodes["table/T"].data_classes] == [
        (DataClass.PERSONAL, "F0 calls it ORDERS_0"),
        (DataClass.FINANCIAL, "F0 calls it ORDERS_0"),
    ]


# -- the page -----------------------------------------------------------------------------------


def test_the_page_shows_the_words() -> None:
    """docs/data-classes.md lists every class, and the words of each that has some."""
    table = dict(re.findall(r"^\| `([a-z_]+)` \| [^|]+ \| ([^|]+) \|$", PAGE.partition("## Reasons")[0], re.MULTILINE))
    assert list(table) == [one.value for one in DataClass]
    for data_class, text in WORDS.items():
        assert table[data_class.value].split(", ") == [" ".join(one.split()) for one in text.split(",")]


def test_the_page_shows_what_is_neutral() -> None:
    """The phrases that tell nothing stand on the page."""
    told = re.search(r"words that belong together are taken together: (.+) tell nothing", PAGE)
    assert told is not None
    assert re.findall(r"\*([^*]+)\*", told[1]) == [" ".join(one.split()) for one in NEUTRAL.split(",")]


def test_the_page_shows_the_evidence_in_order() -> None:
    """Each sort of evidence stands on the page, the strongest first."""
    part = PAGE.partition("## Reasons")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([a-z_]+)` \|", part, re.MULTILINE)[1:] == [one.value for one in Evidence]


def test_the_page_shows_the_tags() -> None:
    """The tags that are read, and other names of classes, stand on the page."""
    part = PAGE.partition("As tags of the resource")[2]
    shown = {word.lower() for word in re.findall(r"`([^`]+)`", part)}
    assert {OURS, *THEIRS} <= shown
    assert dict(re.findall(r"`([a-z]+)` \(([a-z_]+)\)", part)) == {
        word: data_class.value for word, data_class in OTHER_NAMES.items()
    }

"""What `own-key` finds under a rule, and that it says nothing without one."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.data import DataClass
from ennead.model.finding import Finding, Fix, NoFix, Outcome, Unassessed
from ennead.model.rules import KEYED, NO_RULES, OwnKey, Rules
from ennead.practices.p1_map.own_key import own_key
from ennead.sources.text import fragment_of

PERSONAL = OwnKey(classes=(DataClass.PERSONAL,))
HEAD = "Parameters: {KeyId: {Type: String}}\nResources:\n"


def said(text: str, rule: OwnKey | None = PERSONAL) -> list[Outcome]:
    """What the check says about resources, under a rule."""
    graph = derive(merge("app", [fragment_of(HEAD + text)]))
    return list(assess(graph, [own_key], Rules(own_key=rule) if rule else NO_RULES))


def store(name: str, kind: str, properties: str = "") -> str:
    """A resource."""
    return f"  {name}: {{Type: {kind}, Properties: {{{properties}}}}}\n"


TABLE = store("UsersTable", "AWS::DynamoDB::Table")


def test_no_rule_says_nothing() -> None:
    """Without a rule nothing is found and nothing is unassessed."""
    assert said(TABLE, None) == []


def test_a_store_of_the_class() -> None:
    """A store that holds what the rule names is found; the message says which rule."""
    (found,) = said(TABLE)
    assert isinstance(found, Finding)
    assert (found.resource, found.message) == (
        "UsersTable", "UsersTable has no key of your own, and your rule asks for one where data is personal",
    )  # fmt: skip


def test_a_store_of_another_class() -> None:
    """A store that holds something else is left alone."""
    assert said(store("ProductsTable", "AWS::DynamoDB::Table")) == []


def test_stores_of_one_kind_are_one_finding() -> None:
    """Two tables are one decision, a bucket another."""
    text = TABLE + store("CustomersTable", "AWS::DynamoDB::Table") + store("UserFiles", "AWS::S3::Bucket")
    found = [one for one in said(text) if isinstance(one, Finding)]
    assert [one.message.partition(" no key")[0] for one in found] == ["UserFiles has", "2 tables have"]
    assert [each.message for each in found[1].related] == ["UsersTable", "CustomersTable"]
    assert set(found[1].about) == {"table/UsersTable", "table/CustomersTable"}


KEYS = {
    "AWS::S3::Bucket": "BucketEncryption: {ServerSideEncryptionConfiguration: "
    "[{ServerSideEncryptionByDefault: {SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY}}]}",
    "AWS::DynamoDB::Table": "SSESpecification: {SSEEnabled: true, KMSMasterKeyId: KEY}",
    "AWS::DynamoDB::GlobalTable": "Replicas: [{Region: eu-west-1, SSESpecification: {KMSMasterKeyId: KEY}}]",
    "AWS::SQS::Queue": "KmsMasterKeyId: KEY",
    "AWS::SNS::Topic": "KmsMasterKeyId: KEY",
    "AWS::Kinesis::Stream": "StreamEncryption: {EncryptionType: KMS, KeyId: KEY}",
    "AWS::KinesisFirehose::DeliveryStream": "DeliveryStreamEncryptionConfigurationInput: {KeyARN: KEY}",
    "AWS::SecretsManager::Secret": "KmsKeyId: KEY",
    "AWS::Logs::LogGroup": "KmsKeyId: KEY",
    "AWS::Events::EventBus": "Name: bus, KmsKeyIdentifier: KEY",
    "AWS::RDS::DBCluster": "Engine: aurora, KmsKeyId: KEY",
    "AWS::OpenSearchService::Domain": "EncryptionAtRestOptions: {Enabled: true, KmsKeyId: KEY}",
}


@pytest.mark.parametrize("kind", KEYS)
def test_every_kind_names_its_key(kind: str) -> None:
    """A key of one's own is enough, one of AWS is not, one without a value could not be told."""
    rule = OwnKey(stores=("Thing",))

    def outcome(key: str) -> list[type]:
        return [type(one) for one in said(store("Thing", kind, KEYS[kind].replace("KEY", key)), rule)]

    assert outcome("alias/shop") == []
    assert outcome("alias/aws/service") == [Finding]
    assert outcome("!Ref KeyId") == [Unassessed]


def test_a_parameter_cannot_have_one() -> None:
    """CloudFormation gives a parameter no key: the finding says what to do instead."""
    (found,) = said(store("Limit", "AWS::SSM::Parameter", "Type: String, Value: x"), OwnKey(kinds=("parameter",)))
    assert isinstance(found, Finding)
    assert isinstance(found.fix, NoFix)


def test_what_nothing_tells_could_not_be_told() -> None:
    """Nothing tells what it holds: whether the rule speaks of it could not be told, unless it has a key."""
    (one,) = said(store("Thing", "AWS::S3::Bucket"))
    assert isinstance(one, Unassessed)
    assert said(store("Thing", "AWS::S3::Bucket", KEYS["AWS::S3::Bucket"].replace("KEY", "alias/shop"))) == []


def test_kinds_and_classes_together() -> None:
    """Both have to fit; kinds alone ask for all of that kind; a store that is named always counts."""
    text = TABLE + store("UserFiles", "AWS::S3::Bucket") + store("ProductsTable", "AWS::DynamoDB::Table")
    buckets = OwnKey(classes=(DataClass.PERSONAL,), kinds=("bucket",))
    assert [one.resource for one in said(text, buckets)] == ["UserFiles"]
    assert len(said(text, OwnKey(kinds=("table",)))) == 1
    assert [one.resource for one in said(text, OwnKey(stores=("table/ProductsTable",)))] == ["ProductsTable"]


def test_every_kind_has_its_fix() -> None:
    """Each kind that a rule may ask for is found with a fix that names a key; only a parameter has none."""
    fixed: set[str] = set()
    for kind in KEYS:
        for one in said(store("Thing", kind), OwnKey(stores=("Thing",))):
            assert isinstance(one, Finding)
            assert isinstance(one.fix, Fix)
            assert "Key" in (one.fix.edit or "")
            fixed |= {node_id.partition("/")[0] for node_id in one.about}
    assert fixed == set(KEYED) - {"parameter"}

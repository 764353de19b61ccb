"""Applications of one scan joined by what one hands to another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ennead.graph.derive import derive
from ennead.graph.graph import AppGraph
from ennead.graph.merge import merge
from ennead.model.app import Bucket, Edge, EdgeKind, Function, Gap, Grant, Queue, Table, Trigger
from ennead.model.data import DataClass
from ennead.report.graph.document import document
from ennead.sources.joined import _fits
from ennead.sources.read import AppReading, Options, Sources, open_path
from tests.sources.cdk import assemblies
from tests.sources.reading import write

SHOP = """\
Parameters: {Stage: {Type: String, Default: prod}}
Resources:
  CustomerTable:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: email, AttributeType: S}]
      StreamSpecification: {StreamViewType: NEW_IMAGE}
  Jobs: {Type: AWS::SQS::Queue}
  Place:
    Type: AWS::SSM::Parameter
    Properties: {Name: /shop/table, Type: String, Value: !Ref CustomerTable}
Outputs:
  Table: {Value: !Ref CustomerTable, Export: {Name: shop-customers}}
  TableArn: {Value: !GetAtt CustomerTable.Arn, Export: {Name: !Sub 'shop-${Stage}-customers-arn'}}
  Stream: {Value: !GetAtt CustomerTable.StreamArn, Export: {Name: shop-stream}}
  JobsArn: {Value: !GetAtt Jobs.Arn, Export: {Name: !Sub '${AWS::StackName}-JobsArn'}}
"""
HEAD = "Transform: AWS::Serverless-2016-10-31\n"


def function(properties: str, head: str = HEAD, name: str = "Fn") -> str:
    """A template with one function."""
    return (
        f"{head}Resources:\n  {name}:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        f"      Handler: a.b\n      Runtime: python3.13\n      InlineCode: x\n{properties}"
    )


def graphs(folder: Path, files: Mapping[str, str], options: Options | None = None) -> dict[str, AppGraph]:
    """The graph of every application, by name."""
    found = {}
    for reading in open_path(write(folder, files), options or Options()).apps():
        assert isinstance(reading, AppReading), reading
        (fragment,) = reading.fragments.values()
        found[reading.name] = derive(merge(reading.name, [fragment]))
    return found


def imports(graph: AppGraph) -> list[Gap]:
    """Gaps of values that come from elsewhere."""
    return [gap for gap in graph.gaps if gap.klass in {"import", "dynamic-reference", "parameter", "variable"}]


def variable(graph: AppGraph, via: str) -> Edge:
    """The edge of the function's one variable."""
    (edge,) = (one for one in graph.edges if one.kind is EdgeKind.REFERENCES and getattr(one, "via", "") == via)
    return edge


def test_an_import_leads_to_the_other_applications_table(tmp_path: Path) -> None:
    """The node is the other's own: its facts, its data classes, its id in the document; nothing is a gap."""
    orders = function(
        "      Environment: {Variables: {TABLE: !ImportValue shop-customers}}\n"
        "      Policies: [{Statement: [{Effect: Allow, Action: 'dynamodb:PutItem',"
        " Resource: !ImportValue shop-prod-customers-arn}]}]\n"
        "      Events:\n        S: {Type: DynamoDB, Properties: {StartingPosition: LATEST,"
        " Stream: !ImportValue shop-stream}}\n"
    )
    found = graphs(tmp_path, {"shop/template.yaml": SHOP, "orders/template.yaml": orders})
    graph = found["orders"]
    table = graph.node("table/shop:CustomerTable", Table)
    assert table is not None
    assert (table.app, table.external, table.logical_id, table.attributes) == (
        "shop", True, "CustomerTable", ("email",),
    )  # fmt: skip
    assert DataClass.PERSONAL in {one.data_class for one in table.data_classes}
    assert variable(graph, "TABLE").target == table.id
    grants = [edge for edge in graph.edges if isinstance(edge, Grant) and edge.target == table.id]
    assert [grant.wildcard for grant in grants if grant.actions == ("dynamodb:PutItem",)] == [False]
    assert [edge.source for edge in graph.into("function/Fn", Trigger)] == [table.id]
    assert imports(graph) == []
    whole = document(list(found.values()))
    (node,) = (one for one in whole["nodes"] if one["id"] == table.id)
    assert "external" not in node
    assert {edge["to"] for edge in whole["edges"] if edge["kind"] == "grants"} == {table.id}


def test_ids_of_the_two_are_kept_apart(tmp_path: Path) -> None:
    """A resource that bears the same logical id in both is two things."""
    own = function("      Environment: {Variables: {A: !Ref Jobs, B: !ImportValue shop-JobsArn}}\n")
    own += "  Jobs: {Type: AWS::SQS::Queue}\n"
    graph = graphs(tmp_path, {"shop/template.yaml": SHOP, "orders/template.yaml": own})["orders"]
    assert (variable(graph, "A").target, variable(graph, "B").target) == ("queue/Jobs", "queue/shop:Jobs")
    assert graph.node("queue/Jobs", Queue) != graph.node("queue/shop:Jobs", Queue)


@pytest.mark.parametrize(
    "value",
    [
        "'{{resolve:ssm:/shop/table}}'",
        "'{{resolve:ssm:/shop/table:1}}'",
        "!Sub '{{resolve:ssm:/shop/table}}'",
        "!Ref Where",
        "!Sub ['${T}', {T: !ImportValue shop-customers}]",
    ],
)
def test_a_stored_parameter_is_known(tmp_path: Path, value: str) -> None:
    """What another application stores stands for itself, however it is looked up."""
    head = f"{HEAD}Parameters: {{Where: {{Type: 'AWS::SSM::Parameter::Value<String>', Default: /shop/table}}}}\n"
    orders = function(f"      Environment: {{Variables: {{TABLE: {value}}}}}\n", head)
    graph = graphs(tmp_path, {"shop/template.yaml": SHOP, "orders/template.yaml": orders})["orders"]
    assert variable(graph, "TABLE").target == "table/shop:CustomerTable"
    assert imports(graph) == []


def test_a_name_two_applications_export_is_neither(tmp_path: Path) -> None:
    """Both are named in the gap, and no edge is drawn."""
    orders = function("      Environment: {Variables: {TABLE: !ImportValue shop-customers}}\n")
    files = {"a/template.yaml": SHOP, "b/template.yaml": SHOP, "orders/template.yaml": orders}
    graph = graphs(tmp_path, files)["orders"]
    (gap,) = imports(graph)
    assert "2 applications here export it (a, b)" in gap.reason
    assert not [node for node in graph.nodes.values() if node.app]


def test_environments_with_values_of_their_own_are_none(tmp_path: Path) -> None:
    """One name with another value in each environment of the exporter tells nothing."""
    shop = (
        "Parameters: {Name: {Type: String}}\nResources:\n  B: {Type: AWS::S3::Bucket, Properties:"
        " {BucketName: !Ref Name}}\nOutputs: {B: {Value: !Ref B, Export: {Name: shop-bucket}}}\n"
    )
    config = "".join(f'[{env}.deploy.parameters]\nparameter_overrides = "Name=b-{env}"\n' for env in ("dev", "prod"))
    orders = function("      Environment: {Variables: {B: !ImportValue shop-bucket}}\n")
    write(tmp_path, {"shop/template.yaml": shop, "shop/samconfig.toml": config, "orders/template.yaml": orders})
    readings = [one for one in open_path(tmp_path, Options()).apps() if isinstance(one, AppReading)]
    (fragment,) = next(one for one in readings if one.name == "orders").fragments.values()
    (gap,) = (gap for gap in fragment.gaps if gap.klass == "import")
    assert "shop has several values for it" in gap.reason


def test_what_nobody_exports_stays_a_gap(tmp_path: Path) -> None:
    """An import that no application of the scan answers is said as before."""
    orders = function("      Environment: {Variables: {A: !ImportValue other, B: !ImportValue customers}}\n")
    graph = graphs(tmp_path, {"shop/template.yaml": SHOP, "orders/template.yaml": orders})["orders"]
    assert sorted(gap.about or "" for gap in imports(graph)) == ["customers", "other"]


def test_a_public_bucket_of_another_application_is_public(tmp_path: Path) -> None:
    """Who reaches a thing is seen from the application that imports it too."""
    shop = (
        "Resources:\n  Files:\n    Type: AWS::S3::Bucket\n    Properties: {AccessControl: PublicReadWrite,"
        " OwnershipControls: {Rules: [{ObjectOwnership: ObjectWriter}]},"
        " PublicAccessBlockConfiguration: {BlockPublicAcls: false}}\n"
        "Outputs: {F: {Value: !Ref Files, Export: {Name: shop-files}}}\n"
    )
    orders = function("      Environment: {Variables: {FILES: !ImportValue shop-files}}\n")
    graph = graphs(tmp_path, {"shop/template.yaml": shop, "orders/template.yaml": orders})["orders"]
    assert graph.node("bucket/shop:Files", Bucket)
    assert [edge.source for edge in graph.into("bucket/shop:Files", None, EdgeKind.EXPOSES)] == ["internet/internet"]


def test_services_of_the_framework_are_joined(tmp_path: Path) -> None:
    """`cf:` leads to an output of a stack whose name the other service gives, `ssm:` to what it stores."""
    shop = (
        "service: shop\nprovider: {name: aws, runtime: nodejs20.x}\nfunctions: {pay: {handler: a.b}}\nresources:\n"
        "  Resources:\n    Orders: {Type: AWS::DynamoDB::Table}\n"
        "    P: {Type: AWS::SSM::Parameter, Properties: {Name: /shop/orders, Type: String, Value: !Ref Orders}}\n"
        "  Outputs:\n    OrdersName: {Value: !Ref Orders}\n"
        "    Pay: {Value: !GetAtt PayLambdaFunction.Arn, Export: {Name: shop-pay}}\n"
    )
    web = (
        "service: web\nprovider: {name: aws, runtime: nodejs20.x}\nfunctions:\n  page:\n    handler: a.b\n"
        "    environment:\n      A: ${cf:shop-dev.OrdersName}\n      B: ${ssm:/shop/orders}\n"
        "      C: !ImportValue shop-pay\n      D: !Sub 'x-${cf:shop-dev.OrdersName}'\n"
    )
    graph = graphs(tmp_path, {"shop/serverless.yml": shop, "web/serverless.yml": web})["web"]
    assert {via: variable(graph, via).target for via in "ABCD"} == {
        "A": "table/shop:Orders", "B": "table/shop:Orders", "C": "function/shop:pay", "D": "table/shop:Orders",
    }  # fmt: skip
    pay = graph.node("function/shop:pay", Function)
    assert pay is not None
    assert (pay.logical_id, pay.app) == ("pay", "shop")
    assert imports(graph) == []


def test_a_cdk_application_exports_to_a_template(tmp_path: Path) -> None:
    """The dialect of either side does not matter."""
    stack = {
        "Resources": {"Orders1234": {"Type": "AWS::DynamoDB::Table", "Properties": {}}},
        "Outputs": {"O": {"Value": {"Ref": "Orders1234"}, "Export": {"Name": "infra-orders"}}},
    }
    assemblies.write_assembly(tmp_path / "infra", {"Infra": stack})
    orders = function("      Environment: {Variables: {TABLE: !ImportValue infra-orders}}\n")
    found = graphs(tmp_path, {"orders/template.yaml": orders})
    (exporter,) = (name for name in found if name != "orders")
    assert variable(found["orders"], "TABLE").target == f"table/{exporter}:Orders1234"


@pytest.mark.parametrize(
    ("offered", "asked", "fits"),
    [
        ("shop-orders", "shop-orders", True),
        ("${AWS::StackName}-Orders", "shop-Orders", True),
        ("${AWS::StackName}-Orders", "${?Network}-Orders", True),
        ("${AWS::StackName}-Orders", "${AWS::StackName}-Orders", True),
        ("shop-Orders", "${?Network}-Orders", True),
        ("${AWS::StackName}-Orders", "shop-Orders-old", False),
        ("${AWS::StackName}-Id", "shop-Id", False),
        ("${AWS::StackName}", "${?Name}", False),
        ("shop-${AWS::Region}-orders", "shop-${AWS::Region}-orders", True),
        ("shop-${AWS::Region}-orders", "shop-eu-west-1-orders", False),
    ],
)
def test_names_with_unknown_parts(offered: str, asked: str, fits: bool) -> None:
    """An unknown part stands for any text, where enough of the name is left to know it by."""
    assert _fits(offered, asked) is fits


def test_nothing_is_read_twice_where_nothing_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an import no application is looked into for the others' sake."""
    seen: list[bool] = []
    plain = Sources._read

    def watched(self: Sources, source: object, name: str, options: Options) -> object:
        seen.append(options.offering)
        return plain(self, source, name, options)  # type: ignore[arg-type]

    monkeypatch.setattr(Sources, "_read", watched)
    other = function("      Environment: {Variables: {A: b}}\n")
    graphs(tmp_path, {"shop/template.yaml": SHOP, "orders/template.yaml": other, "more/template.yaml": other})
    assert seen == [False, False, False]


def test_the_stack_name_of_samconfig_makes_names_certain(tmp_path: Path) -> None:
    """An output is found by the stack it is deployed as, and an export by its whole name."""
    config = '[default.deploy.parameters]\nstack_name = "shop-live"\n'
    web = (
        "service: web\nprovider: {name: aws, runtime: nodejs20.x}\nfunctions:\n  page:\n    handler: a.b\n"
        "    environment:\n      A: ${cf:shop-live.Table}\n      B: !ImportValue shop-live-JobsArn\n"
        "      C: !ImportValue shop-other-JobsArn\n"
    )
    files = {"shop/template.yaml": SHOP, "shop/samconfig.toml": config, "web/serverless.yml": web}
    graph = graphs(tmp_path, files)["web"]
    assert (variable(graph, "A").target, variable(graph, "B").target) == ("table/shop:CustomerTable", "queue/shop:Jobs")
    assert [gap.about for gap in imports(graph)] == ["shop-other-JobsArn"]

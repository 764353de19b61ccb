"""Roles written into SAM and CloudFormation templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot

from ennead.remedy.errors import RemedyError
from tests.graph.needed.making import HEAD, NOTHING, asking, function, written
from tests.remedy.written import change, planned, read

CONDITIONS = "Conditions: {Europe: !Equals [!Ref 'AWS::Region', eu-west-1]}\n"
RESOURCES = """\
  Orders: {Type: AWS::DynamoDB::Table}
  Files: {Type: AWS::S3::Bucket}
  Jobs: {Type: AWS::SQS::Queue}
"""
VARIABLES = "      Environment: {Variables: {TABLE: !Ref Orders, BUCKET: !Ref Files}}\n"
GET_ITEM = "boto3.client('dynamodb').get_item(TableName=os.environ['TABLE'], Key={})"
GET_OBJECT = "boto3.client('s3').get_object(Bucket=os.environ['BUCKET'], Key='a')"
ON_ORDERS = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": {"Fn::GetAtt": ["Orders", "Arn"]}}
ON_FILES = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": {"Fn::Sub": "${Files.Arn}/*"}}
LOGS = {
    "Effect": "Allow",
    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
    "Resource": {"Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/*:*"},
}
TRUST = (
    "      AssumeRolePolicyDocument:\n"
    "        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]\n"
)
ROLE = f"  Own:\n    Type: AWS::IAM::Role\n    Properties:\n{TRUST}"
OWN = "      Role: !GetAtt Own.Arn\n"
NARROW = "{Effect: Allow, Action: 'dynamodb:GetItem', Resource: !GetAtt Orders.Arn"
WIDE = "{Effect: Allow, Action: 'dynamodb:*', Resource: '*'}"


def app(more: str, resources: str = RESOURCES, *lines: str) -> dict[str, str]:
    """The files of an application whose function has these properties and these lines."""
    text = CONDITIONS + HEAD + function(VARIABLES + more) + resources
    return {"template.yaml": text, "src/work.py": asking(*(lines or (GET_ITEM, GET_OBJECT)))}


def policy(*statements: Any) -> dict[str, Any]:
    """A policy document as it is written."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


# -- roles that SAM makes -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "policies",
    [
        "      Policies: AmazonDynamoDBFullAccess\n",
        "      Policies: {DynamoDBCrudPolicy: {TableName: !Ref Orders}}\n",
        "      Policies: [AmazonDynamoDBFullAccess, AmazonS3FullAccess]\n",
        "      Policies:\n        - DynamoDBCrudPolicy: {TableName: !Ref Orders}\n"
        "        - SQSSendMessagePolicy: {QueueName: !GetAtt Jobs.QueueName}\n",
        "",
    ],
    ids=["one", "mapping", "flow", "templates", "none"],
)
def test_policies_become_what_is_needed(tmp_path: Path, policies: str) -> None:
    """Whole policies go, however they are written; one with the needs stands instead."""
    done = change(tmp_path, app(policies))
    assert done.resources["Work"]["Properties"]["Policies"] == [policy(ON_ORDERS, ON_FILES)]
    assert done.left == []


@pytest.mark.parametrize(
    "statement",
    [
        "{Effect: Allow, Action: 'dynamodb:*', Resource: '*'}",
        "[{Effect: Allow, Action: 'dynamodb:*', Resource: '*'}]",
        "[{Effect: Allow, NotAction: 'iam:*', Resource: '*'}]",
        "[{Effect: Allow, Action: ['dynamodb:*', 's3:*'], Resource: '*'}]",
    ],
)
def test_statements_are_replaced_where_they_stand(tmp_path: Path, statement: str) -> None:
    """The policy stays, with other statements in it."""
    done = change(tmp_path, app(f"      Policies: [{{Statement: {statement}}}]\n"))
    assert done.resources["Work"]["Properties"]["Policies"] == [{"Statement": [ON_ORDERS, ON_FILES]}]


def test_what_is_as_it_should_be_is_not_touched(tmp_path: Path) -> None:
    """A statement that is needed, and one that denies, keep their places and their words."""
    kept = "{Effect: Allow, Action: ['dynamodb:GetItem'], Resource: !GetAtt Orders.Arn}  # as it should be"
    deny = "{Effect: Deny, Action: 's3:DeleteObject', Resource: '*'}"
    policies = (
        f"      Policies:\n        - Statement:\n            - {kept}\n            - {deny}\n"
        "            - {Effect: Allow, Action: 's3:*', Resource: '*'}\n"
    )
    done = change(tmp_path, app(policies))
    assert f"            - {kept}\n            - {deny}\n            - {{Effect: Allow, Action: " in done.text
    assert done.resources["Work"]["Properties"]["Policies"][0]["Statement"][2] == ON_FILES


def test_nothing_needed_leaves_no_key(tmp_path: Path) -> None:
    """A list of which every entry goes is taken away with its key."""
    for number, policies in enumerate(("AmazonS3FullAccess", "[AmazonS3FullAccess, AmazonSQSFullAccess]")):
        files = app(f"      Policies: {policies}\n") | {"src/work.py": NOTHING}
        assert "Policies" not in change(tmp_path / str(number), files).resources["Work"]["Properties"]


def test_the_difference(tmp_path: Path) -> None:
    """The template's style and its comments stay; nothing else of the file changes."""
    policies = (
        "      Policies:  # what it may\n        - AmazonS3FullAccess\n        - SQSPollerPolicy: {QueueName: x}\n"
    )
    written(tmp_path, app(policies))
    assert planned(tmp_path) == snapshot("""\
--- a/template.yaml
+++ b/template.yaml
@@ -9,8 +9,14 @@
       CodeUri: src
       Environment: {Variables: {TABLE: !Ref Orders, BUCKET: !Ref Files}}
       Policies:  # what it may
-        - AmazonS3FullAccess
-        - SQSPollerPolicy: {QueueName: x}
+        - Version: '2012-10-17'
+          Statement:
+            - Effect: Allow
+              Action: dynamodb:GetItem
+              Resource: !GetAtt Orders.Arn
+            - Effect: Allow
+              Action: s3:GetObject
+              Resource: !Sub ${Files.Arn}/*
   Orders: {Type: AWS::DynamoDB::Table}
   Files: {Type: AWS::S3::Bucket}
   Jobs: {Type: AWS::SQS::Queue}
""")


def test_json(tmp_path: Path) -> None:
    """A template in JSON is edited in its own style."""
    text = (
        '{\n  "Transform": "AWS::Serverless-2016-10-31",\n  "Resources": {\n    "Work": {\n'
        '      "Type": "AWS::Serverless::Function",\n      "Properties": {\n        "Runtime": "python3.13",\n'
        '        "Handler": "work.handler",\n        "CodeUri": "src",\n        "Policies": ["AmazonS3FullAccess"]\n'
        "      }\n    }\n  }\n}\n"
    )
    code = asking("boto3.client('s3').list_buckets()")
    done = change(tmp_path, {"template.json": text, "src/work.py": code}, name="template.json")
    assert done.resources["Work"]["Properties"]["Policies"] == [
        policy({"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"})
    ]
    assert '        "CodeUri": "src",\n        "Policies": ' in done.text


# -- roles that are written out -----------------------------------------------------------------


def test_a_role_of_its_own(tmp_path: Path) -> None:
    """Its policies become the needs, the log's among them, without a reference back to the function."""
    wide = "{Effect: Allow, Action: 's3:*', Resource: '*'}"
    inline = f"      Policies: [{{PolicyName: own, PolicyDocument: {{Statement: [{wide}]}}}}]\n"
    managed = "      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess']\n"
    done = change(tmp_path, app(OWN, RESOURCES + ROLE + managed + inline))
    properties = done.resources["Own"]["Properties"]
    assert "ManagedPolicyArns" not in properties
    assert properties["Policies"] == [
        {"PolicyName": "own", "PolicyDocument": {"Statement": [LOGS, ON_ORDERS, ON_FILES]}}
    ]


def test_a_role_without_policies(tmp_path: Path) -> None:
    """What is needed is put into a policy that is named after the function."""
    done = change(tmp_path, app(OWN, RESOURCES + ROLE))
    assert done.resources["Own"]["Properties"]["Policies"] == [
        {"PolicyName": "WorkNeeds", "PolicyDocument": policy(LOGS, ON_ORDERS, ON_FILES)}
    ]


def test_the_basic_policy_stays(tmp_path: Path) -> None:
    """What AWS gives every function is as it should be."""
    basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    managed = f"      ManagedPolicyArns: ['{basic}', 'arn:aws:iam::aws:policy/AmazonS3FullAccess']\n"
    properties = change(tmp_path, app(OWN, RESOURCES + ROLE + managed)).resources["Own"]["Properties"]
    assert properties["ManagedPolicyArns"] == [basic]
    assert properties["Policies"][0]["PolicyDocument"] == policy(ON_ORDERS, ON_FILES)


def test_a_policy_that_is_written_elsewhere_is_left(tmp_path: Path) -> None:
    """It may be of use to others; what is lacking is given all the same."""
    far = (
        "  Far: {Type: AWS::IAM::Policy, Properties: {PolicyName: far, Roles: [!Ref Own], PolicyDocument: "
        "{Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]}}}\n"
    )
    done = change(tmp_path, app(OWN, RESOURCES + ROLE + far))
    assert done.left == ["Work: far grants more than is needed and is written elsewhere: it is left"]
    assert done.resources["Own"]["Properties"]["Policies"][0]["PolicyDocument"] == policy(LOGS, ON_ORDERS)


# -- what is not lost ---------------------------------------------------------------------------


def test_what_is_needed_elsewhere_is_kept(tmp_path: Path) -> None:
    """A statement about one table that stays is no reason to lose what a wide one gave on another."""
    far = "boto3.client('dynamodb').get_item(TableName='far', Key={})"
    policies = f"      Policies:\n        - Statement: [{NARROW}}}]\n        - Statement: [{WIDE}]\n"
    done = change(tmp_path, app(policies, RESOURCES, GET_ITEM, far))
    (kept, new) = done.resources["Work"]["Properties"]["Policies"]
    assert kept == {"Statement": [ON_ORDERS]}
    table = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/far"
    assert new == {"Statement": [ON_ORDERS | {"Resource": {"Fn::Sub": table}}]}


def test_what_is_allowed_in_a_case_only_does_not_count(tmp_path: Path) -> None:
    """A statement with a condition stays, and the need is written without one, as the wide statement gave it."""
    condition = "Condition: {StringEquals: {'aws:SourceVpc': vpc-1}}"
    policies = f"      Policies:\n        - Statement: [{NARROW}, {condition}}}]\n        - Statement: [{WIDE}]\n"
    (first, second) = change(tmp_path, app(policies, RESOURCES, GET_ITEM)).resources["Work"]["Properties"]["Policies"]
    assert "Condition" in first["Statement"][0]
    assert second == {"Statement": [ON_ORDERS]}


def test_where_the_resource_is_not_told_it_keeps_what_it_had(tmp_path: Path) -> None:
    """The grant is no wider and no narrower than before, for the action that is needed."""
    policies = "      Policies: [{Statement: [{Effect: Allow, Action: 'dynamodb:*', Resource: '*'}]}]\n"
    done = change(tmp_path, app(policies, RESOURCES, GET_ITEM.replace("os.environ['TABLE']", "event['t']")))
    assert done.resources["Work"]["Properties"]["Policies"] == [{"Statement": [ON_ORDERS | {"Resource": "*"}]}]
    assert done.left == ["Work: dynamodb:GetItem: which resource is not told, so it keeps what it was granted"]


def test_a_conditional_need_that_was_granted_stays(tmp_path: Path) -> None:
    """`s3:ListBucket` beside `HeadObject` is not taken away with a wide statement; it is not given where it was not."""
    head = GET_OBJECT.replace("get_object", "head_object")
    wide = "      Policies: [{Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]}]\n"
    statements = change(tmp_path / "a", app(wide, RESOURCES, head)).resources["Work"]["Properties"]["Policies"][0][
        "Statement"
    ]
    assert [one["Action"] for one in statements] == ["s3:GetObject", "s3:ListBucket"]
    bare = change(tmp_path / "b", app("", RESOURCES, head)).resources["Work"]["Properties"]["Policies"][0]["Statement"]
    assert [one["Action"] for one in bare] == ["s3:GetObject"]


def test_nothing_goes_where_code_could_not_be_followed(tmp_path: Path) -> None:
    """What is missing is given, what may be needed stays."""
    files = app("      Policies: [AmazonS3FullAccess]\n", RESOURCES, GET_ITEM, "eval(event['x'])")
    done = change(tmp_path, files)
    assert done.resources["Work"]["Properties"]["Policies"] == ["AmazonS3FullAccess", policy(ON_ORDERS)]
    assert done.left == ["Work: nothing is taken away: eval of text that only a run knows"]


def test_what_the_role_denies_is_not_given(tmp_path: Path) -> None:
    """A statement that a Deny makes void helps nobody: a person decides."""
    deny = "      Policies: [{Statement: [{Effect: Deny, Action: 's3:*', Resource: '*'}]}]\n"
    done = change(tmp_path, app(deny, RESOURCES, GET_OBJECT))
    assert "s3:GetObject" not in done.text
    assert done.left == ["Work: s3:GetObject: a statement of its role denies it"]


def test_a_policy_that_could_not_be_told_is_left(tmp_path: Path) -> None:
    """It stays beside what is needed, and is named."""
    either = "!If [Europe, AmazonS3FullAccess, !Ref 'AWS::NoValue']"
    policies = f"      Policies:\n        - {either}\n        - AmazonSQSFullAccess\n"
    done = change(tmp_path, app(policies, RESOURCES, GET_ITEM))
    assert done.resources["Work"]["Properties"]["Policies"][1:] == [policy(ON_ORDERS)]
    assert done.left == ["Work: managed policy is left: which managed policy could not be told"]


# -- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "resources", "reason"),
    [
        ("      Role: arn:aws:iam::111111111111:role/far\n", RESOURCES, "its role is not declared here"),
        (
            OWN,
            RESOURCES + ROLE + "      ManagedPolicyArns: !If [Europe, [], []]\n",
            "Own's ManagedPolicyArns are made by Fn::If: edit them by hand",
        ),
        (
            OWN,
            RESOURCES + ROLE + "      Policies: !If [Europe, [], []]\n",
            "Own's Policies are made by Fn::If: edit them by hand",
        ),
        (
            "      Events: {Put: {Type: S3, Properties: {Bucket: !Ref Files, Events: 's3:ObjectCreated:*'}}}\n",
            RESOURCES,
            "Files is made after Work and has no name of its own: name it, or allow s3:GetObject by hand",
        ),
    ],
    ids=["elsewhere", "managed-if", "inline-if", "circle"],
)  # fmt: skip
def test_refused(tmp_path: Path, more: str, resources: str, reason: str) -> None:
    """The file is left as it is, with the reason and what to do."""
    files = app(more, resources)
    done = change(tmp_path, files)
    assert done.text == files["template.yaml"]
    assert done.left == [f"Work: {reason}"]


def test_a_function_that_calls_itself(tmp_path: Path) -> None:
    """Its role cannot refer to it; with a name of its own it can be told."""
    line = "boto3.client('lambda').invoke(FunctionName=context.function_name)"
    refused = change(tmp_path / "a", app("", RESOURCES, line))
    assert refused.left == [
        "Work: it needs lambda:InvokeFunction on itself and has no name of its own: name it, or allow that by hand"
    ]
    named = change(tmp_path / "b", app("      FunctionName: work\n", RESOURCES, line))
    (one,) = named.resources["Work"]["Properties"]["Policies"][0]["Statement"]
    assert one["Resource"] == {"Fn::Sub": "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:work"}


@pytest.mark.parametrize(("more", "role", "after"), [("", "WorkRole", "Work"), (OWN, "Own", "Own")])
def test_a_key_whose_policy_names_the_role(tmp_path: Path, more: str, role: str, after: str) -> None:
    """The key is made after the role, which must not name the key."""
    statement = f"{{Effect: Allow, Principal: {{AWS: !GetAtt {role}.Arn}}, Action: 'kms:Encrypt', Resource: '*'}}"
    key = f"  Seal: {{Type: AWS::KMS::Key, Properties: {{KeyPolicy: {{Statement: [{statement}]}}}}}}\n"
    files = app(
        more, RESOURCES + key + (ROLE if role == "Own" else ""), "boto3.client('kms').decrypt(KeyId=os.environ['SEAL'])"
    )
    files["template.yaml"] = files["template.yaml"].replace("BUCKET: !Ref Files", "SEAL: !GetAtt Seal.Arn")
    done = change(tmp_path, files)
    assert done.left == [
        f"Work: Seal is made after {after} and has no name of its own: name it, or allow kms:Decrypt by hand"
    ]
    assert done.text == files["template.yaml"]


def test_a_log_group_that_is_named_after_its_function(tmp_path: Path) -> None:
    """It is made after the function; what was granted on it stays, and only that."""
    group = "  Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub '/aws/lambda/${Work}'}}\n"
    wide = "{Effect: Allow, Action: ['logs:*', 's3:*'], Resource: ['arn:aws:logs:*:*:log-group:*', 'arn:aws:s3:::x/*']}"
    inline = f"      Policies: [{{PolicyName: own, PolicyDocument: {{Statement: [{wide}]}}}}]\n"
    done = change(tmp_path, app(OWN, RESOURCES + group + ROLE + inline, GET_ITEM))
    statements = done.resources["Own"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    actions = ["logs:CreateLogGroup", *LOGS["Action"]]
    assert statements == [LOGS | {"Action": actions, "Resource": "arn:aws:logs:*:*:log-group:*"}, ON_ORDERS]


def test_what_a_bucket_that_starts_it_was_granted_stays(tmp_path: Path) -> None:
    """Where the bucket cannot be named, the action keeps the resource it had, and it is said."""
    more = (
        "      Events: {Put: {Type: S3, Properties: {Bucket: !Ref Files, Events: 's3:ObjectCreated:*'}}}\n"
        "      Policies: [{Statement: [{Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::*'}]}]\n"
    )
    done = change(tmp_path, app(more))
    statements = done.resources["Work"]["Properties"]["Policies"][0]["Statement"]
    assert statements == [ON_ORDERS, ON_FILES | {"Resource": "arn:aws:s3:::*"}]
    assert done.left == ["Work: Files is made after it and has no name of its own: s3:GetObject is left as it was"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("shop-files", "shop-files"),
        ("!Sub 'files-${AWS::AccountId}'", "files-${AWS::AccountId}"),
        ("!Ref Name", "${Name}"),
    ],
)
def test_a_bucket_that_starts_it_and_has_a_name(tmp_path: Path, name: str, wanted: str) -> None:
    """Its name is written out: no reference, no circle."""
    bucket = f"AWS::S3::Bucket, Properties: {{BucketName: {name}}}}}"
    more = "      Events: {Put: {Type: S3, Properties: {Bucket: !Ref Files, Events: 's3:ObjectCreated:*'}}}\n"
    files = app(more, RESOURCES.replace("AWS::S3::Bucket}", bucket))
    files["template.yaml"] = "Parameters: {Name: {Type: String}}\n" + files["template.yaml"]
    statements = change(tmp_path, files).resources["Work"]["Properties"]["Policies"][0]["Statement"]
    assert statements[1]["Resource"] == {"Fn::Sub": f"arn:${{AWS::Partition}}:s3:::{wanted}/*"}


@pytest.mark.parametrize(("work", "functions"), [("boto3.client('s3').list_buckets()", ()), ("pass", ("Work",))])
def test_an_anchor_is_not_edited(tmp_path: Path, work: str, functions: tuple[str, ...]) -> None:
    """What an alias repeats would change, or be gone, there too: nothing is written at all."""
    first, second = "      Policies: &shared\n        - AmazonS3FullAccess\n", "      Policies: *shared\n"
    files = {"src/work.py": asking(work), "src/other.py": asking("boto3.client('s3').list_buckets()")}
    written(tmp_path, {"template.yaml": HEAD + function(first) + function(second, "Other")} | files)
    with pytest.raises(RemedyError, match="shared"):
        planned(tmp_path, *functions)


def test_a_nested_stack_is_written_in_its_own_words(tmp_path: Path) -> None:
    """The child refers to its own resources only; what its parent handed down cannot be named closer there."""
    child = (
        "Transform: AWS::Serverless-2016-10-31\nParameters: {Table: {Type: String}}\nResources:\n"
        "  Inner:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n"
        "      Handler: work.handler\n      CodeUri: src\n"
        "      Policies: [AmazonDynamoDBFullAccess, AmazonS3FullAccess]\n"
        "      Environment: {Variables: {TABLE: !Ref Table, BUCKET: !Ref Mine}}\n  Mine: {Type: AWS::S3::Bucket}\n"
    )
    parent = (
        "  Child:\n    Type: AWS::Serverless::Application\n"
        "    Properties: {Location: child.yaml, Parameters: {Table: !Ref Orders}}\n"
    )
    files = {
        "template.yaml": HEAD + parent + RESOURCES,
        "child.yaml": child,
        "src/work.py": asking(GET_ITEM, GET_OBJECT),
    }
    done = change(tmp_path, files, name="child.yaml")
    table = {"Fn::Sub": "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*"}
    assert done.resources["Inner"]["Properties"]["Policies"] == [
        policy(ON_ORDERS | {"Resource": table}, ON_FILES | {"Resource": {"Fn::Sub": "${Mine.Arn}/*"}})
    ]


def test_only_the_functions_that_are_asked_for(tmp_path: Path) -> None:
    """The others keep what they have."""
    more = "      Policies: [AmazonS3FullAccess]\n"
    text = HEAD + function(more) + function(more, "Other")
    done = change(tmp_path, {"template.yaml": text, "src/work.py": NOTHING, "src/other.py": NOTHING}, "Work")
    assert "Policies" not in done.resources["Work"]["Properties"]
    assert done.resources["Other"]["Properties"]["Policies"] == ["AmazonS3FullAccess"]


def test_after_writing_nothing_is_too_much_or_missing(tmp_path: Path) -> None:
    """The same question, asked of the written template, has nothing to say."""
    policies = "      Policies: [AmazonDynamoDBFullAccess, AmazonS3FullAccess]\n      Tracing: Active\n"
    done = change(tmp_path / "a", app(policies))
    (app_,) = read(written(tmp_path / "b", app(policies) | {"template.yaml": done.text}))
    (one,) = app_.functions
    assert (one.held.excess, one.held.missing) == ((), ())

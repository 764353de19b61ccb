"""Roles written into services of the Serverless Framework."""

from __future__ import annotations

from pathlib import Path

from tests.remedy.roles_written import brought, laid, refused

HEAD = """
service: shop
frameworkVersion: "3"

"""
PROVIDER = """provider:
  name: aws
  runtime: python3.12
  environment:
    TABLE: ${self:service}-${sls:stage}
"""
SHARED = """  iam:
    role:
      statements:
        # the orders
        - Effect: Allow
          Action:
            - dynamodb:PutItem # it writes
            - dynamodb:GetItem
            - dynamodb:Scan
          Resource: "arn:aws:dynamodb:${aws:region}:*:table/${self:provider.environment.TABLE}"
        - Effect: Allow
          Action: sqs:SendMessage
          Resource: "*"
"""
FUNCTIONS = """
functions:
  read:
    handler: app.read # reads
    timeout: 10
  write:
    handler: app.write
    events:
      - http: POST /orders
"""
CODE = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

def read(event, context):
    return table.get_item(Key={"id": event["id"]})

def write(event, context):
    return table.put_item(Item=event)
"""
ONE = "\nfunctions:\n  read:\n    handler: app.read\n"
RESOURCES = """
resources:
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: ${self:provider.environment.TABLE}
"""


def service(folder: Path, *parts: str, **files: str) -> Path:
    """A service of these parts."""
    named = {f"{name}.yml": text for name, text in files.items()}
    return laid(folder, {"serverless.yml": HEAD + "".join(parts), "app.py": CODE, **named})


def test_the_statements_of_a_single_function_are_narrowed(tmp_path: Path) -> None:
    """In place, with its variables; comments stay."""
    text = brought(service(tmp_path, PROVIDER, SHARED, ONE))["serverless.yml"]
    assert "- dynamodb:GetItem" in text
    assert "PutItem" not in text
    assert "sqs" not in text
    assert "# the orders" in text
    assert 'Resource: "arn:aws:dynamodb:${aws:region}:*:table/${self:provider.environment.TABLE}"' in text


def test_the_older_list_of_statements(tmp_path: Path) -> None:
    """`iamRoleStatements` of the provider; a resource of the service is named by reference."""
    old = """  iamRoleStatements:
    - Effect: Allow
      Action: "dynamodb:*"
      Resource: "*"
"""
    text = brought(service(tmp_path, PROVIDER, old, ONE, RESOURCES))["serverless.yml"]
    assert 'Action: "dynamodb:GetItem"' in text
    assert "Orders" in text[text.index("Resource:") : text.index("functions:")]


def test_a_name_is_written_with_its_variables(tmp_path: Path) -> None:
    """What a stage makes of it is never written."""
    old = """  iamRoleStatements:
    - Effect: Allow
      Action: "dynamodb:*"
      Resource: "*"
"""
    text = brought(service(tmp_path, PROVIDER, old, ONE))["serverless.yml"]
    assert "table/${self:service}-${sls:stage}" in text
    assert "shop-dev" not in text


def test_functions_that_need_different_things_get_roles_of_their_own(tmp_path: Path) -> None:
    """Among the resources, with trust, logs and needs; the shared statements go."""
    text = brought(service(tmp_path, PROVIDER, SHARED, FUNCTIONS))["serverless.yml"]
    assert "iam:\n" not in text
    assert "handler: app.read # reads\n    role: ReadRole\n    timeout: 10" in text
    own = text[text.index("    WriteRole:") :]
    assert "dynamodb:PutItem" in own
    assert "dynamodb:GetItem" not in own
    assert "!GetAtt WriteLogGroup.Arn" in own
    assert "Service: lambda.amazonaws.com" in own


def test_functions_that_need_the_same_keep_their_role(tmp_path: Path) -> None:
    """The shared list is narrowed."""
    twice = ONE + "  again:\n    handler: app.read\n"
    text = brought(service(tmp_path, PROVIDER, SHARED, twice))["serverless.yml"]
    assert "Role:" not in text
    assert "PutItem" not in text


def test_resources_that_are_there_get_the_new_roles(tmp_path: Path) -> None:
    """Behind the others."""
    text = brought(service(tmp_path, PROVIDER, SHARED, FUNCTIONS, RESOURCES))["serverless.yml"]
    assert text.index("    Orders:") < text.index("    ReadRole:")


def test_the_plugin_for_roles_per_function_is_used(tmp_path: Path) -> None:
    """Each function gets its statements; logs are the plugin's own affair."""
    plugin = "plugins:\n  - serverless-iam-roles-per-function\n\n"
    text = brought(service(tmp_path, plugin, PROVIDER, SHARED, FUNCTIONS))["serverless.yml"]
    assert "AWS::IAM::Role" not in text
    assert text.count("iamRoleStatements:") == 2
    assert "logs:" not in text
    assert "\n  iam:" not in text


def test_the_statements_of_one_function_are_narrowed(tmp_path: Path) -> None:
    """Those that the plugin reads."""
    plugin = "plugins:\n  - serverless-iam-roles-per-function\n\n"
    own = """    iamRoleStatements:
      - Effect: Allow
        Action: dynamodb:*
        Resource: "*"
"""
    text = brought(service(tmp_path, plugin, PROVIDER, ONE, own))["serverless.yml"]
    assert "Action: dynamodb:GetItem" in text


def test_what_is_missing_is_written_where_nothing_is(tmp_path: Path) -> None:
    """A list of statements is made."""
    text = brought(service(tmp_path, PROVIDER, ONE, RESOURCES))["serverless.yml"]
    assert "  iam:\n    role:\n      statements:\n" in text
    assert "dynamodb:GetItem" in text


LIST = """
- Effect: Allow
  Action: dynamodb:*
  Resource: "*"
"""
INCLUDED = "  iam:\n    role:\n      statements: ${file(statements.yml)}\n"


def test_statements_that_lie_in_one_file_are_edited_there(tmp_path: Path) -> None:
    """While one service alone puts it in."""
    changed = brought(service(tmp_path, PROVIDER, INCLUDED, ONE, RESOURCES, statements=LIST))
    assert list(changed) == ["statements.yml"]
    assert "dynamodb:GetItem" in changed["statements.yml"]


def test_a_file_that_two_services_put_in_is_refused(tmp_path: Path) -> None:
    """The other one would change with it."""
    root = service(tmp_path, PROVIDER, INCLUDED, ONE, RESOURCES, statements=LIST)
    laid(root, {"other.yml": "custom: ${file(statements.yml)}\n"})
    assert "others put in too" in refused(root)[0]


def test_statements_that_are_put_together_are_refused(tmp_path: Path) -> None:
    """One of them is a file's."""
    mixed = "  iam:\n    role:\n      statements:\n        - ${file(one.yml)}\n"
    one = "Effect: Allow\nAction: dynamodb:*\nResource: '*'\n"
    assert "put in from elsewhere" in refused(service(tmp_path, PROVIDER, mixed, ONE, RESOURCES, one=one))[0]


def test_the_framework_s_role_that_the_file_names_is_left(tmp_path: Path) -> None:
    """It would be gone with the last function that has it."""
    output = RESOURCES + "  Outputs:\n    Role:\n      Value: !GetAtt IamRoleLambdaExecution.Arn\n"
    reasons = refused(service(tmp_path, PROVIDER, SHARED, FUNCTIONS, output))
    assert "names IamRoleLambdaExecution" in reasons[0]


OWN = """
resources:
  Resources:
    SharedRole:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement:
            - Effect: Allow
              Principal: {Service: lambda.amazonaws.com}
              Action: sts:AssumeRole
        ManagedPolicyArns:
          - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
          - arn:aws:iam::aws:policy/AmazonS3FullAccess
        Policies:
          - PolicyName: data
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: dynamodb:*
                  Resource: "*"
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: ${self:provider.environment.TABLE}
"""


def test_a_role_among_the_resources_is_narrowed(tmp_path: Path) -> None:
    """Its statements, and its managed policies."""
    role = "  iam:\n    role: !GetAtt SharedRole.Arn\n"
    text = brought(service(tmp_path, PROVIDER, role, ONE, OWN))["serverless.yml"]
    assert "AmazonS3FullAccess" not in text
    assert "AWSLambdaBasicExecutionRole" in text
    assert "Action: dynamodb:GetItem" in text
    assert "Orders.Arn" in text


def test_a_shared_role_among_the_resources_is_taken_apart(tmp_path: Path) -> None:
    """It goes with the provider's word for it."""
    role = "  iam:\n    role: SharedRole\n"
    text = brought(service(tmp_path, PROVIDER, role, FUNCTIONS, OWN))["serverless.yml"]
    assert "SharedRole" not in text
    assert text.count("Type: AWS::IAM::Role") == 2
    assert text.count("AWSLambdaBasicExecutionRole") == 2


def test_a_function_in_a_network_keeps_its_access(tmp_path: Path) -> None:
    """What the framework attaches for it is attached to the new role."""
    network = "  vpc:\n    securityGroupIds: [sg-1]\n    subnetIds: [subnet-1]\n"
    text = brought(service(tmp_path, PROVIDER, network, SHARED, FUNCTIONS))["serverless.yml"]
    assert text.count("AWSLambdaVPCAccessExecutionRole") == 2


def test_a_bucket_that_starts_the_function_is_named_by_its_name(tmp_path: Path) -> None:
    """A reference would close a circle: the bucket is made after the function, and that after its role."""
    code = """
import boto3

def read(event, context):
    record = event["Records"][0]["s3"]
    boto3.client("s3").get_object(Bucket=record["bucket"]["name"], Key=record["object"]["key"])
"""
    old = "  iamRoleStatements:\n    - Effect: Allow\n      Action: s3:*\n      Resource: '*'\n"
    custom = "custom:\n  bucket: shop-${sls:stage}-uploads\n\n"
    event = ONE + "    events:\n      - s3:\n          bucket: ${self:custom.bucket}\n"
    root = service(tmp_path, custom, PROVIDER, old, event)
    (root / "app.py").write_text(code)
    text = brought(root)["serverless.yml"]
    assert "s3:::shop-${sls:stage}-uploads/*" in text or "s3:::${self:custom.bucket}/*" in text


def test_functions_that_another_file_declares_are_refused(tmp_path: Path) -> None:
    """A role is not written into what is put in."""
    functions = "read:\n  handler: app.read\nwrite:\n  handler: app.write\n"
    root = service(tmp_path, PROVIDER, SHARED, "\nfunctions: ${file(functions.yml)}\n", functions=functions)
    assert "not written among the functions" in refused(root)[0]

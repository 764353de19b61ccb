"""What `hostile_cases.py` starts from: small templates, and cases written for one weakness each."""

# ruff: noqa: E501  (templates and tables)

from __future__ import annotations

import json
from collections.abc import Callable

Made = str | bytes | dict[str, str] | dict[str, bytes]

SEEDS = {
    "sam events": """\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, Timeout: 5, Environment: {Variables: {T: !Ref Table}}}}
Parameters: {Stage: {Type: String}, Names: {Type: CommaDelimitedList, Default: "a,b"}}
Conditions: {Prod: !Equals [!Ref Stage, prod], Both: !And [!Condition Prod, !Not [!Condition Prod]]}
Mappings: {M: {a: {b: 1}}}
Resources:
  Table: {Type: AWS::Serverless::SimpleTable}
  Queue: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}}}
  Dead: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic}
  Stream: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 1}}
  Bucket: {Type: AWS::S3::Bucket}
  Pool: {Type: AWS::Cognito::UserPool}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: !Ref Stage
      Cors: "'*'"
      Auth: {DefaultAuthorizer: A, Authorizers: {A: {UserPoolArn: !GetAtt Pool.Arn}, B: {FunctionArn: !GetAtt Fn.Arn}}}
  Http: {Type: AWS::Serverless::HttpApi, Properties: {Auth: {EnableIamAuthorizer: true}}}
  Fn:
    Type: AWS::Serverless::Function
    Condition: Prod
    Properties:
      Handler: app.handler
      CodeUri: src/
      FunctionUrlConfig: {AuthType: NONE}
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Dead.Arn}
      Policies: [AWSLambdaExecute, {DynamoDBCrudPolicy: {TableName: !Ref Table}}, {Statement: {Effect: Allow, Action: "*", Resource: "*"}}]
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Api}}
        B: {Type: HttpApi, Properties: {Path: /b, Method: post, ApiId: !Ref Http}}
        C: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: "s3:ObjectCreated:*"}}
        D: {Type: SNS, Properties: {Topic: !Ref Topic}}
        E: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 5}}
        F: {Type: Kinesis, Properties: {Stream: !GetAtt Stream.Arn, StartingPosition: LATEST}}
        G: {Type: Schedule, Properties: {Schedule: rate(1 minute)}}
        H: {Type: EventBridgeRule, Properties: {Pattern: {source: [x]}}}
        I: {Type: Cognito, Properties: {UserPool: !Ref Pool, Trigger: PreSignUp}}
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer/}}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: A, States: {A: {Type: Task, Resource: !GetAtt Fn.Arn, End: true}}}
  Link: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: Fn}, Destination: {Id: Table}, Permissions: [Read]}}
Outputs: {Url: {Value: !Sub "https://${Api}.execute-api.${AWS::Region}.amazonaws.com"}}
""",
    "plain": """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters: {Env: {Type: String, Default: dev}, Key: {Type: String, NoEcho: true}}
Mappings: {M: {dev: {Size: 1}, prod: {Size: 2}}}
Conditions: {P: !Equals [!Ref Env, prod]}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: ["s3:*", "dynamodb:Get*"], Resource: [!Sub "${B.Arn}/*", !GetAtt T.Arn]}
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Timeout: !FindInMap [M, !Ref Env, Size]
      Code: {ZipFile: "exports.handler = 1"}
      Environment: {Variables: {KEY: !Ref Key, TABLE: !Ref T, URL: !Sub "https://x/${B}"}}
  B:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub "b-${AWS::AccountId}"
      NotificationConfiguration: {LambdaConfigurations: [{Event: "s3:ObjectCreated:*", Function: !GetAtt Fn.Arn}]}
  BP:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref B
      PolicyDocument: {Statement: [{Effect: Allow, Principal: "*", Action: s3:GetObject, Resource: !Sub "${B.Arn}/*"}]}
  T: {Type: AWS::DynamoDB::Table, Properties: {StreamSpecification: {StreamViewType: NEW_IMAGE}}}
  Map: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt T.StreamArn}}
  Perm: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: "*"}}
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}
  Res: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: x}}
  Met:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Res
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        Uri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations"
  Rule: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(5 minutes), Targets: [{Id: t, Arn: !GetAtt Fn.Arn}]}}
  Machine: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: !Sub '{"States":{"A":{"Type":"Task","Resource":"${Fn.Arn}"}}}'}}
  Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./template.yaml, Parameters: {Env: !GetAtt Child.Outputs.X}}}
""",
    "loops": """\
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Resources:
  Fn::ForEach::Qs:
    - N
    - [a, b]
    - Q${N}:
        Type: AWS::SQS::Queue
        Properties: {QueueName: !Sub "q-${N}", Fn::ForEach::In: [K, [VisibilityTimeout], {"${K}": 30}]}
  Inc: {Type: AWS::S3::Bucket, Fn::Transform: {Name: AWS::Include, Parameters: {Location: part.yaml}}}
  Open:
    Type: AWS::Serverless::Api
    Properties:
      StageName: x
      DefinitionBody:
        openapi: "3.0"
        security: [{k: []}]
        components: {securitySchemes: {k: {type: apiKey, x-amazon-apigateway-authtype: awsSigv4}}}
        paths: {/a: {get: {x-amazon-apigateway-integration: {type: aws_proxy, uri: !Sub "${Qa}"}}}}
""",
}

_HEAD = "AWSTemplateFormatVersion: '2010-09-09'\n"


def _bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    return _HEAD + "\n".join(lines) + "\nResources: {A: {Type: AWS::SQS::Queue, Properties: {Tags: *a8}}}\n"


def _below_bomb() -> str:
    """As many members as are let in, once for each of many properties."""
    lines = [
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]",
        *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in (1, 2, 3)),
    ]
    return _HEAD + "\n".join(lines) + "\nResources:\n" + "".join(
        f"  Q{n}: {{Type: AWS::SQS::Queue, Properties: {{Tags: *a3}}}}\n" for n in range(20)
    )  # fmt: skip


_NAMED = "Resources: {{A: {{Type: AWS::SQS::Queue, Properties: {{QueueName: !FindInMap [M, k, {}]}}}}}}\n"


def _map_doubling() -> str:
    call = "!Join ['', [!FindInMap [M, k, {0}], !FindInMap [M, k, {0}]]]"
    rows = "".join(f"      a{n}: {call.format(f'a{n + 1}')}\n" for n in range(60))
    return f"{_HEAD}Mappings:\n  M:\n    k:\n{rows}      a60: x\n{_NAMED.format('a0')}"


def _map_cycle() -> str:
    call = "!Join ['', [!FindInMap [M, k, a], !FindInMap [M, k, a]]]"
    return f"{_HEAD}Mappings: {{M: {{k: {{a: {call}}}}}}}\n{_NAMED.format('a')}"


def _long_join() -> str:
    text = "y" * 100_000
    return f"{_HEAD}s: &s {text}\nResources: {{A: {{Type: AWS::SQS::Queue, Properties: {{QueueName: !Join ['', [" + (
        ", ".join(["*s"] * 20_000) + "]]}}}\n"
    )


def _long_texts(kind: str, head: str) -> str:
    """A long text that stands in very many places."""
    names = ", ".join(f"A{n}: *s" for n in range(20_000))
    fn = f"{{Type: {kind}, Properties: {{Runtime: python3.13, Handler: a.b, Environment: {{Variables: {{{names}}}}}}}}}"
    return f"{_HEAD}{head}Metadata: {{s: &s {'y' * 200_000}}}\nResources: {{A: {fn}}}\n"


def _long_sub() -> str:
    queue = f"Resources: {{A: {{Type: AWS::SQS::Queue, Properties: {{QueueName: !Sub '{'${P}' * 40_000}'}}}}}}\n"
    return f"{_HEAD}Parameters: {{P: {{Type: String, Default: {'y' * 200_000}}}}}\n{queue}"


def _many_splits() -> str:
    text = "a," * 90_000
    return f"{_HEAD}s: &s !Split [',', '{text}']\nResources: {{A: {{Type: AWS::SQS::Queue, Properties: {{Tags: [" + (
        ", ".join(["*s"] * 3000) + "]}}}\n"
    )


def _alias_cycle() -> str:
    names = {
        f"V{n}": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": f"V{(n + 1) % 3}"}}}
        for n in range(3)
    }
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": names})


def _name_cycle() -> str:
    queues = {
        f"Q{n}": {
            "Type": "AWS::SQS::Queue",
            "Properties": {"QueueName": {"Fn::Sub": f"${{Q{(n + 1) % 400}}}-${{Q{(n + 2) % 400}}}"}},
        }
        for n in range(400)
    }
    return json.dumps({"Resources": queues})


def _conditions() -> str:
    conditions = {f"C{n}": {"Fn::And": [{"Condition": f"C{n + 1}"}, {"Condition": f"C{n + 1}"}]} for n in range(300)}
    conditions["C300"] = {"Fn::Or": [{"Condition": "C0"}]}
    return json.dumps(
        {"Conditions": conditions, "Resources": {"A": {"Type": "AWS::SQS::Queue", "Condition": "C0", "Properties": {}}}}
    )


def _deep_json(depth: int) -> Callable[[], str]:
    """JSON that YAML refuses (a tab), so that the JSON parser reads it."""

    def make() -> str:
        nested = "[" * depth + "]" * depth
        return '{\t"Resources": {"A": {"Type": "AWS::Serverless::Function", "Properties": {"Tags": ' + nested + "}}}}"

    return make


def _deep_yaml() -> str:
    return f"{_HEAD}Resources: {{A: {{Type: AWS::SQS::Queue, Properties: {{Tags: {'[' * 5000}{']' * 5000}}}}}}}\n"


def _nested_fan() -> dict[str, str]:
    """Each stack nests ten of the next."""
    files = {}
    for level in range(7):
        name = "template.yaml" if level == 0 else f"t{level}.yaml"
        resources = {
            f"S{n}": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": f"t{level + 1}.yaml"}}
            for n in range(10)
        }
        files[name] = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources})
    files["t7.yaml"] = json.dumps({"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}})
    return files


def _includes() -> dict[str, str]:
    call = {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "part.yaml"}}}
    resources = {f"R{n}": {"Type": "AWS::SQS::Queue", "Properties": call} for n in range(400)}
    return {"template.yaml": json.dumps({"Resources": resources}), "part.yaml": "Tags: [" + "{a: 1}, " * 20_000 + "]"}


def _loops() -> str:
    body: object = {"Q${A}${B}${C}${D}": {"Type": "AWS::SQS::Queue", "Properties": {"Tags": ["x"] * 2000}}}
    for name in "DCBA":
        body = {f"Fn::ForEach::{name}": [name, [f"{name}{n}" for n in range(40)], body]}
    return json.dumps({"Transform": "AWS::LanguageExtensions", "Resources": body})


def _many_functions() -> str:
    functions = {
        f"F{n}": {
            "Type": "AWS::Serverless::Function",
            "Properties": {"Handler": "a.b", "Runtime": "python3.13", "Events": 7},
        }
        for n in range(300)
    }
    return json.dumps({"Transform": "AWS::Serverless-2016-10-31", "Resources": functions})


def _policies() -> str:
    """Patterns that make a careless matcher run for ever, against many resources."""
    pattern = "arn:aws:s3:::" + "*a" * 40 + "b"
    name = "a" * 60
    statements = [
        {"Effect": "Allow", "Action": "*a" * 30, "Resource": [pattern + str(n) for n in range(20)]} for _ in range(20)
    ]
    resources: dict[str, object] = {
        f"B{n}": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": f"{name}{n}"}} for n in range(20)
    }
    resources["R"] = {"Type": "AWS::IAM::Role", "Properties": {
        "AssumeRolePolicyDocument": {}, "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}]}}  # fmt: skip
    return json.dumps({"Resources": resources})


def _below_bomb_sam() -> str:
    text = _below_bomb().replace("AWSTemplateFormatVersion: '2010-09-09'", "Transform: AWS::Serverless-2016-10-31")
    return text.replace("Type: AWS::SQS::Queue", "Type: AWS::Serverless::Function").replace("Tags", "Environment")


def _sam_fan() -> dict[str, str]:
    stack = {"Type": "AWS::Serverless::Application", "Properties": {"Location": "child.yaml"}}
    child = {"Transform": "AWS::Serverless-2016-10-31", "Resources": {"F": {"Type": "AWS::Serverless::Function", "Properties": {
        "Handler": "a.b", "Runtime": "python3.13", "Events": {"A": {"Type": "Api", "Properties": {"Path": "/", "Method": "get"}}}}}}}  # fmt: skip
    return {
        "template.yaml": json.dumps(
            {"Transform": child["Transform"], "Resources": {f"S{n}": stack for n in range(300)}}
        ),
        "child.yaml": json.dumps(child),
    }


def _many_subs() -> str:
    """Long texts, one for each of many resources."""
    queues = {
        f"Q{n}": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::Sub": "${P}" * 20}}} for n in range(2000)
    }
    return json.dumps({"Parameters": {"P": {"Type": "String", "Default": "y" * 9000}}, "Resources": queues}, indent=1)


SEEDS_JSON = json.dumps(
    {"Resources": {"A": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 3}}}}, indent=2
)

CRAFTED: dict[str, Callable[[], Made]] = {
    "empty": lambda: "",
    "only a mark": lambda: b"\xef\xbb\xbf",
    "null": lambda: "Resources: ~\nAWSTemplateFormatVersion: x\n",
    "list": lambda: "- Resources: {}\n- AWSTemplateFormatVersion\n",
    "alias cycle": lambda: f"{_HEAD}Resources: &r {{A: {{Type: AWS::SQS::Queue, Properties: *r}}}}\n",
    "alias bomb": _bomb,
    "below the bomb": _below_bomb,
    "python tag": lambda: f"{_HEAD}Resources: {{A: {{Type: !!python/object/apply:os.system ['id']}}}}\n",
    "weird tags": lambda: f"{_HEAD}Resources: {{A: {{Type: AWS::SQS::Queue, Properties: {{QueueName: !Sub !Ref !Join x}}}}}}\n",
    "several documents": lambda: f"{_HEAD}Resources: {{}}\n---\nResources: {{}}\n",
    "duplicate keys": lambda: f"{_HEAD}Resources: {{A: {{Type: AWS::SQS::Queue}}, A: {{Type: AWS::SNS::Topic}}}}\n",
    "huge numbers": lambda: f"{_HEAD}Resources: {{A: {{Type: AWS::SQS::Queue, Properties: {{VisibilityTimeout: {'9' * 5000}}}}}}}\n",
    "huge number json": lambda: '{\t"Resources": {"A": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": ' + "9" * 5000 + "}}}}",
    "not a number": lambda: '{\t"Resources": {"A": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": NaN, "x": 1e999}}}}',
    "map doubling": _map_doubling,
    "map cycle": _map_cycle,
    "long join": _long_join,
    "long sub": _long_sub,
    "long texts": lambda: _long_texts("AWS::Lambda::Function", ""),
    "long texts sam": lambda: _long_texts("AWS::Serverless::Function", "Transform: AWS::Serverless-2016-10-31\n"),
    "many splits": _many_splits,
    "version cycle": _alias_cycle,
    "name cycle": _name_cycle,
    "conditions": _conditions,
    "deep json 90": _deep_json(90),
    "deep json 400": _deep_json(400),
    "deep json 900": _deep_json(900),
    "deep json 100000": _deep_json(100_000),
    "deep yaml": _deep_yaml,
    "nested fan": _nested_fan,
    "nested cycle": lambda: {
        "template.yaml": _HEAD + "Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: b.yaml}}}\n",
        "b.yaml": _HEAD + "Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: template.yaml}}}\n",
    },
    "includes": _includes,
    "outside": lambda: _HEAD + "Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: /etc/passwd}}}\n",
    "loops": _loops,
    "many broken functions": _many_functions,
    "policies": _policies,
    "below the bomb sam": _below_bomb_sam,
    "sam fan": _sam_fan,
    "many subs": _many_subs,
    "more environments": lambda: {
        "template.yaml": SEEDS["sam events"],
        "samconfig.toml": "".join(f"[e{n}.deploy.parameters]\nparameter_overrides = 'Stage=e{n}'\n" for n in range(40)),
    },
    "tabs": lambda: SEEDS_JSON.replace(" ", "\t"),
    "samconfig": lambda: {"template.yaml": SEEDS["sam events"], "samconfig.toml": "a = 1\n[b]\nc = [1, {d = 1}]\n[default.deploy]\nparameters = 3\n"},
    "broken samconfig": lambda: {"template.yaml": SEEDS["sam events"], "samconfig.toml": "[[[\n"},
    "deep samconfig": lambda: {"template.yaml": SEEDS["sam events"], "samconfig.toml": "a = " + "[" * 5000 + "]" * 5000},
    "many environments": lambda: {
        "template.yaml": SEEDS["plain"],
        "samconfig.toml": "".join(f"[e{n}.deploy.parameters]\nparameter_overrides = 'Env=e{n}'\n" for n in range(500)),
    },
    "latin": lambda: f"{_HEAD}Description: caf\xe9\nResources: {{}}\n".encode("latin-1"),
}  # fmt: skip
"""Label -> a template's text, or a folder's files."""

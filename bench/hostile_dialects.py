"""Hostile applications in the other dialects: services, cloud assemblies, Terraform, plans, workflows.

A case is a whole folder with one of its files changed, told by its number and seed like those of `hostile_cases.py`.
"""

# ruff: noqa: E501  (tables)

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.hostile_cases import TEXT_CHANGES, TREE_CHANGES, Case, _bytes, _tree

ROOT = Path(__file__).resolve().parent.parent
_SAMPLE = ROOT / "samples" / "dialects"


@dataclass(frozen=True, slots=True)
class Seed:
    """A folder whose file `path` is to be changed; `beside` are its other files."""

    path: str
    text: str
    beside: Mapping[str, bytes] = field(default_factory=dict)


def dialect_seeds() -> dict[str, Seed]:
    """Name -> a folder to start from: those of the sample in four dialects, and small ones of our own."""
    found = {f"serverless {name}": Seed("serverless.yml", text, _PARTS) for name, text in SERVICES.items()}
    found["serverless sample"] = Seed("serverless.yml", _read(_SAMPLE / "serverless" / "serverless.yml"))
    found["terraform sample"] = Seed("main.tf", _read(_SAMPLE / "terraform" / "main.tf"))
    found |= {f"terraform {name}": Seed("main.tf", text, _MODULE) for name, text in CONFIGURATIONS.items()}
    found["terraform json"] = Seed("main.tf.json", CONFIGURATION_JSON, _MODULE)
    found["terraform values"] = Seed(
        "envs/prod.tfvars", VALUES, {"main.tf": CONFIGURATIONS["module"].encode(), **_MODULE}
    )
    found["terraform plan"] = Seed("plan.json", PLAN)
    found["workflow"] = Seed(".github/workflows/deploy.yml", WORKFLOW, {"template.yaml": ROLE.encode()})
    assembly = _SAMPLE / "cdk" / "cdk.out"
    files = {f"cdk.out/{one.name}": one.read_bytes() for one in sorted(assembly.iterdir()) if one.is_file()}
    for name in ("manifest.json", "core.template.json", "core.assets.json", "tree.json", "core.metadata.json"):
        path = f"cdk.out/{name}"
        found[f"cdk {name}"] = Seed(
            path, files[path].decode(), {key: value for key, value in files.items() if key != path}
        )
    return found


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def dialect_case(number: int, seed: int, seeds: Mapping[str, Seed]) -> Case:
    """The case of that number: a seed with one to four changes of its tree, its expressions or its text."""
    chance = random.Random(f"dialect {seed}/{number}")  # noqa: S311  (no secret is made of it)
    name = chance.choice(sorted(seeds))
    one = seeds[name]
    text: str | bytes = one.text
    done: list[str] = []
    for _ in range(chance.randint(1, 4)):
        if isinstance(text, bytes):
            break
        kind = chance.random()
        change = _any_change(one.path, kind, chance)
        text = change(text, chance)
        done.append(change.__name__.strip("_"))
    return Case(f"dialect {number} {name} {' '.join(done)}", {**one.beside, one.path: _bytes(text)})


Change = Callable[[str, random.Random], "str | bytes"]


def _any_change(path: str, kind: float, chance: random.Random) -> Change:
    if kind > 0.75:
        return chance.choice(TEXT_CHANGES)
    return _expression if path.endswith((".tf", ".tfvars")) else _branch


def _branch(text: str, chance: random.Random) -> str:
    """A change of the tree that YAML or JSON holds; JSON is YAML, so it may stand in any of the files."""
    try:
        tree = _tree(text)
    except Exception:  # noqa: BLE001  (an earlier change broke the text: leave it)
        return text
    changed = chance.choice(TREE_CHANGES)(tree, chance)
    return json.dumps(changed, ensure_ascii=chance.random() < 0.5)


def _expression(text: str, chance: random.Random) -> str:
    """The right side of an argument of HCL as something else."""
    places = list(re.finditer(r"= *(.+)$", text, re.MULTILINE))
    if not places:
        return text
    place = chance.choice(places)
    return text[: place.start(1)] + chance.choice(EXPRESSIONS) + text[place.end(1) :]


EXPRESSIONS = (
    "local.cycle", "local.local", "local", "var", "var.nothing", "var.stage.x[0][\"y\"]", "null", "-", "[", "{", "(", "\"", "${", "\"${\"",
    "\"${var.stage\"", "\"${\"${\"${\"x\"}\"}\"}\"", "\"%{ for x in range(100000) }${x}%{ endfor }\"", "\"%{ if true }\"", "\"%{ endfor }\"", "\"$${x}\"",
    "range(1000000000)", "range(0, 1, 0)", "range(1, -1, -0.0001)", "setproduct(range(1000), range(1000), range(1000))", "flatten([[[[[[[[]]]]]]]])",
    "[for a in range(900) : [for b in range(900) : [for c in range(900) : c]]]", "{ for k, v in range(100) : \"a\" => v... }", "{ for k in var.names : k => k }",
    "join(\"\", [for x in range(1024) : format(\"%1000000s\", x)])", "format(\"%999999999d\", 1)", "format(\"%s\")", "format(\"%*d\", 1e9, 1)", "substr(\"x\", -1e30, 1e30)",
    "regex(\"(a+)+$\", \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\")", "regexall(\"(a|a)*b\", \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\")", "regex(\"(\", \"x\")", "replace(\"a\", \"/(/\", \"\")",
    "pow(10, 100000)", "pow(1e308, 2)", "9".ljust(5000, "9"), "1e400", "0x10", "1 / 0", "1 % 0", "log(0, 0)", "parseint(\"zz\", 99)", "max()", "min([])",
    "file(\"/etc/passwd\")", "file(\"../../../../etc/passwd\")", "file(\"\\u0000\")", "templatefile(\"main.tf\", {})", "templatefile(\"main.tf\", { x = local.cycle })", "fileset(\"/\", \"**\")", "filebase64(\"main.tf\")",
    "jsondecode(\"[[[[\")", "jsondecode(\"{\\\"a\\\": NaN}\")", "yamldecode(\"a: &a [*a]\")", "yamldecode(\"!!python/object:os.system {}\")", "csvdecode(\"a\\n\\\"\")", "base64decode(\"!\")", "jsonencode(local.cycle)",
    "merge({}, null, [])", "lookup(null, null)", "element([], 5)", "chunklist([1], 0)", "slice([1], 5, 1)", "zipmap([1], [1, 2])", "coalesce()", "one([1, 2])", "cidrsubnet(\"x\", 1e9, -1)", "cidrsubnets(\"10.0.0.0/8\", 30, 30)",
    "aws_lambda_function.nothing.arn", "aws_lambda_function.f[*].arn", "aws_lambda_function.f[99999999999].arn", "aws_lambda_function.f[\"\\u001b[2J\"].arn", "module.m", "module.m[0].x.y.z", "module.nothing.out", "data.aws_x.y.z", "each.key", "each.value.a.b", "count.index", "self.id",
    "terraform.workspace", "path.root", "path.module", "provider::aws::arn_parse(\"x\")", "nonsense(1, 2, 3...)", "try(1 / 0, local.cycle, null)", "can(local.cycle)", "true ? 1 : [", "true ? local.cycle : 1", "!null", "-\"x\"", "[1, 2][\"a\"]", "{a = 1}[0]", "\"a\" + {}",
    "<<EOT\n${local.cycle}\nEOT", "<<-EOT\n  %{ for x in [1, 2] ~}\n  ${x}\n  %{ endfor ~}\n  EOT", "<<EOT", "[for x in null : x]", "[for x in \"abc\" : x if x]", "{(local.cycle) = 1}", "\"\\uD800\"", "\"\x1b[31m\"", "\"\u202eevil\"", "(" * 3000 + "1" + ")" * 3000, "[" * 3000 + "]" * 3000, "!" * 5000 + "true", "1" + " + 1" * 5000,
)  # fmt: skip
"""Right sides that are wrong, endless, far too large, or lead outside."""

SERVICES = {
    "events": """\
service: x
provider: {name: aws, runtime: python3.13, stage: "${opt:stage, 'dev'}", region: "${self:custom.r.${self:provider.stage}}", iam: {role: {statements: [{Effect: Allow, Action: "*", Resource: "*"}]}}}
custom: {r: {dev: eu-west-1, prod: us-east-1}, part: "${file(part.yml):a.b}", cycle: "${self:custom.cycle}", env: "${env:NOPE}", json: "${file(part.json)}", params: "${param:x, 'y'}"}
params: {prod: {x: 1}, default: {x: 2}}
functions:
  a:
    handler: src/a.handler
    url: true
    events:
      - http: GET a
      - http: {path: b, method: post, authorizer: {name: auth, type: token}, cors: true}
      - httpApi: {path: "/c/{id}", method: "*"}
      - sqs: {arn: !GetAtt Q.Arn, batchSize: 3}
      - sns: {topicName: t, filterPolicy: {a: [b]}}
      - s3: {bucket: "b-${self:custom.part}", event: "s3:ObjectCreated:*", existing: true}
      - schedule: {rate: [rate(1 minute)], enabled: false}
      - stream: {type: kinesis, arn: "arn:aws:kinesis:x:1:stream/y", batchSize: 1}
      - websocket: $connect
      - eventBridge: {pattern: {source: [x]}, eventBus: default}
      - cognitoUserPool: {pool: p, trigger: PreSignUp, existing: true}
      - cloudwatchLog: "/aws/x"
      - alb: {listenerArn: x, priority: 1, conditions: {path: /}}
      - cloudFront: {eventType: viewer-request, origin: "s3://x"}
      - iot: {sql: "select 1"}
      - activemq: {arn: x, queue: y, basicAuthArn: z}
      - nonsense: {a: 1}
  auth: {handler: auth.h, environment: {A: "${self:custom.json.k, ''}", B: !Ref Q}, iamRoleStatements: [{Effect: Allow, Action: [sqs:*], Resource: !GetAtt Q.Arn}]}
stepFunctions: {stateMachines: {m: {events: [{http: GET m}], definition: {StartAt: A, States: {A: {Type: Task, Resource: !GetAtt a.Arn, End: true}}}}}}
resources: {Resources: {Q: {Type: AWS::SQS::Queue}}, extensions: {Q: {Properties: {KmsMasterKeyId: x}}}}
""",
    "files": """\
service: "${file(./part.yml):service, 's'}"
provider: {name: aws, runtime: nodejs22.x, environment: "${file(part.json):env}", httpApi: {id: "${cf:other.ApiId}", authorizers: {j: {type: jwt, issuerUrl: "https://x/", audience: [a], identitySource: "$request.header.Authorization"}}}}
functions:
  - "${file(part.yml):functions}"
  - b: {handler: b.h, layers: [{Ref: LLambdaLayer}], events: [{httpApi: {path: /, method: get, authorizer: {name: j}}}]}
layers: {l: {path: l}}
resources: ["${file(part.yml):resources}", {Resources: {T: {Type: AWS::DynamoDB::Table, Properties: {TableName: "${self:service}-${sls:stage}-${aws:accountId}"}}}}]
""",
}
_PARTS = {
    "part.yml": b"service: p\na: {b: c}\nfunctions: {z: {handler: z.h}}\nresources: {Resources: {B: {Type: AWS::S3::Bucket}}}\n",
    "part.json": b'{"k": "v", "env": {"K": "V"}}',
}

CONFIGURATIONS = {
    "module": """\
variable "stage" { type = string }
variable "names" {
  type    = list(object({ a = string, b = optional(number, 3) }))
  default = [{ a = "x" }]
}
locals {
  cycle = local.other
  other = local.cycle
  map   = { for n in var.names : n.a => merge(n, { c = "${n.a}-${var.stage}" }) }
}
module "m" {
  source   = "./m"
  for_each = local.map
  name     = each.value.c
}
module "remote" {
  source        = "terraform-aws-modules/lambda/aws"
  version       = "8.0.0"
  function_name = "r"
  handler       = "r.h"
  runtime       = "python3.13"
  source_path   = "src"
  allowed_triggers = { q = { service = "sqs", source_arn = aws_sqs_queue.q.arn } }
  policy_statements = { a = { effect = "Allow", actions = ["sqs:*"], resources = [aws_sqs_queue.q.arn] } }
}
resource "aws_sqs_queue" "q" {
  count = var.stage == "prod" ? 2 : 1
  name  = join("-", ["q", var.stage, count.index])
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 3 })
}
resource "aws_sqs_queue" "dead" { name = format("%s-dead", var.stage) }
output "x" { value = [for k, v in module.m : v.arn] }
""",
    "gateway": """\
provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { app = "x" } }
}
data "aws_caller_identity" "me" {}
data "aws_iam_policy_document" "p" {
  dynamic "statement" {
    for_each = { a = ["s3:*"], b = ["sqs:*"] }
    content {
      sid       = statement.key
      actions   = statement.value
      resources = ["*"]
    }
  }
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
  inline_policy {
    name   = "p"
    policy = data.aws_iam_policy_document.p.json
  }
}
resource "aws_lambda_function" "f" {
  function_name = "f-${terraform.workspace}"
  role          = aws_iam_role.r.arn
  handler       = "f.h"
  runtime       = "python3.13"
  filename      = data.archive_file.z.output_path
  environment { variables = { A = data.aws_caller_identity.me.account_id, B = aws_s3_bucket.b.id } }
}
data "archive_file" "z" {
  type        = "zip"
  source_dir  = "${path.module}/src"
  output_path = "z.zip"
}
resource "aws_s3_bucket" "b" { bucket_prefix = "b" }
resource "aws_api_gateway_rest_api" "a" {
  name = "a"
  body = templatefile("${path.module}/m/api.json", { uri = aws_lambda_function.f.invoke_arn })
}
resource "aws_api_gateway_resource" "one" {
  rest_api_id = aws_api_gateway_rest_api.a.id
  parent_id   = aws_api_gateway_rest_api.a.root_resource_id
  path_part   = "one"
}
resource "aws_api_gateway_method" "get" {
  rest_api_id   = aws_api_gateway_rest_api.a.id
  resource_id   = aws_api_gateway_resource.one.id
  http_method   = "GET"
  authorization = "NONE"
}
resource "aws_api_gateway_integration" "get" {
  rest_api_id             = aws_api_gateway_rest_api.a.id
  resource_id             = aws_api_gateway_resource.one.id
  http_method             = aws_api_gateway_method.get.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.f.invoke_arn
}
resource "aws_s3_bucket_notification" "n" {
  bucket = aws_s3_bucket.b.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.f.arn
    events              = ["s3:ObjectCreated:*"]
  }
}
""",
}
_MODULE = {
    "m/main.tf": b'variable "name" {}\nresource "aws_sqs_queue" "q" { name = var.name }\noutput "arn" { value = aws_sqs_queue.q.arn }\n',
    "m/api.json": b'{"openapi": "3.0.1", "paths": {"/x": {"get": {"x-amazon-apigateway-integration": {"uri": "${uri}", "type": "aws_proxy"}}}}}',
    "src/f.py": b"def h(event, context): ...\n",
}
VALUES = 'stage = "prod"\nnames = [{ a = "y", b = 1 }, { a = "z" }]\n'
CONFIGURATION_JSON = json.dumps({
    "variable": {"stage": {"default": "dev"}}, "locals": {"n": "${var.stage}-x"},
    "module": {"m": {"source": "./m", "name": "${local.n}"}},
    "resource": {"aws_sqs_queue": {"q": {"name": "${local.n}", "count": 2}}, "aws_lambda_function": {"f": [{"function_name": "f", "handler": "a.b", "runtime": "python3.13", "role": "x"}]}},
})  # fmt: skip
PLAN = json.dumps({
    "format_version": "1.2", "terraform_version": "1.9.0", "variables": {"stage": {"value": "dev"}},
    "planned_values": {"root_module": {"resources": [
        {"address": "aws_sqs_queue.q", "mode": "managed", "type": "aws_sqs_queue", "name": "q", "values": {"name": "q", "redrive_policy": None}},
        {"address": "aws_lambda_function.f[0]", "mode": "managed", "type": "aws_lambda_function", "name": "f", "index": 0, "values": {"function_name": "f", "handler": "a.b", "runtime": "python3.13", "environment": [{"variables": {"A": "b"}}]}}],
        "child_modules": [{"address": "module.m", "resources": [{"address": "module.m.aws_sqs_queue.q", "mode": "managed", "type": "aws_sqs_queue", "name": "q", "values": {"name": "m"}}]}]}},
    "resource_changes": [{"address": "aws_lambda_function.f[0]", "change": {"actions": ["create"], "after_unknown": {"role": True, "arn": True}}}],
    "configuration": {"root_module": {"resources": [{"address": "aws_lambda_function.f", "mode": "managed", "type": "aws_lambda_function", "name": "f", "expressions": {"role": {"references": ["aws_iam_role.r.arn", "aws_iam_role.r"]}}}],
        "module_calls": {"m": {"source": "./m", "module": {"resources": []}}}}},
})  # fmt: skip
WORKFLOW = """\
name: deploy
on: {push: {branches: [main]}, pull_request_target: {}, workflow_dispatch: {inputs: {a: {type: string}}}}
permissions: {id-token: write, contents: read}
jobs:
  deploy:
    runs-on: ubuntu-latest
    strategy: {matrix: {stage: [dev, prod]}}
    defaults: {run: {working-directory: app}}
    steps:
      - uses: actions/checkout@v4
        with: {ref: "${{ github.event.pull_request.head.sha }}"}
      - uses: aws-actions/configure-aws-credentials@v4
        with: {role-to-assume: "arn:aws:iam::111122223333:role/deploy", aws-region: eu-west-1}
      - run: |
          sam build && sam deploy --stack-name x
"""
ROLE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      RoleName: deploy
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: !Sub "arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com"}
            Action: sts:AssumeRoleWithWebIdentity
            Condition: {StringLike: {"token.actions.githubusercontent.com:sub": "repo:a/b:*"}}
"""


def crafted_dialects() -> Iterator[Case]:
    """Every wrong expression once, in a place that is read."""
    for number, expression in enumerate(EXPRESSIONS):
        text = f'locals {{\n  cycle = local.cycle\n}}\nresource "aws_sqs_queue" "q" {{\n  name = {expression}\n}}\n'
        yield Case(f"crafted expression {number}", {"main.tf": _bytes(text)})

    def fan(source: str) -> bytes:
        return _bytes("\n".join(f'module "m{n}" {{\n  source = "{source}"\n}}' for n in range(8)))

    files = {f"m{level}/main.tf": fan(f"../m{level + 1}") for level in range(8)}
    last = {"m8/main.tf": b'resource "aws_sqs_queue" "q" {}\n'}
    yield Case("crafted module fan", {**files, **last, "main.tf": fan("./m0")})
    yield Case(
        "crafted module cycle",
        {"main.tf": b'module "a" {\n  source = "./a"\n}\n', "a/main.tf": b'module "b" {\n  source = "../a"\n}\n'},
    )
    doubling = "\n".join(f'  a{n} = "${{local.a{n + 1}}}${{local.a{n + 1}}}"' for n in range(60))
    yield Case(
        "crafted doubling",
        {
            "main.tf": _bytes(
                f'locals {{\n{doubling}\n  a60 = "x"\n}}\nresource "aws_sqs_queue" "q" {{\n  name = local.a0\n}}\n'
            )
        },
    )
    lists = "\n".join(f"  a{n} = concat(local.a{n + 1}, local.a{n + 1})" for n in range(60))
    yield Case(
        "crafted list doubling",
        {
            "main.tf": _bytes(
                f'locals {{\n{lists}\n  a60 = ["x"]\n}}\nresource "aws_sqs_queue" "q" {{\n  for_each = toset(local.a0)\n}}\n'
            )
        },
    )
    yield Case(
        "crafted many of each",
        {
            "main.tf": b'resource "aws_lambda_function" "f" {\n  count = 100000\n  function_name = "f${count.index}"\n}\n'
        },
    )

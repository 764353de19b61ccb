"""Resources, data sources and their instances."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ennead.sources.terraform.instance import Encoded, Joined, Pointer, Unclear
from tests.sources.terraform.hcl.module import attributes, instances, read, value


def test_written_attributes(tmp_path: Path) -> None:
    """An attribute that is written and known is its value, any other a pointer."""
    more = 'variable "o" {}\nresource "aws_sqs_queue" "q" {\n  name = "jobs"\n  kms = "${var.o}-x"\n'
    more += "  role = aws_a.b.arn\n}\n"
    more += 'resource "aws_a" "b" {\n  block {\n    x = 1\n  }\n}\n'
    found = value(tmp_path, '[for x in ["name", "kms", "role", "arn"] : aws_sqs_queue.q[x]]', more)

    assert found == [
        "jobs",
        Pointer("aws_sqs_queue.q", ("kms",)),
        Pointer("aws_a.b", ("arn",)),
        Pointer("aws_sqs_queue.q", ("arn",)),
    ]
    assert value(tmp_path, "aws_a.b.block[0].x", more) == 1


@pytest.mark.parametrize(
    ("repeat", "addresses"),
    [
        ("", ["aws_a.b"]),
        ("count = 2", ["aws_a.b[0]", "aws_a.b[1]"]),
        ("count = 0", []),
        ("count = var.on ? 1 : 0", ["aws_a.b[0]"]),
        ("count = !var.on ? 1 : 0", []),
        ('for_each = toset(["y", "x"])', ['aws_a.b["x"]', 'aws_a.b["y"]']),
        ('for_each = {k = {v = 1}, "a\\"b" = null}', ['aws_a.b["a\\"b"]', 'aws_a.b["k"]']),
        ("for_each = {}", []),
        ("count = var.open", ["aws_a.b"]),
        ("for_each = var.open", ["aws_a.b"]),
        ("for_each = toset([aws_c.d.id])", ["aws_a.b"]),
        ("for_each = merge({a = 1}, var.open)", ["aws_a.b"]),
        ("for_each = {a = aws_c.d.id}", ['aws_a.b["a"]']),
        ('count = length("x" == "y" ? [1] : [])', []),
    ],
)
def test_copies(tmp_path: Path, repeat: str, addresses: list[str]) -> None:
    """One instance per key that is known; where the keys are not known one that may be, and a gap."""
    more = 'variable "open" {}\nvariable "on" {\n  default = true\n}\nresource "aws_c" "d" {}\n'
    found = read(tmp_path, f'{more}resource "aws_a" "b" {{\n  {repeat}\n  x = 1\n}}\n')

    ours = [instance for instance in found.instances if instance.type == "aws_a"]
    assert [instance.address for instance in ours] == addresses
    assert all(instance.attributes == {"x": 1} for instance in ours)
    open_ended = repeat.endswith(("open", "open)", "aws_c.d.id])"))
    assert [bool(instance.conditional) for instance in ours] == [open_ended] * len(ours)
    assert ("count" in {gap.klass for gap in found.gaps}) == open_ended


def test_each_and_count(tmp_path: Path) -> None:
    """Copies know their key, value and number, and are found by them."""
    text = """
resource "aws_a" "b" {
  for_each = { one = { size = 1 }, two = { size = 2 } }
  name     = "${each.key}-${each.value.size}"
}
resource "aws_c" "d" {
  count = 2
  name  = aws_a.b["one"].name
  other = [for k, b in aws_a.b : "${k}=${b.arn}"]
  index = count.index
  next  = aws_e.f[count.index].id
}
resource "aws_e" "f" {
  count = 2
}
output "all" { value = [values(aws_a.b)[*].name, aws_c.d[*].arn, length(aws_a.b), aws_c.d[1].index] }
"""
    found = read(tmp_path, text)

    assert attributes(found, "aws_c.d[1]") == {
        "name": "one-1",
        "other": [
            Joined(("one=", Pointer('aws_a.b["one"]', ("arn",)))),
            Joined(("two=", Pointer('aws_a.b["two"]', ("arn",)))),
        ],
        "index": 1,
        "next": Pointer("aws_e.f[1]", ("id",)),
    }
    assert found.outputs["all"] == [
        ["one-1", "two-2"],
        [Pointer("aws_c.d[0]", ("arn",)), Pointer("aws_c.d[1]", ("arn",))],
        2,
        1,
    ]


def test_uncounted(tmp_path: Path) -> None:
    """References to a thing whose number is not known find it, with an index and without."""
    more = 'variable "n" {}\nresource "aws_a" "b" {\n  count = var.n\n}\n'
    found = value(tmp_path, '[aws_a.b[0].arn, aws_a.b["k"].arn, one(aws_a.b[*].arn), try(aws_a.b[0].id, "")]', more)

    arn = Pointer("aws_a.b", ("arn",))
    assert found == [arn, arn, arn, Pointer("aws_a.b", ("id",))]


def test_blocks(tmp_path: Path) -> None:
    """Blocks are lists of mappings, dynamic ones are written out, what is about Terraform itself is left out."""
    text = """
resource "aws_a" "b" {
  depends_on = [aws_c.d]
  provider   = aws.x
  lifecycle { ignore_changes = all }
  provisioner "local-exec" { command = "x" }
  rule { n = 0 }
  dynamic "rule" {
    for_each = [1, 2]
    iterator = it
    content {
      n = it.value
      dynamic "inner" {
        for_each = { k = it.key }
        content { pair = "${inner.key}${inner.value}" }
      }
    }
  }
  dynamic "none" {
    for_each = []
    content {}
  }
}
"""
    found = attributes(read(tmp_path, text), "aws_a.b")

    rules = [{"n": 0}, {"n": 1, "inner": [{"pair": "k0"}]}, {"n": 2, "inner": [{"pair": "k1"}]}]
    assert found == {"rule": rules, "none": []}


def test_dynamic_over_something_unknown(tmp_path: Path) -> None:
    """Blocks nobody can count are one block, and a gap."""
    text = 'variable "o" {}\nresource "aws_a" "b" {\n  dynamic "r" {\n    for_each = var.o\n'
    text += "    content {\n      x = r.value\n    }\n  }\n}\n"
    found = read(tmp_path, text)

    (block,) = attributes(found, "aws_a.b")["r"]
    assert isinstance(block["x"], Unclear)
    assert {gap.klass for gap in found.gaps} == {"variable", "count"}


@pytest.mark.parametrize(
    "text",
    [
        "locals {\n  a = local.b\n  b = local.a\n}\n",
        "locals {\n  a = local.a\n}\n",
        'variable "v" {\n  default = 1\n}\nlocals {\n  a = aws_a.b.x\n}\nresource "aws_a" "b" {\n  x = local.a\n}\n',
        'locals {\n  a = length(aws_a.b)\n}\nresource "aws_a" "b" {\n  count = local.a\n}\n',
        'module "m" {\n  source = "./m"\n  x = module.m.y\n}\nlocals {\n  a = module.m.y\n}\n',
        'module "m" {\n  source = "./m"\n  count = length(module.m)\n}\nlocals {\n  a = 1\n}\n',
        'data "aws_iam_policy_document" "d" {\n  source_policy_documents = [data.aws_iam_policy_document.d.json]\n}\n'
        "locals {\n  a = data.aws_iam_policy_document.d.json\n}\n",
    ],
)
def test_circles(tmp_path: Path, text: str) -> None:
    """What hangs on itself ends."""
    files = {
        "main.tf": text + 'output "it" {\n  value = local.a\n}\n',
        "m/m.tf": 'variable "x" {}\noutput "y" {\n  value = var.x\n}\n',
    }
    found = read(tmp_path, files)

    assert "it" in found.outputs
    assert not found.faults


DOCUMENT = """
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Keep"
    actions   = ["s3:Get*"]
    resources = ["*"]
  }
  statement {
    sid       = "Change"
    actions   = ["s3:Put*"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "d" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json, "{\\"Statement\\": {\\"Sid\\": \\"Text\\"}}"]
  override_policy_documents = [jsonencode({ Statement = [{ Sid = "Change", Effect = "Deny" }] })]
  statement {
    effect = "Deny"
    not_actions = ["a:b"]
    resources   = ["${aws_sqs_queue.q.arn}/&{aws:username}"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.r.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:a"
      values   = ["1"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:b"
      values   = ["2"]
    }
  }
  dynamic "statement" {
    for_each = ["x", "y"]
    content {
      actions   = ["${statement.value}:*"]
      resources = ["*"]
      principals {
        type        = "*"
        identifiers = ["*"]
      }
    }
  }
}
resource "aws_sqs_queue" "q" {}
resource "aws_iam_role" "r" {}
"""


def test_policy_documents(tmp_path: Path) -> None:
    """A policy document comes out as the policy, built on its sources and overridden by Sid, with its lines."""
    found = value(tmp_path, "data.aws_iam_policy_document.d.json", DOCUMENT)

    assert isinstance(found, Encoded)
    policy: Any = found.value
    assert policy == {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "Keep", "Effect": "Allow", "Action": ["s3:Get*"], "Resource": ["*"]},
            {"Sid": "Change", "Effect": "Deny"},
            {"Sid": "Text"},
            {
                "Effect": "Deny",
                "Principal": {"Service": ["lambda.amazonaws.com"], "AWS": [Pointer("aws_iam_role.r", ("arn",))]},
                "NotAction": ["a:b"],
                "Resource": [Joined((Pointer("aws_sqs_queue.q", ("arn",)), "/${aws:username}"))],
                "Condition": {"StringEquals": {"aws:a": ["1"], "aws:b": ["2"]}},
            },
            {"Effect": "Allow", "Principal": "*", "Action": ["x:*"], "Resource": ["*"]},
            {"Effect": "Allow", "Principal": "*", "Action": ["y:*"], "Resource": ["*"]},
        ],
    }
    statements = policy["Statement"]
    assert statements.items_at[0] == ("main.tf", 3, 3)
    assert statements[3].keys_at["NotAction"] == ("main.tf", 19, 5)


def test_policy_on_an_unknown_one(tmp_path: Path) -> None:
    """A document that is not known may hold any statement."""
    more = 'variable "o" {}\ndata "aws_iam_policy_document" "d" {\n  source_policy_documents = [var.o]\n}\n'
    found = value(tmp_path, "data.aws_iam_policy_document.d.json", more)

    assert isinstance(found, Encoded)
    statements: Any = found.value
    (statement,) = statements["Statement"]
    assert isinstance(statement, Unclear)
    assert statement.name == "...var.o"


def test_regions_and_tags(tmp_path: Path) -> None:
    """The region is that of the provider a thing is made by; default tags are merged into `tags_all`."""
    text = """
provider "aws" {
  region = "eu-central-1"
  default_tags {
    tags = { team = "a", stage = "x" }
  }
}
provider "aws" {
  alias  = "far"
  region = "us-east-1"
}
data "aws_region" "here" {}
data "aws_region" "far" {
  provider = aws.far
}
data "aws_partition" "p" {}
data "aws_caller_identity" "me" {}
resource "aws_a" "b" {
  tags = { stage = "y" }
}
resource "aws_a" "c" {
  provider = aws.far
}
output "it" {
  value = [data.aws_region.here.name, data.aws_region.far.id, data.aws_partition.p.partition,
           data.aws_caller_identity.me.account_id]
}
"""
    found = read(tmp_path, text)

    assert found.region == "eu-central-1"
    me = Pointer("data.aws_caller_identity.me", ("account_id",))
    assert found.outputs["it"] == ["eu-central-1", "us-east-1", "aws", me]
    assert instances(found)["aws_a.b"].attributes["tags_all"] == {"team": "a", "stage": "y"}
    assert "tags_all" not in instances(found)["aws_a.c"].attributes


def test_region_that_is_none(tmp_path: Path) -> None:
    """A placeholder is no region."""
    found = read(
        tmp_path,
        'provider "aws" {\n  region = "YOUR_REGION"\n}\ndata "aws_region" "r" {}\n'
        'output "o" {\n  value = data.aws_region.r.name\n}\n',
    )

    assert found.region is None
    assert found.outputs["o"] == Pointer("data.aws_region.r", ("name",))


def test_other_data(tmp_path: Path) -> None:
    """Templates are rendered, archives keep their arguments, results of programs are unclear with a gap."""
    text = """
data "template_file" "t" {
  template = file("t.tpl")
  vars     = { x = 1 }
}
data "archive_file" "z" {
  type        = "zip"
  source_dir  = "${path.module}/src"
  output_path = "out.zip"
}
data "external" "e" {
  program = ["x"]
}
output "it" { value = [data.template_file.t.rendered, data.archive_file.z.output_path] }
output "e" { value = data.external.e.result.name }
"""
    found = read(tmp_path, {"main.tf": text, "t.tpl": "x is ${x}"})

    assert found.outputs["it"] == ["x is 1", "out.zip"]
    archive = instances(found)["data.archive_file.z"]
    assert (archive.mode, archive.attributes["source_dir"]) == ("data", "./src")
    assert isinstance(found.outputs["e"], Unclear)
    assert [gap.klass for gap in found.gaps] == ["data"]

"""Expressions come to what Terraform makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ennead.sources.terraform.instance import Encoded, Joined, Pointer, Unclear
from tests.sources.terraform.hcl.module import read, value

QUEUE = 'resource "aws_sqs_queue" "q" {}\n'
ARN = Pointer("aws_sqs_queue.q", ("arn",))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 / 2", 3.5),
        ("8 / 2", 4),
        ("-7 % 3", -1),
        ("1.5e3", 1500),
        ("!true || 1 < 2 && 2 >= 2", True),
        ('"5" + 1', 6),
        ('1 == "1"', False),
        ("true == true", True),
        ("1 == true", False),
        ("[1, 2] == [1, 2]", True),
        ("null == null", True),
        ('true ? "a" : "b"', "a"),
        ("false ? 1 : true ? 2 : 3", 2),
        ("[1, 2, 3][1]", 2),
        ("{a = {b = [5]}}.a.b[0]", 5),
        ('{"a b" = 1}["a b"]', 1),
        ("{(upper(\"k\")) = 1, l : 2}", {"K": 1, "l": 2}),
        ("[for x in [1, 2, 3] : x * 2 if x != 2]", [2, 6]),
        ("[for i, x in [\"a\", \"b\"] : \"${i}${x}\"]", ["0a", "1b"]),
        ("[for k, v in {b = 1, a = 2} : \"${k}${v}\"]", ["a2", "b1"]),
        ("{for x in [\"a\", \"b\"] : x => upper(x)}", {"a": "A", "b": "B"}),
        ("{for x in [\"ab\", \"ac\", \"b\"] : substr(x, 0, 1) => x...}", {"a": ["ab", "ac"], "b": ["b"]}),
        ("[{a = 1}, {a = 2}][*].a", [1, 2]),
        ("[{a = 1}, {a = 2}].*.a", [1, 2]),
        ("[{a = [{b = 1}]}][*].a[*].b", [[1]]),
        ("[{a = [3, 4]}].*.a[0]", [3, 4]),
        ("[{a = [3, 4]}][*].a[0]", [3]),
        ("{a = 1}[*].a", [1]),
        ("null[*].a", []),
        ("[[1, 2]].0.1", 2),
        ("max([1, 5, 3]...)", 5),
    ],
)  # fmt: skip
def test_known_values(tmp_path: Path, expression: str, expected: Any) -> None:
    """What is known is computed as Terraform does it."""
    found = value(tmp_path, expression)

    assert found == expected
    assert isinstance(found, bool) == isinstance(expected, bool)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (r'"a\tb\"\\ \u00e9"', 'a\tb"\\ é'),
        ('"$${x} %%{y} $x"', "${x} %{y} $x"),
        ('"${1 + 1}"', 2),
        ('"n = ${1.0} ${true}"', "n = 1 true"),
        ('"${"inner ${"most"}"}"', "inner most"),
        ('"%{ if true }yes%{ else }no%{ endif }!"', "yes!"),
        ('"%{ if false }yes%{ endif }!"', "!"),
        ('"%{ for x in ["a", "b"] }<${x}>%{ endfor }"', "<a><b>"),
        ('"a  ${~ 1 ~}  b"', "a1b"),
        ("<<EOT\none\n  two ${1}\nEOT\n", "one\n  two 1\n"),
        ("<<-EOT\n    one\n      two\n\n    three\n    EOT\n", "one\n  two\n\nthree\n"),
        ("<<EOT\n%{ for x in [1, 2] ~}\n  - ${x}\n%{ endfor ~}\nend\nEOT\n", "  - 1\n  - 2\nend\n"),
        ('<<EOT\nback\\slash "quoted"\nEOT\n', 'back\\slash "quoted"\n'),
        ("<<POLICY3\n{}\nPOLICY3\n", "{}\n"),
    ],
)
def test_templates(tmp_path: Path, expression: str, expected: Any) -> None:
    """Text, its escapes, interpolations, directives and heredocs."""
    assert value(tmp_path, expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("aws_sqs_queue.q.arn", ARN),
        ('"${aws_sqs_queue.q.arn}"', ARN),
        ('"${aws_sqs_queue.q.arn}/*"', Joined((ARN, "/*"))),
        ('"a-${var.open}-b"', Joined(("a-", Unclear("var.open", "a variable without a value"), "-b"))),
        ("aws_sqs_queue.q", Pointer("aws_sqs_queue.q")),
        ("aws_sqs_queue.q.arn == null", False),
        ('aws_sqs_queue.q.arn != ""', True),
        ("aws_sqs_queue.q.arn == aws_sqs_queue.q.arn", True),
        ("var.open || true", True),
        ("false && var.open", False),
        ("var.open ? 1 : 1", 1),
        ('join(",", [aws_sqs_queue.q.arn, "x"])', Joined((ARN, ",x"))),
        ('format("%s/%s", aws_sqs_queue.q.arn, 1)', Joined((ARN, "/1"))),
        ('replace("${aws_sqs_queue.q.arn}:v1", "v1", "v2")', Joined((ARN, ":v2"))),
        ("lower(aws_sqs_queue.q.arn)", ARN),
        ('trimsuffix("${aws_sqs_queue.q.arn}:*", ":*")', Joined((ARN,))),
        ("jsonencode({a = aws_sqs_queue.q.arn})", Encoded({"a": ARN})),
        ("jsondecode(jsonencode({a = aws_sqs_queue.q.arn})).a", ARN),
        ('jsondecode("{\\"a\\": \\"x${aws_sqs_queue.q.arn}\\"}").a', Joined(("x", ARN))),
        ('jsondecode("[${aws_sqs_queue.q.arn}]")', [ARN]),
        ('try(aws_sqs_queue.q[0].arn, "x")', Pointer("aws_sqs_queue.q", (0, "arn"))),
        ("[aws_sqs_queue.q][*].arn", [ARN]),
        ("[for q in [aws_sqs_queue.q] : q.arn]", [ARN]),
        ("length([var.open])", 1),
        ("concat([1], aws_sqs_queue.q.list)", [1, Pointer("aws_sqs_queue.q", ("list", "*"))]),
        ("merge({a = 1}, {b = aws_sqs_queue.q.arn})", {"a": 1, "b": ARN}),
        ("merge({a = 1}, var.open).a", 1),
        ("coalesce(null, aws_sqs_queue.q.arn)", ARN),
        ('startswith("/x/${aws_sqs_queue.q.arn}", "/x")', True),
        ('contains(["a", var.open], "a")', True),
    ],
)
def test_what_is_not_known(tmp_path: Path, expression: str, expected: Any) -> None:
    """Parts that are not known keep their place, and what does not hang on them is told."""
    assert value(tmp_path, expression, QUEUE + 'variable "open" {}\n') == expected


@pytest.mark.parametrize(
    "expression",
    [
        "var.open ? 1 : 2",
        "var.open && true",
        "var.open == 1",
        "length(merge({a = 1}, var.open))",
        "length(concat([1], var.open))",
        "keys(var.open)",
        'contains(["a", var.open], "b")',
        "merge({a = 1}, var.open).b",
        "concat([1], var.open)[1]",
        "sha256(aws_sqs_queue.q.arn)",
        'split(":", aws_sqs_queue.q.arn)[4]',
        "aws_sqs_queue.q.tags == null",
        "[for x in var.open : x]",
        "{for x in var.open : x => x}",
        "can(var.open.x)",
    ],
)
def test_nothing_is_guessed(tmp_path: Path, expression: str) -> None:
    """What hangs on something unknown is unclear, with a reason."""
    found = value(tmp_path, expression, QUEUE + 'variable "open" {}\n')

    assert isinstance(found, Unclear), found
    assert found.reason


@pytest.mark.parametrize(
    ("expression", "klass"),
    [
        ("[1][3]", "expression"),
        ("{a = 1}.b", "expression"),
        ("1 / 0", "expression"),
        ('"x" * 2', "expression"),
        ('"x${[1]}"', "expression"),
        ('"${null}x"', "expression"),
        ("aws_sqs_queue.none.arn", "reference"),
        ("local.none", "reference"),
        ("var.none", "reference"),
        ("nonsense", "reference"),
        ("each.key", "expression"),
        ('file("none.txt")', "file"),
        ('file("../../etc/passwd")', "file"),
        ("var.open", "variable"),
        ("timestamp()", "function"),
        ("range(1000000000)", "size"),
    ],
)
def test_gaps(tmp_path: Path, expression: str, klass: str) -> None:
    """An expression without a value is unclear, and a gap with its class and place says so."""
    found = read(tmp_path, f'variable "open" {{}}\noutput "it" {{\n  value = {expression}\n}}\n')

    assert isinstance(found.outputs["it"], Unclear)
    (gap,) = found.gaps
    assert (gap.kind.value, gap.klass) == ("input", klass)
    assert gap.at
    assert (gap.at.path, gap.at.line) == ("main.tf", 1 if klass == "variable" else 3)


def test_function_of_a_provider(tmp_path: Path) -> None:
    """A function that is not known here is our gap."""
    (gap,) = read(tmp_path, 'output "it" {\n  value = provider::aws::arn_parse("x")\n}\n').gaps

    assert (gap.kind.value, gap.klass) == ("unsupported", "function")


def test_try_and_can(tmp_path: Path) -> None:
    """What has no value gives way to the next, and is no gap."""
    found = read(
        tmp_path, 'output "it" {\n  value = [try({a = 1}.b, "x"), can({a = 1}.b), can(1), try(local.x, null)]\n}\n'
    )

    assert found.outputs["it"] == ["x", False, True, None]
    assert not found.gaps


def test_marks(tmp_path: Path) -> None:
    """Every argument, block, key and item knows its line and column."""
    found = read(tmp_path, 'resource "aws_x" "y" {\n  é = { ü = 1, b = [\n    2] }\n  block {\n    c = 3\n  }\n}\n')

    (instance,) = found.instances
    attributes = instance.attributes
    assert instance.mark == ("main.tf", 1, 1)
    assert instance.last_line == 7
    assert attributes.keys_at == {"é": ("main.tf", 2, 3), "block": ("main.tf", 4, 3)}
    assert attributes["é"].keys_at == {"ü": ("main.tf", 2, 9), "b": ("main.tf", 2, 16)}
    assert attributes["é"]["b"].items_at == [("main.tf", 3, 5)]
    assert attributes["block"].items_at == [("main.tf", 4, 3)]
    assert attributes["block"][0].keys_at == {"c": ("main.tf", 5, 5)}

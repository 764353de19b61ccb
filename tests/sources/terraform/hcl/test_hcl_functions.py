"""Terraform's functions, by example.  Source: https://developer.hashicorp.com/terraform/language/functions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ennead.sources.terraform.hcl.functions.call import IMPURE, _table
from ennead.sources.terraform.instance import Encoded, Joined, Pointer, Unclear
from tests.sources.terraform.hcl.module import read, value

KNOWN = [
    ("abs(-3)", 3),
    ("ceil(1.2)", 2),
    ("floor(1.8)", 1),
    ("log(8, 2)", 3),
    ("pow(2, 10)", 1024),
    ("signum(-2)", -1),
    ("min(3, 1, 2)", 1),
    ("sum([1, 2, 3])", 6),
    ('parseint("ff", 16)', 255),
    ('chomp("a\\n\\n")', "a"),
    ('endswith("abc", "bc")', True),
    ('startswith("abc", "b")', False),
    ('strcontains("abc", "b")', True),
    ('strrev("abc")', "cba"),
    ('substr("hello", 1, 3)', "ell"),
    ('substr("hello", -3, -1)', "llo"),
    ('title("hello world")', "Hello World"),
    ('upper("a")', "A"),
    ('lower("A")', "a"),
    ('trim("?!x?!", "!?")', "x"),
    ('trimprefix("ax", "a")', "x"),
    ('trimsuffix("xa", "a")', "x"),
    ('trimspace(" x ")', "x"),
    ('join("-", ["a", "b"], ["c"])', "a-b-c"),
    ('split(",", "a,b,")', ["a", "b", ""]),
    ('replace("a+b", "+", "-")', "a-b"),
    ('replace("hello", "/l+/", "L")', "heLo"),
    ('replace("a1b22", "/([0-9]+)/", "<$1>")', "a<1>b<22>"),
    ('replace("ab", "/(?P<x>a)/", "${"$"}{x}${"$"}{x}")', "aab"),
    ('indent(2, "a\\nb")', "a\n  b"),
    ('format("%s-%03d-%t-%%-%5.1f|%-4s|", "a", 7, true, 1.25, "x")', "a-007-true-%-  1.2|x   |"),
    ('format("%[2]s%[1]s", "a", "b")', "ba"),
    ('format("%v %v", [1], {a = null})', '[1] {"a":null}'),
    ('format("%q", "a")', '"a"'),
    ('format("%x", 255)', "ff"),
    ('formatlist("%s!", ["a", "b"])', ["a!", "b!"]),
    ('formatlist("%s-%s", "x", ["a", "b"])', ["x-a", "x-b"]),
    ('regex("[a-z]+", "53abc4")', "abc"),
    ('regex("(\\\\d+)-(\\\\d+)", "x12-34")', ["12", "34"]),
    ('regex("^(?P<a>[^:]+):(?P<b>.*)$", "k:v:w")', {"a": "k", "b": "v:w"}),
    ('regexall("[a-z]+", "1ab2c")', ["ab", "c"]),
    ('regexall("x", "abc")', []),
    ('length(regexall("a{2,3}", "aaaaa"))', 2),
    ('regex("a+?", "aaa")', "a"),
    ('regex("(?i)ABC|x", "xabc")', "x"),
    ('regex("(a|ab)(c|bcd)", "abcd")', ["a", "bcd"]),
    ('can(regex("^[[:alpha:]]+$", "ab1"))', False),
    ('can(regex("^(?:a|b)*$", "abba"))', True),
    ('alltrue([true, "true"])', True),
    ("anytrue([false])", False),
    ("chunklist([1, 2, 3], 2)", [[1, 2], [3]]),
    ('coalesce("", null, "a")', "a"),
    ("coalescelist([], [1])", [1]),
    ('compact(["a", "", null])', ["a"]),
    ("concat([1], [2, 3])", [1, 2, 3]),
    ('contains(["a"], "a")', True),
    ("distinct([1, 2, 1])", [1, 2]),
    ("element([1, 2], 3)", 2),
    ("flatten([[1, [2]], [], 3])", [1, 2, 3]),
    ('index(["a", "b"], "b")', 1),
    ("keys({b = 1, a = 2})", ["a", "b"]),
    ("values({b = 1, a = 2})", [2, 1]),
    ('length("añ")', 2),
    ("length({a = 1})", 1),
    ('lookup({a = 1}, "a", 2)', 1),
    ('lookup({a = 1}, "b", 2)', 2),
    ('map("a", 1)', {"a": 1}),
    ("list(1, 2)", [1, 2]),
    ('matchkeys([1, 2], ["a", "b"], ["b"])', [2]),
    ("merge({a = 1}, null, {a = 2, b = 3})", {"a": 2, "b": 3}),
    ("one([])", None),
    ("one([1])", 1),
    ("range(3)", [0, 1, 2]),
    ("range(1, 8, 3)", [1, 4, 7]),
    ("range(3, 1)", [3, 2]),
    ("reverse([1, 2])", [2, 1]),
    ("slice([1, 2, 3], 1, 3)", [2, 3]),
    ('sort(["b", "a"])', ["a", "b"]),
    ('transpose({a = ["1"], b = ["1", "2"]})', {"1": ["a", "b"], "2": ["b"]}),
    ('zipmap(["a"], [1])', {"a": 1}),
    ('toset(["b", "a", "b"])', ["a", "b"]),
    ('[for k, v in toset(["x"]) : k]', ["x"]),
    ('setunion(["a"], ["b", "a"])', ["a", "b"]),
    ('setintersection(["a", "b"], ["b"])', ["b"]),
    ('setsubtract(["a", "b"], ["b"])', ["a"]),
    ('setproduct(["a"], [1, 2])', [["a", 1], ["a", 2]]),
    ("tolist([1])", [1]),
    ("tomap({a = 1})", {"a": 1}),
    ('tonumber("5")', 5),
    ("tostring(5)", "5"),
    ('tobool("true")', True),
    ('sensitive("a")', "a"),
    ('nonsensitive("a")', "a"),
    ("type([])", "tuple"),
    ('jsondecode("{\\"a\\": [1, null]}")', {"a": [1, None]}),
    ('"${jsonencode({b = "<", a = 1.0})}."', '{"a":1,"b":"\\u003c"}.'),
    ('yamldecode("a: [1, x]")', {"a": [1, "x"]}),
    ('yamldecode(yamlencode({a = ["x"]}))', {"a": ["x"]}),
    ('csvdecode("a,b\\n1,2")', [{"a": "1", "b": "2"}]),
    ('base64encode("ab")', "YWI="),
    ('base64decode("YWI=")', "ab"),
    ('urlencode("a b/c")', "a+b%2Fc"),
    ('md5("")', "d41d8cd98f00b204e9800998ecf8427e"),
    ('sha1("")', "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ('base64sha256("")', "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    ('uuidv5("dns", "www.terraform.io")', "a5008fae-b28c-5ba5-96cd-82b4c53552d6"),
    ('cidrsubnet("10.0.0.0/16", 8, 2)', "10.0.2.0/24"),
    ('cidrhost("10.0.0.0/24", 5)', "10.0.0.5"),
    ('cidrnetmask("10.0.0.0/12")', "255.240.0.0"),
    ('cidrsubnets("10.0.0.0/16", 4, 8)', ["10.0.0.0/20", "10.0.16.0/24"]),
    ('basename("a/b.txt")', "b.txt"),
    ('dirname("a/b.txt")', "a"),
    ('abspath("./a/../b")', "b"),
    ('pathexpand("x")', "x"),
    ('timeadd("2020-01-01T00:00:00Z", "1h30m")', "2020-01-01T01:30:00Z"),
    ('timecmp("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z")', -1),
    ('formatdate("DD MMM YYYY hh:mm", "2020-01-02T03:04:05Z")', "02 Jan 2020 03:04"),
    ('"${path.module} ${path.root} ${path.cwd} ${terraform.workspace}"', ". . . default"),
]


@pytest.mark.parametrize(("expression", "expected"), KNOWN)
def test_known_arguments(tmp_path: Path, expression: str, expected: Any) -> None:
    """A function of known arguments gives what Terraform's documentation says."""
    found = value(tmp_path, expression)

    assert found == expected
    assert isinstance(found, bool) == isinstance(expected, bool)


ARGUMENTS = (
    "",
    "null",
    "[]",
    "{}",
    '"x"',
    "-1",
    "true",
    "1, 2",
    '"", {}, []',
    "[null]",
    "var.o",
    "var.o, var.o",
    "aws_a.b.c",
)


@pytest.mark.parametrize("name", sorted(_table()))
def test_any_arguments(tmp_path: Path, name: str) -> None:
    """Arguments that do not fit end in a gap or an unclear value, never in an error."""
    outputs = "".join(f'output "o{n}" {{\n  value = {name}({arguments})\n}}\n' for n, arguments in enumerate(ARGUMENTS))
    found = read(tmp_path, f'variable "o" {{}}\nresource "aws_a" "b" {{}}\n{outputs}')

    assert not found.faults
    assert len(found.outputs) == len(ARGUMENTS)
    assert all(made.reason for made in found.outputs.values() if isinstance(made, Unclear))


@pytest.mark.parametrize("name", sorted(IMPURE))
def test_made_anew(tmp_path: Path, name: str) -> None:
    """What is different in every deployment is unclear."""
    assert isinstance(value(tmp_path, f"{name}()"), Unclear)


def test_files(tmp_path: Path) -> None:
    """Files are read beside the root module, templates with their variables and no other names."""
    files = {
        "sub/a.txt": "text\n",
        "sub/b.json": '{"x": "${name}"}',
        "sub/deep/c.py": "",
        "t.tftpl": '{"Resource": "${arn}", "All": [%{ for n in names }"${n}",%{ endfor }"end"]}',
    }
    more = 'resource "aws_sqs_queue" "q" {}\n'
    it = 'jsondecode(templatefile("t.tftpl", {arn = aws_sqs_queue.q.arn, names = ["a"]}))'

    assert value(tmp_path, 'file("${path.module}/sub/a.txt")', files=files) == "text\n"
    assert value(tmp_path, '[fileexists("sub/a.txt"), fileexists("sub/none")]') == [True, False]
    assert value(tmp_path, 'fileset("sub", "**/*.{py,txt}")') == ["a.txt", "deep/c.py"]
    assert value(tmp_path, 'fileset("sub", "*")') == ["a.txt", "b.json"]
    assert value(tmp_path, it, more) == {"Resource": Pointer("aws_sqs_queue.q", ("arn",)), "All": ["a", "end"]}
    assert isinstance(value(tmp_path, 'templatefile("sub/b.json", {})', 'locals { name = "x" }'), Unclear)
    assert isinstance(value(tmp_path, 'filebase64sha256("none.zip")'), Unclear)


def test_links_out_of_the_folder(tmp_path: Path) -> None:
    """A link that leads out of the scanned folder is not followed."""
    (tmp_path / "secret").write_text("s")
    inside = tmp_path / "app"
    inside.mkdir()
    (inside / "link").symlink_to(tmp_path / "secret")

    found = read(inside, 'output "it" {\n  value = file("link")\n}\n')

    assert isinstance(found.outputs["it"], Unclear)
    assert [gap.klass for gap in found.gaps] == ["file"]


def test_policy_in_a_heredoc(tmp_path: Path) -> None:
    """JSON text with a hole decodes to a value with that hole, in keys, texts and bare places."""
    text = '<<EOT\n{"a": "${aws_sqs_queue.q.arn}/*", "b": ${aws_sqs_queue.q.id}, "x${aws_sqs_queue.q.id}": 1}\nEOT\n'
    found = value(tmp_path, f"jsondecode({text})", 'resource "aws_sqs_queue" "q" {}\n')

    arn, own = Pointer("aws_sqs_queue.q", ("arn",)), Pointer("aws_sqs_queue.q", ("id",))
    assert found == {"a": Joined((arn, "/*")), "b": own, "x${aws_sqs_queue.q.id}": 1}


def test_encoded_in_text(tmp_path: Path) -> None:
    """What is encoded becomes text where text is needed, and keeps its holes."""
    found = value(tmp_path, '"x${jsonencode({a = aws_sqs_queue.q.arn})}"', 'resource "aws_sqs_queue" "q" {}\n')

    assert found == Joined(('x{"a":"', Pointer("aws_sqs_queue.q", ("arn",)), '"}'))
    assert value(tmp_path, 'sha256(jsonencode({})) == sha256("{}")') is True
    assert value(tmp_path, "jsonencode({a = 1})") == Encoded({"a": 1})

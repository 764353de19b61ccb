"""Wild text ends in faults and gaps: never in an error, a hang or a full memory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ennead.sources.errors import SourceError
from ennead.sources.terraform.configuration import configurations
from ennead.sources.terraform.hcl.budget import Budget
from ennead.sources.terraform.hcl.functions.patterns import find_all
from ennead.sources.terraform.hcl.parse import parse, parse_template
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.instance import Unclear
from ennead.sources.terraform.plan import plan_configuration
from tests.sources.terraform.hcl.module import read

WORDS = st.sampled_from(
    'resource data locals variable output module "a" "aws_x" { } [ ] ( ) = == ? : , . .. ... * [*] .* + - ! && ${ } %{ '
    "~ <<EOT EOT \n if for in else endif endfor true null 1 1.5 var.x local.y each.key count.index aws_x.a.id merge( "
    "try( "
    "content dynamic for_each count => # /* */ é \0 \\ $${ provider::a::b( 0.1 x self".split(" ")
)
WILD = st.lists(WORDS | st.text(max_size=3), max_size=40).map(" ".join)
slow = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)


@slow
@given(text=WILD, inside=st.booleans())
def test_wild_text(tmp_path: Path, text: str, inside: bool) -> None:
    """Whatever a file holds, reading it gives a configuration, and a file that is broken has a fault."""
    (tmp_path / "main.tf").write_text(
        f'resource "aws_x" "a" {{\n  x = {text}\n}}\n' if inside else text, encoding="utf-8", errors="replace"
    )
    for found in configurations(tmp_path, ".", {"x": text}):
        assert all(gap.reason for gap in found.gaps)


EXPRESSIONS = st.recursive(
    st.sampled_from(
        ["1", '"a"', "true", "null", "var.o", "aws_x.a.id", "aws_x.a", "[]", "{}", "1.5", "each.value", '"x${var.o}"']
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "==", "&&", "||", "<", "%", "/"]), inner).map(" ".join),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} ? {parts[1]} : {parts[2]})"),
        st.tuples(inner, inner).map(lambda parts: f"[{parts[0]}, {parts[1]}]"),
        st.tuples(inner, inner).map(lambda parts: f"{{({parts[0]}) = {parts[1]}}}"),
        st.tuples(inner, inner).map(lambda parts: f"{parts[0]}[{parts[1]}]"),
        st.tuples(inner, inner, inner).map(lambda p: f"[for k, v in {p[0]} : {p[1]} if {p[2]}]"),
        st.tuples(inner, inner).map(lambda p: f"{{for k, v in {p[0]} : k => {p[1]}...}}"),
        inner.map(lambda part: f"{part}[*].x"),
        inner.map(lambda part: f'"<${{{part}}}>"'),
        inner.map(lambda part: f"!({part})"),
        st.tuples(
            st.sampled_from("merge concat flatten join keys length jsonencode try toset values one lookup".split()),
            inner,
            inner,
        ).map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
        st.tuples(
            st.sampled_from("jsondecode flatten toset keys length can distinct sort upper yamlencode sum".split()),
            inner,
        ).map(lambda p: f"{p[0]}({p[1]})"),
    ),
    max_leaves=12,
)


@slow
@given(expression=EXPRESSIONS, repeat=st.sampled_from(["", "count = ", "for_each = "]))
def test_wild_expressions(tmp_path: Path, expression: str, repeat: str) -> None:
    """Every expression has a value, or is unclear with a gap that says why."""
    repeated = repeat + expression if repeat else ""
    text = f'variable "o" {{}}\nresource "aws_x" "a" {{\n  {repeated}\n  x = {expression}\n}}\n'
    found = read(tmp_path, text + f'output "it" {{\n  value = {expression}\n}}\n')

    assert not found.faults
    assert "it" in found.outputs


@slow
@given(
    document=st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=5)
        | st.sampled_from(["${var.x}", "${", "%{ if", "aws_x.a"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    "resource data variable output module provider locals aws_x a type default value dynamic content"
                    " lifecycle".split()
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=20,
    )
)
def test_wild_json(tmp_path: Path, document: object) -> None:
    """Whatever a file in JSON syntax holds, it is read or a fault."""
    (tmp_path / "main.tf.json").write_text(json.dumps(document))
    (tmp_path / "dev.tfvars.json").write_text(json.dumps(document))

    assert configurations(tmp_path, ".", {})


@slow
@given(
    document=st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=5)
        | st.sampled_from(["aws_x.a", "aws_x.a.id", "module.m.o"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    "planned_values values root_module resources child_modules address mode type name configuration"
                    " expressions references resource_changes change after_unknown prior_state outputs module_calls"
                    " managed data aws_x a policy variables".split()
                ),
                inner,
                max_size=6,
            )
        ),
        max_leaves=25,
    )
)
def test_wild_plans(tmp_path: Path, document: object) -> None:
    """Whatever a plan holds, it is read or refused."""
    plan = {"planned_values": document, **(document if isinstance(document, dict) else {})}
    (tmp_path / "plan.json").write_text(json.dumps(plan))

    assert plan_configuration(tmp_path, "plan.json").environment == ""


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "(" * 20_000 + "1" + ")" * 20_000,
        "-" * 20_000 + "1",
        "1" + " + 1" * 20_000,
        '"${' * 10_000,
        "{a = " * 5_000 + "1" + "}" * 5_000,
        "a" + ".b" * 20_000,
        "a" + "[*]" * 5_000,
        "a" + "[0]" * 5_000,
        "true ? 1 : " * 5_000 + "2",
        '"' + "%{ if true }" * 2_000 + "%{ endif }" * 2_000 + '"',
        "9" * 50_000,
        '"' + "x" * 3_000_000 + '"',
    ],
)
def test_deep_and_long(tmp_path: Path, text: str) -> None:
    """Nesting and length have bounds."""
    found = read(tmp_path, f'output "it" {{\n  value = {text}\n}}\nresource "aws_x" "y" {{}}\n')

    assert found.faults or found.gaps or found.outputs


@pytest.mark.parametrize(
    "text",
    [
        "l0 = [1, 1]\n" + "\n".join(f"l{n} = [local.l{n - 1}, local.l{n - 1}]" for n in range(1, 60)),
        'l0 = "xxxxxxxxxxxxxxxx"\n'
        + "\n".join(f'l{n} = "${{local.l{n - 1}}}${{local.l{n - 1}}}"' for n in range(1, 60)),
        "l0 = [1, 1]\n" + "\n".join(f"l{n} = concat(local.l{n - 1}, local.l{n - 1})" for n in range(1, 60)),
        "l0 = 1\n" + "\n".join(f"l{n} = local.l{n - 1}" for n in range(1, 3_000)),
        "l0 = 1\n" + "\n".join(f"l{n} = [local.l{n - 1}]" for n in range(1, 3_000)),
        "l0 = 1\n" + "\n".join(f"l{n} = try(local.l{n - 1} + 1, local.l{n - 1})" for n in range(1, 200)),
        "l0 = range(1000)\nl59 = [for a in local.l0 : [for b in local.l0 : [for c in local.l0 : a]]]",
        "l0 = range(1000)\nl59 = setproduct(local.l0, local.l0, local.l0)",
        'l0 = "x"\nl59 = format("%999999999d", 1)',
        'l0 = jsonencode("x")\n'
        + "\n".join(f"l{n} = jsonencode([local.l{n - 1}, local.l{n - 1}])" for n in range(1, 60)),
        'l59 = regex("(a*)*(a*)*(a|aa)+$", "' + "a" * 3_000 + '!")',
        'l59 = replace("' + "a" * 1_000 + '", "a", "' + "b" * 2_000 + '")',
        "l59 = pow(10, 999999999)",
        "l59 = 999999999999999999999999 * 999999999999999999999999 * " * 30 + "1",
        'l59 = "%{ for a in range(1000) }%{ for b in range(1000) }%{ for c in range(1000) }x'
        '%{ endfor }%{ endfor }%{ endfor }"',
    ],
)
def test_values_that_grow(tmp_path: Path, text: str) -> None:
    """Values that multiply themselves end in a gap before they are made; what is handed on can be walked through."""
    last = "l59" if "l59" in text else "l199"
    found = read(
        tmp_path,
        f'locals {{\n{text}\n}}\noutput "it" {{\n  value = local.{last}\n}}\n'
        f'resource "aws_x" "y" {{\n  x = local.{last}\n}}\n',
    )

    made = found.outputs["it"]
    assert isinstance(made, Unclear | int) or _size(made) < 2_000_000
    assert [instance.address for instance in found.instances] == ["aws_x.y"]


def _size(value: object) -> int:
    waiting, size = [value], 0
    while waiting and size < 3_000_000:
        item = waiting.pop()
        size += 1 + len(item) // 16 if isinstance(item, str) else 1
        waiting.extend(item if isinstance(item, list) else [])
    return size


def test_many_copies(tmp_path: Path) -> None:
    """Modules in modules, each many times, and resources many times have bounds."""
    child = 'module "m" {\n  source = "../m"\n  count = 10\n}\nresource "aws_x" "y" {\n  count = 1000\n}\n'
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  count = 900\n}\nresource "aws_x" "z" {\n  count = 1e9\n}\n',
        "m/m.tf": child,
    }
    found = read(tmp_path, files)

    assert len(found.instances) <= 20_001
    assert {gap.klass for gap in found.gaps} & {"size", "module"}


@slow
@given(
    pattern=st.lists(st.sampled_from(list("ab()[]|*+?{}2,^$.\\dws-:iP<>")), max_size=12).map("".join),
    text=st.text("ab2- ", max_size=12),
)
def test_wild_patterns(pattern: str, text: str) -> None:
    """A pattern matches within its text, or is refused."""
    try:
        found = find_all(pattern, text, ("x", 1, 1), Budget())
    except Problem:
        return
    assert isinstance(found, list)
    assert all(not isinstance(match, str) or match in text for match in found)


@slow
@given(text=st.text(max_size=60), template=WILD)
def test_wild_templates(text: str, template: str) -> None:
    """A template is an expression, or has faults."""
    assert parse_template(text, "x")[0]
    assert parse_template(template, "x")[0]
    assert parse(text, "x").body is not None


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\x80\x81", b"\0" * 1000, b"", b"\xef\xbb\xbflocals {}\n"])
def test_bytes(tmp_path: Path, data: bytes) -> None:
    """A file that is no text is a fault, not an error."""
    (tmp_path / "main.tf").write_bytes(data)

    assert configurations(tmp_path, ".", {})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "1",
        '{"format_version": "1.2"}',
        "[" * 100_000,
        '{"planned_values": ' + "[" * 200_000 + "]" * 200_000 + "}",
    ],
)
def test_no_plan(tmp_path: Path, text: str) -> None:
    """What is no plan is refused."""
    (tmp_path / "plan.json").write_text(text)

    with pytest.raises(SourceError):
        plan_configuration(tmp_path, "plan.json")


def test_links_between_folders(tmp_path: Path) -> None:
    """Files and modules that are links are not read."""
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    (outside / "x.tf").write_text('resource "aws_x" "secret" {}\n')
    inside.mkdir()
    (inside / "x.tf").symlink_to(outside / "x.tf")
    (inside / "m").symlink_to(outside)

    found = read(inside, 'module "m" {\n  source = "./m"\n}\n')

    assert not found.instances
    assert [gap.klass for gap in found.gaps] == ["module"]

"""Terraform's files where what is written would not arrive, or would not be taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.attach.words import Coverage, State, Why, Wish
from tests.attach.making import HANDLER, attach, laid, planned
from tests.attach.test_terraform import ARN, LIB, brought, resource

OURS = "aws_lambda_layer_version.ennead.arn"
WORK, OTHER = "aws_lambda_function.work", "aws_lambda_function.other"


def ignoring(what: str) -> str:
    """A function whose changes are ignored in part."""
    return resource(f"  lifecycle {{\n    ignore_changes = {what}\n  }}\n")


def layer(name: str, more: str) -> str:
    """A layer at our address."""
    return f'resource "aws_lambda_layer_version" "ennead" {{\n  layer_name = "{name}"\n{more}}}\n'


def by_hand(one: Coverage, *words: str) -> bool:
    """Whether a function is left to a person, with these words as the reason."""
    assert (one.state, [reason.why for reason in one.reasons]) == (State.BY_HAND, [Why.TEMPLATE])
    return all(word in one.reasons[0].text for word in words)


# -- changes that are ignored -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "named"),
    [
        ("[filename, layers]", "layers"),
        ("[\n      # by the pipeline\n      layers[0],\n    ]", "layers"),
        ("[environment]", "environment"),
        ('[environment[0].variables["AWS_LAMBDA_EXEC_WRAPPER"]]', "environment"),
        ('["environment.0.variables"]', "environment"),
        ("[layers, environment]", "layers and environment"),
        ("all", "layers and environment"),
        ('["*"]', "layers and environment"),
    ],
)
def test_ignored_changes(tmp_path: Path, what: str, named: str) -> None:
    """A function that Terraform would not change is left to a person, and the others are attached."""
    done = brought(tmp_path, ignoring(what), resource(name="other"))
    assert by_hand(done.functions[WORK], f"ignores changes of its {named} (")
    assert done.functions[OTHER].attached


@pytest.mark.parametrize(
    "what", ["[filename]", '[environment[0].variables["BUILD"]]', "[]", "[tags, source_code_hash]"]
)
def test_other_ignored_changes(tmp_path: Path, what: str) -> None:
    """Other changes that are ignored are no matter."""
    assert brought(tmp_path, ignoring(what)).functions[WORK].attached


def test_ignored_changes_of_one_that_is_attached(tmp_path: Path) -> None:
    """A function that is attached already is told that a change would not arrive."""
    text = brought(tmp_path, resource()).text
    place = text.index("}\n\nresource")
    laid(tmp_path, {"main.tf": f"{text[:place]}  lifecycle {{\n    ignore_changes = all\n  }}\n{text[place:]}"})
    [one] = planned(tmp_path, Wish(mode="enforce")).coverages
    assert one.attached
    assert any("it is not changed: Terraform ignores changes" in note for note in one.notes)


# -- a layer of one's own at our address ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mine", "ennead"])
def test_something_else_called_ennead(tmp_path: Path, name: str) -> None:
    """A layer of the user's own is not taken for the agent's."""
    done = brought(tmp_path, layer(name, '  filename   = "mine.zip"\n'), resource(f"  layers = [{OURS}]\n"))
    assert by_hand(done.functions[WORK], "main.tf has something else called", "rename it", "--layer-arn")
    assert done.text == ""


def test_something_else_called_ennead_stays(tmp_path: Path) -> None:
    """A published layer stands beside a layer of the user's own, and never instead of it."""
    own = layer("mine", '  filename   = "mine.zip"\n')
    wish = Wish(arn=ARN, named=True)
    text = brought(tmp_path, own, resource(f"  layers = [{OURS}]\n"), wish=wish).text
    assert f'layers = [{OURS}, "{ARN}"]' in text
    left = brought(tmp_path, text, resource(name="other"))
    assert left.functions[WORK].attached
    assert by_hand(left.functions[OTHER], "something else called")


@pytest.mark.parametrize(
    ("block", "wish"),
    [
        (layer("named-by-me", '  filename   = "${path.module}/build/ennead-layer.zip"\n'), None),
        (layer("named-by-me", '  filename   = "agent.zip"\n'), Wish(layer="agent.zip", named=True)),
        (layer("our-ennead", '  s3_bucket  = "b"\n  s3_key     = "k"\n'), None),
        (layer("named-by-me", '  filename   = "held.zip"\n'), None),
    ],
)
def test_the_agents_layer(tmp_path: Path, block: str, wish: Wish | None) -> None:
    """What is made of the built layer, or is called so and made elsewhere, is the agent's."""
    laid(tmp_path, {"held/ennead-wrap": ""})
    done = brought(tmp_path, block, resource(), wish=wish)
    assert done.functions[WORK].attached
    assert done.text.count("aws_lambda_layer_version") == 2


def test_a_layer_that_was_named_before(tmp_path: Path) -> None:
    """A layer that a person named once is known by who carries it."""
    text = brought(tmp_path, resource(), wish=Wish(layer="built/it", named=True)).text
    done = brought(tmp_path, text, resource(name="other"))
    assert [one.attached for one in done.functions.values()] == [True, True]


# -- lists that are none ----------------------------------------------------------------------------------------------


def variable(name: str, text: str) -> str:
    """A variable."""
    return f'variable "{name}" {{\n  {text}\n}}\n'


SET = variable("given", "type = set(string)\n  default = []")


@pytest.mark.parametrize(
    ("before", "expression", "joined"),
    [
        (SET, "var.given", "tolist(var.given)"),
        (f"{SET}locals {{\n  all = var.given\n}}\n", "local.all", "tolist(local.all)"),
        ("", f'toset(["{LIB}"])', f'tolist(toset(["{LIB}"]))'),
        (SET, f'length("a") > 0 ? var.given : ["{LIB}"]', f'tolist(length("a") > 0 ? var.given : ["{LIB}"])'),
        (SET, "tolist(var.given)", "tolist(var.given)"),
        (variable("given", "default = []"), "var.given", "var.given"),
        (variable("given", "type = list(string)"), "var.given", "var.given"),
        ("", f'[for one in ["{LIB}"] : one]', f'[for one in ["{LIB}"] : one]'),
        (variable("given", "default = null"), "coalesce(var.given, [])", "coalesce(var.given, [])"),
    ],
)
def test_a_set(tmp_path: Path, before: str, expression: str, joined: str) -> None:
    """`concat` takes lists alone, so a set becomes one, and what is a list stays as it is written."""
    done = brought(tmp_path, before, resource(f"  layers = {expression}\n"))
    assert f"layers = concat({joined}, [{OURS}])\n" in done.text
    assert done.functions[WORK].attached


def test_a_set_of_a_caller(tmp_path: Path) -> None:
    """A variable without a type is a set where a caller gives one; what is not told becomes a list too."""
    call = f'module "a" {{\n  source = "./inner"\n  given  = toset(["{LIB}"])\n}}\n'
    inner = variable("given", "default = []") + resource("  layers = var.given\n")
    each = resource("  for_each = { a = [] }\n  layers = each.value\n", name="other")
    laid(tmp_path, {"main.tf": call, "inner/main.tf": inner + each})
    text = attach(tmp_path).text
    assert f"concat(tolist(var.given), [{OURS}])" in text
    assert f"concat(tolist(each.value), [{OURS}])" in text


NULLABLE = variable("given", "type = list(string)\n  default = null")
LISTED = variable("given", "type = list(string)\n  default = []")


@pytest.mark.parametrize(
    ("before", "expression"),
    [
        (NULLABLE, "var.given"),
        (f"{NULLABLE}locals {{\n  all = var.given\n}}\n", "local.all"),
        (NULLABLE, "try(var.given, [])"),
        (NULLABLE, "tolist(var.given)"),
    ],
)
def test_null(tmp_path: Path, before: str, expression: str) -> None:
    """A list that may be null is left to a person for that function alone, and the others are written."""
    done = brought(tmp_path, before, resource(f"  layers = {expression}\n"), resource(name="other"))
    assert by_hand(done.functions[WORK], f"may be null ({expression})")
    assert done.functions[OTHER].attached


@pytest.mark.parametrize(
    ("inner", "given", "attached"),
    [
        (NULLABLE, "", False),
        (NULLABLE, '  given  = ["a"]\n', True),
        (LISTED, "", True),
        (LISTED, "  given  = null\n", False),
        (LISTED, "  given  = var.given\n", False),
        (LISTED.replace("\n}", "\n  nullable = false\n}"), "  given  = null\n", True),
    ],
)
def test_null_of_a_caller(tmp_path: Path, inner: str, given: str, *, attached: bool) -> None:
    """What a module is called with decides whether its variable may be null."""
    call = f'module "a" {{\n  source = "./inner"\n{given}}}\n'
    files = {
        "main.tf": NULLABLE + call,
        "inner/main.tf": inner + resource("  layers = var.given\n") + resource("", "b"),
    }
    done = attach(laid(tmp_path, files | {"inner/work.py": HANDLER}))
    assert done.functions["module.a.aws_lambda_function.b"].attached
    one = done.functions[f"module.a.{WORK}"]
    assert one.attached if attached else by_hand(one, "may be null (var.given)")


def test_a_circle(tmp_path: Path) -> None:
    """Values that name each other end, and are not taken for lists."""
    text = "locals {\n  a = local.b\n  b = local.a\n}\n"
    laid(tmp_path, {"main.tf": text + resource("  layers = local.a\n")})
    assert len(planned(tmp_path).coverages) == 1

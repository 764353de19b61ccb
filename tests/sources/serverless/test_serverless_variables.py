"""Variables: every source, fallbacks, nesting, and what stays a hole with its gap."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ennead.model.app import Fragment, GapKind
from ennead.sources.errors import NotGiven
from ennead.sources.read import Options
from tests.sources.serverless.service import FN, HEAD, app, fragment, variables

CUSTOM = "custom:\n  name: orders\n  number: 5\n  yes: true\n  map: {a: {b: deep}}\n  list: [first, second]\n"


def _value(
    folder: Path, expression: str, more: str = CUSTOM, given: Mapping[str, str] | None = None
) -> tuple[object, Fragment]:
    found = fragment(folder, f"{HEAD}{FN}    environment:\n      V: {expression}\n{more}", given=given)
    return variables(found)["V"], found


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("${self:custom.name}", "orders"),
        ("${self:custom.map.a.b}", "deep"),
        ("${self:custom.list.1}", "second"),
        ("a-${self:custom.name}-${self:custom.number}", "a-orders-5"),
        ("${self:custom.none, 'else'}", "else"),
        ("${self:custom.none, self:custom.name}", "orders"),
        ("${self:custom.none, ${self:custom.name}}", "orders"),
        ("\"${opt:region, 'eu-west-1'}\"", "eu-west-1"),
        ("\"${opt:x, 'a,b'}\"", "a,b"),
        ("${opt:x, 7}", "7"),
        ("${sls:stage}", "dev"),
        ("${self:provider.stage}", "dev"),
        ("${opt:stage, self:provider.stage}", "dev"),
        ("${self:service}-${sls:stage}", "shop-dev"),
        ("${aws:accountId}", "${AWS::AccountId}"),
        ("${aws:region}", "${AWS::Region}"),
        ("${env:HOST, 'localhost'}", "localhost"),
        ("${strToBool(true)}", "true"),
        ("${self:custom.${self:custom.pointer}.a.b}", "deep"),
        ("plain ${AWS::Region} text", "plain ${AWS::Region} text"),
        ("!Sub 'x-${AWS::AccountId}'", "x-${AWS::AccountId}"),
        ("!Sub 'x-${self:custom.name}-${AWS::AccountId}'", "x-orders-${AWS::AccountId}"),
    ],
)
def test_a_variable_has_the_value_the_file_gives_it(tmp_path: Path, expression: str, value: str) -> None:
    """Every source that needs no account and no command is resolved, alone and inside a text."""
    found, whole = _value(tmp_path, expression, f"{CUSTOM}  pointer: map\n")
    assert (found, whole.gaps) == (value, ())


@pytest.mark.parametrize(
    ("expression", "part"),
    [
        ("${env:SECRET}", "environment of whoever deploys"),
        ("${ssm:/a/b}", "the parameter store"),
        ("${cf:other.Output}", "another stack"),
        ("${s3:bucket/key}", "a bucket"),
        ("${opt:missing}", "no option --missing"),
        ("${param:missing}", "no parameter missing"),
        ("${self:custom.missing}", "nothing stands there"),
        ("${file(config.js):x}", "code, which is not run"),
        ("${file(missing.yml):x}", "does not exist"),
        ("${file(../outside.yml)}", "outside"),
        ("${made:up}", "a source that is not read"),
        ("${strToBool(maybe)}", "neither true nor false"),
        ("text ${self:custom.map}", "is no text"),
    ],
)
def test_what_cannot_be_told_is_a_hole_and_one_gap(tmp_path: Path, expression: str, part: str) -> None:
    """A variable without a value leaves a hole in the text and one input gap at its line, with the reason."""
    value, found = _value(tmp_path, expression)
    (gap,) = found.gaps
    assert "${?" in str(value)
    assert part in gap.reason
    assert (gap.kind, gap.at and gap.at.line) == (GapKind.INPUT, 9)


def test_files_are_read_in_the_scanned_folder_with_their_own_variables(tmp_path: Path) -> None:
    """A file's member is taken whole, its variables mean the service's, and it counts as a source."""
    text = f"{HEAD}{FN}    environment: ${{file(env/${{sls:stage}}.yml):values}}\n"
    reading = app(tmp_path, text, {"env/dev.yml": "values:\n  A: ${self:service}\n  B: 1\n"})
    found = reading.fragments[""]
    assert variables(found) == {"A": "shop", "B": "1"}
    assert found.sources == ("env/dev.yml", "serverless.yml")
    assert "env/dev.yml" in reading.texts


def test_a_text_file_is_its_content(tmp_path: Path) -> None:
    """A file that is no YAML or JSON comes in as text."""
    text = f"{HEAD}{FN}    environment:\n      V: ${{file(key.txt)}}\n"
    assert variables(fragment(tmp_path, text, {"key.txt": "abc\n"})) == {"V": "abc"}


def test_parameters_come_from_the_stage_then_from_default(tmp_path: Path) -> None:
    """`params.<stage>` wins over `params.default`, in the form of v3 and of v4."""
    head = f"{HEAD}{FN}    environment: {{A: '${{param:a}}', B: '${{param:b}}'}}\n"
    three = "params: {default: {a: 1, b: 2}, dev: {a: 3}}\n"
    four = "stages: {default: {params: {a: 1, b: 2}}, dev: {params: {a: 3}}}\n"
    for number, more in enumerate((three, four)):
        assert variables(fragment(tmp_path / str(number), head + more)) == {"A": "3", "B": "2"}


@pytest.mark.parametrize("name", ["opt:x", "x"])
def test_a_value_that_is_handed_in_wins(tmp_path: Path, name: str) -> None:
    """A person's value answers the variable of that source, or of that name."""
    assert _value(tmp_path, "${opt:x, 'default'}", given={name: "mine"})[0] == "mine"


def test_a_looked_up_value_can_be_handed_in(tmp_path: Path) -> None:
    """What only the account knows is told by the person."""
    value, found = _value(tmp_path, "${ssm:/a/b}", given={"ssm:/a/b": "mine"})
    assert (value, found.gaps) == ("mine", ())


def test_a_value_nobody_asks_for_is_a_wrong_call(tmp_path: Path) -> None:
    """A name that no variable of the service has is an error, not silence."""
    with pytest.raises(NotGiven, match="asks for typo"):
        app(tmp_path, HEAD + FN, options=Options(parameters={"typo": "1"}))


@pytest.mark.parametrize(
    "custom",
    [
        "custom: {a: '${self:custom.a}'}",
        "custom: {a: '${self:custom.b}', b: 'x${self:custom.a}'}",
        "custom: {a: '${self:custom}'}",
        "custom: {a: '${self:custom.${self:custom.a}}'}",
        "custom: {a: '${file(serverless.yml):custom.a}'}",
    ],
)
def test_a_variable_that_refers_to_itself_ends_in_a_gap(tmp_path: Path, custom: str) -> None:
    """Circles are found and told."""
    _, found = _value(tmp_path, "${self:custom.a}", f"{custom}\n")
    assert any(gap.klass == "variable" for gap in found.gaps)


def test_a_file_that_multiplies_itself_ends_in_a_gap(tmp_path: Path) -> None:
    """Variables that double at every step cost what is written, not what they spell out."""
    steps = "".join(f"  a{n}: ['${{self:custom.a{n + 1}}}', '${{self:custom.a{n + 1}}}']\n" for n in range(40))
    found = fragment(tmp_path, f"{HEAD}{FN}    environment:\n      V: ${{self:custom.a0}}\ncustom:\n{steps}  a40: x\n")
    assert any("multiplies" in gap.reason for gap in found.gaps)


def test_texts_that_double_end_in_a_gap(tmp_path: Path) -> None:
    """So do texts."""
    steps = "".join(f"  a{n}: '${{self:custom.a{n + 1}}}${{self:custom.a{n + 1}}}'\n" for n in range(40))
    found = fragment(
        tmp_path, f"{HEAD}{FN}    environment:\n      V: ${{self:custom.a0}}\ncustom:\n{steps}  a40: xyz\n"
    )
    assert any("longer than" in gap.reason or "multiplies" in gap.reason for gap in found.gaps)


@pytest.mark.parametrize("depth", [30, 200, 3000])
def test_deep_variables_end_in_a_value_or_a_gap(tmp_path: Path, depth: int) -> None:
    """A chain of any length, and braces of any depth, come to an end."""
    chain = "".join(f"  a{n}: '${{self:custom.a{n + 1}}}'\n" for n in range(depth))
    braces = "${self:custom." * depth + "x" + "}" * depth
    values = f"    environment:\n      V: ${{self:custom.a0}}\n      W: '{braces}'\n"
    text = f"{HEAD}{FN}{values}custom:\n{chain}  a{depth}: end\n"
    value = variables(fragment(tmp_path, text))["V"]
    assert value == "end" if depth == 30 else "${?" in str(value)


def test_pseudo_parameters_of_the_plugin_are_tokens(tmp_path: Path) -> None:
    """`#{AWS::Region}` reads like `${AWS::Region}` in `Fn::Sub` where the plugin is there."""
    plugin = "plugins: [serverless-pseudo-parameters]\n"
    assert _value(tmp_path, "'x-#{AWS::AccountId}'", plugin)[0] == "x-${AWS::AccountId}"

"""Each intrinsic function, on what it is made for and on what it is not."""

# ruff: noqa: E501  (templates)

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.inputs import has_hole
from ennead.sources.cloudformation.load import parse
from ennead.sources.cloudformation.marks import mark_of
from tests.sources.reading import resolved, resolved_value

SECTIONS = """\
Parameters:
  Env: {Type: String, Default: dev}
  Size: {Type: Number, Default: 3}
  Names: {Type: CommaDelimitedList, Default: "a, b,c"}
  Subnets: {Type: "List<AWS::EC2::Subnet::Id>"}
  Secret: {Type: String, NoEcho: true}
  Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /a/b}
Mappings:
  M:
    dev: {Size: 1, Same: s}
    prod: {Size: 2, Same: s}
  Odd: {on: {1.10: a, 7: b}}
  Broken: {a: ~, b: text}
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Dev: !Not [!Condition Prod]
  Both: !And [!Condition Prod, !Condition Dev]
  Either: !Or [!Condition Prod, !Condition Dev]
  HasSecret: !Not [!Equals [!Ref Secret, ""]]
  InEurope: !Equals [!Ref AWS::Region, eu-west-1]
  Itself: !Not [!Condition Itself]
  Odd: [1]
"""
ARN = "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${Queue}"

TOLD: list[tuple[str, Any]] = [
    ("!Ref Env", "dev"),
    ("!Ref Size", "3"),
    ("!Ref Names", ["a", "b", "c"]),
    ("!Ref AWS::Region", "${AWS::Region}"),
    ("!Ref AWS::Partition", "aws"),
    ("!Ref AWS::URLSuffix", "amazonaws.com"),
    ("!Ref AWS::NotificationARNs", []),
    ("!Ref Queue", "https://sqs.${AWS::Region}.amazonaws.com/${AWS::AccountId}/${Queue}"),
    ("!GetAtt Queue.Arn", ARN),
    ("{Fn::GetAtt: [Queue, QueueName]}", "${Queue}"),
    ("{Fn::GetAtt: Queue.Arn}", ARN),
    ("!GetAtt [Queue, !Sub 'A${Tail}']", None),
    ("!Sub 'x-${Env}-${Queue.Arn}'", f"x-dev-{ARN}"),
    ("!Sub ['${a}/${b}', {a: !Ref Size, b: !Ref Env}]", "3/dev"),
    ("!Sub '${!Literal}-${Env}'", "${Literal}-dev"),
    ("!Sub '${ Env }'", "dev"),
    ("!Sub '$Env {Env}'", "$Env {Env}"),
    ("!Join ['-', [a, !Ref Env, 3, true]]", "a-dev-3-true"),
    ("!Join ['', !Ref Names]", "abc"),
    ("!Split [',', 'a,b']", ["a", "b"]),
    ("!Split ['|', !Sub '${Env}|${Size}']", ["dev", "3"]),
    ("!Select [1, !Ref Names]", "b"),
    ("!Select ['0', [a, b]]", "a"),
    ("!Select [0, !Split ['/', 'x/y']]", "x"),
    ("!FindInMap [M, !Ref Env, Size]", 1),
    ("!FindInMap [M, prod, Size]", 2),
    ("!FindInMap [M, !Ref AWS::Region, Same]", "s"),
    ("!FindInMap [M, nope, Size, {DefaultValue: 7}]", 7),
    ("!FindInMap [Odd, on, 1.10]", "a"),
    ("!FindInMap [Odd, 'on', 7]", "b"),
    ("!FindInMap [Nope, a, b, {DefaultValue: !Ref Env}]", "dev"),
    ("!If [Prod, yes, no]", False),
    ("!If [Dev, a, b]", "a"),
    ("!If [Both, a, b]", "b"),
    ("!If [Either, a, b]", "a"),
    ("!If [InEurope, same, same]", "same"),
    ("!If [!Equals [a, a], 1, 2]", 1),
    ("[!If [Prod, a, !Ref AWS::NoValue], b]", ["b"]),
    ("{a: !Ref AWS::NoValue, b: 1}", {"b": 1}),
    ("!Base64 hello", "aGVsbG8="),
    ("!GetAZs ''", ["${AWS::AvailabilityZone1}", "${AWS::AvailabilityZone2}", "${AWS::AvailabilityZone3}"]),
    ("!Length [a, b]", 2),
    ("!Length {Ref: Names}", 3),
    ("!ToJsonString {a: !Ref Env}", '{"a": "dev"}'),
    ("!Equals [a, a]", True),
    ("!Equals [1, '1']", True),
    ("!Equals [true, 'true']", True),
    ("!Contains [[a, b], b]", True),
    ("!Not [!Equals [a, b]]", True),
    ("{Condition: Dev}", True),
    ("{Condition: {StringEquals: {a: b}}}", {"Condition": {"StringEquals": {"a": "b"}}}),
    ("{Ref: Env, Other: 1}", {"Ref": "Env", "Other": 1}),
    ("plain", "plain"),
    ("'{{not resolve}}'", "{{not resolve}}"),
]  # fmt: skip
TOLD = [pair for pair in TOLD if pair[1] is not None]


@pytest.mark.parametrize(("expression", "value"), TOLD, ids=[pair[0] for pair in TOLD])
def test_a_function_gives_its_value_and_no_gap(expression: str, value: Any) -> None:
    """What the template itself tells comes out whole, and nothing is noted as missing."""
    got, gaps = resolved(expression, SECTIONS)
    assert got == value
    assert not gaps


def test_cidr_is_as_many_tokens_as_there_may_be() -> None:
    """The blocks are not computed; each is a token of its own."""
    got, gaps = resolved("!Cidr [10.0.0.0/16, 4, 8]")
    assert len(set(got)) == len(got) >= 4
    assert not gaps


UNTOLD = [
    ("!Ref Secret", "parameter", "Secret"),
    ("!Ref Image", "parameter", "Image"),
    ("!Ref Subnets", "parameter", "Subnets"),
    ("!Sub 'x-${Secret}'", "parameter", "Secret"),
    ("!Join [',', !Ref Subnets]", "parameter", "Subnets"),
    ("!Select [0, !Ref Subnets]", "parameter", "Subnets"),
    ("!Split [',', !Ref Secret]", "parameter", "Secret"),
    ("!Base64 {Ref: Secret}", "parameter", "Secret"),
    ("!ToJsonString {a: !Ref Subnets}", "parameter", "Subnets"),
    ("!Length {Ref: Subnets}", "parameter", "Subnets"),
    ("!FindInMap [M, !Ref Secret, Size]", "parameter", "Secret"),
    ("!If [HasSecret, a, b]", "parameter", "Secret"),
    ("!Ref Nothing", "reference", "Nothing"),
    ("!GetAtt Nothing.Arn", "reference", "Nothing"),
    ("!Sub '${Nothing}'", "reference", "Nothing"),
    ("!ImportValue network-vpc", "import", "network-vpc"),
    ("!ImportValue {Fn::Sub: '${Env}-vpc'}", "import", "dev-vpc"),
    ("!FindInMap [M, nope, Size]", "mapping", None),
    ("!FindInMap [M, !Ref AWS::Region, Size]", "mapping", None),
    ("!If [InEurope, a, b]", "condition", "InEurope"),
    ("!If [Nope, a, b]", "condition", "Nope"),
    ("!If [Itself, a, b]", "condition", "Itself"),
    ("'{{resolve:ssm:/a/b:1}}'", "dynamic-reference", "{{resolve:ssm:/a/b:1}}"),
    ("!Join ['', ['{{resolve:secretsmanager:', !Ref Env, ':SecretString:p}}']]", "dynamic-reference",
     "{{resolve:secretsmanager:dev:SecretString:p}}"),
    ("!Sub '{{resolve:ssm-secure:${Env}}}'", "dynamic-reference", "{{resolve:ssm-secure:dev}}"),
    ("{Fn::Transform: {Name: Mine, Parameters: {}}}", "macro", "Mine"),
    ("{Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}}", "macro", "AWS::Include"),
    ("{a: 1, Fn::Transform: {Name: Mine}}", "macro", "Mine"),
    ("!GetAtt Queue", "intrinsic", None),
    ("!Ref [a]", "intrinsic", None),
    ("!Sub [a]", "intrinsic", None),
    ("!Join [a]", "intrinsic", None),
    ("!Split ['', a]", "intrinsic", None),
    ("!Select [0]", "intrinsic", None),
    ("!FindInMap [M]", "intrinsic", None),
    ("!FindInMap [M, !Ref AWS::NoValue, Size]", "mapping", None),
    ("!FindInMap [Broken, a, b]", "mapping", None),
    ("!If [a]", "intrinsic", None),
    ("!Nonsense a", "intrinsic", "Fn::Nonsense"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "klass", "about"), UNTOLD, ids=[row[0] for row in UNTOLD])
def test_what_could_not_be_told_is_one_gap_and_never_a_value(expression: str, klass: str, about: str | None) -> None:
    """One cause leaves one gap of its class, and the value says that it is not known."""
    got, gaps = resolved(expression, SECTIONS)
    assert [(gap.klass, gap.about if about else None) for gap in gaps] == [(klass, about)]
    text = str(list(got.values()) if isinstance(got, dict) else got)
    assert isinstance(got, Unknown) or has_hole(text) or klass == "macro"


def test_a_value_that_is_given_wins_over_the_default() -> None:
    """What a person hands in for a parameter or a pseudo parameter counts."""
    assert resolved("!Ref Env", SECTIONS, {"Env": "prod"}) == ("prod", ())
    assert resolved("!If [InEurope, a, b]", SECTIONS, {"AWS::Region": "eu-west-1"}) == ("a", ())
    assert resolved("!Ref Image", SECTIONS, {"Image": "given"})[1] != ()


def test_a_false_branch_leaves_no_gap() -> None:
    """What a condition rules out is not looked at."""
    assert resolved("!If [Prod, !ImportValue x, here]", SECTIONS) == ("here", ())


def test_and_or_decide_where_one_side_is_enough() -> None:
    """A side that decides makes the unknown other side unimportant."""
    assert resolved("!If [!Or [!Equals [!Ref AWS::Region, x], !Equals [a, a]], 1, 2]")[0] == 1
    assert resolved("!If [!And [!Equals [!Ref AWS::Region, x], !Equals [a, b]], 1, 2]")[0] == 2
    assert isinstance(resolved("!If [!And [!Equals [!Ref AWS::Region, x], !Equals [a, a]], 1, 2]")[0], Unknown)


def test_resolved_members_keep_their_places() -> None:
    """A list or mapping with its functions resolved still knows the line of each member."""
    got, _ = resolved("{a: !Ref Env,\n      b: [!Ref AWS::NoValue, !Ref Env]}", SECTIONS)
    start = SECTIONS.count("\n") + 3
    assert mark_of(got, "b") == ("template.yaml", start + 1, 7)
    assert mark_of(got["b"], 0) == ("template.yaml", start + 1, 30)


def test_a_dynamic_reference_is_one_gap_however_often_it_stands() -> None:
    """The same reference in several places is one thing to look up; the gap has the first place."""
    _, gaps = resolved("[a, '{{resolve:ssm:x}}', 'b{{resolve:ssm:x}}', '{{resolve:ssm:y}}']")
    assert [gap.about for gap in gaps] == ["{{resolve:ssm:x}}", "{{resolve:ssm:y}}"]
    assert gaps[0].at is not None
    assert (gaps[0].at.line, gaps[0].at.column) == (3, 14)


def _twice(key: str) -> str:
    return f"!Join ['', [!FindInMap [M, k, {key}], !FindInMap [M, k, {key}]]]"


BOMBS = {
    "mappings that double": ", ".join(f"a{n}: {_twice(f'a{n + 1}')}" for n in range(60)) + ", a60: x",
    "a mapping that names itself": f"a0: {_twice('a0')}",
}


@pytest.mark.parametrize("row", BOMBS.values(), ids=BOMBS)
def test_what_multiplies_itself_ends(row: str) -> None:
    """Work is bounded by what is written; beyond it the value is unknown, with a gap."""
    got, gaps = resolved("!FindInMap [M, k, a0]", f"Mappings: {{M: {{k: {{{row}}}}}}}\n")
    assert isinstance(got, Unknown) or has_hole(str(got))
    assert {gap.klass for gap in gaps} & {"size", "nested"}


def test_texts_do_not_grow_without_bound() -> None:
    """A text beyond any template's size is unknown instead of a part of it."""
    sections = f"Parameters: {{P: {{Type: String, Default: {'y' * 5000}}}}}\n"
    for call in (f"!Sub '{'${P}' * 100}'", f"!Join ['', [{', '.join(['!Ref P'] * 100)}]]"):
        got, gaps = resolved(call, sections)
        assert isinstance(got, Unknown)
        assert [gap.klass for gap in gaps] == ["size"]


def test_nesting_beyond_the_stack_is_a_gap() -> None:
    """Functions nested deeper than Python's own stack carries end in a gap and no crash."""
    conditions = ", ".join(f"C{n}: !Not [!Condition C{n + 1}]" for n in range(400))
    got, _ = resolved("!If [C0, a, b]", f"Conditions: {{{conditions}, C400: !Equals [a, a]}}\n")
    assert isinstance(got, Unknown)


NAMES = st.sampled_from(
    [*(f"Fn::{name}" for name in "GetAtt Sub Join Split Select FindInMap If And Or Not Equals Base64 ImportValue GetAZs"
       " Cidr Length ToJsonString Transform Contains ForEach::X Nonsense".split()), "Ref", "Condition", "a", ""]
)  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.integers(), st.floats(), st.text(max_size=5),
    st.sampled_from("Env Queue Queue.Arn M dev Prod ${Env} ${Queue.Arn}${!x} AWS::NoValue ${?x} {{resolve:ssm:x}} AWS::Region"
                    " Secret Subnets".split()),
)  # fmt: skip
BOXES = st.one_of(
    st.dictionaries(NAMES, st.deferred(lambda: VALUES), max_size=2),
    st.dictionaries(NAMES, st.deferred(lambda: VALUES), min_size=1, max_size=1),
    st.lists(st.deferred(lambda: VALUES), max_size=4),
)
VALUES: st.SearchStrategy[Any] = st.one_of(LEAVES, BOXES)
TEMPLATE = SECTIONS + "Resources: {Queue: {Type: AWS::SQS::Queue}}\n"


@drawn(VALUES)
def test_no_value_makes_the_resolver_raise(value: Any) -> None:
    """Whatever stands where a function expects something else, the answer is a value, the same one every time."""
    first, gaps = resolved_value(value, parse(TEMPLATE, "template.yaml"))
    again, gaps_again = resolved_value(value, parse(TEMPLATE, "template.yaml"))
    assert repr(first) == repr(again)
    assert gaps == gaps_again

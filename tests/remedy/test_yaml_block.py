"""Members of YAML in block style."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ennead.remedy.edit import Edit
from ennead.remedy.errors import RemedyError
from tests.remedy.making import add, append, drop, made, put

TEMPLATE = """\
    # our functions
    Resources:
      Fn:   # the worker
        Type: AWS::Serverless::Function
        Properties:
          Handler: 'app.main'
          Timeout:    3      # seconds

          Policies:
          # reads only
          - S3ReadPolicy:
              BucketName: !Ref Photos
          - AWSLambdaBasicExecutionRole
          # - AdministratorAccess

      Photos: {Type: "AWS::S3::Bucket"}
    """
FN = ("Resources", "Fn", "Properties")


def changed(*edits: Edit) -> tuple[list[str], list[str]]:
    """The lines that went and those that came, of the template."""
    before = dedent(TEMPLATE).split("\n")
    after = made(TEMPLATE, *edits).split("\n")
    start = next(place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one != other)
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return before[start : len(before) - end], after[start : len(after) - end]


def test_a_scalar_keeps_its_quotes_spacing_and_comment() -> None:
    """Only the text of the value changes: blanks before it, quotes around it and the comment behind it stay."""
    assert changed(put((*FN, "Timeout"), 30)) == (
        ["      Timeout:    3      # seconds"],
        ["      Timeout:    30      # seconds"],
    )
    assert changed(put((*FN, "Handler"), "app.other"))[1] == ["      Handler: 'app.other'"]


def test_an_item_comes_where_the_others_are() -> None:
    """A new item is indented as its siblings and stands behind the comments of the last one."""
    gone, came = changed(
        append((*FN, "Policies"), {"SQSPollerPolicy": {"QueueName": {"Fn::GetAtt": ["Q", "QueueName"]}}})
    )
    assert not gone
    assert came == ["      - SQSPollerPolicy:", "          QueueName: !GetAtt Q.QueueName"]


def test_an_item_before_the_first_stands_above_its_comment() -> None:
    """The comment of the first item stays with it."""
    text = made(TEMPLATE, add((*FN, "Policies"), 0, "New"))
    assert "Policies:\n      - New\n      # reads only\n      - S3ReadPolicy:" in text


def test_a_key_comes_behind_another() -> None:
    """`after` names the key that a new one follows; two that follow the same come in the order given."""
    gone, came = changed(
        add(FN, "MemorySize", 128, "Handler"), add(FN, "Tracing", "Active", "Handler"), add(FN, "X", "z", "Tracing")
    )
    assert not gone
    assert came == ["      MemorySize: 128", "      Tracing: Active", "      X: z"]


def test_an_item_goes_with_its_lines_only() -> None:
    """Removing an item leaves the comments beside it, and takes those right below it that stand deeper."""
    assert changed(drop(*FN, "Policies", 1)) == (["      - AWSLambdaBasicExecutionRole"], [])
    assert "# reads only\n      - AWSLambda" in made(TEMPLATE, drop(*FN, "Policies", 0))
    assert made("l:\n  - a\n    # b: 2\n  # beside\n  - c\n", drop("l", 0)) == "l:\n  # beside\n  - c\n"


def test_the_last_item_leaves_an_empty_list() -> None:
    """A list without items is written as one: null would be something else."""
    text = made(TEMPLATE, drop(*FN, "Policies", 0), drop(*FN, "Policies", 1))
    assert "      Policies: []\n" in text


def test_a_list_narrowed_keeps_the_comments_of_what_stays() -> None:
    """Setting a list changes the items that differ."""
    wanted = [{"S3ReadPolicy": {"BucketName": {"Ref": "Albums"}}}, "AWSLambdaBasicExecutionRole"]
    assert changed(put((*FN, "Policies"), wanted)) == (
        ["          BucketName: !Ref Photos"],
        ["          BucketName: !Ref Albums"],
    )


def test_a_list_turns_into_a_scalar_and_back() -> None:
    """A value of another kind takes the place of the lines below the key."""
    text = made(TEMPLATE, put((*FN, "Policies"), "ReadOnlyAccess"))
    assert "\n      Policies: ReadOnlyAccess\n      # reads only\n      # - AdministratorAccess\n\n" in text
    text = made(TEMPLATE, put((*FN, "Timeout"), ["a", "b"]))
    assert "\n      Timeout:      # seconds\n      - a\n      - b\n\n      Policies:" in text


@pytest.mark.parametrize(
    ("text", "route", "value", "wanted"),
    [
        ("a:\nb: 1\n", ("a",), "x", "a: x\nb: 1\n"),
        ("a: # why\nb: 1\n", ("a",), "x", "a: x # why\nb: 1\n"),
        ("a: \nb: 1\n", ("a",), {"c": 1}, "a: \n  c: 1\nb: 1\n"),
        ("a: |\n  text\n\n\nb: 1\n", ("a",), 5, "a: 5\n\n\nb: 1\n"),
        ("a: one\n  two\nb: 1\n", ("a",), 5, "a: 5\nb: 1\n"),
        ("a:\n    b: 1\n    c: 2", ("a",), [1], "a:\n  - 1"),
        ("- a: 1\n  b: 2\n- c\n", (0,), "x", "- x\n- c\n"),
        ("- a # why\n- c\n", (0,), {"k": 1, "l": 2}, "- k: 1 # why\n  l: 2\n- c\n"),
        ("-\n- c\n", (0,), {"k": 1, "l": 2}, "- k: 1\n  l: 2\n- c\n"),
        ("a: b\n", ("a",), "l1\nl2\n", "a: |\n  l1\n  l2\n"),
        ("a: b", ("a",), "l1\nl2\n", 'a: "l1\\nl2\\n"'),
        ("a: b\n", ("a",), "2012-10-17", "a: '2012-10-17'\n"),
        ("a: b\n", ("a",), "yes", "a: 'yes'\n"),
        ("a: b\n", ("new",), [], "a: b\nnew: []\n"),
    ],
)
def test_values_of_every_kind(text: str, route: tuple[str | int, ...], value: object, wanted: str) -> None:
    """A value takes the place of another, whatever both are."""
    assert made(text, put(route, value)) == wanted


@pytest.mark.parametrize(
    ("text", "route", "wanted"),
    [
        ("- a: 1\n  b: 2\n", (0, "a"), "- b: 2\n"),
        ("- a: 1\n  # about b\n  b: 2\n", (0, "a"), "-\n  # about b\n  b: 2\n"),
        ("- - a\n  - b\n", (0, 0), "- - b\n"),
        ("- a: 1\n- b\n", (0, "a"), "- {}\n- b\n"),
        ("a: 1\n\nb: 2\n\nc: 3\n", ("b",), "a: 1\n\nc: 3\n"),
        ("a: 1\n\nb: 2\n", ("b",), "a: 1\n"),
        ("a: 1\nb: 2", ("b",), "a: 1"),
        ("a: 1\r\nb: 2", ("b",), "a: 1"),
        ("a: |+\n  x\n\nb: 2\n", ("b",), "a: |+\n  x\n\n"),
        ("a: 1\n", ("zz",), "a: 1\n"),
    ],
)
def test_members_go(text: str, route: tuple[str | int, ...], wanted: str) -> None:
    """A member goes with its lines, and an empty line that would be left over with it."""
    assert made(text, drop(*route)) == wanted


def test_functions_are_written_as_the_file_writes_them() -> None:
    """Tags where the file has tags, the long form where it has that; a tag never follows a tag."""
    value = {"Fn::Base64": {"Fn::Sub": "${A}"}}
    assert made("a: !Ref B\n", add((), "b", value)) == "a: !Ref B\nb:\n  Fn::Base64: !Sub ${A}\n"
    assert made("a: {Ref: B}\n", add((), "b", {"Fn::GetAtt": "Q.Arn"})) == "a: {Ref: B}\nb:\n  Fn::GetAtt: [Q, Arn]\n"
    wanted = "a: !Ref B\nb: !If\n  - C\n  - !GetAtt Q.Arn\n  - !Ref AWS::NoValue\n"
    assert (
        made("a: !Ref B\n", add((), "b", {"Fn::If": ["C", {"Fn::GetAtt": ["Q", "Arn"]}, {"Ref": "AWS::NoValue"}]}))
        == wanted
    )


def test_what_a_tag_holds_is_edited_in_place() -> None:
    """The items of `!If` are members like others; its whole is set as the function it is."""
    text = "a: !If\n  - C # why\n  - x\n  - y\n"
    assert made(text, put(("a", "Fn::If", 1), {"Ref": "Q"})) == "a: !If\n  - C # why\n  - !Ref Q\n  - y\n"
    assert made("a: !Ref B # c\n", put(("a", "Ref"), "D")) == "a: !Ref D # c\n"
    with pytest.raises(RemedyError, match="set what holds it"):
        made("a: !GetAtt B.C\n", put(("a", "Fn::GetAtt", 1), "D"))
    with pytest.raises(RemedyError, match="function Ref"):
        made("a: !Ref B\n", add(("a",), "x", 1))


def test_empty_lines_between_siblings_are_kept_up() -> None:
    """Where an empty line stands between all members, one stands before a new one."""
    text = "a:\n  b: 1\n\nc:\n  d: 2\n"
    new = made(text, add((), "e", {"f": 3}))
    assert new == text + "\ne:\n  f: 3\n"
    assert made(new, drop("e")) == text


def test_an_empty_collection_is_filled() -> None:
    """The first member of `{}`, `[]` or of nothing is written in block style."""
    assert made("a: {}\nb: 1\n", add(("a",), "c", [1])) == "a:\n  c:\n    - 1\nb: 1\n"
    assert made("a: []\n", append(("a",), "x")) == "a:\n  - x\n"
    assert made("a:\nb: 1\n", add(("a",), "c", 1), add(("a",), "d", 2)) == "a:\n  c: 1\n  d: 2\nb: 1\n"
    assert made("a:\n", append(("a",), "x")) == "a:\n  - x\n"


def test_text_of_several_lines_never_swallows_what_follows() -> None:
    """Before a comment that stands deeper, text of several lines is written in quotes."""
    text = "a: 1\n\n    # deep\nb: 2\n"
    assert made(text, add((), "c", "x\ny\n", "a")) == 'a: 1\n\nc: "x\\ny\\n"\n\n    # deep\nb: 2\n'


def test_a_place_in_text_form_is_understood() -> None:
    """Routes of findings have indexes as text."""
    assert made("a: [1, 2]\n", put(("a", "1"), 3)) == "a: [1, 3]\n"


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (put((), 1), "as a whole"),
        (put(("no", "where"), 1), "there is no no"),
        (drop("l", 7), "there is no l.7"),
        (add(("l",), 9, 2), "behind its end"),
        (add(("l",), "key", 1), "cannot be inserted"),
        (add(("a",), "key", 1), "cannot be inserted"),
        (put(("a",), {1: 2}), "as text"),
        (put(("a",), float("nan")), "finite"),
        (put(("a",), {1, 2}), "set"),
        (put(("a",), "\ud800"), "surrogate"),
        (put(("twice",), 1), "written 2 times"),
        (put(("a",), 10**30), "something else than meant"),
    ],
)
def test_what_cannot_be_done_is_said(edit: Edit, words: str) -> None:
    """A refusal names the place and the reason."""
    with pytest.raises(RemedyError, match=words):
        made("a: 1\nl: [1]\ntwice: 1\ntwice: 2\n", edit)


def test_a_long_form_key_is_left_alone() -> None:
    """`? key` is refused rather than guessed at."""
    with pytest.raises(RemedyError, match="by hand"):
        made("? a\n: 1\nb: 2\n", put(("a",), 3))


def test_only_one_document() -> None:
    """Several documents in one file are refused."""
    with pytest.raises(RemedyError, match="several YAML documents"):
        made("a: 1\n---\nb: 2\n", put(("a",), 3))


def test_text_that_keeps_its_line_breaks_gets_no_more_of_them() -> None:
    """Where empty lines stand between members, none comes behind it: it would be a part of the text."""
    text = "A: []\n\nB: |+\n  one\n   # two\n"
    assert made(text, add((), "C", 1)) == text + "C: 1\n"
    text = "A: []\n\nB:\n  x: >1+ # kept\n    one\n"
    assert made(text, add((), "C", 1)) == text + "C: 1\n"
    assert made("A: []\n\nB: |\n  one\n", add((), "C", 1)) == "A: []\n\nB: |\n  one\n\nC: 1\n"

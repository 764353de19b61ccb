"""`--dead-letter`: what is refused for all functions, what `--check` tells, and the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.attach import write as writing
from ennead.attach.words import Allowed, Letter, Wish
from ennead.remedy.errors import RemedyError
from tests.attach.making import ROLE, SAM, apps, attach, laid, planned, sam
from tests.attach.test_cli_attach import checked
from tests.attach.test_dead_letter import ARN, ASKED, KEY, QUEUE, at_role, brought, own, role, told
from tests.cli.conftest import Ennead

# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("queue", "words"),
    [
        ("Nope", "no queue is called Nope: there is Other, Refused"),
        ("Key", "Key is no queue (key)"),
        ("arn:aws:sqs:eu-west-1:1234:refused", "arn:PARTITION:sqs:REGION:ACCOUNT:NAME, not arn:aws:sqs:eu-west-1:1234"),
        ("arn:aws:sns:eu-west-1:123456789012:refused", "takes the id of an AWS::SQS::Queue"),
        ("arn:aws:sqs:*:123456789012:refused", "takes the id of an AWS::SQS::Queue"),
        ("https://sqs.eu-west-1.amazonaws.com/123456789012/refused", "takes the id of an AWS::SQS::Queue"),
    ],
)
def test_what_is_no_dead_letter(ennead: Ennead, tmp_path: Path, queue: str, words: str) -> None:
    """What is not there, or is no queue, is a usage error that says why; nothing is written."""
    app = laid(tmp_path, sam(own(), tail=f"{QUEUE}{KEY}  Other: {{Type: AWS::SQS::Queue}}\n"))
    before = (app / "template.yaml").read_bytes()
    done = ennead("attach", app, "--dead-letter", queue, "--write")
    assert done.code == 2
    assert words in done.err
    assert (app / "template.yaml").read_bytes() == before


POLLED = "      Events: {{It: {{Type: SQS, Properties: {{Queue: {}}}}}}}\n"
PIPE = """  Pipe:
    Type: AWS::Pipes::Pipe
    Properties: {Source: !GetAtt Refused.Arn, Target: !GetAtt Work.Arn, RoleArn: !GetAtt Work.Arn}
"""


@pytest.mark.parametrize(
    ("parts", "queue"),
    [
        ((own(more=POLLED.format("!GetAtt Refused.Arn")),), "Refused"),
        ((own(more=POLLED.format(ARN)),), ARN),
        ((own(), PIPE), "Refused"),
    ],
    ids=["by its id", "by its ARN", "through a pipe"],
)
def test_a_loop(tmp_path: Path, parts: tuple[str, ...], queue: str) -> None:
    """A queue that starts a chosen function is refused; the others may have it."""
    laid(tmp_path, sam(*parts, own("Other"), tail=QUEUE))
    with pytest.raises(RemedyError, match="starts Work, so that what it refuses would come back"):
        planned(tmp_path, Wish(dead_letter=queue))
    done = attach(tmp_path, Wish(functions=("Other",), dead_letter=queue))
    assert done.functions["Other"].letter == Letter(queue, Allowed.YES)


def test_a_loop_of_a_function_without_agent(tmp_path: Path) -> None:
    """A function that no agent comes to refuses nothing: it may read the queue."""
    reader = own("Reader", POLLED.format("!GetAtt Refused.Arn"), runtime="nodejs22.x")
    assert told(brought(tmp_path, own(), reader)) == {"Ref": "Refused"}


def test_put_back_where_a_role_changed_otherwise(tmp_path: Path) -> None:
    """Where reading again tells of a right that was not meant, everything is put back."""
    app = laid(tmp_path / "shop", sam(own(), tail=QUEUE))
    before = (app / "template.yaml").read_bytes()
    wide = "      Policies: [{Statement: [{Effect: Allow, Action: 'sqs:*', Resource: '*'}]}]\n"
    other = laid(tmp_path / "other" / "shop", sam(own(more=wide), tail=QUEUE))
    answers = iter([apps(app), apps(other)])
    with pytest.raises(RemedyError, match=r"WorkRole would be allowed sqs:\* on \*"):
        writing.write(lambda: next(answers), app, ASKED)
    assert (app / "template.yaml").read_bytes() == before


# -- what is there ----------------------------------------------------------------------------------------------------

MAY_NOT = "its role may not send there (sqs:SendMessage)"
ELSEWHERE = "its role is named by an ARN or a parameter, and not declared here"
VARIABLE = "      Environment: {{Variables: {{ENNEAD_DEAD_LETTER: {}}}}}\n"


@pytest.mark.parametrize(
    ("more", "letter"),
    [
        ("", None),
        (VARIABLE.format("!Ref Refused"), Letter("Refused", Allowed.NO, MAY_NOT)),
        (VARIABLE.format("!GetAtt Refused.Arn"), Letter("Refused", Allowed.NO, MAY_NOT)),
        (VARIABLE.format(ARN), Letter(ARN, Allowed.NO, MAY_NOT)),
        (VARIABLE.format("!Ref Given"), Letter(None, Allowed.UNTOLD, "which queue that is, only deployment knows")),
        (
            f"{VARIABLE.format('!Ref Refused')}      Role: {ROLE}\n",
            Letter("Refused", Allowed.UNTOLD, f"whether it may send there is not known: {ELSEWHERE}"),
        ),
        (
            f"{VARIABLE.format('!Ref Refused')}      Policies: [!Ref Given]\n",
            Letter("Refused", Allowed.UNTOLD, "whether its role may send there could not be told"),
        ),
        (
            f"{VARIABLE.format('!Ref Refused')}{POLLED.format('!GetAtt Refused.Arn')}"
            "      Policies: [{Statement: [{Effect: Allow, Action: 'sqs:*', Resource: !GetAtt Refused.Arn}]}]\n",
            Letter("Refused", Allowed.YES, "that queue starts it: what it refuses comes back to it without end"),
        ),
    ],
)  # fmt: skip
def test_letters(tmp_path: Path, more: str, letter: Letter | None) -> None:
    """Of each function it is told which queue its template names, and whether its role may send there."""
    laid(tmp_path, sam(own(more=more), head="Parameters: {Given: {Type: String}}\n", tail=QUEUE))
    assert planned(tmp_path).coverages[0].letter == letter


def test_the_command(ennead: Ennead, tmp_path: Path) -> None:
    """Shown, written, checked as table and JSON, written again without a change, and undone byte for byte."""
    app = laid(tmp_path, sam(own(), own("Given", f"      Role: {ROLE}\n"), tail=QUEUE))
    before = (app / "template.yaml").read_bytes()
    shown = ennead("attach", app, "--dead-letter", "Refused")
    assert "ENNEAD_DEAD_LETTER: !Ref Refused" in shown.out
    assert "note      right not added: its role is named by an ARN or a parameter" in shown.err
    assert ennead("attach", app, "--dead-letter", "Refused", "--write").code == 0
    letters = {one["function"]: one["dead_letter"] for one in checked(ennead, app, "--check")["functions"]}
    assert letters == {"Work": {"queue": "Refused", "allowed": "yes", "reason": None}, "Given": None}
    assert "refused records to Refused" in ennead("attach", app, "--check").out
    assert "nothing to change" in ennead("attach", app, "--dead-letter", "Refused", "--write").out
    ennead("attach", app, "--undo")
    assert (app / "template.yaml").read_bytes() == before


def test_cfn_lint(tmp_path: Path) -> None:
    """What is written is valid for cfn-lint too."""
    api = pytest.importorskip("cfnlint.api")
    sealed = f"{QUEUE}    Properties: {{KmsMasterKeyId: !Ref Key}}\n{KEY}"
    laid(tmp_path, sam(own(), at_role("Other"), role(), tail=sealed))
    writing.write(lambda: apps(tmp_path), tmp_path, ASKED)
    text = (tmp_path / "template.yaml").read_text("utf-8")
    assert text.startswith(SAM)
    assert [str(one) for one in api.lint(text)] == []

"""`--dead-letter` in SAM and CloudFormation: the right and the way to send refused records to a queue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.attach.words import Allowed, Letter, Wish
from tests.attach.making import HANDLER, ROLE, Done, attach, laid, planned, sam

ARN = "arn:aws:sqs:eu-west-1:123456789012:refused"
ASKED = Wish(dead_letter="Refused")
QUEUE = "  Refused:  # what the agent refuses\n    Type: AWS::SQS::Queue\n"
TRUST = (
    "      AssumeRolePolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n"
    "          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}\n"
)


def own(name: str = "Work", more: str = "", runtime: str = "python3.13") -> str:
    """A SAM function whose role SAM makes, unless `more` names one."""
    head = f"  {name}:\n    Type: AWS::Serverless::Function\n    Properties:\n"
    return f"{head}      Handler: work.handler\n      Runtime: {runtime}\n      CodeUri: src\n{more}"


def role(name: str = "WorkRole", more: str = "") -> str:
    """A role of the template; `more` are lines of its properties."""
    return f"  {name}:\n    Type: AWS::IAM::Role\n    Properties:\n{TRUST}{more}"


def at_role(name: str = "Work", of: str = "WorkRole") -> str:
    """A function with a role of the template."""
    return own(name, f"      Role: !GetAtt {of}.Arn\n")


def brought(folder: Path, *parts: str, wish: Wish = ASKED, head: str = "", tail: str = QUEUE) -> Done:
    """The agent attached to an application of these parts, with the queue behind them."""
    return attach(laid(folder, sam(*parts, head=head, tail=tail)), wish)


def sends(resource: object = None) -> dict[str, object]:
    """The statement that is added."""
    where = {"Fn::GetAtt": ["Refused", "Arn"]} if resource is None else resource
    return {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": where}


def policy(*statements: object) -> dict[str, object]:
    """The same as a document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def told(done: Done, name: str = "Work") -> object:
    """What a function's variable says."""
    return done.properties(name)["Environment"]["Variables"].get("ENNEAD_DEAD_LETTER")


def why(done: Done, name: str = "Work") -> str:
    """Why a function, which is attached all the same, is not given the right and not told of the queue."""
    one = done.functions[name]
    assert one.attached
    assert one.letter is None
    assert told(done, name) is None
    [note] = [note for note in one.notes if note.startswith("right not added: ")]
    return note.removeprefix("right not added: ")


# -- what is written --------------------------------------------------------------------------------------------------


def test_a_role_that_sam_makes(tmp_path: Path) -> None:
    """The function gets the queue's URL and one statement, on exactly that queue."""
    done = brought(tmp_path, own())
    assert told(done) == {"Ref": "Refused"}
    assert done.properties("Work")["Policies"] == [policy(sends())]
    assert done.functions["Work"].letter == Letter("Refused", Allowed.YES)
    assert done.functions["Work"].notes == ()
    assert QUEUE in done.text


@pytest.mark.parametrize(
    ("present", "wanted"),
    [
        ("AWSXrayWriteOnlyAccess", ["AWSXrayWriteOnlyAccess"]),
        ("[AWSXrayWriteOnlyAccess]", ["AWSXrayWriteOnlyAccess"]),
        ("\n        - SQSPollerPolicy: {QueueName: x} # kept", [{"SQSPollerPolicy": {"QueueName": "x"}}]),
    ],
)
def test_policies_that_are_there(tmp_path: Path, present: str, wanted: list[object]) -> None:
    """What a function is allowed already stays as it is written."""
    done = brought(tmp_path, own(more=f"      Policies: {present}\n"))
    assert done.properties("Work")["Policies"] == [*wanted, policy(sends())]
    assert ("# kept" in done.text) is ("# kept" in present)


def test_a_role_of_the_template(tmp_path: Path) -> None:
    """A function with a role of the template gets the right at that role, as a policy of its own."""
    kept = "      Policies:\n        - PolicyName: EnneadDeadLetter\n          PolicyDocument: {Statement: []}\n"
    done = brought(tmp_path, at_role(), role(more=kept), at_role("Other", "OtherRole"), role("OtherRole"))
    assert done.properties("WorkRole")["Policies"][1:] == [
        {"PolicyName": "EnneadDeadLetter2", "PolicyDocument": policy(sends())}
    ]
    assert done.properties("OtherRole")["Policies"] == [
        {"PolicyName": "EnneadDeadLetter", "PolicyDocument": policy(sends())}
    ]
    assert (told(done), told(done, "Other")) == ({"Ref": "Refused"}, {"Ref": "Refused"})


def test_a_shared_role(tmp_path: Path) -> None:
    """A role of several functions gets the right once; whoever else may send there then is named."""
    parts = (at_role(), at_role("Other"), at_role("Node").replace("python3.13", "nodejs22.x"), role())
    done = brought(tmp_path, *parts)
    assert len(done.properties("WorkRole")["Policies"]) == 1
    notes = ("its role WorkRole is shared: Node may send to the dead letter queue too",)
    assert done.functions["Work"].notes == done.functions["Other"].notes == notes
    alone = brought(tmp_path, *parts, wish=Wish(functions=("Work",), dead_letter="Refused"))
    assert "Node, Other may send" in " ".join(alone.functions["Work"].notes)


def test_cloudformation(tmp_path: Path) -> None:
    """A plain template's role gets an inline policy; JSON is written as well as YAML."""
    function = {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Handler": "work.handler", "Runtime": "python3.13", "Code": {"ZipFile": HANDLER},
            "Role": {"Fn::GetAtt": ["WorkRole", "Arn"]},
        },
    }  # fmt: skip
    properties = {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}}
    resources = {
        "Work": function,
        "WorkRole": {"Type": "AWS::IAM::Role", "Properties": properties},
        "Refused": {"Type": "AWS::SQS::Queue"},
    }
    laid(tmp_path, {"template.json": json.dumps({"Resources": resources}, indent=2)})
    done = attach(tmp_path, ASKED)
    [entry] = done.properties("WorkRole")["Policies"]
    assert entry == {"PolicyName": "EnneadDeadLetter", "PolicyDocument": policy(sends())}
    assert told(done) == {"Ref": "Refused"}


def test_an_arn(tmp_path: Path) -> None:
    """A queue from elsewhere is named by its ARN, in the variable and in the statement; what is not known is said."""
    done = brought(tmp_path, own(), wish=Wish(dead_letter=ARN), tail="")
    assert told(done) == ARN
    assert done.properties("Work")["Policies"] == [policy(sends(ARN))]
    assert done.functions["Work"].letter == Letter(ARN, Allowed.YES)
    [note] = done.functions["Work"].notes
    assert "kms:GenerateDataKey and kms:Decrypt" in note
    assert "its own policy has to allow the role too" in note


@pytest.mark.parametrize("queue", ["Refused", f"{ARN}.fifo"])
def test_a_queue_that_keeps_an_order(tmp_path: Path, queue: str) -> None:
    """A FIFO queue is given, since the agent names a group itself; what one group for all comes to is said."""
    done = brought(tmp_path, own(), wish=Wish(dead_letter=queue), tail=f"{QUEUE}    Properties: {{FifoQueue: true}}\n")
    assert done.functions["Work"].letter == Letter(queue, Allowed.YES)
    assert "puts all records into one group" in " ".join(done.functions["Work"].notes)


def test_another_queue(tmp_path: Path) -> None:
    """Asked for another queue, the variable is exchanged and the right added; the former right is left to `roles`."""
    laid(tmp_path, {"template.yaml": brought(tmp_path, own()).text})
    done = attach(tmp_path, Wish(dead_letter=ARN))
    assert told(done) == ARN
    assert done.properties("Work")["Policies"] == [policy(sends()), policy(sends(ARN))]


def test_a_right_that_is_there(tmp_path: Path) -> None:
    """Where the role may send there already, only the variable is written; without the option it stays."""
    there = "      Policies: [{Statement: [{Effect: Allow, Action: 'sqs:Send*', Resource: !GetAtt Refused.Arn}]}]\n"
    done = brought(tmp_path, own(more=there))
    assert there in done.text
    assert told(done) == {"Ref": "Refused"}
    laid(tmp_path, {"template.yaml": done.text})
    assert attach(tmp_path).text == ""


def test_a_nested_stack(tmp_path: Path) -> None:
    """A function of a nested stack is given the queue of its own template, not one of the stack around it."""
    nested = "  Inner:\n    Type: AWS::Serverless::Application\n    Properties: {Location: inner/template.yaml}\n"
    inner = {f"inner/{name}": text for name, text in sam(own(), tail=QUEUE).items()}
    laid(tmp_path, {**sam(tail=nested), **inner})
    done = attach(tmp_path, ASKED)
    assert done.functions["Inner.Work"].letter == Letter("Inner.Refused", Allowed.YES)
    laid(tmp_path, {**sam(tail=nested + QUEUE), "inner/template.yaml": sam(own())["template.yaml"]})
    left = attach(tmp_path, ASKED).functions["Inner.Work"]
    assert (left.letter, "Refused is written elsewhere" in left.notes[0]) == (None, True)


def test_an_image(tmp_path: Path) -> None:
    """A function whose image carries the agent gets the right and the variable, and nothing else."""
    text = (
        "  Work:\n    Type: AWS::Serverless::Function\n    Properties:\n      PackageType: Image\n"
        "    Metadata:\n      DockerContext: image\n      Dockerfile: Dockerfile\n"
    )
    lines = (
        "FROM public.ecr.aws/lambda/python:3.13\nCOPY ennead-layer/ /opt/\n"
        "ENV AWS_LAMBDA_EXEC_WRAPPER=/opt/ennead-wrap\n"
    )
    laid(tmp_path, sam(text, tail=QUEUE) | {"image/Dockerfile": lines})
    done = attach(tmp_path, Wish(dead_letter="Refused", mode="alert"))
    properties = done.properties("Work")
    assert properties["Environment"] == {"Variables": {"ENNEAD_DEAD_LETTER": {"Ref": "Refused"}}}
    assert properties["Policies"] == [policy(sends())]
    assert list(done.document["Resources"]) == ["Work", "Refused"]
    laid(tmp_path, {"image/Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\n"})
    [bare] = planned(tmp_path, ASKED).coverages
    assert "right not added: its image does not carry the agent yet" in bare.notes[0]


# -- keys -------------------------------------------------------------------------------------------------------------

KEY = "  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy: {Version: '2012-10-17', Statement: []}\n"


def test_a_key_of_the_template(tmp_path: Path) -> None:
    """A queue that is encrypted with a key of the template: the sender may use that key too."""
    sealed = f"{QUEUE}    Properties: {{KmsMasterKeyId: !Ref Key}}\n{KEY}"
    done = brought(tmp_path, own(), tail=sealed)
    key = {"Fn::GetAtt": ["Key", "Arn"]}
    used = {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": key}
    [entry] = done.properties("Work")["Policies"]
    assert sorted(entry["Statement"], key=str) == sorted([used, sends()], key=str)
    assert done.functions["Work"].notes == ()


@pytest.mark.parametrize(
    ("key", "note"),
    [
        ("alias/aws/sqs", None),
        ("alias/mine", "encrypted with the key alias/mine"),
        ("!Ref Given", "encrypted with the key"),
        ("arn:aws:kms:eu-west-1:123456789012:key/1234", "encrypted with the key arn:aws:kms"),
    ],
)
def test_other_keys(tmp_path: Path, key: str, note: str | None) -> None:
    """SQS's own key asks for nothing; of a key that is declared elsewhere it is said what the role needs."""
    done = brought(
        tmp_path,
        own(),
        head="Parameters: {Given: {Type: String}}\n",
        tail=f"{QUEUE}    Properties: {{KmsMasterKeyId: {key}}}\n",
    )
    assert done.properties("Work")["Policies"] == [policy(sends())]
    found = " ".join(done.functions["Work"].notes)
    assert (note or "") in found
    assert ("by hand" in found) is (note is not None)


# -- what is not added ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", [ROLE, "!Ref Given"])
def test_a_role_from_elsewhere(tmp_path: Path, named: str) -> None:
    """Without the right the variable would be no way: it is not set, and the reason is told."""
    done = brought(tmp_path, own(more=f"      Role: {named}\n"), head="Parameters: {Given: {Type: String}}\n")
    assert "not declared here" in why(done)


EITHER = "      Role: !If [Prod, !GetAtt A.Arn, !GetAtt B.Arn]\n"
CIRCLE = KEY.replace("[]", "[{Principal: {AWS: !GetAtt WorkRole.Arn}}]")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ((at_role(), role(more="      Policies: !If [Prod, [], !Ref AWS::NoValue]\n"), QUEUE), "made by Fn::If"),
        ((own(more=EITHER), role("A"), role("B"), QUEUE), "a condition decides between its roles"),
        (
            (own(more="      Policies: [{Statement: [{Effect: Deny, Action: 'sqs:*', Resource: '*'}]}]\n"), QUEUE),
            "denies sqs:SendMessage",
        ),
        ((own(), f"{QUEUE}    Properties: {{QueueName: refused}}\n"), "may be the queue Refused of the template"),
        ((own(), QUEUE.replace("    Type", "    Condition: Prod\n    Type")), "exists only if Prod holds"),
        ((own(), f"{QUEUE}    Properties: {{KmsMasterKeyId: !Ref Key}}\n{CIRCLE}"), "would be a circle"),
    ],
    ids=["by a function", "either role", "denied", "its own by ARN", "a condition", "a circle"],
)  # fmt: skip
def test_what_is_left(tmp_path: Path, parts: tuple[str, ...], words: str) -> None:
    """What cannot be written safely is left with its reason; the function is attached all the same."""
    head = "Parameters: {Stage: {Type: String, Default: prod}}\nConditions: {Prod: !Equals [!Ref Stage, prod]}\n"
    wish = Wish(dead_letter=ARN) if "QueueName" in parts[-1] else ASKED
    assert words in why(brought(tmp_path, *parts, wish=wish, head=head, tail=""))


def test_a_condition_of_both(tmp_path: Path) -> None:
    """A queue that exists under the function's own condition is given."""
    head = "Parameters: {Stage: {Type: String}}\nConditions: {Prod: !Equals [!Ref Stage, prod]}\n"
    work, queue = (one.replace("    Type", "    Condition: Prod\n    Type") for one in (own(), QUEUE))
    assert told(brought(tmp_path, work, head=head, tail=queue)) == {"Ref": "Refused"}


def test_a_boundary(tmp_path: Path) -> None:
    """A permissions boundary may take the right away again: it is named."""
    done = brought(tmp_path, own(more="      PermissionsBoundary: arn:aws:iam::123456789012:policy/most\n"))
    assert "permissions boundary" in " ".join(done.functions["Work"].notes)


def test_no_room(tmp_path: Path) -> None:
    """An attached function whose variables are full is not told of the queue, nor given the right."""
    full = attach(laid(tmp_path, sam(own(), tail=QUEUE))).text.replace(
        "ENNEAD_MODE: observe", f"ENNEAD_MODE: observe\n          TEXT: {'x' * 4000}"
    )
    laid(tmp_path, {"template.yaml": full})
    [note] = planned(tmp_path, ASKED).coverages[0].notes
    assert "would take more than" in note


def test_a_list_that_others_share(tmp_path: Path) -> None:
    """Policies that are written once for several functions are not edited: the others get the right."""
    head = "Metadata:\n  Policies: &policies [AWSXrayWriteOnlyAccess]\n"
    done = brought(tmp_path, own(more="      Policies: *policies\n"), own("Other"), head=head)
    assert "policies" in why(done).lower()
    assert done.functions["Other"].letter == Letter("Refused", Allowed.YES)


def test_a_queue_that_is_made_after_the_role(tmp_path: Path) -> None:
    """A reference of the role would be a circle: the queue is named there as the template names it, if it does."""
    queue = f"{QUEUE}    DependsOn: WorkRole\n"
    done = brought(tmp_path, at_role(), role(), tail=f"{queue}    Properties: {{QueueName: refused}}\n")
    [entry] = done.properties("WorkRole")["Policies"]
    arn = "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:refused"
    assert entry["PolicyDocument"] == policy(sends({"Fn::Sub": arn}))
    assert done.functions["Work"].letter == Letter("Refused", Allowed.YES)
    assert "has no name of its own" in why(brought(tmp_path, at_role(), role(), tail=queue))

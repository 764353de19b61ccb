"""Converting policies, serving the reference, and the whole comparison with a stand-in for iam-policy-autopilot."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from bench import versus_roles
from bench.measure import Run
from bench.service_reference import authorised, documents, serving
from bench.versus_roles import Asking, Tool, ask_autopilot, convert, environment, files_of, forgive, limit, seconds

KEY = {
    "Effect": "Allow",
    "Action": ["kms:Decrypt"],
    "Resource": ["arn:*:kms:*:*:key/*"],
    "Condition": {"StringLike": {"kms:ViaService": ["s3.*.amazonaws.com"]}},
}
READ = {
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:GetObjectVersion"],
    "Resource": ["arn:*:s3:*:*:accesspoint/*/object/*", "arn:*:s3:::*/*"],
}
PROGRAM = """\
#!{python}
import json, os, sys, urllib.request
assert os.environ["DISABLE_IAM_POLICY_AUTOPILOT_TELEMETRY"] == "true"
{first}
with urllib.request.urlopen(os.environ["IAM_POLICY_AUTOPILOT_SERVICE_REFERENCE_URL"]) as index:
    url = next(one["url"] for one in json.load(index) if one["service"] == "s3")
with urllib.request.urlopen(url) as page:
    assert json.load(page)["Name"] == "s3"
open({log!r}, "a").write(" ".join(sys.argv[1:]) + "\\n")
print({policy!r})
"""
SCORER = """\
import types
def read_answers(document):
    return {one["function"]: one for one in document["functions"]}
def score(labels, outputs):
    given = [need["action"] for one in outputs["app"].values() for need in one["needed"]]
    found = int("s3:GetObject" in given)
    return {"all": types.SimpleNamespace(functions=len(labels), found=found, wanted=1, code_found=found, code_wanted=1,
            right=found, given=len(given), exact=0, named=0)}
def rates(tally):
    return dict(recall=tally.found, code_recall=tally.found, precision=found(tally), resource_exact=1.0)
def found(tally):
    return tally.right / tally.given
"""
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Reader:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: code/, Handler: app.handler, Runtime: python3.12}
"""
CODE = """\
import boto3
import names

def handler(event, context):
    boto3.client("s3").get_object(Bucket=names.BUCKET, Key="k")
"""
LABEL: dict[str, Any] = {
    "app_id": "app",
    "repo": "someone/the-shop",
    "commit": "0123456789",
    "app": ".",
    "template": "template.yaml",
    "function": "Reader",
    "language": "python",
    "sdk": "boto3",
    "code": "code/app.py",
    "items": [{"action": "s3:GetObject"}],
}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Policies": [{"Policy": {"Statement": list(statements)}, "PolicyType": "Identity"}]})


def got(place: str, path: str) -> tuple[int, Any]:
    """The status and the JSON that a server answers."""
    with closing(HTTPConnection(place, timeout=5)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")


def test_a_policy_becomes_one_need_for_each_action() -> None:
    said = convert(policy(READ, KEY, {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}))
    assert said.error is None
    assert [(need["action"], need["resources"]) for need in said.needed] == [
        ("s3:GetObject", READ["Resource"]),
        ("s3:GetObjectVersion", READ["Resource"]),
        ("kms:Decrypt", KEY["Resource"]),
        ("sqs:SendMessage", ["*"]),
    ]


def test_a_denial_is_no_need_and_no_policy_is_no_error() -> None:
    assert convert(policy({**READ, "Effect": "Deny"})).needed == ()
    assert convert('{"Policies":[]}') == versus_roles.Said()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"Policies": [{}]}'])
def test_what_is_no_policy_is_an_error(text: str) -> None:
    assert "no policy" in str(convert(text).error)


def test_keys_through_a_service_are_forgiven_where_no_label_speaks_of_them() -> None:
    needed = convert(policy(READ, KEY, {**KEY, "Action": ["kms:Encrypt"], "Condition": {}})).needed
    kept = [need["action"] for need in forgive(needed, LABEL)]
    assert kept == ["s3:GetObject", "s3:GetObjectVersion", "kms:Encrypt"]
    spoken = {**LABEL, "items": [{"action": "kms:Decrypt"}]}
    assert len(forgive(needed, spoken)) == 4


def test_the_reference_has_what_the_program_reads() -> None:
    """Each action's resources have a format under their name; the partition is open, as in AWS's own."""
    queues = documents("may")["sqs"]
    send = next(one for one in queues["Actions"] if one["Name"] == "SendMessage")
    formats = {one["Name"]: one["ARNFormats"] for one in queues["Resources"]}
    assert [formats[one["Name"]] for one in send["Resources"]] == [
        ["arn:${Partition}:sqs:${Region}:${Account}:${QueueName}"]
    ]
    assert {"Name": "SendMessageBatch", "AuthorizedActions": [{"Name": "SendMessage", "Service": "sqs"}]} in queues[
        "Operations"
    ]


def test_every_resource_of_the_reference_has_one_format() -> None:
    for service in documents("least").values():
        formats = [one["Name"] for one in service["Resources"]]
        assert len(set(formats)) == len(formats)
        assert {one["Name"] for action in service["Actions"] for one in action["Resources"]} <= set(formats)


def test_services_that_share_a_prefix_are_one() -> None:
    names = {one["Name"] for one in documents("may")["apigateway"]["Operations"]}
    assert {"CreateRestApi", "CreateRoute"} <= names


def test_widening_is_all_that_may_be_or_the_least() -> None:
    def names(operation: str, widening: Any) -> list[str]:
        return [one["Name"] for one in authorised("s3", operation, widening)]

    assert names("GetObject", "least") == ["GetObject"]
    assert names("GetObject", "may") == ["GetObject", "GetObjectVersion", "ListBucket"]
    assert "PutObjectAcl" in names("PutObject", "may")
    assert len(authorised("dynamodb", "TransactWriteItems", "least")) == 4, "nothing is left of it without arguments"


def test_a_role_is_handed_over_in_context_and_keys_are_left_to_the_program() -> None:
    create = authorised("lambda", "CreateFunction", "least")
    handed = {"Name": "PassRole", "Service": "iam", "Context": {"iam:PassedToService": ["lambda.amazonaws.com"]}}
    assert handed in create
    assert all(one["Service"] != "kms" for one in authorised("s3", "PutObject", "may"))
    assert authorised("kms", "Decrypt", "may") == [{"Name": "Decrypt", "Service": "kms"}]


def test_it_is_served_on_loopback_while_the_block_runs() -> None:
    reference = {"s3": {"Name": "s3"}}
    with serving(reference) as base:
        assert base.startswith("http://127.0.0.1:")
        place = base.removeprefix("http://")
        assert got(place, "/") == (200, [{"service": "s3", "url": f"{base}/v1/s3/s3.json"}])
        assert got(place, "/v1/s3/s3.json") == (200, reference["s3"])
        assert got(place, "/v1/sqs/sqs.json") == (404, None)
    with pytest.raises(ConnectionRefusedError):
        got(place, "/")


def test_the_program_gets_no_key_and_no_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-key")
    env = environment("http://127.0.0.1:1", tmp_path, "/bin")
    assert "a-key" not in env.values()
    assert env["HTTPS_PROXY"] == env["all_proxy"] == "http://127.0.0.1:9"
    assert env["NO_PROXY"] == "127.0.0.1"
    assert env["HOME"] == env["TMPDIR"] == str(tmp_path)


def test_only_files_of_the_language_are_handed_over(tmp_path: Path) -> None:
    """They are an error to it otherwise; where Ennead has none, it is the labelled file."""
    files = [tmp_path / name for name in ("a.py", "b.json", "c.js")]
    for file in files:
        file.touch()
    assert files_of(LABEL, {"Reader": (*files, tmp_path / "gone.py")}, tmp_path) == (files[0],)
    assert files_of(LABEL, {}, tmp_path) == (tmp_path / "code/app.py",)


def test_seconds_are_medians_of_turns_over_functions() -> None:
    taken = {f"function {number}": [float(number), 99.0, 0.0] for number in range(1, 21)}
    assert seconds(taken) == {"median": 10.5, "p95": 19.0}


class Stage:
    """A corpus of one application, its labels, and stand-ins for the program and the scorer."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.log = root / "log"
        self.program = root / "autopilot"
        shop = root / "corpus" / "shop"
        (shop / "code").mkdir(parents=True)
        (shop / "template.yaml").write_text(TEMPLATE)
        (shop / "code" / "app.py").write_text(CODE)
        (shop / "code" / "names.py").write_text("BUCKET = 'b'\n")
        (root / "labels.json").write_text(json.dumps({"functions": [LABEL]}))
        (root / "score_roles.py").write_text(SCORER)
        self.set_program()

    def set_program(self, first: str = "", said: str = policy(READ, KEY)) -> None:
        self.program.write_text(
            PROGRAM.format(python=sys.executable, first=first, log=str(self.log), policy=said), encoding="utf-8"
        )
        self.program.chmod(0o755)

    def main(self, *arguments: str, program: str | None = None) -> int:
        labels, corpus = str(self.root / "labels.json"), str(self.root / "corpus")
        return versus_roles.main(
            ["--autopilot", program or str(self.program), "--labels", labels, "--corpus", corpus, *arguments]
        )


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_both_are_asked_and_scored(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """The program gets the handler's file and the one it loads; what each said is kept for the scorer."""
    kept = stage.root / "kept"
    assert stage.main("--json", "--keep", str(kept)) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "ennead.versus-roles/1"
    assert set(document["tools"]) == {"ennead", "autopilot"}
    assert document["tools"]["autopilot"]["groups"]["all"]["precision"]["whole"] == 2, "the key is forgiven"
    code = stage.root / "corpus" / "shop" / "code"
    asked = stage.log.read_text().splitlines()[-1]
    assert asked == f"generate-policies --language python {code / 'app.py'} {code / 'names.py'}"
    for tool in ("ennead", "autopilot"):
        (function,) = json.loads((kept / tool / "app.json").read_text())["functions"]
        assert function["function"] == "Reader"
        assert "s3:GetObject" in {need["action"] for need in function["needed"]}


def test_the_table_says_what_is_measured(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert stage.main("--widening", "least") == 0
    printed = capsys.readouterr().out
    assert "only as good as the reference served (least)" in printed
    assert "no excess (1 of them)" in printed
    assert "autopilot: cpu median" in printed


@pytest.mark.parametrize("asked", ["nowhere/iam-policy-autopilot", "iam-policy-autopilot-that-is-not-there"])
def test_a_program_that_is_not_there_is_said(stage: Stage, capsys: pytest.CaptureFixture[str], asked: str) -> None:
    assert stage.main(program=asked) == 2
    assert "is not there" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("first", "said", "words"),
    [
        ("sys.exit('no such host')", "", "cannot run here: exit 1: no such host"),
        ("", "Hello", "cannot run here: no policy in its output"),
        ("", '{"Policies":[]}', "found nothing in a function that calls s3:GetObject"),
    ],
)
def test_a_program_that_cannot_run_is_said(
    stage: Stage, capsys: pytest.CaptureFixture[str], first: str, said: str, words: str
) -> None:
    stage.set_program(first, said)
    assert stage.main() == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("score_roles.py", "name it with --scorer"),
        ("labels.json", "no labels in"),
        ("corpus/shop", "clone it there as the-shop"),
    ],
)
def test_what_else_is_missing_is_said(
    stage: Stage, capsys: pytest.CaptureFixture[str], missing: str, words: str
) -> None:
    (stage.root / missing).rename(stage.root / "elsewhere")
    assert stage.main() == 2
    assert words in capsys.readouterr().err


def test_a_label_without_template_is_read_from_a_copy(stage: Stage, tmp_path: Path) -> None:
    label = {**LABEL, "template": None}
    wrapper, scratch = tmp_path / versus_roles.WRAPPER, tmp_path / "scratch"
    with pytest.raises(versus_roles.CannotRun):
        versus_roles.app_folder(label, stage.root / "corpus", wrapper, scratch)
    wrapper.write_text("Resources: {}\n")
    copy = versus_roles.app_folder(label, stage.root / "corpus", wrapper, scratch)
    assert copy == scratch / "app"
    assert (copy / "template.yaml").read_text() == "Resources: {}\n"
    assert (stage.root / "corpus/shop/template.yaml").read_text() == TEMPLATE


def test_a_run_that_fails_or_takes_too_long_is_an_error(stage: Stage) -> None:
    asking = Asking(stage.program, environment("http://127.0.0.1:9", stage.root, "/bin"), limit(1), stage.root / "out")
    said, one = ask_autopilot(asking, LABEL, [stage.root / "app.py"])
    assert one.code == 1
    assert "exit 1" in str(said.error)
    stage.set_program("import time; time.sleep(30)")
    said, one = ask_autopilot(asking, LABEL, [stage.root / "app.py"])
    assert said.error == "took too long"
    assert one.wall < 20


def test_shares_of_a_run_are_by_function() -> None:
    tool, one = Tool("ennead"), Run(0, 4.0, 2.0, 1.0, 1, "")
    tool.took("a", one, 4)
    assert (tool.cpu["a"], tool.wall["a"], tool.whole["a"]) == ([1.0], [0.5], [4.0])

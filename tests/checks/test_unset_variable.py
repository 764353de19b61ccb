"""What `unset-variable` finds and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.finding import Confidence, Finding, Outcome, Severity
from ennead.practices.p5_code.unset_variable import unset_variable
from tests.checks.coded import HEAD, findings, function, reasons, said

BODY = "def handler(event, context):\n    return table\n"


def of(folder: Path, code: str, more: str = "") -> list[Outcome]:
    """What the check says of one function with this code."""
    return said(folder, unset_variable, {"template.yaml": HEAD + function("Orders", more=more), "src/app.py": code})


def one(folder: Path, code: str) -> Finding:
    """The one finding about it."""
    (found,) = findings(of(folder, code))
    return found


def test_a_required_read_stands_at_its_line(tmp_path: Path) -> None:
    """`os.environ["X"]` without X is medium, at the line in code, with the function in the template beside it."""
    found = one(tmp_path, 'import os\n\n\ndef handler(event, context):\n    return os.environ["TABLE"]\n')
    assert (found.at.path, found.at.line, found.severity) == ("src/app.py", 5, Severity.MEDIUM)
    assert [(each.at.path, each.function) for each in found.related] == [("template.yaml", "Orders")]
    assert found.confidence is Confidence.HIGH
    assert "TABLE" in found.message


def test_each_variable_is_a_finding(tmp_path: Path) -> None:
    """Two variables are two findings, however often each is read."""
    code = (
        'import os\na = os.environ["A"]\nb = os.environ["B"]\ndef handler(event, context):\n    return os.environ["A"]'
    )
    assert len(findings(of(tmp_path, code))) == 2


@pytest.mark.parametrize(
    "reading",
    [
        'table = os.environ.get("TABLE")',
        'table = os.environ["AWS_REGION"]',
        'try:\n    table = os.environ["TABLE"]\nexcept KeyError:\n    table = "x"',
        'try:\n    table = os.environ["TABLE"]\nexcept Exception:\n    table = "x"',
        'table = os.environ["TABLE"] if "TABLE" in os.environ else "x"',
        'if os.getenv("TABLE"):\n    table = os.environ["TABLE"]\nelse:\n    table = ""',
        'os.environ.setdefault("TABLE", "x")\ntable = os.environ["TABLE"]',
        'os.environ["TABLE"] = "x"\ntable = os.environ["TABLE"]',
        'import contextlib\ntable = ""\nwith contextlib.suppress(KeyError):\n    table = os.environ["TABLE"]',
    ],
)
def test_code_that_is_ready(tmp_path: Path, reading: str) -> None:
    """A default, a test, a caught KeyError, a value set by the code, and Lambda's own variables are none."""
    assert of(tmp_path, f"import os\n{reading}\n{BODY}") == []


def test_a_try_that_catches_everything_is_less_sure(tmp_path: Path) -> None:
    """Inside a large `try` with `except Exception` it still fails, and somebody may have meant that."""
    code = 'import os\ndef handler(event, context):\n    try:\n        x = 1\n        return os.environ["TABLE"]\n'
    assert one(tmp_path, code + "    except Exception:\n        return {}\n").confidence is Confidence.MEDIUM


def test_the_name_of_a_table_is_low(tmp_path: Path) -> None:
    """A read without default that names a table in a request is low; one that names nothing is none."""
    code = 'import os\nimport boto3\ndef handler(event, context):\n    name = os.environ.get("TABLE")\n'
    found = one(tmp_path, code + '    return boto3.client("dynamodb").get_item(TableName=name, Key={})\n')
    assert found.severity is Severity.LOW
    assert "dynamodb:GetItem" in found.message


def test_code_in_the_template(tmp_path: Path) -> None:
    """Code that stands in the template is found at its line there."""
    template = (
        "Resources:\n  Orders:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: python3.13\n"
        "      Handler: index.handler\n      Role: arn:aws:iam::111122223333:role/r\n      Code:\n        ZipFile: |\n"
        '          import os\n          def handler(event, context):\n              return os.environ["TABLE"]\n'
    )
    (found,) = findings(said(tmp_path, unset_variable, {"template.yaml": template}))
    assert (found.at.path, found.at.line) == ("template.yaml", 12)


@pytest.mark.parametrize(
    ("code", "more", "reason"),
    [
        ("from dotenv import load_dotenv\nload_dotenv()\n", "", "dotenv reads variables of a file"),
        ("", "      Environment:\n        Variables: {AWS_LAMBDA_EXEC_WRAPPER: /opt/run}\n", "a wrapper script"),
        ("", "      Environment:\n        Variables: !Ref Some\n", "Some"),
    ],
)
def test_what_may_add_variables(tmp_path: Path, code: str, more: str, reason: str) -> None:
    """A file of variables, a wrapper or a mapping that could not be told: the check says so."""
    outcomes = of(tmp_path, f'import os\n{code}table = os.environ["TABLE"]\n{BODY}', more)
    assert findings(outcomes) == []
    (told,) = reasons(outcomes)
    assert reason in told


def test_without_code_it_says_nothing(tmp_path: Path) -> None:
    """Who did not ask for code gets no answer about it."""
    files = {"template.yaml": HEAD + function("Orders"), "src/app.py": f'import os\ntable = os.environ["T"]\n{BODY}'}
    assert said(tmp_path, unset_variable, files, read=False) == []

"""What `missing-handler` finds and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.finding import Outcome, Severity
from ennead.practices.p5_code.missing_handler import missing_handler
from tests.checks.coded import HANDLER, HEAD, findings, function, reasons, said


def of(folder: Path, code: str, template: str = HEAD + function("Orders"), file: str = "src/app.py") -> list[Outcome]:
    """What the check says of one function with this code."""
    return said(folder, missing_handler, {"template.yaml": template, file: code})


def test_a_name_that_is_not_there(tmp_path: Path) -> None:
    """A file without the handler's name is high, at the file."""
    (found,) = findings(of(tmp_path, "def lambda_handler(event, context):\n    return {}\n"))
    assert (found.at.path, found.severity, found.function) == ("src/app.py", Severity.HIGH, "Orders")
    assert "app.handler" in found.message


@pytest.mark.parametrize("code", [HANDLER, "handler = lambda event, context: {}\n", "from somebody import handler\n"])
def test_a_name_that_is_there(tmp_path: Path, code: str) -> None:
    """A function, a value and an import are a handler."""
    assert of(tmp_path, code) == []


@pytest.mark.parametrize(
    ("ending", "code", "finds"),
    [
        ("mjs", "export const handler = async () => ({});\n", 0),
        ("mjs", "export const run = async () => ({});\n", 1),
        ("js", "module.exports = require('somebody');\n", 0),
        ("js", "exports.run = async () => ({});\n", 1),
    ],
)
def test_javascript(tmp_path: Path, ending: str, code: str, finds: int) -> None:
    """The same of what a JavaScript module gives out."""
    template = (HEAD + function("Orders")).replace("python3.13", "nodejs22.x")
    assert len(findings(of(tmp_path, code, template, f"src/app.{ending}"))) == finds


def test_all_of_a_package_given_out(tmp_path: Path) -> None:
    """`export * from` a package may give out the name."""
    template = (HEAD + function("Orders")).replace("python3.13", "nodejs22.x")
    outcomes = of(tmp_path, "export * from 'somebody';\n", template, "src/app.mjs")
    assert findings(outcomes) == []


def test_a_java_class_may_inherit_its_method(tmp_path: Path) -> None:
    """A class below one of a library may have the method from there."""
    template = HEAD + function("Orders", "shop.App::handleRequest").replace("python3.13", "java21")
    code = "package shop;\nimport lib.Base;\npublic class App extends Base {\n}\n"
    outcomes = of(tmp_path, code, template, "src/src/main/java/shop/App.java")
    assert findings(outcomes) == []


def test_a_file_that_does_not_parse(tmp_path: Path) -> None:
    """What a broken file defines could not be told."""
    outcomes = of(tmp_path, "def lambda_handler(:\n  ]]\n")
    assert findings(outcomes) == []
    assert len(reasons(outcomes)) == 1


def test_code_in_a_template_under_another_name(tmp_path: Path) -> None:
    """Code in a template is the module `index`; a handler elsewhere waits for other code."""
    template = (
        "Resources:\n  Orders:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: python3.13\n"
        "      Handler: app.handler\n      Role: arn:aws:iam::111122223333:role/r\n      Code:\n        ZipFile: |\n"
        "          def handler(event, context):\n              return {}\n"
    )
    outcomes = said(tmp_path, missing_handler, {"template.yaml": template})
    assert findings(outcomes) == []
    assert len(reasons(outcomes)) == 1


def test_a_handler_that_names_no_module(tmp_path: Path) -> None:
    """A handler without a dot starts nothing."""
    (found,) = findings(of(tmp_path, HANDLER, HEAD + function("Orders", "handler")))
    assert found.at.path == "template.yaml"

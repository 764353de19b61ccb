"""The sample shop: both forms are templates that SAM takes, with code behind every function."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from samtranslator.translator.transform import transform

SHOP = Path(__file__).parents[2] / "samples" / "shop"
FORMS = ("vulnerable", "repaired")
TEMPLATES = ("template.yaml", "newsletter/template.yaml")
ENVIRONMENTS = ("default", "staging", "prod")
CHILD_PARAMETERS = {"Stage": "dev", "UsersTableName": "users", "MailIdentity": "halfmoon.example"}
LOCAL = {
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
    "AWS::Serverless::StateMachine": "DefinitionUri",
    "AWS::Serverless::Application": "Location",
}
KINDS = {
    "open-route",
    "unused-authorizer",
    "public-bucket",
    "public-queue",
    "public-topic",
    "public-function",
    "open-function-url",
    "confused-deputy",
    "wildcard-cors",
    "self-service-attribute",
    "weak-password-policy",
    "public-access-block-off",
    "plain-http-website",
    "wildcard-action",
    "wildcard-resource",
    "full-access-policy",
    "shared-role",
    "unknown-action",
    "secret-in-environment",
    "end-of-life-runtime",
    "no-throttle",
    "no-concurrency-bound",
    "no-dead-letter",
    "endless-retry",
    "short-visibility",
    "timeout-beyond-gateway",
    "log-retention",
    "dangling-route",
    "dangling-mapping",
    "recursive-loop-allowed",
    "trigger-cycle",
    "foreign-layer",
    "public-write-starts-function",
}

every_template = pytest.mark.parametrize("template", TEMPLATES)
every_form = pytest.mark.parametrize("form", FORMS)


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags; a key that stands twice is an error."""


def _mapping(loader: Loader, node: yaml.MappingNode) -> dict[str, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise ValueError(f"{sorted(twice)} stand twice in the mapping at line {node.start_mark.line + 1}")
    return {str(key): value for key, value in loader.construct_mapping(node, deep=True).items()}


def _intrinsic(loader: Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        text = str(loader.construct_scalar(node))
        value: Any = text.split(".", 1) if suffix == "GetAtt" else text
    else:
        value = loader.construct_sequence(node, deep=True)  # type: ignore[arg-type]
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
Loader.add_multi_constructor("!", _intrinsic)


def load(form: str, template: str) -> dict[str, Any]:
    text = (SHOP / form / template).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader)  # noqa: S506  (a SafeLoader)
    return loaded


def parameters(form: str, template: str, environment: str) -> dict[str, str]:
    """Values as `sam deploy --config-env` would hand them in."""
    if template != "template.yaml":
        return CHILD_PARAMETERS
    config = tomllib.loads((SHOP / form / "samconfig.toml").read_text(encoding="utf-8"))
    overrides = config[environment]["deploy"]["parameters"].get("parameter_overrides", [])
    pairs = overrides.split() if isinstance(overrides, str) else overrides
    return dict(pair.split("=", 1) for pair in pairs)


class NoManagedPolicies:
    """Stands for the loader that would ask IAM."""

    def load(self) -> dict[str, str]:
        return {"AmazonS3FullAccess": "arn:aws:iam::aws:policy/AmazonS3FullAccess"}


def translate(form: str, template: str, environment: str) -> dict[str, Any]:
    source = load(form, template)
    for resource in source["Resources"].values():
        attribute = LOCAL.get(resource["Type"])
        if attribute:
            name = resource["Properties"][attribute]
            remote = "https://halfmoon.s3.amazonaws.com/" if attribute == "Location" else "s3://halfmoon/"
            resource["Properties"][attribute] = remote + name
    values = {"AWS::Region": "eu-central-1", "AWS::Partition": "aws", **parameters(form, template, environment)}
    result: dict[str, Any] = transform(source, values, NoManagedPolicies())  # type: ignore[arg-type]
    return result


def functions(form: str, template: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Logical id, properties, runtime."""
    source = load(form, template)
    default = source.get("Globals", {}).get("Function", {}).get("Runtime", "")
    for logical_id, resource in source["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            yield logical_id, resource["Properties"], resource["Properties"].get("Runtime", default)


def handler_files(code: Path, handler: str, runtime: str) -> list[Path]:
    """Files the handler may lie in."""
    module = handler.partition("::")[0] if runtime.startswith("java") else handler.rpartition(".")[0]
    if runtime.startswith("java"):
        return [code / "src/main/java" / (module.replace(".", "/") + ".java")]
    endings = ("py",) if runtime.startswith("python") else ("mjs", "js", "cjs")
    return [code / f"{module}.{ending}" for ending in endings]


def faults() -> list[list[str]]:
    """The rows of FAULTS.md: id, kind, file, where, environments, what, practice."""
    lines = (SHOP / "FAULTS.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| F")]


@pytest.fixture(autouse=True)
def region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")


@every_form
@every_template
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_template_translates(form: str, template: str, environment: str) -> None:
    """SAM's own translator takes each template in each environment, and makes a function of each one declared."""
    made = translate(form, template, environment)["Resources"]
    declared = {logical_id for logical_id, _, _ in functions(form, template)}
    assert declared
    assert declared <= {name for name, resource in made.items() if resource["Type"] == "AWS::Lambda::Function"}


@every_form
@every_template
def test_code_is_there(form: str, template: str) -> None:
    """Every local path leads to something, and every handler to a file."""
    folder = (SHOP / form / template).parent
    for resource in load(form, template)["Resources"].values():
        attribute = LOCAL.get(resource["Type"])
        assert attribute is None or (folder / resource["Properties"][attribute]).exists(), resource
    for logical_id, properties, runtime in functions(form, template):
        files = handler_files(folder / properties["CodeUri"], properties["Handler"], runtime)
        assert any(file.is_file() for file in files), logical_id


@every_form
def test_python_code_compiles(form: str) -> None:
    """Every Python file of the sample is Python."""
    files = sorted((SHOP / form).rglob("*.py"))
    assert files
    for file in files:
        compile(file.read_text(encoding="utf-8"), file.name, "exec")


@every_form
def test_state_machine_names_its_substitutions(form: str) -> None:
    """The definition uses exactly the substitutions that the template hands in."""
    properties = load(form, "template.yaml")["Resources"]["FulfilmentMachine"]["Properties"]
    text = (SHOP / form / properties["DefinitionUri"]).read_text(encoding="utf-8")
    assert json.loads(text)["StartAt"] in json.loads(text)["States"]
    assert set(re.findall(r"\$\{(\w+)\}", text)) == set(properties["DefinitionSubstitutions"])


def test_faults_name_what_is_there() -> None:
    """Every row of FAULTS.md names logical ids of its file and environments of samconfig.toml."""
    for row, _, file, where, environments, _, _ in faults():
        named = re.findall(r"`([^`]+)`", where)
        assert named, row
        assert set(named) <= set(load("vulnerable", file)["Resources"]), row
        assert set(environments.split()) <= set(ENVIRONMENTS), row


def test_faults_cover_every_kind() -> None:
    """Every kind of template fault stands in FAULTS.md at least once, and no row's id twice."""
    rows = faults()
    assert {row[1] for row in rows} == KINDS
    assert len({row[0] for row in rows}) == len(rows)


def test_forms_have_the_same_functions() -> None:
    """Repairing takes no function away and adds none."""
    for template in TEMPLATES:
        vulnerable, repaired = ({name for name, _, _ in functions(form, template)} for form in FORMS)
        assert vulnerable == repaired


def test_prod_differs_from_the_default() -> None:
    """What the vulnerable form's defaults say about throttling and origin is not what prod gets."""
    declared = load("vulnerable", "template.yaml")["Parameters"]
    prod = parameters("vulnerable", "template.yaml", "prod")
    assert (declared["Throttling"]["Default"], prod["Throttling"]) == ("on", "off")
    assert declared["AllowedOrigin"]["Default"].startswith("https://")
    assert prod["AllowedOrigin"] == "*"


def test_loader_refuses_a_key_that_stands_twice() -> None:
    """A key written twice in one mapping is an error, not the last one's value."""
    with pytest.raises(ValueError, match="stand twice"):
        yaml.load("a: 1\na: 2\n", Loader)  # noqa: S506

"""Advice for CDK code: in the language that `cdk.json` starts."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ennead.attach import cdk
from ennead.attach.words import Coverage, Wish
from ennead.model.app import Dialect, Function, Queue
from ennead.model.location import Location
from ennead.model.node import Node

ARN = "arn:aws:lambda:eu-west-1:123456789012:layer:ennead:1"
QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:refused"


def coverage(at: str = "app/cdk.out/S.template.json") -> Coverage:
    """A function that CDK code makes."""
    made = Function(
        id="function/Fn", name="Fn", logical_id="Fn", construct="S/Fn/Resource", dialect=Dialect.CDK, at=Location(at)
    )
    return Coverage("app", made)


def settings(root: Path, app: object, folder: str = "app") -> Path:
    """The application's `cdk.json`."""
    (root / folder).mkdir(parents=True, exist_ok=True)
    (root / folder / "cdk.json").write_text(json.dumps({"app": app}))
    return root


def language(lines: tuple[str, ...]) -> str:
    """The language of some lines, by how they call the layer."""
    text = "\n".join(lines)
    found = {"python": "fn.add_layers(", "java": "Builder.create(", "typescript": "new lambda.LayerVersion("}
    return next(name for name, mark in found.items() if mark in text)


@pytest.mark.parametrize(
    ("app", "expected"),
    [
        ("python3 app.py", "python"),
        ("python -m infra.app", "python"),
        (".venv/bin/python3.12 app.py", "python"),
        (".venv\\Scripts\\python.exe app.py", "python"),
        ("uv run app.py", "python"),
        ("poetry run synth", "python"),
        ("bash -c 'python3 app.py'", "python"),
        ("mvn -e -q compile exec:java", "java"),
        ("./mvnw -q exec:java", "java"),
        ("./gradlew run", "java"),
        ("java -jar build/app.jar", "java"),
        ("npx ts-node --prefer-ts-exts bin/app.ts", "typescript"),
        ("node bin/app.js", "typescript"),
        ("node bin/python.js", "typescript"),
        ("dotnet run --project src/App.csproj", "typescript"),
        ("go mod download && go run app.go", "typescript"),
        ("", "typescript"),
        (None, "typescript"),
        (["python3"], "typescript"),
    ],
)
def test_the_language_of_the_app(tmp_path: Path, app: object, expected: str) -> None:
    """Lines are in the language of what `app` starts; others are told in TypeScript."""
    assert language(cdk.advice(coverage(), Wish(), settings(tmp_path, app))) == expected


def test_the_nearest_settings(tmp_path: Path) -> None:
    """The nearest `cdk.json` above the assembly counts; none, or a broken one, is TypeScript's."""
    settings(tmp_path, "python3 app.py", ".")
    assert language(cdk.advice(coverage(), Wish(), tmp_path)) == "python"
    assert language(cdk.advice(coverage("cdk.out/S.template.json"), Wish(), tmp_path)) == "python"
    settings(tmp_path, "npx ts-node app.ts")
    assert language(cdk.advice(coverage(), Wish(), tmp_path)) == "typescript"
    (tmp_path / "app" / "cdk.json").write_text("{")
    assert language(cdk.advice(coverage(), Wish(), tmp_path)) == "typescript"
    assert language(cdk.advice(coverage(), Wish(), tmp_path / "none")) == "typescript"


def test_python(tmp_path: Path) -> None:
    """Python's lines are Python, with the wrapper that is there and a published layer."""
    root = settings(tmp_path, "python3 app.py")
    lines = cdk.advice(replace(coverage(), chained="/opt/otel-instrument"), Wish(mode="alert"), root)
    assert lines == (
        "# S/Fn/Resource",
        'fn.add_layers(lambda_.LayerVersion(self, "EnneadLayer", code=lambda_.Code.from_asset("ennead-layer")))',
        'fn.add_environment("AWS_LAMBDA_EXEC_WRAPPER", "/opt/ennead-wrap")',
        'fn.add_environment("ENNEAD_MODE", "alert")',
        'fn.add_environment("ENNEAD_NEXT_WRAPPER", "/opt/otel-instrument")',
    )
    published = cdk.advice(replace(coverage(), chained="a wrapper that deployment tells"), Wish(arn=ARN), root)
    assert published[1] == f'fn.add_layers(lambda_.LayerVersion.from_layer_version_arn(self, "EnneadLayer", "{ARN}"))'
    assert published[-1] == 'fn.add_environment("ENNEAD_NEXT_WRAPPER", ...)  # the wrapper it has now'
    for line in (*lines, *published, *cdk.letter(coverage(), queue(), root), *cdk.letter(coverage(), QUEUE_ARN, root)):
        compile(line, "advice", "exec")


def test_java(tmp_path: Path) -> None:
    """Java's lines are Java."""
    root = settings(tmp_path, "mvn -e -q compile exec:java")
    assert cdk.advice(coverage(), Wish(), root) == (
        "// S/Fn/Resource",
        'fn.addLayers(LayerVersion.Builder.create(this, "EnneadLayer").code(Code.fromAsset("ennead-layer")).build());',
        'fn.addEnvironment("AWS_LAMBDA_EXEC_WRAPPER", "/opt/ennead-wrap");',
        'fn.addEnvironment("ENNEAD_MODE", "observe");',
    )
    assert cdk.letter(coverage(), queue(), root) == (
        "IQueue refused = /* the queue S/Refused */;",
        'refused.grant(fn, "sqs:SendMessage");',
        'refused.getEncryptionMasterKey().grant(fn, "kms:GenerateDataKey", "kms:Decrypt");',
        'fn.addEnvironment("ENNEAD_DEAD_LETTER", refused.getQueueUrl());',
    )


def test_the_letter_in_python(tmp_path: Path) -> None:
    """Refused records are sent on in the same language."""
    root = settings(tmp_path, "python3 app.py")
    assert cdk.letter(replace(coverage(), attached=True), QUEUE_ARN, root) == (
        "# S/Fn/Resource",
        f'refused = sqs.Queue.from_queue_arn(self, "EnneadDeadLetter", "{QUEUE_ARN}")',
        'refused.grant(fn, "sqs:SendMessage")',
        'fn.add_environment("ENNEAD_DEAD_LETTER", refused.queue_url)',
    )
    assert cdk.letter(coverage(), queue(), root)[0] == "refused = ...  # the queue S/Refused"


def queue() -> Queue:
    """A queue of the code, with a key."""
    made: Node = Queue(id="queue/Q", name="Q", construct="S/Refused/Resource", encrypted_with="key/K")
    assert isinstance(made, Queue)
    return made

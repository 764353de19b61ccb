"""What a person writes into CDK code: its templates are made by the code, so they are not edited."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from ennead.attach.making import Wanted
from ennead.attach.words import DEAD_LETTER, NEXT_WRAPPER, Coverage, Wish
from ennead.code.entry.paths import folder_of, upwards
from ennead.code.entry.tree import Tree
from ennead.model.app import Function, Queue

_SETTINGS = "cdk.json"
_BETWEEN = re.compile(r"[\s'\"`;&|()]+")
_PYTHON = re.compile(r"(?:.*[/\\])?(?:(?:python|pypy|py)[\d.]*|uv|poetry|pipenv|pdm)(?:\.exe)?\Z|.*\.py\Z")
_JAVA = re.compile(r"(?:.*[/\\])?(?:mvnw?|gradlew?|java)(?:\.cmd|\.bat|\.exe)?\Z|.*\.jar\Z")


@dataclass(frozen=True, slots=True)
class _Tongue:
    """How a language writes each line; texts that are put in are quoted already.

    `published` is a layer by its ARN, `chained` a wrapper that only deployment tells, `queue_of` a queue by its ARN.
    """

    comment: str
    layer: str
    published: str
    variable: str
    chained: str
    queue_of: str
    queue: str
    sends: str
    key: str
    letter: str
    quote: str = '"'

    def text(self, value: str) -> str:
        """A text as the language writes it."""
        return json.dumps(value) if self.quote == '"' else f"'{value}'"


_TYPESCRIPT = _Tongue(
    "// {}",
    "fn.addLayers(new lambda.LayerVersion(this, 'EnneadLayer', {{ code: lambda.Code.fromAsset({}) }}));",
    "fn.addLayers(lambda.LayerVersion.fromLayerVersionArn(this, 'EnneadLayer', {}));",
    "fn.addEnvironment({}, {});",
    "fn.addEnvironment({}, /* the wrapper it has now */);",
    "const refused = sqs.Queue.fromQueueArn(this, 'EnneadDeadLetter', {});",
    "const refused = /* the queue {} */;",
    "refused.grant(fn, 'sqs:SendMessage');",
    "refused.encryptionMasterKey?.grant(fn, 'kms:GenerateDataKey', 'kms:Decrypt');",
    "fn.addEnvironment({}, refused.queueUrl);",
    "'",
)
_PYTHON_CODE = _Tongue(
    "# {}",
    'fn.add_layers(lambda_.LayerVersion(self, "EnneadLayer", code=lambda_.Code.from_asset({})))',
    'fn.add_layers(lambda_.LayerVersion.from_layer_version_arn(self, "EnneadLayer", {}))',
    "fn.add_environment({}, {})",
    "fn.add_environment({}, ...)  # the wrapper it has now",
    'refused = sqs.Queue.from_queue_arn(self, "EnneadDeadLetter", {})',
    "refused = ...  # the queue {}",
    'refused.grant(fn, "sqs:SendMessage")',
    'refused.encryption_master_key.grant(fn, "kms:GenerateDataKey", "kms:Decrypt")',
    "fn.add_environment({}, refused.queue_url)",
)
_JAVA_CODE = _Tongue(
    "// {}",
    'fn.addLayers(LayerVersion.Builder.create(this, "EnneadLayer").code(Code.fromAsset({})).build());',
    'fn.addLayers(LayerVersion.fromLayerVersionArn(this, "EnneadLayer", {}));',
    "fn.addEnvironment({}, {});",
    "fn.addEnvironment({}, /* the wrapper it has now */);",
    'IQueue refused = Queue.fromQueueArn(this, "EnneadDeadLetter", {});',
    "IQueue refused = /* the queue {} */;",
    'refused.grant(fn, "sqs:SendMessage");',
    'refused.getEncryptionMasterKey().grant(fn, "kms:GenerateDataKey", "kms:Decrypt");',
    "fn.addEnvironment({}, refused.getQueueUrl());",
)


def advice(coverage: Coverage, wish: Wish, root: Path) -> tuple[str, ...]:
    """Lines for the code that makes a function, in its language as `cdk.json` below the scanned folder `root` tells it.

    Python or Java; else TypeScript, which the other languages are written like.
    """
    tongue = _tongue(coverage.function, root)
    lines = [tongue.comment.format(coverage.function.construct or coverage.name), _layer(wish, tongue)]
    variables = Wanted(wish, coverage.called).over({})
    lines += (tongue.variable.format(tongue.text(name), tongue.text(value)) for name, value in variables.items())
    if coverage.chained:
        form = tongue.variable if coverage.chained.startswith("/") else tongue.chained
        lines.append(form.format(tongue.text(NEXT_WRAPPER), tongue.text(coverage.chained)))
    return tuple(lines)


def letter(coverage: Coverage, queue: Queue | str, root: Path) -> tuple[str, ...]:
    """Lines that let a function send its refused records to a queue: a construct of the code, or one by its ARN.

    They stand behind those of `advice` where it is not attached, in the same language.
    """
    tongue = _tongue(coverage.function, root)
    if isinstance(queue, str):
        found = tongue.queue_of.format(tongue.text(queue))
    else:
        found = tongue.queue.format((queue.construct or queue.name).removesuffix("/Resource"))
    key = isinstance(queue, Queue) and queue.encrypted_with is not None
    return (
        *([tongue.comment.format(coverage.function.construct or coverage.name)] if coverage.attached else []),
        found,
        tongue.sends,
        *([tongue.key] if key else []),
        tongue.letter.format(tongue.text(DEAD_LETTER)),
    )


def _layer(wish: Wish, tongue: _Tongue) -> str:
    return tongue.published.format(tongue.text(wish.arn)) if wish.arn else tongue.layer.format(tongue.text(wish.layer))


# -- the language of the code -----------------------------------------------------------------------------------------


def _tongue(function: Function, root: Path) -> _Tongue:
    """What the nearest `cdk.json` above a function's assembly starts."""
    if function.at is None:
        return _TYPESCRIPT
    tree = Tree(root)
    for folder in upwards(folder_of(function.at.path)):
        if (text := tree.text(_SETTINGS if folder == "." else f"{folder}/{_SETTINGS}")) is not None:
            return _spoken(text)
    return _TYPESCRIPT


def _spoken(settings: str) -> _Tongue:
    """The language of the command under `app`."""
    try:
        held = json.loads(settings)
    except (ValueError, RecursionError):
        return _TYPESCRIPT
    app = held.get("app") if isinstance(held, dict) else None
    for word in _BETWEEN.split(app) if isinstance(app, str) else ():
        if _PYTHON.match(word):
            return _PYTHON_CODE
        if _JAVA.match(word):
            return _JAVA_CODE
    return _TYPESCRIPT

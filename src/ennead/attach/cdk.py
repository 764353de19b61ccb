"""What a person writes into CDK code: its templates are made by the code, so they are not edited."""

from __future__ import annotations

from ennead.attach.making import Wanted
from ennead.attach.words import DEAD_LETTER, NEXT_WRAPPER, Coverage, Wish
from ennead.model.app import Queue


def advice(coverage: Coverage, wish: Wish) -> tuple[str, ...]:
    """Lines for the code that makes a function; TypeScript, which the other languages are written like."""
    lines = [
        f"// {coverage.function.construct or coverage.name}",
        f"fn.addLayers({_layer(wish)});",
        *(f"fn.addEnvironment('{name}', '{value}');" for name, value in Wanted(wish, coverage.called).over({}).items()),
    ]
    if coverage.chained:
        there = f"'{coverage.chained}'" if coverage.chained.startswith("/") else "/* the wrapper it has now */"
        lines.append(f"fn.addEnvironment('{NEXT_WRAPPER}', {there});")
    return tuple(lines)


def letter(coverage: Coverage, queue: Queue | str) -> tuple[str, ...]:
    """Lines that let a function send its refused records to a queue: a construct of the code, or one by its ARN.

    They stand behind those of `advice` where it is not attached.
    """
    if isinstance(queue, str):
        found = f"const refused = sqs.Queue.fromQueueArn(this, 'EnneadDeadLetter', '{queue}');"
    else:
        found = f"const refused = /* the queue {(queue.construct or queue.name).removesuffix('/Resource')} */;"
    key = isinstance(queue, Queue) and queue.encrypted_with is not None
    return (
        *([f"// {coverage.function.construct or coverage.name}"] if coverage.attached else []),
        found,
        "refused.grant(fn, 'sqs:SendMessage');",
        *(["refused.encryptionMasterKey?.grant(fn, 'kms:GenerateDataKey', 'kms:Decrypt');"] if key else []),
        f"fn.addEnvironment('{DEAD_LETTER}', refused.queueUrl);",
    )


def _layer(wish: Wish) -> str:
    if wish.arn:
        return f"lambda.LayerVersion.fromLayerVersionArn(this, 'EnneadLayer', '{wish.arn}')"
    return f"new lambda.LayerVersion(this, 'EnneadLayer', {{ code: lambda.Code.fromAsset('{wish.layer}') }})"

"""What a person writes into CDK code: its templates are made by the code, so they are not edited."""

from __future__ import annotations

from ennead.attach.making import wanted
from ennead.attach.words import NEXT_WRAPPER, Coverage, Wish


def advice(coverage: Coverage, wish: Wish) -> tuple[str, ...]:
    """Lines for the code that makes a function; TypeScript, which the other languages are written like."""
    lines = [
        f"// {coverage.function.construct or coverage.name}",
        f"fn.addLayers({_layer(wish)});",
        *(f"fn.addEnvironment('{name}', '{value}');" for name, value in wanted(wish, {}, coverage.called).items()),
    ]
    if coverage.chained:
        there = f"'{coverage.chained}'" if coverage.chained.startswith("/") else "/* the wrapper it has now */"
        lines.append(f"fn.addEnvironment('{NEXT_WRAPPER}', {there});")
    return tuple(lines)


def _layer(wish: Wish) -> str:
    if wish.arn:
        return f"lambda.LayerVersion.fromLayerVersionArn(this, 'EnneadLayer', '{wish.arn}')"
    return f"new lambda.LayerVersion(this, 'EnneadLayer', {{ code: lambda.Code.fromAsset('{wish.layer}') }})"

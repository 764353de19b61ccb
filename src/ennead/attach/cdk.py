"""What a person writes into CDK code: its templates are made by the code, so they are not edited."""

from __future__ import annotations

from ennead.attach.words import EXEC_WRAPPER, MODE, NEXT_WRAPPER, WRAPPER, Coverage, Wish


def advice(coverage: Coverage, wish: Wish) -> tuple[str, ...]:
    """Lines for the code that makes a function; TypeScript, which the other languages are written like."""
    mode = wish.mode or "observe"
    lines = [
        f"// {coverage.function.construct or coverage.name}",
        f"fn.addLayers({_layer(wish)});",
        f"fn.addEnvironment('{EXEC_WRAPPER}', '{WRAPPER}');",
        f"fn.addEnvironment('{MODE}', '{mode}');",
    ]
    if coverage.chained:
        there = f"'{coverage.chained}'" if coverage.chained.startswith("/") else "/* the wrapper it has now */"
        lines.append(f"fn.addEnvironment('{NEXT_WRAPPER}', {there});")
    return tuple(lines)


def _layer(wish: Wish) -> str:
    if wish.arn:
        return f"lambda.LayerVersion.fromLayerVersionArn(this, 'EnneadLayer', '{wish.arn}')"
    return f"new lambda.LayerVersion(this, 'EnneadLayer', {{ code: lambda.Code.fromAsset('{wish.layer}') }})"

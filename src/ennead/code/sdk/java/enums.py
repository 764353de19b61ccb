"""Constants of the SDK's enums as the text that they stand for in the API."""

from __future__ import annotations

from ennead.code.values import Known, Ref, Value

_TEXTS = {
    "AWS_KMS": "aws:kms",
    "AWS_KMS_DSSE": "aws:kms:dsse",
    "KMS": "aws:kms",
    "RequestResponse": "RequestResponse",
    "REQUEST_RESPONSE": "RequestResponse",
    "EVENT": "Event",
    "DRY_RUN": "DryRun",
}


def constant(ref: Ref) -> Value:
    """The text of a constant; what is no constant of the SDK stays as it is."""
    if not ref.module.startswith(("software.amazon.awssdk.", "com.amazonaws.services.")) or not ref.path:
        return ref
    name = ref.path[-1]
    cls = ref.path[-2] if len(ref.path) > 1 else ref.module.rpartition(".")[2]
    if "CannedA" in cls:
        return Known(_dashed(name))
    if name.isupper() or ".model." in ref.module:
        return Known(_TEXTS.get(name, name))
    return ref


def _dashed(name: str) -> str:
    """`PUBLIC_READ` and 1.x's `PublicRead` are `public-read`."""
    if name.isupper():
        return name.lower().replace("_", "-")
    return "".join(f"-{letter}" if letter.isupper() else letter for letter in name).lower().removeprefix("-")

"""What a managed runtime brings: listed, for code imports it, and never with a version, for AWS chooses that.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html ;
https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Origin, Package
from ennead.packages.deployed.order import version_of

REASON: Final = "the runtime provides it; its version is AWS's to choose"
_LAST_OF_TWO: Final = 16
"""The last Node whose runtime has version 2 of the SDK."""


def provided(runtime: object, at: Location) -> Iterator[Named]:
    """The packages of a runtime; `@aws-sdk/*` stands for all that are called so."""
    version = version_of(runtime)
    if not isinstance(runtime, str) or version is None:
        return
    if runtime.startswith("python"):
        yield from (_named(Ecosystem.PYPI, name, at) for name in ("boto3", "botocore"))
    elif runtime.startswith("nodejs"):
        yield _named(Ecosystem.NPM, "aws-sdk" if float(version) <= _LAST_OF_TWO else "@aws-sdk/*", at)


def _named(ecosystem: Ecosystem, name: str, at: Location) -> Named:
    return Named(Package(ecosystem, name), at, Origin.RUNTIME, direct=False, reason=REASON, imports=(name,))

"""Functions between values and text: JSON, YAML, CSV, base64, URLs, digests."""

from __future__ import annotations

import base64
import binascii
import csv
import hashlib
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from ennead.sources.cloudformation.load import parse
from ennead.sources.errors import SourceError
from ennead.sources.terraform.hcl.encoding import decode
from ennead.sources.terraform.hcl.functions.arguments import Arguments, Function
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.values import as_unclear, hole_in, listed, mapped, weighed
from ennead.sources.terraform.instance import Encoded, Joined, Pointer, Unclear


def _jsonencode(given: Arguments) -> Any:
    value = given.values[0]
    if isinstance(value, Unclear | Pointer):
        return as_unclear(value) if isinstance(value, Unclear) else Encoded(value)
    return Encoded(weighed(value, given.budget))


def _jsondecode(given: Arguments) -> Any:
    value = given.values[0]
    if isinstance(value, Unclear | Pointer):
        return value  # what is inside of an attribute is named like the attribute's own members
    return decode(value if isinstance(value, Joined | Encoded) else given.text(0), given.mark, given.budget)


def _yamldecode(given: Arguments) -> Any:
    text = given.text(0)
    try:
        document = parse(text, given.mark[0])
    except SourceError as error:
        raise Problem("yamldecode() of text that is no YAML") from error
    given.budget.spend(document.size)
    return _placed(document.root, given)


def _placed(value: Any, given: Arguments) -> Any:
    """Values of another text stand where it is read."""
    if isinstance(value, dict):
        return mapped({str(key): _placed(item, given) for key, item in value.items()}, given.mark)
    return listed([_placed(item, given) for item in value], given.mark) if isinstance(value, list) else value


def _yamlencode(given: Arguments) -> Any:
    if hole_in(given.values[0], given.budget) is not None:
        return _jsonencode(given)
    import yaml  # noqa: PLC0415

    return yaml.dump(_bare(given.values[0], given), Dumper=yaml.CSafeDumper, sort_keys=True, default_flow_style=False)


def _bare(value: Any, given: Arguments) -> Any:
    given.budget.spend(1)
    if isinstance(value, dict):
        return {key: _bare(item, given) for key, item in value.items()}
    if isinstance(value, list):
        return [_bare(item, given) for item in value]
    return value


def _csvdecode(given: Arguments) -> Any:
    text = given.text(0)
    given.budget.text(len(text))
    try:
        rows = list(csv.DictReader(text.splitlines(), strict=True))
    except csv.Error as error:
        raise Problem("csvdecode() of text that is no CSV") from error
    given.budget.members(len(rows))
    return listed(
        [mapped({str(key): item for key, item in row.items() if key}, given.mark) for row in rows], given.mark
    )


def _base64encode(given: Arguments) -> Any:
    return base64.b64encode(given.text(0).encode()).decode()


def _base64decode(given: Arguments) -> Any:
    try:
        return base64.b64decode(given.text(0), validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise Problem("base64decode() of something that is none") from error


def _urlencode(given: Arguments) -> Any:
    return quote(given.text(0), safe="-_.~").replace("%20", "+")


def _digest(name: str, *, encoded: bool = False) -> Function:
    def run(given: Arguments) -> Any:
        digest: Callable[[bytes], Any] = getattr(hashlib, name)
        made = digest(given.text(0).encode())
        return base64.b64encode(made.digest()).decode() if encoded else made.hexdigest()

    return Function(run)


def _uuidv5(given: Arguments) -> Any:
    spaces = {
        "dns": uuid.NAMESPACE_DNS,
        "url": uuid.NAMESPACE_URL,
        "oid": uuid.NAMESPACE_OID,
        "x500": uuid.NAMESPACE_X500,
    }
    try:
        space = spaces.get(given.text(0)) or uuid.UUID(given.text(0))
    except ValueError as error:
        raise Problem("uuidv5() in a name space that is none") from error
    return str(uuid.uuid5(space, given.text(1)))


def _packed(given: Arguments) -> Any:
    return Unclear(f"{given.name}()", "packed text")


FUNCTIONS = {
    "base64decode": Function(_base64decode),
    "base64encode": Function(_base64encode),
    "base64gzip": Function(_packed),
    "base64sha256": _digest("sha256", encoded=True),
    "base64sha512": _digest("sha512", encoded=True),
    "csvdecode": Function(_csvdecode),
    "jsondecode": Function(_jsondecode, strict=False),
    "jsonencode": Function(_jsonencode, strict=False),
    "md5": _digest("md5"),
    "sha1": _digest("sha1"),
    "sha256": _digest("sha256"),
    "sha512": _digest("sha512"),
    "textdecodebase64": Function(_packed, 2, 2),
    "textencodebase64": Function(_packed, 2, 2),
    "urlencode": Function(_urlencode),
    "uuidv5": Function(_uuidv5, 2, 2),
    "yamldecode": Function(_yamldecode),
    "yamlencode": Function(_yamlencode, strict=False),
}

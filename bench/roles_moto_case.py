"""What a scripted request of the sample shop is, and what its answers are held against."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from bench.roles_moto_shop import Failed, Handler, Shop
from bench.roles_moto_stack import Clients

Ask = tuple[str, str]
"""An action, and a resource as text of `Fn::Sub`."""


@dataclass(frozen=True, slots=True)
class Case:
    """One scripted request; `run` raises Failed where answer or store are not what they should be."""

    function: str
    name: str
    asks: tuple[Ask, ...]
    run: Callable[[Shop, Handler], None]


Run = Callable[[Shop, Handler], None]
READ_ORDER: Ask = ("dynamodb:GetItem", "${OrdersTable.Arn}")


def listed(cases: list[Case]) -> Callable[..., Callable[[Run], Run]]:
    """A decorator `@case(function, *asks)` that puts a scripted request on a list."""

    def case(function: str, *asks: Ask) -> Callable[[Run], Run]:
        def put(run: Run) -> Run:
            cases.append(Case(function, (run.__doc__ or run.__name__).strip().rstrip("."), asks, run))
            return run

        return put

    return case


def same(what: str, found: object, wanted: object) -> None:
    """Raises Failed where two things differ."""
    if found != wanted:
        raise Failed(f"{what} is {found!r}, not {wanted!r}")


def refused(call: Handler, event: object, error: str) -> None:
    """The handler must raise this error."""
    try:
        answer = call(event)
    except Failed as failed:
        if not str(failed).startswith(error):
            raise
    else:
        raise Failed(f"it answers {answer!r} instead of {error}")


def api(method: str, user: str = "ada", **more: Any) -> dict[str, Any]:
    """An event of API Gateway from a member."""
    return {"httpMethod": method, "requestContext": {"authorizer": {"claims": {"sub": user}}}, **more}


def body_of(answer: Any, status: int) -> Any:
    """The body of an answer that has this status."""
    same("the status", answer["statusCode"], status)
    return json.loads(answer["body"])


def follow(call: Handler, shop: Shop, url: str, **put: Any) -> bytes:
    """Do what a presigned URL allows, as its signer: moto reads no signature out of a URL, so it goes into a header."""
    asked = urlsplit(url)
    signer = parse_qs(asked.query)["X-Amz-Credential"][0].partition("/")[0]
    same("who signed", signer, call.keys["aws_access_key_id"])
    bucket, _, key = unquote(asked.path).lstrip("/").partition("/")
    s3 = Clients(shop.url, call.keys)("s3")
    try:
        if put:
            s3.put_object(Bucket=bucket, Key=key, **put)
            return b""
        return bytes(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    except s3.exceptions.ClientError as error:
        raise Failed(str(error)) from error

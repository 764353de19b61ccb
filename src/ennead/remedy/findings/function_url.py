"""`open-function-url`: the URL asks for signed requests."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.model.app import TERRAFORM, Dialect, Function, FunctionUrl
from ennead.remedy.edit import Edit
from ennead.remedy.findings.case import Case

_SIGNED = "AWS_IAM"


def edits(case: Case) -> Iterator[Edit]:
    """Who calls it signs his request."""
    for url in case.nodes(FunctionUrl):
        fn = case.graph.node(url.function, Function)
        if url.dialect in TERRAFORM:
            yield from case.written.arguments(url.at, {"authorization_type": _SIGNED})
        elif url.dialect is Dialect.SERVERLESS and fn is not None:
            file = url.at.path if url.at else ""
            yield case.written.set(file, ("functions", fn.logical_id or fn.name, "url"), {"authorizer": "aws_iam"})
        else:
            file, base = case.written.resource(url)
            own = case.written.at(file, (*base, "Type")) == "AWS::Lambda::Url"
            path = ("AuthType",) if own else ("FunctionUrlConfig", "AuthType")
            yield case.written.property(url, path, _SIGNED)

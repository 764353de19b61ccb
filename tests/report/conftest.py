"""A small made-up scan that has one of everything, and one into which any text can be put."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ennead.check import Check, Context
from ennead.engine.result import Accepted, AppSummary, ScanResult, Stats
from ennead.model.app import Function
from ennead.model.finding import (
    Confidence,
    Disposition,
    Exposure,
    Finding,
    Fix,
    Hop,
    NoFix,
    Outcome,
    Practice,
    Related,
    Severity,
    Unassessed,
)
from ennead.model.location import Location


def _silent(_node: Any, _ctx: Context) -> Iterator[Outcome]:
    return iter(())


def _check(check_id: str, practice: Practice, severity: Severity, summary: str, *references: str) -> Check:
    return Check(
        id=check_id,
        practice=practice,
        severity=severity,
        on=Function,
        references=references,
        summary=summary,
        run=_silent,
    )


OPEN_ROUTE = Finding(
    check="open-route",
    practice=Practice.CONFIGURATION,
    severity=Severity.CRITICAL,
    message="POST /admin reaches AdminShell and asks nobody who they are",
    at=Location("template.yml", 100, 13),
    identity="open-route-3f2a91c0",
    fix=Fix("attach ShopAuthorizer", Disposition.SAFE, "Auth:\n  Authorizer: ShopAuthorizer\n"),
    exposure=Exposure.ANONYMOUS,
    function="AdminShell",
    resource="ShopApi",
    path=(
        Hop("internet/internet", "anyone sends a request"),
        Hop("route/POST /admin", "takes it without an authorizer", Location("template.yml", 100, 13)),
        Hop("function/AdminShell", "is started by it", Location("template.yml", 88, 3)),
        Hop("function/AdminShell", "eval", Location("src/admin shell.js", 36, 5)),
    ),
    references=("CWE-306", "OWASP-SLS-S2", "FSBP-APIGateway.8"),
)

WILDCARD = Finding(
    check="wildcard-action",
    practice=Practice.ROLES,
    severity=Severity.HIGH,
    message="OrderNew may call every DynamoDB action",
    at=Location("template.yml", 140, 9),
    identity="wildcard-action-0a1b2c3d",
    fix=NoFix("the actions it needs cannot be told from its code"),
    confidence=Confidence.MEDIUM,
    function="OrderNew",
    related=(Related(Location("template.yml", 120, 3), "the function that has the role"),),
    references=("CWE-250",),
    environments=("prod",),
)

OLD_RUNTIME = Finding(
    check="old-runtime",
    practice=Practice.CONFIGURATION,
    severity=Severity.LOW,
    message="2 functions run python3.8, which ended on 2024-10-14",
    at=Location("template.yml"),
    identity="old-runtime-deadbeef",
    fix=Fix("set Runtime to python3.13", Disposition.REVIEW),
    related=(
        Related(Location("template.yml", 90, 7), "runs python3.8", "AdminShell"),
        Related(Location("template.yml", 122, 7), "runs python3.8", "OrderNew"),
    ),
    references=("CWE-1104",),
)

QUEUE_POLICY = Unassessed(
    check="open-queue",
    reason="the policy of OrderQueue is made by Fn::Transform",
    identity="open-queue-11112222",
    at=Location("template.yml", 210, 5),
    resource="OrderQueue",
)

OPEN_BUCKET = Finding(
    check="open-bucket",
    practice=Practice.CONFIGURATION,
    severity=Severity.HIGH,
    message="anybody may read SiteBucket",
    at=Location("template.yml", 180, 3),
    identity="open-bucket-55667788",
    fix=NoFix("a public site has to be readable"),
    exposure=Exposure.ANONYMOUS,
    resource="SiteBucket",
    references=("CWE-732",),
)

STREAM = Unassessed(
    check="open-stream",
    reason="the stream is imported from another stack",
    identity="open-stream-99990000",
    at=Location("template.yml", 230, 5),
)


@pytest.fixture(scope="session")
def checks() -> list[Check]:
    """The checks of the made-up scan; `deep-recursion` found nothing."""
    return [
        _check(
            "open-route",
            Practice.CONFIGURATION,
            Severity.CRITICAL,
            "A route that asks nobody who they are.",
            "CWE-306",
            "OWASP-SLS-S2",
        ),
        _check("wildcard-action", Practice.ROLES, Severity.HIGH, "A role with every action of a service.", "CWE-250"),
        _check("deep-recursion", Practice.DENIAL, Severity.MEDIUM, "A function that starts itself.", "CWE-674"),
    ]


@pytest.fixture(scope="session")
def small() -> ScanResult:
    """One app, a finding of each priority, one «could not tell», one accepted of each kind."""
    return ScanResult(
        apps=(AppSummary("shop", ("template.yml",), {"function": 2, "route": 3, "queue": 1, "bucket": 1, "role": 4}),),
        findings=(OPEN_ROUTE, WILDCARD, OLD_RUNTIME),
        unassessed=(QUEUE_POLICY,),
        accepted=(
            Accepted(OPEN_BUCKET, "checkov:skip", "the site is public", Location("template.yml", 181, 5)),
            Accepted(STREAM, "baseline", None, Location("ennead.baseline.json"), "2027-01-01"),
        ),
        stats=Stats(0.94, 12),
    )


@pytest.fixture(scope="session")
def filled() -> Callable[[str], ScanResult]:
    """A scan of two apps in which every text that a template, a file's name or a user can choose is the given one."""

    def fill(text: str) -> ScanResult:
        at = Location(text, 3, 2)
        found = [
            Finding(
                check="open-route",
                practice=Practice.CODE,
                severity=severity,
                message=text,
                at=at,
                identity=f"open-route-{number:08x}",
                fix=Fix(text, Disposition.SAFE, text) if number % 2 else NoFix(text),
                function=text,
                resource=text,
                related=(Related(at, text, text), Related(at, text)),
                path=(Hop("internet/internet", text), Hop(f"function/{text}", text, at), Hop(f"function/{text}", text)),
                references=("CWE-94",),
                environments=(text,),
                app=text,
            )
            for number, severity in enumerate(Severity)
        ]
        unknown = Unassessed("open-queue", text, "open-queue-00000000", at, text, text, (text,), text)
        return ScanResult(
            apps=(AppSummary(text, (text,), {"function": 1}), AppSummary("other", ("b.yml",), {})),
            findings=tuple(found),
            unassessed=(unknown,),
            accepted=(Accepted(found[0], text, text, at, text), Accepted(unknown, "baseline")),
        )

    return fill

"""Those who ask whether somebody may: no, in the shape in which each of them takes it."""

from __future__ import annotations

from .case import result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..registry import Refusal
    from .case import Case

_NOBODY = "refused"


def policy(_case: Case) -> Refusal:
    """An authorizer of a REST or WebSocket API, or of an HTTP API in format 1.0: everything is denied."""
    statement = {"Action": "execute-api:Invoke", "Effect": "Deny", "Resource": "*"}
    return result({"principalId": _NOBODY, "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}})


def simple(_case: Case) -> Refusal:
    """An authorizer of an HTTP API in format 2.0.  Where a policy is expected, one that is missing denies, too."""
    return result({"isAuthorized": False})


def appsync(_case: Case) -> Refusal:
    """Not kept: the same token is asked for again with the next request."""
    return result({"isAuthorized": False, "ttlOverride": 0})


def iot(_case: Case) -> Refusal:
    """A custom authorizer of IoT."""
    return result(
        {
            "isAuthenticated": False,
            "principalId": _NOBODY,
            "disconnectAfterInSeconds": 300,
            "refreshAfterInSeconds": 300,
            "policyDocuments": [],
        }
    )


def provisioning(_case: Case) -> Refusal:
    """A device that asks to be taken in."""
    return result({"allowProvisioning": False})


def vpn(case: Case) -> Refusal:
    """A client that asks to be connected."""
    return result(
        {
            "allow": False,
            "error-msg-on-failed-posture-compliance": "",
            "posture-compliance-statuses": [],
            "schema-version": case.text("schema-version") or "v1",
        }
    )


def transfer(_case: Case) -> Refusal:
    """A log-in to a file server: an answer without a role lets nobody in."""
    return result({})

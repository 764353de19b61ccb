"""What an action does to a store: the aims it breaks, and whether it starts what listens to the store.

A small table of our own (`docs/blast-radius.md` shows it); what each action does is in its page of the Service
Authorization Reference.  Actions that are not in it (listing names, reading settings, tags) reach no data.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from ennead.iam.match import action_matches
from ennead.model.impact import Aim


@dataclass(frozen=True, slots=True)
class Harm:
    """Actions of one service, without its prefix; patterns are allowed.

    `reads` hand out content.  `writes` put content in.  `deletes` take content away, which is a loss of
    integrity too (FIPS 199: "modification or destruction").  `settings` stop or change the service of the store.
    `decides` says who may do what, so it gives everything.  `fills` start what listens to the store.
    `records` hand out content where the store has a stream of its changes.
    """

    reads: str = ""
    records: str = ""
    writes: str = ""
    deletes: str = ""
    settings: str = ""
    decides: str = ""
    fills: str = ""


HARMS: dict[str, Harm] = {
    "cognito-idp": Harm(
        reads="AdminGetUser AdminInitiateAuth AdminListGroupsForUser AdminListUserAuthEvents ListUsers "
        "ListUsersInGroup",
        writes="AdminAddUserToGroup AdminConfirmSignUp AdminCreateUser AdminLinkProviderForUser "
        "AdminRemoveUserFromGroup AdminResetUserPassword AdminSetUserPassword AdminUpdateUserAttributes",
        deletes="AdminDeleteUser AdminDeleteUserAttributes DeleteUserPool",
        settings="AdminDisableUser AdminUserGlobalSignOut DeleteUserPoolClient UpdateUserPool UpdateUserPoolClient",
        fills="AdminConfirmSignUp AdminCreateUser AdminInitiateAuth SignUp",
    ),
    "dynamodb": Harm(
        reads="BatchGetItem ExportTableToPointInTime GetItem PartiQLSelect Query Scan",
        records="GetRecords",
        writes="BatchWriteItem PartiQLInsert PartiQLUpdate PutItem UpdateItem",
        deletes="BatchWriteItem DeleteItem DeleteTable PartiQLDelete",
        settings="UpdateTable UpdateTimeToLive",
        decides="DeleteResourcePolicy PutResourcePolicy",
        fills="BatchWriteItem DeleteItem PartiQLDelete PartiQLInsert PartiQLUpdate PutItem UpdateItem",
    ),
    "events": Harm(
        writes="PutEvents",
        deletes="DeleteEventBus",
        decides="PutPermission RemovePermission",
        fills="PutEvents",
    ),
    "firehose": Harm(
        writes="PutRecord PutRecordBatch",
        deletes="DeleteDeliveryStream",
        settings="PutRecord PutRecordBatch UpdateDestination",
        fills="PutRecord PutRecordBatch",
    ),
    "kinesis": Harm(
        reads="GetRecords SubscribeToShard",
        writes="PutRecord PutRecords",
        deletes="DecreaseStreamRetentionPeriod DeleteStream",
        settings="MergeShards PutRecord PutRecords UpdateShardCount UpdateStreamMode",
        decides="DeleteResourcePolicy PutResourcePolicy",
        fills="PutRecord PutRecords",
    ),
    "logs": Harm(
        reads="CreateExportTask FilterLogEvents GetLogEvents GetLogRecord GetQueryResults StartLiveTail StartQuery",
        deletes="DeleteLogGroup DeleteLogStream PutRetentionPolicy",
        decides="PutResourcePolicy PutSubscriptionFilter",
        fills="PutLogEvents",
    ),
    "s3": Harm(
        reads="GetObject GetObjectTorrent GetObjectVersion",
        writes="PutObject ReplicateObject RestoreObject",
        deletes="DeleteBucket DeleteObject DeleteObjectVersion PutLifecycleConfiguration",
        settings="PutBucketObjectLockConfiguration PutBucketVersioning PutEncryptionConfiguration",
        decides="BypassGovernanceRetention DeleteBucketPolicy PutBucketAcl PutBucketPolicy "
        "PutBucketPublicAccessBlock PutObjectAcl PutObjectVersionAcl PutReplicationConfiguration",
        fills="DeleteObject DeleteObjectVersion PutObject ReplicateObject RestoreObject",
    ),
    "secretsmanager": Harm(
        reads="BatchGetSecretValue GetSecretValue",
        writes="PutSecretValue RotateSecret UpdateSecret UpdateSecretVersionStage",
        deletes="DeleteSecret",
        settings="CancelRotateSecret",
        decides="DeleteResourcePolicy PutResourcePolicy",
    ),
    "sns": Harm(
        reads="Subscribe",
        writes="Publish",
        deletes="DeleteTopic",
        settings="Unsubscribe",
        decides="AddPermission RemovePermission SetTopicAttributes",
        fills="Publish",
    ),
    "sqs": Harm(
        reads="ReceiveMessage",
        writes="SendMessage",
        deletes="DeleteMessage DeleteQueue PurgeQueue",
        settings="ChangeMessageVisibility SendMessage",
        decides="AddPermission RemovePermission SetQueueAttributes",
        fills="SendMessage",
    ),
    "ssm": Harm(
        reads="GetParameter GetParameterHistory GetParameters GetParametersByPath",
        writes="PutParameter",
        deletes="DeleteParameter DeleteParameters",
        decides="PutResourcePolicy",
    ),
}
"""By service.  Whoever may send to a queue or stream without end keeps everybody else's messages waiting: sending
stands among the settings too.  Adding lines to a log changes none of it, and may start who reads along."""


INVOKES = ("lambda:AddPermission", "lambda:InvokeAsync", "lambda:InvokeFunction", "lambda:InvokeFunctionUrl")
"""By these somebody chooses what a function is handed."""
TAKES_OVER = ("lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration")
"""By these he chooses what runs with the function's role: its code, its layers, its start-up variables."""
STARTS = ("states:RedriveExecution", "states:StartExecution", "states:StartSyncExecution")
"""By these he chooses what a state machine is handed."""
REWRITES = ("states:UpdateStateMachine",)
"""By this he chooses what is done with the machine's role."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the holder of an action does to a store, and with which of the table's actions."""

    aims: frozenset[Aim] = frozenset()
    fills: bool = False


NOTHING = Effect()
EVERYTHING = Effect(frozenset(Aim), fills=True)

_AIMS: dict[str, frozenset[Aim]] = {
    "reads": frozenset({Aim.CONFIDENTIALITY}),
    "writes": frozenset({Aim.INTEGRITY}),
    "deletes": frozenset({Aim.INTEGRITY, Aim.AVAILABILITY}),
    "settings": frozenset({Aim.AVAILABILITY}),
    "decides": frozenset(Aim),
}


@lru_cache(maxsize=16384)
def may(actions: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether some action pattern covers one of the wanted actions."""
    return any(action_matches(have, each) for have in actions for each in wanted)


@lru_cache(maxsize=1024)
def actions_of(service: str) -> tuple[str, ...]:
    """Every action of the table for a service, in order."""
    found = {"lambda": {*INVOKES, *TAKES_OVER}, "states": {*STARTS, *REWRITES}}.get(service, set())
    harm = HARMS.get(service, Harm())
    words = " ".join(getattr(harm, field.name) for field in fields(Harm)).split()
    found |= {f"{service}:{word}" for word in words}
    return tuple(sorted(found))


@lru_cache(maxsize=16384)
def effect_of(action: str, service: str, stream: bool = True) -> Effect:
    """What an action pattern (`s3:Get*`, `*`) does to a store of that service, which has a stream or not."""
    harm = HARMS.get(service, Harm())
    aims: frozenset[Aim] = _AIMS["reads"] if stream and _covers(action, service, harm.records) else frozenset()
    for sort, given in _AIMS.items():
        if given - aims and _covers(action, service, getattr(harm, sort)):
            aims |= given
    fills = _covers(action, service, f"{harm.fills} {harm.decides if harm.fills else ''}")
    return Effect(aims, fills)


@lru_cache(maxsize=16384)
def effect_of_all(actions: tuple[str, ...], service: str, stream: bool = True) -> Effect:
    """What several together do."""
    effects = [effect_of(action, service, stream) for action in actions]
    return Effect(frozenset().union(*(one.aims for one in effects)), any(one.fills for one in effects))


def _covers(pattern: str, prefix: str, words: str) -> bool:
    if "*" not in pattern and "?" not in pattern:
        head, _, name = pattern.lower().partition(":")
        return head == prefix and name in words.lower().split()
    return any(action_matches(pattern, f"{prefix}:{word}") for word in words.split())

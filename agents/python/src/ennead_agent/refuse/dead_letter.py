"""Records that a refusal drops are sent to a queue, where the deployment names one (`ENNEAD_DEAD_LETTER`, URL or ARN).

Before the answer is given, with the function's own rights, by botocore if the runtime has it.  What cannot be sent is
told with the reason, and the refusal goes on as without.  Called where nothing is watched (`audit.unwatched`): it is no
act of the function's.
"""

from __future__ import annotations

import json
import os
import re
import sys
from contextvars import Context
from importlib import import_module
from time import monotonic, time

from .. import events, flows, instance, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..invocation import Invocation

    Entry = dict[str, Any]

MOST_BYTES = 1 << 20
"""Of a message with its attributes (SQS API reference, SendMessage: 1 MiB).  A queue may be set to less."""
_TOGETHER = 1 << 18
"""Of one request with several messages: as much as queues have always taken."""
_MOST = 10
PATIENCE_S = 2.0
"""For connecting, and for hearing."""
BUDGET_S = 10.0
"""For all that one invocation sends, and never more than half of the time that is left.  Looking a name up is not
bounded by it."""
_UNKNOWN_S = 5.0
_LOAD_S, _MAKE_S = 0.3, 0.1
"""CPU time for loading botocore, and for making a client where it is loaded."""
_WHOLE_MB = 1769
"""Memory with which a function has a whole processor (Lambda developer guide); with less, a part of one."""
_SHORTEST_S = 0.3
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What a message cannot hold; in JSON it stands in texts only, and can be written as an escape."""
_CODE = re.compile(r"[A-Za-z0-9.]{1,60}\Z")
_ARN = re.compile(r"arn:(aws[a-z-]*):sqs:([a-z0-9-]+):(\d{12}):([A-Za-z0-9_.-]{1,80})\Z")
_REGION = re.compile(r"//(?:[a-z0-9-]+\.)?(?:sqs\.([a-z0-9-]+)\.|([a-z0-9-]+)\.queue\.amazonaws)")
_KINDS = {"limits": "limit", "flows": "flow", "decoys": "deception", "agent": "error"}
"""The kind of event by the guard that stopped; of all others it is an attack."""
_kept: list[tuple[float, str | None, Any]] = []
"""The client, with the patience and the region it was made for."""
instance.on_renewal(lambda _origin: _kept.clear())


class _Unsent(Exception):
    """Why nothing can be sent; the text is fit to be told."""


def lose(found: Invocation, lost: list[tuple[str, Any]]) -> None:
    """Send what is dropped on, if there is a queue for it, and tell how many records each guard cost.

    `lost`: guard and record, a document or the bytes of the event as a whole.
    """
    by_guard: dict[str, list[Any]] = {}
    for guard, record in lost:
        by_guard.setdefault(guard or "agent", []).append(record)
    ends = monotonic() + _budget(found)
    for guard, records in by_guard.items():
        sent, why = 0, None
        if registry.state.dead_letter is not None:
            sent, why = _send(registry.state.dead_letter, found, guard, records, ends)
        _tell(guard, len(records), sent, why)


def _tell(guard: str, count: int, sent: int, why: str | None) -> None:
    facts: dict[str, Any] = {"records": count, "dead_letter": sent == count}
    said = f"{count} dropped" + (", and sent to the dead-letter queue" if sent == count else "")
    if why is not None:
        facts["sent"], facts["because"] = sent, why
        said += f"; {count - sent} could not be sent to the dead-letter queue: {why}"
    events.emit(_KINDS.get(guard, "attack"), "block", guard, said, facts=facts)


def _budget(found: Invocation) -> float:
    deadline = getattr(found.request, "deadline_time_in_ms", None)
    try:
        left = float(deadline) / 1000 - time() if deadline is not None else 2 * _UNKNOWN_S
    except (TypeError, ValueError):
        left = 2 * _UNKNOWN_S
    return min(BUDGET_S, left / 2)


def _send(queue: str, found: Invocation, guard: str, records: list[Any], ends: float) -> tuple[int, str | None]:
    """How many went out, and why others did not."""
    entries, too_large = _entries(found, guard, records)
    try:
        sent, why = Context().run(_deliver, queue, entries, ends)  # nothing of a call of the function's
    except _Unsent as error:
        sent, why = 0, str(error)
    except Exception as error:  # noqa: BLE001  # of any library: the refusal goes on
        sent, why = 0, _reason(error)
    flows.noted[0] += 1  # bytes that left are explained
    return sent, why or (f"{too_large} too large" if too_large else None)


def _entries(found: Invocation, guard: str, records: list[Any]) -> tuple[list[Entry], int]:
    """The messages, and how many records are too large (or too deep) for one."""
    told = {
        "function": instance.FUNCTION or "unknown",
        "invocation": found.id or "unknown",
        "guard": guard,
        "trigger": found.trigger or "unknown",
        "time": events.timestamp(),
    }
    attributes = {name: {"DataType": "String", "StringValue": value} for name, value in told.items()}
    room = MOST_BYTES - sum(len(name) + len("String") + len(value.encode()) for name, value in told.items())
    entries: list[Entry] = []
    for number, record in enumerate(records):
        body = _body(record)
        if body is not None and len(body.encode()) <= room:
            entries.append({"Id": str(number), "MessageBody": body, "MessageAttributes": attributes})
    return entries, len(records) - len(entries)


def _body(record: Any) -> str | None:
    """A record as JSON, in letters that a message may hold; None where it cannot be written."""
    if isinstance(record, bytes):
        text = record.decode("utf-8", "replace")
    else:
        try:
            text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        except (RecursionError, TypeError):
            return None
    return _UNFIT.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _deliver(queue: str, entries: list[Entry], ends: float) -> tuple[int, str | None]:
    url, region = _place(queue)
    sent, why = 0, None
    client = _client(region, ends) if entries else None
    try:
        for group in _groups(entries):
            done, failure = _one_request(client, url, group, ends)
            sent += done
            why = why or failure
    finally:
        close = getattr(client, "close", None)  # no connection of ours stays behind
        if close is not None:
            close()
    return sent, why


def _groups(entries: list[Entry]) -> list[list[Entry]]:
    """As many messages in one request as it may hold."""
    groups: list[list[Entry]] = []
    size = 0
    for entry in entries:
        own = len(entry["MessageBody"].encode()) + 1024
        if not groups or len(groups[-1]) >= _MOST or size + own > _TOGETHER:
            groups.append([])
            size = 0
        groups[-1].append(entry)
        size += own
    return groups


def _one_request(client: Any, url: str, group: list[Entry], ends: float) -> tuple[int, str | None]:
    """One request, tried twice; how many of its messages were taken, and why not the others."""
    why: str | None = "too little time is left"
    if url.endswith(".fifo"):
        group = [_ordered(entry) for entry in group]
    for _ in range(2):
        if monotonic() + 2 * _kept[0][0] > ends:
            break
        try:
            answer = client.send_message_batch(QueueUrl=url, Entries=group)
        except Exception as error:  # noqa: BLE001
            why = _reason(error)
            if _is_final(error):
                break
            continue
        failed = answer.get("Failed") or []
        return len(group) - len(failed), _code(failed[0].get("Code")) if failed else None
    return 0, why


def _ordered(entry: Entry) -> Entry:
    """A queue that keeps an order wants to know which one, and which message is a new one."""
    from .. import contract

    told = f"{entry['MessageAttributes']['invocation']['StringValue']} {entry['Id']} {entry['MessageBody']}"
    return {**entry, "MessageGroupId": "ennead", "MessageDeduplicationId": contract.digest(told.encode())}


def _place(queue: str) -> tuple[str, str | None]:
    """The queue's URL and its region; None for the function's own region."""
    found = _ARN.match(queue)
    if found is not None:
        partition, region, account, name = found.groups()
        suffix = "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"
        return f"https://sqs.{region}.{suffix}/{account}/{name}", region
    if not queue.startswith(("https://", "http://")):
        raise _Unsent("ENNEAD_DEAD_LETTER is no URL or ARN of a queue")
    named = _REGION.search(queue)
    return queue, (named[1] or named[2]) if named is not None else None


def _client(region: str | None, ends: float) -> Any:
    """A client of our own, whose two tries fit into what is left."""
    left = ends - monotonic()
    patience = min(PATIENCE_S, left / 4)
    if _kept and _kept[0][0] <= patience and _kept[0][1] == region:
        return _kept[0][2]
    if left < max(_SHORTEST_S, _seconds_to_make()):
        raise _Unsent("too little time is left")
    try:
        make, configure = import_module("botocore.session").Session, import_module("botocore.config").Config
    except ImportError:
        raise _Unsent("the runtime has no botocore") from None
    config = configure(connect_timeout=patience, read_timeout=patience, retries={"max_attempts": 0})
    client = make().create_client("sqs", region_name=region, config=config)
    _kept[:] = [(patience, region, client)]
    return client


def _seconds_to_make() -> float:
    """By the clock, on this function's part of a processor."""
    try:
        memory = int(os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", ""))
    except ValueError:
        memory = _WHOLE_MB
    cpu = _MAKE_S if "botocore.session" in sys.modules else _LOAD_S
    return cpu * max(1.0, _WHOLE_MB / max(1, memory))


def _is_final(error: Exception) -> bool:
    """Whether another try would be answered the same: the service has said no."""
    answer = getattr(error, "response", None)
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) if isinstance(answer, dict) else 0
    return 400 <= status < 500 and status != 429


def _reason(error: Exception) -> str:
    """The service's code of an error, or its type: neither holds a value."""
    answer = getattr(error, "response", None)
    told = answer.get("Error", {}).get("Code") if isinstance(answer, dict) else None
    return _code(told) if told else type(error).__name__


def _code(told: Any) -> str:
    return told if isinstance(told, str) and _CODE.match(told) else "refused by the service"

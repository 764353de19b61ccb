"""Durable executions in JavaScript: the handler inside the wrapper, its steps, and the functions it invokes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.following import javascript, requests

STATE = ["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"]
SOURCE = """
import { withDurableExecution } from "@aws/durable-execution-sdk-js";
import { S3Client, GetObjectCommand } from "@aws-sdk/client-s3";
const s3 = new S3Client({});
const read = (bucket) => s3.send(new GetObjectCommand({ Bucket: bucket }));
export const handler = withDurableExecution(async (event, context) => { BODY });
"""


@pytest.mark.parametrize(
    ("body", "function"),
    [
        ("await context.invoke('pay', process.env.FUNCTION, {})", "$FUNCTION"),
        ("await context.invoke(process.env.FUNCTION, {})", "$FUNCTION"),
        ("await context.invoke(process.env.FUNCTION, event, {})", "$FUNCTION"),
        ("await context.runInChildContext('all', async (child) => child.invoke('pay', 'payments', {}))", "payments"),
        ("await context.map(event.items, async (inner, item) => inner.invoke('pay', 'payments', item))", "payments"),
        ("await context.parallel([{ name: 'a', func: async (inner) => inner.invoke('payments', {}) }])", "payments"),
    ],
)
def test_a_context_invokes_functions(tmp_path: Path, body: str, function: str) -> None:
    """The function stands first, or second after a name, in the handler's context and in those of its operations."""
    told = javascript(tmp_path, SOURCE.replace("BODY", body))
    assert requests(told) == [*STATE, f"lambda:Invoke FunctionName={function}"]


@pytest.mark.parametrize(
    "body",
    [
        "await context.step('read', async () => read('b'))",
        "await context.map(event.items, async (inner) => inner.step(async () => read('b')))",
        "await context.parallel([async (inner) => inner.step(async () => read('b'))])",
        "await context.waitForCallback('wait', async (id) => { await read('b'); })",
        "await context.waitForCondition('wait', async (state) => { await read('b'); return state; }, {})",
    ],
)
def test_functions_of_operations_are_followed(tmp_path: Path, body: str) -> None:
    """What a step, a branch or the sender of a callback asks for is asked for by the handler."""
    told = javascript(tmp_path, SOURCE.replace("BODY", body))
    assert requests(told) == [*STATE, "s3:GetObject Bucket=b"]


def test_another_invoke_is_none(tmp_path: Path) -> None:
    """A method of that name on something else invokes no function."""
    told = javascript(tmp_path, SOURCE.replace("BODY", "await event.tools.invoke('pay', 'payments', {})"))
    assert requests(told) == STATE

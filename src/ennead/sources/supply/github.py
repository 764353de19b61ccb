"""Workflows of GitHub Actions: what starts them, what they deploy, with whose authority, with whose code.

Facts: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax,
https://docs.github.com/actions/reference/security/secure-use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ennead.model.location import Location
from ennead.model.supply import Job, Used, Workflow
from ennead.model.unknown import Unknown
from ennead.model.words import Flag, Text
from ennead.sources.cloudformation.load import parse
from ennead.sources.cloudformation.marks import mark_of
from ennead.sources.supply.commands import Deploy, deploys, joined

MAX_JOBS = 200
MAX_STEPS = 1_000
MAX_LINES = 2_000
MAX_LINE = 4_000

_ACTIONS = {
    "aws-actions/aws-cloudformation-github-deploy": "aws cloudformation deploy",
    "aws-actions/aws-lambda-deploy": "aws lambda update-function-code",
    "serverless/github-action": "serverless deploy",
}
_CREDENTIALS = "aws-actions/configure-aws-credentials"
_TRUSTED = ("actions/", "github/", "aws-actions/")
"""GitHub's own actions and AWS's: whoever runs a deployment here trusts both already."""
_FOREIGN = re.compile(
    r"github\.event\.pull_request\.head|github\.head_ref|refs/pull/|github\.event\.workflow_run\.head_|"
    r"github\.event\.pull_request\.merge_commit_sha|github\.event\.number|github\.event\.issue\.number"
)
_FETCHES = re.compile(
    r"\bgh\s+pr\s+checkout\b|\bgit\s+(?:fetch|pull|checkout)\b[^\n]*(?:pull/|head_ref|pull_request\.head)"
)
_EXPRESSION = re.compile(r"\$\{\{\s*(.{1,300}?)\s*\}\}")
_COMMIT = re.compile(r"[0-9a-f]{40}\Z")
_KEY = "AWS_ACCESS_KEY_ID"
_WRITTEN = re.compile(r"A[KS]IA[0-9A-Z]{16}")


@dataclass(slots=True)
class _Reading:
    """A job while it is read; `env` holds the values of variables that are written down."""

    path: str
    name: str
    env: dict[str, str]
    folder: str | None
    deploys: list[Deploy] = field(default_factory=list)
    role: Text = None
    role_at: Location | None = None
    keys_at: Location | None = None
    written: bool = False
    foreign: Location | None = None
    unpinned: list[Used] = field(default_factory=list)


def read_workflow(text: str, path: str) -> Workflow | None:
    """The workflow in a file, with the jobs that deploy or hold credentials; None where it has none.

    Raises SourceError where it is malformed.
    """
    root = parse(text, path).root
    jobs = root.get("jobs") if isinstance(root, dict) else None
    if not isinstance(root, dict) or not isinstance(jobs, dict):
        return None
    found = tuple(
        job
        for name, body in list(jobs.items())[:MAX_JOBS]
        if isinstance(body, dict) and (job := _job(str(name), body, root, path))
    )
    if not found:
        return None
    at = next((job.at for job in found if job.at), Location(path))
    return Workflow(
        id=f"workflow/{path}", name=path.rpartition("/")[2], at=at, logical_id=path, triggers=starts(root), jobs=found
    )


def starts(root: dict[str, Any]) -> tuple[str, ...]:
    """The events under `on`."""
    value = root.get("on", root.get("true"))
    names = [value] if isinstance(value, str) else list(value) if isinstance(value, dict | list) else []
    return tuple(name for name in names if isinstance(name, str))


def called(root: dict[str, Any]) -> Iterator[str]:
    """The workflows of the same repository that a workflow's jobs call."""
    jobs = root.get("jobs")
    for body in jobs.values() if isinstance(jobs, dict) else ():
        uses = body.get("uses") if isinstance(body, dict) else None
        if isinstance(uses, str) and uses.startswith("./"):
            yield uses.removeprefix("./").partition("@")[0]


def _job(name: str, body: dict[str, Any], root: dict[str, Any], path: str) -> Job | None:
    env = {**_texts(root.get("env")), **_texts(body.get("env"))}
    folder = _default_folder(body) or _default_folder(root) or "."
    reading = _Reading(path, name, env, joined(".", folder))
    for holder in (root, body):
        _keys(holder, reading)
    steps = body.get("steps")
    for place, step in enumerate(steps[:MAX_STEPS] if isinstance(steps, list) else ()):
        if isinstance(step, dict):
            _step(step, mark_of(steps, place), reading)
    if not reading.deploys and reading.role is None and reading.keys_at is None:
        return None
    return Job(
        name=name,
        at=_at(root.get("jobs"), name, path),
        deploys=tuple(dict.fromkeys(one.command for one in reading.deploys)),
        folders=tuple(dict.fromkeys(one.folder for one in reading.deploys)),
        role=reading.role,
        role_at=reading.role_at,
        keys=reading.keys_at is not None,
        keys_at=reading.keys_at,
        written=reading.written,
        id_token=_id_token(body.get("permissions", root.get("permissions"))),
        foreign=reading.foreign,
        condition=_said(body.get("if")),
        environment=_environment(body.get("environment")),
        unpinned=tuple(reading.unpinned),
    )


def _step(step: dict[str, Any], mark: Any, reading: _Reading) -> None:
    at = _at(step, "uses", reading.path) or _at(step, "run", reading.path) or _location(mark, reading.path)
    _keys(step, reading)
    uses, run = step.get("uses"), step.get("run")
    given = step.get("with")
    given = given if isinstance(given, dict) else {}
    if isinstance(uses, str):
        _use(uses, given, at, reading)
    if isinstance(run, str):
        further = step.get("working-directory")
        here = joined(".", further) if isinstance(further, str) else reading.folder
        reading.deploys += deploys(run, here)
        if any(_FETCHES.search(line[:MAX_LINE]) for line in run.splitlines()[:MAX_LINES]):
            reading.foreign = reading.foreign or at


def _use(uses: str, given: dict[str, Any], at: Location | None, reading: _Reading) -> None:
    name, _, version = uses.partition("@")
    owner = "/".join(name.split("/")[:2])
    if owner in _ACTIONS:
        reading.deploys.append(Deploy(_ACTIONS[owner], _action_folder(given, reading)))
    if owner == _CREDENTIALS:
        _credentials(given, reading, at)
    if owner == "actions/checkout" and any(_foreign(given.get(key)) for key in ("ref", "repository")):
        reading.foreign = reading.foreign or at
    if "/" in name and not name.startswith(("./", "docker://", *_TRUSTED)) and not _COMMIT.match(version):
        reading.unpinned.append(Used(name=uses[:200], at=at))


def _foreign(value: object) -> bool:
    return isinstance(value, str) and _FOREIGN.search(value) is not None


def _action_folder(given: dict[str, Any], reading: _Reading) -> str | None:
    template = given.get("template")
    if isinstance(template, str) and "://" not in template:
        return joined(".", template.rpartition("/")[0] or ".")
    return reading.folder


def _credentials(given: dict[str, Any], reading: _Reading, at: Location | None) -> None:
    role = given.get("role-to-assume")
    if isinstance(role, str) and role and reading.role is None:
        reading.role = _resolved(role, reading.env)
        reading.role_at = _at(given, "role-to-assume", reading.path) or at
    if given.get("aws-access-key-id"):
        reading.keys_at = reading.keys_at or _at(given, "aws-access-key-id", reading.path) or at
        reading.written |= _is_written(given["aws-access-key-id"])


def _keys(holder: dict[str, Any], reading: _Reading) -> None:
    """Access keys in the environment of a workflow, job or step."""
    env = holder.get("env")
    if isinstance(env, dict) and env.get(_KEY) and not _temporary(env):
        reading.keys_at = reading.keys_at or _at(env, _KEY, reading.path)
        reading.written |= _is_written(env[_KEY])


def _is_written(key: object) -> bool:
    return isinstance(key, str) and _WRITTEN.search(key) is not None


def _temporary(env: dict[str, Any]) -> bool:
    """A session token goes with keys that end by themselves."""
    return bool(env.get("AWS_SESSION_TOKEN"))


def _resolved(text: str, env: dict[str, str]) -> Text:
    """A text with the variables that are written in the file; Unknown where others stand in it."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return env.get(name.removeprefix("env."), match[0]) if name.startswith("env.") else match[0]

    done = _EXPRESSION.sub(value, text)
    missing = _EXPRESSION.search(done)
    return Unknown(f"it is in {missing[1]}") if missing else done


def _id_token(permissions: object) -> Flag:
    """Whether the job may ask GitHub for a token that says who it is; it may not unless it says so."""
    if permissions == "write-all":
        return True
    return permissions.get("id-token") == "write" if isinstance(permissions, dict) else False


def _environment(value: object) -> str | None:
    name = value.get("name") if isinstance(value, dict) else value
    return name if isinstance(name, str) else None


def _default_folder(body: dict[str, Any]) -> str | None:
    defaults = body.get("defaults")
    run = defaults.get("run") if isinstance(defaults, dict) else None
    folder = run.get("working-directory") if isinstance(run, dict) else None
    return folder if isinstance(folder, str) else None


def _texts(env: object) -> dict[str, str]:
    if not isinstance(env, dict):
        return {}
    return {str(key): str(value) for key, value in env.items() if isinstance(value, str | int)}


def _said(value: object) -> str | None:
    return str(value)[:500] if isinstance(value, str | bool | int) else None


def _at(holder: Any, key: Any, path: str) -> Location | None:
    return _location(mark_of(holder, key), path) if isinstance(holder, dict) and key in holder else None


def _location(mark: Any, path: str) -> Location | None:
    return Location(path, mark[1], mark[2]) if mark else None

"""GitLab CI and AWS CodeBuild, lightly: the jobs whose scripts deploy, and the access keys they bring."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ennead.model.location import Location
from ennead.model.supply import Job, Workflow
from ennead.sources.cloudformation.load import parse
from ennead.sources.cloudformation.marks import mark_of
from ennead.sources.supply.commands import deploys

MAX_JOBS = 200
_KEY = "AWS_ACCESS_KEY_ID"
_NO_JOBS = frozenset("default include stages variables workflow cache image services spec".split())


def read_gitlab(text: str, path: str) -> Workflow | None:
    """The pipeline in a `.gitlab-ci.yml`; None where no job of it deploys.  Raises SourceError."""
    root = parse(text, path).root
    if not isinstance(root, dict):
        return None
    jobs: list[Job] = []
    for name, body in list(root.items())[:MAX_JOBS]:
        if name not in _NO_JOBS and isinstance(body, dict):
            script = [*_lines(body.get("before_script", root.get("before_script"))), *_lines(body.get("script"))]
            token = isinstance(body.get("id_tokens"), dict)
            jobs += _job(name, "\n".join(script), (root, name), path, (root, body), id_token=token)
    return _workflow("gitlab", path, tuple(jobs), ("push",))


def read_buildspec(text: str, path: str) -> Workflow | None:
    """The phases of a `buildspec.yml`, as one job; None where they do not deploy.  Raises SourceError."""
    root = parse(text, path).root
    phases = root.get("phases") if isinstance(root, dict) else None
    if not isinstance(root, dict) or not isinstance(phases, dict):
        return None
    script = [line for phase in phases.values() if isinstance(phase, dict) for line in _lines(phase.get("commands"))]
    env = root.get("env")
    jobs = _job("build", "\n".join(script), (root, "phases"), path, (env if isinstance(env, dict) else {},))
    return _workflow("codebuild", path, tuple(jobs), ())


def _job(
    name: str, script: str, place: tuple[Any, str], path: str, holders: tuple[Any, ...], *, id_token: bool = False
) -> Iterator[Job]:
    found = list(deploys(script, "."))
    if not found:
        return
    keys = next((at for holder in holders if (at := _keys(holder, path))), None)
    yield Job(
        name=name,
        at=_location(mark_of(*place), path),
        deploys=tuple(dict.fromkeys(one.command for one in found)),
        folders=tuple(dict.fromkeys(one.folder for one in found)),
        keys=keys is not None,
        keys_at=keys,
        id_token=id_token,
    )


def _workflow(service: str, path: str, jobs: tuple[Job, ...], triggers: tuple[str, ...]) -> Workflow | None:
    if not jobs:
        return None
    name = path.rpartition("/")[2]
    return Workflow(
        id=f"workflow/{path}", name=name, at=jobs[0].at or Location(path), logical_id=path, service=service,
        triggers=triggers, jobs=jobs,
    )  # fmt: skip


def _keys(holder: dict[str, Any], path: str) -> Location | None:
    variables = holder.get("variables")
    if isinstance(variables, dict) and variables.get(_KEY):
        return _location(mark_of(variables, _KEY), path)
    return None


def _lines(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def _location(mark: Any, path: str) -> Location | None:
    return Location(path, mark[1], mark[2]) if mark else None

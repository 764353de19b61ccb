"""What builds and deploys the application: workflows of a CI service, who vouches for them, what images begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ennead.model.location import Location
from ennead.model.node import Node
from ennead.model.words import Flag, Text

FOREIGN_STARTS = frozenset({"pull_request_target", "workflow_run", "issue_comment"})
"""What a stranger can start at GitHub, and what runs with the repository's own secrets all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """Something of somebody else's that a job runs: `name` as written (`owner/repository@v3`)."""

    name: str
    at: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job that deploys, or holds what it takes to.

    `deploys` are the commands and actions that do, `folders` where (`.` for the repository's root, None
    for a place that could not be told).  `role` is the AWS role it asks for, `keys` that it brings an
    access key of its own, `written` that the key's id stands in the file.  `foreign` is where it fetches
    the code of whoever opened a pull request.  `condition` is its `if`, as written; `environment` the
    deployment environment it names.
    """

    name: str
    at: Location | None = None
    deploys: tuple[str, ...] = ()
    folders: tuple[str | None, ...] = ()
    role: Text = None
    role_at: Location | None = None
    keys: bool = False
    keys_at: Location | None = None
    written: bool = False
    id_token: Flag = None
    foreign: Location | None = None
    condition: str | None = None
    environment: str | None = None
    unpinned: tuple[Used, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it has credentials of the account."""
        return self.keys or self.role is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow(Node):
    """A file of a CI service (`github`, `gitlab`, `codebuild`) with the jobs that matter; `triggers` start it."""

    KIND: ClassVar[str] = "workflow"
    service: str = "github"
    triggers: tuple[str, ...] = ()
    jobs: tuple[Job, ...] = ()

    @property
    def for_strangers(self) -> tuple[Job, ...]:
        """The jobs in which a stranger's code runs, with what the repository trusts them with."""
        if FOREIGN_STARTS.isdisjoint(self.triggers):
            return ()
        return tuple(job for job in self.jobs if job.foreign)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider(Node):
    """Whose tokens a role takes: `token.actions.githubusercontent.com`."""

    KIND: ClassVar[str] = "identity_provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseImage(Node):
    """The image that a function's own begins with; `pinned`: named by its digest, and so always the same."""

    KIND: ClassVar[str] = "base_image"
    image: Text = None
    pinned: Flag = None

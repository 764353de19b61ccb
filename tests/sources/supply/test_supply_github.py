"""Workflows of GitHub Actions, as far as they deploy."""

from __future__ import annotations

import pytest

from ennead.model.supply import Job, Workflow
from ennead.model.unknown import Unknown
from ennead.sources.errors import SourceError
from ennead.sources.supply.github import read_workflow
from ennead.sources.supply.others import read_buildspec, read_gitlab

PATH = ".github/workflows/deploy.yml"
ROLE = "arn:aws:iam::111122223333:role/deploy"


def workflow(steps: str, head: str = "on: push\n", job: str = "") -> Workflow:
    """The workflow with one job of those steps."""
    found = read_workflow(f"{head}jobs:\n  ship:\n    runs-on: ubuntu-latest\n{job}    steps:\n{steps}", PATH)
    assert found is not None
    return found


def the_job(steps: str, head: str = "on: push\n", job: str = "") -> Job:
    """Its job."""
    (found,) = workflow(steps, head, job).jobs
    return found


DEPLOY = "      - run: sam deploy\n"


@pytest.mark.parametrize(
    ("head", "triggers"),
    [
        ("on: push\n", ("push",)),
        ("on: [push, workflow_dispatch]\n", ("push", "workflow_dispatch")),
        ("'on':\n  pull_request_target:\n    types: [opened]\n", ("pull_request_target",)),
    ],
)
def test_what_starts_it(head: str, triggers: tuple[str, ...]) -> None:
    """One event, a list or a mapping of them."""
    assert workflow(DEPLOY, head).triggers == triggers


@pytest.mark.parametrize(
    ("head", "job", "may"),
    [
        ("on: push\n", "", False),
        ("on: push\npermissions: {id-token: write}\n", "", True),
        ("on: push\npermissions: write-all\n", "", True),
        ("on: push\npermissions: {id-token: write}\n", "    permissions: {contents: read}\n", False),
    ],
)
def test_whether_it_may_ask_for_a_token(head: str, job: str, *, may: bool) -> None:
    """The job's permissions count before the workflow's; unless one says so it may not."""
    assert the_job(DEPLOY, head, job).id_token is may


def credentials(role: str) -> str:
    """The step that assumes a role."""
    return f"      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: {role}\n"


def test_the_role_and_its_place() -> None:
    """The role is named with the line it stands at."""
    job = the_job(credentials(ROLE) + DEPLOY)
    assert job.role == ROLE
    assert job.role_at is not None
    assert (job.role_at.path, job.role_at.line) == (PATH, 8)


def test_a_role_in_a_variable() -> None:
    """A variable that is written in the file is followed; one that is kept elsewhere is unknown, with its name."""
    known = the_job(credentials("${{ env.ROLE }}"), f"on: push\nenv: {{ROLE: '{ROLE}'}}\n")
    assert known.role == ROLE
    unknown = the_job(credentials("${{ secrets.ROLE }}"))
    assert unknown.role == Unknown("it is in secrets.ROLE")


@pytest.mark.parametrize(
    ("steps", "keys", "written"),
    [
        ("      - {run: sam deploy, env: {AWS_ACCESS_KEY_ID: '${{ secrets.K }}'}}\n", True, False),
        ("      - {run: sam deploy, env: {AWS_ACCESS_KEY_ID: AKIAQWERTYUIOPASDFGH}}\n", True, True),
        ("      - {run: sam deploy, env: {AWS_ACCESS_KEY_ID: '${{ a.b }}', AWS_SESSION_TOKEN: x}}\n", False, False),
        (
            "      - {uses: aws-actions/configure-aws-credentials@v4, with: {aws-access-key-id: '${{ secrets.K }}'}}\n",
            True,
            False,
        ),
    ],
)
def test_access_keys(steps: str, *, keys: bool, written: bool) -> None:
    """Keys of the environment or of the action, unless a session token goes with them; never their value."""
    job = the_job(steps + DEPLOY)
    assert (job.keys, job.written) == (keys, written)
    assert "QWERTY" not in repr(job)


@pytest.mark.parametrize(
    "step",
    [
        "      - {uses: actions/checkout@v4, with: {ref: '${{ github.event.pull_request.head.sha }}'}}\n",
        "      - {uses: actions/checkout@v4, with: {ref: '${{ github.head_ref }}'}}\n",
        "      - {uses: actions/checkout@v4, with: {ref: 'refs/pull/${{ github.event.number }}/merge'}}\n",
        "      - run: gh pr checkout 5\n",
        "      - run: git fetch origin pull/5/head\n",
    ],
)
def test_code_of_a_stranger(step: str) -> None:
    """Whoever fetches the head of a pull request runs its author's code."""
    assert the_job(step + DEPLOY).foreign is not None


def test_own_code_is_none() -> None:
    """A plain checkout fetches the repository's own."""
    job = the_job(
        "      - uses: actions/checkout@v4\n      - {uses: actions/checkout@v4, with: {ref: main}}\n" + DEPLOY
    )
    assert job.foreign is None


def test_actions_that_may_change() -> None:
    """Somebody else's action by a tag is one; a commit, GitHub's own and the repository's own are none."""
    steps = (
        "      - uses: actions/checkout@v4\n      - uses: ./.github/actions/x\n      - uses: halfmoon/a@v1\n"
        "      - uses: halfmoon/b/deep@main\n      - uses: docker://alpine\n"
        f"      - uses: halfmoon/c@{'0' * 40}\n"
    )
    assert [one.name for one in the_job(steps + DEPLOY).unpinned] == ["halfmoon/a@v1", "halfmoon/b/deep@main"]


def test_where_it_deploys() -> None:
    """Folders of the workflow, the job and the step, each over the other."""
    head = "on: push\ndefaults: {run: {working-directory: a}}\n"
    assert the_job(DEPLOY, head).folders == ("a",)
    assert the_job(DEPLOY, head, "    defaults: {run: {working-directory: b}}\n").folders == ("b",)
    assert the_job("      - {run: sam deploy, working-directory: c/d}\n", head).folders == ("c/d",)
    assert the_job("      - {run: sam deploy, working-directory: '${{ matrix.x }}'}\n").folders == (None,)


@pytest.mark.parametrize(
    "text",
    [
        "on: push\njobs: {t: {steps: [{run: npm test}]}}\n",
        "a: 1\n",
        "- 1\n",
        "jobs: [1]\n",
        "jobs: {a: 1, b: {steps: 2}}\n",
    ],
)
def test_what_is_no_deployment(text: str) -> None:
    """A workflow that only tests, and a file that is none."""
    assert read_workflow(text, PATH) is None


def test_a_broken_file() -> None:
    """A file that is no YAML says where."""
    with pytest.raises(SourceError):
        read_workflow("on: [\n", PATH)


def test_gitlab_and_codebuild() -> None:
    """Their scripts are read for commands that deploy."""
    gitlab = read_gitlab(
        "stages: [a]\nvariables: {AWS_ACCESS_KEY_ID: $KEY}\ntest: {script: [pytest]}\n"
        "ship:\n  script:\n    - cd svc\n    - sam deploy\n",
        ".gitlab-ci.yml",
    )
    assert gitlab is not None
    (job,) = gitlab.jobs
    assert (gitlab.service, job.name, job.deploys, job.folders, job.keys) == (
        "gitlab", "ship", ("sam deploy",), ("svc",), True,
    )  # fmt: skip
    build = read_buildspec("version: 0.2\nphases: {build: {commands: [cdk deploy]}}\n", "buildspec.yml")
    assert build is not None
    assert (build.service, build.jobs[0].deploys) == ("codebuild", ("cdk deploy",))
    assert read_buildspec("version: 0.2\nphases: {build: {commands: [ls]}}\n", "buildspec.yml") is None


def test_a_file_that_multiplies_itself() -> None:
    """Aliases within aliases are refused, with the place."""
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    text = (
        f"{bomb}on: push\njobs:\n  ship:\n    if: *a39\n    env: {{AWS_ACCESS_KEY_ID: *a39}}\n    steps:\n"
        "      - {uses: actions/checkout@v4, with: {ref: *a39}}\n      - run: sam deploy\n"
    )
    with pytest.raises(SourceError, match="aliases"):
        read_workflow(text, PATH)


def test_a_flood_of_fetches_ends() -> None:
    """A script made of words that begin a fetch takes no time worth naming."""
    assert the_job(f"      - run: {'git fetch ' * 40_000}\n{DEPLOY}").foreign is None

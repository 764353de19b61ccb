"""`--synth`: the application is run when a person asks, in a scratch folder, and bounded."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from ennead.engine.synth import cdk_folders, command_of, synthesise
from ennead.sources.read import AppReading, Options, open_path
from tests.sources.cdk.assemblies import QUEUE, template, write_assembly
from tests.sources.reading import write

APP = """\
import json, os, pathlib, sys
out = pathlib.Path(os.environ["CDK_OUTDIR"])
context = json.loads(os.environ["CDK_CONTEXT_JSON"])
out.joinpath("manifest.json").write_text(json.dumps({"version": "55.0.0", "artifacts": {"Shop": {
    "type": "aws:cloudformation:stack", "properties": {"templateFile": "Shop.template.json"}}}}))
body = {"Resources": {context["name"]: {"Type": "AWS::SQS::Queue"}}}
out.joinpath("Shop.template.json").write_text(json.dumps(body))
"""


@pytest.fixture(autouse=True)
def _no_cdk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No `cdk` of this machine."""
    monkeypatch.setattr("ennead.engine.synth.shutil.which", lambda _name: None)


def app(folder: Path, code: str = APP, **settings: object) -> Path:
    """A CDK application whose code is a script."""
    content = {"app": f"{sys.executable} app.py", "context": {"name": "Jobs"}, **settings}
    return write(folder, {"cdk.json": json.dumps(content), "app.py": code})


def test_the_app_of_cdk_json_is_run_where_there_is_no_cdk(tmp_path: Path) -> None:
    """Its assembly is read as if it lay in the application's folder, and the folder is left as it was."""
    root = tmp_path / "repository"
    app(root / "svc")
    before = sorted(root.rglob("*"))
    (folder,) = cdk_folders(root)
    done, _ = synthesise(root, folder, tmp_path / "scratch", command_of(root, folder))
    (reading,) = open_path(root, Options(synthesised=(done,))).apps()
    assert isinstance(reading, AppReading)
    assert reading.template == "svc/cdk.out/manifest.json"
    (fragment,) = reading.fragments.values()
    assert [node.id for node in fragment.nodes] == ["queue/Jobs"]
    assert fragment.sources == ("svc/cdk.out/Shop.template.json",)
    assert sorted(root.rglob("*")) == before


def test_a_fresh_assembly_takes_the_place_of_an_old_one(tmp_path: Path) -> None:
    """What lies there from an earlier run is not read beside it."""
    write_assembly(app(tmp_path / "repository"), {"Old": template({"Gone": QUEUE})})
    root = tmp_path / "repository"
    (folder,) = cdk_folders(root)
    done, _ = synthesise(root, folder, tmp_path / "scratch", command_of(root, folder))
    sources = open_path(root, Options(synthesised=(done,)))
    assert len(sources.found.others) == 1
    (reading,) = sources.apps()
    assert isinstance(reading, AppReading)
    assert [node.id for fragment in reading.fragments.values() for node in fragment.nodes] == ["queue/Jobs"]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import sys; print('no such module'); sys.exit(7)", "ended with 7"),
        ("print('no such module')", "left no cloud assembly"),
        ("import time; print('no such module', flush=True); time.sleep(60)", "took longer than"),
    ],
)
def test_a_failure_is_said_and_never_read(tmp_path: Path, code: str, reason: str) -> None:
    """The application is unread with the reason; what it printed is handed back."""
    root = app(tmp_path / "repository", code)
    done, said = synthesise(root, ".", tmp_path / "scratch", command_of(root, "."), limit=3)
    assert done.root is None
    assert "no such module" in said
    (unread,) = open_path(root, Options(synthesised=(done,))).unread
    assert reason in unread.reason
    assert unread.at.path == "cdk.json"


def test_what_it_starts_ends_with_it(tmp_path: Path) -> None:
    """A process that the application leaves behind does not outlive the run."""
    left = "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid)"
    root = app(tmp_path / "repository", left)
    _, said = synthesise(root, ".", tmp_path / "scratch", command_of(root, "."))
    for _ in range(100):
        if not running(int(said)):
            break
        time.sleep(0.05)
    assert not running(int(said))


def running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_projects_own_cdk_comes_first(tmp_path: Path) -> None:
    """A `cdk` among the packages of the application, or of a folder above it, is the one that is run."""
    app(tmp_path / "svc")
    tool = write(tmp_path, {"node_modules/.bin/cdk": ""}) / "node_modules" / ".bin" / "cdk"
    command = command_of(tmp_path, "svc", offline=True)
    assert command.arguments == (str(tool.resolve()), "synth", "--quiet", "--no-lookups")


def test_without_anything_to_run_it_says_so(tmp_path: Path) -> None:
    """No `cdk` and no `app`: a reason, and no run."""
    root = write(tmp_path / "repository", {"cdk.json": "[]"})
    done, _ = synthesise(root, ".", tmp_path / "scratch", command_of(root, "."))
    assert (done.root, "no `app` in cdk.json" in done.reason) == (None, True)

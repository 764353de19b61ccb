"""`modules`: hashes of the function's own files, where its folder is deployed as it stands; what agents make of it."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ennead.contract import modules as held
from ennead.contract.compile import compiled
from ennead.contract.deployed import Deployed
from ennead.contract.gather import applications
from ennead.contract.modules import Modules, modules
from ennead.contract.read import read
from ennead.engine.scan import Request
from tests.cli.conftest import Ennead, ennead
from tests.contract.making import app, function

__all__ = ["ennead"]

ROOT = Path(__file__).parents[2]
HEAD = "schema: ennead.contract/1\n"
CODE = "def handler(event, context):\n    return 1\n"


def told(folder: Path, *names: str) -> Modules:
    """What is told of the functions of these names in the one application there."""
    (one,), _ = applications(folder, Request(()))
    functions = ", ".join(f"{name}: {{}}" for name in names or ("Work",))
    return modules(read(f"{HEAD}functions: {{{functions}}}\n", "x"), one.graphs.values(), folder)


def files(folder: Path) -> Mapping[str, str]:
    """The files of `Work`, none of which may be untold."""
    found = told(folder)
    assert found.untold == {}
    return found.entries["Work"]


def why(folder: Path) -> str:
    """Why `Work` has none."""
    found = told(folder)
    assert found.entries == {}
    return found.untold["Work"]


def test_own_files_with_their_hashes(tmp_path: Path) -> None:
    """Files of code below the folder, by the path they have where they are deployed; data is none."""
    more = {"src/lib/parts.py": "x = 1\n", "src/tools/run.sh": "true\n", "src/notes.txt": "x", "other/not.py": "x"}
    found = files(app(tmp_path, code=CODE, files=more))
    assert list(found) == ["lib/parts.py", "tools/run.sh", "work.py"]
    assert found["work.py"] == hashlib.sha256(CODE.encode()).hexdigest()


def test_what_is_left_out(tmp_path: Path) -> None:
    """Packages that lie there, caches, links, what git ignores, and what agents would not read."""
    more = {
        "src/requests/__init__.py": "x = 1\n",
        "src/requests-2.32.0.dist-info/RECORD": "requests/__init__.py,,\n",
        "src/vendor/thing.py": "x = 1\n",
        "src/node_modules/a/index.js": "1\n",
        "src/__pycache__/work.cpython-313.py": "x = 1\n",
        "src/local.py": "x = 1\n",
        "src/.gitignore": "local.py\n",
        "src/large.py": "#" * (held.LARGEST + 1),
        "elsewhere/linked.py": "x = 1\n",
    }
    folder = app(tmp_path, code=CODE, files=more)
    (folder / "src" / "linked.py").symlink_to(folder / "elsewhere" / "linked.py")
    (folder / "src" / "folder").symlink_to(folder / "elsewhere")
    assert list(files(folder)) == ["work.py"]


def test_rules_of_folders_above(tmp_path: Path) -> None:
    """What a rule above the code's folder names is ignored; a folder that is ignored as a whole is what was built."""
    folder = app(tmp_path / "one", code=CODE, files={".gitignore": "local_*.py\n", "src/local_x.py": "x = 1\n"})
    assert list(files(folder)) == ["work.py"]
    built = app(tmp_path / "two", code=CODE, files={".gitignore": "src/\n", "src/more.py": "x = 1\n"})
    assert list(files(built)) == ["more.py", "work.py"]


LAMBDA = "  Work:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: work.handler\n"


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (f"{LAMBDA}      Runtime: nodejs22.x\n      CodeUri: src\n", "it has nodejs22.x"),
        (f"{LAMBDA}      Runtime: python3.13\n      InlineCode: 'x = 1'\n", "its code stands in the template"),
        (f"{LAMBDA}      Runtime: python3.13\n      CodeUri: s3://bucket/key.zip\n", "could not be told"),
        (f"{LAMBDA}      Runtime: python3.13\n      CodeUri: ../src\n", "its code (../src) is not here"),
        (f"{LAMBDA}      Runtime: python3.13\n      CodeUri: gone\n", "its code (gone) is not here"),
        (f"{LAMBDA}      Runtime: python3.13\n      CodeUri: src/work.py\n", "is a file, not a folder"),
        (f"{LAMBDA}      Runtime: python3.13\n      CodeUri: linked\n", "a link leads to its code (linked)"),
        (f"{LAMBDA}      Runtime: python3.13\n      CodeUri: empty\n", "there is no code of its own"),
        (
            f"{LAMBDA}      Runtime: python3.13\n      CodeUri: src\n    Metadata: {{BuildMethod: makefile}}\n",
            "it is built (makefile)",
        ),
        (
            "  Work:\n    Type: AWS::Serverless::Function\n    Properties: {PackageType: Image}\n"
            "    Metadata: {Dockerfile: Dockerfile, DockerContext: src}\n",
            "it is an image",
        ),
    ],
)
def test_why_there_are_none(tmp_path: Path, template: str, reason: str) -> None:
    """Where what is deployed is not the folder as it stands, that is said, and nothing is made up."""
    folder = app(tmp_path, template, code=CODE, files={"empty/data.txt": "x"})
    (folder / "linked").symlink_to(folder / "src")
    assert reason in why(folder)


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with more files than an agent is to read is told as such."""
    monkeypatch.setattr(held, "MOST_FILES", 3)
    folder = app(tmp_path, code=CODE, files={f"src/part{number}.py": "x = 1\n" for number in range(3)})
    assert "more than 3 files" in why(folder)


def test_a_function_that_is_not_there(tmp_path: Path) -> None:
    """A function of the contract that the templates do not have is told."""
    assert "no such function" in told(app(tmp_path, code=CODE), "Gone").untold["Gone"]


def test_each_function_its_own_folder(tmp_path: Path) -> None:
    """Functions that share a folder have the same files; a part of the contract's own stands before what is found."""
    folder = app(tmp_path, function("Work"), function("Other", more=""), code=CODE)
    (one,), _ = applications(folder, Request(()))
    text = f"{HEAD}functions:\n  Work: {{modules: {{work.py: '{'ab' * 32}', lib.py: '{'cd' * 32}'}}}}\n  Other: {{}}\n"
    found = told(folder, "Work", "Other")
    assert found.entries["Work"] == found.entries["Other"]
    made = json.loads(compiled(read(text, "x"), Deployed(one.graphs), modules=found.entries).data)["functions"]
    assert made["Work"]["modules"] == {"work.py": "ab" * 32, "lib.py": "cd" * 32}
    assert made["Other"]["modules"] == dict(found.entries["Other"])


def test_on_the_command_line(tmp_path: Path, ennead: Ennead) -> None:
    """`--modules` puts them in, and says why a function has none; without it there are none."""
    inline = function("Note", more="").replace("CodeUri: src", "InlineCode: 'x = 1'")
    folder = app(tmp_path, function("Work"), inline, code=CODE)
    ennead("contract", "init", folder)
    plain = json.loads(ennead("contract", "compile", folder, "-o", "-").out)
    done = ennead("contract", "compile", folder, "--modules", "-o", "-")
    made = json.loads(done.out)
    assert (done.code, "no files  Note: its code stands in the template" in done.err) == (0, True)
    assert list(made["functions"]["Work"].pop("modules")) == ["work.py"]
    assert made == plain


def test_an_agent_holds_the_files_against_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was changed is found; on what `sam build` makes of the folder, with packages, nothing is said."""
    if importlib.util.find_spec("awslambdaric") is None:
        pytest.skip("awslambdaric is not installed")
    monkeypatch.syspath_prepend(str(ROOT))
    from bench.instances import build_layer, lab  # noqa: PLC0415

    folder = app(tmp_path / "app", code=CODE, files={f"src/lib/part{number}.py": "x = 1\n" for number in range(9)})
    contract = tmp_path / "contract.json"
    text = f"{HEAD}functions: {{Work: {{hygiene: {{every: 1}}}}}}\n"
    contract.write_bytes(compiled(read(text, "x"), Deployed({}), modules=told(folder).entries).data)
    built = tmp_path / "built"
    shutil.copytree(folder / "src", built)
    for name in ("requests/__init__.py", "requests-2.32.0.dist-info/RECORD", "typing_extensions.py", "bin/tool"):
        (built / name).parent.mkdir(exist_ok=True)
        (built / name).write_text("y = 1\n", encoding="utf-8")
    layer = build_layer(tmp_path / "opt")
    env = {"ENNEAD_CONTRACT": str(contract), "ENNEAD_FUNCTION": "Work"}

    def found() -> list[Any]:
        ran = lab.run(lab.Client("", None), built, [{}] * 8, layer=layer, env=env, handler="work.handler")
        assert ran.outcomes == ["ok"] * 8
        assert not ran.of("error")
        return [(event["facts"]["class"], event["facts"]["names"]) for event in ran.of("hygiene")]

    assert found() == []
    (built / "lib" / "part4.py").write_text("x = 2\n", encoding="utf-8")
    assert found() == [("module", [str(built / "lib" / "part4.py")])]

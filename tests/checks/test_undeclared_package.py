"""What `undeclared-package` finds, and what is there without being declared."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from ennead.engine import reaching
from ennead.model.finding import Severity
from ennead.packages.imported import Modules
from ennead.practices.p4_dependencies.undeclared_package import undeclared_package
from tests.checks.coded import HANDLER, HEAD, findings, function
from tests.checks.packaged import REQUESTS, of, place

__all__ = ["place"]
ONE = {"template.yaml": HEAD + function("Orders"), "src/app.py": REQUESTS}
STRANGE = "arn:aws:lambda:eu-west-1:444455556666:layer:x:1"
LAYER = "  Tools: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layers/tools}}\n"


def test_what_nothing_declares(tmp_path: Path, place: Path) -> None:
    """The import is found at its line, and the function at its own."""
    (found,) = findings(of(tmp_path, undeclared_package, ONE))
    assert (
        found.message
        == "Orders imports requests, which nothing declares: the import fails, or finds what somebody else put there"
    )
    assert (found.at.path, found.at.line, found.severity) == ("src/app.py", 1, Severity.LOW)
    assert [one.function for one in found.related] == ["Orders"]


def test_what_comes_with_the_runtime(tmp_path: Path, place: Path) -> None:
    """A package that is there only because the SDK needs it is told as information."""
    (found,) = findings(
        of(tmp_path, undeclared_package, {**ONE, "src/app.py": REQUESTS.replace("requests", "urllib3")})
    )
    assert found.severity is Severity.INFO


@pytest.mark.parametrize(
    "files",
    [
        {"src/requirements.txt": "requests==2.32.4\n"},
        {"requirements.txt": "requests==2.32.4\n"},
        {"src/app.py": REQUESTS.replace("requests", "boto3")},
        {"src/app.py": REQUESTS.replace("requests", "sqlite3")},
        {"src/requests/__init__.py": "def get(x):\n    return x\n"},
        {"lib/requests.py": "def get(x):\n    return x\n"},
        {"src/requirements.txt": "requests-of-ours==1.0\n"},
        {
            "template.yaml": HEAD + function("Orders", more="      Layers: [!Ref Tools]\n") + LAYER,
            "layers/tools/requirements.txt": "requests==2.32.4\n",
        },
        {"template.yaml": HEAD + function("Orders", more=f"      Layers: ['{STRANGE}']\n")},
        {
            "template.yaml": HEAD + function("Orders", more="      Layers: [!Ref Tools]\n") + LAYER,
            "layers/tools/Makefile": "build-Tools:\n\tpip install requests\n",
        },
    ],
    ids=["declared", "declared above", "the SDK", "the language's own", "own", "own elsewhere", "may hold it",
         "a layer", "a strange layer", "a layer that is made"],
)  # fmt: skip
def test_what_is_none(tmp_path: Path, place: Path, files: dict[str, str]) -> None:
    """What is declared anywhere, the runtime's, the application's own, and what may be in an unseen layer is none."""
    assert of(tmp_path, undeclared_package, {**ONE, **files}) == []


@pytest.mark.parametrize(
    ("runtime", "module", "found"),
    [
        ("nodejs16.x", "aws-sdk", 0),
        ("nodejs22.x", "aws-sdk", 1),
        ("nodejs22.x", "@aws-sdk/client-s3", 0),
        ("nodejs22.x", "node:fs", 0),
        ("nodejs22.x", "fs/promises", 0),
        ("nodejs22.x", "axios/lib/core", 1),
        ("nodejs22.x", "@/orders", 0),
    ],
)
def test_modules_of_node(tmp_path: Path, place: Path, runtime: str, module: str, found: int) -> None:
    """Version 2 of the SDK ended with Node 16; what Node has itself, and aliases, are none."""
    code = f"const it = require('{module}');\nexports.handler = async () => it.run();\n"
    files = {"template.yaml": HEAD + function("Orders").replace("python3.13", runtime), "src/app.js": code}
    assert len(findings(of(tmp_path, undeclared_package, files))) == found


def test_modules_are_put_together_once_for_each_first_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many packages there are, what is imported is put together once: else many take seconds."""
    made = []

    class Counted(Modules):
        def __init__(self, modules: Iterable[str]) -> None:
            made.append(1)
            super().__init__(modules)

    monkeypatch.setattr(reaching, "Modules", Counted)
    code = "".join(f"import m{number}\n" for number in range(30)) + HANDLER
    listed = "".join(f"other-{number}==1\n" for number in range(30))
    files = {"template.yaml": HEAD + function("Orders"), "src/app.py": code, "src/requirements.txt": listed}
    of(tmp_path, undeclared_package, files)
    assert 30 <= len(made) < 300

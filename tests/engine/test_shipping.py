"""What a function ships: whose manifests and layers count, and how far its handler goes towards each package."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.engine.programs import Programs
from ennead.engine.scan import map_of
from ennead.packages.shipped import Load, Reached
from ennead.sources.read import AppReading, Options, open_path
from tests.checks.coded import HANDLER, HEAD, function

LAYER = "  Tools: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layers/tools}}\n"
USES = "      Layers: [!Ref Tools]\n"


@pytest.fixture(autouse=True)
def no_database(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is none."""
    monkeypatch.setenv("ENNEAD_DATABASE", str(tmp_path_factory.mktemp("none") / "advisories.db"))


def shipped(folder: Path, files: dict[str, str]) -> dict[str, Load]:
    """What each function of an application ships, by its name."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (reading,) = open_path(folder, Options()).apps()
    assert isinstance(reading, AppReading)
    programs = Programs(folder)
    told = programs.shipped(map_of(reading, (), programs))
    return {name.partition("/")[2]: load for name, load in told.loads.items()}


def reached(load: Load) -> dict[str, Reached]:
    """How far the handler goes, by the package's name, without what the runtime brings."""
    return {one.named.package.name: one.reached for one in load.packages if one.named.origin.value != "runtime"}


LAYERED = HEAD + function("Orders", more=USES) + LAYER


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"src/requirements.txt": "a-b==1\n"}, {"a-b"}),
        ({"requirements.txt": "a-b==1\n"}, set()),
        ({"src/package.json": '{"dependencies": {"a-b": "1.0.0"}}'}, set()),
        ({"src/deeper/requirements.txt": "a-b==1\n"}, set()),
        ({"template.yaml": LAYERED, "layers/tools/requirements.txt": "a-b==1\n"}, {"a-b"}),
        ({"template.yaml": LAYERED, "layers/tools/python/requirements.txt": "a-b==1\n"}, {"a-b"}),
        ({"template.yaml": HEAD + function("Orders") + LAYER, "layers/tools/requirements.txt": "a-b==1\n"}, set()),
        (
            {
                "template.yaml": HEAD + function("Orders", code="./", handler="src/app.handler"),
                "requirements.txt": "a-b==1\n",
            },
            {"a-b"},
        ),
    ],
    ids=["own", "above", "another language", "below", "layer", "in the layer", "unused layer", "the root"],
)
def test_which_manifests_count(tmp_path: Path, files: dict[str, str], names: set[str]) -> None:
    """That of the folder that is deployed and of the layers used, in the runtime's language; none above it."""
    load = shipped(tmp_path, {"template.yaml": HEAD + function("Orders"), "src/app.py": HANDLER, **files})["Orders"]
    assert set(reached(load)) == names


def test_a_bundle_takes_what_is_above(tmp_path: Path) -> None:
    """Where a bundler builds, the project above the folder is what it builds from."""
    template = HEAD + function("Orders").replace("python3.13", "nodejs22.x") + (
        "    Metadata: {BuildMethod: esbuild, BuildProperties: {EntryPoints: [app.ts]}}\n"
    )  # fmt: skip
    files = {
        "template.yaml": template,
        "src/app.ts": "import basket from 'basket';\nexport const handler = async () => basket();\n",
        "package.json": '{"dependencies": {"basket": "1.0.0"}}',
    }
    assert reached(shipped(tmp_path, files)["Orders"]) == {"basket": Reached.HANDLER}


def test_every_way_counts(tmp_path: Path) -> None:
    """A package that two others ask for is loaded where one of them is, whichever the lock's shortest way names."""
    packages = {
        "": {"name": "orders", "dependencies": {"one-a": "1.0.0", "two-b": "1.0.0", "three-c": "1.0.0"}},
        "node_modules/one-a": {"version": "1.0.0", "dependencies": {"deep": "^1"}},
        "node_modules/two-b": {"version": "1.0.0", "dependencies": {"deep": "^1"}},
        "node_modules/three-c": {"version": "1.0.0", "dependencies": {"other": "^1"}},
        "node_modules/deep": {"version": "1.0.0", "dependencies": {"deeper": "^1"}},
        "node_modules/deeper": {"version": "1.0.0"},
        "node_modules/other": {"version": "1.0.0"},
    }
    files = {
        "template.yaml": HEAD + function("Orders").replace("python3.13", "nodejs22.x"),
        "src/app.js": "const two = require('two-b');\nexports.handler = async () => two();\n",
        "src/package.json": json.dumps(packages[""]),
        "src/package-lock.json": json.dumps({"lockfileVersion": 3, "packages": packages}),
    }
    said = reached(shipped(tmp_path, files)["Orders"])
    assert said == {
        "one-a": Reached.NO, "two-b": Reached.HANDLER, "three-c": Reached.NO, "deep": Reached.HANDLER,
        "deeper": Reached.HANDLER, "other": Reached.NO,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "wanted", "answer"),
    [
        ("import yaml\n", "pyyaml==6.0", Reached.HANDLER),
        ("from PIL import Image\n", "pillow==11", Reached.HANDLER),
        ("from google.cloud import storage\nstorage.Client()\n", "google-cloud-storage==3", Reached.HANDLER),
        ("from google.cloud import bigquery\nbigquery.Client()\n", "google-cloud-storage==3", Reached.NO),
        ("from google.cloud import bigquery\n", "google-cloud-storage==3", Reached.UNKNOWN),
        ("import flask\n", "werkzeug==3", Reached.HANDLER),
        ("import json\n", "nobody-knows-it==1", Reached.NO),
        ("import strange\n", "nobody-knows-it==1", Reached.UNKNOWN),
        ("import strange\n", "requests==2", Reached.NO),
    ],
)
def test_names_of_modules(tmp_path: Path, code: str, wanted: str, answer: Reached) -> None:
    """A package may hold a module of another name; where nobody knows a module's package, an unknown one may be it."""
    flask = "flask==3\n" if "flask" in code else ""
    files = {
        "template.yaml": HEAD + function("Orders"),
        "src/app.py": code + HANDLER,
        "src/requirements.txt": f"{flask}{wanted}\n",
    }
    assert reached(shipped(tmp_path, files)["Orders"])[wanted.partition("==")[0]] is answer
